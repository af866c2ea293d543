//! Records added up to the year, in the units of accounts, in exact decimals.
//!
//! Sums are exact; a weighted mean is Σ vₘ·wₘ / Σ wₘ over the months m with the amounts w of the same item and process
//! unit as weights. The order of records, rows and months changes nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use verdigris_network::Place;
use verdigris_quantity::Unit;

use crate::{
    error::ActivityError,
    plant::Plant,
    record::{Activity, Quality, Record},
    vocabulary::{Aggregation, Item, Measure, Vocabulary},
};

/// A year's figure of one item and measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Process unit, empty for the plant as a whole or for a total over units.
    pub process_unit: String,
    /// Item.
    pub item: String,
    /// Measure.
    pub measure: String,
    /// The figure.
    pub value: Decimal,
    /// Its unit.
    pub unit: String,
    /// Worst quality among the records.
    pub quality: Quality,
    /// Half width of the 95 % interval over the value: records taken as independent, root of the sum of squares.
    pub uncertainty: Option<f64>,
    /// The months' figures in the same unit, by month (0 for the whole year).
    pub months: Vec<(u8, Decimal)>,
    /// Cells the figure comes from.
    pub places: Vec<Place>,
}

/// A plant's year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Year {
    /// The plant.
    pub plant: Plant,
    /// Totals by (item, measure, process unit).
    totals: BTreeMap<(String, String, String), Total>,
}

impl Year {
    /// Adds up a plant's records.
    pub fn of(activity: &Activity, vocabulary: &Vocabulary) -> Result<Self, ActivityError> {
        let mut groups: BTreeMap<(&str, &str, &str), Group<'_>> = BTreeMap::new();
        for record in &activity.records {
            let unknown =
                |what, id: &str| ActivityError::Unknown { what, id: id.to_owned(), place: shown(&record.place) };
            let item = vocabulary.item(&record.item).ok_or_else(|| unknown("item", &record.item))?;
            let measure = vocabulary.measure(&record.measure).ok_or_else(|| unknown("measure", &record.measure))?;
            let key = (record.item.as_str(), record.measure.as_str(), record.process_unit.as_str());
            let group = match groups.entry(key) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => entry.insert(Group::new(item, measure)?),
            };
            group.add(record)?;
        }
        let weights: BTreeMap<(&str, &str), Vec<(u8, Decimal)>> = ["produced", "used"]
            .into_iter()
            .flat_map(|measure| groups.iter().filter(move |(key, _)| key.1 == measure))
            .map(|(key, group)| ((key.0, key.2), group.months()))
            .collect();
        let totals = groups
            .into_iter()
            .map(|((item, measure, unit), group)| {
                let own = weights.get(&(item, unit)).map_or(&[][..], Vec::as_slice);
                let total = group.total(own, (item, measure, unit))?;
                Ok(((item.to_owned(), measure.to_owned(), unit.to_owned()), total))
            })
            .collect::<Result<_, ActivityError>>()?;
        Ok(Self { plant: activity.plant.clone(), totals })
    }

    /// All totals, by item, measure and process unit.
    pub fn totals(&self) -> impl Iterator<Item = &Total> {
        self.totals.values()
    }

    /// The total of one process unit.
    pub fn in_unit(&self, item: &str, measure: &str, process_unit: &str) -> Option<&Total> {
        self.totals.get(&(item.to_owned(), measure.to_owned(), process_unit.to_owned()))
    }

    /// The totals of all process units.
    pub fn parts<'a>(&'a self, item: &'a str, measure: &'a str) -> impl Iterator<Item = &'a Total> {
        let from = (item.to_owned(), measure.to_owned(), String::new());
        self.totals.range(from..).map(|(_, total)| total).take_while(move |t| t.item == item && t.measure == measure)
    }
}

/// Records of one item, measure and process unit.
struct Group<'a> {
    measure: &'a Measure,
    unit: Unit,
    months: BTreeMap<u8, Decimal>,
    quality: Quality,
    /// Σ (value · relative half width)², once any record gives one.
    variance: Option<f64>,
    places: Vec<Place>,
}

impl<'a> Group<'a> {
    fn new(item: &Item, measure: &'a Measure) -> Result<Self, ActivityError> {
        let unit = match &measure.unit {
            None => item.unit.clone(),
            Some(unit) if measure.per_item => unit
                .combine(&item.unit, -1)
                .map_err(|error| ActivityError::Unit { place: item.id.clone(), reason: error.to_string() })?,
            Some(unit) => unit.clone(),
        };
        let (months, places) = (BTreeMap::new(), Vec::new());
        Ok(Self { measure, unit, months, quality: Quality::Measured, variance: None, places })
    }

    fn add(&mut self, record: &Record) -> Result<(), ActivityError> {
        let value = converted(record, &self.unit)?;
        let month = self.months.entry(record.month.unwrap_or(0)).or_default();
        *month = month.checked_add(value).ok_or_else(|| ActivityError::Overflow { item: record.item.clone() })?;
        self.quality = self.quality.max(record.quality);
        if let Some(relative) = record.uncertainty {
            let value: f64 = value.try_into().unwrap_or(f64::NAN);
            *self.variance.get_or_insert(0.0) += (value * relative).powi(2);
        }
        self.places.push(record.place.clone());
        Ok(())
    }

    fn months(&self) -> Vec<(u8, Decimal)> {
        self.months.iter().map(|(&month, &value)| (month, value)).collect()
    }

