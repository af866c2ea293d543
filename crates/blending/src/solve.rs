//! The cheapest charge.
//!
//! Without uncertainty the programme is linear and its answer a vertex: few materials. With it every limit is a
//! second-order cone: a single batch goes to the general solver, a plan of many batches to [`crate::interior`], which
//! uses its structure. Whole choices (bundles, at most n materials) are found by cutting planes, each a tangent of the
//! standard deviation, over a programme with whole-numbered columns; the rest of the charge is then settled as before.

use verdigris_optimisation::{Affine, Automatic, Column, Limits, Micro, Programme, Solver, Status, check};

use crate::interior::{self, Block, Blocks, Side};
use crate::melt::{Melt, Prepared};
use crate::programme::{Built, build, cap};
use crate::promise::{self, Factors};
use crate::{BlendError, Order, Shape};

/// Columns times batches from which a plan is worth the method that uses its structure.
const LARGE: usize = 200;
/// Rounds of the factors of lognormal limits.
const ROUNDS: usize = 12;
/// Rounds of cutting planes.
const CUTS: usize = 60;

/// What was found, in figures.
#[derive(Clone, Debug)]
pub(crate) struct Solved {
    /// Mass of every column, by batch, t.
    pub charge: Vec<Vec<f64>>,
    /// Mass sorted, by sorting, t.
    pub sorted: Vec<f64>,
    pub objective: f64,
    pub bound: f64,
    /// Worth of a point of room under the lower and the upper limit, by batch and requirement.
    pub worth: Vec<Vec<[f64; 2]>>,
    /// Cost of one more tonne of metal, by batch.
    pub metal: Vec<f64>,
    /// What one more tonne of stock saves (negative: what the contract costs), by material.
    pub stock: Vec<f64>,
    /// Factors the limits were held with.
    pub factors: Vec<Vec<Factors>>,
    /// Method, as shown beside the result.
    pub method: &'static str,
    /// Worst residual of the independent check, where one was made.
    pub residual: Option<f64>,
}

/// Solves; `None` where no charge keeps all limits.
pub(crate) fn solve(order: &Order, prepared: &Prepared) -> Result<Option<Solved>, BlendError> {
    let quantiles: Vec<f64> = prepared.melts.iter().map(|melt| promise::quantile(&order.options, melt)).collect();
    let mut factors: Vec<Vec<Factors>> = prepared
        .melts
        .iter()
        .zip(&quantiles)
        .map(|(melt, z)| melt.requirements.iter().map(|_| Factors { lower: *z, upper: *z }).collect())
        .collect();
    let whole = order.options.max_materials.is_some() || order.materials.iter().any(|own| own.bundle.is_some());
    for round in 0..ROUNDS {
        let solved = if whole { choose(order, prepared, &factors)? } else { settle(order, prepared, &factors, None)? };
        let Some(solved) = solved else { return Ok(None) };
        if order.options.shape == Shape::Normal || round + 1 == ROUNDS {
            return Ok(Some(solved));
        }
        let next = refine(order, prepared, &quantiles, &solved.charge);
        let moved = next.iter().flatten().zip(factors.iter().flatten()).fold(0.0_f64, |worst, (next, now)| {
            worst.max((next.lower - now.lower).abs()).max((next.upper - now.upper).abs())
        });
        factors = next;
        if moved < 1e-6 {
            return Ok(Some(solved));
        }
    }
    Ok(None)
}

/// Factors for the melts a charge gives.
fn refine(order: &Order, prepared: &Prepared, quantiles: &[f64], charge: &[Vec<f64>]) -> Vec<Vec<Factors>> {
    prepared
        .melts
        .iter()
        .zip(quantiles)
        .zip(charge)
        .zip(&order.batches)
        .map(|(((melt, z), charge), batch)| {
            let base = order.alloy(batch).map(|alloy| alloy.base.clone()).unwrap_or_default();
            let own = |requirement: &crate::melt::Requirement| {
                // The base metal is what the skewed contents leave: it is not lognormal itself.
                let shape = if requirement.terms.iter().any(|(element, _)| *element == base) {
                    Shape::Normal
                } else {
                    order.options.shape
                };
                promise::factors(shape, *z, requirement.content(charge), requirement.spread(charge))
            };
            melt.requirements.iter().map(own).collect()
        })
        .collect()
}

