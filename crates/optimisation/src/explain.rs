//! Why a programme has no solution: which policies miss by how much, and which few demands contradict each other.

use serde::Serialize;

use crate::{Affine, Column, Error, Limits, Programme, Row, Solver, Status};

/// The side of a row or of a column's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// At least.
    Lower,
    /// At most.
    Upper,
    /// Exactly.
    Equal,
}

/// A policy row that has to give way, in the row's own unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relaxation {
    /// Place of the row.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// Which side gives way.
    pub side: Side,
    /// The bound as asked for.
    pub bound: f64,
    /// By how much it is missed: a floor must fall, a ceiling rise by this.
    pub amount: f64,
}

/// Something that takes part in a contradiction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Member {
    /// A row.
    Row {
        /// Place of the row.
        row: usize,
        /// Its name.
        name: String,
        /// The side that matters.
        side: Side,
        /// The bound on that side.
        bound: f64,
    },
    /// A bound of a column other than that it is not negative.
    Column {
        /// Place of the column.
        column: usize,
        /// Its name.
        name: String,
        /// The side that matters.
        side: Side,
        /// The bound on that side.
        bound: f64,
    },
    /// A cone.
    Cone {
        /// Place of the cone.
        cone: usize,
        /// Its name.
        name: String,
    },
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The least giving way of policies that makes a solution, measured in shares of their bounds; none when no giving
    /// way of policies does.
    pub relaxations: Option<Vec<Relaxation>>,
    /// Demands that contradict each other, none of which can be left out; beside them stands only that columns that
    /// cannot be negative are not.
    pub conflict: Vec<Member>,
}

/// Explains why a programme has no solution, with default limits.
pub fn infeasible(programme: &Programme, solver: &dyn Solver) -> Result<Explanation, Error> {
    infeasible_within(programme, solver, &Limits::default())
}

/// Explains why a programme has no solution. The demand for whole numbers is kept while policies are relaxed, and left
/// out while the contradiction is narrowed, unless it is what makes it.
pub fn infeasible_within(programme: &Programme, solver: &dyn Solver, limits: &Limits) -> Result<Explanation, Error> {
    programme.validate()?;
    let trial = |programme: &Programme| -> Result<bool, Error> {
        Ok(solver.solve(programme, limits)?.status == Status::Infeasible)
    };
    if !trial(programme)? {
        return Err(Error::Feasible { programme: programme.name().to_owned() });
    }
    let relaxations = relax(programme, solver, limits)?;
    let mut kept = Kept::all(programme, !trial(&programme.relaxed())?);
    kept.narrow_by_proof(programme, solver, limits)?;
    kept.delete(programme, &trial)?;
    Ok(Explanation { relaxations, conflict: kept.members(programme) })
}

/// min Σ slack / max(|bound|, 1) over the sides of policy rows.
fn relax(programme: &Programme, solver: &dyn Solver, limits: &Limits) -> Result<Option<Vec<Relaxation>>, Error> {
    let mut elastic = Programme::new(programme.name());
    for column in programme.columns() {
        let added = elastic.column(column.name, 0.0, column.lower, column.upper);
        if column.integer {
            elastic.integer(added);
        }
    }
    let mut slacks = Vec::new();
    for (index, row) in programme.rows().enumerate() {
        let mut terms: Vec<(Column, f64)> = row.entries.iter().map(|&(j, a)| (Column::at(j as usize), a)).collect();
        if row.policy {
            for (side, bound, sign) in [(Side::Lower, row.lower, 1.0), (Side::Upper, row.upper, -1.0)] {
                if bound.is_finite() {
                    let slack = elastic.column("slack", 1.0 / bound.abs().max(1.0), 0.0, f64::INFINITY);
                    terms.push((slack, sign));
                    slacks.push((slack, index, side, bound));
                }
            }
        }
        elastic.row(row.name, row.lower, row.upper, &terms);
    }
    for cone in programme.cones() {
        elastic.cone(cone.name, cone.head.clone(), cone.tail.to_vec());
    }
    if slacks.is_empty() {
        return Ok(None);
    }
    let answer = solver.solve(&elastic, limits)?;
    if answer.status != Status::Optimal {
        return Ok(None);
    }
    let relaxations = slacks
        .into_iter()
        .map(|(slack, row, side, bound)| (answer.columns[slack.index()], row, side, bound))
        .filter(|&(amount, _, _, bound)| amount > 1e-7 * bound.abs().max(1.0))
        .map(|(amount, row, side, bound)| {
            let name = programme.row_view(row).name.to_owned();
            Relaxation { row, name, side, bound, amount }
        })
        .collect();
    Ok(Some(relaxations))
}

/// What is still in the contradiction: sides of rows and of columns' bounds, and cones.
struct Kept {
    rows: Vec<(f64, f64)>,
    columns: Vec<(f64, f64)>,
    cones: Vec<bool>,
    whole: bool,
}

impl Kept {
    fn all(programme: &Programme, whole: bool) -> Self {
        Self {
            rows: programme.rows().map(|row| (row.lower, row.upper)).collect(),
            columns: programme.columns().map(|column| (column.lower, column.upper)).collect(),
            cones: vec![true; programme.cone_count()],
            whole,
        }
    }

