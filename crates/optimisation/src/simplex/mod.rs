//! A bounded revised simplex method that starts where the last solve ended.
//!
//! Rows become variables of their own: `A x − r = 0` with `l_r ≤ r ≤ u_r`, so the right-hand side is zero and each row's
//! dual is the reduced cost of its variable. The dual method (steepest edge, bound flipping) finds feasibility, with
//! costs shifted where they stand in its way; the primal method (Devex) then goes from there to the best corner with
//! the true costs. Both bound degeneracy by small deterministic perturbations that are taken back, and end on a fresh
//! factorisation. Methods and references: `docs/methods/optimisation.md`.

mod basis;
mod dual;
mod factor;
mod primal;
mod result;
mod scale;
mod state;

pub use basis::{Basis, Rest};

use crate::{Answer, Column, Error, Limits, Programme, Row, Solver, Status};
use factor::Factor;
use scale::Scaling;

pub(crate) const NAME: &str = "simplex";

/// A variable: a column or the activity of a row, in the order added.
type Var = usize;

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Basic(u32),
    Lower,
    Upper,
    Free,
}

/// A linear programme with its current corner. Solve, change, solve again: each solve starts from the last corner.
///
/// The demand for whole numbers is ignored (the relaxation is solved); cones are refused.
pub struct Simplex {
    name: String,
    constant: f64,
    /// Variable of each column and of each row, and back.
    column_vars: Vec<Var>,
    row_vars: Vec<Var>,
    /// Scaled entries by variable and by row.
    columns: Vec<Vec<(u32, f64)>>,
    rows: Vec<Vec<(u32, f64)>>,
    /// Scaled, by variable.
    cost: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    scaling: Scaling,
    place: Vec<Place>,
    head: Vec<Var>,
    x: Vec<f64>,
    /// Costs and bounds of the running solve, perturbed or shifted.
    work: state::Work,
    factor: Option<Factor>,
    iterations: u64,
}

impl Simplex {
    /// Takes a programme; the first corner has all rows basic.
    pub fn new(programme: &Programme) -> Result<Self, Error> {
        programme.validate()?;
        if programme.cone_count() > 0 {
            return Err(Error::Unsupported { solver: NAME, feature: "cones" });
        }
        let scaling = Scaling::of(programme);
        let mut simplex = Self {
            name: programme.name().to_owned(),
            constant: programme.objective_constant(),
            column_vars: Vec::new(),
            row_vars: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            cost: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            scaling,
            place: Vec::new(),
            head: Vec::new(),
            x: Vec::new(),
            work: state::Work::default(),
            factor: None,
            iterations: 0,
        };
        for column in programme.columns() {
            let var = simplex.variable(column.cost, column.lower, column.upper);
            simplex.column_vars.push(var);
        }
        for row in programme.rows() {
            let terms = row.entries.iter().map(|&(column, factor)| (column as usize, factor));
            simplex.append_row(row.lower, row.upper, terms);
        }
        Ok(simplex)
    }

    /// A variable at the end of the list, not basic, with scaled cost and bounds.
    fn variable(&mut self, cost: f64, lower: f64, upper: f64) -> Var {
        let var = self.columns.len();
        let scale = self.scaling.variable(var);
        self.columns.push(Vec::new());
        self.cost.push(cost * scale * self.scaling.cost);
        self.lower.push(lower / scale);
        self.upper.push(upper / scale);
        self.place.push(Place::Lower);
        self.x.push(0.0);
        var
    }

    fn append_row(&mut self, lower: f64, upper: f64, terms: impl Iterator<Item = (usize, f64)>) -> Row {
        let row = self.rows.len();
        let factor = self.scaling.rows[row];
        self.scaling.variables.resize(self.columns.len(), 1.0);
        self.scaling.variables.push(1.0 / factor);
        let own = self.variable(0.0, lower, upper);
        let mut entries = Vec::new();
        for (column, value) in terms {
            let var = self.column_vars[column];
            let scaled = value * factor * self.scaling.variables[var];
            self.columns[var].push((row as u32, scaled));
            entries.push((var as u32, scaled));
        }
        self.columns[own].push((row as u32, -1.0));
        entries.push((own as u32, -1.0));
        self.rows.push(entries);
        self.row_vars.push(own);
        self.place[own] = Place::Basic(row as u32);
        self.head.push(own);
        self.factor = None;
        Row::at(row)
    }

    fn finite(&self, object: &str, part: &str, value: f64) -> Result<(), Error> {
        if value.is_finite() {
            return Ok(());
        }
        let (programme, object, part) = (self.name.clone(), object.to_owned(), part.to_owned());
        Err(Error::Number { programme, object, part, value, expected: "a finite number" })
    }

