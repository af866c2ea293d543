//! Emission and discharge limits in time: `data/references/limits.csv`, or a user's table of the same form.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Origin, Trace, Unit};

use crate::{answer::Answer, energy::Meter, error::DiagnosisError, record, table};

/// A table of limits.
#[derive(Clone, Debug)]
pub struct Limits(Vec<Row>);

#[derive(Clone, Debug, Deserialize)]
struct Row {
    pollutant: String,
    sector: String,
    measure: String,
    value: Option<f64>,
    unit: String,
    standard: String,
    table: String,
    valid_from: Option<i32>,
    valid_to: Option<i32>,
    source: String,
    trust: String,
    needs_en: String,
    needs_zh: String,
}

/// A record held against its limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Item of the records.
    pub pollutant: String,
    /// What was recorded.
    pub label: Label,
    /// The yearly figure.
    pub value: Trace,
    /// The limit in force in the year.
    pub limit: Answer<Trace>,
    /// Whether it is kept: by the year's figure and by every month's.
    pub kept: Answer<bool>,
    /// Months above the limit.
    pub months_above: Vec<u8>,
}

impl Limits {
    /// The packaged limits.
    pub fn packaged() -> Result<Self, DiagnosisError> {
        Self::read("references/limits.csv", include_str!("../../../../data/references/limits.csv"))
    }

    /// Reads a table (CSV with header).
    pub fn read(file: &str, text: &str) -> Result<Self, DiagnosisError> {
        let rows: Vec<Row> = table::rows(file, text)?;
        for (at, row) in rows.iter().enumerate() {
            if row.value.is_some() == row.needs_en.is_empty() {
                let limit = row.value.is_some();
                let sourced = !row.standard.is_empty() && !row.source.is_empty() && !row.trust.is_empty();
                if limit && !sourced {
                    return Err(table::fault(file, at, "a limit needs its standard, source and trust"));
                }
            } else {
                return Err(table::fault(file, at, "needs either a limit or what is missing"));
            }
        }
        Ok(Self(rows))
    }

    /// Rows for the sector come before rows for all.
    fn find(&self, item: &str, measure: &str, sector: &str, year: i32) -> Answer<Trace> {
        let fits = |row: &&Row| {
            row.pollutant == item
                && row.measure == measure
                && (row.sector.is_empty() || row.sector == sector)
                && row.valid_from.is_none_or(|from| from <= year)
                && row.valid_to.is_none_or(|to| year <= to)
        };
        let found = self.0.iter().filter(fits).max_by_key(|row| (row.value.is_some(), !row.sector.is_empty()));
        match found {
            Some(row) => match row.value {
                Some(limit) => {
                    let origin = Origin {
                        source: row.standard.clone(),
                        place: format!("{} [{}]", row.table, row.source),
                        trust: row.trust.clone(),
                        ..Origin::default()
                    };
                    Answer::Known(Trace::datum(Label::new("limit", "限值"), limit, &row.unit, Some(origin)))
                }
                None => Answer::needs(&row.needs_en, &row.needs_zh),
            },
            None => Answer::needs(format!("a limit for {item}"), format!("{item}的限值")),
        }
    }
}

/// Concentrations of pollutants in the records against the limits.
pub fn pollutants(meter: &Meter<'_>, limits: &Limits) -> Result<Vec<Verdict>, DiagnosisError> {
    let plant = &meter.year.plant;
    let mut verdicts = Vec::new();
    for total in meter.year.totals().filter(|total| total.measure == "concentration") {
        let value = record::datum(total, meter.vocabulary);
        let limit = limits.find(&total.item, &total.measure, &plant.sector, plant.year);
        let wrong = |right: &str| DiagnosisError::Unit {
            what: value.label.en.clone(),
            left: total.unit.clone(),
            right: right.to_owned(),
        };
        let bound = match &limit {
            Answer::Known(limit) => {
                let from = Unit::parse(&limit.unit).map_err(|_| wrong(&limit.unit))?;
                let to = Unit::parse(&total.unit).map_err(|_| wrong(&limit.unit))?;
                Answer::Known(from.convert(limit.value, &to).map_err(|_| wrong(&limit.unit))?)
            }
            Answer::NotAvailable(needs) => Answer::NotAvailable(needs.clone()),
        };
        let above = |bound: f64| -> Vec<u8> {
            let months =
                total.months.iter().filter(|(_, value)| f64::try_from(*value).is_ok_and(|value| value > bound));
            months.map(|&(month, _)| month).collect()
        };
        let months_above = bound.known().map(|&bound| above(bound)).unwrap_or_default();
        let kept = bound.map(|bound| value.value <= bound && months_above.is_empty());
        verdicts.push(Verdict {
            pollutant: total.item.clone(),
            label: value.label.clone(),
            value,
            limit,
            kept,
            months_above,
        });
    }
    Ok(verdicts)
}
