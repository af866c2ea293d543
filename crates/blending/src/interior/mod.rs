//! Many batches over shared stocks as one programme, by an interior-point method that uses the structure.
//!
//! Every batch has its own columns, its own equation of metal and its own limits; only stocks and contracts tie the
//! batches together. The matrix of a Newton step is then one dense block a batch plus a diagonal on the sums over the
//! batches, so a step costs one small factorisation a batch and one system of the size of the stocks
//! (Sherman–Morrison–Woodbury), where a general solver factors everything at once.
//!
//! Primal-dual predictor-corrector steps in Nesterov–Todd scaling (Andersen, Dahl & Vandenberghe in Sra, Nowozin &
//! Wright (eds), Optimization for Machine Learning, 2011, ch. 3) for `min c·x, Ax = b, Gx + s = h, s ∈ K`, K the
//! product of half-lines and second-order cones. The multipliers give a lower bound of the cost that holds whatever
//! the path did. Costs must be scaled to about 1.
#![expect(clippy::needless_range_loop, reason = "columns are indexed across several lists at once")]

mod point;
mod step;

use crate::cone::dot;
use point::{Point, Slacks, side_room};

/// One limit of one batch: `mean·x + factor·‖(constant, deviation∘x)‖ ≤ room`.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub mean: Vec<f64>,
    pub deviation: Vec<f64>,
    pub constant: f64,
    pub factor: f64,
    pub room: f64,
}

/// One batch.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub cost: Vec<f64>,
    pub metal_yield: Vec<f64>,
    pub fresh: f64,
    pub sides: Vec<Side>,
}

/// The batches and what ties them.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    pub batches: Vec<Block>,
    /// Greatest sum over the batches, by column; infinite where there is none.
    pub most: Vec<f64>,
    /// Least sum over the batches, by column.
    pub least: Vec<f64>,
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub charge: Vec<Vec<f64>>,
    pub objective: f64,
    /// Lower bound of the objective.
    pub bound: f64,
    /// Multiplier of every limit: what a point of room is worth.
    pub sides: Vec<Vec<f64>>,
    /// Cost of one more tonne of metal, by batch.
    pub metal: Vec<f64>,
    /// Worth of one more tonne of stock, by column.
    pub most: Vec<f64>,
    /// Cost of one more tonne that must be taken, by column.
    pub least: Vec<f64>,
    /// Mass no real material could give, t.
    pub missing: f64,
}

/// Gap and residuals at which the method stops, relative.
const TOLERANCE: f64 = 1e-7;
/// Steps after which it stops wherever it is.
const STEPS: usize = 60;
/// Price of the ideal metal, in multiples of the dearest real one.
const PENALTY: f64 = 10.0;

struct Method<'a> {
    of: &'a Blocks,
    columns: usize,
    /// Mean content of the ideal metal by batch and side, per t.
    ideal: Vec<Vec<f64>>,
    penalty: f64,
    degree: f64,
}

/// Solves, as far as the figures let it: `bound` and `missing` say how far that is.
pub(crate) fn solve(of: &Blocks) -> Answer {
    let dearest = of.batches.iter().flat_map(|block| &block.cost).fold(1.0_f64, |most, cost| most.max(cost.abs()));
    let mut degree = of.most.iter().filter(|most| most.is_finite()).count();
    degree += of.least.iter().filter(|least| **least > 0.0).count();
    degree += of.batches.iter().map(|block| block.cost.len() + 1 + block.sides.len()).sum::<usize>();
    let method = Method {
        of,
        columns: of.most.len(),
        ideal: of.batches.iter().map(|block| block.sides.iter().map(|side| ideal(block, side)).collect()).collect(),
        penalty: PENALTY * dearest,
        degree: degree as f64,
    };
    let mut point = method.start();
    let mut steps = 0;
    while steps < STEPS && !method.done(&point) {
        match method.step(&point) {
            Some(next) => point = next,
            None => break,
        }
        steps += 1;
    }
    method.answer(point)
}

/// Mean content of the ideal metal, per t: a batch of it alone leaves room under the limit.
fn ideal(block: &Block, side: &Side) -> f64 {
    (side.room - side.factor * side.constant.abs() - 0.25 * side.room.abs().max(1e-2)) / block.fresh
}

