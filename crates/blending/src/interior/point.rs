//! Points of the method, the vectors of the cone in its parts, their scaling and residuals.

use super::Side;
use crate::cone::{Scaling, Vector, dot};

/// A point: charge of every batch (its last column an ideal metal nobody sells), price of its metal, slacks and
/// multipliers of `x ≥ 0`, of the limits, and of what ties the batches.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub x: Vec<Vec<f64>>,
    pub y: Vec<f64>,
    pub s: Slacks,
    pub z: Slacks,
}

/// Vectors of the cone, in its parts.
#[derive(Clone, Debug)]
pub(super) struct Slacks {
    pub own: Vec<Vec<f64>>,
    pub sides: Vec<Vec<Vector>>,
    pub most: Vec<f64>,
    pub least: Vec<f64>,
}

/// Residuals of the three equations.
pub(super) struct Residual {
    pub x: Vec<Vec<f64>>,
    pub y: Vec<f64>,
    pub z: Slacks,
}

/// Scaling of every part of the cone; √(s/z) on half-lines.
pub(super) struct Nt {
    pub own: Vec<Vec<f64>>,
    pub sides: Vec<Vec<Scaling>>,
    pub most: Vec<f64>,
    pub least: Vec<f64>,
}

impl Nt {
    pub fn of(point: &Point) -> Option<Self> {
        let root = |s: &Vec<f64>, z: &Vec<f64>| -> Vec<f64> { s.iter().zip(z).map(|(s, z)| (s / z).sqrt()).collect() };
        let mut sides = Vec::with_capacity(point.s.sides.len());
        for (s, z) in point.s.sides.iter().zip(&point.z.sides) {
            sides.push(s.iter().zip(z).map(|(s, z)| Scaling::of(s, z)).collect::<Option<Vec<_>>>()?);
        }
        Some(Self {
            own: point.s.own.iter().zip(&point.z.own).map(|(s, z)| root(s, z)).collect(),
            sides,
            most: root(&point.s.most, &point.z.most),
            least: root(&point.s.least, &point.z.least),
        })
    }
}

impl Point {
    pub fn moved(&self, by: &Self, step: f64) -> Self {
        let line = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + step * b).collect() };
        let lines =
            |a: &[Vec<f64>], b: &[Vec<f64>]| -> Vec<Vec<f64>> { a.iter().zip(b).map(|(a, b)| line(a, b)).collect() };
        let slacks = |a: &Slacks, b: &Slacks| Slacks {
            own: lines(&a.own, &b.own),
            sides: a
                .sides
                .iter()
                .zip(&b.sides)
                .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a.moved(b, step)).collect())
                .collect(),
            most: line(&a.most, &b.most),
            least: line(&a.least, &b.least),
        };
        Self { x: lines(&self.x, &by.x), y: line(&self.y, &by.y), s: slacks(&self.s, &by.s), z: slacks(&self.z, &by.z) }
    }
}

/// Slack of a side at a charge: the room at the means, and what the promise takes of it.
pub(super) fn side_room(side: &Side, ideal: f64, x: &[f64]) -> Vector {
    let real = &x[..side.mean.len()];
    let head = side.room - dot(&side.mean, real) - ideal * x[x.len() - 1];
    if side.factor == 0.0 {
        return Vector { head, tail: Vec::new() };
    }
    let mut tail: Vec<f64> = side.deviation.iter().zip(real).map(|(s, x)| side.factor * s * x).collect();
    tail.push(side.factor * side.constant);
    Vector { head, tail }
}
