//! Vectors of a second-order cone `{(u₀, u): ‖u‖ ≤ u₀}`, and the Nesterov–Todd scaling of a pair of them.
//!
//! A vector without tail is a number of the half-line; every operation has it as its special case.

/// A vector of a cone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Vector {
    pub head: f64,
    pub tail: Vec<f64>,
}

impl Vector {
    /// Head times head and tail times tail.
    pub fn dot(&self, other: &Self) -> f64 {
        self.head * other.head + dot(&self.tail, &other.tail)
    }

    fn size(&self) -> f64 {
        dot(&self.tail, &self.tail).sqrt()
    }

    /// `u₀² − ‖u‖²`, without cancellation.
    fn hyperbolic(&self) -> f64 {
        let size = self.size();
        (self.head - size) * (self.head + size)
    }

    /// Raises the head until the vector lies inside of the cone by some room.
    pub fn lift(&mut self, room: f64) {
        self.head = self.head.max(self.size() + room);
    }

    /// `scale · u⁻¹`, the inverse in the algebra of the cone.
    pub fn inverse(&self, scale: f64) -> Self {
        let factor = scale / self.hyperbolic();
        if self.tail.is_empty() {
            return Self { head: scale / self.head, tail: Vec::new() };
        }
        Self { head: self.head * factor, tail: self.tail.iter().map(|u| -u * factor).collect() }
    }

    /// `self + step · change`.
    pub fn moved(&self, change: &Self, step: f64) -> Self {
        Self {
            head: self.head + step * change.head,
            tail: self.tail.iter().zip(&change.tail).map(|(u, d)| u + step * d).collect(),
        }
    }

    /// Largest step along a change that stays in the cone.
    pub fn reach(&self, change: &Self) -> f64 {
        if self.tail.is_empty() {
            return if change.head < 0.0 { -self.head / change.head } else { f64::INFINITY };
        }
        // Smallest positive root of hyperbolic(u + t d) = a t² + 2 b t + c.
        let a = change.head * change.head - dot(&change.tail, &change.tail);
        let b = self.head * change.head - dot(&self.tail, &change.tail);
        let c = self.hyperbolic();
        let head = if change.head < 0.0 { -self.head / change.head } else { f64::INFINITY };
        let discriminant = b * b - a * c;
        if discriminant < 0.0 {
            return head;
        }
        let q = -(b + b.signum() * discriminant.sqrt());
        [q / a, c / q].into_iter().filter(|root| *root > 0.0).fold(head, f64::min)
    }

    /// Largest difference of two vectors.
    pub fn distance(&self, other: &Self) -> f64 {
        let tail = self.tail.iter().zip(&other.tail).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        tail.max((self.head - other.head).abs())
    }

    /// The product of the algebra: `(u·v, u₀ v + v₀ u)`.
    fn times(&self, other: &Self) -> Self {
        Self {
            head: self.dot(other),
            tail: self.tail.iter().zip(&other.tail).map(|(u, v)| self.head * v + other.head * u).collect(),
        }
    }

    /// The vector w with `self ∘ w = other`.
    fn over(&self, other: &Self) -> Self {
        if self.tail.is_empty() {
            return Self { head: other.head / self.head, tail: Vec::new() };
        }
        let determinant = self.hyperbolic();
        let cross = dot(&self.tail, &other.tail);
        let head = (self.head * other.head - cross) / determinant;
        let tail = self.tail.iter().zip(&other.tail).map(|(u, v)| (v - head * u) / self.head).collect();
        Self { head, tail }
    }
}

/// Scaling W of a slack s and a multiplier z: `W z = W⁻¹ s = λ`.
#[derive(Clone, Debug)]
pub(crate) struct Scaling {
    /// Length factor.
    pub eta: f64,
    /// Hyperbolic unit vector.
    pub unit: Vector,
    lambda: Vector,
}

