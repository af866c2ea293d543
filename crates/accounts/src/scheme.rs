//! A scheme as data: what is counted, by which formula, from which data, in which order of preference, rounded how.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use verdigris_activity::Vocabulary;
use verdigris_network::formula::Formula;
use verdigris_quantity::Label;

use crate::{conversions::Conversions, number::Exact};

/// A guideline or regulation by which a plant accounts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scheme {
    /// Stable id, e.g. `cets-ag-04.01`.
    pub id: String,
    /// Number of the standard or guideline.
    pub standard: String,
    /// Name.
    pub name: Label,
    /// First year of data it holds for.
    pub first: Option<i32>,
    /// What held before, where it is packaged.
    pub predecessor: Option<String>,
    /// Last year of data it holds for.
    pub last: Option<i32>,
    /// What replaced it.
    pub successor: Option<String>,
    /// Sectors it covers; none for all.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// Unit of the total.
    pub unit: String,
    /// What the unit counts: CO2 or CO2e.
    pub quantity: Label,
    /// Set of global warming potentials where the scheme leaves the choice, e.g. `ar5`.
    #[serde(default)]
    pub gwp: String,
    /// Where and to how many decimals it rounds.
    pub rounding: Rounding,
    /// Whether a negative total is counted as zero.
    #[serde(default)]
    pub floor: bool,
    /// Remarks a reader must see, for some sectors or from some year on.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
    /// Other words for values of attributes: attribute, value as given, value of the scheme.
    #[serde(default)]
    pub aliases: BTreeMap<String, BTreeMap<String, String>>,
    /// Inputs that several items share, by symbol.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputSpec>,
    /// The words it is read in.
    #[serde(skip)]
    pub vocabulary: Arc<Vocabulary>,
    /// Factors between units that accounts under it have met.
    #[serde(skip)]
    pub(crate) conversions: Conversions,
    /// Items, in order; an item may use those before it.
    #[serde(rename = "item")]
    pub items: Vec<ItemSpec>,
}

/// When figures are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingStep {
    /// Inputs and items, each to its decimals, before they are used further.
    EachStep,
    /// The total alone.
    End,
    /// Nowhere.
    #[default]
    Never,
}

/// How a scheme rounds; halves go away from zero (四舍五入).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rounding {
    /// When.
    pub step: RoundingStep,
    /// Decimals of items and of the total.
    #[serde(default)]
    pub decimals: u32,
}

/// A remark for some sectors or years.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Caveat {
    /// Sectors it is for; none for all.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// First year of data it is for.
    pub from: Option<i32>,
    /// The remark.
    pub text: Label,
}

/// What an item is to the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Adds to the total.
    #[default]
    Total,
    /// Reported beside it, as the scheme asks.
    Auxiliary,
    /// For information.
    Memo,
}

/// One source of emissions, or another figure that is reported.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ItemSpec {
    /// Id, unique in the scheme.
    pub id: String,
    /// Name.
    pub name: Label,
    /// What gives off the emissions, in words all schemes share, so that accounts can be reconciled: `anode`, `pfc`, ….
    #[serde(default)]
    pub stream: String,
    /// Whether it is in the total.
    #[serde(default)]
    pub part: Part,
    /// Formula over the symbols of the inputs.
    #[serde(deserialize_with = "formula")]
    pub formula: Arc<Formula>,
    /// Unit of the result.
    pub unit: String,
    /// Decimals, where they differ from the scheme's.
    pub decimals: Option<u32>,
    /// Kind of the items it is repeated over: `fuel`, `carbonate`, `reductant`; or their ids with spaces between.
    pub over: Option<String>,
    /// Records (`item.measure`) in whose process units it is computed, best first; none for once for the plant.
    #[serde(default)]
    pub each: Vec<String>,
    /// Whether a plant without such records has simply nothing to count.
    #[serde(default)]
    pub optional: bool,
    /// Attribute conditions under which it is counted at all.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Whether it adds to the total after a negative sum of the others was counted as zero.
    #[serde(default)]
    pub beyond_floor: bool,
    /// Clause or equation.
    #[serde(default)]
    pub clause: String,
    /// Trust of the formula.
    #[serde(default)]
    pub trust: String,
    /// Inputs by symbol; others are the scheme's.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputSpec>,
}

/// What an input is, so that a reconciliation can name the step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// How much was used or made.
    #[default]
    Activity,
    /// A measured or default property or emission factor.
    Factor,
    /// A global warming potential.
    Gwp,
    /// Mass of carbon dioxide per mass of carbon.
    Carbon,
}

/// An input and where it may come from, best first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InputSpec {
    /// Name.
    pub label: Label,
    /// Unit the formula wants; `{unit}` is that of the item it is repeated over.
    pub unit: String,
    /// What it is.
    #[serde(default)]
    pub class: Class,
    /// Decimals it is rounded to, where the scheme rounds each step.
    pub decimals: Option<u32>,
    /// Where it may come from, best first.
    pub from: Vec<Choice>,
}

