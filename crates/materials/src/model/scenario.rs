//! Scenarios of what comes after the last year of data.

use super::table::{Place, Tables};
use crate::error::MaterialsError;

/// A scenario of a metal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Id and name.
    pub place: Place,
}

/// What a scenario says of a region.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outlook {
    /// Flow into use by year.
    Demand(Vec<(f64, f64)>),
    /// Flow into use by year as a multiple of that of a base year.
    Ratio {
        /// The base year.
        base: i32,
        /// Year and multiple.
        points: Vec<(f64, f64)>,
    },
    /// A stock that levels off: `S(y) = L − (L − S₀)·exp(−k(y − y₀))` with the `k` that continues the last year's growth.
    Approach {
        /// The level `L`.
        level: f64,
    },
}

impl Scenario {
    /// The named scenario of a metal, or its first; `None` where the metal has none and none was named.
    pub(super) fn find(tables: &Tables, metal: &str, wanted: Option<&str>) -> Result<Option<Self>, MaterialsError> {
        let mut of_metal = tables.scenarios.iter().filter(|(of, _)| of == metal);
        let found = match wanted {
            None => return Ok(of_metal.next().map(|(_, place)| Self { place: place.clone() })),
            Some(id) => of_metal.find(|(_, place)| place.id == id),
        };
        match (found, wanted) {
            (Some((_, place)), _) => Ok(Some(Self { place: place.clone() })),
            (None, id) => Err(MaterialsError::Unknown { kind: "scenario", id: id.unwrap_or_default().to_owned() }),
        }
    }
}

/// What a scenario says of a region, its values drawn by `value`; `None` where it says nothing.
pub(super) fn outlook(
    tables: &Tables,
    metal: &str,
    scenario: &str,
    region: &str,
    value: impl Fn(&super::table::ScenarioPoint) -> Result<f64, MaterialsError>,
) -> Result<Option<Outlook>, MaterialsError> {
    let rows: Vec<_> = tables
        .points
        .iter()
        .filter(|row| row.metal == metal && row.scenario == scenario && row.region == region)
        .collect();
    let Some(first) = rows.first() else { return Ok(None) };
    let mut points = Vec::with_capacity(rows.len());
    for row in &rows {
        if row.kind != first.kind {
            return Err(MaterialsError::Unknown { kind: "kind of scenario", id: row.kind.clone() });
        }
        points.push((f64::from(row.year), value(row)?));
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    match first.kind.as_str() {
        "demand" => Ok(Some(Outlook::Demand(points))),
        "stock-approach" => Ok(points.last().map(|&(_, level)| Outlook::Approach { level })),
        other => match other.strip_prefix("demand-ratio-").and_then(|year| year.parse().ok()) {
            Some(base) => Ok(Some(Outlook::Ratio { base, points })),
            None => Err(MaterialsError::Unknown { kind: "kind of scenario", id: other.to_owned() }),
        },
    }
}
