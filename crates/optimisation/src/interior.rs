//! Linear and conic programmes by Clarabel's interior-point method (homogeneous embedding; Goulart & Chen 2024).

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};

use crate::proof;
use crate::{Affine, Answer, Column, Error, Limits, Programme, Solver, Status};

const NAME: &str = "clarabel";

/// Clarabel: primal and dual solution of linear and second-order-cone programmes, without a basis.
#[derive(Clone, Copy, Debug, Default)]
pub struct Interior;

/// What a line of `A x + s = b, s ∈ K` stands for.
#[derive(Clone, Copy)]
enum Source {
    /// A row: its dual is the multiplier times the sign.
    Row(usize, f64),
    /// A bound of a column.
    Bound,
    /// A line of a cone.
    Cone(usize),
}

#[derive(Default)]
struct Lines {
    triplets: Vec<(usize, usize, f64)>,
    right: Vec<f64>,
    sources: Vec<Source>,
}

impl Lines {
    fn push(&mut self, source: Source, sign: f64, entries: impl Iterator<Item = (usize, f64)>, right: f64) {
        let line = self.right.len();
        self.triplets.extend(entries.map(|(column, factor)| (line, column, sign * factor)));
        self.right.push(right);
        self.sources.push(source);
    }
}

impl Solver for Interior {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        programme.validate()?;
        if programme.has_integers() {
            return Err(Error::Unsupported { solver: NAME, feature: "whole-numbered columns" });
        }
        let crossed = programme.columns().any(|c| c.lower > c.upper) || programme.rows().any(|r| r.lower > r.upper);
        if crossed {
            return Ok(Answer::without_point(Status::Infeasible));
        }
        let (lines, cones) = lines(programme);
        // Bounds of very different size make it stop early with a ray that is none; asked more strictly, it goes on.
        for doubt in [1e-8, 1e-14] {
            let answer = solve(programme, limits, &lines, &cones, doubt)?;
            let believed = match answer.status {
                Status::Infeasible => proof::infeasible(programme, &answer),
                Status::Unbounded => proof::unbounded(programme, &answer),
                Status::Optimal | Status::Limit => true,
            };
            if believed && answer.status == Status::Unbounded {
                return self.unbounded_or_infeasible(programme, limits, answer);
            }
            if believed {
                return Ok(answer);
            }
        }
        Err(Error::Numerical {
            solver: NAME,
            programme: programme.name().to_owned(),
            reason: "it claims that there is no solution, and its proof does not hold".to_owned(),
        })
    }
}

impl Interior {
    /// A ray along which costs fall means nothing where there is no point to start from: without costs that shows.
    fn unbounded_or_infeasible(
        self,
        programme: &Programme,
        limits: &Limits,
        mut answer: Answer,
    ) -> Result<Answer, Error> {
        let mut free = programme.clone();
        for column in 0..free.column_count() {
            free.set_cost(Column::at(column), 0.0);
        }
        let anywhere = self.solve(&free, limits)?;
        if anywhere.status == Status::Infeasible {
            return Ok(anywhere);
        }
        answer.columns = Vec::new();
        Ok(answer)
    }
}

/// Lines in the order Clarabel wants its cones: equations, inequalities, second-order cones.
fn lines(programme: &Programme) -> (Lines, Vec<SupportedConeT<f64>>) {
    let entries =
        |row: usize| programme.row_view(row).entries.iter().map(|&(column, factor)| (column as usize, factor));
    let mut lines = Lines::default();
    for (index, row) in programme.rows().enumerate().filter(|(_, row)| row.lower == row.upper) {
        lines.push(Source::Row(index, -1.0), 1.0, entries(index), row.upper);
    }
    for (index, column) in programme.columns().enumerate().filter(|(_, column)| column.lower == column.upper) {
        lines.push(Source::Bound, 1.0, std::iter::once((index, 1.0)), column.upper);
    }
    let equations = lines.right.len();
    for (index, row) in programme.rows().enumerate().filter(|(_, row)| row.lower < row.upper) {
        if row.upper.is_finite() {
            lines.push(Source::Row(index, -1.0), 1.0, entries(index), row.upper);
        }
        if row.lower.is_finite() {
            lines.push(Source::Row(index, 1.0), -1.0, entries(index), -row.lower);
        }
    }
    for (index, column) in programme.columns().enumerate().filter(|(_, column)| column.lower < column.upper) {
        if column.upper.is_finite() {
            lines.push(Source::Bound, 1.0, std::iter::once((index, 1.0)), column.upper);
        }
        if column.lower.is_finite() {
            lines.push(Source::Bound, -1.0, std::iter::once((index, 1.0)), -column.lower);
        }
    }
    let inequalities = lines.right.len() - equations;
    let mut kinds = Vec::new();
    if equations > 0 {
        kinds.push(SupportedConeT::ZeroConeT(equations));
    }
    if inequalities > 0 {
        kinds.push(SupportedConeT::NonnegativeConeT(inequalities));
    }
    for (index, cone) in programme.cones().enumerate() {
        for part in std::iter::once(cone.head).chain(cone.tail) {
            let Affine { constant, terms } = part;
            let terms = terms.iter().map(|&(column, factor)| (column.index(), factor));
            lines.push(Source::Cone(index), -1.0, terms, *constant);
        }
        kinds.push(SupportedConeT::SecondOrderConeT(cone.tail.len() + 1));
    }
    (lines, kinds)
}

