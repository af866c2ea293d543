//! Parameters and formulas of a network, evaluated once and again for every draw of the uncertain parameters.
//!
//! Formulas are compiled to programs over one list of values, parameters in the order of their dependence. A draw then
//! recomputes only the parameters that depend on an uncertain one and the exchanges that depend on those. The values
//! are local to the call, so that any number of threads may draw at once and get the same numbers.

mod scope;

use std::collections::HashMap;

use verdigris_quantity::{distribution::Distribution, sampling::stable_id};

use crate::{
    error::NetworkError,
    finding::{Finding, FindingKind, Place},
    formula::{Formula, Program},
    network::Network,
    process::ProcessIndex,
    template::base_id,
};
use scope::{Definition, Scopes};

/// A parameter whose value is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertainParameter {
    /// Process it belongs to; `None` for the whole network.
    pub process: Option<ProcessIndex>,
    /// Its id.
    pub id: String,
    /// Value without uncertainty.
    pub value: f64,
    /// Distribution of the value.
    pub distribution: Distribution,
    /// Group whose members draw one random number, empty for none.
    pub group: String,
    /// Key of its draws: of the group where there is one, otherwise of `parameter`, process and id. Regional copies of
    /// one process share the key, since they express one piece of knowledge.
    pub key: u64,
}

/// Amounts of all exchanges of a network, and how they follow its uncertain parameters.
#[derive(Clone, Debug, Default)]
pub struct Evaluator {
    /// Where the exchanges of each process start in `amounts`.
    starts: Vec<usize>,
    amounts: Vec<Option<f64>>,
    values: Vec<f64>,
    /// Positions of the names, by process and name in lower case.
    positions: HashMap<(Option<ProcessIndex>, String), u32>,
    uncertain: Vec<UncertainParameter>,
    /// Positions of the uncertain parameters in `values`.
    drawn: Vec<u32>,
    /// Computed parameters that depend on a drawn one, in order.
    parameters: Vec<(u32, Program)>,
    dependent: Vec<(ProcessIndex, usize)>,
    programs: Vec<Program>,
}

/// Space reused between draws.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    values: Vec<f64>,
    stack: Vec<f64>,
}

