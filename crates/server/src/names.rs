//! Names of sectors and regions, from the packaged data.

use std::{collections::HashMap, sync::LazyLock};

use verdigris_quantity::Label;
use verdigris_registry::pack;
use verdigris_study::Packaged;

use crate::http::refusal::Refusal;

static REGIONS: LazyLock<HashMap<String, Label>> = LazyLock::new(|| {
    let network = pack::network().network;
    network.regions.iter().map(|region| (region.id.clone(), region.name.clone())).collect()
});

/// Reads the packaged names, which takes a while the first time: on a thread that may be kept busy.
pub(crate) fn warm() {
    LazyLock::force(&REGIONS);
    let _ = Packaged::get();
}

fn itself(id: &str) -> Label {
    Label::new(id, id)
}

/// Name of a region; its code where it has none.
pub fn region(id: &str) -> Label {
    REGIONS.get(id).cloned().unwrap_or_else(|| itself(id))
}

/// Name of a sector; its id where it has none.
pub fn sector(id: &str) -> Label {
    let named = Packaged::get().ok().and_then(|packaged| packaged.sectors.sector(id).ok());
    named.map_or_else(|| itself(id), |sector| sector.name.clone())
}

/// A region that is known.
pub fn known_region(field: &str, id: &str) -> Result<String, Refusal> {
    if REGIONS.contains_key(id) { Ok(id.to_owned()) } else { Err(Refusal::invalid(field, "unknown-value")) }
}

/// A sector that is known.
pub fn known_sector(field: &str, id: &str) -> Result<String, Refusal> {
    let known = Packaged::get().is_ok_and(|packaged| packaged.sectors.sector(id).is_ok_and(|sector| sector.id == id));
    if known { Ok(id.to_owned()) } else { Err(Refusal::invalid(field, "unknown-value")) }
}
