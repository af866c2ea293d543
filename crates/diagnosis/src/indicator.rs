//! Indicators that references are about, and their values from a plant's records: `data/references/indicators.csv`.
//!
//! `x = Σ numerator / denominator`. A term is `item:measure`, or a group of energy carriers `@fuel`, `@reductant`,
//! `@electricity`, `@heat`, or all of them `@energy`; `[unit]` after it confines it to one process unit.

use serde::{Deserialize, Serialize};
use verdigris_activity::Plant;
use verdigris_quantity::{Label, Trace, Unit};

use crate::{
    answer::Answer,
    energy::{Carrier, Meter},
    error::DiagnosisError,
    record,
};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Consumption and emissions.
    LowerIsBetter,
    /// Yields and shares.
    HigherIsBetter,
}

impl Direction {
    /// How much worse `value` is than `reference`; negative where it is better.
    pub fn excess(self, value: f64, reference: f64) -> f64 {
        match self {
            Self::LowerIsBetter => value - reference,
            Self::HigherIsBetter => reference - value,
        }
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    Record { item: String, measure: String },
    Energy(Vec<Carrier>),
    Account(String),
}

/// A term of the numerator or the denominator.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    source: Source,
    process_unit: Option<String>,
}

/// An indicator of one sector, or of one route in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: Label,
    /// Sector it belongs to.
    pub sector: String,
    /// Attribute of the plant it needs, and its values.
    pub route: Option<(String, Vec<String>)>,
    numerator: Vec<Term>,
    denominator: Term,
    only_without: Vec<Term>,
    /// Unit, e.g. `kWh/t`.
    pub unit: Unit,
    /// Unit of the numerator, e.g. `kWh`.
    pub amount_unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// Stem of the ids of its limit grades in the registry, empty where there are none.
    pub limits: String,
    /// What to mind about boundaries.
    pub caveat: Label,
}

/// An indicator's value, and the output it is per.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Performance {
    /// Id of the indicator.
    pub indicator: String,
    /// The value.
    pub value: Trace,
    /// The yearly output it is divided by.
    pub output: Trace,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    name_en: String,
    name_zh: String,
    sector: String,
    route: String,
    numerator: String,
    denominator: String,
    only_without: String,
    unit: String,
    direction: Direction,
    limits: String,
    caveat_en: String,
    caveat_zh: String,
}

/// The packaged indicators.
pub fn packaged() -> Result<Vec<Indicator>, DiagnosisError> {
    read("references/indicators.csv", include_str!("../../../data/references/indicators.csv"))
}

/// Reads a table of indicators (CSV with header).
pub fn read(file: &str, text: &str) -> Result<Vec<Indicator>, DiagnosisError> {
    crate::table::rows(file, text)?
        .into_iter()
        .enumerate()
        .map(|(at, row)| of_row(row).map_err(|reason| crate::table::fault(file, at, reason)))
        .collect()
}

fn of_row(row: Row) -> Result<Indicator, String> {
    let terms = |text: &str| text.split(" + ").filter(|term| !term.is_empty()).map(term).collect::<Result<Vec<_>, _>>();
    let unit = Unit::parse(&row.unit).map_err(|error| error.to_string())?;
    let (amount, _) = row.unit.split_once('/').unwrap_or((&row.unit, ""));
    let route = match row.route.split_once('=') {
        Some((attribute, values)) => Some((attribute.to_owned(), values.split('|').map(str::to_owned).collect())),
        None if row.route.is_empty() => None,
        None => return Err(format!("route `{}` is not of the form attribute=value", row.route)),
    };
    Ok(Indicator {
        id: row.id,
        label: Label::new(row.name_en, row.name_zh),
        sector: row.sector,
        route,
        numerator: terms(&row.numerator)?,
        denominator: term(&row.denominator)?,
        only_without: terms(&row.only_without)?,
        amount_unit: Unit::parse(amount).map_err(|error| error.to_string())?,
        unit,
        direction: row.direction,
        limits: row.limits,
        caveat: Label::new(row.caveat_en, row.caveat_zh),
    })
}

fn term(text: &str) -> Result<Term, String> {
    let (what, process_unit) = match text.split_once('[') {
        Some((what, rest)) => {
            (what, Some(rest.strip_suffix(']').ok_or_else(|| format!("`{text}` lacks `]`"))?.to_owned()))
        }
        None => (text, None),
    };
    let source = match what {
        "@energy" => Source::Energy(Carrier::ALL.to_vec()),
        "@fuel" => Source::Energy(vec![Carrier::Fuel]),
        "@reductant" => Source::Energy(vec![Carrier::Reductant]),
        "@electricity" => Source::Energy(vec![Carrier::Electricity]),
        "@heat" => Source::Energy(vec![Carrier::Heat]),
        other => match other.split_once(':') {
            Some(("account", scheme)) => Source::Account(scheme.to_owned()),
            Some((item, measure)) => Source::Record { item: item.to_owned(), measure: measure.to_owned() },
            None => return Err(format!("`{text}` is not of the form item:measure")),
        },
    };
    Ok(Term { source, process_unit })
}

