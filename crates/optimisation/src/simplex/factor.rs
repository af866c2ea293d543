//! The basis matrix as a sparse LU product, and what pivots since then did to it.
//!
//! Singleton columns and rows are taken out first; what is left is eliminated by Markowitz's rule, fewest
//! (row count − 1)(column count − 1) among a few candidates whose entry is at least a tenth of the largest in its
//! column. Pivots between factorisations are kept in product form. Positions of the basis are named by the row their
//! pivot stands in, so solves work in place.

use std::collections::BTreeSet;

/// Entries smaller than this are rounding of the elimination.
const DROP: f64 = 1e-14;
/// A pivot must be this large absolutely …
const TINY: f64 = 1e-11;
/// … and this large beside the largest of its column.
const THRESHOLD: f64 = 0.1;
/// Candidate columns and rows looked at for one pivot.
const CANDIDATES: usize = 4;

/// Columns of the basis that could not be pivoted, and the rows left without a pivot.
pub struct Singular {
    /// Places in the list of columns that were given.
    pub columns: Vec<usize>,
    /// Rows, as many as columns.
    pub rows: Vec<usize>,
}

/// Lists of entries, one after the other.
#[derive(Default)]
struct Lists {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Lists {
    fn new() -> Self {
        Self { starts: vec![0], entries: Vec::new() }
    }

    fn close(&mut self) {
        self.starts.push(self.entries.len());
    }

    fn get(&self, k: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[k]..self.starts[k + 1]]
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// L, U and the pivots since.
pub struct Factor {
    lower_rows: Vec<u32>,
    lower: Lists,
    pivot_rows: Vec<u32>,
    pivots: Vec<f64>,
    upper_columns: Lists,
    upper_rows: Lists,
    eta_rows: Vec<u32>,
    eta_pivots: Vec<f64>,
    etas: Lists,
}

impl Factor {
    /// Factors the columns; on success also tells, for each row, which of the columns has its pivot there.
    pub fn new(size: usize, columns: &[&[(u32, f64)]]) -> Result<(Self, Vec<usize>), Singular> {
        Elimination::new(size, columns).run()
    }

    /// Pivots since the factorisation.
    pub fn updates(&self) -> usize {
        self.etas.len()
    }

    /// Whether solving has become dear enough, or long enough ago, to factor again.
    pub fn worn(&self) -> bool {
        self.updates() >= 100
            || self.etas.entries.len()
                > 3 * (self.upper_columns.entries.len() + self.lower.entries.len() + self.pivots.len())
    }

    /// Solves B x = b in place: by rows in, by positions out.
    pub fn forward(&self, b: &mut [f64]) {
        for (k, &row) in self.lower_rows.iter().enumerate() {
            let value = b[row as usize];
            if value != 0.0 {
                for &(i, factor) in self.lower.get(k) {
                    b[i as usize] -= factor * value;
                }
            }
        }
        for k in (0..self.pivots.len()).rev() {
            let row = self.pivot_rows[k] as usize;
            if b[row] != 0.0 {
                let value = b[row] / self.pivots[k];
                b[row] = value;
                for &(i, entry) in self.upper_columns.get(k) {
                    b[i as usize] -= entry * value;
                }
            }
        }
        for (k, &row) in self.eta_rows.iter().enumerate() {
            let value = b[row as usize];
            if value != 0.0 {
                let value = value / self.eta_pivots[k];
                b[row as usize] = value;
                for &(i, entry) in self.etas.get(k) {
                    b[i as usize] -= entry * value;
                }
            }
        }
    }

    /// Solves Bᵀ y = c in place: by positions in, by rows out.
    pub fn backward(&self, c: &mut [f64]) {
        for (k, &row) in self.eta_rows.iter().enumerate().rev() {
            let sum: f64 = self.etas.get(k).iter().map(|&(i, entry)| entry * c[i as usize]).sum();
            c[row as usize] = (c[row as usize] - sum) / self.eta_pivots[k];
        }
        for k in 0..self.pivots.len() {
            let row = self.pivot_rows[k] as usize;
            if c[row] != 0.0 {
                let value = c[row] / self.pivots[k];
                c[row] = value;
                for &(j, entry) in self.upper_rows.get(k) {
                    c[j as usize] -= entry * value;
                }
            }
        }
        for (k, &row) in self.lower_rows.iter().enumerate().rev() {
            let sum: f64 = self.lower.get(k).iter().map(|&(i, factor)| factor * c[i as usize]).sum();
            c[row as usize] -= sum;
        }
    }

