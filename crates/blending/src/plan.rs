//! The answer: what to charge, what it costs, what the melt will be, what binds and what it is worth.

use serde::Serialize;
use verdigris_quantity::Label;

use crate::melt::{From, Melt, Prepared};
use crate::solve::Solved;
use crate::{Batch, BlendError, Impossible, Kind, Order, Origin, Simulated, promise, simulate};

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// The cheapest plan.
    Plan(Box<Plan>),
    /// No charge keeps all limits; what stands in the way.
    Impossible(Impossible),
}

/// The cheapest plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Currency.
    pub currency: String,
    /// How it was solved: `linear`, `cones`, `structure`, `whole`.
    pub method: String,
    /// Cost with the price of carbon, currency; what was minimised.
    pub objective: f64,
    /// No plan is cheaper than this.
    pub bound: f64,
    /// Worst residual of the independent check of the solution, where one was made.
    pub residual: Option<f64>,
    /// Cost without the price of carbon, currency.
    pub cost: f64,
    /// Cost per tonne tapped.
    pub cost_per_tonne: f64,
    /// Confidence the limits are held with; none where contents were taken at their means.
    pub confidence: Option<f64>,
    /// Batches.
    pub batches: Vec<BatchPlan>,
    /// Stocks and contracts.
    pub stocks: Vec<StockUse>,
    /// What is sorted.
    pub sorted: Vec<Sorted>,
    /// Cost saved by sorting, currency; none where no sorting was on offer.
    pub value_of_sorting: Option<SortingValue>,
}

/// One batch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BatchPlan {
    /// Batch.
    pub batch: String,
    /// Alloy.
    pub alloy: String,
    /// Name of the alloy.
    pub alloy_name: Label,
    /// Furnace.
    pub furnace: String,
    /// Mass tapped, t.
    pub product: f64,
    /// Mass of the melt, t.
    pub melt: f64,
    /// Heel at the start, t.
    pub heel: f64,
    /// What is charged, the greatest first.
    pub lines: Vec<Line>,
    /// Cost, currency: materials, melting, dross; the heel is not paid again.
    pub cost: f64,
    /// Cost per tonne tapped.
    pub cost_per_tonne: f64,
    /// Cost of one more tonne of metal in the melt, currency.
    pub metal_price: f64,
    /// Mass lost in melting, t.
    pub melt_loss: f64,
    /// Dross, t.
    pub dross: f64,
    /// Contents of the melt against their limits.
    pub contents: Vec<Predicted>,
    /// Melts drawn at random.
    pub simulated: Option<Simulated>,
    /// t CO2e per t tapped.
    pub footprint: Footprint,
    /// Recycled content.
    pub recycled: Recycled,
}

/// A material charged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Material or sorted fraction.
    pub material: String,
    /// Name.
    pub name: Label,
    /// What it is.
    pub kind: Kind,
    /// Mass charged, t.
    pub mass: f64,
    /// Metal it gives, t.
    pub metal: f64,
    /// Share of the mass charged.
    pub share: f64,
    /// Cost of the material, currency; a sorted fraction costs what it would be sold for.
    pub cost: f64,
}

/// A content of the melt, in %.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Predicted {
    /// Element, sum of elements, or `others`.
    pub element: String,
    /// Lower limit.
    pub min: Option<f64>,
    /// Upper limit.
    pub max: Option<f64>,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// Lower end of what is promised: below with the probability of doubt only.
    pub low: f64,
    /// Upper end of what is promised.
    pub high: f64,
    /// Probability that the limits hold, by the distribution assumed.
    pub probability: f64,
    /// Which limit binds.
    pub binds: Option<Bound>,
    /// What moving the binding limit by 0.1 points saves, currency per t tapped; 0 where none binds.
    pub worth: f64,
}

/// A side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// The lower limit.
    Min,
    /// The upper limit.
    Max,
}

/// A footprint, or what it lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footprint {
    /// t CO2e per t tapped.
    Known(f64),
    /// Materials or furnace whose footprint is not given.
    Needs(Vec<String>),
}

/// Recycled content by ISO 14021, clause 7.8: shares of the metal charged, by mass.
///
/// Scrap reclaimed within the process that generated it does not count. The heel carries what earlier batches put into
/// it and is left out on both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Recycled {
    /// Recycled content: pre- and post-consumer.
    pub content: f64,
    /// Of it post-consumer.
    pub post_consumer: f64,
    /// Of it pre-consumer.
    pub pre_consumer: f64,
    /// Internal scrap, not counted.
    pub internal: f64,
    /// Not recycled.
    pub primary: f64,
}

