//! One step of an account as a reader follows it: a formula over symbols, the figures it uses, the result.
//!
//! Figures are decimal texts: what a guideline rounded stays as it was rounded. The formula uses the symbols of the
//! inputs in the language of `docs/formats/formulas.md`.

use verdigris_quantity::{Label, Origin};

/// A calculation with everything a verifier needs to repeat it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calculation {
    /// Name by which other calculations use the result; empty where none does.
    pub id: String,
    /// What is computed.
    pub label: Label,
    /// How, over the inputs' symbols.
    pub formula: String,
    /// What the formula uses.
    pub inputs: Vec<Input>,
    /// Decimals the result is rounded to, halves away from nought; none where the scheme does not round.
    pub decimals: Option<u8>,
    /// The result, as computed and rounded, a decimal text.
    pub value: String,
    /// Unit of the result.
    pub unit: String,
    /// Clause or equation the formula is from.
    pub origin: Option<Origin>,
}

/// A figure a calculation uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// Symbol in the formula: letters, digits and underscores, not beginning with a digit.
    pub symbol: String,
    /// What it is.
    pub label: Label,
    /// The figure, a decimal text.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Where it is from; the plant's own records have the place in the workbook here.
    pub origin: Option<Origin>,
    /// The calculation whose result it is, by id.
    pub of: Option<String>,
}