impl Scaling {
    /// The scaling of a pair inside of the cone; `None` outside.
    pub fn of(s: &Vector, z: &Vector) -> Option<Self> {
        let inside = |u: &Vector| u.head > 0.0 && (u.tail.is_empty() || u.hyperbolic() > 0.0);
        if !inside(s) || !inside(z) {
            return None;
        }
        if s.tail.is_empty() {
            let eta = (s.head / z.head).sqrt();
            let unit = Vector { head: 1.0, tail: Vec::new() };
            return Some(Self { eta, unit, lambda: Vector { head: (s.head * z.head).sqrt(), tail: Vec::new() } });
        }
        let (long_s, long_z) = (s.hyperbolic().sqrt(), z.hyperbolic().sqrt());
        let gamma = (0.5 * (1.0 + s.dot(z) / (long_s * long_z))).sqrt();
        let unit = Vector {
            head: (s.head / long_s + z.head / long_z) / (2.0 * gamma),
            tail: s.tail.iter().zip(&z.tail).map(|(s, z)| (s / long_s - z / long_z) / (2.0 * gamma)).collect(),
        };
        let mut scaling = Self { eta: (long_s / long_z).sqrt(), unit, lambda: z.clone() };
        scaling.lambda = scaling.apply(z);
        Some(scaling)
    }

    /// `W v`.
    pub fn apply(&self, v: &Vector) -> Vector {
        self.turn(v, 1.0, self.eta)
    }

    /// `W⁻¹ v`.
    pub fn unapply(&self, v: &Vector) -> Vector {
        self.turn(v, -1.0, 1.0 / self.eta)
    }

    fn turn(&self, v: &Vector, sign: f64, scale: f64) -> Vector {
        let along = dot(&self.unit.tail, &v.tail);
        let head = self.unit.head * v.head + sign * along;
        let back = sign * v.head + along / (1.0 + self.unit.head);
        let tail = self.unit.tail.iter().zip(&v.tail).map(|(w, v)| scale * (v + back * w)).collect();
        Vector { head: scale * head, tail }
    }

    /// `−λ`: the target of the affine step, over λ.
    pub fn affine(&self) -> Vector {
        Vector { head: -self.lambda.head, tail: self.lambda.tail.iter().map(|l| -l).collect() }
    }

    /// The target of the corrected step, over λ: `λ \ (−λ∘λ − (W⁻¹ds)∘(W dz) + centre·e)`.
    pub fn corrected(&self, ds: &Vector, dz: &Vector, centre: f64) -> Vector {
        let mut product = self.unapply(ds).times(&self.apply(dz));
        product.head = centre - product.head;
        product.tail.iter_mut().for_each(|tail| *tail = -*tail);
        let mut target = self.lambda.over(&product);
        target.head -= self.lambda.head;
        for (target, lambda) in target.tail.iter_mut().zip(&self.lambda.tail) {
            *target -= lambda;
        }
        target
    }
}

/// Sum of products over the shorter of two lists, in four sums that run side by side in a fixed order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a, b) = (&a[..length], &b[..length]);
    let (fours_a, fours_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = fours_a.remainder().iter().zip(fours_b.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 4];
    for (a, b) in fours_a.zip(fours_b) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(head: f64, tail: &[f64]) -> Vector {
        Vector { head, tail: tail.to_vec() }
    }

    #[test]
    fn the_scaling_takes_slack_and_multiplier_to_one_point() {
        for (s, z) in [
            (vector(3.0, &[1.0, -0.5]), vector(2.0, &[0.3, 1.2])),
            (vector(1.0, &[0.999, 0.0]), vector(5.0, &[-4.9, 0.1])),
            (vector(3.0, &[]), vector(0.2, &[])),
        ] {
            let scaling = Scaling::of(&s, &z).unwrap();
            assert!(scaling.apply(&z).distance(&scaling.unapply(&s)) < 1e-9);
            assert!(scaling.unapply(&scaling.apply(&z)).distance(&z) < 1e-9);
            let one = scaling.lambda.times(&scaling.lambda.over(&s));
            assert!(one.distance(&s) < 1e-9);
        }
    }

    #[test]
    fn the_reach_ends_on_the_cone() {
        let from = vector(2.0, &[1.0, 0.0]);
        for change in [vector(-1.0, &[0.0, 0.0]), vector(0.0, &[0.0, 3.0]), vector(-0.2, &[0.5, -0.7])] {
            let end = from.moved(&change, from.reach(&change));
            assert!(end.hyperbolic().abs() < 1e-9, "{change:?}");
        }
        assert_eq!(from.reach(&vector(1.0, &[0.5, 0.0])), f64::INFINITY);
    }
}
