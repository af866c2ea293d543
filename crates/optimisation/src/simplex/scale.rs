//! Scaling by powers of two, which rounds nothing: rows and columns to a geometric mean of one.

use crate::Programme;

/// Factors of rows, of variables and of the objective.
pub struct Scaling {
    /// Each row is multiplied by this.
    pub rows: Vec<f64>,
    /// Each variable stands for this many units.
    pub variables: Vec<f64>,
    /// The objective is multiplied by this.
    pub cost: f64,
}

fn power_of_two(value: f64) -> f64 {
    if value.is_finite() && value > 0.0 { value.log2().round().clamp(-60.0, 60.0).exp2() } else { 1.0 }
}

/// The factor that brings the geometric mean of the least and the greatest size to one.
pub fn column(values: impl Iterator<Item = f64>) -> f64 {
    let (least, most) = values
        .map(f64::abs)
        .filter(|value| *value > 0.0)
        .fold((f64::INFINITY, 0.0f64), |(least, most), value| (least.min(value), most.max(value)));
    if most > 0.0 { power_of_two(1.0 / (least * most).sqrt()) } else { 1.0 }
}

impl Scaling {
    /// Two sweeps over rows and columns; entries already near one are left alone.
    pub fn of(programme: &Programme) -> Self {
        let mut rows = vec![1.0f64; programme.row_count()];
        let mut columns = vec![1.0f64; programme.column_count()];
        let sizes = || programme.rows().flat_map(|row| row.entries.iter().map(|entry| entry.1.abs()));
        let (least, most) = sizes().fold((f64::INFINITY, 0.0f64), |(l, m), v| (l.min(v), m.max(v)));
        if least < 0.1 || most > 10.0 {
            for _ in 0..2 {
                for (factor, row) in rows.iter_mut().zip(programme.rows()) {
                    *factor = column(row.entries.iter().map(|&(j, a)| a * columns[j as usize]));
                }
                let mut ranges = vec![(f64::INFINITY, 0.0f64); columns.len()];
                for (factor, row) in rows.iter().zip(programme.rows()) {
                    for &(j, a) in row.entries {
                        let value = (a * factor).abs();
                        let range = &mut ranges[j as usize];
                        *range = (range.0.min(value), range.1.max(value));
                    }
                }
                for (factor, (least, most)) in columns.iter_mut().zip(ranges) {
                    *factor = if most > 0.0 { power_of_two(1.0 / (least * most).sqrt()) } else { 1.0 };
                }
            }
        }
        let dearest =
            programme.columns().zip(&columns).fold(0.0f64, |most, (c, scale)| most.max((c.cost * scale).abs()));
        // Costs of very different size keep their small ones well above the tolerance.
        let cost = if dearest > 1024.0 {
            power_of_two(1024.0 / dearest)
        } else if dearest > 0.0 && dearest < 1.0 {
            power_of_two(1.0 / dearest)
        } else {
            1.0
        };
        Self { rows, variables: columns, cost }
    }

    /// Units of a variable.
    pub fn variable(&self, var: usize) -> f64 {
        self.variables.get(var).copied().unwrap_or(1.0)
    }
}
