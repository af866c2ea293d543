//! What a metal is made of, with how far a lot may differ from its mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::BlendError;

/// One element of a metal: mean content and standard deviation from lot to lot, both in % of mass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Mean, %.
    pub mean: f64,
    /// Standard deviation between lots, % (absolute).
    #[serde(default)]
    pub deviation: f64,
}

/// Contents by element symbol; what is not listed is the base metal, by difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composition {
    /// Contents by element.
    pub contents: BTreeMap<String, Content>,
    /// Correlations between two elements of one lot; pairs not named are independent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlations: Vec<Correlation>,
}

/// How two elements of one lot vary together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// One element.
    pub first: String,
    /// The other element.
    pub second: String,
    /// Coefficient, −1 to 1.
    pub coefficient: f64,
}

impl Composition {
    /// A composition from (element, mean %, deviation %).
    pub fn of(contents: &[(&str, f64, f64)]) -> Self {
        Self {
            contents: contents
                .iter()
                .map(|&(element, mean, deviation)| (element.to_owned(), Content { mean, deviation }))
                .collect(),
            correlations: Vec::new(),
        }
    }

    /// Mean content of an element, %; `base` is what is left over where it is not listed itself.
    pub fn mean(&self, element: &str, base: &str) -> f64 {
        match self.contents.get(element) {
            Some(content) => content.mean,
            None if element == base => 100.0 - self.contents.values().map(|content| content.mean).sum::<f64>(),
            None => 0.0,
        }
    }

    /// Weights of the listed elements in a weighted sum of contents, and the constant beside them.
    ///
    /// A base metal that is not listed is 100 % less all that is listed.
    fn weights(&self, sum: &[(String, f64)], base: &str) -> (f64, BTreeMap<&str, f64>) {
        let mut constant = 0.0;
        let mut weights = BTreeMap::new();
        for (element, weight) in sum {
            if let Some((listed, _)) = self.contents.get_key_value(element) {
                *weights.entry(listed.as_str()).or_insert(0.0) += weight;
            } else if element == base {
                constant += 100.0 * weight;
                for listed in self.contents.keys() {
                    *weights.entry(listed.as_str()).or_insert(0.0) -= weight;
                }
            }
        }
        (constant, weights)
    }

    /// Mean and variance of a weighted sum of contents: `Σ wₑ μₑ` in % and `Σ Σ wₑ w_f σₑ σ_f ρₑ_f` in %².
    pub fn weighted(&self, sum: &[(String, f64)], base: &str) -> (f64, f64) {
        let (constant, weights) = self.weights(sum, base);
        let mut mean = constant;
        let mut variance = 0.0;
        for (element, weight) in &weights {
            let content = self.contents[*element];
            mean += weight * content.mean;
            variance += (weight * content.deviation).powi(2);
        }
        for pair in &self.correlations {
            if let (Some(first), Some(second)) = (weights.get(pair.first.as_str()), weights.get(pair.second.as_str())) {
                variance += 2.0
                    * pair.coefficient
                    * first
                    * second
                    * self.contents[&pair.first].deviation
                    * self.contents[&pair.second].deviation;
            }
        }
        (mean, variance.max(0.0))
    }

