//! Process blocks.

use verdigris_network::{
    Allocation, Direction, Exchange, Finding, FindingKind, FlowIndex, Network, Place, Process, ProcessKind, Role,
};
use verdigris_quantity::Label;

use super::{
    block::{Block, Row},
    flows::{Flows, GivenUnit},
    value::Reading,
};
use crate::slug;

/// Sections of exchanges with nature, the first level of their path and the direction.
const NATURE: &[(&str, &str, Direction)] = &[
    ("Resources", "resource", Direction::Input),
    ("Emissions to air", "air", Direction::Output),
    ("Emissions to water", "water", Direction::Output),
    ("Emissions to soil", "soil", Direction::Output),
    ("Final waste flows", "final waste flows", Direction::Output),
    ("Non material emissions", "non material emissions", Direction::Output),
    ("Social issues", "social issues", Direction::Output),
    ("Economic issues", "economic issues", Direction::Output),
];

struct Builder<'a> {
    reading: &'a Reading<'a>,
    flows: &'a mut Flows,
    findings: &'a mut Vec<Finding>,
    process: Process,
}

/// Adds the process of a block to the network.
pub(super) fn build(
    block: &Block,
    reading: &Reading<'_>,
    flows: &mut Flows,
    network: &mut Network,
    findings: &mut Vec<Finding>,
) {
    let products = block.section("Products");
    let treated = block.section("Waste treatment");
    let Some(first) = products.first().or(treated.first()) else {
        let place = Place::file(reading.file).at_line(block.line);
        findings.push(Finding::new(FindingKind::MissingField, place).with("name", "Products"));
        return;
    };
    let name = [block.value("Process name"), first.text(0)].into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_default().to_owned();
    let identifier = block.value("Process identifier");
    let base = if identifier.is_empty() { slug::of(&name) } else { identifier.to_owned() };
    let id = slug::unique(&base, &mut flows.processes);
    if id != base {
        let place = Place::file(reading.file).at_line(block.line);
        findings.push(Finding::new(FindingKind::DuplicateId, place).with("id", &base));
    }
    let mut notes = vec![block.value("Comment")];
    notes.extend([block.value("Geography"), block.value("Time period")]);
    let process = Process {
        id,
        region: region(&name).or_else(|| region(first.text(0))).unwrap_or_else(|| "GLO".to_owned()),
        name: Label::new(name, ""),
        kind: match block.value("Type") {
            _ if products.is_empty() => ProcessKind::Treatment,
            "System" => ProcessKind::Aggregated,
            _ => ProcessKind::Unit,
        },
        category: [block.value("Category type"), &first.text(5).replace('\\', "/")]
            .join("/")
            .trim_matches('/')
            .to_owned(),
        technology: Label::new(block.value("Technology"), ""),
        note: notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("\n"),
        ..Process::default()
    };
    let mut builder = Builder { reading, flows, findings, process };
    builder.process.parameters = super::inputs(block.section("Input parameters"), reading, builder.findings);
    builder.process.parameters.extend(super::calculated(block.section("Calculated parameters"), reading));
    builder.products(products);
    for row in treated {
        builder.treatment(row);
    }
    for row in block.section("Avoided products") {
        builder.plain(row, Direction::Output, Role::Avoided);
    }
    for title in ["Materials/fuels", "Electricity/heat"] {
        for row in block.section(title) {
            builder.plain(row, Direction::Input, Role::Plain);
        }
    }
    for row in block.section("Waste to treatment") {
        builder.waste(row);
    }
    for &(title, medium, direction) in NATURE {
        for row in block.section(title) {
            builder.nature(row, medium, direction);
        }
    }
    if builder.process.kind == ProcessKind::Aggregated {
        builder.findings.push(Finding::new(FindingKind::AggregatedProcess, Place::process(&builder.process.id)));
    }
    network.processes.push(builder.process);
}

/// The region code in braces, as in `Copper {CN}| market for`.
fn region(name: &str) -> Option<String> {
    let code = name.split_once('{')?.1.split_once('}')?.0.trim();
    let fits = !code.is_empty() && code.len() <= 12 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then(|| code.to_owned())
}

