//! Figures that cannot be: negative amounts, properties outside 0–100 %, fractions written for per cent, and years
//! outside sourced bounds.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use verdigris_network::{Finding, FindingKind};
use verdigris_quantity::Unit;

use super::series::{Point, Series, named, shown, when};
use crate::{
    bound::Bound,
    sector::Sectors,
    vocabulary::Vocabulary,
    year::{Total, Year},
};

/// Measures that may be below zero.
const SIGNED: &[&str] = &["temperature", "price", "direct-emissions", "indirect-emissions"];

/// Percentages of things that are mostly there: one of them at or below 1 % is a fraction written for per cent.
const MOSTLY: &[&str] = &["oxidation", "purity", "current-efficiency", "rectifier-efficiency"];

/// Findings point by point.
pub fn of_series(series: &Series<'_>) -> Vec<Finding> {
    let measure = series.measure.id.as_str();
    let per_cent = series.unit == "%";
    let outside = |point: &Point<'_>, low: &str, basis_en: &str, basis_zh: &str| {
        let finding = series.at(FindingKind::OutOfRange, point).with("low", low).with("high", "100");
        finding.with("basis_en", basis_en).with("basis_zh", basis_zh)
    };
    let one = |point: &Point<'_>| {
        if per_cent && (point.value < Decimal::ZERO || point.value > Decimal::ONE_HUNDRED) {
            Some(outside(point, "0", "a share in per cent", "百分比"))
        } else if is_negative(series, point) {
            Some(series.at(FindingKind::NegativeRecord, point))
        } else if per_cent && MOSTLY.contains(&measure) && point.value > Decimal::ZERO && point.value <= Decimal::ONE {
            let zh = "疑似以小数填写百分数：98%请填98";
            Some(outside(point, "1", "it looks like a fraction: write 98 for 98 %", zh))
        } else {
            None
        }
    };
    series.points.iter().filter_map(one).collect()
}

/// Whether a figure is below zero of something that cannot be.
pub fn is_negative(series: &Series<'_>, point: &Point<'_>) -> bool {
    point.value < Decimal::ZERO && series.unit != "%" && !SIGNED.contains(&series.measure.id.as_str())
}

/// Findings of the year against the bounds of its sector.
pub fn of_year(year: &Year, vocabulary: &Vocabulary, sectors: &Sectors) -> Vec<Finding> {
    let sector = year.plant.sector.as_str();
    let applying = sectors.bounds().iter().filter(|bound| bound.sector.is_empty() || bound.sector == sector);
    applying.flat_map(|bound| against(year, vocabulary, bound)).collect()
}

fn against(year: &Year, vocabulary: &Vocabulary, bound: &Bound) -> Vec<Finding> {
    let whole = |item: &str, measure: &str| year.over_units(item, vocabulary.measure(measure)?).ok().flatten();
    let figures: Vec<(Total, f64, String)> = match &bound.per {
        None => year
            .parts(&bound.item, &bound.measure)
            .filter_map(|total| Some((total.clone(), total.value.to_f64()?, total.unit.clone())))
            .collect(),
        Some((item, measure)) => {
            let ratio = || {
                let (above, below) = (whole(&bound.item, &bound.measure)?, whole(item, measure)?);
                let value = above.value.to_f64()? / below.value.to_f64().filter(|value| *value > 0.0)?;
                let unit = Unit::parse(&above.unit).ok()?.combine(&Unit::parse(&below.unit).ok()?, -1).ok()?;
                Some((above, value, unit.symbol().to_owned()))
            };
            ratio().into_iter().collect()
        }
    };
    figures.into_iter().filter_map(|(total, value, unit)| outside(vocabulary, bound, &total, value, &unit)).collect()
}

fn outside(vocabulary: &Vocabulary, bound: &Bound, total: &Total, value: f64, unit: &str) -> Option<Finding> {
    let value = Unit::parse(unit).ok()?.convert(value, &bound.unit).ok()?;
    if bound.low.is_none_or(|low| value >= low) && bound.high.is_none_or(|high| value <= high) {
        return None;
    }
    let place = total.places.first().cloned().unwrap_or_default();
    let (item, measure) = (vocabulary.item(&bound.item)?, vocabulary.measure(&bound.measure)?);
    let end = |bound: Option<f64>| bound.map(shown).unwrap_or_default();
    Some(
        when(named(Finding::new(FindingKind::OutOfRange, place), item, Some(measure)), None)
            .with("amount", shown(value))
            .with("unit", bound.unit.symbol())
            .with("low", end(bound.low))
            .with("high", end(bound.high))
            .with("basis_en", &bound.basis.en)
            .with("basis_zh", &bound.basis.zh)
            .with("source", &bound.source),
    )
}