/// A stock and what the plan takes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StockUse {
    /// Material.
    pub material: String,
    /// Taken, t, with what is sorted.
    pub taken: f64,
    /// Least that must be taken, t.
    pub least: Option<f64>,
    /// Most that can be taken, t.
    pub most: Option<f64>,
    /// What one more tonne at the same price would save, currency (negative: what a tonne of the contract costs).
    pub worth: f64,
}

/// A material sorted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sorted {
    /// Material.
    pub material: String,
    /// Mass sorted, t.
    pub mass: f64,
    /// Cost of sorting, currency.
    pub cost: f64,
    /// Sales of what is not charged, currency.
    pub sales: f64,
}

/// What sorting is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SortingValue {
    /// Cost saved against the best plan without sorting, currency.
    Saves(f64),
    /// Without sorting there is no plan at all.
    Indispensable,
}

/// A limit binds when the promise comes as near as this, in points, and is worth something.
const TOUCH: f64 = 1e-4;

/// Writes out a solution.
pub(crate) fn plan(order: &Order, prepared: &Prepared, solved: &Solved) -> Result<Plan, BlendError> {
    let simulated = (order.options.draws > 0).then(|| simulate::simulate(order, prepared, &solved.charge));
    let mut batches = Vec::with_capacity(order.batches.len());
    for (b, batch) in order.batches.iter().enumerate() {
        let mut own = batch_plan(order, prepared, solved, b, batch)?;
        own.simulated = simulated.as_ref().map(|all| all[b].clone());
        batches.push(own);
    }
    let sorted = sorted(order, prepared, solved);
    // Sorting by itself: what is sorted is bought and sorted, and all its fractions are sold, to the batches too.
    let sorting: f64 = order
        .sortings
        .iter()
        .zip(&solved.sorted)
        .map(|(sorting, mass)| {
            let whole = order.materials.iter().find(|material| material.id == sorting.material);
            let sold: f64 = sorting.fractions.iter().map(|fraction| fraction.share * fraction.value).sum();
            mass * (whole.and_then(|whole| whole.price).unwrap_or(0.0) + sorting.cost - sold)
        })
        .sum();
    let cost = batches.iter().map(|own| own.cost).sum::<f64>() + sorting;
    let product: f64 = order.batches.iter().map(|batch| batch.product).sum();
    Ok(Plan {
        currency: order.currency.clone(),
        method: solved.method.to_owned(),
        objective: solved.objective,
        bound: solved.bound,
        residual: solved.residual,
        cost,
        cost_per_tonne: cost / product,
        confidence: order.options.confidence,
        stocks: stocks(order, prepared, solved),
        batches,
        sorted,
        value_of_sorting: None,
    })
}

fn batch_plan(
    order: &Order,
    prepared: &Prepared,
    solved: &Solved,
    b: usize,
    batch: &Batch,
) -> Result<BatchPlan, BlendError> {
    let (charge, melt) = (&solved.charge[b], &prepared.melts[b]);
    let (alloy, furnace) = (order.alloy(batch)?, order.furnace(batch)?);
    let total: f64 = charge.iter().sum();
    let mut lines = Vec::new();
    let (mut loss, mut dross) = (0.0, 0.0);
    let mut recycled = Recycled::default();
    let mut footprint = 0.0;
    let mut unknown = Vec::new();
    for (place, (column, mass)) in prepared.columns.iter().zip(charge).enumerate() {
        if *mass <= 0.0 {
            continue;
        }
        let (name, kind, origin) = told(order, prepared, place);
        let metal = mass * column.metal_yield;
        loss += mass - metal;
        dross += mass * column.dross;
        match origin {
            Origin::PostConsumer => recycled.post_consumer += metal / melt.fresh,
            Origin::PreConsumer => recycled.pre_consumer += metal / melt.fresh,
            Origin::Internal => recycled.internal += metal / melt.fresh,
            Origin::Primary => recycled.primary += metal / melt.fresh,
        }
        match column.footprint {
            Some(own) => footprint += own * mass,
            None => unknown.push(column.id.clone()),
        }
        let share = mass / total;
        lines.push(Line {
            material: column.id.clone(),
            name,
            kind,
            mass: *mass,
            metal,
            share,
            cost: mass * column.price,
        });
    }
    lines.sort_by(|a, b| b.mass.total_cmp(&a.mass).then_with(|| a.material.cmp(&b.material)));
    recycled.content = recycled.post_consumer + recycled.pre_consumer;
    match furnace.footprint {
        Some(own) => footprint += own * total,
        None => unknown.push(furnace.id.clone()),
    }
    let footprint =
        if unknown.is_empty() { Footprint::Known(footprint / batch.product) } else { Footprint::Needs(unknown) };
    let materials: f64 = lines.iter().map(|line| line.cost).sum();
    let cost = materials + total * furnace.melting_cost - dross * furnace.dross_value;
    Ok(BatchPlan {
        batch: batch.id.clone(),
        alloy: alloy.id.clone(),
        alloy_name: alloy.name.clone(),
        furnace: furnace.id.clone(),
        product: batch.product,
        melt: batch.melt(),
        heel: batch.heel_mass(),
        lines,
        cost,
        cost_per_tonne: cost / batch.product,
        metal_price: solved.metal[b],
        melt_loss: loss,
        dross,
        contents: contents(order, melt, solved, b),
        simulated: None,
        footprint,
        recycled,
    })
}

