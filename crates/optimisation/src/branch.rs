//! Branch and bound for whole-numbered columns: linear programmes over warm corners, conic ones over interior points.
//!
//! Each node halves the range of one column; the node with the least bound is taken next, then followed downwards
//! (nearer side first) until it is closed. The column is the one whose branches have raised the bound most so far, by
//! the product of both sides (pseudo-costs; Achterberg, Koch & Martin 2005). The bound of the answer is the least of all
//! nodes left open or closed by the gap.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::{Answer, Basis, Column, Error, Interior, Limits, Programme, Simplex, Solver, Status};

const NAME: &str = "branch and bound";
/// This near a whole number counts as whole; the point is then solved again with the column fixed there.
const WHOLE: f64 = 1e-6;

/// Branch and bound over [`Simplex`], or over [`Interior`] where there are cones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Branching;

impl Solver for Branching {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        programme.validate()?;
        let answer = Search::new(programme, limits)?.run()?;
        if answer.status != Status::Unbounded {
            return Ok(answer);
        }
        // The relaxation falls without end; whether the programme does depends on there being a whole point at all.
        let mut free = programme.clone();
        for column in 0..free.column_count() {
            free.set_cost(Column::at(column), 0.0);
        }
        let anywhere = Search::new(&free, limits)?.run()?;
        Ok(if anywhere.status == Status::Infeasible { anywhere } else { answer })
    }
}

/// The relaxation, whose bounds are moved from node to node.
enum Relaxation {
    Corner(Box<Simplex>),
    Inside(Box<Programme>),
}

impl Relaxation {
    fn set(&mut self, column: usize, (lower, upper): (f64, f64)) -> Result<(), Error> {
        match self {
            Self::Corner(simplex) => simplex.set_column_bounds(Column::at(column), lower, upper),
            Self::Inside(programme) => {
                programme.set_column_bounds(Column::at(column), lower, upper);
                Ok(())
            }
        }
    }

    fn solve(&mut self, limits: &Limits) -> Result<Answer, Error> {
        match self {
            Self::Corner(simplex) => simplex.solve(limits),
            Self::Inside(programme) => Interior.solve(programme, limits),
        }
    }

    fn basis(&self) -> Option<Rc<Basis>> {
        match self {
            Self::Corner(simplex) => Some(Rc::new(simplex.basis())),
            Self::Inside(_) => None,
        }
    }
}

/// A choice still to be looked into.
#[derive(Clone)]
struct Node {
    bound: f64,
    /// Bounds of whole-numbered columns, in their order.
    ranges: Vec<(f64, f64)>,
    basis: Option<Rc<Basis>>,
    /// The branching that made it: which column, upwards or not, from which fraction.
    origin: Option<(usize, bool, f64)>,
}

/// Rises of the bound by branching a column, per unit of fraction.
#[derive(Clone, Copy, Default)]
struct PseudoCost {
    sum: [f64; 2],
    count: [u32; 2],
}

struct Search<'a> {
    programme: &'a Programme,
    limits: &'a Limits,
    relaxation: Relaxation,
    whole: Vec<usize>,
    set: Vec<(f64, f64)>,
    costs: Vec<PseudoCost>,
    open: BTreeMap<(u64, u64), Node>,
    made: u64,
    best: Option<Answer>,
    /// Least bound of what the gap closed.
    closed: f64,
    nodes: u64,
    iterations: u64,
}

/// Order of floating-point numbers as order of whole ones.
fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

impl<'a> Search<'a> {
    fn new(programme: &'a Programme, limits: &'a Limits) -> Result<Self, Error> {
        let relaxation = if programme.cone_count() > 0 {
            Relaxation::Inside(Box::new(programme.relaxed()))
        } else {
            Relaxation::Corner(Box::new(Simplex::new(programme)?))
        };
        let whole: Vec<usize> = (0..programme.column_count()).filter(|&j| programme.column_view(j).integer).collect();
        let set = vec![(f64::NAN, f64::NAN); whole.len()];
        let costs = vec![PseudoCost::default(); whole.len()];
        let (open, best, closed) = (BTreeMap::new(), None, f64::INFINITY);
        Ok(Self {
            programme,
            limits,
            relaxation,
            whole,
            set,
            costs,
            open,
            made: 0,
            best,
            closed,
            nodes: 0,
            iterations: 0,
        })
    }

