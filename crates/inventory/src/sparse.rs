//! Column-compressed sparse matrices with 32-bit indices.

use std::ops::Range;

/// A sparse matrix stored by columns; inside a column, rows ascend and occur once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse {
    rows: usize,
    starts: Vec<u32>,
    row_of: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    /// Builds from `(row, column, value)` triplets; equal places are summed in the order given.
    ///
    /// # Panics
    /// When a triplet lies outside `rows × columns` or there are more than `u32::MAX` of them.
    pub fn from_triplets(rows: usize, columns: usize, triplets: &[(u32, u32, f64)]) -> Self {
        assert!(u32::try_from(triplets.len()).is_ok(), "more than u32::MAX entries");
        let mut order: Vec<u32> = (0..triplets.len() as u32).collect();
        order.sort_by_key(|&k| (triplets[k as usize].1, triplets[k as usize].0));
        let mut matrix = Self {
            rows,
            starts: Vec::with_capacity(columns + 1),
            row_of: Vec::with_capacity(triplets.len()),
            values: Vec::with_capacity(triplets.len()),
        };
        matrix.starts.push(0);
        for k in order {
            let (row, column, value) = triplets[k as usize];
            let (row_index, column_index) = (row as usize, column as usize);
            assert!(row_index < rows && column_index < columns, "entry ({row}, {column}) is outside");
            while matrix.starts.len() <= column_index {
                matrix.starts.push(matrix.row_of.len() as u32);
            }
            let open = *matrix.starts.last().unwrap_or(&0) as usize;
            if matrix.row_of.len() > open && matrix.row_of.last() == Some(&row) {
                if let Some(last) = matrix.values.last_mut() {
                    *last += value;
                }
            } else {
                matrix.row_of.push(row);
                matrix.values.push(value);
            }
        }
        while matrix.starts.len() <= columns {
            matrix.starts.push(matrix.row_of.len() as u32);
        }
        matrix
    }

    /// Takes ready column-compressed parts: `starts` has one more entry than there are columns.
    ///
    /// # Panics
    /// When the parts do not fit together.
    pub fn from_parts(rows: usize, starts: Vec<u32>, row_of: Vec<u32>, values: Vec<f64>) -> Self {
        assert_eq!(row_of.len(), values.len());
        assert_eq!(starts.last().copied().unwrap_or(0) as usize, row_of.len());
        assert!(row_of.iter().all(|&row| (row as usize) < rows));
        Self { rows, starts, row_of, values }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Number of stored entries.
    pub fn entries(&self) -> usize {
        self.row_of.len()
    }

    /// Where column `column` lies in [`Self::row_indices`] and [`Self::values`].
    pub fn range(&self, column: usize) -> Range<usize> {
        self.starts[column] as usize..self.starts[column + 1] as usize
    }

    /// `(row, value)` of one column, rows ascending.
    pub fn column(&self, column: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.range(column);
        self.row_of[range.clone()].iter().zip(&self.values[range]).map(|(&row, &value)| (row as usize, value))
    }

    /// Column starts, one more than there are columns.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// Row of every entry.
    pub fn row_indices(&self) -> &[u32] {
        &self.row_of
    }

    /// Value of every entry.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Values of every entry, to overwrite; the structure stays.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// The stored value at a place, if there is one.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        self.entry(row, column).map(|k| self.values[k])
    }

    /// Index of the entry at a place, if there is one.
    pub fn entry(&self, row: usize, column: usize) -> Option<usize> {
        let range = self.range(column);
        let found = self.row_of[range.clone()].binary_search(&(row as u32)).ok()?;
        Some(range.start + found)
    }

    /// The matrix whose column `k` is column `columns[k]` of this one.
    #[must_use]
    pub fn select_columns(&self, columns: &[u32]) -> Self {
        let mut chosen = Self { rows: self.rows, starts: vec![0], ..Self::default() };
        for &column in columns {
            let range = self.range(column as usize);
            chosen.row_of.extend_from_slice(&self.row_of[range.clone()]);
            chosen.values.extend_from_slice(&self.values[range]);
            chosen.starts.push(chosen.row_of.len() as u32);
        }
        chosen
    }

    /// The transpose, and for each of its entries the index of the entry it came from.
    pub fn transpose(&self) -> (Self, Vec<u32>) {
        let columns = self.columns();
        let mut starts = vec![0_u32; self.rows + 1];
        for &row in &self.row_of {
            starts[row as usize + 1] += 1;
        }
        for row in 0..self.rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut row_of = vec![0_u32; self.entries()];
        let mut values = vec![0.0; self.entries()];
        let mut origin = vec![0_u32; self.entries()];
        for column in 0..columns {
            for k in self.range(column) {
                let place = &mut next[self.row_of[k] as usize];
                row_of[*place as usize] = column as u32;
                values[*place as usize] = self.values[k];
                origin[*place as usize] = k as u32;
                *place += 1;
            }
        }
        (Self { rows: columns, starts, row_of, values }, origin)
    }

    /// `y += self · x`.
    pub fn multiply_add(&self, x: &[f64], y: &mut [f64]) {
        for (column, &factor) in x.iter().enumerate() {
            if factor != 0.0 {
                for k in self.range(column) {
                    y[self.row_of[k] as usize] += self.values[k] * factor;
                }
            }
        }
    }

    /// `self · x`.
    pub fn multiply(&self, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; self.rows];
        self.multiply_add(x, &mut y);
        y
    }

    /// `selfᵀ · y`.
    pub fn multiply_transposed(&self, y: &[f64]) -> Vec<f64> {
        (0..self.columns()).map(|column| self.column(column).map(|(row, value)| value * y[row]).sum()).collect()
    }
}