    fn bounded(&self, object: &str, lower: f64, upper: f64) -> Result<(), Error> {
        for (part, value, wrong) in [("lower bound", lower, f64::INFINITY), ("upper bound", upper, f64::NEG_INFINITY)] {
            if value.is_nan() || value == wrong {
                let (programme, object, part) = (self.name.clone(), object.to_owned(), part.to_owned());
                return Err(Error::Number { programme, object, part, value, expected: "a number or no bound" });
            }
        }
        Ok(())
    }

    fn foreign(&self, object: &str, column: usize, columns: usize) -> Error {
        Error::Foreign { programme: self.name.clone(), object: object.to_owned(), column, columns }
    }

    /// Adds a column; the corner stays. Coefficients of a row given twice add.
    pub fn add_column(&mut self, cost: f64, lower: f64, upper: f64, terms: &[(Row, f64)]) -> Result<Column, Error> {
        let object = format!("column {}", self.column_vars.len());
        self.finite(&object, "cost", cost)?;
        self.bounded(&object, lower, upper)?;
        let mut merged: Vec<(usize, f64)> = Vec::with_capacity(terms.len());
        for &(row, value) in terms {
            self.finite(&object, &format!("coefficient of row {}", row.index()), value)?;
            if row.index() >= self.rows.len() {
                return Err(self.foreign(&object, row.index(), self.rows.len()));
            }
            merged.push((row.index(), value));
        }
        merge(&mut merged);
        let var = self.columns.len();
        self.scaling.variables.resize(var, 1.0);
        let scale = scale::column(merged.iter().map(|&(row, value)| value * self.scaling.rows[row]));
        self.scaling.variables.push(scale);
        self.variable(cost, lower, upper);
        for (row, value) in merged {
            let scaled = value * self.scaling.rows[row] * scale;
            self.columns[var].push((row as u32, scaled));
            self.rows[row].push((var as u32, scaled));
        }
        self.place[var] = self.resting(var);
        self.column_vars.push(var);
        Ok(Column::at(self.column_vars.len() - 1))
    }

    /// Adds a row, whose activity enters the basis. Coefficients of a column given twice add.
    pub fn add_row(&mut self, lower: f64, upper: f64, terms: &[(Column, f64)]) -> Result<Row, Error> {
        let object = format!("row {}", self.rows.len());
        self.bounded(&object, lower, upper)?;
        let mut merged: Vec<(usize, f64)> = Vec::with_capacity(terms.len());
        for &(column, value) in terms {
            self.finite(&object, &format!("coefficient of column {}", column.index()), value)?;
            if column.index() >= self.column_vars.len() {
                return Err(self.foreign(&object, column.index(), self.column_vars.len()));
            }
            merged.push((column.index(), value));
        }
        merge(&mut merged);
        let scaled = merged.iter().map(|&(column, value)| value * self.scaling.variable(self.column_vars[column]));
        let factor = scale::column(scaled);
        self.scaling.rows.push(factor);
        Ok(self.append_row(lower, upper, merged.into_iter()))
    }

    /// Changes a column's cost; the corner stays.
    pub fn set_cost(&mut self, column: Column, cost: f64) -> Result<(), Error> {
        let var = self.column(column)?;
        self.finite(&format!("column {}", column.index()), "cost", cost)?;
        self.cost[var] = cost * self.scaling.variable(var) * self.scaling.cost;
        Ok(())
    }

    /// Changes a column's bounds; the corner stays.
    pub fn set_column_bounds(&mut self, column: Column, lower: f64, upper: f64) -> Result<(), Error> {
        let var = self.column(column)?;
        self.bounded(&format!("column {}", column.index()), lower, upper)?;
        let scale = self.scaling.variable(var);
        (self.lower[var], self.upper[var]) = (lower / scale, upper / scale);
        Ok(())
    }

    /// Changes a row's bounds; the corner stays.
    pub fn set_row_bounds(&mut self, row: Row, lower: f64, upper: f64) -> Result<(), Error> {
        self.bounded(&format!("row {}", row.index()), lower, upper)?;
        let rows = self.rows.len();
        let var = *self.row_vars.get(row.index()).ok_or_else(|| self.foreign("a row", row.index(), rows))?;
        let scale = self.scaling.variable(var);
        (self.lower[var], self.upper[var]) = (lower / scale, upper / scale);
        Ok(())
    }

    fn column(&self, column: Column) -> Result<Var, Error> {
        let known = self.column_vars.get(column.index()).copied();
        known.ok_or_else(|| self.foreign("a change", column.index(), self.column_vars.len()))
    }