impl Builder<'_> {
    fn place(&self, row: &Row) -> Place {
        Place { process: self.process.id.clone(), ..Place::file(self.reading.file).at_line(row.line) }
    }

    fn unit(&mut self, row: &Row, name: &str) -> Option<GivenUnit> {
        let found = self.flows.unit(name);
        if found.is_none() {
            let finding = Finding::new(FindingKind::UnknownUnit, self.place(row)).with("unit", name);
            self.findings.push(finding);
        }
        found
    }

    /// Adds an exchange whose amount stands in a column.
    fn push(&mut self, row: &Row, flow: FlowIndex, unit: &GivenUnit, column: usize, direction: Direction, role: Role) {
        let text = row.text(column);
        let number = self.reading.number(text);
        let amount = number.map(|amount| amount * unit.scale);
        let id = format!("x{}", self.process.exchanges.len() + 1);
        let mut exchange = Exchange::new(id, flow, direction, amount, unit.unit.clone()).with_role(role);
        if number.is_none() {
            if text.is_empty() {
                let finding = Finding::new(FindingKind::AmountNotAvailable, self.place(row));
                self.findings.push(finding.with("flow", row.text(0)));
            } else {
                let formula = self.reading.formula(text);
                exchange.formula =
                    Some(if unit.scale == 1.0 { formula } else { format!("({formula})*{}", unit.scale) });
            }
        }
        if !matches!(role, Role::Reference | Role::Coproduct) {
            match self.reading.spread(row, column + 1, number) {
                Ok(spread) if unit.scale == 1.0 => exchange.spread = spread,
                Ok(spread) => exchange.spread = spread.map(|spread| crate::spread::scaled(spread, unit.scale)),
                Err(reason) => {
                    let finding = Finding::new(FindingKind::BadUncertainty, self.place(row));
                    self.findings.push(finding.with("text", row.text(column + 1)).with("reason", reason));
                }
            }
            row.text(column + 5).clone_into(&mut exchange.note);
        }
        self.process.exchanges.push(exchange);
    }

    /// `name; unit; amount; allocation %; waste type; category; comment`.
    fn products(&mut self, rows: &[Row]) {
        let several = rows.len() > 1;
        for (k, row) in rows.iter().enumerate() {
            let Some(unit) = self.unit(row, row.text(1)) else { continue };
            let flow = self.flows.product(row.text(0), &unit.unit);
            let role = if k == 0 { Role::Reference } else { Role::Coproduct };
            self.push(row, flow, &unit, 2, Direction::Output, role);
            if several {
                self.process.allocation = Allocation::Factors;
                let share = self.reading.number(row.text(3));
                if share.is_none() {
                    let finding = Finding::new(FindingKind::AllocationFailed, self.place(row));
                    let reason = format!("the allocation `{}` is not a number", row.text(3));
                    self.findings.push(finding.with("method", "factors").with("reason", reason));
                }
                if let Some(exchange) = self.process.exchanges.last_mut() {
                    exchange.allocation_factor = share.map(|share| share / 100.0);
                }
            }
        }
    }

    /// `name; unit; amount; waste type; category; comment`.
    fn treatment(&mut self, row: &Row) {
        let Some(unit) = self.unit(row, row.text(1)) else { return };
        let flow = self.flows.product(row.text(0), &unit.unit);
        let first = self.process.exchanges.is_empty();
        let role = if first { Role::Reference } else { Role::Coproduct };
        self.push(row, flow, &unit, 2, Direction::Input, role);
    }

    /// `name; unit; amount; distribution; 2·SD; min; max; comment`.
    fn plain(&mut self, row: &Row, direction: Direction, role: Role) {
        let Some(unit) = self.unit(row, row.text(1)) else { return };
        let flow = self.flows.product(row.text(0), &unit.unit);
        self.push(row, flow, &unit, 2, direction, role);
    }

    fn waste(&mut self, row: &Row) {
        let Some(unit) = self.unit(row, row.text(1)) else { return };
        let flow = self.flows.waste(row.text(0), &unit.unit);
        self.push(row, flow, &unit, 2, Direction::Output, Role::Plain);
    }

    /// `name; sub-compartment; unit; amount; distribution; 2·SD; min; max; comment`.
    fn nature(&mut self, row: &Row, medium: &str, direction: Direction) {
        let Some(unit) = self.unit(row, row.text(2)) else { return };
        let sub = row.text(1);
        let path = if sub.is_empty() || sub == "(unspecified)" { medium.to_owned() } else { format!("{medium}/{sub}") };
        let flow = self.flows.nature(row.text(0), &path, &unit.unit);
        self.push(row, flow, &unit, 3, direction, Role::Plain);
    }
}
