//! An account: the total of a scheme for one plant and year, its items, and all they rest on.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;
use verdigris_quantity::Label;

use crate::{
    figure::{Figure, Inputs},
    number::Exact,
    quality::Datum,
    recalculation::Change,
    scheme::{Part, RoundingStep},
    uncertainty::Uncertainty,
    wording::followed,
};

/// A plant's account of one year under one scheme.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// Id of the scheme.
    pub scheme: String,
    /// Name of the scheme.
    pub name: Label,
    /// Number of the standard or guideline.
    pub standard: String,
    /// Id of the plant.
    pub plant: String,
    /// Year of the data.
    pub year: i32,
    /// Unit of the total.
    pub unit: String,
    /// What the unit counts.
    pub quantity: Label,
    /// When figures were rounded.
    pub rounding: RoundingStep,
    /// Decimals they were rounded to.
    pub decimals: u32,
    /// The total; `None` where an item of it is not available.
    pub total: Option<Decimal>,
    /// 95 % interval of the total, as far as uncertainties are known.
    pub range: Option<[f64; 2]>,
    /// Items of the total.
    pub items: Vec<Item>,
    /// Figures the scheme asks for beside the total.
    pub auxiliary: Vec<Item>,
    /// Figures for information.
    pub memo: Vec<Item>,
    /// What is missing for the total.
    pub missing: Vec<Label>,
    /// Recorded amounts of fuels, reductants, carbonates, power, heat and gases that the scheme does not count.
    pub uncounted: Vec<Label>,
    /// Remarks of the scheme for this sector and year.
    pub caveats: Vec<Label>,
    /// How each datum was obtained, what would be better, and how much it moves the total.
    pub quality: Vec<Datum>,
    /// Uncertainty of the total, where it is available.
    pub uncertainty: Option<Uncertainty>,
    /// What changed since an earlier account of the same plant and year; empty until one is compared.
    pub log: Vec<Change>,
    /// Whether a negative total counts as zero.
    #[serde(skip)]
    pub(crate) floor: bool,
}

/// One figure of an account.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Id in the scheme.
    pub id: String,
    /// Item of the records it is of, where it is one of several: a fuel, a carbonate.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Process unit, where it is one of several.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub process_unit: String,
    /// What gives off the emissions, in words all schemes share.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stream: String,
    /// Name.
    pub name: Label,
    /// Name of the fuel or carbonate it is of.
    #[serde(skip_serializing_if = "Label::is_empty")]
    pub of_name: Label,
    /// What it is to the account.
    pub part: Part,
    /// The figure, after rounding where the scheme rounds items; `None` where it is not available.
    pub value: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// Formula over the symbols of the inputs.
    pub formula: String,
    /// The inputs.
    pub inputs: Inputs,
    /// Standard and clause of the formula.
    pub source: String,
    /// Lowest trust among formula and factors: `P`, `D`, `C`, `T`, `N`.
    pub trust: String,
    /// What is missing.
    pub missing: Vec<Label>,
    /// Whether it adds to the total after the floor at zero.
    #[serde(skip)]
    pub(crate) beyond_floor: bool,
    /// The same formula and inputs, to compute with.
    #[serde(skip)]
    pub(crate) figure: Arc<Figure>,
    /// Value as used in the total.
    #[serde(skip)]
    pub(crate) exact: Option<Exact>,
}

impl Item {
    /// Identity within the plant, the same in every scheme that counts the same thing.
    pub fn key(&self) -> String {
        format!("{}/{}@{}", self.id, self.of, self.process_unit)
    }

    /// Name with the fuel and the process unit.
    pub fn full_name(&self) -> Label {
        let mut name = self.name.clone();
        if !self.of_name.is_empty() {
            name = followed(name, &format!(": {}", self.of_name.en), &format!("：{}", self.of_name.zh));
        }
        if !self.process_unit.is_empty() {
            name = followed(name, &format!(" ({})", self.process_unit), &format!("（{}）", self.process_unit));
        }
        name
    }

    /// The value with every digit, before any rounding; `None` where it is not available.
    pub fn unrounded(&self) -> Option<Exact> {
        self.figure.unrounded()
    }
}

impl Account {
    /// Every figure: of the total, beside it, for information.
    pub fn figures(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(&self.auxiliary).chain(&self.memo)
    }

    /// The figures of one id, over fuels and process units.
    pub fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Item> {
        self.figures().filter(move |item| item.id == id)
    }

    /// Sum of the figures of one id; `None` where one is not available or there is none.
    pub fn sum_of(&self, id: &str) -> Option<Decimal> {
        let mut found = self.of(id).peekable();
        found.peek()?;
        found.try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.value?))
    }

    /// The total before any rounding.
    pub fn unrounded(&self) -> Option<Exact> {
        let values: Option<Vec<Exact>> = self.items.iter().map(Item::unrounded).collect();
        values.filter(|values| !values.is_empty()).map(|values| self.gathered(&values))
    }

    /// The total of values of the items: their sum, where the scheme says so not below zero.
    pub(crate) fn gathered(&self, values: &[Exact]) -> Exact {
        let sum = |beyond: bool| {
            let parts = self.items.iter().zip(values).filter(|(item, _)| item.beyond_floor == beyond);
            parts.fold(Exact::zero(), |sum, (_, value)| sum.plus(value))
        };
        let within = sum(false);
        let floored = if self.floor && within.order(&Exact::zero()).is_lt() { Exact::zero() } else { within };
        floored.plus(&sum(true))
    }

    /// The same of floating-point values, and whether the floor holds.
    pub(crate) fn gathered_float(&self, values: &[f64]) -> (f64, bool) {
        let sum = |beyond: bool| -> f64 {
            self.items.iter().zip(values).filter(|(item, _)| item.beyond_floor == beyond).map(|(_, value)| value).sum()
        };
        let within = sum(false);
        let floored = self.floor && within < 0.0;
        ((if floored { 0.0 } else { within }) + sum(true), floored)
    }
}
