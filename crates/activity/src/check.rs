//! What is wrong with a plant's records: gaps, duplicates, slips of units, jumps, and balances that do not close.
//!
//! Everything is compared in the units of accounts and in an order of its own, so that neither the order of rows and
//! months nor the choice of units changes a finding. Nothing is repaired: a finding names the cell, the month, the
//! figure and what it was compared with. Methods and thresholds: `docs/formats/activity.md`.

mod balance;
mod complete;
mod range;
mod series;
mod sheet;
mod slip;
mod stock;

use std::{cmp::Ordering, collections::HashSet};

use verdigris_network::{Finding, FindingKind, Place};

use crate::{record::Activity, sector::Sectors, vocabulary::Vocabulary, year::Year};
use series::Series;

/// All findings, by file, line and cell.
pub fn findings(activity: &Activity, vocabulary: &Vocabulary, sectors: &Sectors) -> Vec<Finding> {
    let (series, mut findings) = series::all(activity, vocabulary);
    let sector = sectors.sector(&activity.plant.sector).ok();
    let plant = &activity.plant;
    let unknown = |what_en: &str, what_zh: &str, id: &str| {
        let finding = Finding::new(FindingKind::UnknownId, Place::default());
        finding.with("what_en", what_en).with("what_zh", what_zh).with("id", id)
    };
    if sector.is_none() && !plant.sector.is_empty() {
        findings.push(unknown("sector", "行业", &plant.sector));
    }
    if !plant.region.is_empty() && !sectors.knows_region(&plant.region) {
        findings.push(unknown("region", "地区", &plant.region));
    }
    findings.extend(complete::missing_months(&series));
    findings.extend(sector.into_iter().flat_map(|sector| complete::missing_records(activity, sector, vocabulary)));
    for one in &series {
        findings.extend(complete::duplicates(one));
        findings.extend(complete::year_against_months(one));
        findings.extend(range::of_series(one));
        findings.extend(slip::of_series(one));
    }
    findings.extend(stock::balances(&series));
    // Balances are drawn from the records that read; the others have been told.
    let readable: Vec<_> = series.iter().flat_map(Series::records).cloned().collect();
    let readable = Activity { plant: activity.plant.clone(), records: readable };
    let year = Year::of(&possible(&readable, vocabulary), vocabulary);
    if let Ok(year) = year {
        findings.extend(range::of_year(&year, vocabulary, sectors));
        findings.extend(balance::carbon(&year, vocabulary));
        findings.extend(sector.and_then(|sector| balance::metal(&year, vocabulary, sector)));
    }
    findings.sort_by(by_place);
    findings
}

/// The records without the figures below zero that cannot be; each of them is a finding, and none is added up.
pub fn possible(activity: &Activity, vocabulary: &Vocabulary) -> Activity {
    let (series, _) = series::all(activity, vocabulary);
    // By position in memory: several records may be equal, and only the series knows the unit of each.
    let wrong: HashSet<usize> = series
        .iter()
        .flat_map(|one| one.points.iter().filter(|point| range::is_negative(one, point)))
        .map(|point| std::ptr::from_ref(point.record).addr())
        .collect();
    let sound = |record: &&crate::record::Record| !wrong.contains(&std::ptr::from_ref(*record).addr());
    let records = activity.records.iter().filter(sound);
    Activity { plant: activity.plant.clone(), records: records.cloned().collect() }
}

/// By file, line and cell, then by kind and arguments.
fn by_place(a: &Finding, b: &Finding) -> Ordering {
    let place = |finding: &Finding| (finding.place.line, finding.place.field.len());
    a.place
        .file
        .cmp(&b.place.file)
        .then_with(|| place(a).cmp(&place(b)))
        .then_with(|| (&a.place.field, a.kind.code()).cmp(&(&b.place.field, b.kind.code())))
        .then_with(|| a.arguments.cmp(&b.arguments))
}

#[cfg(test)]
mod tests;
