//! A computed figure and its inputs, down to the data: what an account is made of.

use std::{ops::Deref, sync::Arc};

use rust_decimal::Decimal;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use verdigris_activity::Quality;
use verdigris_network::formula::{Arithmetic, Formula};
use verdigris_quantity::{Label, Origin};

use crate::{number::Exact, scheme::Class};

/// Decimals of figures that no rule rounds; what an account prints is exact to them.
pub(crate) const SHOWN: u32 = 12;

/// A formula over inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The formula, over the symbols of the inputs in the order of its names.
    pub formula: Arc<Formula>,
    /// Its inputs.
    pub inputs: Vec<Input>,
}

/// How an input was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obtained {
    /// From the plant's records, in the worst quality among them.
    Record(Quality),
    /// A factor of a standard, guideline or announcement.
    Factor,
    /// A number of the scheme's own text.
    Text,
    /// Computed from inputs of its own.
    Computed,
    /// Not at all.
    Missing,
}

/// One input of a formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// Symbol in the formula.
    pub symbol: String,
    /// What it is.
    pub label: Label,
    /// The value used, after rounding where the scheme rounds inputs; `None` where it is not available.
    pub value: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// What kind of input.
    pub class: Class,
    /// How it was obtained.
    pub quality: Obtained,
    /// Why this datum was taken.
    pub choice: Label,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// Cells of the records, where it comes from records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<String>,
    /// Half width of the 95 % interval over the value, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<f64>,
    /// What would be better than what was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Label>,
    /// What is needed where it is not available.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Label>,
    /// Identity of the datum: inputs with one key are one datum, wherever they are used.
    pub key: String,
    /// The figure it is computed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed: Option<Arc<Figure>>,
    /// The value before rounding.
    #[serde(skip)]
    pub exact: Option<Exact>,
}

/// The inputs of a figure, read as a slice; shared, since accounts pass figures on to sums of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs(pub(crate) Arc<Figure>);

impl Deref for Inputs {
    type Target = [Input];

    fn deref(&self) -> &[Input] {
        &self.0.inputs
    }
}

impl<'a> IntoIterator for &'a Inputs {
    type Item = &'a Input;
    type IntoIter = std::slice::Iter<'a, Input>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Inputs {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.inputs.serialize(to)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut shown = to.serialize_struct("Figure", 2)?;
        shown.serialize_field("formula", self.formula.text())?;
        shown.serialize_field("inputs", &self.inputs)?;
        shown.end()
    }
}

impl Figure {
    /// The value in any arithmetic where `datum` gives the inputs that are data; nothing is rounded on the way.
    pub fn value_in<A: Arithmetic>(&self, datum: &dyn Fn(&Input) -> Option<A>) -> Option<A> {
        let values: Vec<Option<A>> = self
            .inputs
            .iter()
            .map(|input| match &input.computed {
                Some(figure) => figure.value_in(datum),
                None => datum(input),
            })
            .collect();
        self.formula.value_in(&values)
    }

    /// The exact value before any rounding.
    pub fn unrounded(&self) -> Option<Exact> {
        self.value_in(&|input| input.exact.clone())
    }

    /// Visits every datum, the inputs of inputs among them.
    pub fn data<'a>(&'a self, visit: &mut dyn FnMut(&'a Input)) {
        for input in &self.inputs {
            match &input.computed {
                Some(figure) => figure.data(visit),
                None => visit(input),
            }
        }
    }

    /// What is missing, each once.
    pub fn missing(&self) -> Vec<Label> {
        let mut missing = Vec::new();
        for input in &self.inputs {
            let inner = input.computed.iter().flat_map(|figure| figure.missing());
            for label in inner.chain(input.missing.clone()) {
                if !missing.contains(&label) {
                    missing.push(label);
                }
            }
        }
        missing
    }
}
