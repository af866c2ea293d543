//! Which parameter a name means, and the order in which parameters can be computed.

use std::collections::HashMap;

use super::Formulas;
use crate::{
    error::NetworkError, finding::Place, formula::Formula, network::Network, parameter::Parameter,
    process::ProcessIndex,
};

/// How a parameter gets its value.
pub(super) enum Definition {
    Value,
    Formula(Formula),
    Broken(NetworkError),
}

/// A parameter of the network or of a process.
pub(super) struct Scoped<'n> {
    pub process: Option<ProcessIndex>,
    pub source: &'n Parameter,
    pub definition: Definition,
}

/// All parameters and their names.
pub(super) struct Scopes<'n> {
    pub parameters: Vec<Scoped<'n>>,
    network: &'n Network,
    global: HashMap<String, u32>,
    local: HashMap<ProcessIndex, HashMap<String, u32>>,
}

impl<'n> Scopes<'n> {
    pub fn new(network: &'n Network, formulas: &mut Formulas) -> Self {
        let mut scopes = Self { parameters: Vec::new(), network, global: HashMap::new(), local: HashMap::new() };
        for parameter in &network.parameters {
            scopes.add(None, parameter, formulas);
        }
        for (at, process) in network.processes.iter().enumerate() {
            for parameter in &process.parameters {
                scopes.add(Some(ProcessIndex(at as u32)), parameter, formulas);
            }
        }
        scopes
    }

    /// The first parameter of a name counts; readers report the others.
    fn add(&mut self, process: Option<ProcessIndex>, source: &'n Parameter, formulas: &mut Formulas) {
        let names = match process {
            None => &mut self.global,
            Some(process) => self.local.entry(process).or_default(),
        };
        let name = source.id.trim().to_lowercase();
        if names.contains_key(&name) {
            return;
        }
        names.insert(name, self.parameters.len() as u32);
        let definition = match source.formula.as_deref().filter(|text| !text.trim().is_empty()) {
            None => Definition::Value,
            Some(text) => formulas.get(text).map_or_else(Definition::Broken, Definition::Formula),
        };
        self.parameters.push(Scoped { process, source, definition });
    }

    /// What `name` (in lower case) means inside a process, or in the whole network.
    pub fn find(&self, process: Option<ProcessIndex>, name: &str) -> Option<u32> {
        let own = process.and_then(|process| self.local.get(&process)).and_then(|names| names.get(name));
        own.or_else(|| self.global.get(name)).copied()
    }

    pub fn process_id(&self, process: ProcessIndex) -> &'n str {
        &self.network.process(process).id
    }

    pub fn place(&self, at: u32) -> Place {
        let parameter = &self.parameters[at as usize];
        let place = parameter.process.map_or_else(Place::default, |process| Place::process(self.process_id(process)));
        place.at_field(&parameter.source.id)
    }

    pub fn positions(self) -> HashMap<(Option<ProcessIndex>, String), u32> {
        let global = self.global.into_iter().map(|(name, at)| ((None, name), at));
        let local = self
            .local
            .into_iter()
            .flat_map(|(process, names)| names.into_iter().map(move |(name, at)| ((Some(process), name), at)));
        global.chain(local).collect()
    }

    fn inputs(&self, at: u32) -> Vec<u32> {
        let parameter = &self.parameters[at as usize];
        match &parameter.definition {
            Definition::Formula(formula) => {
                formula.names().iter().filter_map(|name| self.find(parameter.process, name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// An order in which every parameter stands after those it uses, and the parameters that lie on a ring, each with
    /// the ring as an error.
    pub fn order(&self) -> (Vec<u32>, HashMap<u32, NetworkError>) {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let mut state = vec![State::New; self.parameters.len()];
        let mut order = Vec::with_capacity(self.parameters.len());
        let mut rings: HashMap<u32, NetworkError> = HashMap::new();
        for root in 0..self.parameters.len() as u32 {
            if state[root as usize] != State::New {
                continue;
            }
            // An explicit path, because chains of parameters may be longer than the call stack.
            state[root as usize] = State::Open;
            let mut path = vec![(root, self.inputs(root), 0)];
            while let Some((at, inputs, next)) = path.last_mut() {
                let Some(&input) = inputs.get(*next) else {
                    state[*at as usize] = State::Done;
                    order.push(*at);
                    path.pop();
                    continue;
                };
                *next += 1;
                match state[input as usize] {
                    State::Done => {}
                    State::New => {
                        state[input as usize] = State::Open;
                        path.push((input, self.inputs(input), 0));
                    }
                    State::Open => {
                        let start = path.iter().position(|(open, ..)| *open == input).unwrap_or(0);
                        let members: Vec<u32> = path[start..].iter().map(|(open, ..)| *open).collect();
                        let names = members.iter().chain(members.first());
                        let ring = names.map(|&k| self.parameters[k as usize].source.id.clone()).collect();
                        let error = NetworkError::ParameterRing { ring };
                        for member in members {
                            rings.entry(member).or_insert_with(|| error.clone());
                        }
                    }
                }
            }
        }
        (order, rings)
    }
}