    fn programme(&self, full: &Programme) -> Programme {
        let mut part = Programme::new(full.name());
        for (column, &(lower, upper)) in full.columns().zip(&self.columns) {
            let added = part.column(column.name, 0.0, lower, upper);
            if column.integer && self.whole {
                part.integer(added);
            }
        }
        for (row, &(lower, upper)) in full.rows().zip(&self.rows) {
            if lower.is_finite() || upper.is_finite() {
                let terms: Vec<(Column, f64)> = row.entries.iter().map(|&(j, a)| (Column::at(j as usize), a)).collect();
                part.row(row.name, lower, upper, &terms);
            }
        }
        for (cone, _) in full.cones().zip(&self.cones).filter(|(_, kept)| **kept) {
            let (head, tail): (Affine, Vec<Affine>) = (cone.head.clone(), cone.tail.to_vec());
            part.cone(cone.name, head, tail);
        }
        part
    }

    /// A proof of infeasibility uses few sides; what it does not use goes at once, if the rest still contradicts.
    fn narrow_by_proof(&mut self, full: &Programme, solver: &dyn Solver, limits: &Limits) -> Result<(), Error> {
        if self.whole || !self.cones.is_empty() {
            return Ok(());
        }
        let answer = solver.solve(&self.programme(full), limits)?;
        if answer.duals.len() != full.row_count() || answer.reduced.len() != full.column_count() {
            return Ok(());
        }
        let largest = answer.duals.iter().fold(0.0f64, |largest, dual| largest.max(dual.abs()));
        let used = |(lower, upper): (f64, f64), multiplier: f64| {
            if multiplier > 1e-9 * largest {
                (lower, f64::INFINITY)
            } else if multiplier < -1e-9 * largest {
                (f64::NEG_INFINITY, upper)
            } else {
                (f64::NEG_INFINITY, f64::INFINITY)
            }
        };
        let rows = self.rows.iter().zip(&answer.duals).map(|(&sides, &dual)| used(sides, dual)).collect();
        let columns = self.columns.iter().zip(&answer.reduced).map(|(&sides, &reduced)| {
            let (lower, upper) = used(sides, reduced);
            (if sides.0 >= 0.0 { lower.max(0.0) } else { lower }, upper)
        });
        let narrowed = Self { rows, columns: columns.collect(), cones: Vec::new(), whole: false };
        let again = solver.solve(&narrowed.programme(full), limits)?;
        if again.status == Status::Infeasible {
            *self = narrowed;
        }
        Ok(())
    }

    /// Leaves out one side after the other; what makes a solution appear stays (Chinneck & Dravnieks 1991). Rows that
    /// are no policies are tried first, so that policies are what is left where there is a choice.
    fn delete(&mut self, full: &Programme, trial: &dyn Fn(&Programme) -> Result<bool, Error>) -> Result<(), Error> {
        for cone in 0..self.cones.len() {
            self.cones[cone] = false;
            self.cones[cone] = !trial(&self.programme(full))?;
        }
        for column in 0..self.columns.len() {
            let (lower, upper) = self.columns[column];
            if upper.is_finite() {
                self.columns[column].1 = f64::INFINITY;
                if !trial(&self.programme(full))? {
                    self.columns[column].1 = upper;
                }
            }
            if lower.is_finite() && lower != 0.0 {
                self.columns[column].0 = if lower > 0.0 { 0.0 } else { f64::NEG_INFINITY };
                if !trial(&self.programme(full))? {
                    self.columns[column].0 = lower;
                }
            }
        }
        for policy in [false, true] {
            for row in (0..self.rows.len()).filter(|&row| full.row_view(row).policy == policy) {
                for side in [Side::Upper, Side::Lower] {
                    let before = self.rows[row];
                    let bound = if side == Side::Upper { &mut self.rows[row].1 } else { &mut self.rows[row].0 };
                    if !bound.is_finite() {
                        continue;
                    }
                    *bound = if side == Side::Upper { f64::INFINITY } else { f64::NEG_INFINITY };
                    if !trial(&self.programme(full))? {
                        self.rows[row] = before;
                    }
                }
            }
        }
        Ok(())
    }

    fn members(&self, full: &Programme) -> Vec<Member> {
        let mut members = Vec::new();
        for (row, &(lower, upper)) in self.rows.iter().enumerate() {
            if let Some((side, bound)) = side(lower, upper) {
                members.push(Member::Row { row, name: full.row_view(row).name.to_owned(), side, bound });
            }
        }
        for (column, &(lower, upper)) in self.columns.iter().enumerate() {
            // That a column is not negative goes without saying.
            let lower = if lower == 0.0 { f64::NEG_INFINITY } else { lower };
            if let Some((side, bound)) = side(lower, upper) {
                members.push(Member::Column { column, name: full.column_view(column).name.to_owned(), side, bound });
            }
        }
        for (cone, _) in self.cones.iter().enumerate().filter(|(_, kept)| **kept) {
            members.push(Member::Cone { cone, name: full.cone_view(cone).name.to_owned() });
        }
        members
    }
}

fn side(lower: f64, upper: f64) -> Option<(Side, f64)> {
    match (lower.is_finite(), upper.is_finite()) {
        (true, true) if lower == upper => Some((Side::Equal, lower)),
        (true, _) => Some((Side::Lower, lower)),
        (false, true) => Some((Side::Upper, upper)),
        (false, false) => None,
    }
}

impl Relaxation {
    /// The row in its programme.
    pub fn row(&self) -> Row {
        Row::at(self.row)
    }
}
