//! Flows by name: products, wastes and substances with the compartment they are exchanged with.

use std::collections::{HashMap, HashSet};

use verdigris_network::{Finding, FindingKind, Flow, FlowIndex, FlowKind, Place};
use verdigris_quantity::{Label, Unit};

use super::{
    block::{Block, Row},
    value::Reading,
};
use crate::{compartment, slug, substance, unit::known};

/// A unit of the file: amounts times `scale` are amounts in `unit`.
#[derive(Clone, Debug)]
pub(super) struct GivenUnit {
    pub unit: Unit,
    pub scale: f64,
}

/// Flows and what the lists at the end of a file say about them.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub list: Vec<Flow>,
    products: HashMap<String, FlowIndex>,
    nature: HashMap<(String, String), FlowIndex>,
    ids: HashSet<String>,
    /// Ids of processes in use.
    pub processes: HashSet<String>,
    wastes: HashSet<String>,
    units: HashMap<String, GivenUnit>,
    /// CAS number and remark by substance name.
    substances: HashMap<String, (String, String)>,
}

const SUBSTANCES: &[&str] = &[
    "Raw materials",
    "Airborne emissions",
    "Waterborne emissions",
    "Final waste flows",
    "Emissions to soil",
    "Non material emissions",
    "Social issues",
    "Economic issues",
];

impl Flows {
    /// Takes units, substances and the names of treated wastes.
    pub fn define(&mut self, blocks: &[Block], reading: &Reading<'_>, findings: &mut Vec<Finding>) {
        for block in blocks {
            match block.name.as_str() {
                "Units" => block.rows.iter().for_each(|row| self.define_unit(row, reading, findings)),
                "Process" => {
                    let treated = block.section("Waste treatment").iter().chain(block.section("Waste scenario"));
                    self.wastes.extend(treated.map(|row| row.text(0).to_owned()));
                }
                name if SUBSTANCES.contains(&name) => {
                    for row in &block.rows {
                        let value = (substance::cas(row.text(2)), row.text(3).to_owned());
                        self.substances.insert(row.text(0).to_owned(), value);
                    }
                }
                _ => {}
            }
        }
    }

    fn define_unit(&mut self, row: &Row, reading: &Reading<'_>, findings: &mut Vec<Finding>) {
        let (name, reference) = (row.text(0), row.text(3));
        let size = reading.number(row.text(2));
        let place = || Place::file(reading.file).at_line(row.line);
        let given = match (known(name), known(reference), size) {
            (Some(unit), Some(base), Some(size)) => {
                if let Ok(ours) = unit.factor_to(&base) {
                    if (ours.value() - size).abs() > 0.02 * ours.value() {
                        findings.push(
                            Finding::new(FindingKind::UnitMismatch, place())
                                .with("unit", format!("1 {name} = {} {reference}", ours.value()))
                                .with("flow_unit", format!("1 {name} = {size} {reference}"))
                                .with("flow", ""),
                        );
                    }
                    GivenUnit { unit, scale: 1.0 }
                } else {
                    // The file means something else by the name than we do.
                    GivenUnit { unit: base, scale: size }
                }
            }
            (Some(unit), _, _) => GivenUnit { unit, scale: 1.0 },
            (None, Some(base), Some(size)) if size > 0.0 => GivenUnit { unit: base, scale: size },
            _ => return,
        };
        self.units.insert(name.to_owned(), given);
    }

    /// A unit by the name the file uses.
    pub fn unit(&self, name: &str) -> Option<GivenUnit> {
        self.units.get(name).cloned().or_else(|| Some(GivenUnit { unit: known(name)?, scale: 1.0 }))
    }

    /// The product or waste of a name.
    pub fn product(&mut self, name: &str, unit: &Unit) -> FlowIndex {
        if let Some(found) = self.products.get(name) {
            return *found;
        }
        let kind = if self.wastes.contains(name) { FlowKind::Waste } else { FlowKind::Product };
        let id = slug::unique(&slug::of(name), &mut self.ids);
        let index = self.push(Flow::new(id, Label::new(name, ""), kind, unit.clone()));
        self.products.insert(name.to_owned(), index);
        index
    }

    /// A waste that a process gives to treatment, whether or not the file holds the treatment.
    pub fn waste(&mut self, name: &str, unit: &Unit) -> FlowIndex {
        self.wastes.insert(name.to_owned());
        self.product(name, unit)
    }

    /// The substance of a name in a compartment path such as `air/low. pop.`.
    pub fn nature(&mut self, name: &str, path: &str, unit: &Unit) -> FlowIndex {
        let key = (name.to_owned(), path.to_owned());
        if let Some(found) = self.nature.get(&key) {
            return *found;
        }
        let id = slug::unique(&slug::of(&format!("{path} {name}")), &mut self.ids);
        let mut flow = Flow::new(id, Label::new(name, ""), FlowKind::Elementary, unit.clone());
        flow.compartment = compartment::from_path(path);
        path.clone_into(&mut flow.category);
        if let Some((cas, remark)) = self.substances.get(name) {
            flow.cas.clone_from(cas);
            if let Some(formula) = remark.strip_prefix("Formula:") {
                formula.split(['\n', ';']).next().unwrap_or_default().trim().clone_into(&mut flow.formula);
            }
            flow.note.clone_from(remark);
        }
        let index = self.push(flow);
        self.nature.insert(key, index);
        index
    }

    fn push(&mut self, flow: Flow) -> FlowIndex {
        let index = FlowIndex(self.list.len() as u32);
        self.list.push(flow);
        index
    }
}
