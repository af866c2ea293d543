//! Additive LMDI-I decomposition of a change of `V = Σᵢ Πₖ xₖᵢ` into one effect per factor `k`.
//!
//! `Δₖ = Σᵢ L(Vᵢᵀ, Vᵢ⁰) · ln(xₖᵢᵀ / xₖᵢ⁰)` over categories `i` (process units, products, carriers), with the
//! logarithmic mean `L`; `Σₖ Δₖ = Vᵀ − V⁰` without residual (Ang 2005, Energy Policy 33, 867–871). The end points are
//! two years of one plant, or a reference and the plant.
//!
//! Factors that vanish or change sign take the analytical limit (Ang & Liu 2007, Energy Policy 35, 238–246 and
//! 1426–1432): the change of that category is theirs, in equal parts where there are several, and the other factors
//! have none. So the sum is exact there as well.

mod chain;
mod mean;
mod sources;
mod table;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

pub use chain::{EnergyUse, FACTORS_OF_EMISSIONS, emissions_chain};
pub use mean::logarithmic_mean;
pub use sources::{EmissionSource, EmissionYear, FACTORS_OF_SOURCES, sources_chain};
pub use table::{Bar, Waterfall};

use crate::error::DiagnosisError;

/// A factor of the chain: activity, structure, intensity, energy mix, emission factor, ….
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: Label,
}

/// One term of the sum, with its factors at both ends.
///
/// A factor may be undefined (`None`) at an end where the category is absent, such as the intensity of what was not
/// made; the category's value is zero there, and another factor must say so by being zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: Label,
    /// Factors at the start, in the order of the chain.
    pub start: Vec<Option<f64>>,
    /// Factors at the end.
    pub end: Vec<Option<f64>>,
}

/// What one factor did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The factor.
    pub factor: Factor,
    /// Its effect in the unit of the value.
    pub value: f64,
    /// The same by category.
    pub by_category: Vec<f64>,
}

/// A change and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decomposition {
    /// Unit of values and effects.
    pub unit: String,
    /// Value at the start.
    pub start: f64,
    /// Value at the end.
    pub end: f64,
    /// One effect per factor.
    pub effects: Vec<Effect>,
    /// Ids and names of the categories, in the order of `Effect::by_category`.
    pub categories: Vec<(String, Label)>,
    /// What rounding in floating point leaves of `end − start − Σ effects`; [`Decomposition::waterfall`] prints
    /// decimals that leave nothing.
    pub rounding: f64,
}

/// Decomposes the change between the two ends of a chain.
pub fn decompose(factors: &[Factor], categories: &[Category], unit: &str) -> Result<Decomposition, DiagnosisError> {
    let mut by_factor = vec![Vec::with_capacity(categories.len()); factors.len()];
    let (mut start, mut end) = (Vec::new(), Vec::new());
    for category in categories {
        let from = value(factors, category, &category.start)?;
        let to = value(factors, category, &category.end)?;
        for (list, effect) in by_factor.iter_mut().zip(effects(category, from, to)) {
            list.push(effect);
        }
        start.push(from);
        end.push(to);
    }
    let (start, end) = (exact_sum(&start), exact_sum(&end));
    let effects: Vec<Effect> = factors
        .iter()
        .zip(by_factor)
        .map(|(factor, by_category)| Effect { factor: factor.clone(), value: exact_sum(&by_category), by_category })
        .collect();
    let mut terms: Vec<f64> = effects.iter().map(|effect| -effect.value).collect();
    terms.extend([end, -start]);
    Ok(Decomposition {
        unit: unit.to_owned(),
        start,
        end,
        rounding: exact_sum(&terms),
        effects,
        categories: categories.iter().map(|category| (category.id.clone(), category.label.clone())).collect(),
    })
}

impl Decomposition {
    /// The change as a trace: `end − start` over one input per factor, each over its categories.
    pub fn trace(&self, label: Label) -> Trace {
        let inputs = self.effects.iter().map(|effect| {
            let parts = self.categories.iter().zip(&effect.by_category);
            let parts = parts.map(|((_, name), &value)| Trace::datum(name.clone(), value, &self.unit, None)).collect();
            let formula = "Σᵢ L(Vᵢᵀ, Vᵢ⁰)·ln(xᵢᵀ/xᵢ⁰)";
            Trace::computed(effect.factor.label.clone(), effect.value, &self.unit, formula, parts)
        });
        Trace::computed(label, self.end - self.start, &self.unit, "Vᵀ − V⁰ = Σₖ Δₖ (LMDI-I)", inputs.collect())
    }
}

/// `Πₖ xₖ`; undefined factors count only where another factor makes the product zero.
fn value(factors: &[Factor], category: &Category, end: &[Option<f64>]) -> Result<f64, DiagnosisError> {
    if end.len() != factors.len() {
        let what = format!("factors of category {}", category.id);
        return Err(DiagnosisError::Shape { what, expected: factors.len(), found: end.len() });
    }
    let mut product = 1.0;
    let mut undefined = None;
    for (factor, value) in factors.iter().zip(end) {
        match value {
            Some(value) if value.is_finite() => product *= value,
            Some(value) => return Err(bad(factor, category, *value, "finite")),
            None => undefined = Some(factor),
        }
    }
    match undefined {
        Some(factor) if product != 0.0 => Err(bad(factor, category, f64::NAN, "defined where its category is present")),
        _ => Ok(product),
    }
}

fn bad(factor: &Factor, category: &Category, value: f64, needed: &'static str) -> DiagnosisError {
    DiagnosisError::Value { what: format!("factor {} of category {}", factor.id, category.id), value, needed }
}

/// Effects of one category's factors.
fn effects(category: &Category, from: f64, to: f64) -> Vec<f64> {
    let pairs = || category.start.iter().zip(&category.end);
    // A factor that is zero at an end, or whose sign changes, has no logarithm: it carries the whole change.
    let breaks: Vec<bool> = pairs()
        .map(
            |pair| matches!(pair, (Some(a), Some(b)) if a != b && (*a == 0.0 || *b == 0.0 || (*a > 0.0) != (*b > 0.0))),
        )
        .collect();
    let count = breaks.iter().filter(|&&broken| broken).count();
    if count > 0 {
        let share = (to - from) / count as f64;
        return breaks.iter().map(|&broken| if broken { share } else { 0.0 }).collect();
    }
    let Some(weight) = logarithmic_mean(to, from).filter(|&weight| weight != 0.0) else {
        return vec![0.0; category.start.len()];
    };
    pairs()
        .map(|pair| match pair {
            (Some(a), Some(b)) if *a != 0.0 => weight * mean::log_ratio(*b, *a),
            _ => 0.0,
        })
        .collect()
}

/// Sum with the rounding error carried along (Neumaier 1974): categories may be many and of either sign.
fn exact_sum(terms: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for &term in terms {
        let next = sum + term;
        lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests;