    /// Refuses contents that cannot be: below 0, above 100 %, or more than the whole together.
    pub fn validate(&self, object: &str) -> Result<(), BlendError> {
        let value = |field: String, value: f64, must: &'static str| {
            Err(BlendError::Value { object: object.to_owned(), field, value, must })
        };
        for (element, content) in &self.contents {
            if !(0.0..=100.0).contains(&content.mean) {
                return value(element.clone(), content.mean, "between 0 and 100 %");
            }
            if !content.deviation.is_finite() || content.deviation < 0.0 {
                return value(format!("deviation of {element}"), content.deviation, "0 or more");
            }
        }
        let total: f64 = self.contents.values().map(|content| content.mean).sum();
        if total > 100.0 + 1e-9 {
            return Err(BlendError::Overfull { object: object.to_owned(), total });
        }
        for pair in &self.correlations {
            for element in [&pair.first, &pair.second] {
                if !self.contents.contains_key(element) {
                    return Err(BlendError::Unknown {
                        object: object.to_owned(),
                        kind: "element",
                        name: element.clone(),
                    });
                }
            }
            if pair.first == pair.second || !(-1.0..=1.0).contains(&pair.coefficient) {
                let field = format!("correlation of {} and {}", pair.first, pair.second);
                return value(field, pair.coefficient, "between -1 and 1, of two elements");
            }
        }
        if self.factor().is_none() {
            return value("correlations".to_owned(), f64::NAN, "together a possible (positive semidefinite) matrix");
        }
        Ok(())
    }

    /// Lower triangular factor L of the correlation matrix of the listed elements (in order of symbol), row by row.
    ///
    /// `None` where the coefficients cannot hold together.
    pub(crate) fn factor(&self) -> Option<Vec<Vec<f64>>> {
        let elements: Vec<&str> = self.contents.keys().map(String::as_str).collect();
        let place = |element: &str| elements.iter().position(|known| *known == element);
        let n = elements.len();
        let mut matrix = vec![vec![0.0; n]; n];
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = 1.0;
        }
        for pair in &self.correlations {
            let (i, j) = (place(&pair.first)?, place(&pair.second)?);
            matrix[i][j] = pair.coefficient;
            matrix[j][i] = pair.coefficient;
        }
        let mut factor = vec![vec![0.0; n]; n];
        for i in 0..n {
            for j in 0..=i {
                let known: f64 = factor[i][..j].iter().zip(&factor[j][..j]).map(|(a, b)| a * b).sum();
                let rest = matrix[i][j] - known;
                if i == j {
                    if rest < -1e-9 {
                        return None;
                    }
                    factor[i][i] = rest.max(0.0).sqrt();
                } else if factor[j][j] > 1e-12 {
                    factor[i][j] = rest / factor[j][j];
                } else if rest.abs() > 1e-9 {
                    return None;
                }
            }
        }
        Some(factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: &[(&str, f64)]) -> Vec<(String, f64)> {
        terms.iter().map(|(element, weight)| ((*element).to_owned(), *weight)).collect()
    }

    #[test]
    fn the_base_is_what_is_left_and_varies_with_the_rest() {
        let metal = Composition::of(&[("Si", 9.0, 0.3), ("Fe", 1.0, 0.4)]);
        assert_eq!(metal.mean("Al", "Al"), 90.0);
        let (mean, variance) = metal.weighted(&sum(&[("Al", 1.0)]), "Al");
        assert!((mean - 90.0).abs() < 1e-12 && (variance - 0.25).abs() < 1e-12);
        let (mean, variance) = metal.weighted(&sum(&[("Si", 1.0), ("Fe", 1.0)]), "Al");
        assert!((mean - 10.0).abs() < 1e-12 && (variance - 0.25).abs() < 1e-12);
    }

    #[test]
    fn correlation_enters_the_variance_of_a_sum() {
        let mut metal = Composition::of(&[("Si", 9.0, 0.3), ("Fe", 1.0, 0.4)]);
        metal.correlations.push(Correlation { first: "Si".into(), second: "Fe".into(), coefficient: -1.0 });
        let (_, variance) = metal.weighted(&sum(&[("Si", 1.0), ("Fe", 1.0)]), "Al");
        assert!((variance - 0.01).abs() < 1e-12);
        metal.validate("scrap").unwrap();
        metal.contents.insert("Cu".into(), Content { mean: 1.0, deviation: 0.1 });
        metal.correlations.push(Correlation { first: "Si".into(), second: "Cu".into(), coefficient: 1.0 });
        metal.correlations.push(Correlation { first: "Fe".into(), second: "Cu".into(), coefficient: 1.0 });
        assert_eq!(metal.validate("scrap").unwrap_err().code(), "blend-value");
    }

    #[test]
    fn impossible_contents_are_refused() {
        assert_eq!(Composition::of(&[("Si", -1.0, 0.0)]).validate("x").unwrap_err().code(), "blend-value");
        assert_eq!(Composition::of(&[("Si", 1.0, -0.1)]).validate("x").unwrap_err().code(), "blend-value");
        assert_eq!(
            Composition::of(&[("Si", 60.0, 0.0), ("Fe", 50.0, 0.0)]).validate("x").unwrap_err().code(),
            "blend-overfull"
        );
    }
}
