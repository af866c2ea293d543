//! Errors of this crate.

use thiserror::Error;

/// Why streams cannot be reconciled.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ReconciliationError {
    /// A number that is none, or a standard deviation that is not above zero.
    #[error("{object}: {part} is {value}; it must be {expected}")]
    Number {
        /// The variable or balance.
        object: String,
        /// `value`, `standard deviation`, `coefficient`.
        part: &'static str,
        /// As given.
        value: f64,
        /// What it must be.
        expected: &'static str,
    },
    /// A balance over a variable that does not exist.
    #[error("balance {balance} uses variable number {variable}; there are {variables}")]
    Foreign {
        /// The balance.
        balance: String,
        /// Its index.
        variable: usize,
        /// How many there are.
        variables: usize,
    },
    /// Correlations that no errors of measurement can have together.
    #[error("the correlations given for {variable} contradict each other: the covariance is not positive definite")]
    Covariance {
        /// The variable at which the factorisation fails.
        variable: String,
    },
    /// Balances that no values of the measured and unmeasured variables can keep.
    #[error("balance {balance} contradicts the others: it misses by {gap} whatever the measurements are")]
    Contradiction {
        /// The balance.
        balance: String,
        /// By how much, in the balance's unit.
        gap: f64,
    },
    /// The nonlinear balances were not closed.
    #[error("the balances are not closed after {iterations} iterations: the largest gap is {gap} at {balance}")]
    Diverged {
        /// Iterations done.
        iterations: usize,
        /// Largest relative gap.
        gap: f64,
        /// Where.
        balance: String,
    },
    /// A table that cannot be read.
    #[error("line {line}: {reason}")]
    Table {
        /// Line number from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A level of significance outside 0 … 1.
    #[error("the level of significance is {0}; it must lie between 0 and 1")]
    Significance(f64),
}

impl ReconciliationError {
    /// The stable code, which is also the key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Number { .. } => "reconciliation-number",
            Self::Foreign { .. } => "reconciliation-foreign-variable",
            Self::Covariance { .. } => "reconciliation-covariance",
            Self::Contradiction { .. } => "reconciliation-contradiction",
            Self::Diverged { .. } => "reconciliation-diverged",
            Self::Table { .. } => "reconciliation-table",
            Self::Significance(_) => "reconciliation-significance",
        }
    }
}