/// Bounds of the charge that whole choices have settled: by batch and column.
type Fixed = Vec<Vec<(f64, f64)>>;

/// Solves with the whole choices made.
fn settle(
    order: &Order,
    prepared: &Prepared,
    factors: &[Vec<Factors>],
    fixed: Option<&Fixed>,
) -> Result<Option<Solved>, BlendError> {
    let varies = prepared.melts.iter().zip(factors).any(|(melt, factors)| {
        melt.requirements
            .iter()
            .zip(factors)
            .any(|(own, factors)| own.varies() && factors.upper.max(factors.lower) > 0.0)
    });
    let large = prepared.columns.len() * prepared.melts.len() >= LARGE;
    let pinned = prepared.melts.iter().flat_map(|melt| &melt.requirements).any(|own| match (own.min, own.max) {
        (Some(min), Some(max)) => max - min < 1e-6,
        _ => false,
    });
    if varies
        && large
        && !pinned
        && order.sortings.is_empty()
        && fixed.is_none()
        && let Some(solved) = by_structure(order, prepared, factors)
    {
        return Ok(Some(solved));
    }
    by_programme(order, prepared, factors, fixed, varies)
}

fn by_programme(
    order: &Order,
    prepared: &Prepared,
    factors: &[Vec<Factors>],
    fixed: Option<&Fixed>,
    varies: bool,
) -> Result<Option<Solved>, BlendError> {
    let mut built = build(order, prepared, factors, false);
    if let Some(fixed) = fixed {
        for (own, bounds) in built.charge.iter().zip(fixed) {
            for (column, (lower, upper)) in own.iter().zip(bounds) {
                built.programme.set_column_bounds(*column, *lower, *upper);
            }
        }
    }
    let limits = Limits::default();
    let answer = Automatic.solve(&built.programme, &limits).map_err(|error| failed(&error))?;
    match answer.status {
        Status::Optimal => {}
        Status::Infeasible => return Ok(None),
        Status::Unbounded => {
            return Err(BlendError::Solver { reason: "the cost falls without end: a price is below 0".to_owned() });
        }
        Status::Limit => return Err(BlendError::Solver { reason: "it stopped at its limit".to_owned() }),
    }
    let certificate = check::optimality(&built.programme, &answer);
    let worth = built.worth(&answer);
    let value = |column: &Column| answer.columns[column.index()];
    let charge = built.charge.iter().map(|own| own.iter().map(value).collect()).collect();
    let dual = |row: verdigris_optimisation::Row| answer.duals.get(row.index()).copied().unwrap_or(0.0);
    let mut solved = Solved {
        charge,
        sorted: built.sorted.iter().map(value).collect(),
        objective: answer.objective,
        bound: answer.bound,
        worth,
        metal: built.metal.iter().map(|row| dual(*row)).collect(),
        stock: built.stock.iter().map(|row| row.map_or(0.0, |row| -dual(row))).collect(),
        factors: factors.to_vec(),
        method: if varies { "cones" } else { "linear" },
        residual: Some(certificate.worst()),
    };
    clean(prepared, &mut solved.charge, fixed);
    Ok(Some(solved))
}

fn failed(error: &verdigris_optimisation::Error) -> BlendError {
    BlendError::Solver { reason: error.to_string() }
}

/// Leaves out traces an interior point leaves everywhere, and gives their metal to the rest.
fn clean(prepared: &Prepared, charge: &mut [Vec<f64>], fixed: Option<&Fixed>) {
    for (b, (charge, melt)) in charge.iter_mut().zip(&prepared.melts).enumerate() {
        for x in charge.iter_mut() {
            if *x < 1e-6 * melt.fresh {
                *x = 0.0;
            }
        }
        let bound = |i: usize| fixed.is_some_and(|fixed| fixed[b][i].0 > 0.0);
        let metal = |charge: &[f64], whole: bool| -> f64 {
            (0..charge.len()).filter(|i| bound(*i) == whole).map(|i| charge[i] * prepared.columns[i].metal_yield).sum()
        };
        let (held, free) = (metal(charge, true), metal(charge, false));
        let scale = (melt.fresh - held) / free;
        if free > 0.0 && (scale - 1.0).abs() < 1e-4 {
            for (i, x) in charge.iter_mut().enumerate() {
                if !bound(i) {
                    *x *= scale;
                }
            }
        }
    }
}

