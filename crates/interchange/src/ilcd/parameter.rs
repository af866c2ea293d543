//! Parameters of a process: `mathematicalRelations`.

use verdigris_network::{Finding, FindingKind, Parameter, Place};
use verdigris_quantity::Label;

use super::{dataset::unreadable, spread, text};
use crate::xml::{Document, Element};

/// A name as the model wants it: formulas are matched without regard to case.
pub(crate) fn id(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The variables of a `mathematicalRelations` element.
pub(crate) fn read(document: &Document<'_>, relations: &Element<'_>, findings: &mut Vec<Finding>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for variable in relations.all("variableParameter") {
        let name = variable.attribute("name").unwrap_or_default();
        if name.is_empty() {
            let place =
                Place::file(document.member()).at_line(document.line(variable.at)).at_field("variableParameter");
            findings.push(Finding::new(FindingKind::MissingField, place).with("name", "name"));
            continue;
        }
        let value = variable.number_of("meanValue").unwrap_or_else(|text| {
            findings.push(unreadable(document, variable, text, "not a number"));
            None
        });
        let formula = Some(variable.text_of("formula")).filter(|formula| !formula.is_empty());
        let spread =
            spread::spread(variable, ["minimumValue", "maximumValue"], value, 1.0).unwrap_or_else(|(text, reason)| {
                let place = Place::file(document.member()).at_line(document.line(variable.at)).at_field(name);
                findings
                    .push(Finding::new(FindingKind::BadUncertainty, place).with("text", text).with("reason", reason));
                None
            });
        parameters.push(Parameter {
            id: id(name),
            name: Label::new(text::remark_of(variable, "comment"), ""),
            value: if formula.is_some() { None } else { value },
            formula: formula.map(str::to_owned),
            spread,
            ..Parameter::default()
        });
    }
    parameters
}
