//! Errors of this crate.

use thiserror::Error;

/// Why a question about the chain has no answer.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ChainError {
    /// A text that cannot be read.
    #[error("{table}: line {line}: {reason}")]
    Table {
        /// Which text.
        table: String,
        /// Line number from 1; 0 where none is known.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A number outside its range.
    #[error("{object}: {part} is {value}; it must be {expected}")]
    Number {
        /// The object.
        object: String,
        /// Which of its numbers.
        part: &'static str,
        /// As given.
        value: f64,
        /// What it must be.
        expected: &'static str,
    },
    /// A name that nothing has.
    #[error("{object} names the {kind} `{name}`, which does not exist")]
    Unknown {
        /// Who names it.
        object: String,
        /// `place`, `good`, `plant`, …
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A name that two things have.
    #[error("two {kind}s are called `{name}`")]
    Twice {
        /// `place`, `good`, `plant`, …
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// Something the answer needs and nobody gave.
    #[error("not available: {object} needs {needs}")]
    NotAvailable {
        /// What was asked.
        object: String,
        /// What it needs.
        needs: String,
    },
    /// A letter opened by someone it is not addressed to.
    #[error("this result is addressed to {owner}, not to {reader}")]
    Addressed {
        /// Whom it is for.
        owner: String,
        /// Who tried.
        reader: String,
    },
    /// More players than can be counted out exactly.
    #[error("{players} players are too many for {question}; at most {most}")]
    Players {
        /// How many.
        players: usize,
        /// Which question.
        question: &'static str,
        /// The most.
        most: usize,
    },
    /// The programme has no solution or the solver stopped.
    #[error("{question}: the solver ended with {status}")]
    Unsolved {
        /// What was asked.
        question: String,
        /// How it ended.
        status: String,
    },
    /// The solver failed.
    #[error(transparent)]
    Optimisation(#[from] verdigris_optimisation::Error),
}

impl ChainError {
    /// The stable code, which is also the key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Table { .. } => "chain-table",
            Self::Number { .. } => "chain-number",
            Self::Unknown { .. } => "chain-unknown",
            Self::Twice { .. } => "chain-twice",
            Self::NotAvailable { .. } => "chain-not-available",
            Self::Addressed { .. } => "chain-addressed",
            Self::Players { .. } => "chain-players",
            Self::Unsolved { .. } => "chain-unsolved",
            Self::Optimisation(error) => error.code(),
        }
    }
}

/// Refuses a number that is none or below zero.
pub(crate) fn not_negative(object: &str, part: &'static str, value: f64) -> Result<(), ChainError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ChainError::Number { object: object.to_owned(), part, value, expected: "a finite number of zero or more" })
}
