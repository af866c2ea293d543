//! Flows as exchanges describe them.

use verdigris_network::{Compartment, FlowKind};

use crate::{compartment::from_path, xml::Element};

/// What makes a flow the same flow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Location of a product, category of a flow to nature.
    pub(crate) place: String,
    pub(crate) unit: String,
    pub(crate) infrastructure: bool,
}

/// [`FlowKind`] as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Product,
    Waste,
    Emission,
    Resource,
}

impl Kind {
    pub(crate) fn of(self) -> FlowKind {
        match self {
            Self::Product => FlowKind::Product,
            Self::Waste => FlowKind::Waste,
            Self::Emission | Self::Resource => FlowKind::Elementary,
        }
    }
}

/// `category/subCategory` as written.
pub(crate) fn category(element: &Element<'_>) -> String {
    let (main, sub) = (element.attribute("category").unwrap_or_default(), element.attribute("subCategory"));
    match sub.filter(|sub| !sub.is_empty()) {
        Some(sub) => format!("{main}/{sub}"),
        None => main.to_owned(),
    }
}

/// The compartment of a category. The words are those of the federal elementary flow list and of ecoinvent 2; what is
/// taken in is a resource whatever the category says.
pub(crate) fn compartment(kind: Kind, category: &str, unit: &str) -> Compartment {
    let lower = category.to_lowercase();
    let has = |part: &str| lower.contains(part);
    match kind {
        Kind::Product | Kind::Waste => Compartment::default(),
        Kind::Resource => Compartment::new(match () {
            () if has("land") || unit.starts_with("m2") || unit.starts_with("ha") => "resource/land",
            () if has("biotic") => "resource/biotic",
            () if has("water") || has("river") || has("ocean") || has("lake") => "resource/water",
            () if has("air") || has("sphere") => "resource/air",
            () if has("ground") || has("terra") || has("soil") => "resource/ground",
            () => "resource",
        }),
        // The list splits the troposphere by settlement and height, and exports may keep the last two levels only.
        Kind::Emission if ["troposphere", "rural/", "urban/"].iter().any(|part| has(part)) => {
            from_path(&format!("emission/air/{}", lower.replace("troposphere", "")))
        }
        Kind::Emission if has("human-dominated") || has("terrestrial") => from_path(&format!("emission/soil/{lower}")),
        Kind::Emission if has("subterranean") && has("water") => Compartment::new("water/ground"),
        Kind::Emission if has("ground/") || has("/ground") => from_path(&format!("emission/soil/{lower}")),
        Kind::Emission if has("resource/") => from_path(&lower.replace("resource/", "emission/")),
        Kind::Emission => from_path(&lower),
    }
}
