//! A network run at least cost: a linear programme of all goods and periods.
//!
//! ```text
//! min Σ (cost + carbon·price)·(made, moved) + keeping·stock + penalty·unmet
//! at every place, good and period:
//!   made + arrived(t − lead) + stock(t−1) + unmet ≥ used + sent + stock(t) + demand
//! ```
//!
//! Surplus may be thrown away. The dual of a place's balance is what one more unit there is worth.

use std::collections::BTreeMap;

use serde::Serialize;
use verdigris_optimisation::{Column, Limits, Programme, Row, Solver, Status, check};

use crate::ChainError;
use crate::network::Network;

/// Something that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "index")]
pub enum Element {
    /// A plant.
    Plant(usize),
    /// A route.
    Route(usize),
    /// A place with all its plants and routes.
    Place(usize),
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Least cost, penalties included.
    pub cost: f64,
    /// Penalties alone.
    pub penalty: f64,
    /// Emissions, t CO₂e.
    pub carbon: f64,
    /// Made by each plant over all periods.
    pub made: Vec<f64>,
    /// Moved by each route over all periods.
    pub moved: Vec<f64>,
    /// Not delivered, by demand over all periods.
    pub unmet: Vec<f64>,
    /// Worth of one more unit: place, good, mean over periods; where above zero.
    pub worth: Vec<(usize, String, f64)>,
    /// Largest residual of the optimality conditions, computed apart from the solver.
    pub residual: f64,
}

impl Run {
    /// Whether the run uses an element at all.
    pub fn uses(&self, network: &Network, element: Element) -> bool {
        let size = self.made.iter().chain(&self.moved).fold(0.0_f64, |most, value| most.max(*value));
        let used = |value: f64| value > 1e-7 * size;
        match element {
            Element::Plant(at) => used(self.made[at]),
            Element::Route(at) => used(self.moved[at]),
            Element::Place(at) => {
                let id = &network.place[at].id;
                let plants =
                    network.plant.iter().zip(&self.made).any(|(plant, made)| plant.place == *id && used(*made));
                let ends = |from: &str, to: &str| from == id || to == id;
                let moved =
                    |(route, moved): (&crate::network::Route, &f64)| ends(&route.from, &route.to) && used(*moved);
                plants || network.route.iter().zip(&self.moved).any(moved)
            }
        }
    }
}

struct Columns {
    made: Vec<Vec<Column>>,
    moved: Vec<Vec<Column>>,
    kept: Vec<Vec<Column>>,
    unmet: Vec<Vec<Column>>,
}

/// Runs the network without the elements that have failed. A stock at a failed place stays in use.
pub fn run(network: &Network, failed: &[Element], solver: &dyn Solver) -> Result<Run, ChainError> {
    let mut programme = Programme::new("supply");
    let columns = columns(network, failed, &mut programme);
    let rows = balances(network, &columns, &mut programme);
    let answer = solver.solve(&programme, &Limits::default())?;
    if answer.status != Status::Optimal {
        let status = format!("{:?}", answer.status);
        return Err(ChainError::Unsolved { question: "supply".to_owned(), status });
    }
    let total = |list: &[Column]| list.iter().map(|column| answer.columns[column.index()].max(0.0)).sum::<f64>();
    let made: Vec<f64> = columns.made.iter().map(|list| total(list)).collect();
    let moved: Vec<f64> = columns.moved.iter().map(|list| total(list)).collect();
    let unmet: Vec<f64> = columns.unmet.iter().map(|list| total(list)).collect();
    let penalty = network.demand.iter().zip(&unmet).map(|(demand, unmet)| demand.penalty * unmet).sum();
    let carbon = network.plant.iter().zip(&made).map(|(plant, made)| plant.carbon * made).sum::<f64>()
        + network.route.iter().zip(&moved).map(|(route, moved)| route.carbon * moved).sum::<f64>();
    let worth = rows
        .iter()
        .map(|((place, good), rows)| {
            let mean = rows.iter().map(|row| answer.duals[row.index()]).sum::<f64>() / rows.len() as f64;
            (*place, (*good).to_owned(), mean)
        })
        .filter(|(.., mean)| *mean > 1e-9)
        .collect();
    let residual = check::optimality(&programme, &answer).worst();
    Ok(Run { cost: answer.objective, penalty, carbon, made, moved, unmet, worth, residual })
}

