//! What can go wrong with material flows.

use thiserror::Error;

/// Errors of material flows, with the object and place at fault. `code()` is stable and is the key of the translated
/// message.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum MaterialsError {
    /// Two arrays carry a dimension of one name with different items.
    #[error("dimension `{dimension}` differs: {left_name} has {left}, {right_name} has {right}")]
    Alignment {
        /// The dimension.
        dimension: String,
        /// What stands on the left.
        left_name: String,
        /// Its items, shortened.
        left: String,
        /// What stands on the right.
        right_name: String,
        /// Its items, shortened.
        right: String,
    },
    /// Two arrays that must have the same dimensions have not.
    #[error("dimensions differ: {left_name} has ({left}), {right_name} has ({right})")]
    Dimensions {
        /// What stands on the left.
        left_name: String,
        /// Its dimensions.
        left: String,
        /// What stands on the right.
        right_name: String,
        /// Its dimensions.
        right: String,
    },
    /// A dimension an array does not have.
    #[error("{name} has no dimension `{dimension}`; it has ({present})")]
    NoDimension {
        /// The array.
        name: String,
        /// The dimension asked for.
        dimension: String,
        /// The dimensions it has.
        present: String,
    },
    /// An item a dimension does not have.
    #[error("dimension `{dimension}` has no item `{item}`")]
    NoItem {
        /// The dimension.
        dimension: String,
        /// The item asked for.
        item: String,
    },
    /// An item or cell given twice.
    #[error("{name}: `{item}` is given twice")]
    Twice {
        /// The dimension or array.
        name: String,
        /// The item or cell.
        item: String,
    },
    /// A cell nobody gave.
    #[error("{name}: no value for ({cell})")]
    MissingCell {
        /// The array.
        name: String,
        /// Its cell.
        cell: String,
    },
    /// A list of values of the wrong length.
    #[error("{name}: {given} values where {wanted} are needed ({why})")]
    Length {
        /// What the values are.
        name: String,
        /// Values given.
        given: usize,
        /// Values needed.
        wanted: usize,
        /// What the number follows from.
        why: String,
    },
    /// A value that is infinite or not a number.
    #[error("{name} at {place}: {value} is not a finite number")]
    NotFinite {
        /// What the value is.
        name: String,
        /// Where it stands.
        place: String,
        /// The value.
        value: f64,
    },
    /// A lifetime that cannot be.
    #[error("lifetime {place}: {parameter} is {value}, but must be {wanted}")]
    Lifetime {
        /// Cohort and series.
        place: String,
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// Time steps that do not follow one another.
    #[error("time: {reason} at step {step}")]
    Time {
        /// Which step, from 0.
        step: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// A stock or share that must not be negative.
    #[error("{name} is {value} at step {step}, series {series}; it must not be negative")]
    Negative {
        /// What the value is.
        name: &'static str,
        /// Step, from 0.
        step: usize,
        /// Series, from 0.
        series: usize,
        /// The value.
        value: f64,
    },
    /// A stock falls faster than goods leave, and early retirement was not allowed.
    #[error(
        "series {series}, step {step}: the stock is to fall to {target}, but {remaining} remains by the lifetimes; \
         choose a rule of early retirement"
    )]
    NegativeInflow {
        /// Series, from 0.
        series: usize,
        /// Step, from 0.
        step: usize,
        /// The stock asked for.
        target: f64,
        /// What remains of earlier cohorts.
        remaining: f64,
    },
    /// Goods that leave wholly in the step they enter cannot hold a stock.
    #[error("series {series}, step {step}: all that enters leaves within the step, so no inflow holds the stock")]
    NothingSurvives {
        /// Series, from 0.
        series: usize,
        /// Step, from 0.
        step: usize,
    },
    /// A stock of goods that by their lifetime are gone.
    #[error("series {series}: a stock of {amount} of cohort {cohort} is given, but its lifetime lets nothing remain")]
    ImpossibleCohort {
        /// Series, from 0.
        series: usize,
        /// Cohort, from 0.
        cohort: usize,
        /// The stock given.
        amount: f64,
    },
    /// Shares that do not add up to one.
    #[error("{name} at {place}: shares add up to {sum}, not 1")]
    Shares {
        /// What is shared.
        name: String,
        /// Where.
        place: String,
        /// The sum.
        sum: f64,
    },
    /// A fraction outside 0 to 1.
    #[error("{name} at {place}: {value} does not lie between 0 and 1")]
    Fraction {
        /// What it is.
        name: String,
        /// Where.
        place: String,
        /// The value.
        value: f64,
    },
    /// A process or flow nobody defined.
    #[error("no {kind} `{id}`")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// A table or text that cannot be read.
    #[error("{table}, line {line}: {reason}")]
    Table {
        /// The table.
        table: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// Mass is lost or gained.
    #[error("mass balance of {name} is off by {worst} of its flow at {place}")]
    Unbalanced {
        /// Process or stock.
        name: String,
        /// Relative error.
        worst: f64,
        /// Step and series.
        place: String,
    },
    /// A figure that lacks a sourced input.
    #[error("{what} is not available: needs {needs}")]
    NotAvailable {
        /// The figure.
        what: String,
        /// What is missing.
        needs: String,
    },
    /// An uncertainty that cannot be read.
    #[error("{place}: {source}")]
    Spread {
        /// Table and line, or parameter.
        place: String,
        /// What is wrong with it.
        source: verdigris_quantity::spread::SpreadError,
    },
}

impl MaterialsError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Alignment { .. } => "materials-alignment",
            Self::Dimensions { .. } => "materials-dimensions",
            Self::NoDimension { .. } => "materials-no-dimension",
            Self::NoItem { .. } => "materials-no-item",
            Self::Twice { .. } => "materials-twice",
            Self::MissingCell { .. } => "materials-missing-cell",
            Self::Length { .. } => "materials-length",
            Self::NotFinite { .. } => "materials-not-finite",
            Self::Lifetime { .. } => "materials-lifetime",
            Self::Time { .. } => "materials-time",
            Self::Negative { .. } => "materials-negative",
            Self::NegativeInflow { .. } => "materials-negative-inflow",
            Self::NothingSurvives { .. } => "materials-nothing-survives",
            Self::ImpossibleCohort { .. } => "materials-impossible-cohort",
            Self::Shares { .. } => "materials-shares",
            Self::Fraction { .. } => "materials-fraction",
            Self::Unknown { .. } => "materials-unknown",
            Self::Table { .. } => "materials-table",
            Self::Unbalanced { .. } => "materials-unbalanced",
            Self::NotAvailable { .. } => "materials-not-available",
            Self::Spread { .. } => "materials-spread",
        }
    }
}