/// Compressed columns from triplets in any order; entries of one place add.
fn matrix(rows: usize, columns: usize, triplets: &[(usize, usize, f64)]) -> CscMatrix<f64> {
    let (i, rest): (Vec<usize>, Vec<(usize, f64)>) = triplets.iter().map(|&(i, j, v)| (i, (j, v))).unzip();
    let (j, values): (Vec<usize>, Vec<f64>) = rest.into_iter().unzip();
    CscMatrix::new_from_triplets(rows, columns, i, j, values)
}

fn solve(
    programme: &Programme,
    limits: &Limits,
    lines: &Lines,
    cones: &[SupportedConeT<f64>],
    doubt: f64,
) -> Result<Answer, Error> {
    let failed = |reason: String| Error::Numerical { solver: NAME, programme: programme.name().to_owned(), reason };
    let columns = programme.column_count();
    let quadratic = CscMatrix::<f64>::zeros((columns, columns));
    let costs: Vec<f64> = programme.columns().map(|column| column.cost).collect();
    let rows = matrix(lines.right.len(), columns, &lines.triplets);
    let settings = DefaultSettings::<f64> {
        verbose: false,
        max_iter: limits.iterations.min(500) as u32,
        tol_feas: limits.tolerance,
        tol_gap_abs: limits.tolerance,
        tol_gap_rel: limits.tolerance,
        tol_infeas_abs: doubt,
        tol_infeas_rel: doubt,
        max_threads: 1,
        ..DefaultSettings::default()
    };
    let mut solver = DefaultSolver::new(&quadratic, &costs, &rows, &lines.right, cones, settings)
        .map_err(|error| failed(error.to_string()))?;
    if let Some(flag) = limits.cancel.clone() {
        solver.set_termination_callback(move |_| flag.load(std::sync::atomic::Ordering::Relaxed));
    }
    solver.solve();
    let solution = &solver.solution;
    let status = match solution.status {
        SolverStatus::Solved | SolverStatus::AlmostSolved => Status::Optimal,
        SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => Status::Infeasible,
        SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => Status::Unbounded,
        SolverStatus::MaxIterations | SolverStatus::MaxTime | SolverStatus::CallbackTerminated => Status::Limit,
        other => return Err(failed(format!("{other:?}"))),
    };
    let mut answer = Answer::without_point(status);
    answer.iterations = u64::from(solution.iterations);
    if matches!(status, Status::Optimal | Status::Infeasible) {
        multipliers(programme, lines, &solution.z, &mut answer);
    }
    if status == Status::Unbounded {
        answer.columns.clone_from(&solution.x);
    }
    if status == Status::Infeasible {
        // What is left of the costs belongs to no proof.
        for (reduced, column) in answer.reduced.iter_mut().zip(programme.columns()) {
            *reduced -= column.cost;
        }
    }
    if status == Status::Optimal {
        answer.columns.clone_from(&solution.x);
        answer.rows = programme.activities(&answer.columns);
        answer.objective = programme.objective(&answer.columns);
        answer.bound = solution.obj_val_dual + programme.objective_constant();
    }
    Ok(answer)
}

/// Duals of rows, multipliers of cones, and reduced costs from them: `c − Aᵀy − Gᵀz`.
fn multipliers(programme: &Programme, lines: &Lines, z: &[f64], answer: &mut Answer) {
    answer.duals = vec![0.0; programme.row_count()];
    answer.cones = vec![Vec::new(); programme.cone_count()];
    for (source, &multiplier) in lines.sources.iter().zip(z) {
        match *source {
            Source::Row(row, sign) => answer.duals[row] += sign * multiplier,
            Source::Cone(cone) => answer.cones[cone].push(multiplier),
            Source::Bound => {}
        }
    }
    answer.reduced = programme.reduced_costs(&answer.duals, &answer.cones);
}