/// One place an input may come from; exactly one of `record`, `factor`, `attribute`, `constant`,
/// `formula` and `items` is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// A record, `item.measure`.
    pub record: Option<String>,
    /// Id of a factor of the registry; `{…}` stand for the item, the year, the region, attributes.
    pub factor: Option<String>,
    /// A chosen property of the plant that is a number in `unit`.
    pub attribute: Option<String>,
    /// Unit of the attribute.
    #[serde(default)]
    pub unit: String,
    /// A number of the scheme's own text.
    #[serde(default, deserialize_with = "constant")]
    pub constant: Option<Exact>,
    /// Computed from further inputs.
    #[serde(default, deserialize_with = "some_formula")]
    pub formula: Option<Arc<Formula>>,
    /// Inputs of the formula.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputSpec>,
    /// Sum of items before it.
    #[serde(default)]
    pub items: Vec<String>,
    /// Whether a record is that of the whole plant although the item is computed for each process unit.
    #[serde(default)]
    pub whole_plant: bool,
    /// Conditions.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Why this is taken, or what stands against it.
    #[serde(default)]
    pub because: Label,
    /// Clause of a number of the scheme's own text.
    #[serde(default)]
    pub clause: String,
    /// Trust of a number of the scheme's own text.
    #[serde(default)]
    pub trust: String,
}

/// A condition on the plant: a chosen property, its `sector`, the `item` at hand, or that something is recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Condition {
    /// The attribute; `{item}` stands for the item.
    pub attribute: String,
    /// Values that fulfil it; none where it must not be given at all.
    pub is: Vec<String>,
    /// A record, `item.measure`, that must be there.
    pub record: Option<String>,
}

fn formula<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Formula>, D::Error> {
    let text = String::deserialize(from)?;
    Formula::parse(&text).map(Arc::new).map_err(D::Error::custom)
}

fn some_formula<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<Formula>>, D::Error> {
    formula(from).map(Some)
}

fn constant<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Exact>, D::Error> {
    let text = String::deserialize(from)?;
    Exact::parse(&text).map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is not a number")))
}

impl Scheme {
    /// Whether it covers a sector; a plant without a sector is covered.
    pub fn covers(&self, sector: &str) -> bool {
        sector.is_empty() || self.sectors.is_empty() || self.sectors.iter().any(|own| own == sector)
    }

    /// An input of an item: its own, else the scheme's.
    pub(crate) fn input<'a>(&'a self, own: &'a BTreeMap<String, InputSpec>, symbol: &str) -> Option<&'a InputSpec> {
        own.get(symbol).or_else(|| self.inputs.get(symbol))
    }

    /// What makes the scheme unusable: a symbol without an input, an input without a place to come from.
    pub(crate) fn defect(&self) -> Option<String> {
        let shared = self.inputs.iter().find_map(|(symbol, input)| self.input_defect(symbol, input));
        shared.or_else(|| {
            self.items.iter().enumerate().find_map(|(at, item)| {
                if self.items[..at].iter().any(|other| other.id == item.id) {
                    return Some(format!("the item `{}` stands twice", item.id));
                }
                self.formula_defect(&item.formula, &item.inputs).map(|reason| format!("item `{}`: {reason}", item.id))
            })
        })
    }

    fn formula_defect(&self, formula: &Formula, own: &BTreeMap<String, InputSpec>) -> Option<String> {
        let unknown = formula.names().iter().find(|symbol| self.input(own, symbol).is_none());
        if let Some(symbol) = unknown {
            return Some(format!("`{}` uses `{symbol}`, which is no input", formula.text()));
        }
        let unused = own.keys().find(|symbol| !formula.names().contains(symbol));
        if let Some(symbol) = unused {
            return Some(format!("`{symbol}` is not used in `{}`", formula.text()));
        }
        own.iter().find_map(|(symbol, input)| self.input_defect(symbol, input))
    }

    fn input_defect(&self, symbol: &str, input: &InputSpec) -> Option<String> {
        if input.label.en.is_empty() || input.label.zh.is_empty() {
            return Some(format!("the input `{symbol}` is not named in both languages"));
        }
        input.from.iter().find_map(|choice| {
            let given = [
                choice.record.is_some(),
                choice.factor.is_some(),
                choice.attribute.is_some(),
                choice.constant.is_some(),
                choice.formula.is_some(),
                !choice.items.is_empty(),
            ];
            if given.iter().filter(|given| **given).count() != 1 {
                return Some(format!("the input `{symbol}` has a choice that is not one of record, factor, attribute, constant, formula, items"));
            }
            choice.formula.as_ref().and_then(|formula| self.formula_defect(formula, &choice.inputs))
        })
    }
}