impl Evaluator {
    /// Evaluates a network. A formula that fails is a finding, and the stored amount or value stands in for it.
    pub fn new(network: &Network) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut formulas = Formulas::default();
        let scopes = Scopes::new(network, &mut formulas);
        let mut evaluator = Self { values: vec![f64::NAN; scopes.parameters.len()], ..Self::default() };
        let compiled = evaluator.parameters(&scopes, &mut findings);
        evaluator.find_uncertain(&scopes, &mut findings);
        let programs = evaluator.amounts(network, &scopes, &mut formulas, &mut findings);
        evaluator.keep_dependent(compiled, programs);
        evaluator.positions = scopes.positions();
        (evaluator, findings)
    }

    /// Amount of an exchange without uncertainty, in the exchange's unit; `None` is not available.
    pub fn amount(&self, process: ProcessIndex, exchange: usize) -> Option<f64> {
        let at = self.starts.get(process.at())? + exchange;
        let end = self.starts.get(process.at() + 1).copied().unwrap_or(self.amounts.len());
        if at < end { self.amounts[at] } else { None }
    }

    /// Value of a parameter as a formula of the process (or of the whole network) sees it.
    pub fn parameter(&self, process: Option<ProcessIndex>, id: &str) -> Option<f64> {
        let id = id.to_lowercase();
        let own = self.positions.get(&(process, id.clone())).or_else(|| self.positions.get(&(None, id)));
        own.map(|&at| self.values[at as usize]).filter(|value| value.is_finite())
    }

    /// The uncertain parameters on which the amount of some exchange depends.
    pub fn uncertain_parameters(&self) -> &[UncertainParameter] {
        &self.uncertain
    }

    /// The exchanges whose amounts depend on an uncertain parameter: process and position.
    pub fn dependent_exchanges(&self) -> &[(ProcessIndex, usize)] {
        &self.dependent
    }

    /// Amounts of the dependent exchanges, in their order, where the uncertain parameters have the given values, in
    /// their order. An amount is not finite where the values leave its formula without a result.
    ///
    /// # Panics
    /// When the number of values is not that of the uncertain parameters.
    pub fn resample(&self, values: &[f64]) -> Vec<f64> {
        let mut amounts = vec![0.0; self.dependent.len()];
        self.resample_into(values, &mut Scratch::default(), &mut amounts);
        amounts
    }

    /// The same into a given slice with reused scratch space.
    ///
    /// # Panics
    /// When a slice does not have the length of its list.
    pub fn resample_into(&self, values: &[f64], scratch: &mut Scratch, amounts: &mut [f64]) {
        assert!(values.len() == self.drawn.len() && amounts.len() == self.programs.len(), "lengths differ");
        scratch.values.clone_from(&self.values);
        for (&at, &value) in self.drawn.iter().zip(values) {
            scratch.values[at as usize] = value;
        }
        for (at, program) in &self.parameters {
            scratch.values[*at as usize] = program.run(&scratch.values, &mut scratch.stack);
        }
        for (program, amount) in self.programs.iter().zip(amounts) {
            *amount = program.run(&scratch.values, &mut scratch.stack);
        }
    }

    /// Values of all parameters; what was computed, in the order of dependence.
    fn parameters(&mut self, scopes: &Scopes<'_>, findings: &mut Vec<Finding>) -> Vec<(u32, Program)> {
        let (order, rings) = scopes.order();
        let mut stack = Vec::new();
        let mut compiled = Vec::new();
        let mut defined = vec![false; scopes.parameters.len()];
        for at in order {
            let parameter = &scopes.parameters[at as usize];
            let stored = parameter.source.value;
            let computed = match &parameter.definition {
                Definition::Value => None,
                _ if rings.contains_key(&at) => Some(Err(rings[&at].clone())),
                Definition::Broken(error) => Some(Err(error.clone())),
                Definition::Formula(formula) => {
                    let position = |name: &str| scopes.find(parameter.process, name).filter(|&k| defined[k as usize]);
                    Some(formula.bind(position).and_then(|program| {
                        let value = formula.finite(program.run(&self.values, &mut stack))?;
                        Ok((program, value))
                    }))
                }
            };
            let value = match computed {
                Some(Ok((program, value))) => {
                    compiled.push((at, program));
                    Some(value)
                }
                Some(Err(error)) => {
                    let formula = parameter.source.formula.as_deref().unwrap_or_default();
                    findings.push(failed(scopes.place(at), formula, &error));
                    stored
                }
                None => stored,
            };
            if let Some(value) = value {
                self.values[at as usize] = value;
                defined[at as usize] = true;
            }
        }
        compiled
    }

    fn find_uncertain(&mut self, scopes: &Scopes<'_>, findings: &mut Vec<Finding>) {
        for (at, parameter) in scopes.parameters.iter().enumerate() {
            let source = parameter.source;
            let spread = source.spread.or_else(|| source.pedigree.map(|pedigree| pedigree.spread()));
            let Some(spread) = spread else { continue };
            let reason = match (&parameter.definition, source.value) {
                (Definition::Value, Some(0.0) | None) => continue,
                (Definition::Value, Some(value)) => match spread.around(value) {
                    Ok(distribution) if distribution.is_certain() => continue,
                    Ok(distribution) => {
                        self.drawn.push(at as u32);
                        self.uncertain.push(uncertain(scopes, at, value, distribution));
                        continue;
                    }
                    Err(error) => error.to_string(),
                },
                _ => "a computed parameter has the uncertainty of what it is computed from".to_owned(),
            };
            let finding = Finding::new(FindingKind::BadUncertainty, scopes.place(at as u32));
            findings.push(finding.with("text", spread).with("reason", reason));
        }
    }

    fn amounts(
        &mut self,
        network: &Network,
        scopes: &Scopes<'_>,
        formulas: &mut Formulas,
        findings: &mut Vec<Finding>,
    ) -> Vec<((ProcessIndex, usize), Program)> {
        let mut stack = Vec::new();
        let mut programs = Vec::new();
        for (at, process) in network.processes.iter().enumerate() {
            let index = ProcessIndex(at as u32);
            self.starts.push(self.amounts.len());
            for (position, exchange) in process.exchanges.iter().enumerate() {
                let Some(text) = &exchange.formula else {
                    self.amounts.push(exchange.amount);
                    continue;
                };
                let known =
                    |name: &str| scopes.find(Some(index), name).filter(|&k| self.values[k as usize].is_finite());
                let evaluated = formulas.get(text).and_then(|formula| {
                    let program = formula.bind(known)?;
                    let value = formula.finite(program.run(&self.values, &mut stack))?;
                    Ok((program, value))
                });
                match evaluated {
                    Ok((program, value)) => {
                        self.amounts.push(Some(value));
                        programs.push(((index, position), program));
                    }
                    Err(error) => {
                        let place = Place::exchange(&process.id, &exchange.id).at_field("formula");
                        findings.push(failed(place, text, &error));
                        self.amounts.push(exchange.amount);
                    }
                }
            }
        }
        programs
    }

    /// Keeps what a draw changes: nothing else is computed again.
    fn keep_dependent(&mut self, compiled: Vec<(u32, Program)>, programs: Vec<((ProcessIndex, usize), Program)>) {
        let mut varies = vec![false; self.values.len()];
        for &at in &self.drawn {
            varies[at as usize] = true;
        }
        for (at, program) in compiled {
            if program.positions().any(|k| varies[k as usize]) {
                varies[at as usize] = true;
                self.parameters.push((at, program));
            }
        }
        for (exchange, program) in programs {
            if program.positions().any(|k| varies[k as usize]) {
                self.dependent.push(exchange);
                self.programs.push(program);
            }
        }
        self.drop_idle();
    }

    /// Drops uncertain parameters, and computed ones between, that reach no exchange.
    fn drop_idle(&mut self) {
        let mut used = vec![false; self.values.len()];
        let mark = |program: &Program, used: &mut Vec<bool>| {
            for k in program.positions() {
                used[k as usize] = true;
            }
        };
        for program in &self.programs {
            mark(program, &mut used);
        }
        for (at, program) in self.parameters.iter().rev() {
            if used[*at as usize] {
                mark(program, &mut used);
            }
        }
        self.parameters.retain(|(at, _)| used[*at as usize]);
        let keep: Vec<bool> = self.drawn.iter().map(|&at| used[at as usize]).collect();
        let mut flags = keep.iter();
        self.drawn.retain(|_| flags.next() == Some(&true));
        let mut flags = keep.iter();
        self.uncertain.retain(|_| flags.next() == Some(&true));
    }
}

fn uncertain(scopes: &Scopes<'_>, at: usize, value: f64, distribution: Distribution) -> UncertainParameter {
    let parameter = &scopes.parameters[at];
    let id = parameter.source.id.to_lowercase();
    let group = parameter.source.group.clone();
    let process = parameter.process.map_or("", |process| base_id(scopes.process_id(process)));
    let key = if group.is_empty() { stable_id(&["parameter", process, &id]) } else { stable_id(&["group", &group]) };
    UncertainParameter { process: parameter.process, id: parameter.source.id.clone(), value, distribution, group, key }
}

fn failed(place: Place, formula: &str, error: &NetworkError) -> Finding {
    Finding::new(FindingKind::FormulaFailed, place).with("formula", formula).with("reason", error)
}

/// Formulas by text, each read once.
#[derive(Default)]
pub(crate) struct Formulas(HashMap<String, Result<Formula, NetworkError>>);

impl Formulas {
    fn get(&mut self, text: &str) -> Result<Formula, NetworkError> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let read = Formula::parse(text);
        self.0.insert(text.to_owned(), read.clone());
        read
    }
}

#[cfg(test)]
mod tests;
