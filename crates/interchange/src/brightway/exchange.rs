//! Exchanges and the activities they name.

use std::collections::HashMap;

use verdigris_network::{Direction, Exchange, Finding, FindingKind, Flow, FlowIndex, FlowKind, Network, Place, Role};
use verdigris_quantity::{Label, Unit};

use super::{
    activity::{Activities, Known},
    block::{Given, Record},
    uncertainty,
};
use crate::{compartment, slug, unit::known};

/// What an exchange is read against.
pub(super) struct Context<'a> {
    pub activities: &'a Activities,
    pub own: &'a Known,
    pub given: &'a Given,
    pub database: &'a str,
}

/// Reads one row.
pub(super) fn build(
    row: &Record,
    context: &Context<'_>,
    position: usize,
    target: &mut Target<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Exchange> {
    let id = format!("x{}", position + 1);
    let place = || Place {
        process: context.own.process.clone(),
        exchange: id.clone(),
        ..Place::file(&context.given.sheet).at_line(row.line)
    };
    let name = row.text("name");
    if name.is_empty() {
        findings.push(Finding::new(FindingKind::MissingField, place()).with("name", "name"));
        return None;
    }
    let kind = row.text("type").to_lowercase();
    let written = row.text("unit");
    let read = match written.as_str() {
        "" if kind == "production" => Some(target.network.flow(context.own.flow).unit.clone()),
        _ => known(&written),
    };
    let Some(unit) = read else {
        findings.push(Finding::new(FindingKind::UnknownUnit, place()).with("unit", &written));
        return None;
    };
    let mut provider = None;
    let (flow, direction, role) = match kind.as_str() {
        "production" | "generic production" => {
            let own = name == context.given.name || name == context.own.product;
            let flow = if own { context.own.flow } else { product(row, &name, &unit, target) };
            (flow, Direction::Output, if own { Role::Reference } else { Role::Coproduct })
        }
        "technosphere" | "generic consumption" | "substitution" => {
            let flow = match provider_of(row, &name, context) {
                Choice::One(found) => {
                    provider = Some(found.process.clone());
                    found.flow
                }
                Choice::Several(found) => {
                    let ids: Vec<&str> = found.iter().take(5).map(|known| known.process.as_str()).collect();
                    let finding = Finding::new(FindingKind::AmbiguousProvider, place()).with("flow", &name);
                    findings.push(finding.with("count", found.len()).with("providers", ids.join(", ")));
                    product(row, &name, &unit, target)
                }
                Choice::None => product(row, &name, &unit, target),
            };
            if kind == "substitution" {
                (flow, Direction::Output, Role::Avoided)
            } else {
                (flow, Direction::Input, Role::Plain)
            }
        }
        "biosphere" => {
            let flow = context.activities.nature(&name).unwrap_or_else(|| nature(row, &name, &unit, target));
            let resource = target.network.flow(flow).compartment.is_resource();
            (flow, if resource { Direction::Input } else { Direction::Output }, Role::Plain)
        }
        _ => {
            let finding = Finding::new(FindingKind::Unreadable, place().at_field("type")).with("text", &kind);
            findings.push(finding.with("reason", "it is not production, technosphere, biosphere or substitution"));
            return None;
        }
    };
    let formula = Some(row.text("formula")).filter(|formula| !formula.is_empty());
    let amount = row.number("amount");
    if amount.is_none() && formula.is_none() {
        findings.push(Finding::new(FindingKind::AmountNotAvailable, place()).with("flow", &name));
    }
    let mut exchange = Exchange::new(id.clone(), flow, direction, amount, unit).with_role(role);
    exchange.formula = formula;
    exchange.provider = provider;
    exchange.note = row.text("comment");
    match uncertainty::spread(row, amount) {
        Ok(spread) => exchange.spread = spread,
        Err(reason) => {
            let text = row.text("uncertainty type");
            findings.push(Finding::new(FindingKind::BadUncertainty, place()).with("text", text).with("reason", reason));
        }
    }
    Some(exchange)
}

enum Choice<'a> {
    None,
    One(&'a Known),
    Several(Vec<&'a Known>),
}

/// The activity an input names. Another database, or a location no candidate has, means an activity outside the file.
fn provider_of<'a>(row: &Record, name: &str, context: &Context<'a>) -> Choice<'a> {
    let database = row.text("database");
    let foreign = ["ecoinvent", "biosphere"].iter().any(|start| database.to_lowercase().starts_with(start));
    let named: Vec<&Known> = if foreign { Vec::new() } else { context.activities.named(name).iter().collect() };
    if named.is_empty() {
        return Choice::None;
    }
    let own_database = database == context.database && !database.is_empty();
    let location = row.text("location");
    let mut kept: Vec<&Known> = named.clone();
    if !location.is_empty() {
        let there: Vec<&Known> = kept.iter().copied().filter(|known| known.location == location).collect();
        if !there.is_empty() {
            kept = there;
        } else if !own_database {
            return Choice::None;
        }
    }
    for (text, field) in [
        (row.text("reference product"), (|known: &Known| known.product.clone()) as fn(&Known) -> String),
        (row.text("unit"), |known: &Known| known.unit.clone()),
    ] {
        let narrower: Vec<&Known> = kept.iter().copied().filter(|known| field(known) == text).collect();
        if !text.is_empty() && !narrower.is_empty() {
            kept = narrower;
        }
    }
    match kept.as_slice() {
        [one] => Choice::One(one),
        _ => Choice::Several(kept),
    }
}

/// The network being built, with the flows that stand for what lies outside the file.
pub(super) struct Target<'n> {
    pub network: &'n mut Network,
    pub outside: &'n mut HashMap<String, FlowIndex>,
}

impl Target<'_> {
    fn find_or_add(&mut self, id: String, make: impl FnOnce(String) -> Flow) -> FlowIndex {
        if let Some(found) = self.outside.get(&id) {
            return *found;
        }
        let index = FlowIndex(self.network.flows.len() as u32);
        self.network.flows.push(make(id.clone()));
        self.outside.insert(id, index);
        index
    }
}

/// A product of an activity outside the file.
fn product(row: &Record, name: &str, unit: &Unit, target: &mut Target<'_>) -> FlowIndex {
    let (product, location) = (row.text("reference product"), row.text("location"));
    let id = format!("outside-{}", slug::of(&[name, &product, &location, &unit.dimension().to_string()].join(" ")));
    let shown = if product.is_empty() { name } else { &product };
    target.find_or_add(id, |id| {
        let mut flow = Flow::new(id, Label::new(shown, ""), FlowKind::Product, unit.clone());
        flow.location = location;
        flow.category = row.text("database");
        flow.synonyms = vec![name.to_owned()];
        flow
    })
}

fn nature(row: &Record, name: &str, unit: &Unit, target: &mut Target<'_>) -> FlowIndex {
    let path = row.text("categories").replace("::", "/");
    let id = slug::of(&[path.as_str(), name, &unit.dimension().to_string()].join(" "));
    target.find_or_add(id, |id| {
        let mut flow = Flow::new(id, Label::new(name, ""), FlowKind::Elementary, unit.clone());
        flow.compartment = compartment::from_path(&path);
        flow.category = path;
        flow
    })
}
