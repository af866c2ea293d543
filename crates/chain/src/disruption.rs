//! What failures cost when everything else adapts: N−1, N−2 and the worst few.
//!
//! The loss of a set of elements is the least cost without them minus the least cost with them, never below zero. A run that
//! does not use an element is still feasible without it, so its loss is zero without another solve; a pair needs a solve
//! only if the run without one of them uses the other. The worst set of k elements must hit the elements some run uses
//! at every step: branching over those finds it exactly (interdiction by enumeration of hitting sets).

use std::collections::BTreeMap;

use serde::Serialize;
use verdigris_optimisation::Solver;

use crate::ChainError;
use crate::network::Network;
use crate::supply::{Element, Run, run};

/// What the failure of one element costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Loss {
    /// The element.
    pub element: Element,
    /// Its id.
    pub name: String,
    /// Rise of the least cost.
    pub loss: f64,
    /// Rise of what is not delivered, over all demands.
    pub unmet: f64,
    /// Whether the undisturbed run uses it.
    pub used: bool,
}

/// What the failure of two elements together costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairLoss {
    /// Ids of both.
    pub names: [String; 2],
    /// The elements.
    pub elements: [Element; 2],
    /// Rise of the least cost.
    pub loss: f64,
    /// Loss beyond the two single ones: above zero, they stand in for each other.
    pub beyond: f64,
}

/// The costliest set of failures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worst {
    /// The set.
    pub elements: Vec<Element>,
    /// Ids.
    pub names: Vec<String>,
    /// Rise of the least cost.
    pub loss: f64,
    /// Programmes solved.
    pub solves: usize,
    /// Whether no other set of this size costs more; false when the limit of solves was reached.
    pub proven: bool,
}

/// Kinds of elements that may fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Plants.
    pub plants: bool,
    /// Routes.
    pub routes: bool,
    /// Places.
    pub places: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { plants: true, routes: true, places: true }
    }
}

/// A network with its undisturbed run, asked about failures. Runs are kept, so that no set is solved twice.
pub struct Disruption<'a> {
    network: &'a Network,
    solver: &'a dyn Solver,
    kept: BTreeMap<Vec<Element>, Run>,
    base: Run,
}

impl<'a> Disruption<'a> {
    /// Runs the undisturbed network.
    pub fn of(network: &'a Network, solver: &'a dyn Solver) -> Result<Self, ChainError> {
        network.validate()?;
        let base = run(network, &[], solver)?;
        Ok(Self { network, solver, kept: BTreeMap::new(), base })
    }

    /// The undisturbed run.
    pub fn base(&self) -> &Run {
        &self.base
    }

    /// Number of programmes solved for failures.
    pub fn solves(&self) -> usize {
        self.kept.len()
    }

    /// All elements of the kinds asked for.
    pub fn elements(&self, kinds: Kinds) -> Vec<Element> {
        let mut elements = Vec::new();
        if kinds.plants {
            elements.extend((0..self.network.plant.len()).map(Element::Plant));
        }
        if kinds.routes {
            elements.extend((0..self.network.route.len()).map(Element::Route));
        }
        if kinds.places {
            elements.extend((0..self.network.place.len()).map(Element::Place));
        }
        elements
    }

    /// Id of an element.
    pub fn name(&self, element: Element) -> String {
        match element {
            Element::Plant(at) => self.network.plant[at].id.clone(),
            Element::Route(at) => self.network.route[at].id.clone(),
            Element::Place(at) => self.network.place[at].id.clone(),
        }
    }

