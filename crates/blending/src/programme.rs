//! The question as a programme of the general solvers: columns, equations of metal, limits, stocks, sorting.

use verdigris_optimisation::{Affine, Answer, Column, Cone, Programme, Row};

use crate::Order;
use crate::melt::{From, Prepared, Requirement};
use crate::promise::Factors;

/// A limit in the programme.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Held {
    /// By a row of the means.
    Row(Row),
    /// By a cone.
    Cone(Cone),
}

/// What may be relaxed, at a price, to see what stands in the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relaxed {
    /// Columns by batch, requirement: below the lower limit, above the upper limit, in points.
    pub limits: Vec<Vec<[Option<Column>; 2]>>,
    /// Metal short, by batch, t.
    pub metal: Vec<Column>,
    /// Contract short, by material, t.
    pub take: Vec<Option<Column>>,
}

/// The programme and where everything is in it.
pub(crate) struct Built {
    pub programme: Programme,
    /// Charge, by batch and column.
    pub charge: Vec<Vec<Column>>,
    /// Mass sorted, by sorting.
    pub sorted: Vec<Column>,
    /// Equation of metal, by batch.
    pub metal: Vec<Row>,
    /// Limits by batch and requirement: lower, upper.
    pub limits: Vec<Vec<[Option<Held>; 2]>>,
    /// Row of a material's stock and contract.
    pub stock: Vec<Option<Row>>,
    pub relaxed: Option<Relaxed>,
}

/// Greatest charge of a column in a batch, t: what gives all the metal alone.
pub(crate) fn cap(prepared: &Prepared, batch: usize, column: usize) -> f64 {
    prepared.melts[batch].fresh / prepared.columns[column].metal_yield
}

/// Builds the programme. `relax` prices every limit instead of holding it and leaves the cost out.
pub(crate) fn build(order: &Order, prepared: &Prepared, factors: &[Vec<Factors>], relax: bool) -> Built {
    let mut programme = Programme::new("charge");
    let charge: Vec<Vec<Column>> = prepared
        .melts
        .iter()
        .enumerate()
        .map(|(b, melt)| {
            (0..prepared.columns.len())
                .map(|i| {
                    let name = format!("{} in {}", prepared.columns[i].id, order.batches[b].id);
                    let cost = if relax { 0.0 } else { melt.cost[i] };
                    // The stock is held by its row alone, so that its worth stands in one place.
                    programme.column(name, cost, 0.0, cap(prepared, b, i))
                })
                .collect()
        })
        .collect();
    let mut relaxed = relax.then(Relaxed::default);
    let metal = prepared
        .melts
        .iter()
        .enumerate()
        .map(|(b, melt)| {
            let mut terms: Vec<(Column, f64)> =
                charge[b].iter().zip(&prepared.columns).map(|(x, column)| (*x, column.metal_yield)).collect();
            if let Some(relaxed) = &mut relaxed {
                // Short metal outweighs any limit: first a full furnace, then a good melt.
                let short = programme.column("metal short", 1000.0 / melt.fresh.max(1e-9), 0.0, f64::INFINITY);
                relaxed.metal.push(short);
                terms.push((short, 1.0));
            }
            programme.row(format!("metal of {}", order.batches[b].id), melt.fresh, melt.fresh, &terms)
        })
        .collect();
    let mut limits = Vec::new();
    for (b, melt) in prepared.melts.iter().enumerate() {
        let mut own = Vec::new();
        let mut priced = Vec::new();
        for (requirement, factors) in melt.requirements.iter().zip(&factors[b]) {
            let slack = relaxed.is_some().then(|| {
                [requirement.min, requirement.max]
                    .map(|limit| limit.map(|limit| programme.column("off", 1.0 / limit.max(0.05), 0.0, f64::INFINITY)))
            });
            own.push(hold(&mut programme, &order.batches[b].id, requirement, *factors, &charge[b], slack));
            priced.extend(slack);
        }
        limits.push(own);
        if let Some(relaxed) = &mut relaxed {
            relaxed.limits.push(priced);
        }
    }
    let sorted = sorting(order, prepared, &mut programme, &charge, relax);
    let stock = stocks(order, &mut programme, &charge, &sorted, relaxed.as_mut());
    Built { programme, charge, sorted, metal, limits, stock, relaxed }
}

