//! Network to tables: sorted by id, so that two writings of one network differ nowhere.

use std::fmt::Display;

use verdigris_quantity::Label;

use super::{
    schema::{self, Schema},
    tables::{Sheet, Tables},
};
use crate::{
    exchange::{Direction, Role},
    network::Network,
    parameter::Parameter,
    source::SourceIndex,
};

/// Writes a network as tables. Columns that would be empty throughout and tables without rows are left out; a missing
/// name or title is written as the id. The exchanges of a process keep their order, everything else is sorted by id.
pub fn write(network: &Network) -> Tables {
    let mut tables = Tables::new();
    let mut add = |grid: Grid| {
        if let Some(sheet) = grid.sheet() {
            tables.add(grid.schema.name, sheet);
        }
    };
    add(network_row(network));
    add(sources(network));
    add(regions(network));
    let (flows, properties) = flows(network);
    add(flows);
    add(properties);
    let (processes, exchanges) = processes(network);
    add(processes);
    add(exchanges);
    add(parameters(network));
    for grid in methods(network) {
        add(grid);
    }
    add(aliases(network));
    tables
}

/// A number in the shortest form that reads back to the same value.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-5..1e15).contains(&size) { format!("{value}") } else { format!("{value:e}") }
}

struct Grid {
    schema: &'static Schema,
    rows: Vec<Vec<String>>,
}

struct Line<'g> {
    schema: &'static Schema,
    cells: &'g mut Vec<String>,
}

impl Grid {
    fn new(schema: &'static Schema) -> Self {
        Self { schema, rows: Vec::new() }
    }

    fn line(&mut self) -> Line<'_> {
        let at = self.rows.len();
        self.rows.push(vec![String::new(); self.schema.columns.len()]);
        Line { schema: self.schema, cells: &mut self.rows[at] }
    }

    fn sheet(&self) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let mut kept: Vec<usize> = (0..self.schema.columns.len())
            .filter(|&at| {
                self.schema.requires(self.schema.columns[at]) || self.rows.iter().any(|row| !row[at].is_empty())
            })
            .collect();
        // A first cell that starts with `#` would turn its row into a comment: another column goes first.
        let comments = |at: usize| self.rows.iter().any(|row| row[at].trim_start().starts_with('#'));
        if let Some(first) = kept.iter().position(|&at| !comments(at)) {
            kept[..=first].rotate_right(1);
        }
        let header = kept.iter().map(|&at| self.schema.columns[at].to_owned()).collect();
        let body = self.rows.iter().map(|row| kept.iter().map(|&at| row[at].clone()).collect());
        Some(Sheet::rows(format!("{}.csv", self.schema.name), std::iter::once(header).chain(body).collect()))
    }
}

impl Line<'_> {
    fn set(&mut self, column: &str, value: impl Display) -> &mut Self {
        if let Some(at) = self.schema.columns.iter().position(|known| *known == column) {
            self.cells[at] = value.to_string();
        }
        self
    }

    fn option<T: Display>(&mut self, column: &str, value: Option<&T>) -> &mut Self {
        if let Some(value) = value {
            self.set(column, value);
        }
        self
    }

    fn number(&mut self, column: &str, value: Option<f64>) -> &mut Self {
        self.option(column, value.map(number).as_ref())
    }

    fn name(&mut self, name: &Label, id: &str) -> &mut Self {
        if name.en.trim().is_empty() && name.zh.trim().is_empty() {
            return self.set("name_en", id);
        }
        self.set("name_en", &name.en).set("name_zh", &name.zh)
    }

    fn source(&mut self, network: &Network, source: Option<SourceIndex>) -> &mut Self {
        self.option("source", source.and_then(|index| network.source(index)).map(|source| &source.id))
    }
}

fn sorted<T, K: Ord + ?Sized>(items: &[T], key: impl Fn(&T) -> &K) -> Vec<&T> {
    let mut list: Vec<&T> = items.iter().collect();
    list.sort_by(|a, b| key(a).cmp(key(b)));
    list
}

fn network_row(network: &Network) -> Grid {
    let mut grid = Grid::new(&schema::NETWORK);
    if !network.id.is_empty() {
        grid.line()
            .set("id", &network.id)
            .set("name_en", &network.name.en)
            .set("name_zh", &network.name.zh)
            .set("version", &network.version)
            .set("licence", &network.licence)
            .set("note", &network.note);
    }
    grid
}

fn sources(network: &Network) -> Grid {
    let mut grid = Grid::new(&schema::SOURCES);
    for source in sorted(&network.sources, |source| source.id.as_str()) {
        let title = if source.title.trim().is_empty() { &source.id } else { &source.title };
        grid.line()
            .set("id", &source.id)
            .set("title", title)
            .set("publisher", &source.publisher)
            .set("year", &source.year)
            .set("url", &source.url)
            .set("licence", &source.licence)
            .option("trust", source.trust.as_ref())
            .set("note", &source.note);
    }
    grid
}

fn regions(network: &Network) -> Grid {
    let mut grid = Grid::new(&schema::REGIONS);
    let mut regions: Vec<_> = network.regions.iter().collect();
    regions.sort_by(|a, b| a.id.cmp(&b.id));
    for region in regions {
        grid.line()
            .set("id", &region.id)
            .set("name_en", &region.name.en)
            .set("name_zh", &region.name.zh)
            .set("parent", &region.parent);
    }
    grid
}

