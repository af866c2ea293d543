//! What keeps a figure from being drawn.

use thiserror::Error;

/// Why a figure cannot be drawn.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReportError {
    /// The figure has nothing to show.
    #[error("a figure needs at least one {what}")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// A value is infinite or not a number.
    #[error("{place} is not a finite number")]
    NotFinite {
        /// Where.
        place: String,
    },
    /// An edge or a product names a node that does not exist.
    #[error("{place} names node {node}, but there are {nodes}")]
    UnknownNode {
        /// Where.
        place: String,
        /// The node named.
        node: usize,
        /// Nodes there are.
        nodes: usize,
    },
    /// An interval whose lower end is above its upper end.
    #[error("the interval of {place} is upside down")]
    Interval {
        /// Where.
        place: String,
    },
    /// A value below nought where only amounts from nought up make sense.
    #[error("{place} is negative")]
    Negative {
        /// Where.
        place: String,
    },
    /// The workbook cannot be written: the writer's message.
    #[error("the workbook cannot be written: {message}")]
    Workbook {
        /// The message.
        message: String,
    },
    /// A total that the steps before it do not lead to, or steps without a total to start from.
    #[error("{place} is not what the steps before it lead to")]
    Unbalanced {
        /// Where.
        place: String,
    },
}

impl ReportError {
    /// Stable code, also the key of the translated message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "report-empty",
            Self::NotFinite { .. } => "report-not-finite",
            Self::UnknownNode { .. } => "report-unknown-node",
            Self::Interval { .. } => "report-interval",
            Self::Negative { .. } => "report-negative",
            Self::Workbook { .. } => "report-workbook",
            Self::Unbalanced { .. } => "report-unbalanced",
        }
    }
}