fn columns(network: &Network, failed: &[Element], programme: &mut Programme) -> Columns {
    let lost = |place: &str| network.place_index(place).is_some_and(|at| failed.contains(&Element::Place(at)));
    let price = network.carbon_price;
    let (mut made, mut moved) = (Vec::new(), Vec::new());
    for (at, plant) in network.plant.iter().enumerate() {
        let down = failed.contains(&Element::Plant(at)) || lost(&plant.place);
        let upper = if down { 0.0 } else { plant.capacity };
        let cost = plant.cost + price * plant.carbon;
        made.push(
            (0..network.periods).map(|t| programme.column(format!("{} {t}", plant.id), cost, 0.0, upper)).collect(),
        );
    }
    for (at, route) in network.route.iter().enumerate() {
        let down = failed.contains(&Element::Route(at)) || lost(&route.from) || lost(&route.to);
        let upper = if down { 0.0 } else { route.capacity.unwrap_or(f64::INFINITY) };
        let cost = route.cost + price * route.carbon;
        moved.push(
            (0..network.periods).map(|t| programme.column(format!("{} {t}", route.id), cost, 0.0, upper)).collect(),
        );
    }
    let mut kept = Vec::new();
    for stock in &network.stock {
        let name = format!("stock of {} at {}", stock.good, stock.place);
        kept.push(
            (0..network.periods)
                .map(|t| programme.column(format!("{name} {t}"), stock.cost, 0.0, stock.capacity))
                .collect(),
        );
    }
    let mut unmet = Vec::new();
    for demand in &network.demand {
        let name = format!("unmet {} at {}", demand.good, demand.place);
        unmet.push(
            (0..network.periods)
                .map(|t| programme.column(format!("{name} {t}"), demand.penalty, 0.0, demand.amount))
                .collect(),
        );
    }
    Columns { made, moved, kept, unmet }
}

/// Terms and right-hand side.
type Balance = (Vec<(Column, f64)>, f64);

fn balances<'a>(
    network: &'a Network,
    columns: &Columns,
    programme: &mut Programme,
) -> BTreeMap<(usize, &'a str), Vec<Row>> {
    // By place and good, a balance for each period.
    let mut parts: BTreeMap<(usize, &str), Vec<Balance>> = BTreeMap::new();
    let periods = network.periods;
    let mut add = |place: &str, good: &'a str, t: usize, column: Option<Column>, factor: f64| {
        let Some(place) = network.place_index(place) else { return };
        let list = parts.entry((place, good)).or_insert_with(|| vec![(Vec::new(), 0.0); periods]);
        match column {
            Some(column) => list[t].0.push((column, factor)),
            None => list[t].1 += factor,
        }
    };
    for t in 0..periods {
        for (plant, made) in network.plant.iter().zip(&columns.made) {
            add(&plant.place, &plant.good, t, Some(made[t]), 1.0);
            for input in &plant.inputs {
                add(&plant.place, &input.good, t, Some(made[t]), -input.amount);
            }
        }
        for (route, moved) in network.route.iter().zip(&columns.moved) {
            add(&route.from, &route.good, t, Some(moved[t]), -1.0);
            match t.checked_sub(route.lead) {
                Some(set_out) => add(&route.to, &route.good, t, Some(moved[set_out]), 1.0),
                None => add(&route.to, &route.good, t, None, -route.underway),
            }
        }
        for (stock, kept) in network.stock.iter().zip(&columns.kept) {
            add(&stock.place, &stock.good, t, Some(kept[t]), -1.0);
            match t.checked_sub(1) {
                Some(before) => add(&stock.place, &stock.good, t, Some(kept[before]), 1.0),
                None => add(&stock.place, &stock.good, t, None, -stock.initial),
            }
        }
        for (demand, unmet) in network.demand.iter().zip(&columns.unmet) {
            add(&demand.place, &demand.good, t, Some(unmet[t]), 1.0);
            add(&demand.place, &demand.good, t, None, demand.amount);
        }
    }
    parts
        .into_iter()
        .map(|((place, good), list)| {
            let rows = list
                .into_iter()
                .enumerate()
                .map(|(t, (terms, right))| {
                    let name = format!("{good} at {} {t}", network.place[place].id);
                    programme.row(name, right, f64::INFINITY, &terms)
                })
                .collect();
            ((place, good), rows)
        })
        .collect()
}
