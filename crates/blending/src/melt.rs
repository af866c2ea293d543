//! The question in figures: columns that can be charged, and for every batch its requirements over them.
//!
//! With Q the mass of the melt, y the metal yield, ρₑ the recovery of element e and w its content, a tonne of column i
//! brings `aᵢ = y ρₑ wᵢ / Q` percentage points of e to the melt, with standard deviation `sᵢ = y ρₑ σᵢ / Q`. The lots
//! of different materials are independent, so the content of the melt has mean `h + Σ aᵢ xᵢ` and variance
//! `g² + Σ (sᵢ xᵢ)²`, with h and g those of the heel.

use std::collections::BTreeSet;

use crate::{Alloy, Batch, BlendError, Composition, Furnace, Order};

/// Where a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// A material as it lies.
    Material(usize),
    /// A fraction of a sorting: sorting, fraction.
    Fraction(usize, usize),
}

/// Something that can be charged.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub id: String,
    pub from: From,
    /// Metal recovered, t per t charged.
    pub metal_yield: f64,
    /// Dross, t per t charged.
    pub dross: f64,
    /// Footprint of the material, t CO2e per t charged.
    pub footprint: Option<f64>,
    /// Price of the material, currency per t; for a fraction what it would be sold for instead.
    pub price: f64,
    pub composition: Composition,
}

/// One requirement of one batch over the columns.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    /// Element, sum of elements, or `others`.
    pub element: String,
    /// Elements and their weights.
    pub terms: Vec<(String, f64)>,
    /// Lower limit, %.
    pub min: Option<f64>,
    /// Upper limit, %.
    pub max: Option<f64>,
    /// Content brought, percentage points per t charged, by column.
    pub mean: Vec<f64>,
    /// Its standard deviation, by column.
    pub deviation: Vec<f64>,
    /// Content from the heel, percentage points.
    pub heel_mean: f64,
    /// Its standard deviation.
    pub heel_deviation: f64,
}

impl Requirement {
    /// Mean content of the melt, %.
    pub fn content(&self, charge: &[f64]) -> f64 {
        self.heel_mean + self.mean.iter().zip(charge).map(|(a, x)| a * x).sum::<f64>()
    }

    /// Standard deviation of the content of the melt, percentage points.
    pub fn spread(&self, charge: &[f64]) -> f64 {
        let own: f64 = self.deviation.iter().zip(charge).map(|(s, x)| (s * x).powi(2)).sum();
        (self.heel_deviation.powi(2) + own).sqrt()
    }

    /// Whether anything in it varies.
    pub fn varies(&self) -> bool {
        self.heel_deviation > 0.0 || self.deviation.iter().any(|deviation| *deviation > 0.0)
    }

    /// Number of limits it holds.
    pub fn sides(&self) -> usize {
        usize::from(self.min.is_some()) + usize::from(self.max.is_some())
    }
}

/// A batch in figures.
#[derive(Clone, Debug)]
pub(crate) struct Melt {
    /// Mass tapped, t.
    pub product: f64,
    /// Metal to be charged, t: the melt less the heel.
    pub fresh: f64,
    /// Cost of every column charged here, currency per t, with melting, dross and the price of carbon.
    pub cost: Vec<f64>,
    pub requirements: Vec<Requirement>,
}

/// All columns and all batches.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub columns: Vec<Column>,
    pub melts: Vec<Melt>,
}

impl Prepared {
    /// Prepares a valid order.
    pub fn of(order: &Order) -> Result<Self, BlendError> {
        let columns = columns(order);
        let mut melts = Vec::with_capacity(order.batches.len());
        for batch in &order.batches {
            melts.push(melt(order, batch, order.alloy(batch)?, order.furnace(batch)?, &columns));
        }
        Ok(Self { columns, melts })
    }

    /// Greatest mass of a column over the whole plan, t.
    pub fn most(&self, order: &Order, column: usize) -> f64 {
        match self.columns[column].from {
            From::Material(place) => order.materials[place].most(),
            From::Fraction(sorting, fraction) => {
                let sorting = &order.sortings[sorting];
                let whole = order.materials.iter().find(|material| material.id == sorting.material);
                whole.map_or(0.0, |whole| whole.most() * sorting.fractions[fraction].share)
            }
        }
    }
}