fn hold(
    programme: &mut Programme,
    batch: &str,
    requirement: &Requirement,
    factors: Factors,
    charge: &[Column],
    slack: Option<[Option<Column>; 2]>,
) -> [Option<Held>; 2] {
    let [below, above] = slack.unwrap_or([None, None]);
    let name = |side: &str| format!("{} {side} in {batch}", requirement.element);
    let mut held = [None, None];
    for (place, limit, sign, factor, off) in
        [(0, requirement.min, -1.0, factors.lower, below), (1, requirement.max, 1.0, factors.upper, above)]
    {
        let Some(limit) = limit else { continue };
        let side = if place == 0 { "min" } else { "max" };
        let mut terms: Vec<(Column, f64)> =
            charge.iter().zip(&requirement.mean).map(|(x, mean)| (*x, -sign * mean)).collect();
        terms.extend(off.map(|off| (off, 1.0)));
        // room = sign (limit − heel) − sign Σ mean x + off ≥ factor ‖…‖.
        let room = sign * (limit - requirement.heel_mean);
        if factor == 0.0 || !requirement.varies() {
            held[place] = Some(Held::Row(programme.row(name(side), -room, f64::INFINITY, &terms)));
            continue;
        }
        let head = Affine { constant: room, terms };
        let mut tail: Vec<Affine> = charge
            .iter()
            .zip(&requirement.deviation)
            .filter(|(_, deviation)| **deviation > 0.0)
            .map(|(x, deviation)| Affine::sum(&[(*x, factor * deviation)]))
            .collect();
        if requirement.heel_deviation > 0.0 {
            tail.push(Affine::constant(factor * requirement.heel_deviation));
        }
        held[place] = Some(Held::Cone(programme.cone(name(side), head, tail)));
    }
    held
}

fn sorting(
    order: &Order,
    prepared: &Prepared,
    programme: &mut Programme,
    charge: &[Vec<Column>],
    relax: bool,
) -> Vec<Column> {
    let mut sorted = Vec::new();
    for (s, sorting) in order.sortings.iter().enumerate() {
        let whole = order.materials.iter().find(|material| material.id == sorting.material);
        let price = whole.and_then(|whole| whole.price).unwrap_or(0.0);
        // All fractions count as sold here; the batches that charge them buy them back at their value.
        let back: f64 = sorting.fractions.iter().map(|fraction| fraction.share * fraction.value).sum();
        let cost = if relax { 0.0 } else { price + sorting.cost - back };
        let most = whole.map_or(0.0, crate::Material::most);
        let mass = programme.column(format!("{} sorted", sorting.material), cost, 0.0, most);
        for (f, fraction) in sorting.fractions.iter().enumerate() {
            let place = prepared.columns.iter().position(|column| column.from == From::Fraction(s, f));
            let Some(place) = place else { continue };
            let mut terms: Vec<(Column, f64)> = charge.iter().map(|own| (own[place], 1.0)).collect();
            terms.push((mass, -fraction.share));
            programme.row(format!("{} at hand", fraction.id), f64::NEG_INFINITY, 0.0, &terms);
        }
        sorted.push(mass);
    }
    sorted
}

fn stocks(
    order: &Order,
    programme: &mut Programme,
    charge: &[Vec<Column>],
    sorted: &[Column],
    mut relaxed: Option<&mut Relaxed>,
) -> Vec<Option<Row>> {
    let mut rows = Vec::new();
    for (place, material) in order.materials.iter().enumerate() {
        let least = material.take_min.unwrap_or(0.0);
        let most = material.most();
        let mut short = None;
        rows.push((most.is_finite() || least > 0.0).then(|| {
            let mut terms: Vec<(Column, f64)> = charge.iter().map(|own| (own[place], 1.0)).collect();
            for (sorting, mass) in order.sortings.iter().zip(sorted) {
                if sorting.material == material.id {
                    terms.push((*mass, 1.0));
                }
            }
            if relaxed.is_some() && least > 0.0 {
                let column = programme.column(format!("{} not taken", material.id), 10.0 / least, 0.0, least);
                terms.push((column, 1.0));
                short = Some(column);
            }
            // Without a contract there is no lower side that could share its worth with `x ≥ 0`.
            let lower = if least > 0.0 { least } else { f64::NEG_INFINITY };
            programme.row(format!("stock of {}", material.id), lower, most, &terms)
        }));
        if let Some(relaxed) = &mut relaxed {
            relaxed.take.push(short);
        }
    }
    rows
}

impl Built {
    /// What raising an upper limit by a point saves, and what raising a lower one costs, by batch and requirement.
    pub fn worth(&self, answer: &Answer) -> Vec<Vec<[f64; 2]>> {
        let of = |held: &Option<Held>| match held {
            None => 0.0,
            // The row is room ≥ …: its dual is the cost of a point less room.
            Some(Held::Row(row)) => answer.duals.get(row.index()).map_or(0.0, |dual| dual.max(0.0)),
            Some(Held::Cone(cone)) => {
                answer.cones.get(cone.index()).and_then(|own| own.first()).map_or(0.0, |head| head.max(0.0))
            }
        };
        self.limits.iter().map(|own| own.iter().map(|[lower, upper]| [of(lower), of(upper)]).collect()).collect()
    }
}
