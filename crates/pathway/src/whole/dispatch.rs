//! Activity, transport, imports and unmet demand once the paths are fixed: a linear programme.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use verdigris_optimisation::{Error, Limits, Programme, Solver, Status};

use crate::plan::{Plan, Problem};

/// What the plans cost and how they run.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Cost of paths, activity, transport, imports and unmet demand.
    pub cost: f64,
    /// The part that is the penalty of unmet demand.
    pub unmet_cost: f64,
    /// Demand unmet, in total over periods.
    pub unmet: f64,
    /// Prices of the shared rows at this dispatch, in the order of the problem's prices (limits on paths have none).
    pub prices: Vec<f64>,
    /// Largest excess over a limit on paths, relative to its bound.
    pub excess: f64,
    /// What moves: carriage, unmet demand and imports.
    pub flows: Vec<Flow>,
}

/// An amount that moves in a market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The market.
    pub market: usize,
    /// The period.
    pub period: usize,
    /// What it is.
    pub kind: FlowKind,
    /// The amount.
    pub amount: f64,
}

/// Kinds of flows, with nodes of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// From one node to another.
    Carried(usize, usize),
    /// Demand of a node left unmet.
    Unmet(usize),
    /// Import into a node.
    Import(usize),
}

/// Solves the dispatch of `plans` and writes the activity into them.
pub fn dispatch(
    problem: &Problem,
    plans: &mut [Plan],
    solver: &dyn Solver,
    limits: &Limits,
) -> Result<Option<Dispatch>, Error> {
    let periods = problem.periods;
    let mut programme = Programme::new("dispatch");
    let mut fixed = vec![0.0; problem.accounts()];
    let mut paths = 0.0;
    let mut entries: Vec<Vec<_>> = vec![Vec::new(); problem.accounts()];
    let mut activities = Vec::new();
    for (index, (plant, plan)) in problem.plants.iter().zip(plans.iter()).enumerate() {
        paths += plan.path_cost(plant);
        plan.path_usage(plant, |account, amount| fixed[account] += amount);
        for t in 0..periods {
            let state = plan.states[t] as usize;
            let at = state * periods + t;
            if plant.most[at] > 0.0 {
                let column = programme.column("", plant.run[at], plant.least[at], plant.most[at]);
                for used in &plant.run_uses[state] {
                    let account = used.series as usize * periods + t;
                    entries[account].push((column, plant.rates(*used, periods)[t]));
                }
                activities.push((index, t, column));
            }
        }
    }
    let mut rows = Vec::new();
    let mut flow_columns = Vec::new();
    for (m, market) in problem.markets.iter().enumerate() {
        let count = market.nodes.len();
        let mut leaving: Vec<Vec<_>> = vec![Vec::new(); count * periods];
        let mut arriving: Vec<Vec<_>> = vec![Vec::new(); count * periods];
        for (i, source) in market.nodes.iter().enumerate() {
            if source.supply.is_none() {
                continue;
            }
            for (j, node) in market.nodes.iter().enumerate() {
                for t in 0..periods {
                    let cost = market.carriage[(i * count + j) * periods + t];
                    if node.demand[t] > 0.0 && cost < node.unmet[t] {
                        let column = programme.column("", cost, 0.0, f64::INFINITY);
                        flow_columns.push((m, t, FlowKind::Carried(i, j), column));
                        leaving[i * periods + t].push((column, -1.0));
                        arriving[j * periods + t].push((column, 1.0));
                    }
                }
            }
        }
        for (j, node) in market.nodes.iter().enumerate() {
            for t in 0..periods {
                if node.demand[t] > 0.0 {
                    let column = programme.column("", node.unmet[t], 0.0, node.demand[t]);
                    flow_columns.push((m, t, FlowKind::Unmet(j), column));
                    let mut terms = std::mem::take(&mut arriving[j * periods + t]);
                    terms.push((column, 1.0));
                    programme.row("", node.demand[t], f64::INFINITY, &terms);
                }
            }
        }
        for (i, node) in market.nodes.iter().enumerate() {
            let Some(series) = node.supply else { continue };
            for t in 0..periods {
                let account = series * periods + t;
                let mut terms = std::mem::take(&mut leaving[i * periods + t]);
                terms.extend_from_slice(&entries[account]);
                if node.import[t] > 0.0 {
                    let column = programme.column("", node.import_cost[t], 0.0, node.import[t]);
                    flow_columns.push((m, t, FlowKind::Import(i), column));
                    terms.push((column, 1.0));
                }
                rows.push(Some(programme.row("", -fixed[account], f64::INFINITY, &terms)));
            }
        }
    }
    let mut excess = 0.0_f64;
    for limit in &problem.limits {
        let standing: f64 = limit.terms.iter().map(|(account, c)| c * fixed[*account]).sum();
        if limit.of_paths {
            excess = excess.max((standing - limit.bound) / limit.bound.abs().max(1e-9));
            rows.push(None);
            continue;
        }
        let terms: Vec<_> = limit
            .terms
            .iter()
            .flat_map(|(account, c)| entries[*account].iter().map(move |(column, rate)| (*column, c * rate)))
            .collect();
        rows.push(Some(programme.row("", f64::NEG_INFINITY, limit.bound - standing, &terms)));
    }
    let answer = solver.solve(&programme, limits)?;
    if answer.status != Status::Optimal {
        return Ok(None);
    }
    for (index, t, column) in activities {
        let plant = &problem.plants[index];
        let at = plans[index].states[t] as usize * periods + t;
        plans[index].activity[t] = answer.columns[column.index()].clamp(plant.least[at], plant.most[at]);
    }
    for (plant, plan) in problem.plants.iter().zip(plans.iter_mut()) {
        for t in 0..periods {
            if plant.most[plan.states[t] as usize * periods + t] <= 0.0 {
                plan.activity[t] = 0.0;
            }
        }
    }
    let flows: Vec<Flow> = flow_columns
        .into_iter()
        .map(|(market, period, kind, column)| Flow {
            market,
            period,
            kind,
            amount: answer.columns[column.index()].max(0.0),
        })
        .filter(|flow| flow.amount > 0.0)
        .collect();
    let (mut unmet, mut unmet_cost) = (0.0, 0.0);
    for flow in &flows {
        if let FlowKind::Unmet(node) = flow.kind {
            unmet += flow.amount;
            unmet_cost += flow.amount * problem.markets[flow.market].nodes[node].unmet[flow.period];
        }
    }
    let prices = rows.iter().map(|row| row.map_or(0.0, |row| answer.duals[row.index()].abs())).collect();
    Ok(Some(Dispatch { cost: paths + answer.objective, unmet_cost, unmet, prices, excess, flows }))
}