    fn run(mut self) -> Result<Answer, Error> {
        let ranges: Vec<(f64, f64)> = self
            .whole
            .iter()
            .map(|&j| self.programme.column_view(j))
            .map(|column| ((column.lower - WHOLE).ceil(), (column.upper + WHOLE).floor()))
            .collect();
        self.push(Node { bound: f64::NEG_INFINITY, ranges, basis: None, origin: None });
        let mut stopped = false;
        while let Some((_, node)) = self.open.pop_first() {
            let mut next = Some(node);
            while let Some(node) = next.take() {
                let over = self.nodes >= self.limits.nodes || self.iterations >= self.limits.iterations;
                if over || self.limits.cancelled() {
                    self.push(node);
                    stopped = true;
                    break;
                }
                if self.is_closed(node.bound) {
                    self.closed = self.closed.min(node.bound);
                    continue;
                }
                match self.step(node)? {
                    Step::Down(below) => next = Some(below),
                    Step::Closed => {}
                    Step::Unbounded => return Ok(Answer::without_point(Status::Unbounded)),
                    Step::Stopped => stopped = true,
                }
            }
            if stopped {
                break;
            }
        }
        Ok(self.answer(stopped))
    }

    fn answer(self, stopped: bool) -> Answer {
        let left = self.open.first_key_value().map_or(f64::INFINITY, |(_, node)| node.bound);
        let mut answer = match self.best {
            Some(best) => best,
            None if stopped => Answer::without_point(Status::Limit),
            None => Answer::without_point(Status::Infeasible),
        };
        let objective = if answer.objective.is_nan() { f64::INFINITY } else { answer.objective };
        if answer.status != Status::Infeasible {
            answer.bound = left.min(self.closed).min(objective);
            answer.status = if stopped && answer.gap() > self.limits.gap { Status::Limit } else { answer.status };
            if answer.objective.is_nan() {
                answer.status = Status::Limit;
            }
        }
        (answer.nodes, answer.iterations) = (self.nodes, self.iterations);
        answer
    }

    fn push(&mut self, node: Node) {
        self.open.insert((ordered(node.bound), self.made), node);
        self.made += 1;
    }

    fn is_closed(&self, bound: f64) -> bool {
        self.best
            .as_ref()
            .is_some_and(|best| bound >= best.objective - self.limits.gap * best.objective.abs().max(1e-10))
    }

    /// Moves the relaxation to a node.
    fn enter(&mut self, ranges: &[(f64, f64)]) -> Result<(), Error> {
        for (k, &range) in ranges.iter().enumerate() {
            if self.set[k] != range {
                self.relaxation.set(self.whole[k], range)?;
                self.set[k] = range;
            }
        }
        Ok(())
    }

    fn relax(&mut self) -> Result<Answer, Error> {
        let left = self.limits.iterations.saturating_sub(self.iterations);
        let answer = self.relaxation.solve(&Limits { iterations: left, ..self.limits.clone() })?;
        self.iterations += answer.iterations;
        Ok(answer)
    }

