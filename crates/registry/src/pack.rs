//! The packaged data: the nonferrous network and the characterisation methods, carried inside the program.

use verdigris_network::{
    Finding, Network,
    table::{Sheet, Tables, read},
};

use crate::factor::{Registry, RegistryError};

/// A part of the pack, read.
#[derive(Clone, Debug, Default)]
pub struct Packaged {
    /// The network, its processes not yet unfolded over regions.
    pub network: Network,
    /// What is wrong with the packaged tables; a test holds this empty of errors.
    pub findings: Vec<Finding>,
}

macro_rules! tables {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../data/", $folder, "/", $name, ".csv")))),+]
    };
}

const NETWORK: &[(&str, &str)] = &tables!("network":
    "network", "sources", "regions", "flows", "properties", "processes", "exchanges", "parameters");

const METHODS: &[(&str, &str)] = &tables!("methods": "sources", "methods", "indicators", "factors");

/// The packaged nonferrous network.
pub fn network() -> Packaged {
    packaged("network", NETWORK, "nonferrous")
}

/// The packaged methods, as a network that holds nothing else.
pub fn methods() -> verdigris_network::Network {
    packaged("methods", METHODS, "methods").network
}

const FACTORS: &[(&str, &str)] = &tables!("factors": "grid", "fuels", "carbonates", "gwp", "process", "energy_limits");

/// The packaged factors and standards.
pub fn registry() -> Result<Registry, RegistryError> {
    Registry::read(FACTORS, ("standards", include_str!("../../../data/factors/standards.csv")))?
        .with_sources(("sources", include_str!("../../../data/factors/sources.csv")))
}

fn packaged(folder: &str, files: &[(&str, &str)], id: &str) -> Packaged {
    let mut tables = Tables::default();
    for (name, text) in files {
        tables.add(*name, Sheet::csv(format!("data/{folder}/{name}.csv"), *text));
    }
    let (mut network, findings) = read(&tables);
    id.clone_into(&mut network.id);
    Packaged { network, findings }
}
