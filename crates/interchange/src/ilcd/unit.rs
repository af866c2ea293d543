//! Unit groups: a reference unit and others as multiples of it.

use verdigris_network::{FindingKind, Place};
use verdigris_quantity::{Label, Unit};

use super::{
    dataset::{Dataset, unreadable},
    text,
};
use crate::{
    error::InterchangeError,
    xml::{Document, Element},
};

/// A unit group.
#[derive(Debug, Default)]
pub(crate) struct UnitGroup {
    pub(crate) name: Label,
    reference: String,
    units: Vec<(String, String, f64)>,
}

impl UnitGroup {
    /// Symbol of the reference unit.
    pub(crate) fn symbol(&self) -> &str {
        let reference = self.units.iter().find(|(id, _, _)| *id == self.reference).or(self.units.first());
        reference.map(|(_, symbol, _)| symbol.as_str()).unwrap_or_default()
    }

    /// The reference unit as the catalogue knows it, if need be by another symbol of the group of the same size. Units of
    /// another size are not used: groups in circulation state some factors the wrong way round.
    pub(crate) fn unit(&self) -> Option<Unit> {
        if let Ok(unit) = Unit::parse(self.symbol()) {
            return Some(unit);
        }
        let own = self.units.iter().find(|(_, symbol, _)| symbol == self.symbol())?.2;
        let mut alike = self.units.iter().filter(|(_, _, value)| *value == own);
        alike.find_map(|(_, symbol, _)| Unit::parse(symbol).ok())
    }
}

pub(crate) fn read(document: &Document<'_>) -> Result<Dataset<UnitGroup>, InterchangeError> {
    let mut set = Dataset::new(document, UnitGroup::default());
    document.walk(
        &["dataSetInformation", "quantitativeReference", "publicationAndOwnership", "unit"],
        &mut |element| {
            match element.name {
                "dataSetInformation" => {
                    element.text_of("UUID").clone_into(&mut set.id);
                    set.value.name = text::label(&element, "name");
                }
                "quantitativeReference" => {
                    element.text_of("referenceToReferenceUnit").clone_into(&mut set.value.reference);
                }
                "unit" => unit(document, &element, &mut set),
                _ => element.text_of("dataSetVersion").clone_into(&mut set.version),
            }
            Ok(())
        },
    )?;
    if set.value.units.is_empty() {
        let place = Place::file(document.member()).at_field("units");
        set.findings.push(verdigris_network::Finding::new(FindingKind::MissingField, place).with("name", "units"));
    }
    Ok(set)
}

fn unit(document: &Document<'_>, element: &Element<'_>, set: &mut Dataset<UnitGroup>) {
    let id = element.attribute("dataSetInternalID").unwrap_or_default().to_owned();
    match element.number_of("meanValue") {
        Ok(value) => set.value.units.push((id, element.text_of("name").to_owned(), value.unwrap_or(1.0))),
        Err(text) => set.findings.push(unreadable(document, element, text, "not a number")),
    }
}