    fn step(&mut self, node: Node) -> Result<Step, Error> {
        self.nodes += 1;
        if node.ranges.iter().any(|range| range.0 > range.1) {
            return Ok(Step::Closed);
        }
        self.enter(&node.ranges)?;
        if let (Relaxation::Corner(simplex), Some(basis)) = (&mut self.relaxation, &node.basis) {
            simplex.set_basis(basis);
        }
        let answer = self.relax()?;
        match answer.status {
            Status::Infeasible => return Ok(Step::Closed),
            Status::Unbounded => return Ok(Step::Unbounded),
            Status::Limit => {
                self.push(node);
                return Ok(Step::Stopped);
            }
            Status::Optimal => {}
        }
        let bound = answer.bound.min(answer.objective).max(node.bound);
        if let Some((k, up, fraction)) = node.origin
            && node.bound.is_finite()
        {
            let cost = &mut self.costs[k];
            cost.sum[usize::from(up)] += (bound - node.bound).max(0.0) / fraction.max(WHOLE);
            cost.count[usize::from(up)] += 1;
        }
        if self.is_closed(bound) {
            self.closed = self.closed.min(bound);
            return Ok(Step::Closed);
        }
        let Some(k) = self.choose(&answer.columns) else {
            return self.settle(&node, &answer, bound);
        };
        let basis = self.relaxation.basis();
        let value = answer.columns[self.whole[k]];
        let mut sides = [false, true].map(|up| {
            let mut ranges = node.ranges.clone();
            if up {
                ranges[k].0 = value.ceil();
            } else {
                ranges[k].1 = value.floor();
            }
            let fraction = if up { value.ceil() - value } else { value - value.floor() };
            Node { bound, ranges, basis: basis.clone(), origin: Some((k, up, fraction)) }
        });
        if value - value.floor() > 0.5 {
            sides.swap(0, 1);
        }
        let [mut first, second] = sides;
        self.push(second);
        // The first side goes on from the corner where the relaxation stands.
        first.basis = None;
        Ok(Step::Down(first))
    }

    /// The fractional column whose branches promise most; none when all are whole.
    fn choose(&self, columns: &[f64]) -> Option<usize> {
        let total = |side: usize| {
            let (sum, count) = self.costs.iter().fold((0.0, 0), |(s, c), cost| {
                let n = cost.count[side];
                if n > 0 { (s + cost.sum[side] / f64::from(n), c + 1) } else { (s, c) }
            });
            if count > 0 { sum / f64::from(count) } else { 1.0 }
        };
        let usual = [total(0), total(1)];
        let mut best = None;
        let mut most = 0.0;
        for (k, &column) in self.whole.iter().enumerate() {
            let value = columns[column];
            let fractions = [value - value.floor(), value.ceil() - value];
            if fractions[0].min(fractions[1]) <= WHOLE {
                continue;
            }
            let gain = |side: usize| {
                let PseudoCost { sum, count } = self.costs[k];
                let rate = if count[side] > 0 { sum[side] / f64::from(count[side]) } else { usual[side] };
                (rate * fractions[side]).max(1e-9)
            };
            let score = gain(0) * gain(1);
            if best.is_none() || score > most {
                (best, most) = (Some(k), score);
            }
        }
        best
    }

    /// A whole point: solved again with its columns fixed, for exact numbers and for duals.
    fn settle(&mut self, node: &Node, answer: &Answer, bound: f64) -> Result<Step, Error> {
        let fixed: Vec<(f64, f64)> = self.whole.iter().map(|&j| answer.columns[j].round()).map(|v| (v, v)).collect();
        self.enter(&fixed)?;
        let mut exact = self.relax()?;
        if exact.status != Status::Optimal {
            // Whole only within the tolerance: the column farthest from whole is branched on after all.
            let off = |k: &usize| (answer.columns[self.whole[*k]] - answer.columns[self.whole[*k]].round()).abs();
            let farthest = (0..self.whole.len()).max_by(|a, b| off(a).total_cmp(&off(b)).then(b.cmp(a)));
            let Some(k) = farthest.filter(|k| off(k) > 0.0 && node.ranges[*k].0 < node.ranges[*k].1) else {
                return Ok(Step::Closed);
            };
            let value = answer.columns[self.whole[k]];
            let mut below = node.clone();
            below.bound = bound;
            below.ranges[k].1 = value.floor();
            let mut above = below.clone();
            above.ranges[k] = (value.floor() + 1.0, node.ranges[k].1);
            self.push(above);
            return Ok(Step::Down(below));
        }
        for &column in &self.whole {
            exact.columns[column] = exact.columns[column].round();
        }
        exact.objective = self.programme.objective(&exact.columns);
        exact.rows = self.programme.activities(&exact.columns);
        self.closed = self.closed.min(bound);
        if self.best.as_ref().is_none_or(|best| exact.objective < best.objective) {
            self.best = Some(exact);
        }
        Ok(Step::Closed)
    }
}

enum Step {
    /// Go on with this node.
    Down(Node),
    Closed,
    Unbounded,
    Stopped,
}
