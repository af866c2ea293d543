//! Balances of matter: metal through the plant, carbon in a material.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use verdigris_network::{Finding, FindingKind, Place};

use super::series::{named, shown};
use crate::{
    sector::Sector,
    vocabulary::{Item, ItemKind, Vocabulary},
    year::{Total, Year},
};

/// Share by which more metal may come out than goes in: sampling and weighing, and stocks of intermediates.
const MORE: f64 = 0.02;
/// Share that may be missing: unrecorded losses, and stocks of intermediates.
const LESS: f64 = 0.10;

/// Metal in against metal out, where the contents of all feeds are told. What the plant makes and uses again counts by
/// its difference.
pub fn metal(year: &Year, vocabulary: &Vocabulary, sector: &Sector) -> Option<Finding> {
    if sector.metal.is_empty() {
        return None;
    }
    let amount = |item: &Item, measure: &str| -> f64 {
        let total = vocabulary.measure(measure).and_then(|measure| year.over_units(&item.id, measure).ok().flatten());
        total.and_then(|total| total.value.to_f64()).unwrap_or(0.0)
    };
    let (mut fed, mut made, mut unknown_feed, mut unknown_made) = (0.0, 0.0, false, false);
    let mut place: Option<Place> = None;
    for item in vocabulary.items().iter().filter(|item| item.unit.symbol() == "t") {
        let net = match item.kind {
            ItemKind::Product | ItemKind::Scrap => {
                amount(item, "used") + amount(item, "used-as-raw-material") - amount(item, "produced")
            }
            ItemKind::Waste => -amount(item, "arising"),
            _ => continue,
        };
        let content =
            vocabulary.measure("metal-content").and_then(|measure| year.over_units(&item.id, measure).ok()?);
        let share = content.as_ref().and_then(|content| content.value.to_f64()).map(|content| content / 100.0);
        match (net > 0.0, share) {
            (true, Some(share)) => {
                fed += net * share;
                place = place.or_else(|| content.and_then(|content| content.places.into_iter().next()));
            }
            (true, None) => unknown_feed = true,
            (false, Some(share)) => made -= net * share,
            // By-products such as sulfuric acid hold none of it; what is made of it does.
            (false, None) => unknown_made |= net < 0.0 && !METAL_FREE.contains(&item.id.as_str()),
        }
    }
    if fed <= 0.0 || made <= 0.0 {
        return None;
    }
    let excess = (made - fed) / fed;
    let off = (excess > MORE && !unknown_feed) || (excess < -LESS && !unknown_made && !unknown_feed);
    off.then(|| {
        Finding::new(FindingKind::MassBalance, place.unwrap_or_default())
            .with("metal", &sector.metal)
            .with("input", shown(fed))
            .with("output", shown(made))
            .with("gap", shown((excess * 1000.0).round() / 10.0))
            .with("unit", "t")
    })
}

/// Products and wastes that hold none of a sector's metal.
const METAL_FREE: &[&str] = &["sulfuric-acid", "spent-pot-lining"];

/// Carbon that a material cannot hold: more than its mass less ash, sulfur and moisture.
pub fn carbon(year: &Year, vocabulary: &Vocabulary) -> Vec<Finding> {
    let of = |item: &Item, measure: &str| -> Option<Total> {
        year.over_units(&item.id, vocabulary.measure(measure)?).ok().flatten()
    };
    let check = |item: &Item| {
        let content = of(item, "carbon-content").or_else(|| {
            let (heat, carbon) = (of(item, "calorific-value")?, of(item, "carbon-per-energy")?);
            Some(Total { value: heat.value.checked_mul(carbon.value)?, ..heat })
        })?;
        let others =
            ["ash", "sulfur", "moisture"].map(|measure| of(item, measure).map_or(Decimal::ZERO, |total| total.value));
        let others = others.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let limit = Decimal::ONE.checked_sub(others.checked_div(Decimal::ONE_HUNDRED)?)?;
        (content.value > limit).then(|| {
            let place = content.places.first().cloned().unwrap_or_default();
            let finding = named(Finding::new(FindingKind::CarbonBalance, place), item, None);
            finding.with("amount", content.value.normalize()).with("limit", limit.normalize()).with("unit", "t/t")
        })
    };
    vocabulary.items().iter().filter(|item| item.unit.symbol() == "t").filter_map(check).collect()
}