    /// The run without a set of elements. The longest part of the set (in order) whose run does not use the rest answers
    /// for it.
    fn without(&mut self, set: &[Element]) -> Result<Run, ChainError> {
        let mut set = set.to_vec();
        set.sort_unstable();
        set.dedup();
        let mut needed: Vec<Element> = Vec::new();
        let mut current = self.base.clone();
        // Adds only what the run so far uses, until the rest is not used.
        while let Some(next) =
            set.iter().copied().find(|element| !needed.contains(element) && current.uses(self.network, *element))
        {
            needed.push(next);
            needed.sort_unstable();
            current = if let Some(known) = self.kept.get(&needed) {
                known.clone()
            } else {
                let solved = run(self.network, &needed, self.solver)?;
                self.kept.insert(needed.clone(), solved.clone());
                solved
            };
        }
        Ok(current)
    }

    fn loss(&mut self, set: &[Element]) -> Result<(f64, f64), ChainError> {
        let run = self.without(set)?;
        let unmet = run.unmet.iter().sum::<f64>() - self.base.unmet.iter().sum::<f64>();
        // Below the solver's tolerance a difference is none.
        let size = self.base.cost.abs().max(run.cost.abs());
        let loss = run.cost - self.base.cost;
        Ok((if loss > 1e-7 * size { loss } else { 0.0 }, if unmet > 0.0 { unmet } else { 0.0 }))
    }

    /// The loss without each element, the largest first.
    pub fn single(&mut self, kinds: Kinds) -> Result<Vec<Loss>, ChainError> {
        let mut losses = Vec::new();
        for element in self.elements(kinds) {
            let (loss, unmet) = self.loss(&[element])?;
            let used = self.base.uses(self.network, element);
            losses.push(Loss { element, name: self.name(element), loss, unmet, used });
        }
        losses.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| a.element.cmp(&b.element)));
        Ok(losses)
    }

    /// The loss without each pair, the largest first, `most` of them.
    pub fn pairs(&mut self, kinds: Kinds, most: usize) -> Result<Vec<PairLoss>, ChainError> {
        let elements = self.elements(kinds);
        let mut pairs = Vec::new();
        for (at, &first) in elements.iter().enumerate() {
            for &second in &elements[at + 1..] {
                let (loss, _) = self.loss(&[first, second])?;
                let beyond = loss - self.loss(&[first])?.0 - self.loss(&[second])?.0;
                let names = [self.name(first), self.name(second)];
                pairs.push(PairLoss { names, elements: [first, second], loss, beyond });
            }
        }
        pairs.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| a.elements.cmp(&b.elements)));
        pairs.truncate(most);
        Ok(pairs)
    }

    /// The set of at most `count` elements whose failure costs most, with at most `solves` programmes.
    pub fn worst(&mut self, kinds: Kinds, count: usize, solves: usize) -> Result<Worst, ChainError> {
        let elements = self.elements(kinds);
        let limit = self.kept.len() + solves;
        let before = self.kept.len();
        let mut best = (Vec::new(), 0.0);
        let mut proven = true;
        // A set to extend, and elements that sets below it may not contain because another branch has them.
        let mut stack: Vec<(Vec<Element>, Vec<Element>)> = vec![(Vec::new(), Vec::new())];
        while let Some((set, barred)) = stack.pop() {
            if self.kept.len() >= limit {
                proven = false;
                break;
            }
            let (loss, _) = self.loss(&set)?;
            // Of sets that cost alike the smaller one is named.
            let alike = loss > best.1 * (1.0 - 1e-9) && set.len() < best.0.len();
            if alike || loss > best.1 * (1.0 + 1e-9) {
                best = (set.clone(), loss);
            }
            if set.len() >= count {
                continue;
            }
            let run = self.without(&set)?;
            let mut barred = barred;
            let mut next = Vec::new();
            for &element in &elements {
                if set.contains(&element) || barred.contains(&element) || !run.uses(self.network, element) {
                    continue;
                }
                let mut larger = set.clone();
                larger.push(element);
                next.push((larger, barred.clone()));
                barred.push(element);
            }
            stack.extend(next.into_iter().rev());
        }
        let names = best.0.iter().map(|&element| self.name(element)).collect();
        Ok(Worst { elements: best.0, names, loss: best.1, solves: self.kept.len() - before, proven })
    }
}