    /// The column at `row` is replaced by one whose solution B⁻¹a is `column`.
    pub fn replace(&mut self, row: usize, column: &[f64]) {
        self.eta_rows.push(row as u32);
        self.eta_pivots.push(column[row]);
        let entries = column.iter().enumerate().filter(|&(i, value)| i != row && value.abs() > DROP);
        self.etas.entries.extend(entries.map(|(i, &value)| (i as u32, value)));
        self.etas.close();
    }
}

struct Elimination<'a> {
    given: &'a [&'a [(u32, f64)]],
    columns: Vec<Vec<(u32, f64)>>,
    rows: Vec<Vec<u32>>,
    row_done: Vec<bool>,
    column_done: Vec<bool>,
    /// Column of each row's pivot.
    pivot_of: Vec<usize>,
    order: Vec<(usize, usize)>,
    pivots: Vec<f64>,
    lower_rows: Vec<u32>,
    lower: Lists,
    /// For each step the entries of the pivot row in columns not yet pivoted.
    upper: Lists,
    multipliers: Vec<f64>,
}

impl<'a> Elimination<'a> {
    fn new(size: usize, given: &'a [&'a [(u32, f64)]]) -> Self {
        let columns: Vec<Vec<(u32, f64)>> = given.iter().map(|column| column.to_vec()).collect();
        let mut rows = vec![Vec::new(); size];
        for (j, column) in columns.iter().enumerate() {
            for &(i, _) in column {
                rows[i as usize].push(j as u32);
            }
        }
        Self {
            given,
            columns,
            rows,
            row_done: vec![false; size],
            column_done: vec![false; size],
            pivot_of: vec![usize::MAX; size],
            order: Vec::with_capacity(size),
            pivots: Vec::with_capacity(size),
            lower_rows: Vec::new(),
            lower: Lists::new(),
            upper: Lists::new(),
            multipliers: vec![0.0; size],
        }
    }

    fn run(mut self) -> Result<(Factor, Vec<usize>), Singular> {
        self.column_singletons();
        self.row_singletons();
        self.kernel();
        if self.order.len() < self.given.len() {
            let open = |done: &[bool]| done.iter().enumerate().filter(|(_, done)| !**done).map(|(k, _)| k).collect();
            return Err(Singular { columns: open(&self.column_done), rows: open(&self.row_done) });
        }
        Ok(self.finish())
    }

    /// Pivots at (row, column): the column's other rows go to L, the row's other columns to U.
    fn pivot(&mut self, row: usize, column: usize, mut touched: impl FnMut(&Self, bool, usize, usize)) {
        let entries = std::mem::take(&mut self.columns[column]);
        let pivot = entries.iter().find(|entry| entry.0 as usize == row).map_or(0.0, |entry| entry.1);
        self.row_done[row] = true;
        self.column_done[column] = true;
        self.pivot_of[row] = column;
        self.order.push((row, column));
        self.pivots.push(pivot);
        let below: Vec<(u32, f64)> =
            entries.iter().filter(|entry| entry.0 as usize != row).map(|&(i, value)| (i, value / pivot)).collect();
        for &(i, factor) in &below {
            self.multipliers[i as usize] = factor;
            let pattern = &mut self.rows[i as usize];
            let before = pattern.len();
            if let Some(at) = pattern.iter().position(|&j| j as usize == column) {
                pattern.swap_remove(at);
            }
            touched(self, true, i as usize, before);
        }
        for j in std::mem::take(&mut self.rows[row]) {
            let j = j as usize;
            if j == column {
                continue;
            }
            let before = self.columns[j].len();
            let Some(at) = self.columns[j].iter().position(|entry| entry.0 as usize == row) else { continue };
            let (_, value) = self.columns[j].swap_remove(at);
            self.upper.entries.push((j as u32, value));
            if !below.is_empty() {
                self.combine(j, value, &below, &mut touched);
            }
            touched(self, false, j, before);
        }
        self.upper.close();
        for &(i, _) in &below {
            self.multipliers[i as usize] = 0.0;
        }
        if !below.is_empty() {
            self.lower_rows.push(row as u32);
            self.lower.entries.extend_from_slice(&below);
            self.lower.close();
        }
    }

    /// Subtracts `value` times the multipliers from column j, filling in where it had nothing.
    fn combine(
        &mut self,
        j: usize,
        value: f64,
        below: &[(u32, f64)],
        touched: &mut impl FnMut(&Self, bool, usize, usize),
    ) {
        let mut entries = std::mem::take(&mut self.columns[j]);
        for entry in &mut entries {
            let factor = self.multipliers[entry.0 as usize];
            if factor != 0.0 {
                entry.1 -= factor * value;
                // Marked as met by its sign bit alone being lost: a zero multiplier is restored from `below`.
                self.multipliers[entry.0 as usize] = 0.0;
            }
        }
        for &(i, factor) in below {
            if self.multipliers[i as usize] != 0.0 {
                entries.push((i, -factor * value));
                let before = self.rows[i as usize].len();
                self.rows[i as usize].push(j as u32);
                touched(self, true, i as usize, before);
            }
            self.multipliers[i as usize] = factor;
        }
        self.columns[j] = entries;
    }

    fn column_singletons(&mut self) {
        let mut stack: Vec<usize> = (0..self.columns.len()).rev().filter(|&j| self.columns[j].len() == 1).collect();
        while let Some(j) = stack.pop() {
            let [(row, value)] = self.columns[j][..] else { continue };
            if self.column_done[j] || value.abs() < TINY {
                continue;
            }
            self.pivot(row as usize, j, |own, is_row, index, _| {
                if !is_row && own.columns[index].len() == 1 {
                    stack.push(index);
                }
            });
        }
    }

    fn row_singletons(&mut self) {
        let mut stack: Vec<usize> =
            (0..self.rows.len()).rev().filter(|&i| !self.row_done[i] && self.rows[i].len() == 1).collect();
        while let Some(i) = stack.pop() {
            if self.row_done[i] || self.rows[i].len() != 1 {
                continue;
            }
            let j = self.rows[i][0] as usize;
            let largest = self.columns[j].iter().fold(0.0f64, |largest, entry| largest.max(entry.1.abs()));
            let own = self.columns[j].iter().find(|entry| entry.0 as usize == i).map_or(0.0, |entry| entry.1.abs());
            // No fill follows, so a weaker pivot than in the kernel does no harm.
            if own < TINY || own < 1e-3 * largest {
                continue;
            }
            self.pivot(i, j, |own, is_row, index, _| {
                if is_row && own.rows[index].len() == 1 {
                    stack.push(index);
                }
            });
        }
    }

    fn kernel(&mut self) {
        let mut by_column: BTreeSet<(usize, usize)> =
            (0..self.columns.len()).filter(|&j| !self.column_done[j]).map(|j| (self.columns[j].len(), j)).collect();
        let mut by_row: BTreeSet<(usize, usize)> =
            (0..self.rows.len()).filter(|&i| !self.row_done[i]).map(|i| (self.rows[i].len(), i)).collect();
        while let Some((row, column)) = self.choose(&mut by_column, &by_row) {
            by_column.remove(&(self.columns[column].len(), column));
            by_row.remove(&(self.rows[row].len(), row));
            self.pivot(row, column, |own, is_row, index, before| {
                let (set, now) = if is_row {
                    (&mut by_row, own.rows[index].len())
                } else {
                    (&mut by_column, own.columns[index].len())
                };
                set.remove(&(before, index));
                set.insert((now, index));
            });
        }
    }

    /// Markowitz's choice; columns without a usable entry are put aside.
    fn choose(
        &self,
        by_column: &mut BTreeSet<(usize, usize)>,
        by_row: &BTreeSet<(usize, usize)>,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(usize, f64, usize, usize)> = None;
        let mut hopeless = Vec::new();
        let mut consider = |i: usize, j: usize, value: f64| {
            let fill = (self.rows[i].len() - 1) * (self.columns[j].len() - 1);
            if best.is_none_or(|(least, size, _, _)| fill < least || (fill == least && value.abs() > size)) {
                best = Some((fill, value.abs(), i, j));
            }
        };
        let mut seen = 0;
        for &(count, j) in by_column.iter() {
            let largest = self.columns[j].iter().fold(0.0f64, |largest, entry| largest.max(entry.1.abs()));
            if largest < TINY {
                hopeless.push((count, j));
                continue;
            }
            for &(i, value) in self.columns[j].iter().filter(|entry| entry.1.abs() >= THRESHOLD * largest) {
                consider(i as usize, j, value);
            }
            seen += 1;
            if seen == CANDIDATES || count <= 1 {
                break;
            }
        }
        for &(_, i) in by_row.iter().filter(|(count, _)| *count > 0).take(CANDIDATES) {
            for &j in &self.rows[i] {
                let column = &self.columns[j as usize];
                let largest = column.iter().fold(0.0f64, |largest, entry| largest.max(entry.1.abs()));
                let own = column.iter().find(|entry| entry.0 as usize == i).map_or(0.0, |entry| entry.1);
                if own.abs() >= THRESHOLD * largest && own.abs() >= TINY {
                    consider(i, j as usize, own);
                }
            }
        }
        for item in hopeless {
            by_column.remove(&item);
        }
        best.map(|(_, _, i, j)| (i, j))
    }

    fn finish(self) -> (Factor, Vec<usize>) {
        let size = self.given.len();
        let mut row_of = vec![0u32; size];
        let mut step_of = vec![0usize; size];
        for (k, &(row, column)) in self.order.iter().enumerate() {
            row_of[column] = row as u32;
            step_of[column] = k;
        }
        let mut counts = vec![0usize; size + 1];
        for &(j, _) in &self.upper.entries {
            counts[step_of[j as usize] + 1] += 1;
        }
        for k in 0..size {
            counts[k + 1] += counts[k];
        }
        let mut upper_columns = Lists { starts: counts.clone(), entries: vec![(0, 0.0); self.upper.entries.len()] };
        let mut upper_rows = Lists::new();
        for (k, &(row, _)) in self.order.iter().enumerate() {
            for &(j, value) in self.upper.get(k) {
                upper_rows.entries.push((row_of[j as usize], value));
                let at = &mut counts[step_of[j as usize]];
                upper_columns.entries[*at] = (row as u32, value);
                *at += 1;
            }
            upper_rows.close();
        }
        let factor = Factor {
            lower_rows: self.lower_rows,
            lower: self.lower,
            pivot_rows: self.order.iter().map(|&(row, _)| row as u32).collect(),
            pivots: self.pivots,
            upper_columns,
            upper_rows,
            eta_rows: Vec::new(),
            eta_pivots: Vec::new(),
            etas: Lists::new(),
        };
        (factor, self.pivot_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(i: usize, j: usize) -> f64 {
        // A fixed pattern with a strong diagonal shifted by two rows, so pivots are off the diagonal.
        let spread = (i * 7 + j * 13) % 11;
        if (i + 2) % 30 == j {
            4.0
        } else if spread == 0 {
            ((i + 3 * j) % 5) as f64 - 2.0
        } else {
            0.0
        }
    }

    fn columns() -> Vec<Vec<(u32, f64)>> {
        (0..30).map(|j| (0..30).map(|i| (i as u32, entry(i, j))).filter(|e| e.1 != 0.0).collect()).collect()
    }

    #[test]
    fn solves_both_ways_also_after_a_pivot() {
        let mut columns = columns();
        let slices: Vec<&[(u32, f64)]> = columns.iter().map(Vec::as_slice).collect();
        let (mut factor, pivot_of) = Factor::new(30, &slices).ok().unwrap();
        let mut head = pivot_of;
        let test = |factor: &Factor, columns: &[Vec<(u32, f64)>], head: &[usize]| {
            let b: Vec<f64> = (0..30).map(|i| f64::from(i) - 10.5).collect();
            let mut x = b.clone();
            factor.forward(&mut x);
            let mut product = vec![0.0; 30];
            for (position, &column) in head.iter().enumerate() {
                for &(i, value) in &columns[column] {
                    product[i as usize] += value * x[position];
                }
            }
            assert!(product.iter().zip(&b).all(|(p, b)| (p - b).abs() < 1e-9), "{product:?}");
            let mut y = b.clone();
            factor.backward(&mut y);
            for (position, &column) in head.iter().enumerate() {
                let sum: f64 = columns[column].iter().map(|&(i, value)| value * y[i as usize]).sum();
                assert!((sum - b[position]).abs() < 1e-9);
            }
        };
        test(&factor, &columns, &head);
        let new = vec![(3, 2.0), (17, -1.0), (29, 5.0)];
        let mut solved = vec![0.0; 30];
        for &(i, value) in &new {
            solved[i as usize] = value;
        }
        factor.forward(&mut solved);
        let row = (0..30).max_by(|&a, &b| solved[a].abs().total_cmp(&solved[b].abs())).unwrap();
        factor.replace(row, &solved);
        columns.push(new);
        head[row] = 30;
        test(&factor, &columns, &head);
    }

    #[test]
    fn names_dependent_columns() {
        let columns: [&[(u32, f64)]; 3] = [&[(0, 1.0), (1, 1.0)], &[(0, 2.0), (1, 2.0)], &[(2, 1.0)]];
        let singular = Factor::new(3, &columns).err().unwrap();
        assert_eq!((singular.columns.len(), singular.rows.len()), (1, 1));
    }
}
