//! Factors of the registry as leaves of a trace.

use verdigris_quantity::{Origin, Trace};
use verdigris_registry::factor::StandardFactor;

/// A factor with its standard, clause, source and trust.
pub fn factor(factor: &StandardFactor) -> Trace {
    let place = match (factor.clause.as_str(), factor.place.as_str()) {
        ("", place) => place.to_owned(),
        (clause, place) if clause == place => clause.to_owned(),
        (clause, place) => format!("{clause}; {place}"),
    };
    let source = if factor.standard.is_empty() { &factor.source } else { &factor.standard };
    let origin = Origin {
        source: source.clone(),
        place: format!("{place} [{}]", factor.id),
        trust: factor.trust.map(|trust| trust.to_string()).unwrap_or_default(),
        ..Origin::default()
    };
    Trace::datum(factor.name.clone(), factor.value, factor.unit.symbol(), Some(origin))
}
