//! Whether multipliers prove that a programme has no point, or a direction that it has no best one.

use crate::{Answer, Programme};

/// Relative size of what may be rounding.
const ROUNDING: f64 = 1e-7;

/// Farkas: with `d = −Aᵀy − Gᵀz`, every point would have `Σ y·row + Σ d·x + Σ z·(cone constants) = …`, which the bounds
/// put strictly above zero.
pub fn infeasible(programme: &Programme, answer: &Answer) -> bool {
    let (y, z) = (&answer.duals, &answer.cones);
    if y.len() != programme.row_count() || z.len() != programme.cone_count() {
        return false;
    }
    let mut direction = programme.reduced_costs(y, z);
    for (value, column) in direction.iter_mut().zip(programme.columns()) {
        *value -= column.cost;
    }
    let largest = direction.iter().chain(y).fold(0.0f64, |largest, value| largest.max(value.abs()));
    let mut worth = 0.0;
    let mut size = 0.0f64;
    let mut add = |multiplier: f64, lower: f64, upper: f64| {
        let bound = if multiplier > 0.0 { lower } else { upper };
        if bound.is_finite() {
            worth += multiplier * bound;
            size = size.max((multiplier * bound).abs());
            true
        } else {
            multiplier.abs() <= ROUNDING * largest
        }
    };
    let rows = programme.rows().zip(y).all(|(row, &multiplier)| add(multiplier, row.lower, row.upper));
    let columns = programme.columns().zip(&direction).all(|(column, &value)| add(value, column.lower, column.upper));
    for (cone, multipliers) in programme.cones().zip(z) {
        let parts = std::iter::once(cone.head).chain(cone.tail);
        worth -= parts.zip(multipliers).map(|(part, multiplier)| part.constant * multiplier).sum::<f64>();
    }
    rows && columns && worth > ROUNDING * size && worth > 0.0
}

/// A direction along which the objective falls and every row, bound and cone is kept.
pub fn unbounded(programme: &Programme, answer: &Answer) -> bool {
    let ray = &answer.columns;
    if ray.len() != programme.column_count() {
        return false;
    }
    let largest = ray.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    let keeps = |move_by: f64, size: f64, lower: f64, upper: f64| {
        let allowed = ROUNDING * size;
        (lower == f64::NEG_INFINITY || move_by >= -allowed) && (upper == f64::INFINITY || move_by <= allowed)
    };
    let columns =
        programme.columns().zip(ray).all(|(column, &value)| keeps(value, largest, column.lower, column.upper));
    let rows = programme.rows().all(|row| {
        let parts = || row.entries.iter().map(|&(column, factor)| factor * ray[column as usize]);
        let size = row.entries.iter().fold(0.0f64, |size, entry| size.max(entry.1.abs())) * largest;
        keeps(parts().sum(), size, row.lower, row.upper)
    });
    let cones = programme.cones().all(|cone| {
        let along = |part: &crate::Affine| part.value(ray) - part.constant;
        let norm = cone.tail.iter().map(|part| along(part).powi(2)).sum::<f64>().sqrt();
        norm <= along(cone.head) + ROUNDING * largest
    });
    let fall: f64 = programme.columns().zip(ray).map(|(column, value)| column.cost * value).sum();
    let size = programme.columns().zip(ray).fold(0.0f64, |size, (column, value)| size.max((column.cost * value).abs()));
    columns && rows && cones && fall < -ROUNDING * size
}
