//! What every solver is asked, and the one that picks by the kind of programme.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Answer, Branching, Corner, Error, Interior, Programme, Status, check};

/// How far a solve may go. There is no clock: the same limits give the same answer on every machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Iterations of the method in all.
    pub iterations: u64,
    /// Nodes of branch and bound.
    pub nodes: u64,
    /// Relative gap at which a whole-numbered solution counts as best.
    pub gap: f64,
    /// Feasibility and optimality tolerance, relative to the size of the numbers involved.
    pub tolerance: f64,
    /// Set by the caller from outside to stop.
    pub cancel: Option<Arc<AtomicBool>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { iterations: 10_000_000, nodes: 1_000_000, gap: 1e-6, tolerance: 1e-8, cancel: None }
    }
}

impl Limits {
    /// Whether the caller asked to stop.
    pub fn cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// Something that solves programmes.
pub trait Solver {
    /// Name, as shown beside results.
    fn name(&self) -> &'static str;

    /// Solves a programme. No solution, none best or a limit reached are statuses of the answer.
    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error>;
}

/// Picks by the kind of programme: the simplex method for linear ones, an interior-point method for conic ones, branch
/// and bound for whole-numbered ones.
///
/// An optimum of a linear programme that does not pass [`check::optimality`], or that the simplex method could not reach,
/// is sought again by the interior-point method.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automatic;

/// Residuals above this are not believed.
const DOUBTFUL: f64 = 1e-5;

impl Solver for Automatic {
    fn name(&self) -> &'static str {
        "automatic"
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        if programme.has_integers() {
            return Branching.solve(programme, limits);
        }
        if programme.cone_count() > 0 {
            return Interior.solve(programme, limits);
        }
        match Corner.solve(programme, limits) {
            Ok(answer)
                if answer.status != Status::Optimal || check::optimality(programme, &answer).worst() < DOUBTFUL =>
            {
                Ok(answer)
            }
            Ok(_) | Err(Error::Numerical { .. }) => Interior.solve(programme, limits),
            Err(other) => Err(other),
        }
    }
}
