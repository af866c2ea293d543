//! One predictor-corrector step: the structured matrix, its factors, the direction and how far it goes.
#![expect(clippy::needless_range_loop, reason = "columns are indexed across several lists at once")]

use super::point::{Nt, Point, Residual, Slacks, side_room};
use super::{Block, Method, Side};
use crate::cone::{Scaling, Vector, dot};
use crate::dense::{Matrix, cholesky, inverse};

impl Method<'_> {
    /// One predictor-corrector step; `None` where nothing more is gained.
    pub fn step(&self, point: &Point) -> Option<Point> {
        let scaling = Nt::of(point)?;
        let factors = self.factor(&scaling)?;
        let residual = self.residual(point);
        let mean = self.gap(&point.s, &point.z) / self.degree;
        let affine = self.direction(&scaling, &factors, &residual, 1.0, &self.target(point, &scaling, None));
        let aim = self.reach(point, &affine).min(1.0);
        let sigma = (1.0 - aim).powi(3).max(1e-6);
        let target = self.target(point, &scaling, Some((&affine, sigma * mean)));
        let full = self.direction(&scaling, &factors, &residual, 1.0 - sigma, &target);
        let step = (0.99 * self.reach(point, &full)).min(1.0);
        if step.is_nan() || step < 1e-8 {
            return None;
        }
        let next = point.moved(&full, step);
        let sane = next.y.iter().all(|y| y.is_finite());
        sane.then_some(next)
    }

    fn residual(&self, point: &Point) -> Residual {
        let mut room = self.room(&point.x);
        // rz = Gx + s − h = s − (h − Gx).
        for (own, s) in room.sides.iter_mut().flatten().zip(point.s.sides.iter().flatten()) {
            *own = s.moved(own, -1.0);
        }
        for (own, s) in room.own.iter_mut().flatten().zip(point.s.own.iter().flatten()) {
            *own = s - *own;
        }
        for i in 0..self.columns {
            room.most[i] = if self.has_most(i) { point.s.most[i] - room.most[i] } else { 0.0 };
            room.least[i] = if self.has_least(i) { point.s.least[i] - room.least[i] } else { 0.0 };
        }
        let metal = self.of.batches.iter().zip(&point.x).map(|(block, x)| {
            block.metal_yield.iter().zip(x).map(|(y, x)| y * x).sum::<f64>() + x[self.columns] - block.fresh
        });
        Residual {
            x: (0..point.x.len()).map(|b| self.pull(b, point.y[b], &point.z, true)).collect(),
            y: metal.collect(),
            z: room,
        }
    }

    /// Largest step that stays in the cone.
    fn reach(&self, point: &Point, move_: &Point) -> f64 {
        let mut step = f64::INFINITY;
        let mut line = |value: f64, change: f64| {
            if change < 0.0 {
                step = step.min(-value / change);
            }
        };
        for (from, by) in [(&point.s, &move_.s), (&point.z, &move_.z)] {
            for (value, change) in from.own.iter().flatten().zip(by.own.iter().flatten()) {
                line(*value, *change);
            }
            for i in 0..self.columns {
                if self.has_most(i) {
                    line(from.most[i], by.most[i]);
                }
                if self.has_least(i) {
                    line(from.least[i], by.least[i]);
                }
            }
            for (value, change) in from.sides.iter().flatten().zip(by.sides.iter().flatten()) {
                let reach = value.reach(change);
                line(reach, -1.0);
            }
        }
        step
    }

    fn factor(&self, scaling: &Nt) -> Option<Factors> {
        let n = self.columns;
        let mut tie = Matrix::zeros(n);
        let mut blocks = Vec::with_capacity(self.of.batches.len());
        for (b, block) in self.of.batches.iter().enumerate() {
            let own = factor_block(block, &self.ideal[b], &scaling.own[b], &scaling.sides[b])?;
            for i in 0..n {
                for (entry, value) in tie.row(i).iter_mut().zip(own.0.row_ref(i)) {
                    *entry += value;
                }
            }
            blocks.push(own);
        }
        let curve: Vec<f64> = (0..n)
            .map(|i| {
                let most = if self.has_most(i) { 1.0 / scaling.most[i].powi(2) } else { 0.0 };
                most + if self.has_least(i) { 1.0 / scaling.least[i].powi(2) } else { 0.0 }
            })
            .collect();
        let tied: Vec<usize> = (0..n).filter(|i| curve[*i] > 0.0).collect();
        // With w = √curve v: (I + √curve G √curve) v = √curve totals.
        let root: Vec<f64> = tied.iter().map(|&i| curve[i].sqrt()).collect();
        let mut matrix = Matrix::zeros(tied.len());
        for (a, &i) in tied.iter().enumerate() {
            for (c, &j) in tied.iter().enumerate() {
                *matrix.at(a, c) = root[a] * tie.get(i, j) * root[c] + f64::from(u8::from(a == c));
            }
        }
        let factor = cholesky(matrix)?;
        Some(Factors { blocks, tied, root, factor })
    }

    /// Direction for a share of the residuals and a target of `W⁻¹ds + W dz`.
    fn direction(&self, scaling: &Nt, factors: &Factors, residual: &Residual, share: f64, target: &Slacks) -> Point {
        let n = self.columns;
        // W⁻² (−share rz − W target); less W⁻² G dx it becomes −dz below.
        let mut back = self.weigh(scaling, residual, share, target);
        let mut totals = vec![0.0; n];
        let mut x = Vec::with_capacity(self.of.batches.len());
        for (b, (inverse, lift)) in factors.blocks.iter().enumerate() {
            let mut right = self.pull(b, 0.0, &back, false);
            for (right, residual) in right.iter_mut().zip(&residual.x[b]) {
                *right -= share * residual;
            }
            let own: Vec<f64> =
                (0..=n).map(|i| dot(inverse.row_ref(i), &right) - share * residual.y[b] * lift[i]).collect();
            for i in 0..n {
                totals[i] += own[i];
            }
            x.push(own);
        }
        let correction = factors.correction(&totals);
        for (dx, (inverse, _)) in x.iter_mut().zip(&factors.blocks) {
            for (i, dx) in dx.iter_mut().enumerate() {
                *dx -= dot(&inverse.row_ref(i)[..n], &correction);
            }
        }
        // G dx, and with it ds = −share rz − G dx and dz = W⁻² G dx − back.
        let brought = self.brought(&x);
        let mut s = residual.z.clone();
        let orthant = |s: &mut f64, back: &mut f64, brought: f64, scale: f64| {
            *s = -share * *s - brought;
            *back = brought / (scale * scale) - *back;
        };
        for b in 0..x.len() {
            for i in 0..=n {
                orthant(&mut s.own[b][i], &mut back.own[b][i], brought.own[b][i], scaling.own[b][i]);
            }
            for (k, scale) in scaling.sides[b].iter().enumerate() {
                let moved = &brought.sides[b][k];
                let zero = Vector { head: 0.0, tail: vec![0.0; moved.tail.len()] };
                s.sides[b][k] = zero.moved(&s.sides[b][k], -share).moved(moved, -1.0);
                let own = scale.unapply(&scale.unapply(moved));
                back.sides[b][k] = own.moved(&back.sides[b][k], -1.0);
            }
        }
        for i in 0..n {
            orthant(&mut s.most[i], &mut back.most[i], brought.most[i], scaling.most[i]);
            orthant(&mut s.least[i], &mut back.least[i], brought.least[i], scaling.least[i]);
        }
        // The price of metal that balances the first equation, read along the step that brings a tonne of it.
        let y = (0..x.len())
            .map(|b| {
                let pull = self.pull(b, 0.0, &back, false);
                let lift = &factors.blocks[b].1;
                -(0..=n).map(|i| lift[i] * (share * residual.x[b][i] + pull[i])).sum::<f64>()
            })
            .collect();
        Point { x, y, s, z: back }
    }

    /// `G dx`.
    fn brought(&self, x: &[Vec<f64>]) -> Slacks {
        let sums = self.sums(x);
        let sides = self.of.batches.iter().zip(&self.ideal).zip(x).map(|((block, ideal), x)| {
            let gain = |(side, ideal): (&Side, &f64)| {
                let zero = Side { room: 0.0, constant: 0.0, ..side.clone() };
                let room = side_room(&zero, *ideal, x);
                Vector { head: -room.head, tail: room.tail.iter().map(|u| -u).collect() }
            };
            block.sides.iter().zip(ideal).map(gain).collect()
        });
        Slacks {
            own: x.iter().map(|x| x.iter().map(|x| -x).collect()).collect(),
            sides: sides.collect(),
            most: (0..self.columns).map(|i| if self.has_most(i) { sums[i] } else { 0.0 }).collect(),
            least: (0..self.columns).map(|i| if self.has_least(i) { -sums[i] } else { 0.0 }).collect(),
        }
    }

    /// `W⁻² (−share rz − W target)`.
    fn weigh(&self, scaling: &Nt, residual: &Residual, share: f64, target: &Slacks) -> Slacks {
        let orthant = |residual: f64, target: f64, scale: f64| -(share * residual / scale + target) / scale;
        let all = |residual: &[f64], target: &[f64], scale: &[f64]| -> Vec<f64> {
            (0..residual.len()).map(|i| orthant(residual[i], target[i], scale[i])).collect()
        };
        let sides = |b: usize| {
            scaling.sides[b]
                .iter()
                .zip(residual.z.sides[b].iter().zip(&target.sides[b]))
                .map(|(scale, (residual, target))| {
                    let mut inner = scale.unapply(residual);
                    inner = target.moved(&inner, share);
                    let zero = Vector { head: 0.0, tail: vec![0.0; inner.tail.len()] };
                    scale.unapply(&zero.moved(&inner, -1.0))
                })
                .collect()
        };
        let blocks = 0..self.of.batches.len();
        Slacks {
            own: blocks.clone().map(|b| all(&residual.z.own[b], &target.own[b], &scaling.own[b])).collect(),
            sides: blocks.map(sides).collect(),
            most: self.only(&all(&residual.z.most, &target.most, &scaling.most), Self::has_most),
            least: self.only(&all(&residual.z.least, &target.least, &scaling.least), Self::has_least),
        }
    }

    pub fn only(&self, values: &[f64], has: impl Fn(&Self, usize) -> bool) -> Vec<f64> {
        values.iter().enumerate().map(|(i, value)| if has(self, i) { *value } else { 0.0 }).collect()
    }

    /// Targets of the affine step, or of the corrected one from the affine step and a centre.
    fn target(&self, point: &Point, scaling: &Nt, corrected: Option<(&Point, f64)>) -> Slacks {
        let orthant = |s: f64, z: f64, change: Option<(f64, f64, f64)>| {
            let lambda = (s * z).sqrt();
            -lambda + change.map_or(0.0, |(ds, dz, centre)| (centre - ds * dz) / lambda)
        };
        let all = |s: &[f64], z: &[f64], change: Option<(&[f64], &[f64], f64)>| -> Vec<f64> {
            (0..s.len()).map(|i| orthant(s[i], z[i], change.map(|(ds, dz, centre)| (ds[i], dz[i], centre)))).collect()
        };
        let (s, z) = (&point.s, &point.z);
        let blocks = 0..self.of.batches.len();
        let sides = |b: usize| {
            scaling.sides[b]
                .iter()
                .enumerate()
                .map(|(k, scale)| match corrected {
                    Some((by, centre)) => scale.corrected(&by.s.sides[b][k], &by.z.sides[b][k], centre),
                    None => scale.affine(),
                })
                .collect()
        };
        let change = |pick: fn(&Slacks) -> &Vec<f64>| corrected.map(|(by, c)| (&pick(&by.s)[..], &pick(&by.z)[..], c));
        Slacks {
            own: blocks
                .clone()
                .map(|b| all(&s.own[b], &z.own[b], corrected.map(|(by, c)| (&by.s.own[b][..], &by.z.own[b][..], c))))
                .collect(),
            sides: blocks.map(sides).collect(),
            most: all(&s.most, &z.most, change(|slacks| &slacks.most)),
            least: all(&s.least, &z.least, change(|slacks| &slacks.least)),
        }
    }
}