/// Solves a plan by its structure; `None` where it has no charge or the method fails.
fn by_structure(order: &Order, prepared: &Prepared, factors: &[Vec<Factors>]) -> Option<Solved> {
    let money = prepared.melts.iter().flat_map(|melt| &melt.cost).fold(1e-9_f64, |most, cost| most.max(cost.abs()));
    let batches = prepared.melts.len() as f64;
    // Masses in a unit in which a batch has about 10 of them.
    let mass = 0.1 * prepared.melts.iter().map(|melt| melt.fresh).sum::<f64>() / batches;
    let blocks = Blocks {
        batches: prepared
            .melts
            .iter()
            .zip(factors)
            .map(|(melt, factors)| block(prepared, melt, factors, money, mass))
            .collect(),
        most: (0..prepared.columns.len()).map(|i| prepared.most(order, i) / mass).collect(),
        least: (0..prepared.columns.len())
            .map(|i| order.materials.get(i).and_then(|own| own.take_min).unwrap_or(0.0) / mass)
            .collect(),
    };
    let answer = interior::solve(&blocks);
    let scale = money * mass;
    let gap = (answer.objective - answer.bound) / answer.objective.abs().max(1e-9);
    if answer.missing > 1e-5 * batches || gap.abs() > 1e-4 {
        return None;
    }
    let mut worth = Vec::with_capacity(prepared.melts.len());
    for (melt, sides) in prepared.melts.iter().zip(&answer.sides) {
        let mut sides = sides.iter();
        let mut next = |limit: Option<f64>| limit.and_then(|_| sides.next()).map_or(0.0, |worth| worth * scale);
        worth.push(melt.requirements.iter().map(|own| [next(own.min), next(own.max)]).collect());
    }
    let mut charge: Vec<Vec<f64>> = answer.charge.iter().map(|own| own.iter().map(|x| x * mass).collect()).collect();
    clean(prepared, &mut charge, None);
    Some(Solved {
        charge,
        sorted: Vec::new(),
        objective: answer.objective * scale,
        bound: answer.bound * scale,
        worth,
        metal: answer.metal.iter().map(|price| price * money).collect(),
        stock: (0..order.materials.len()).map(|i| (answer.most[i] - answer.least[i]) * money).collect(),
        factors: factors.to_vec(),
        method: "structure",
        residual: Some(gap.abs()),
    })
}

fn block(prepared: &Prepared, melt: &Melt, factors: &[Factors], money: f64, mass: f64) -> Block {
    let mut sides = Vec::new();
    for (requirement, factors) in melt.requirements.iter().zip(factors) {
        let varies = requirement.varies();
        for (limit, sign, factor) in [(requirement.min, -1.0, factors.lower), (requirement.max, 1.0, factors.upper)] {
            let Some(limit) = limit else { continue };
            sides.push(Side {
                mean: requirement.mean.iter().map(|mean| sign * mean * mass).collect(),
                deviation: requirement.deviation.iter().map(|deviation| deviation * mass).collect(),
                constant: requirement.heel_deviation,
                factor: if varies { factor } else { 0.0 },
                room: sign * (limit - requirement.heel_mean),
            });
        }
    }
    Block {
        cost: melt.cost.iter().map(|cost| cost / money).collect(),
        metal_yield: prepared.columns.iter().map(|column| column.metal_yield).collect(),
        fresh: melt.fresh / mass,
        sides,
    }
}

