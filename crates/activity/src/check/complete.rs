//! Gaps, duplicates, and years given both ways.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use verdigris_network::{Finding, FindingKind, Place};

use super::{
    series::{Series, named},
    sheet,
};
use crate::{
    record::Activity,
    sector::{Requirement, Sector},
    vocabulary::{Aggregation, Vocabulary},
    year::shown,
};

/// Bits 1–12.
const ALL: u16 = 0b1_1111_1111_1110;

/// Amounts that have figures for some months and not for others, over all meters of a process unit.
pub fn missing_months(series: &[Series<'_>]) -> Vec<Finding> {
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&Series<'_>>> = BTreeMap::new();
    for one in series.iter().filter(|one| one.measure.aggregation == Aggregation::Sum) {
        groups.entry((one.process_unit, &one.item.id, &one.measure.id)).or_default().push(one);
    }
    let sheets = sheet::months(series);
    let gap = |meters: Vec<&Series<'_>>| {
        let bits = meters.iter().fold(0, |bits, one| bits | one.month_bits());
        let first = meters.iter().filter_map(|one| one.points.first()).min_by_key(|point| point.month)?;
        if bits == 0 || bits == ALL || meters.iter().any(|one| one.whole().is_some()) {
            return None;
        }
        let months: Vec<String> = (1..=12).filter(|month| bits & 1 << month == 0).map(|m: u16| m.to_string()).collect();
        let absent = (1_u8..=12).find(|month| bits & 1 << month == 0)?;
        let place = sheet::empty_cell(&first.record.place, absent, &sheets);
        let finding = Finding::new(FindingKind::MissingMonths, place.unwrap_or_else(|| first.record.place.clone()));
        let finding = named(finding, meters[0].item, Some(meters[0].measure));
        Some(finding.with("unit", meters[0].process_unit).with("months", months.join(", ")))
    };
    groups.into_values().filter_map(gap).collect()
}

/// Rows that the sector's accounts need and that are empty or hold nothing but zeros; of a group that nobody filled, its first row.
pub fn missing_records(activity: &Activity, sector: &Sector, vocabulary: &Vocabulary) -> Vec<Finding> {
    let told = |item: &str, measure: &str| {
        activity.records.iter().any(|record| record.item == item && record.measure == measure)
    };
    // A year of zeros is no answer to what an account needs.
    let counted = |item: &str, measure: &str| {
        let mut records = activity.records.iter();
        records.any(|record| record.item == item && record.measure == measure && !record.value.is_zero())
    };
    let missing = |item: &str, measure: &str| {
        let (item, measure) = (vocabulary.item(item)?, vocabulary.measure(measure)?);
        Some(named(Finding::new(FindingKind::MissingRecord, Place::default()), item, Some(measure)))
    };
    let mut findings = Vec::new();
    let mut groups: BTreeMap<&str, (bool, &str, &str)> = BTreeMap::new();
    for row in &sector.rows {
        let filled = counted(&row.item, &row.measure);
        match &row.requirement {
            Requirement::Required if !filled => findings.extend(missing(&row.item, &row.measure)),
            Requirement::OneOf(group) => {
                groups.entry(group).or_insert((false, &row.item, &row.measure)).0 |= filled;
            }
            _ => {}
        }
    }
    for (_, item, measure) in groups.into_values().filter(|(filled, _, _)| !filled) {
        findings.extend(missing(item, measure));
    }
    // The slope method needs both factors of the anode-effect minutes.
    for (one, other) in [("frequency", "duration"), ("duration", "frequency")] {
        if told("cells", one) && !told("cells", other) {
            findings.extend(missing("cells", other));
        }
    }
    findings
}

/// Several figures of one meter and month.
pub fn duplicates(series: &Series<'_>) -> Vec<Finding> {
    let pairs = series.points.windows(2).filter(|pair| pair[0].month == pair[1].month);
    pairs
        .map(|pair| series.at(FindingKind::DuplicateRecord, &pair[1]).with("other", shown(&pair[0].record.place)))
        .collect()
}

/// A whole year that its months contradict by more than a thousandth.
pub fn year_against_months(series: &Series<'_>) -> Option<Finding> {
    if series.measure.aggregation != Aggregation::Sum {
        return None;
    }
    let whole = series.whole().filter(|_| series.month_bits() != 0)?;
    let sum = series.sum_of_months()?;
    let slack = whole.value.abs().checked_div(Decimal::ONE_THOUSAND)?;
    let gap = sum.checked_sub(whole.value)?;
    let contradicts = if series.month_bits() == ALL { gap.abs() > slack } else { gap > slack };
    contradicts.then(|| {
        let finding =
            named(Finding::new(FindingKind::YearNotSum, whole.record.place.clone()), series.item, Some(series.measure));
        finding.with("sum", sum.normalize()).with("year", whole.value).with("unit", &series.unit)
    })
}