fn told(order: &Order, prepared: &Prepared, place: usize) -> (Label, Kind, Origin) {
    match prepared.columns[place].from {
        From::Material(material) => {
            let material = &order.materials[material];
            (material.name.clone(), material.kind, material.origin)
        }
        From::Fraction(sorting, fraction) => {
            let sorting = &order.sortings[sorting];
            let whole = order.materials.iter().find(|material| material.id == sorting.material);
            let (kind, origin) = whole.map_or((Kind::Scrap, Origin::Primary), |whole| (whole.kind, whole.origin));
            (sorting.fractions[fraction].name.clone(), kind, origin)
        }
    }
}

fn contents(order: &Order, melt: &Melt, solved: &Solved, b: usize) -> Vec<Predicted> {
    let charge = &solved.charge[b];
    melt.requirements
        .iter()
        .zip(&solved.factors[b])
        .zip(&solved.worth[b])
        .map(|((requirement, factors), [lower, upper])| {
            let (mean, deviation) = (requirement.content(charge), requirement.spread(charge));
            let (low, high) = (mean - factors.lower * deviation, mean + factors.upper * deviation);
            // Under a hundredth of the currency a tonne for 0.1 points a limit is not worth a line.
            let (lower, upper) = (lower * 0.1 / melt.product, upper * 0.1 / melt.product);
            let touches = |limit: Option<f64>, end: f64| limit.is_some_and(|limit| (end - limit).abs() < TOUCH);
            let binds = if touches(requirement.max, high) && upper > 0.0 && upper >= lower {
                Some(Bound::Max)
            } else if touches(requirement.min, low) && lower > 0.0 {
                Some(Bound::Min)
            } else {
                None
            };
            let worth = match binds {
                Some(Bound::Max) => upper,
                Some(Bound::Min) => lower,
                None => 0.0,
            };
            let (min, max) = (requirement.min, requirement.max);
            let probability = promise::probability(order.options.shape, mean, deviation, min, max);
            Predicted {
                element: requirement.element.clone(),
                min,
                max,
                mean,
                deviation,
                low,
                high,
                probability,
                binds,
                worth,
            }
        })
        .collect()
}

fn stocks(order: &Order, prepared: &Prepared, solved: &Solved) -> Vec<StockUse> {
    order
        .materials
        .iter()
        .enumerate()
        .map(|(place, material)| {
            let own = prepared.columns.iter().position(|column| column.from == From::Material(place));
            let charged: f64 = own.map_or(0.0, |own| solved.charge.iter().map(|charge| charge[own]).sum());
            let sorted: f64 = order
                .sortings
                .iter()
                .zip(&solved.sorted)
                .filter(|(sorting, _)| sorting.material == material.id)
                .map(|(_, mass)| mass)
                .sum();
            let most = material.most();
            StockUse {
                material: material.id.clone(),
                taken: charged + sorted,
                least: material.take_min,
                most: most.is_finite().then_some(most),
                worth: solved.stock[place],
            }
        })
        .collect()
}

fn sorted(order: &Order, prepared: &Prepared, solved: &Solved) -> Vec<Sorted> {
    order
        .sortings
        .iter()
        .enumerate()
        .zip(&solved.sorted)
        .filter(|(_, mass)| **mass > 1e-6)
        .map(|((s, sorting), mass)| {
            let sales = sorting
                .fractions
                .iter()
                .enumerate()
                .map(|(f, fraction)| {
                    let place = prepared.columns.iter().position(|column| column.from == From::Fraction(s, f));
                    let used: f64 = place.map_or(0.0, |place| solved.charge.iter().map(|charge| charge[place]).sum());
                    (mass * fraction.share - used).max(0.0) * fraction.value
                })
                .sum();
            Sorted { material: sorting.material.clone(), mass: *mass, cost: mass * sorting.cost, sales }
        })
        .collect()
}