/// Makes the whole choices by cutting planes, then settles the rest.
fn choose(order: &Order, prepared: &Prepared, factors: &[Vec<Factors>]) -> Result<Option<Solved>, BlendError> {
    let none: Vec<Vec<Factors>> = factors.iter().map(|own| own.iter().map(|_| Factors::default()).collect()).collect();
    let mut built = build(order, prepared, &none, false);
    let bundles = whole(order, prepared, &mut built);
    let limits = Limits { gap: 1e-6, nodes: 20_000, ..Limits::default() };
    for _ in 0..CUTS {
        let answer = Micro.solve(&built.programme, &limits).map_err(|error| failed(&error))?;
        if answer.status == Status::Infeasible {
            return Ok(None);
        }
        if !answer.has_point() {
            return Err(BlendError::Solver { reason: "no whole choice was found within its limit".to_owned() });
        }
        let charge: Vec<Vec<f64>> = built
            .charge
            .iter()
            .map(|own| own.iter().map(|column| answer.columns[column.index()].max(0.0)).collect())
            .collect();
        if cut(prepared, factors, &charge, &mut built) > 1e-7 {
            continue;
        }
        let fixed: Fixed = charge
            .iter()
            .enumerate()
            .map(|(b, own)| {
                own.iter()
                    .enumerate()
                    .map(|(i, x)| match bundles.get(i).copied().flatten() {
                        Some(bundle) => ((x / bundle).round() * bundle, (x / bundle).round() * bundle),
                        None if *x > 1e-7 * prepared.melts[b].fresh => (0.0, cap(prepared, b, i)),
                        None => (0.0, 0.0),
                    })
                    .collect()
            })
            .collect();
        let solved = settle(order, prepared, factors, Some(&fixed))?;
        // The settled rest may be cheaper in cones than the cuts saw, never by more than their tolerance.
        return Ok(solved.map(|solved| Solved {
            bound: answer.bound.min(solved.objective),
            method: "whole",
            ..solved
        }));
    }
    Err(BlendError::Solver { reason: "the cutting planes did not close".to_owned() })
}

/// Adds whole-numbered columns: bundles, and the count of materials. Gives the bundle of every column.
fn whole(order: &Order, prepared: &Prepared, built: &mut Built) -> Vec<Option<f64>> {
    let Built { programme, charge, .. } = built;
    let bundles: Vec<Option<f64>> =
        (0..prepared.columns.len()).map(|i| order.materials.get(i).and_then(|own| own.bundle)).collect();
    for (b, own) in charge.iter().enumerate() {
        let mut used = Vec::new();
        for (i, column) in own.iter().enumerate() {
            let cap = cap(prepared, b, i).min(prepared.most(order, i));
            if let Some(bundle) = bundles[i] {
                let count = programme.column("bundles", 0.0, 0.0, (cap / bundle + 1e-9).floor());
                programme.integer(count);
                programme.row("whole bundles", 0.0, 0.0, &[(*column, 1.0), (count, -bundle)]);
            }
            if order.options.max_materials.is_some() {
                let on = programme.column("used", 0.0, 0.0, 1.0);
                programme.integer(on);
                programme.row("used or not", f64::NEG_INFINITY, 0.0, &[(*column, 1.0), (on, -cap)]);
                used.push((on, 1.0));
            }
        }
        if let Some(most) = order.options.max_materials {
            programme.row("number of materials", f64::NEG_INFINITY, most as f64, &used);
        }
    }
    bundles
}

/// Adds the tangent of every limit the charge does not keep; gives the worst excess, in points.
fn cut(prepared: &Prepared, factors: &[Vec<Factors>], charge: &[Vec<f64>], built: &mut Built) -> f64 {
    let mut worst = 0.0_f64;
    for (b, melt) in prepared.melts.iter().enumerate() {
        for (requirement, factors) in melt.requirements.iter().zip(&factors[b]) {
            let spread = requirement.spread(&charge[b]);
            if spread <= 0.0 {
                continue;
            }
            for (limit, sign, factor) in [(requirement.min, -1.0, factors.lower), (requirement.max, 1.0, factors.upper)]
            {
                let Some(limit) = limit else { continue };
                let room = sign * (limit - requirement.heel_mean);
                let reached = sign * (requirement.content(&charge[b]) - requirement.heel_mean) + factor * spread;
                let excess = reached - room;
                if excess <= 1e-7 {
                    continue;
                }
                worst = worst.max(excess);
                let constant = factor * requirement.heel_deviation * requirement.heel_deviation / spread;
                let terms: Vec<(Column, f64)> = (0..charge[b].len())
                    .map(|i| {
                        let wide = requirement.deviation[i] * requirement.deviation[i] * charge[b][i] / spread;
                        (built.charge[b][i], sign * requirement.mean[i] + factor * wide)
                    })
                    .collect();
                tangent(&mut built.programme, room - constant, &terms);
            }
        }
    }
    worst
}

fn tangent(programme: &mut Programme, room: f64, terms: &[(Column, f64)]) {
    let sum = Affine::sum(terms);
    programme.row("tangent", f64::NEG_INFINITY, room, &sum.terms);
}
