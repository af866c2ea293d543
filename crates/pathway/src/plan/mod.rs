//! The planning problem in the form the solver works on: plants that choose a path through states, and what they share.
//!
//! ```text
//! min  Σ_p cost_p(path, activity) + Σ_m g_m(U)      s.t.  Σ_s R_is U_s ≤ r_i
//! U_st = Σ_p usage of account (s, t) by plant p
//! g_m(U) = least cost of transport, imports and unmet demand that turns supply U into demand
//! ```
//!
//! An *account* is what plants share in one period: tonnes delivered at a node, tonnes of CO2 emitted, money a company
//! spends. Accounts come in series over the periods; account (s, t) has the index `s·T + t`. A plant knows accounts
//! only; markets and limits are built over accounts. A plant's decision in a period is its *state* (a technology that
//! stands, an idle asset, nothing); state 0 is "out" (nothing stands). Leaving and building pass through a hub, so a
//! change from any technology to any other costs two steps and not a table of pairs; retrofits that have a cost of their
//! own are moves.

mod plant;
mod pricing;
mod reduced;
mod soft;

pub use plant::{Move, Plant, Use};
pub use pricing::{Plan, Scratch, cheapest};
pub use reduced::Reduced;
pub use soft::{Softened, Sums, soften};

/// What the plants of a problem share, and the plants.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Number of periods T.
    pub periods: usize,
    /// Number of series of accounts.
    pub series: usize,
    /// The plants.
    pub plants: Vec<Plant>,
    /// Where supply meets demand.
    pub markets: Vec<Market>,
    /// Bounds on combinations of accounts.
    pub limits: Vec<Limit>,
}

/// Supply at nodes, demand at nodes, transport between them.
#[derive(Clone, Debug)]
pub struct Market {
    /// The nodes (zones); a market without zones has one.
    pub nodes: Vec<Node>,
    /// Discounted cost of carrying one unit from node i to node j in period t, at `(i·n + j)·T + t`.
    pub carriage: Vec<f64>,
    /// A typical discounted price by period, the scale of smoothing.
    pub price: Vec<f64>,
}

/// One node of a market; all vectors are by period, costs discounted and per unit.
#[derive(Clone, Debug)]
pub struct Node {
    /// The series of accounts that supply the node, where any plant does.
    pub supply: Option<usize>,
    /// Demand.
    pub demand: Vec<f64>,
    /// Cost of demand left unmet.
    pub unmet: Vec<f64>,
    /// Largest import into the node's supply.
    pub import: Vec<f64>,
    /// Cost of imports.
    pub import_cost: Vec<f64>,
}

/// Σ coefficient · account ≤ bound.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What is limited, for reports.
    pub subject: Subject,
    /// Accounts and their coefficients.
    pub terms: Vec<(usize, f64)>,
    /// The right-hand side.
    pub bound: f64,
    /// Whether only the paths count (capacity built, money spent), or activity too.
    pub of_paths: bool,
}

/// What a limit limits; `index` and `period` are those of the model it was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Subject {
    /// The kind.
    pub kind: Kind,
    /// Which of its kind (metal, technology, company …).
    pub index: usize,
    /// The period, or the last of those it joins.
    pub period: usize,
}

/// Kinds of limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Emissions of a period.
    EmissionCap,
    /// Emissions of all periods.
    EmissionBudget,
    /// Emissions do not rise after the peak.
    Peak,
    /// A raw material such as scrap or clean power.
    Supply,
    /// Capacity allowed to stand.
    Ceiling,
    /// Capacity of a technology built in a period against the period before.
    Diffusion,
    /// Money a company invests in a period.
    Capital,
}

impl Problem {
    /// Number of accounts.
    pub fn accounts(&self) -> usize {
        self.series * self.periods
    }

    /// Number of prices: one per supplied node and period, then one per limit.
    pub fn prices(&self) -> usize {
        self.supplies() * self.periods + self.limits.len()
    }

    /// Number of supplied nodes over all markets.
    pub fn supplies(&self) -> usize {
        self.markets.iter().flat_map(|market| &market.nodes).filter(|node| node.supply.is_some()).count()
    }

    /// What one unit of every account costs at the prices `y` (supply counts as income).
    pub fn account_costs(&self, y: &[f64]) -> Vec<f64> {
        let mut cost = vec![0.0; self.accounts()];
        let mut at = 0;
        for node in self.markets.iter().flat_map(|market| &market.nodes) {
            if let Some(series) = node.supply {
                for t in 0..self.periods {
                    cost[series * self.periods + t] -= y[at + t];
                }
                at += self.periods;
            }
        }
        for (limit, price) in self.limits.iter().zip(&y[at..]) {
            if *price != 0.0 {
                for &(account, coefficient) in &limit.terms {
                    cost[account] += coefficient * price;
                }
            }
        }
        cost
    }
}