fn columns(order: &Order) -> Vec<Column> {
    let mut columns: Vec<Column> = order
        .materials
        .iter()
        .enumerate()
        .map(|(place, material)| Column {
            id: material.id.clone(),
            from: From::Material(place),
            metal_yield: material.metal_yield(),
            dross: material.dross,
            footprint: material.footprint,
            price: material.price.unwrap_or(0.0),
            composition: material.composition.clone(),
        })
        .collect();
    for (s, sorting) in order.sortings.iter().enumerate() {
        let Some(whole) = order.materials.iter().find(|material| material.id == sorting.material) else { continue };
        columns.extend(sorting.fractions.iter().enumerate().map(|(f, fraction)| Column {
            id: fraction.id.clone(),
            from: From::Fraction(s, f),
            metal_yield: 1.0 - fraction.melt_loss.unwrap_or(whole.melt_loss),
            dross: whole.dross,
            footprint: whole.footprint,
            price: fraction.value,
            composition: fraction.composition.clone(),
        }));
    }
    columns
}

fn melt(order: &Order, batch: &Batch, alloy: &Alloy, furnace: &Furnace, columns: &[Column]) -> Melt {
    let carbon = order.options.carbon_price;
    let cost = columns
        .iter()
        .map(|column| {
            let footprint = column.footprint.unwrap_or(0.0) + furnace.footprint.unwrap_or(0.0);
            column.price + furnace.melting_cost - column.dross * furnace.dross_value + carbon * footprint
        })
        .collect();
    let requirements = asked(batch, alloy, columns)
        .into_iter()
        .map(|(element, terms, min, max)| requirement(batch, alloy, furnace, columns, element, terms, min, max))
        .collect();
    Melt { product: batch.product, fresh: batch.melt() - batch.heel_mass(), cost, requirements }
}

type Asked = (String, Vec<(String, f64)>, Option<f64>, Option<f64>);

/// The limits of the alloy, with "others, each" and "others, total" spelled out over the elements at hand.
fn asked(batch: &Batch, alloy: &Alloy, columns: &[Column]) -> Vec<Asked> {
    let mut asked: Vec<Asked> = alloy
        .limits
        .iter()
        .filter(|limit| limit.min.is_some_and(|min| min > 0.0) || limit.max.is_some_and(|max| max < 100.0))
        .map(|limit| {
            let terms = limit.elements().map(|element| (element.to_owned(), 1.0)).collect();
            (limit.element.clone(), terms, limit.min.filter(|min| *min > 0.0), limit.max)
        })
        .collect();
    let heel = batch.heel.as_ref().map(|heel| &heel.composition);
    let others: BTreeSet<&String> = columns
        .iter()
        .map(|column| &column.composition)
        .chain(heel)
        .flat_map(|composition| composition.contents.keys())
        .filter(|element| !alloy.names(element))
        .collect();
    if let Some(each) = alloy.others_each {
        asked.extend(others.iter().map(|&element| (element.clone(), vec![(element.clone(), 1.0)], None, Some(each))));
    }
    if let Some(total) = alloy.others_total
        && !others.is_empty()
    {
        let terms = others.iter().map(|&element| (element.clone(), 1.0)).collect();
        asked.push(("others".to_owned(), terms, None, Some(total)));
    }
    asked
}

#[expect(clippy::too_many_arguments, reason = "one limit with all it is measured against")]
fn requirement(
    batch: &Batch,
    alloy: &Alloy,
    furnace: &Furnace,
    columns: &[Column],
    element: String,
    terms: Vec<(String, f64)>,
    min: Option<f64>,
    max: Option<f64>,
) -> Requirement {
    let melt = batch.melt();
    let recovered: Vec<(String, f64)> = terms
        .iter()
        .map(|(element, weight)| (element.clone(), weight * furnace.recovery.get(element).copied().unwrap_or(1.0)))
        .collect();
    let (mut mean, mut deviation) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
    for column in columns {
        let (content, variance) = column.composition.weighted(&recovered, &alloy.base);
        mean.push(content * column.metal_yield / melt);
        deviation.push(variance.sqrt() * column.metal_yield / melt);
    }
    // The heel was melted before: what burns off has burnt off.
    let (heel_mean, heel_deviation) = batch.heel.as_ref().map_or((0.0, 0.0), |heel| {
        let (content, variance) = heel.composition.weighted(&terms, &alloy.base);
        (content * heel.mass / melt, variance.sqrt() * heel.mass / melt)
    });
    Requirement { element, terms, min, max, mean, deviation, heel_mean, heel_deviation }
}
