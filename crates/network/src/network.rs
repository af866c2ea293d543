//! The network itself.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Unit};

use crate::{
    flow::{Flow, FlowIndex},
    method::Method,
    parameter::Parameter,
    process::{Process, ProcessIndex},
    region::Regions,
    source::{Source, SourceIndex},
};

/// An explicit statement that users of one flow are served by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// Flow id or name that users name.
    pub from: String,
    /// Flow id that a process provides.
    pub to: String,
    /// Unit of the amounts of `from` that `factor` applies to; `None` for the flow's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Amounts of `from` times this are amounts of `to` in its reference unit; `None` for plain unit conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// Why the two are one.
    pub note: String,
}

/// Flows, processes and what is needed to compute on them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Short name.
    pub id: String,
    /// Title.
    #[serde(default)]
    pub name: Label,
    /// Version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Licence of the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Sources that processes and exchanges refer to.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Regions.
    #[serde(default)]
    pub regions: Regions,
    /// Flows.
    pub flows: Vec<Flow>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Parameters of the whole network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Methods the network brings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Method>,
    /// Aliases used when linking.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
}

impl Network {
    /// An empty network.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// A flow by index.
    pub fn flow(&self, index: FlowIndex) -> &Flow {
        &self.flows[index.at()]
    }

    /// A process by index.
    pub fn process(&self, index: ProcessIndex) -> &Process {
        &self.processes[index.at()]
    }

    /// A source by index.
    pub fn source(&self, index: SourceIndex) -> Option<&Source> {
        self.sources.get(index.0 as usize)
    }

    /// Flow ids to indices.
    pub fn flow_index(&self) -> HashMap<&str, FlowIndex> {
        self.flows.iter().enumerate().map(|(k, flow)| (flow.id.as_str(), FlowIndex(k as u32))).collect()
    }

    /// Process ids to indices.
    pub fn process_index(&self) -> HashMap<&str, ProcessIndex> {
        self.processes.iter().enumerate().map(|(k, process)| (process.id.as_str(), ProcessIndex(k as u32))).collect()
    }

    /// Number of exchanges of all processes.
    pub fn exchange_count(&self) -> usize {
        self.processes.iter().map(|process| process.exchanges.len()).sum()
    }
}
