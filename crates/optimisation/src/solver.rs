//! What every solver is asked, and the one that picks by the kind of programme.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Answer, Error, Interior, Micro, Programme};

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

/// Picks by the kind of programme: an interior-point method for linear and conic ones, branch and bound for
/// whole-numbered ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automatic;

impl Solver for Automatic {
    fn name(&self) -> &'static str {
        "automatic"
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        if programme.has_integers() { Micro.solve(programme, limits) } else { Interior.solve(programme, limits) }
    }
}