/// Factored matrix of a step: for every batch the inverse on the plane of its metal and the step that brings a tonne
/// of it, and the factor of what ties the batches.
struct Factors {
    blocks: Vec<(Matrix, Vec<f64>)>,
    tied: Vec<usize>,
    root: Vec<f64>,
    factor: Matrix,
}

impl Factors {
    fn correction(&self, totals: &[f64]) -> Vec<f64> {
        let right: Vec<f64> = self.tied.iter().zip(&self.root).map(|(&i, root)| root * totals[i]).collect();
        let solved = self.factor.solve_lower_then_upper(&right);
        let mut correction = vec![0.0; totals.len()];
        for ((&i, root), solved) in self.tied.iter().zip(&self.root).zip(solved) {
            correction[i] = root * solved;
        }
        correction
    }
}

/// Inverse of a batch's matrix `Gᵀ W⁻² G` on the plane of its metal, and the step that brings a tonne of metal.
fn factor_block(block: &Block, ideal: &[f64], own: &[f64], sides: &[Scaling]) -> Option<(Matrix, Vec<f64>)> {
    let size = own.len();
    let mut matrix = Matrix::zeros(size);
    for (i, own) in own.iter().enumerate() {
        *matrix.at(i, i) = 1.0 / (own * own);
    }
    let (mut first, mut second) = (vec![0.0; size], vec![0.0; size]);
    for ((side, ideal), scale) in block.sides.iter().zip(ideal).zip(sides) {
        let over = 1.0 / (scale.eta * scale.eta);
        for i in 0..size {
            second[i] = side.mean.get(i).copied().unwrap_or(*ideal);
        }
        if side.factor == 0.0 {
            matrix.add_outer(over, &second);
            continue;
        }
        // W⁻² = (2 q qᵀ − J) / η² with q = (w₀, −w), and G = (mean; −factor·deviation).
        for i in 0..size {
            let wide = side.factor * side.deviation.get(i).copied().unwrap_or(0.0);
            first[i] = second[i] * scale.unit.head
                + wide * scale.unit.tail.get(i).copied().unwrap_or(0.0) * f64::from(u8::from(i + 1 < size));
            *matrix.at(i, i) += over * wide * wide;
        }
        matrix.add_outer_pair((2.0 * over, &first), (-over, &second));
    }
    let mut inverse = inverse(&cholesky(matrix)?);
    let metal: Vec<f64> = (0..size).map(|i| block.metal_yield.get(i).copied().unwrap_or(1.0)).collect();
    let turned: Vec<f64> = (0..size).map(|i| dot(inverse.row_ref(i), &metal)).collect();
    let across = dot(&turned, &metal);
    for i in 0..size {
        let scale = turned[i] / across;
        for (entry, turned) in inverse.row(i).iter_mut().zip(&turned) {
            *entry -= scale * turned;
        }
    }
    Some((inverse, turned.iter().map(|turned| turned / across).collect()))
}
