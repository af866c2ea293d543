//! The programme: columns, rows and cones, in the order they are added.

use std::ops::Range;

use crate::Error;

/// A column (variable) of one programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(usize);

/// A row (linear constraint) of one programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(usize);

/// A second-order cone of one programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cone(usize);

impl Column {
    /// Place among the columns, from 0.
    pub const fn index(self) -> usize {
        self.0
    }

    /// The column at a place; whether it exists is checked when the programme is solved.
    pub const fn at(index: usize) -> Self {
        Self(index)
    }
}

impl Row {
    /// Place among the rows, from 0.
    pub const fn index(self) -> usize {
        self.0
    }

    /// The row at a place.
    pub const fn at(index: usize) -> Self {
        Self(index)
    }
}

impl Cone {
    /// Place among the cones, from 0.
    pub const fn index(self) -> usize {
        self.0
    }
}

/// A constant and a sum of columns with coefficients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Affine {
    /// The constant.
    pub constant: f64,
    /// Columns with their coefficients; a column may stand twice, then its coefficients add.
    pub terms: Vec<(Column, f64)>,
}

impl Affine {
    /// A constant alone.
    pub fn constant(constant: f64) -> Self {
        Self { constant, terms: Vec::new() }
    }

    /// A sum without a constant.
    pub fn sum(terms: &[(Column, f64)]) -> Self {
        Self { constant: 0.0, terms: terms.to_vec() }
    }

    /// Value at a point.
    pub fn value(&self, columns: &[f64]) -> f64 {
        self.terms.iter().fold(self.constant, |sum, &(column, factor)| sum + factor * columns[column.0])
    }
}

impl From<Column> for Affine {
    fn from(column: Column) -> Self {
        Self::sum(&[(column, 1.0)])
    }
}

#[derive(Clone, Debug)]
struct ColumnData {
    name: String,
    cost: f64,
    lower: f64,
    upper: f64,
    integer: bool,
}

#[derive(Clone, Debug)]
struct RowData {
    name: String,
    lower: f64,
    upper: f64,
    policy: bool,
    entries: Range<usize>,
}

#[derive(Clone, Debug)]
struct ConeData {
    name: String,
    head: Affine,
    tail: Vec<Affine>,
}

/// A column as it stands.
#[derive(Clone, Copy, Debug)]
pub struct ColumnView<'a> {
    /// Name.
    pub name: &'a str,
    /// Cost per unit.
    pub cost: f64,
    /// Least value, −∞ without.
    pub lower: f64,
    /// Greatest value, ∞ without.
    pub upper: f64,
    /// Whether only whole numbers count.
    pub integer: bool,
}

/// A row as it stands.
#[derive(Clone, Copy, Debug)]
pub struct RowView<'a> {
    /// Name.
    pub name: &'a str,
    /// Least activity, −∞ without.
    pub lower: f64,
    /// Greatest activity, ∞ without.
    pub upper: f64,
    /// Whether the row is a policy, which may be relaxed when explaining infeasibility.
    pub policy: bool,
    /// Index of the column and coefficient; each column once, ascending.
    pub entries: &'a [(u32, f64)],
}

/// A cone as it stands: ‖tail‖₂ ≤ head.
#[derive(Clone, Copy, Debug)]
pub struct ConeView<'a> {
    /// Name.
    pub name: &'a str,
    /// What bounds the norm.
    pub head: &'a Affine,
    /// What the norm is taken of.
    pub tail: &'a [Affine],
}

/// A minimisation with columns, rows and cones.
#[derive(Clone, Debug)]
pub struct Programme {
    name: String,
    constant: f64,
    columns: Vec<ColumnData>,
    rows: Vec<RowData>,
    entries: Vec<(u32, f64)>,
    cones: Vec<ConeData>,
}

impl Programme {
    /// An empty programme.
    pub fn new(name: impl Into<String>) -> Self {
        let (columns, rows, entries, cones) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { name: name.into(), constant: 0.0, columns, rows, entries, cones }
    }