impl Indicator {
    /// Whether the indicator is about a plant like this.
    pub fn applies(&self, plant: &Plant) -> bool {
        self.sector == plant.sector
            && self.route.as_ref().is_none_or(|(attribute, values)| {
                plant.attribute(attribute).is_some_and(|value| values.iter().any(|known| known == value))
            })
    }

    /// Whether the numerator is emissions of an account, in tCO2e.
    pub fn counts_emissions(&self) -> bool {
        self.numerator.iter().all(|term| matches!(term.source, Source::Account(_)))
    }

    /// The value from the records; `account` gives the total of a scheme, in tCO2e, where the indicator asks for one.
    pub fn evaluate(
        &self,
        meter: &Meter<'_>,
        account: &dyn Fn(&str) -> Answer<Trace>,
    ) -> Result<Answer<Performance>, DiagnosisError> {
        for without in &self.only_without {
            if let Answer::Known(found) = Self::term(without, meter, account)?
                && found.value != 0.0
            {
                let (en, zh) = (&found.label.en, &found.label.zh);
                return Ok(Answer::needs(
                    format!("energy by product, since the plant also records: {en}"),
                    format!("按产品分开的能耗，因为企业另有：{zh}"),
                ));
            }
        }
        let output = match Self::term(&self.denominator, meter, account)? {
            Answer::Known(output) if output.value > 0.0 => output,
            Answer::Known(output) => {
                return Ok(Answer::needs(
                    format!("{} above zero", output.label.en),
                    format!("{}大于零", output.label.zh),
                ));
            }
            Answer::NotAvailable(needs) => return Ok(Answer::NotAvailable(needs)),
        };
        let mut parts = Vec::new();
        for wanted in &self.numerator {
            match Self::term(wanted, meter, account)? {
                Answer::Known(part) => parts.push(part),
                Answer::NotAvailable(needs) => return Ok(Answer::NotAvailable(needs)),
            }
        }
        let mut value = 0.0;
        for part in &parts {
            value += self.in_unit(part, &output)?;
        }
        let formula = "Σ amount / output";
        parts.push(output.clone());
        let value = Trace::computed(self.label.clone(), value, self.unit.symbol(), formula, parts);
        Ok(Answer::Known(Performance { indicator: self.id.clone(), value, output }))
    }

    /// `part / output` in the unit of the indicator.
    fn in_unit(&self, part: &Trace, output: &Trace) -> Result<f64, DiagnosisError> {
        let wrong = |_| DiagnosisError::Unit {
            what: self.id.clone(),
            left: format!("{}/({})", part.unit, output.unit),
            right: self.unit.symbol().to_owned(),
        };
        let (above, below) = (Unit::parse(&part.unit).map_err(wrong)?, Unit::parse(&output.unit).map_err(wrong)?);
        let ratio = above.combine(&below, -1).map_err(wrong)?.factor_to(&self.unit).map_err(wrong)?;
        Ok(ratio.apply(part.value) / output.value)
    }

    fn term(
        term: &Term,
        meter: &Meter<'_>,
        account: &dyn Fn(&str) -> Answer<Trace>,
    ) -> Result<Answer<Trace>, DiagnosisError> {
        match &term.source {
            Source::Energy(carriers) => meter.energy(carriers, term.process_unit.as_deref()),
            Source::Account(scheme) => Ok(account(scheme)),
            Source::Record { item, measure } => {
                let found: Vec<Trace> = record::totals(meter.year, item, measure, term.process_unit.as_deref())
                    .map(|total| record::datum(total, meter.vocabulary))
                    .collect();
                Ok(match found.as_slice() {
                    [] => {
                        let name = |en: bool| {
                            let pick = |label: &Label| if en { label.en.clone() } else { label.zh.clone() };
                            let item = meter.vocabulary.item(item).map_or_else(|| item.clone(), |i| pick(&i.name));
                            let measure =
                                meter.vocabulary.measure(measure).map_or_else(|| measure.clone(), |m| pick(&m.name));
                            (item, measure)
                        };
                        let ((item_en, measure_en), (item_zh, measure_zh)) = (name(true), name(false));
                        Answer::needs(
                            format!("a record of {item_en}, {measure_en}"),
                            format!("{item_zh}的{measure_zh}记录"),
                        )
                    }
                    [one] => Answer::Known(one.clone()),
                    [first, ..] => {
                        let value = found.iter().map(|trace| trace.value).sum();
                        Answer::Known(Trace::computed(first.label.clone(), value, first.unit.clone(), "Σ", found))
                    }
                })
            }
        }
    }
}
