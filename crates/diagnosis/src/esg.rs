//! The ESG table: disclosures of GRI 302, 303, 305 and 306 and the climate metrics of IFRS S2, each from a trace of the
//! records or accounts: `data/references/esg.csv`.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

use crate::{
    answer::Answer,
    energy::{Carrier, Meter},
    error::DiagnosisError,
    record, table,
};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Stable id.
    pub id: String,
    /// Framework, e.g. `GRI`.
    pub framework: String,
    /// Number of the disclosure or paragraph.
    pub disclosure: String,
    /// Name.
    pub label: Label,
    /// How it is counted here.
    pub note: Label,
    /// The figure.
    pub value: Answer<Trace>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    framework: String,
    disclosure: String,
    name_en: String,
    name_zh: String,
    figure: String,
    unit: String,
    note_en: String,
    note_zh: String,
}

/// Fills the table. `account` answers `scope-1`, `scope-2-location`, `scope-2-market` and `scope-3` in tCO2e;
/// `output` is the yearly main product in tonnes.
pub fn disclosures(
    meter: &Meter<'_>,
    account: &dyn Fn(&str) -> Answer<Trace>,
    output: &Answer<Trace>,
) -> Result<Vec<Disclosure>, DiagnosisError> {
    let file = "references/esg.csv";
    let rows: Vec<Row> = table::rows(file, include_str!("../../../data/references/esg.csv"))?;
    rows.into_iter()
        .enumerate()
        .map(|(at, row)| {
            let mut value = figure(&row.figure, meter, account, output)?
                .ok_or_else(|| table::fault(file, at, format!("there is no figure `{}`", row.figure)))?;
            if let Answer::Known(trace) = &mut value {
                trace.unit.clone_from(&row.unit);
            }
            Ok(Disclosure {
                id: row.id,
                framework: row.framework,
                disclosure: row.disclosure,
                label: Label::new(row.name_en, row.name_zh),
                note: Label::new(row.note_en, row.note_zh),
                value,
            })
        })
        .collect()
}

fn figure(
    source: &str,
    meter: &Meter<'_>,
    account: &dyn Fn(&str) -> Answer<Trace>,
    output: &Answer<Trace>,
) -> Result<Option<Answer<Trace>>, DiagnosisError> {
    let parts: Vec<&str> = source.split(':').collect();
    Ok(match parts.as_slice() {
        ["energy", carriers] => {
            let carriers: &[Carrier] = match *carriers {
                "fuel" => &[Carrier::Fuel, Carrier::Reductant],
                "electricity" => &[Carrier::Electricity],
                "heat" => &[Carrier::Heat],
                "all" => &Carrier::ALL,
                _ => return Ok(None),
            };
            Some(meter.energy(carriers, None)?)
        }
        ["account", id] => Some(account(id)),
        ["record", item, measure] => Some(recorded(meter, item, measure)),
        ["intensity", "energy"] => Some(per_output(meter.energy(&Carrier::ALL, None)?, output)),
        ["intensity", "scope-1-2-location"] => {
            let both = account("scope-1").and_then(|one| {
                account("scope-2-location").map(|two| {
                    let label = Label::new("Scope 1 and location-based Scope 2", "范围一与基于位置的范围二");
                    Trace::computed(label, one.value + two.value, "tCO2e", "Σ", vec![one, two])
                })
            });
            Some(per_output(both, output))
        }
        _ => None,
    })
}

fn recorded(meter: &Meter<'_>, item: &str, measure: &str) -> Answer<Trace> {
    let parts: Vec<Trace> =
        record::totals(meter.year, item, measure, None).map(|total| record::datum(total, meter.vocabulary)).collect();
    let Some(first) = parts.first() else {
        let name = |label: Option<&Label>| label.cloned().unwrap_or_default();
        let item = name(meter.vocabulary.item(item).map(|item| &item.name));
        let measure = name(meter.vocabulary.measure(measure).map(|measure| &measure.name));
        return Answer::needs(
            format!("a record of {}, {}", item.en, measure.en),
            format!("{}的{}记录", item.zh, measure.zh),
        );
    };
    let value = parts.iter().map(|part| part.value).sum();
    Answer::Known(Trace::computed(first.label.clone(), value, first.unit.clone(), "Σ", parts))
}

fn per_output(figure: Answer<Trace>, output: &Answer<Trace>) -> Answer<Trace> {
    figure.and_then(|figure| {
        output.clone().and_then(|output| {
            if output.value > 0.0 {
                let label =
                    Label::new(format!("{} per tonne", figure.label.en), format!("单位产品{}", figure.label.zh));
                let value = figure.value / output.value;
                Answer::Known(Trace::computed(label, value, "", "figure / output", vec![figure, output]))
            } else {
                Answer::needs("output above zero", "大于零的产量")
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use verdigris_activity::{Activity, Plant, Record, Vocabulary, Year};
    use verdigris_registry::pack;

    use super::*;

    #[test]
    fn every_row_is_filled_from_a_trace_or_says_what_it_needs() {
        let record = |item: &str, measure: &str, value: &str, unit: &str| -> Record {
            let json = serde_json::json!({ "item": item, "measure": measure, "value": value, "unit": unit });
            serde_json::from_value(json).unwrap()
        };
        let records = vec![
            record("electricity-grid", "used", "1000", "MWh"),
            record("diesel", "used", "10", "t"),
            record("fresh-water", "used", "2", "万m3"),
            record("nox", "discharged", "500", "kg"),
        ];
        let plant = Plant { sector: "generic".into(), year: 2024, ..Plant::default() };
        let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
        let year = Year::of(&Activity { plant, records }, &vocabulary).unwrap();
        let meter = Meter { year: &year, vocabulary: &vocabulary, registry: &registry };
        let leaf = |value, unit: &str| Answer::Known(Trace::datum(Label::new("a", "b"), value, unit, None));
        let account = |id: &str| match id {
            "scope-1" => leaf(30.0, "tCO2e"),
            "scope-2-location" => leaf(570.0, "tCO2e"),
            _ => Answer::needs("an account", "核算结果"),
        };
        let table = disclosures(&meter, &account, &leaf(100.0, "t")).unwrap();
        let of = |id: &str| table.iter().find(|row| row.id == id).unwrap().value.known().map(|trace| trace.value);
        assert!((of("gri-302-1-total").unwrap() - (3600.0 + 426.52)).abs() < 1e-9);
        assert!((of("gri-302-3").unwrap() - 40.2652).abs() < 1e-9);
        assert_eq!((of("gri-303-3"), of("gri-305-7-nox")), (Some(20_000.0), Some(0.5)));
        assert_eq!((of("gri-305-4"), of("gri-305-2-market")), (Some(6.0), None));
        assert!(table.iter().all(|row| row.value.missing().is_none_or(|needs| !needs.zh.is_empty())));
    }
}