impl Method<'_> {
    fn has_most(&self, i: usize) -> bool {
        self.of.most[i].is_finite()
    }

    fn has_least(&self, i: usize) -> bool {
        self.of.least[i] > 0.0
    }

    fn start(&self) -> Point {
        let n = self.columns;
        let batches = self.of.batches.len() as f64;
        let mut x = Vec::with_capacity(self.of.batches.len());
        for block in &self.of.batches {
            let mut own: Vec<f64> =
                (0..n).map(|i| (0.9 * block.fresh / n as f64).min(0.5 * self.of.most[i].max(1e-6) / batches)).collect();
            let metal: f64 = own.iter().zip(&block.metal_yield).map(|(x, y)| x * y).sum();
            own.push(block.fresh - metal);
            x.push(own);
        }
        // Slacks as they are where they lie inside of the cone, else just inside; multipliers on the central path.
        let mut s = self.room(&x);
        for own in s.sides.iter_mut().flatten() {
            own.lift(0.2);
        }
        for value in s.most.iter_mut().chain(&mut s.least) {
            *value = value.max(0.1);
        }
        let mean: f64 = self.of.batches.iter().map(|block| block.fresh).sum::<f64>() / self.degree;
        let z = Slacks {
            own: s.own.iter().map(|own| own.iter().map(|s| mean / s).collect()).collect(),
            sides: s.sides.iter().map(|own| own.iter().map(|s| s.inverse(mean)).collect()).collect(),
            most: s.most.iter().map(|s| mean / s).collect(),
            least: s.least.iter().map(|s| mean / s).collect(),
        };
        Point { x, y: vec![-1.0; self.of.batches.len()], s, z }
    }

    /// `h − Gx`.
    fn room(&self, x: &[Vec<f64>]) -> Slacks {
        let sums = self.sums(x);
        let sides = self.of.batches.iter().zip(&self.ideal).zip(x).map(|((block, ideal), x)| {
            block.sides.iter().zip(ideal).map(|(side, ideal)| side_room(side, *ideal, x)).collect()
        });
        Slacks {
            own: x.to_vec(),
            sides: sides.collect(),
            most: (0..self.columns).map(|i| if self.has_most(i) { self.of.most[i] - sums[i] } else { 1.0 }).collect(),
            least: (0..self.columns)
                .map(|i| if self.has_least(i) { sums[i] - self.of.least[i] } else { 1.0 })
                .collect(),
        }
    }

    fn sums(&self, x: &[Vec<f64>]) -> Vec<f64> {
        (0..self.columns).map(|i| x.iter().map(|x| x[i]).sum()).collect()
    }

    fn gap(&self, s: &Slacks, z: &Slacks) -> f64 {
        let mut gap = 0.0;
        for b in 0..s.own.len() {
            gap += dot(&s.own[b], &z.own[b]);
            gap += s.sides[b].iter().zip(&z.sides[b]).map(|(s, z)| s.dot(z)).sum::<f64>();
        }
        for i in 0..self.columns {
            if self.has_most(i) {
                gap += s.most[i] * z.most[i];
            }
            if self.has_least(i) {
                gap += s.least[i] * z.least[i];
            }
        }
        gap
    }

    fn cost(&self, x: &[Vec<f64>]) -> f64 {
        let own = |block: &Block, x: &[f64]| block.cost.iter().zip(x).map(|(c, x)| c * x).sum::<f64>();
        self.of.batches.iter().zip(x).map(|(block, x)| own(block, x) + self.penalty * x[self.columns]).sum()
    }

    /// `c + Gᵀz + Aᵀy` of one batch.
    fn pull(&self, b: usize, y: f64, z: &Slacks, with_cost: bool) -> Vec<f64> {
        let (block, n) = (&self.of.batches[b], self.columns);
        let mut pull: Vec<f64> = (0..=n)
            .map(|i| {
                let cost = if with_cost { block.cost.get(i).copied().unwrap_or(self.penalty) } else { 0.0 };
                cost + y * block.metal_yield.get(i).copied().unwrap_or(1.0) - z.own[b][i]
            })
            .collect();
        for (i, pull) in pull.iter_mut().take(n).enumerate() {
            if self.has_most(i) {
                *pull += z.most[i];
            }
            if self.has_least(i) {
                *pull -= z.least[i];
            }
        }
        for ((side, ideal), z) in block.sides.iter().zip(&self.ideal[b]).zip(&z.sides[b]) {
            for i in 0..n {
                pull[i] += side.mean[i] * z.head;
                if !z.tail.is_empty() {
                    pull[i] -= side.factor * side.deviation[i] * z.tail[i];
                }
            }
            pull[n] += ideal * z.head;
        }
        pull
    }

    fn done(&self, point: &Point) -> bool {
        let objective = self.cost(&point.x).abs().max(1.0);
        if self.gap(&point.s, &point.z) > 5.0 * TOLERANCE * objective {
            return false;
        }
        let room = self.room(&point.x);
        let worst_side = room
            .sides
            .iter()
            .flatten()
            .zip(point.s.sides.iter().flatten())
            .map(|(room, s)| room.distance(s))
            .fold(0.0, f64::max);
        let tied = (0..self.columns).map(|i| {
            let most = if self.has_most(i) { (room.most[i] - point.s.most[i]).abs() } else { 0.0 };
            let least = if self.has_least(i) { (room.least[i] - point.s.least[i]).abs() } else { 0.0 };
            most.max(least)
        });
        let dual = (0..point.x.len())
            .flat_map(|b| self.pull(b, point.y[b], &point.z, true))
            .fold(0.0_f64, |worst, value| worst.max(value.abs()));
        worst_side.max(tied.fold(0.0, f64::max)).max(0.1 * dual) < TOLERANCE
    }

    /// Reads charge, multipliers and the bound off the last point.
    fn answer(&self, point: Point) -> Answer {
        let n = self.columns;
        let most = self.only(&point.z.most, Self::has_most);
        let least = self.only(&point.z.least, Self::has_least);
        let mut bound = dot(&least, &self.of.least);
        bound -= (0..n).filter(|i| self.has_most(*i)).map(|i| most[i] * self.of.most[i]).sum::<f64>();
        let (mut metal, mut objective, mut missing) = (Vec::new(), 0.0, 0.0);
        for ((block, x), z) in self.of.batches.iter().zip(&point.x).zip(&point.z.sides) {
            let mut reduced: Vec<f64> = (0..n).map(|i| block.cost[i] + most[i] - least[i]).collect();
            for (side, z) in block.sides.iter().zip(z) {
                for i in 0..n {
                    reduced[i] += z.head * side.mean[i];
                    if !z.tail.is_empty() {
                        reduced[i] -= side.factor * side.deviation[i] * z.tail[i];
                    }
                }
                bound -= z.head * side.room + z.tail.last().map_or(0.0, |last| side.factor * side.constant * last);
            }
            // The highest price of metal at which no column is worth more than it costs: the best bound.
            let price = reduced
                .iter()
                .zip(&block.metal_yield)
                .map(|(reduced, metal_yield)| reduced / metal_yield)
                .fold(f64::INFINITY, f64::min);
            bound += price * block.fresh;
            objective += dot(&block.cost, &x[..n]);
            missing += x[n];
            metal.push(price);
        }
        for i in 0..n {
            let sum: f64 = point.x.iter().map(|x| x[i]).sum();
            missing += (self.of.least[i] - sum).max(0.0);
        }
        let charge = point.x.into_iter().map(|mut x| {
            x.truncate(n);
            x
        });
        let sides = point.z.sides.iter().map(|sides| sides.iter().map(|side| side.head).collect()).collect();
        Answer { charge: charge.collect(), objective, bound, sides, metal, most, least, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::sampling::{SampleKey, stable_id};

    fn instance(batches: usize, columns: usize, elements: usize) -> Blocks {
        let draw = |names: &[&str]| SampleKey::new(7, 0).draw(stable_id(names)).uniform();
        let at = |kind: &str, i: usize, e: usize| draw(&[kind, &i.to_string(), &e.to_string()]);
        let metal_yield: Vec<f64> = (0..columns).map(|i| 0.88 + 0.1 * at("yield", i, 0)).collect();
        let block = |b: usize| {
            let melt = 20.0;
            let sides = (0..elements)
                .flat_map(|e| {
                    let mean: Vec<f64> =
                        (0..columns).map(|i| if i == 0 { 0.01 } else { 2.0 * at("mean", i, e) } / melt).collect();
                    let deviation: Vec<f64> = mean.iter().map(|mean| 0.15 * mean).collect();
                    let factor = 1.645;
                    let room = 0.6 + 0.4 * at("limit", b, e);
                    let upper = Side { mean: mean.clone(), deviation: deviation.clone(), constant: 0.0, factor, room };
                    let lower = (e % 4 == 0).then(|| Side {
                        mean: mean.iter().map(|mean| -mean).collect(),
                        deviation,
                        constant: 0.0,
                        factor,
                        room: -0.2,
                    });
                    [Some(upper), lower].into_iter().flatten()
                })
                .collect();
            Block {
                cost: (0..columns).map(|i| if i == 0 { 1.2 } else { 0.6 + 0.4 * at("price", i, 0) }).collect(),
                metal_yield: metal_yield.clone(),
                fresh: melt,
                sides,
            }
        };
        Blocks {
            batches: (0..batches).map(block).collect(),
            most: (0..columns).map(|i| if i == 0 { f64::INFINITY } else { 5.0 + 40.0 * at("stock", i, 0) }).collect(),
            least: (0..columns).map(|i| if i == 3 { 4.0 } else { 0.0 }).collect(),
        }
    }

    #[test]
    fn the_bound_meets_the_cost_and_every_limit_holds() {
        let blocks = instance(6, 15, 5);
        let answer = solve(&blocks);
        assert!(answer.missing < 1e-5, "{}", answer.missing);
        assert!((answer.objective - answer.bound) / answer.objective < 1e-6, "{answer:?}");
        assert!(answer.objective >= answer.bound - 1e-5 * answer.objective);
        for (block, x) in blocks.batches.iter().zip(&answer.charge) {
            let metal: f64 = x.iter().zip(&block.metal_yield).map(|(x, y)| x * y).sum();
            assert!((metal - block.fresh).abs() < 1e-5);
            for side in &block.sides {
                let mut with_ideal = x.clone();
                with_ideal.push(0.0);
                let slack = side_room(side, 0.0, &with_ideal);
                assert!(slack.head - dot(&slack.tail, &slack.tail).sqrt() > -1e-6);
            }
        }
        for i in 0..blocks.most.len() {
            let sum: f64 = answer.charge.iter().map(|x| x[i]).sum();
            assert!(sum <= blocks.most[i] + 1e-6 && sum >= blocks.least[i] - 1e-5);
        }
    }
}
