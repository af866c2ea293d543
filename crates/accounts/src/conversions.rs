//! Exact factors between units, each worked out once for all accounts of a scheme.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use verdigris_quantity::Unit;

use crate::number::Exact;

/// By unit from, then by unit to; `None` where they measure different things.
type Known = HashMap<String, HashMap<String, Option<Exact>>>;

/// Factors met so far; shared between clones and threads. What is known never changes an answer, only its cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversions(Arc<RwLock<Known>>);

impl Conversions {
    /// Exact factor by which amounts in `from` become amounts in `to`; `None` where they measure different things.
    pub(crate) fn factor(&self, from: &str, to: &str) -> Option<Exact> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(from).and_then(|own| own.get(to)) {
            return found.clone();
        }
        drop(known);
        let found = worked_out(from, to);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(from.to_owned()).or_default().insert(to.to_owned(), found.clone());
        found
    }
}

fn worked_out(from: &str, to: &str) -> Option<Exact> {
    let (numerator, denominator) = Unit::parse(from).ok()?.factor_to(&Unit::parse(to).ok()?).ok()?.parts();
    Exact::ratio(numerator, denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_the_same_at_every_asking_and_in_every_clone() {
        let conversions = Conversions::default();
        for known in [&conversions, &conversions, &conversions.clone()] {
            assert_eq!(known.factor("GWh", "MWh"), Some(Exact::whole(1000)));
            assert_eq!(known.factor("MWh", "GWh"), Exact::parse("0.001"));
            assert_eq!(known.factor("MWh", "t"), None);
        }
    }
}
