//! What a figure can be: bounds with their basis and source, from `data/activity/bounds.csv` and from the packaged
//! default factors of fuels.

use serde::Deserialize;
use verdigris_quantity::{Label, Unit};
use verdigris_registry::factor::Registry;

use crate::{
    error::ActivityError,
    vocabulary::{ItemKind, Vocabulary, row_error, rows},
};

/// A measured property this many times above or below the packaged default is taken for a slip.
pub const FACTOR_OF_DEFAULT: f64 = 3.0;

/// Bounds of a year's figure, or of its ratio to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Sector; empty for all.
    pub sector: String,
    /// Item.
    pub item: String,
    /// Measure.
    pub measure: String,
    /// Item and measure it is divided by, where it is.
    pub per: Option<(String, String)>,
    /// Lowest, where there is one.
    pub low: Option<f64>,
    /// Highest, where there is one.
    pub high: Option<f64>,
    /// Unit of the bounds.
    pub unit: Unit,
    /// Why.
    pub basis: Label,
    /// Id of the source.
    pub source: String,
}

#[derive(Deserialize)]
struct BoundRow {
    sector: String,
    item: String,
    measure: String,
    per_item: String,
    per_measure: String,
    low: Option<f64>,
    high: Option<f64>,
    unit: String,
    basis_en: String,
    basis_zh: String,
    source: String,
}

const BOUNDS: &str = "activity/bounds.csv";

/// The packaged bounds.
pub fn packaged(vocabulary: &Vocabulary) -> Result<Vec<Bound>, ActivityError> {
    let mut bounds = read(include_str!("../../../data/activity/bounds.csv"), vocabulary)?;
    let registry = verdigris_registry::pack::registry()
        .map_err(|error| row_error("factors", 0, format!("{}: {error}", error.code())))?;
    bounds.extend(of_fuels(&registry, vocabulary));
    Ok(bounds)
}

/// Reads a table of bounds (CSV with header).
pub fn read(text: &str, vocabulary: &Vocabulary) -> Result<Vec<Bound>, ActivityError> {
    let mut bounds = Vec::new();
    for (at, row) in rows::<BoundRow>(BOUNDS, text)?.into_iter().enumerate() {
        let wrong = |reason: String| row_error(BOUNDS, at, reason);
        let unit = Unit::parse(&row.unit).map_err(|error| wrong(error.to_string()))?;
        let dimension = |item: &str, measure: &str| {
            let item = vocabulary.item(item).ok_or_else(|| wrong(format!("there is no item `{item}`")))?;
            let measure =
                vocabulary.measure(measure).ok_or_else(|| wrong(format!("there is no measure `{measure}`")))?;
            measure.unit_of(item)
        };
        let own = dimension(&row.item, &row.measure)?;
        let per = (!row.per_item.is_empty()).then_some((row.per_item, row.per_measure));
        let whole = match &per {
            Some((item, measure)) => {
                own.combine(&dimension(item, measure)?, -1).map_err(|error| wrong(error.to_string()))?
            }
            None => own,
        };
        unit.factor_to(&whole).map_err(|error| wrong(error.to_string()))?;
        bounds.push(Bound {
            sector: row.sector,
            item: row.item,
            measure: row.measure,
            per,
            low: row.low,
            high: row.high,
            unit,
            basis: Label::new(row.basis_en, row.basis_zh),
            source: row.source,
        });
    }
    Ok(bounds)
}

/// Calorific value and carbon of a fuel within a factor of its packaged default.
fn of_fuels(registry: &Registry, vocabulary: &Vocabulary) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for item in vocabulary.items().iter().filter(|item| item.kind == ItemKind::Fuel) {
        for (measure, stem) in [("calorific-value", "cn-ncv"), ("carbon-per-energy", "cn-carbon")] {
            let Some(wanted) = vocabulary.measure(measure).and_then(|measure| measure.unit_of(item).ok()) else {
                continue;
            };
            let Ok(factor) = registry.factor(&format!("{stem}-{}", item.id)) else { continue };
            if factor.unit.factor_to(&wanted).is_err() || factor.value <= 0.0 {
                continue;
            }
            let default = format!("{} {}", factor.value, factor.unit.symbol());
            bounds.push(Bound {
                sector: String::new(),
                item: item.id.clone(),
                measure: measure.to_owned(),
                per: None,
                low: Some(factor.value / FACTOR_OF_DEFAULT),
                high: Some(factor.value * FACTOR_OF_DEFAULT),
                unit: factor.unit.clone(),
                basis: Label::new(
                    format!("a third to three times the default {default}"),
                    format!("缺省值{default}的三分之一至三倍"),
                ),
                source: factor.source.clone(),
            });
        }
    }
    bounds
}