    fn total(self, weights: &[(u8, Decimal)], key: (&str, &str, &str)) -> Result<Total, ActivityError> {
        let overflow = || ActivityError::Overflow { item: key.0.to_owned() };
        let mut months = self.months().into_iter();
        let value = match self.measure.aggregation {
            Aggregation::Sum => {
                months.try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(value)).ok_or_else(overflow)?
            }
            Aggregation::First => months.next().map(|(_, value)| value).unwrap_or_default(),
            Aggregation::Last => months.next_back().map(|(_, value)| value).unwrap_or_default(),
            Aggregation::Weighted => weighted(&self.months(), weights).ok_or_else(overflow)?,
        };
        let size: f64 = value.try_into().unwrap_or(f64::NAN);
        Ok(Total {
            process_unit: key.2.to_owned(),
            item: key.0.to_owned(),
            measure: key.1.to_owned(),
            value,
            unit: self.unit.symbol().to_owned(),
            quality: self.quality,
            uncertainty: self.variance.map(|variance| variance.sqrt() / size.abs()).filter(|u| u.is_finite()),
            months: self.months(),
            places: self.places,
        })
    }
}

/// Σ v·w / Σ w over the months both know; the plain mean where that is empty.
fn weighted(values: &[(u8, Decimal)], weights: &[(u8, Decimal)]) -> Option<Decimal> {
    let weight = |month: u8| weights.iter().find(|(other, _)| *other == month).map(|&(_, weight)| weight);
    let (mut product, mut whole) = (Decimal::ZERO, Decimal::ZERO);
    for &(month, value) in values {
        let weight = weight(month).unwrap_or_default();
        product = product.checked_add(value.checked_mul(weight)?)?;
        whole = whole.checked_add(weight)?;
    }
    if whole.is_zero() {
        let sum = values.iter().try_fold(Decimal::ZERO, |sum, &(_, value)| sum.checked_add(value))?;
        return sum.checked_div(Decimal::from(values.len()));
    }
    product.checked_div(whole)
}

/// The record's value in `unit`; exact as far as 28 digits reach.
fn converted(record: &Record, unit: &Unit) -> Result<Decimal, ActivityError> {
    if record.unit == unit.symbol() {
        return Ok(record.value);
    }
    let wrong = |reason: String| ActivityError::Unit { place: shown(&record.place), reason };
    let own = Unit::parse(&record.unit).map_err(|error| wrong(error.to_string()))?;
    let (numerator, denominator) = own.factor_to(unit).map_err(|error| wrong(error.to_string()))?.parts();
    let scaled = || {
        let numerator = Decimal::try_from(numerator).ok()?;
        let denominator = Decimal::try_from(denominator).ok()?;
        record.value.checked_mul(numerator)?.checked_div(denominator)
    };
    scaled().ok_or_else(|| ActivityError::Overflow { item: record.item.clone() })
}

fn shown(place: &Place) -> String {
    match (&place.file, &place.field) {
        (file, field) if field.is_empty() => file.clone(),
        (file, field) => format!("{file}!{field}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(item: &str, measure: &str, month: u8, value: &str, unit: &str) -> Record {
        Record {
            process_unit: "potline-1".into(),
            item: item.into(),
            measure: measure.into(),
            meter: String::new(),
            month: Some(month),
            value: value.parse().unwrap(),
            unit: unit.into(),
            quality: Quality::Measured,
            uncertainty: None,
            place: Place::default(),
        }
    }

    fn year(records: Vec<Record>) -> Result<Year, ActivityError> {
        Year::of(&Activity { plant: Plant::default(), records }, &Vocabulary::packaged().unwrap())
    }

    #[test]
    fn months_add_up_exactly_over_units_of_measurement() {
        let year = year(vec![
            record("electricity-grid", "used", 1, "0.1", "GWh"),
            record("electricity-grid", "used", 2, "20", "万kWh"),
            record("electricity-grid", "used", 3, "0.3", "MWh"),
        ])
        .unwrap();
        let total = year.in_unit("electricity-grid", "used", "potline-1").unwrap();
        assert_eq!((total.value.normalize().to_string().as_str(), total.unit.as_str()), ("300.3", "MWh"));
    }

    #[test]
    fn a_property_is_weighted_by_what_was_used() {
        let year = year(vec![
            record("bituminous", "used", 1, "100", "t"),
            record("bituminous", "used", 2, "300", "t"),
            record("bituminous", "calorific-value", 1, "20", "GJ/t"),
            record("bituminous", "calorific-value", 2, "24000", "MJ/t"),
        ])
        .unwrap();
        let total = year.in_unit("bituminous", "calorific-value", "potline-1").unwrap();
        assert_eq!((total.value.normalize().to_string().as_str(), total.unit.as_str()), ("23", "GJ/t"));
    }

    #[test]
    fn a_unit_of_another_dimension_names_the_cell() {
        let mut wrong = record("coke", "used", 1, "5", "MWh");
        wrong.place = Place::file("Fuels").at_field("E7");
        let error = year(vec![wrong]).unwrap_err().to_string();
        assert!(error.starts_with("Fuels!E7: ") && error.contains("MWh"), "{error}");
    }

    proptest! {
        #[test]
        fn the_order_of_records_changes_nothing(values in prop::collection::vec((1_u8..13, 0_i64..1_000_000), 1..40), turn in 0_usize..40) {
            let records: Vec<Record> =
                values.iter().map(|(month, value)| record("coke", "used", *month, &format!("{value}e-3").parse::<f64>().unwrap().to_string(), "t")).collect();
            let mut turned = records.clone();
            turned.rotate_left(turn % values.len());
            turned.reverse();
            let value = |records| year(records).unwrap().in_unit("coke", "used", "potline-1").unwrap().value;
            prop_assert_eq!(value(records), value(turned));
        }
    }
}