    /// Number of columns.
    pub fn column_count(&self) -> usize {
        self.column_vars.len()
    }

    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The current corner.
    pub fn basis(&self) -> Basis {
        let rest = |&var: &Var| match self.place[var] {
            Place::Basic(_) => Rest::Basic,
            Place::Lower => Rest::Lower,
            Place::Upper => Rest::Upper,
            Place::Free => Rest::Free,
        };
        Basis { columns: self.column_vars.iter().map(rest).collect(), rows: self.row_vars.iter().map(rest).collect() }
    }

    /// Starts the next solve from a corner. A basis of other size, or one that does not hold up, is completed: missing
    /// columns rest on a bound, rows without a pivot become basic.
    pub fn set_basis(&mut self, basis: &Basis) {
        let mut basic = Vec::new();
        for (vars, rests) in [(&self.column_vars, &basis.columns), (&self.row_vars, &basis.rows)] {
            for (k, &var) in vars.iter().enumerate() {
                self.place[var] = match rests.get(k) {
                    Some(Rest::Basic) if basic.len() < self.rows.len() => {
                        basic.push(var);
                        Place::Basic(0)
                    }
                    Some(Rest::Upper) => Place::Upper,
                    _ => Place::Lower,
                };
            }
        }
        for k in 0..self.row_vars.len() {
            let var = self.row_vars[k];
            if basic.len() < self.rows.len() && !matches!(self.place[var], Place::Basic(_)) {
                basic.push(var);
                self.place[var] = Place::Basic(0);
            }
        }
        self.head = basic;
        for (position, &var) in self.head.iter().enumerate() {
            self.place[var] = Place::Basic(position as u32);
        }
        self.factor = None;
        self.work.weights.clear();
    }

    /// Solves from the current corner.
    pub fn solve(&mut self, limits: &Limits) -> Result<Answer, Error> {
        let start = self.iterations;
        let crossed = (0..self.lower.len()).any(|var| self.lower[var] > self.upper[var]);
        let mut answer = if crossed { Answer::without_point(Status::Infeasible) } else { self.run(limits)? };
        answer.iterations = self.iterations - start;
        Ok(answer)
    }

    fn failed(&self, reason: impl Into<String>) -> Error {
        Error::Numerical { solver: NAME, programme: self.name.clone(), reason: reason.into() }
    }

    /// Dual for feasibility, primal for the true costs, until both hold on a fresh factorisation.
    fn run(&mut self, limits: &Limits) -> Result<Answer, Error> {
        const ROUNDS: usize = 40;
        let budget = self.iterations.saturating_add(limits.iterations);
        let tolerance =
            state::Tolerance { primal: limits.tolerance.max(1e-10), dual: (0.1 * limits.tolerance).clamp(1e-10, 1e-6) };
        for round in 0..ROUNDS {
            self.restore(round);
            self.refactor()?;
            let (primal, dual) = (self.primal_infeasibility(), self.dual_infeasibility());
            if primal <= tolerance.primal && dual <= tolerance.dual {
                return Ok(self.best());
            }
            // Late rounds go without perturbation, which would only be taken back again.
            self.work.perturb = round < ROUNDS / 2;
            let end = if primal > tolerance.primal {
                // A dual that stalls or finds doubtful proofs hands over to the primal, which decides by itself.
                if round % 4 == 3 {
                    self.primal(&tolerance, limits, budget)?
                } else {
                    self.dual(&tolerance, limits, budget)?
                }
            } else {
                self.primal(&tolerance, limits, budget)?
            };
            match end {
                state::End::Settled => {}
                state::End::Infeasible(ray) => return Ok(self.infeasible(ray)),
                state::End::Unbounded => {
                    self.restore(round);
                    self.refactor()?;
                    if self.primal_infeasibility() <= tolerance.primal.max(1e-7) {
                        return Ok(Answer::without_point(Status::Unbounded));
                    }
                }
                state::End::Limit => return Ok(Answer::without_point(Status::Limit)),
            }
        }
        self.restore(ROUNDS);
        self.refactor()?;
        // Ill-conditioned corners sit between tolerances; what is this close is reported, and checked by the caller.
        if self.primal_infeasibility() <= 1e-6 && self.dual_infeasibility() <= 1e-6 {
            return Ok(self.best());
        }
        Err(self.failed(format!(
            "no corner within the tolerances: rows off by {:.1e}, costs by {:.1e}",
            self.primal_infeasibility(),
            self.dual_infeasibility()
        )))
    }
}

/// Adds up coefficients of one index and drops zeros.
fn merge(terms: &mut Vec<(usize, f64)>) {
    terms.sort_by_key(|term| term.0);
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    terms.retain(|term| term.1 != 0.0);
}

/// The simplex method as a solver of linear programmes, each from scratch. For warm starts keep a [`Simplex`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Corner;

impl Solver for Corner {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        if programme.has_integers() {
            return Err(Error::Unsupported { solver: NAME, feature: "whole-numbered columns" });
        }
        Simplex::new(programme)?.solve(limits)
    }
}
