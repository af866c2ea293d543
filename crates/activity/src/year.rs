//! Records added up to the year, in the units of accounts, in exact decimals.
//!
//! Sums are exact; a weighted mean is Σ vₘ·wₘ / Σ wₘ over the months m with the amounts w of the same item and process
//! unit as weights. The order of records, rows and months changes nothing.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, prelude::FromPrimitive};
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
        for record in activity.counted() {
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
        let weights: BTreeMap<(&str, &str), Months> = ["produced", "used"]
            .into_iter()
            .flat_map(|measure| groups.iter().filter(move |(key, _)| key.1 == measure))
            .map(|(key, group)| ((key.0, key.2), group.months()))
            .collect();
        let plant_weights = added(&weights)?;
        let totals = groups
            .into_iter()
            .map(|((item, measure, unit), group)| {
                let own = weights.get(&(item, unit)).or_else(|| plant_weights.get(item).filter(|_| unit.is_empty()));
                let total = group.total(own.map_or(&[][..], Vec::as_slice), (item, measure, unit))?;
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

    /// The plant's figure over all process units: added up, or for properties the mean weighted by the amounts of the
    /// item used (or else produced) in each unit; the plain mean where a unit has none. `None` where nothing is told.
    pub fn over_units(&self, item: &str, measure: &Measure) -> Result<Option<Total>, ActivityError> {
        let parts: Vec<&Total> = self.parts(item, &measure.id).collect();
        let Some((&first, rest)) = parts.split_first() else { return Ok(None) };
        if rest.is_empty() {
            return Ok(Some(Total { process_unit: String::new(), ..first.clone() }));
        }
        let overflow = || ActivityError::Overflow { item: item.to_owned() };
        let weight = |total: &Total| {
            let of = |measure| self.in_unit(item, measure, &total.process_unit).map(|total| total.value);
            of("used").or_else(|| of("produced")).filter(|weight| weight.is_sign_positive() && !weight.is_zero())
        };
        let weights: Option<Vec<Decimal>> = match measure.aggregation {
            Aggregation::Weighted => parts.iter().map(|total| weight(total)).collect(),
            _ => Some(vec![Decimal::ONE; parts.len()]),
        };
        let weights = weights.unwrap_or_else(|| vec![Decimal::ONE; parts.len()]);
        let (mut sum, mut whole, mut variance) = (Decimal::ZERO, Decimal::ZERO, None::<f64>);
        let mut months: BTreeMap<u8, Decimal> = BTreeMap::new();
        for (total, weight) in parts.iter().zip(weights) {
            let share = total.value.checked_mul(weight).ok_or_else(overflow)?;
            sum = sum.checked_add(share).ok_or_else(overflow)?;
            whole = whole.checked_add(weight).ok_or_else(overflow)?;
            if let (Some(relative), Ok(share)) = (total.uncertainty, f64::try_from(share)) {
                *variance.get_or_insert(0.0) += (share * relative).powi(2);
            }
            for &(month, value) in total.months.iter().filter(|_| measure.aggregation != Aggregation::Weighted) {
                let at = months.entry(month).or_default();
                *at = at.checked_add(value).ok_or_else(overflow)?;
            }
        }
        let value = match measure.aggregation {
            Aggregation::Weighted => sum.checked_div(whole).ok_or_else(overflow)?,
            _ => sum,
        };
        let size = f64::try_from(sum).unwrap_or(f64::NAN).abs();
        Ok(Some(Total {
            process_unit: String::new(),
            value,
            quality: parts.iter().map(|total| total.quality).max().unwrap_or_default(),
            uncertainty: variance.map(|variance| variance.sqrt() / size).filter(|relative| relative.is_finite()),
            months: months.into_iter().collect(),
            places: parts.iter().flat_map(|total| total.places.iter().cloned()).collect(),
            ..first.clone()
        }))
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
    /// Sum and number of the figures by month.
    months: BTreeMap<u8, (Decimal, u32)>,
    quality: Quality,
    /// By month, Σ (value · relative half width)², once any record gives one.
    variances: BTreeMap<u8, f64>,
    places: Vec<Place>,
}

impl<'a> Group<'a> {
    fn new(item: &Item, measure: &'a Measure) -> Result<Self, ActivityError> {
        let (months, places) = (BTreeMap::new(), Vec::new());
        let unit = measure.unit_of(item)?;
        Ok(Self { measure, unit, months, quality: Quality::Measured, variances: BTreeMap::new(), places })
    }

    fn add(&mut self, record: &Record) -> Result<(), ActivityError> {
        let value = converted(record, &self.unit)?;
        let at = record.month.unwrap_or(0);
        let (sum, count) = self.months.entry(at).or_default();
        *sum = sum.checked_add(value).ok_or_else(|| ActivityError::Overflow { item: record.item.clone() })?;
        *count += 1;
        self.quality = self.quality.max(record.quality);
        if let Some(relative) = record.uncertainty {
            let value: f64 = value.try_into().unwrap_or(f64::NAN);
            *self.variances.entry(at).or_default() += (value * relative).powi(2);
        }
        self.places.push(record.place.clone());
        Ok(())
    }

    /// By month: the meters' figures added up, or their mean where the measure is a property.
    fn months(&self) -> Vec<(u8, Decimal)> {
        let mean = self.measure.aggregation == Aggregation::Weighted;
        let figure = |sum: Decimal, count: u32| if mean { sum / Decimal::from(count) } else { sum };
        self.months.iter().map(|(&month, &(sum, count))| (month, figure(sum, count))).collect()
    }

    fn total(mut self, weights: &[(u8, Decimal)], key: (&str, &str, &str)) -> Result<Total, ActivityError> {
        let overflow = || ActivityError::Overflow { item: key.0.to_owned() };
        let own = self.months();
        let mut months = own.iter().copied();
        let value = match self.measure.aggregation {
            Aggregation::Sum => {
                months.try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(value)).ok_or_else(overflow)?
            }
            Aggregation::First => months.next().map(|(_, value)| value).unwrap_or_default(),
            Aggregation::Last => months.next_back().map(|(_, value)| value).unwrap_or_default(),
            Aggregation::Weighted => weighted(&own, weights).ok_or_else(overflow)?,
        };
        self.places.sort_by(|a, b| (&a.file, a.line, &a.field).cmp(&(&b.file, b.line, &b.field)));
        Ok(Total {
            process_unit: key.2.to_owned(),
            item: key.0.to_owned(),
            measure: key.1.to_owned(),
            value,
            unit: self.unit.symbol().to_owned(),
            quality: self.quality,
            uncertainty: self.uncertainty(value),
            months: own,
            places: self.places,
        })
    }

    /// Root of the sum of squares over the months that make the value, over the value; a mean of n figures has 1/n of it.
    fn uncertainty(&self, value: Decimal) -> Option<f64> {
        let size: f64 = value.try_into().ok()?;
        let variance = match self.measure.aggregation {
            Aggregation::First => *self.variances.get(self.months.keys().next()?)?,
            Aggregation::Last => *self.variances.get(self.months.keys().next_back()?)?,
            Aggregation::Sum | Aggregation::Weighted if self.variances.is_empty() => return None,
            Aggregation::Sum | Aggregation::Weighted => self.variances.values().sum(),
        };
        let count = match self.measure.aggregation {
            Aggregation::Weighted => f64::from(self.months.values().map(|(_, count)| count).sum::<u32>()),
            _ => 1.0,
        };
        Some(variance.sqrt() / count / size.abs()).filter(|relative| relative.is_finite())
    }
}

/// Figures by month, 0 for the whole year.
type Months = Vec<(u8, Decimal)>;

/// Weights of a whole plant: those of its process units added up, by item.
fn added<'a>(weights: &BTreeMap<(&'a str, &'a str), Months>) -> Result<BTreeMap<&'a str, Months>, ActivityError> {
    let mut sums: BTreeMap<&str, BTreeMap<u8, Decimal>> = BTreeMap::new();
    for ((item, _), months) in weights {
        for &(month, weight) in months {
            let at = sums.entry(item).or_default().entry(month).or_default();
            *at = at.checked_add(weight).ok_or_else(|| ActivityError::Overflow { item: (*item).to_owned() })?;
        }
    }
    Ok(sums.into_iter().map(|(item, months)| (item, months.into_iter().collect())).collect())
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
pub(crate) fn converted(record: &Record, unit: &Unit) -> Result<Decimal, ActivityError> {
    if record.unit == unit.symbol() {
        return Ok(record.value);
    }
    let wrong = |reason: String| ActivityError::Unit { place: shown(&record.place), reason };
    let own = Unit::parse(&record.unit).map_err(|error| wrong(error.to_string()))?;
    let (numerator, denominator) = own.factor_to(unit).map_err(|error| wrong(error.to_string()))?.parts();
    let scaled = || {
        let numerator = Decimal::from_u128(numerator)?;
        let denominator = Decimal::from_u128(denominator)?;
        record.value.checked_mul(numerator)?.checked_div(denominator)
    };
    scaled().ok_or_else(|| ActivityError::Overflow { item: record.item.clone() })
}

pub(crate) fn shown(place: &Place) -> String {
    match (&place.file, &place.field, place.line) {
        (file, field, Some(line)) if field.is_empty() => format!("{file}:{line}"),
        (file, field, _) if field.is_empty() => file.clone(),
        (file, field, _) => format!("{file}!{field}"),
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
            ..Record::default()
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
    fn a_year_given_both_ways_is_not_added_up_twice() {
        let whole = |value: &str| Record { month: None, ..record("coke", "used", 1, value, "t") };
        let months = |count: u8| (1..=count).map(|month| record("coke", "used", month, "10", "t"));
        let value = |records| year(records).unwrap().in_unit("coke", "used", "potline-1").unwrap().value;
        assert_eq!(value(months(12).chain([whole("125")]).collect()), Decimal::from(120));
        assert_eq!(value(months(11).chain([whole("125")]).collect()), Decimal::from(125));
    }

    #[test]
    fn two_laboratories_of_one_month_are_averaged_and_two_meters_added() {
        let meter = |name: &str, measure: &str, value: &str, unit: &str| Record {
            meter: name.into(),
            uncertainty: Some(0.02),
            ..record("bituminous", measure, 1, value, unit)
        };
        let year = year(vec![
            meter("a", "calorific-value", "20", "GJ/t"),
            meter("b", "calorific-value", "22", "GJ/t"),
            meter("a", "used", "100", "t"),
            meter("b", "used", "300", "t"),
        ])
        .unwrap();
        let of = |measure| year.in_unit("bituminous", measure, "potline-1").unwrap();
        assert_eq!((of("calorific-value").value, of("used").value), (Decimal::from(21), Decimal::from(400)));
        let mean = of("calorific-value").uncertainty.unwrap();
        assert!((mean - 0.02 * 20.0_f64.hypot(22.0) / 2.0 / 21.0).abs() < 1e-12, "{mean}");
    }

    #[test]
    fn a_plants_calorific_value_is_weighted_by_the_use_of_all_its_units() {
        let at = |unit: &str, record: Record| Record { process_unit: unit.into(), ..record };
        let year = year(vec![
            at("kiln", record("bituminous", "used", 1, "100", "t")),
            at("boiler", record("bituminous", "used", 2, "300", "t")),
            at("", record("bituminous", "calorific-value", 1, "20", "GJ/t")),
            at("", record("bituminous", "calorific-value", 2, "24", "GJ/t")),
        ])
        .unwrap();
        assert_eq!(year.in_unit("bituminous", "calorific-value", "").unwrap().value, Decimal::from(23));
        let vocabulary = Vocabulary::packaged().unwrap();
        let used = year.over_units("bituminous", vocabulary.measure("used").unwrap()).unwrap().unwrap();
        assert_eq!((used.value, used.process_unit.as_str()), (Decimal::from(400), ""));
        assert_eq!(used.months, [(1, Decimal::from(100)), (2, Decimal::from(300))]);
    }

    #[test]
    fn a_unit_of_absurd_size_is_an_error_and_no_panic() {
        for unit in ["Yt", "Yt^9", "yt^9*Yt^9"] {
            let _ = year(vec![record("coke", "used", 1, "79228162514264337593543950335", unit)]);
        }
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
