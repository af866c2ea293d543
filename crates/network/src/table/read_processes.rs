//! Tables to network: processes, exchanges and parameters.

use std::collections::{HashMap, HashSet};

use super::{
    cell::Row,
    read::{Reader, check_regions, defined},
    rows::each_row,
    schema,
    tables::Tables,
};
use crate::{
    exchange::{Direction, Exchange, Role},
    finding::{Finding, FindingKind, Place},
    flow::Flow,
    parameter::Parameter,
    process::{Allocation, Process, ProcessKind},
    template::base_id,
};

impl Reader {
    pub(super) fn processes(&mut self, tables: &Tables) {
        let Self { network, findings, sources, processes, process_rows, .. } = self;
        each_row(tables, &schema::PROCESSES, findings, |row| {
            let id = row.word("id");
            if processes.contains_key(&id) {
                row.duplicate("id");
            }
            check_regions(row, "regions", network);
            let kind: Option<ProcessKind> = row.one_of("kind", "unit, market, aggregated or treatment");
            let allocation: Option<Allocation> =
                row.one_of("allocation", "none, mass, energy, price, factors or substitution");
            let process = Process {
                id: id.clone(),
                name: row.name(),
                region: row.word("regions"),
                kind: kind.unwrap_or_default(),
                year: row.word("year"),
                valid_from: row.word("valid_from"),
                valid_to: row.word("valid_to"),
                technology: row.label("technology_en", "technology_zh"),
                allocation: allocation.unwrap_or_default(),
                category: row.owned("category"),
                site: row.word("site"),
                source: row.source(sources),
                trust: row.maybe_one_of("trust", "P, T, N, D or C"),
                licence: row.owned("licence"),
                note: row.owned("note"),
                parameters: Vec::new(),
                exchanges: Vec::new(),
            };
            if row.is_sound() {
                processes.insert(id, network.processes.len());
                process_rows.push(row.place("id"));
                network.processes.push(process);
            }
        });
    }

    pub(super) fn exchanges(&mut self, tables: &Tables) {
        let Self { network, findings, units, sources, flows, processes, .. } = self;
        let bases: HashSet<String> = processes.keys().map(|id| base_id(id).to_owned()).collect();
        let mut seen: HashSet<(usize, String)> = HashSet::new();
        each_row(tables, &schema::EXCHANGES, findings, |row| {
            let process = defined(row, "process", processes);
            let flow = defined(row, "flow", flows);
            let direction: Option<Direction> = row.one_of("direction", "input or output");
            let role: Option<Role> = row.one_of("role", "reference, coproduct, avoided or nothing");
            let amount = row.number("amount");
            let unit = row.unit("unit", units);
            let allocation_factor = row.number("allocation_factor");
            let trust = row.maybe_one_of("trust", "P, T, N, D or C");
            let (true, Some(process), Some(flow), Some(direction), Some(unit)) =
                (row.is_sound(), process, flow, direction, unit)
            else {
                return;
            };
            if !seen.insert((process, row.word("id"))) {
                row.duplicate("id");
                return;
            }
            check_regions(row, "regions", network);
            check_regions(row, "location", network);
            let mut exchange = Exchange::new(row.word("id"), flow, direction, amount, unit);
            check_amount(row, &exchange, network.flow(flow));
            exchange.role = role.unwrap_or_default();
            exchange.formula = some_text(row, "formula");
            exchange.provider = some_text(row, "provider");
            if let Some(provider) = &exchange.provider
                && !processes.contains_key(provider)
                && !bases.contains(provider)
                && !processes.contains_key(base_id(provider))
            {
                let arguments = [("provider", provider.as_str()), ("flow", row.text("flow"))];
                row.note("provider", FindingKind::BadProvider, &arguments);
            }
            exchange.location = row.word("location");
            exchange.regions = row.word("regions");
            exchange.spread = row.spread(amount);
            exchange.pedigree = row.pedigree();
            exchange.group = row.word("group");
            exchange.allocation_factor = allocation_factor;
            exchange.source = row.source(sources);
            exchange.place = row.owned("place");
            exchange.trust = trust;
            exchange.note = row.owned("note");
            network.processes[process].exchanges.push(exchange);
        });
    }

    pub(super) fn parameters(&mut self, tables: &Tables) {
        let Self { network, findings, units, sources, processes, .. } = self;
        let mut seen: HashSet<(Option<usize>, String)> = HashSet::new();
        each_row(tables, &schema::PARAMETERS, findings, |row| {
            let process = if row.text("process").is_empty() { None } else { defined(row, "process", processes) };
            if !is_name(row.text("id")) {
                row.unreadable("id", "expected a letter or `_`, then letters, digits or `_`");
            }
            let value = row.number("value");
            let formula = some_text(row, "formula");
            if value.is_none() && formula.is_none() && row.text("value").is_empty() {
                row.missing("value");
            }
            let unit = row.unit("unit", units);
            if row.is_sound() && !seen.insert((process, row.text("id").to_lowercase())) {
                row.duplicate("id");
            }
            if !row.is_sound() {
                return;
            }
            let parameter = Parameter {
                id: row.word("id"),
                name: row.label("name_en", "name_zh"),
                unit,
                value,
                formula,
                spread: row.spread(value),
                pedigree: row.pedigree(),
                group: row.word("group"),
                source: row.source(sources),
                place: row.owned("place"),
                note: row.owned("note"),
            };
            match process {
                Some(process) => network.processes[process].parameters.push(parameter),
                None => network.parameters.push(parameter),
            }
        });
    }

    /// Leaves out every process without exactly one reference, and reports those that name no source at all.
    pub(super) fn keep_processes_with_reference(&mut self) {
        let rows = std::mem::take(&mut self.process_rows);
        let processes = std::mem::take(&mut self.network.processes);
        for (process, row) in processes.into_iter().zip(rows) {
            let references = process.exchanges.iter().filter(|exchange| exchange.role == Role::Reference).count();
            if references != 1 {
                let finding = Finding::new(FindingKind::ReferenceCount, row);
                self.findings.push(finding.with("count", references));
                continue;
            }
            let bare = process.source.is_none() && process.exchanges.iter().any(|exchange| exchange.source.is_none());
            if bare {
                let place = Place { field: "source".into(), ..row };
                let finding = Finding::new(FindingKind::MissingReference, place);
                self.findings.push(finding.with("what", "source").with("id", ""));
            }
            self.network.processes.push(process);
        }
        self.processes = HashMap::new();
    }
}

fn some_text(row: &Row<'_>, column: &str) -> Option<String> {
    Some(row.word(column)).filter(|text| !text.is_empty())
}

/// Whether a text can stand as a name in a formula.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn check_amount(row: &mut Row<'_>, exchange: &Exchange, flow: &Flow) {
    let name = flow.name.get(verdigris_quantity::Language::En);
    if exchange.amount.is_none() && row.text("formula").is_empty() {
        row.note("amount", FindingKind::AmountNotAvailable, &[("flow", name)]);
    }
    if flow.factor_from(&exchange.unit).is_err() {
        let arguments = [("unit", exchange.unit.symbol()), ("flow_unit", flow.unit.symbol()), ("flow", name)];
        row.note("unit", FindingKind::UnitMismatch, &arguments);
    }
}
