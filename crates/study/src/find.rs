//! Products and processes by a part of their names, in either language.

use serde::Serialize;
use verdigris_network::{Network, search};
use verdigris_quantity::Label;

/// Something found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// Network it is in.
    pub network: String,
    /// What it is: a sort of flow, or a process.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Region of a process, compartment of a flow.
    #[serde(rename = "where")]
    pub place: String,
}

/// The first hits in an unfolded network, best first, and how many there are.
pub fn find(name: &str, network: &Network, text: &str, limit: usize) -> (usize, Vec<Hit>) {
    let hits = search::search(network, text);
    let all = hits.len();
    let of = |hit: search::Hit| {
        let (kind, id, label, place) = match hit.target {
            search::Target::Flow(index) => {
                let flow = network.flow(index);
                (flow.kind.word(), &flow.id, &flow.name, &flow.compartment.0)
            }
            search::Target::Process(index) => {
                let process = network.process(index);
                ("process", &process.id, &process.name, &process.region)
            }
        };
        Hit { network: name.to_owned(), kind, id: id.clone(), name: label.clone(), place: place.clone() }
    };
    (all, hits.into_iter().take(limit).map(of).collect())
}