fn flows(network: &Network) -> (Grid, Grid) {
    let (mut grid, mut properties) = (Grid::new(&schema::FLOWS), Grid::new(&schema::PROPERTIES));
    for flow in sorted(&network.flows, |flow| flow.id.as_str()) {
        grid.line()
            .set("id", &flow.id)
            .set("kind", flow.kind.word())
            .name(&flow.name, &flow.id)
            .set("unit", &flow.unit)
            .set("cas", &flow.cas)
            .set("formula", &flow.formula)
            .set("compartment", &flow.compartment)
            .set("category", &flow.category)
            .set("location", &flow.location)
            .set("synonyms", flow.synonyms.join("; "))
            .set("note", &flow.note);
        for property in sorted(&flow.properties, |property| property.name.as_str()) {
            properties
                .line()
                .set("flow", &flow.id)
                .set("property", &property.name)
                .number("value", Some(property.value))
                .set("unit", &property.unit);
        }
    }
    (grid, properties)
}

fn processes(network: &Network) -> (Grid, Grid) {
    let (mut grid, mut exchanges) = (Grid::new(&schema::PROCESSES), Grid::new(&schema::EXCHANGES));
    for process in sorted(&network.processes, |process| process.id.as_str()) {
        grid.line()
            .set("id", &process.id)
            .name(&process.name, &process.id)
            .set("regions", &process.region)
            .set("kind", process.kind.word())
            .set("year", &process.year)
            .set("valid_from", &process.valid_from)
            .set("valid_to", &process.valid_to)
            .set("technology_en", &process.technology.en)
            .set("technology_zh", &process.technology.zh)
            .set("allocation", process.allocation.word())
            .set("category", &process.category)
            .set("site", &process.site)
            .source(network, process.source)
            .option("trust", process.trust.as_ref())
            .set("licence", &process.licence)
            .set("note", &process.note);
        for exchange in &process.exchanges {
            exchanges
                .line()
                .set("process", &process.id)
                .set("id", &exchange.id)
                .set("direction", direction_word(exchange.direction))
                .set("role", role_word(exchange.role))
                .set("flow", &network.flow(exchange.flow).id)
                .number("amount", exchange.amount)
                .option("formula", exchange.formula.as_ref())
                .set("unit", &exchange.unit)
                .set("regions", &exchange.regions)
                .option("provider", exchange.provider.as_ref())
                .set("location", &exchange.location)
                .option("distribution", exchange.spread.as_ref())
                .option("pedigree", exchange.pedigree.as_ref())
                .set("group", &exchange.group)
                .number("allocation_factor", exchange.allocation_factor)
                .source(network, exchange.source)
                .set("place", &exchange.place)
                .option("trust", exchange.trust.as_ref())
                .set("note", &exchange.note);
        }
    }
    (grid, exchanges)
}

fn parameters(network: &Network) -> Grid {
    let mut grid = Grid::new(&schema::PARAMETERS);
    let own = sorted(&network.processes, |process| process.id.as_str());
    let own = own.into_iter().map(|process| (process.id.as_str(), &process.parameters));
    for (process, parameters) in std::iter::once(("", &network.parameters)).chain(own) {
        for parameter in sorted(parameters, |parameter: &Parameter| parameter.id.as_str()) {
            grid.line()
                .set("process", process)
                .set("id", &parameter.id)
                .set("name_en", &parameter.name.en)
                .set("name_zh", &parameter.name.zh)
                .option("unit", parameter.unit.as_ref())
                .number("value", parameter.value)
                .option("formula", parameter.formula.as_ref())
                .option("distribution", parameter.spread.as_ref())
                .option("pedigree", parameter.pedigree.as_ref())
                .set("group", &parameter.group)
                .source(network, parameter.source)
                .set("place", &parameter.place)
                .set("note", &parameter.note);
        }
    }
    grid
}

fn methods(network: &Network) -> [Grid; 3] {
    let [mut grid, mut indicators, mut factors] =
        [&schema::METHODS, &schema::INDICATORS, &schema::FACTORS].map(Grid::new);
    for method in sorted(&network.methods, |method| method.id.as_str()) {
        grid.line()
            .set("id", &method.id)
            .name(&method.name, &method.id)
            .set("version", &method.version)
            .source(network, method.source)
            .set("note", &method.note);
        for indicator in sorted(&method.indicators, |indicator| indicator.id.as_str()) {
            indicators
                .line()
                .set("method", &method.id)
                .set("id", &indicator.id)
                .name(&indicator.name, &indicator.id)
                .set("unit", &indicator.unit);
            let mut list: Vec<_> = indicator.factors.iter().collect();
            list.sort_by_key(|factor| (&factor.flow, &factor.name, &factor.cas, &factor.compartment, &factor.region));
            for factor in list {
                factors
                    .line()
                    .set("method", &method.id)
                    .set("indicator", &indicator.id)
                    .set("flow", &factor.flow)
                    .set("name_en", &factor.name)
                    .set("cas", &factor.cas)
                    .set("compartment", &factor.compartment)
                    .set("region", &factor.region)
                    .number("value", Some(factor.value))
                    .set("unit", &factor.unit)
                    .source(network, factor.source)
                    .set("place", &factor.place);
            }
        }
    }
    [grid, indicators, factors]
}

fn aliases(network: &Network) -> Grid {
    let mut grid = Grid::new(&schema::ALIASES);
    for alias in sorted(&network.aliases, |alias| alias.from.as_str()) {
        grid.line()
            .set("from", &alias.from)
            .set("to", &alias.to)
            .option("unit", alias.unit.as_ref())
            .number("factor", alias.factor)
            .set("note", &alias.note);
    }
    grid
}

pub(crate) fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Input => "input",
        Direction::Output => "output",
    }
}

pub(crate) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Reference => "reference",
        Role::Coproduct => "coproduct",
        Role::Avoided => "avoided",
        Role::Plain => "",
    }
}
