//! Variables, their readings and the balances they must keep.

use serde::Serialize;

use crate::ReconciliationError;
use crate::matrix::{Matrix, cholesky};

/// What is known of a variable beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Reading {
    /// A measurement with its standard deviation, in the variable's unit.
    Measured {
        /// As read.
        value: f64,
        /// Standard deviation of the reading's error.
        sd: f64,
    },
    /// Known without error: never adjusted.
    Exact {
        /// The value.
        value: f64,
    },
    /// Not measured.
    Unmeasured,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variable {
    /// Name.
    pub name: String,
    /// What is known of it.
    pub reading: Reading,
}

/// The balance `Σ coefficient·variable = constant`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// Name.
    pub name: String,
    /// Variables with their coefficients.
    pub terms: Vec<(usize, f64)>,
    /// Right-hand side.
    pub constant: f64,
    /// Whether it is a node that may leak, so that a missing or surplus amount can be told from a biased reading.
    pub may_leak: bool,
}

/// Variables and balances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// In order of adding.
    pub variables: Vec<Variable>,
    /// In order of adding.
    pub balances: Vec<Balance>,
    /// Correlations of errors of measurement: two variables and a coefficient between −1 and 1.
    pub correlations: Vec<(usize, usize, f64)>,
}

impl System {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a variable and gives its index.
    pub fn variable(&mut self, name: impl Into<String>, reading: Reading) -> usize {
        self.variables.push(Variable { name: name.into(), reading });
        self.variables.len() - 1
    }

    /// Adds a measured variable.
    pub fn measured(&mut self, name: impl Into<String>, value: f64, sd: f64) -> usize {
        self.variable(name, Reading::Measured { value, sd })
    }

    /// Adds a variable that is not measured.
    pub fn unmeasured(&mut self, name: impl Into<String>) -> usize {
        self.variable(name, Reading::Unmeasured)
    }

    /// Adds the balance of a node, `Σ coefficient·variable = 0`, which may leak.
    pub fn node(&mut self, name: impl Into<String>, terms: &[(usize, f64)]) -> usize {
        self.balances.push(Balance { name: name.into(), terms: terms.to_vec(), constant: 0.0, may_leak: true });
        self.balances.len() - 1
    }

    /// Adds a relation that holds whatever leaks, `Σ coefficient·variable = constant`.
    pub fn relation(&mut self, name: impl Into<String>, terms: &[(usize, f64)], constant: f64) -> usize {
        self.balances.push(Balance { name: name.into(), terms: terms.to_vec(), constant, may_leak: false });
        self.balances.len() - 1
    }

    /// States that the errors of two measured variables are correlated (one weighbridge, one laboratory).
    pub fn correlate(&mut self, first: usize, second: usize, coefficient: f64) {
        self.correlations.push((first, second, coefficient));
    }

    /// Refuses numbers that are none and balances over variables that do not exist.
    pub fn validate(&self) -> Result<(), ReconciliationError> {
        let number = |object: &str, part, value: f64, expected| ReconciliationError::Number {
            object: object.to_owned(),
            part,
            value,
            expected,
        };
        for Variable { name, reading } in &self.variables {
            match *reading {
                Reading::Measured { value, .. } | Reading::Exact { value } if !value.is_finite() => {
                    return Err(number(name, "value", value, "a finite number"));
                }
                Reading::Measured { sd, .. } if !(sd.is_finite() && sd > 0.0) => {
                    return Err(number(name, "standard deviation", sd, "a finite number above zero"));
                }
                _ => {}
            }
        }
        for balance in &self.balances {
            if !balance.constant.is_finite() {
                return Err(number(&balance.name, "constant", balance.constant, "a finite number"));
            }
            for &(variable, factor) in &balance.terms {
                if variable >= self.variables.len() {
                    let (balance, variables) = (balance.name.clone(), self.variables.len());
                    return Err(ReconciliationError::Foreign { balance, variable, variables });
                }
                if !factor.is_finite() {
                    return Err(number(&balance.name, "coefficient", factor, "a finite number"));
                }
            }
        }
        for &(first, second, coefficient) in &self.correlations {
            for variable in [first, second] {
                if variable >= self.variables.len() {
                    let (balance, variables) = ("of the correlations".to_owned(), self.variables.len());
                    return Err(ReconciliationError::Foreign { balance, variable, variables });
                }
            }
            if coefficient.is_nan() || coefficient.abs() >= 1.0 || first == second {
                let name = &self.variables[first].name;
                return Err(number(name, "correlation", coefficient, "between −1 and 1, of two variables"));
            }
        }
        Ok(())
    }

    /// Lower Cholesky factor of the covariance of the measured variables, in their order.
    pub(crate) fn covariance_factor(&self, measured: &[usize]) -> Result<Matrix, ReconciliationError> {
        let n = measured.len();
        let mut covariance = Matrix::zeros(n, n);
        for (j, &variable) in measured.iter().enumerate() {
            if let Reading::Measured { sd, .. } = self.variables[variable].reading {
                covariance.set(j, j, sd);
            }
        }
        if self.correlations.is_empty() {
            return Ok(covariance);
        }
        let sd: Vec<f64> = (0..n).map(|j| covariance.get(j, j)).collect();
        for (j, sd) in sd.iter().enumerate() {
            covariance.set(j, j, sd * sd);
        }
        let place = |variable| measured.iter().position(|&other| other == variable);
        for &(first, second, coefficient) in &self.correlations {
            // What is known exactly or not measured has no error to correlate.
            if let (Some(i), Some(j)) = (place(first), place(second)) {
                covariance.set(i, j, coefficient * sd[i] * sd[j]);
                covariance.set(j, i, coefficient * sd[i] * sd[j]);
            }
        }
        cholesky(&covariance)
            .map_err(|row| ReconciliationError::Covariance { variable: self.variables[measured[row]].name.clone() })
    }
}