    /// Adds a column with its cost per unit and its bounds (±∞ for none).
    pub fn column(&mut self, name: impl Into<String>, cost: f64, lower: f64, upper: f64) -> Column {
        self.columns.push(ColumnData { name: name.into(), cost, lower, upper, integer: false });
        Column(self.columns.len() - 1)
    }

    /// Lets a column take whole numbers only.
    pub fn integer(&mut self, column: Column) {
        self.columns[column.0].integer = true;
    }

    /// Adds the row `lower ≤ Σ coefficient·column ≤ upper` (±∞ for an absent side; equal sides for an equation).
    /// Coefficients of a column given twice add; zeros are dropped.
    pub fn row(&mut self, name: impl Into<String>, lower: f64, upper: f64, terms: &[(Column, f64)]) -> Row {
        let start = self.entries.len();
        self.entries.extend(terms.iter().map(|&(column, value)| (column.0 as u32, value)));
        let added = &mut self.entries[start..];
        if !added.is_sorted_by(|a, b| a.0 < b.0) {
            added.sort_by_key(|entry| entry.0);
            let mut kept = start;
            for k in start + 1..self.entries.len() {
                if self.entries[k].0 == self.entries[kept].0 {
                    self.entries[kept].1 += self.entries[k].1;
                } else {
                    kept += 1;
                    self.entries[kept] = self.entries[k];
                }
            }
            self.entries.truncate((kept + 1).min(self.entries.len()));
        }
        let mut kept = start;
        for k in start..self.entries.len() {
            if self.entries[k].1 != 0.0 {
                self.entries[kept] = self.entries[k];
                kept += 1;
            }
        }
        self.entries.truncate(kept);
        let entries = start..kept;
        self.rows.push(RowData { name: name.into(), lower, upper, policy: false, entries });
        Row(self.rows.len() - 1)
    }

    /// Adds the second-order cone ‖tail‖₂ ≤ head.
    pub fn cone(&mut self, name: impl Into<String>, head: Affine, tail: Vec<Affine>) -> Cone {
        self.cones.push(ConeData { name: name.into(), head, tail });
        Cone(self.cones.len() - 1)
    }

    /// Adds to the objective's constant.
    pub fn constant(&mut self, constant: f64) {
        self.constant += constant;
    }

    /// Marks a row as a policy: it may be relaxed first when explaining infeasibility.
    pub fn policy(&mut self, row: Row) {
        self.rows[row.0].policy = true;
    }

    /// Changes a column's cost.
    pub fn set_cost(&mut self, column: Column, cost: f64) {
        self.columns[column.0].cost = cost;
    }

    /// Changes a column's bounds.
    pub fn set_column_bounds(&mut self, column: Column, lower: f64, upper: f64) {
        (self.columns[column.0].lower, self.columns[column.0].upper) = (lower, upper);
    }

    /// Changes a row's bounds.
    pub fn set_row_bounds(&mut self, row: Row, lower: f64, upper: f64) {
        (self.rows[row.0].lower, self.rows[row.0].upper) = (lower, upper);
    }

    /// The same programme without the demand for whole numbers.
    #[must_use]
    pub fn relaxed(&self) -> Self {
        let mut relaxed = self.clone();
        relaxed.columns.iter_mut().for_each(|column| column.integer = false);
        relaxed
    }

    /// Name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The objective's constant.
    pub fn objective_constant(&self) -> f64 {
        self.constant
    }

    /// Number of columns.
    pub fn column_count(&self) -> usize {
        self.columns.len()
    }

    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Number of cones.
    pub fn cone_count(&self) -> usize {
        self.cones.len()
    }

    /// Number of coefficients in rows.
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// Whether some column takes whole numbers only.
    pub fn has_integers(&self) -> bool {
        self.columns.iter().any(|column| column.integer)
    }

