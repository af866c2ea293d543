//! Writes an order as the cells it is read from.

use std::collections::BTreeSet;

use super::{ALLOYS, BATCHES, CHOICES, FURNACES, Form, MATERIALS, OPTIONS, SORTING};
use crate::{Composition, Kind, Order, Origin, Promise, Shape};

/// A section to write: the name of its sheet, its header and its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Id of the section.
    pub id: &'static str,
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Header: `id · English 中文`.
    pub header: Vec<String>,
    /// Rows of texts and numbers as texts.
    pub rows: Vec<Vec<String>>,
}

/// The sections of an order.
pub fn sections(order: &Order) -> Vec<Section> {
    let own: Vec<&Composition> = order
        .materials
        .iter()
        .map(|material| &material.composition)
        .chain(order.batches.iter().filter_map(|batch| batch.heel.as_ref().map(|heel| &heel.composition)))
        .chain(order.sortings.iter().flat_map(|sorting| sorting.fractions.iter().map(|own| &own.composition)))
        .collect();
    let elements: BTreeSet<&str> = own.iter().flat_map(|own| own.contents.keys()).map(String::as_str).collect();
    let elements: Vec<&str> = elements.into_iter().collect();
    vec![
        materials(order, &elements),
        furnaces(order, &elements),
        batches(order, &elements),
        alloys(order),
        sorting(order, &elements),
        options(order),
    ]
}

fn section(form: &'static Form, elements: &[&str], spreads: bool, rows: Vec<Vec<String>>) -> Section {
    let mut header: Vec<String> =
        form.columns.iter().map(|own| format!("{} · {} {}", own.key, own.en, own.zh)).collect();
    for element in elements {
        header.push((*element).to_owned());
        if spreads {
            header.push(format!("{element} ±"));
        }
    }
    Section { id: form.id, sheet: form.sheet, header, rows }
}

fn number(value: Option<f64>) -> String {
    // Shares were divided by a hundred: the trace of it is rounded off.
    value.map_or_else(String::new, |value| ((value * 1e9).round() / 1e9).to_string())
}

fn contents(composition: Option<&Composition>, elements: &[&str]) -> Vec<String> {
    elements
        .iter()
        .flat_map(|element| {
            let own = composition.and_then(|own| own.contents.get(*element));
            [number(own.map(|own| own.mean)), number(own.map(|own| own.deviation).filter(|own| *own > 0.0))]
        })
        .collect()
}

fn materials(order: &Order, elements: &[&str]) -> Section {
    let rows = order
        .materials
        .iter()
        .map(|own| {
            let kind = match own.kind {
                Kind::Scrap => "scrap",
                Kind::Primary => "primary",
                Kind::Master => "master",
            };
            let origin = match own.origin {
                Origin::PostConsumer => "post-consumer",
                Origin::PreConsumer => "pre-consumer",
                Origin::Internal => "internal",
                Origin::Primary => "primary",
            };
            let mut row = vec![own.id.clone(), own.name.en.clone(), own.name.zh.clone(), kind.into(), origin.into()];
            row.extend([own.price, own.stock, own.take_min, own.take_max, own.bundle].map(number));
            row.extend([Some(100.0 * own.melt_loss), Some(100.0 * own.dross), own.footprint].map(number));
            row.extend(contents(Some(&own.composition), elements));
            row
        })
        .collect();
    section(&MATERIALS, elements, true, rows)
}

fn furnaces(order: &Order, elements: &[&str]) -> Section {
    let recovered: Vec<&str> = elements
        .iter()
        .copied()
        .filter(|element| order.furnaces.iter().any(|own| own.recovery.contains_key(*element)))
        .collect();
    let rows = order
        .furnaces
        .iter()
        .map(|own| {
            let mut row = vec![own.id.clone()];
            row.extend([Some(own.capacity), Some(own.melting_cost), Some(own.dross_value), own.footprint].map(number));
            row.extend(recovered.iter().map(|element| number(own.recovery.get(*element).map(|share| 100.0 * share))));
            row
        })
        .collect();
    section(&FURNACES, &recovered, false, rows)
}

fn batches(order: &Order, elements: &[&str]) -> Section {
    let heels = order.batches.iter().any(|own| own.heel.is_some());
    let elements = if heels { elements } else { &[] };
    let rows = order
        .batches
        .iter()
        .map(|own| {
            let mut row = vec![own.id.clone(), own.alloy.clone(), own.furnace.clone()];
            let heel = own.heel.as_ref();
            row.extend([Some(own.product), Some(own.heel_left), heel.map(|heel| heel.mass)].map(number));
            row.extend(contents(heel.map(|heel| &heel.composition), elements));
            row
        })
        .collect();
    section(&BATCHES, elements, true, rows)
}

fn alloys(order: &Order) -> Section {
    let mut rows = Vec::new();
    for alloy in order.alloys.iter().filter(|alloy| alloy.source.is_empty()) {
        let mut put = |element: &str, min: Option<f64>, max: Option<f64>| {
            rows.push(vec![alloy.id.clone(), alloy.base.clone(), element.to_owned(), number(min), number(max)]);
        };
        for limit in &alloy.limits {
            put(&limit.element, limit.min, limit.max);
        }
        for (element, max) in [("others_each", alloy.others_each), ("others_total", alloy.others_total)] {
            if max.is_some() {
                put(element, None, max);
            }
        }
    }
    section(&ALLOYS, &[], false, rows)
}

fn sorting(order: &Order, elements: &[&str]) -> Section {
    let mut rows = Vec::new();
    for sorting in &order.sortings {
        for own in &sorting.fractions {
            let mut row = vec![sorting.material.clone(), number(Some(sorting.cost)), own.id.clone()];
            row.extend([own.name.en.clone(), own.name.zh.clone()]);
            row.extend([Some(100.0 * own.share), Some(own.value), own.melt_loss.map(|loss| 100.0 * loss)].map(number));
            row.extend(contents(Some(&own.composition), elements));
            rows.push(row);
        }
    }
    section(&SORTING, elements, true, rows)
}

fn options(order: &Order) -> Section {
    let own = &order.options;
    let values = [
        order.currency.clone(),
        number(own.confidence.map(|share| 100.0 * share)),
        match own.promise {
            Promise::Limit => "limit".to_owned(),
            Promise::Melt => "melt".to_owned(),
        },
        match own.shape {
            Shape::Normal => "normal".to_owned(),
            Shape::Lognormal => "lognormal".to_owned(),
        },
        own.max_materials.map_or_else(String::new, |most| most.to_string()),
        number(Some(own.carbon_price)),
        own.draws.to_string(),
        own.seed.to_string(),
    ];
    let rows = CHOICES
        .iter()
        .zip(values)
        .map(|(choice, value)| vec![format!("{} · {} {}", choice.key, choice.en, choice.zh), value])
        .collect();
    section(&OPTIONS, &[], false, rows)
}
