//! The records of one item, measure, process unit and meter over the months, in the unit of accounts.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use verdigris_network::{Finding, FindingKind, Place};

use crate::{
    record::{Activity, Record},
    vocabulary::{Item, Measure, Vocabulary},
    year::converted,
};

/// A figure in the unit of accounts.
pub struct Point<'a> {
    /// Month, `None` for the whole year.
    pub month: Option<u8>,
    /// The figure.
    pub value: Decimal,
    /// The record it is from.
    pub record: &'a Record,
}

/// One series.
pub struct Series<'a> {
    /// Process unit.
    pub process_unit: &'a str,
    /// Item.
    pub item: &'a Item,
    /// Measure.
    pub measure: &'a Measure,
    /// Unit of accounts.
    pub unit: String,
    /// By month, then by place.
    pub points: Vec<Point<'a>>,
}

/// All series by process unit, item, measure and meter, and findings for the records that are in none.
pub fn all<'a>(activity: &'a Activity, vocabulary: &'a Vocabulary) -> (Vec<Series<'a>>, Vec<Finding>) {
    let mut groups: BTreeMap<(&str, &str, &str, &str), Series<'a>> = BTreeMap::new();
    let mut findings = Vec::new();
    for record in &activity.records {
        let unknown = |what_en: &str, what_zh: &str, id: &str| {
            Finding::new(FindingKind::UnknownId, record.place.clone())
                .with("what_en", what_en)
                .with("what_zh", what_zh)
                .with("id", id)
        };
        let Some(item) = vocabulary.item(&record.item) else {
            findings.push(unknown("item", "物项", &record.item));
            continue;
        };
        let Some(measure) = vocabulary.measure(&record.measure) else {
            findings.push(unknown("measure", "指标", &record.measure));
            continue;
        };
        let Ok(unit) = measure.unit_of(item) else { continue };
        if record.month.is_some_and(|month| !(1..=12).contains(&month)) {
            let text = record.month.unwrap_or_default();
            findings.push(Finding::new(FindingKind::BadMonth, record.place.clone()).with("text", text));
            continue;
        }
        let Ok(value) = converted(record, &unit) else {
            let finding = Finding::new(FindingKind::RecordUnit, record.place.clone())
                .with("unit", &record.unit)
                .with("wanted", unit.symbol());
            findings.push(named(finding, item, Some(measure)));
            continue;
        };
        let series = groups.entry(record.series()).or_insert_with(|| Series {
            process_unit: &record.process_unit,
            item,
            measure,
            unit: unit.symbol().to_owned(),
            points: Vec::new(),
        });
        series.points.push(Point { month: record.month, value: value.normalize(), record });
    }
    let mut series: Vec<Series<'a>> = groups.into_values().collect();
    for one in &mut series {
        one.points.sort_by(|a, b| {
            let key = |point: &Point<'a>| (point.month, place_order(&point.record.place), point.value);
            key(a).cmp(&key(b))
        });
    }
    (series, findings)
}

fn place_order(place: &Place) -> (String, Option<u64>, usize, String) {
    (place.file.clone(), place.line, place.field.len(), place.field.clone())
}

/// The names of an item and a measure as arguments of a message.
pub fn named(finding: Finding, item: &Item, measure: Option<&Measure>) -> Finding {
    let finding = finding.with("item", &item.id).with("item_en", &item.name.en).with("item_zh", &item.name.zh);
    match measure {
        Some(measure) => finding
            .with("measure", &measure.id)
            .with("measure_en", &measure.name.en)
            .with("measure_zh", &measure.name.zh),
        None => finding,
    }
}

/// When, as arguments of a message.
pub fn when(finding: Finding, month: Option<u8>) -> Finding {
    match month {
        Some(month) => finding
            .with("month", month)
            .with("when_en", format!("in month {month}"))
            .with("when_zh", format!("{month}月")),
        None => finding.with("month", "").with("when_en", "in the year").with("when_zh", "全年"),
    }
}

/// A figure for a message: six digits, without trailing zeros.
pub fn shown(value: f64) -> String {
    let text = format!("{value:.6e}");
    let rounded: f64 = text.parse().unwrap_or(value);
    rounded.to_string()
}

impl<'a> Series<'a> {
    /// A finding at a point, with names, month, figure and unit.
    pub fn at(&self, kind: FindingKind, point: &Point<'_>) -> Finding {
        let finding = named(Finding::new(kind, point.record.place.clone()), self.item, Some(self.measure));
        when(finding, point.month).with("amount", point.value).with("unit", &self.unit)
    }

    /// Points of single months.
    pub fn months(&self) -> impl Iterator<Item = &Point<'a>> {
        self.points.iter().filter(|point| point.month.is_some())
    }

    /// The first figure of the whole year.
    pub fn whole(&self) -> Option<&Point<'a>> {
        self.points.iter().find(|point| point.month.is_none())
    }

    /// Months there are figures of, as bits 1–12.
    pub fn month_bits(&self) -> u16 {
        self.points.iter().filter_map(|point| point.month).fold(0, |bits, month| bits | 1 << month)
    }

    /// The figures of the months added up, unless too large.
    pub fn sum_of_months(&self) -> Option<Decimal> {
        self.months().try_fold(Decimal::ZERO, |sum, point| sum.checked_add(point.value))
    }

    /// The points that count towards the year: the months where there are all twelve or no other, else the whole year.
    pub fn records_counted(&self) -> Vec<&Point<'a>> {
        let months = self.whole().is_none() || self.month_bits() == 0b1_1111_1111_1110;
        self.points.iter().filter(|point| point.month.is_some() == months).collect()
    }

    /// The records behind it.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.points.iter().map(|point| point.record)
    }
}

impl Point<'_> {
    /// The figure in floating point, the same whatever unit it was written in.
    pub fn size(&self) -> f64 {
        self.value.to_f64().unwrap_or(f64::NAN)
    }
}
