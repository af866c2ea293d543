//! The packaged network, assembled once under each method and shared by all requests.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use verdigris_study::{DEFAULT_METHOD, Loaded, Study, products::Products};
use verdigris_wording::{Kind, Problem};

/// The network under one method.
pub struct Prepared {
    /// Ready to compute on.
    pub study: Study,
    /// Its products, ready to search.
    pub products: Products,
}

/// Only methods there are get in, so that their number bounds the map.
static PREPARED: LazyLock<Mutex<BTreeMap<String, Arc<Prepared>>>> = LazyLock::new(Mutex::default);

/// The network under a method, by default climate change by AR6. The first call for a method assembles and factors it.
pub fn prepared(method: Option<&str>) -> Result<Arc<Prepared>, Problem> {
    let method = method.filter(|method| !method.is_empty()).unwrap_or(DEFAULT_METHOD);
    // Held while assembling: a second request for the same method waits for the first instead of doing the work again.
    let mut known = PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(prepared) = known.get(method) {
        return Ok(Arc::clone(prepared));
    }
    let study = Study::open(Loaded::packaged(), &[method.to_owned()], &[])?;
    study.intensities()?;
    let prepared = Arc::new(Prepared { products: Products::of(&study), study });
    known.insert(method.to_owned(), Arc::clone(&prepared));
    Ok(prepared)
}

/// The position of an indicator of the method, by its id; the first where none is named.
pub fn indicator(study: &Study, id: Option<&str>) -> Result<usize, Problem> {
    let ids =
        || study.assembly.indicators.iter().map(|row| study.methods[row.method].indicators[row.indicator].id.as_str());
    let unknown = |id: &str| {
        let known: Vec<&str> = ids().collect();
        Problem::new("no-indicator", Kind::NotFound).with("id", id).with("ids", known.join(", "))
    };
    match id.filter(|id| !id.is_empty()) {
        None => ids().next().map(|_| 0).ok_or_else(|| unknown("")),
        Some(id) => ids().position(|known| known == id).ok_or_else(|| unknown(id)),
    }
}

/// Reads the packaged data that pages name things by. Whoever is the first to need them would wait for it on one of the few
/// threads that serve requests.
pub fn read_packaged() {
    crate::names::warm();
    // A failure shows when somebody asks.
    let _ = crate::sector::sector();
    let _ = crate::documents::registry();
}

/// Readies the usual method, so that the first to ask does not wait for it. A failure shows when somebody asks.
pub fn warm() {
    if let Err(problem) = prepared(None) {
        tracing::error!(error = %problem, "the packaged network could not be prepared");
    }
}