    /// The column at a place.
    pub fn column_view(&self, index: usize) -> ColumnView<'_> {
        let ColumnData { ref name, cost, lower, upper, integer } = self.columns[index];
        ColumnView { name, cost, lower, upper, integer }
    }

    /// The row at a place.
    pub fn row_view(&self, index: usize) -> RowView<'_> {
        let RowData { ref name, lower, upper, policy, ref entries } = self.rows[index];
        RowView { name, lower, upper, policy, entries: &self.entries[entries.clone()] }
    }

    /// The cone at a place.
    pub fn cone_view(&self, index: usize) -> ConeView<'_> {
        let ConeData { name, head, tail } = &self.cones[index];
        ConeView { name, head, tail }
    }

    /// All columns in order.
    pub fn columns(&self) -> impl Iterator<Item = ColumnView<'_>> {
        (0..self.columns.len()).map(|index| self.column_view(index))
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = RowView<'_>> {
        (0..self.rows.len()).map(|index| self.row_view(index))
    }

    /// All cones in order.
    pub fn cones(&self) -> impl Iterator<Item = ConeView<'_>> {
        (0..self.cones.len()).map(|index| self.cone_view(index))
    }

    /// Objective at a point, with the constant.
    pub fn objective(&self, columns: &[f64]) -> f64 {
        self.columns.iter().zip(columns).fold(self.constant, |sum, (column, value)| sum + column.cost * value)
    }

    /// Activity of each row at a point.
    pub fn activities(&self, columns: &[f64]) -> Vec<f64> {
        self.rows()
            .map(|row| row.entries.iter().map(|&(column, factor)| factor * columns[column as usize]).sum())
            .collect()
    }

    /// Reduced costs `c − Aᵀy − Gᵀz` for duals `y` of the rows and multipliers `z` of the cones (head first).
    pub fn reduced_costs(&self, duals: &[f64], cones: &[Vec<f64>]) -> Vec<f64> {
        let mut reduced: Vec<f64> = self.columns.iter().map(|column| column.cost).collect();
        for (row, &dual) in self.rows().zip(duals).filter(|(_, dual)| **dual != 0.0) {
            for &(column, factor) in row.entries {
                reduced[column as usize] -= factor * dual;
            }
        }
        for (cone, multipliers) in self.cones().zip(cones) {
            for (part, &multiplier) in std::iter::once(cone.head).chain(cone.tail).zip(multipliers) {
                for &(column, factor) in &part.terms {
                    reduced[column.0] -= factor * multiplier;
                }
            }
        }
        reduced
    }

    /// Refuses what is not a programme: numbers that are none, infinite costs and coefficients, columns of another
    /// programme. Bounds that cross are no error: the programme is infeasible.
    pub fn validate(&self) -> Result<(), Error> {
        let number = |object: &str, part: &str, value: f64, expected| Error::Number {
            programme: self.name.clone(),
            object: object.to_owned(),
            part: part.to_owned(),
            value,
            expected,
        };
        let finite = |object: &str, part: &str, value: f64| {
            if value.is_finite() { Ok(()) } else { Err(number(object, part, value, "a finite number")) }
        };
        let bounds = |object: &str, lower: f64, upper: f64| {
            if lower.is_nan() || lower == f64::INFINITY {
                return Err(number(object, "lower bound", lower, "a finite number or −∞"));
            }
            if upper.is_nan() || upper == f64::NEG_INFINITY {
                return Err(number(object, "upper bound", upper, "a finite number or ∞"));
            }
            Ok(())
        };
        finite("the objective", "constant", self.constant)?;
        for column in self.columns() {
            finite(column.name, "cost", column.cost)?;
            bounds(column.name, column.lower, column.upper)?;
        }
        let term = |object: &str, column: usize, factor: f64| {
            let known = self.columns.get(column).ok_or_else(|| Error::Foreign {
                programme: self.name.clone(),
                object: object.to_owned(),
                column,
                columns: self.columns.len(),
            })?;
            if factor.is_finite() {
                return Ok(());
            }
            Err(number(object, &format!("coefficient of {}", known.name), factor, "a finite number"))
        };
        for row in self.rows() {
            bounds(row.name, row.lower, row.upper)?;
            row.entries.iter().try_for_each(|&(column, factor)| term(row.name, column as usize, factor))?;
        }
        for cone in self.cones() {
            for part in std::iter::once(cone.head).chain(cone.tail) {
                finite(cone.name, "constant", part.constant)?;
                part.terms.iter().try_for_each(|&(column, factor)| term(cone.name, column.0, factor))?;
            }
        }
        Ok(())
    }
}
