//! A journal of what a patch touched, so that a failed one leaves nothing behind without copying the network first.

use crate::{
    flow::{Flow, FlowIndex, Property},
    network::Network,
    parameter::Parameter,
    process::Process,
    source::{Source, SourceIndex},
};

enum Step {
    Process(usize, Box<Process>),
    ProcessAdded,
    ProcessRemoved(usize, Box<Process>),
    Parameters(Vec<Parameter>),
    FlowAdded,
    Properties(FlowIndex, Vec<Property>),
    SourceAdded,
}

/// A network under change.
pub(super) struct Journal<'n> {
    network: &'n mut Network,
    steps: Vec<Step>,
}

impl<'n> Journal<'n> {
    pub fn new(network: &'n mut Network) -> Self {
        Self { network, steps: Vec::new() }
    }

    pub fn network(&self) -> &Network {
        self.network
    }

    /// A process to be changed in place.
    pub fn process(&mut self, at: usize) -> &mut Process {
        let process = &mut self.network.processes[at];
        self.steps.push(Step::Process(at, Box::new(process.clone())));
        process
    }

    pub fn add_process(&mut self, process: Process) {
        self.steps.push(Step::ProcessAdded);
        self.network.processes.push(process);
    }

    pub fn remove_process(&mut self, at: usize) {
        let process = self.network.processes.remove(at);
        self.steps.push(Step::ProcessRemoved(at, Box::new(process)));
    }

    /// The parameters of the whole network, to be changed in place.
    pub fn parameters(&mut self) -> &mut Vec<Parameter> {
        self.steps.push(Step::Parameters(self.network.parameters.clone()));
        &mut self.network.parameters
    }

    pub fn add_flow(&mut self, flow: Flow) {
        self.steps.push(Step::FlowAdded);
        self.network.flows.push(flow);
    }

    pub fn properties(&mut self, flow: FlowIndex) -> &mut Vec<Property> {
        let properties = &mut self.network.flows[flow.at()].properties;
        self.steps.push(Step::Properties(flow, properties.clone()));
        properties
    }

    /// The source of this id, which is added where it is new.
    pub fn source(&mut self, source: Source) -> SourceIndex {
        let known = self.network.sources.iter().position(|known| known.id == source.id);
        let at = known.unwrap_or_else(|| {
            self.steps.push(Step::SourceAdded);
            self.network.sources.push(source);
            self.network.sources.len() - 1
        });
        SourceIndex(at as u32)
    }

    /// Takes everything back.
    pub fn roll_back(self) {
        let network = self.network;
        for step in self.steps.into_iter().rev() {
            match step {
                Step::Process(at, process) => network.processes[at] = *process,
                Step::ProcessAdded => drop(network.processes.pop()),
                Step::ProcessRemoved(at, process) => network.processes.insert(at, *process),
                Step::Parameters(parameters) => network.parameters = parameters,
                Step::FlowAdded => drop(network.flows.pop()),
                Step::Properties(flow, properties) => network.flows[flow.at()].properties = properties,
                Step::SourceAdded => drop(network.sources.pop()),
            }
        }
    }
}
