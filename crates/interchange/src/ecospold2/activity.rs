//! One activity dataset.

use verdigris_network::{Finding, FindingKind, Flow, Parameter, Place, Process, ProcessKind};
use verdigris_quantity::Label;

use super::exchange::{self, Link};
use crate::{
    ilcd::remark,
    unit,
    xml::{Document, Element},
};

/// An activity as read; flows are those its exchanges name, in the order of the exchanges.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    pub(crate) process: Process,
    pub(crate) flows: Vec<Flow>,
    pub(crate) links: Vec<Link>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) member: String,
}

/// Text by language: English, Chinese, any other in place of English.
pub(crate) fn label(element: &Element<'_>, name: &str) -> Label {
    let mut label = Label::default();
    for child in element.all(name) {
        let slot = if child.attribute("lang").is_some_and(|lang| lang.starts_with("zh")) {
            &mut label.zh
        } else {
            &mut label.en
        };
        if slot.is_empty() || child.attribute("lang") == Some("en") {
            *slot = child.line_text();
        }
    }
    label
}

pub(crate) fn read(document: &Document<'_>, element: &Element<'_>) -> Activity {
    let mut read = Activity { member: document.member().to_owned(), ..Activity::default() };
    if let Some(description) = element.child("activityDescription") {
        describe(description, &mut read.process);
    }
    if read.process.id.is_empty() {
        let place = Place::file(document.member()).at_line(document.line(element.at)).at_field("activity");
        read.findings.push(Finding::new(FindingKind::MissingField, place).with("name", "id"));
        document.member().clone_into(&mut read.process.id);
    }
    for data in element.all("flowData") {
        for child in &data.children {
            match child.name {
                "intermediateExchange" | "elementaryExchange" => exchange::read(document, child, &mut read),
                "parameter" => parameter(document, child, &mut read),
                _ => {}
            }
        }
    }
    if read.process.reference().and_then(|reference| reference.amount).is_some_and(|amount| amount < 0.0) {
        read.process.kind = ProcessKind::Treatment;
    }
    read
}

fn describe(description: &Element<'_>, process: &mut Process) {
    if let Some(activity) = description.child("activity") {
        activity.attribute("id").unwrap_or_default().clone_into(&mut process.id);
        process.name = label(activity, "activityName");
        process.kind = match (activity.attribute("type"), activity.attribute("specialActivityType")) {
            (Some("2"), _) => ProcessKind::Aggregated,
            (_, Some("1" | "10")) => ProcessKind::Market,
            _ => ProcessKind::Unit,
        };
        let comment = activity.child("generalComment").map(|comment| label(comment, "text")).unwrap_or_default();
        process.note = remark(&comment.en);
    }
    let classes = description.all("classification");
    process.category = classes.map(|class| label(class, "classificationValue").en).next().unwrap_or_default();
    if let Some(geography) = description.child("geography") {
        label(geography, "shortname").en.trim().clone_into(&mut process.region);
    }
    if let Some(time) = description.child("timePeriod") {
        time.attribute("startDate").unwrap_or_default().clone_into(&mut process.valid_from);
        time.attribute("endDate").unwrap_or_default().clone_into(&mut process.valid_to);
        let year = |text: &str| text.get(..4).unwrap_or_default().to_owned();
        process.year = match (year(&process.valid_from), year(&process.valid_to)) {
            (from, to) if from == to || to.is_empty() => from,
            (from, to) => format!("{from}-{to}"),
        };
    }
}

fn parameter(document: &Document<'_>, element: &Element<'_>, read: &mut Activity) {
    let Some(name) = element.attribute("variableName").filter(|name| !name.is_empty()) else { return };
    let value = element.number_in("amount").unwrap_or_else(|text| {
        let place = Place { line: Some(document.line(element.at)), ..Place::process(&read.process.id) };
        let finding = Finding::new(FindingKind::Unreadable, Place { file: document.member().into(), ..place });
        read.findings.push(finding.with("text", text).with("reason", "not a number"));
        None
    });
    let formula = element.attribute("mathematicalRelation").filter(|formula| !formula.is_empty());
    let uncertain = exchange::uncertain(document, element, value, read);
    read.process.parameters.push(Parameter {
        id: name.to_lowercase(),
        name: label(element, "name"),
        unit: unit::known(&label(element, "unitName").en),
        value: if formula.is_some() { None } else { value },
        formula: formula.map(str::to_owned),
        ..uncertain
    });
}
