//! Stocks from their inflow, and inflow from the stock that is to be held.

use rayon::prelude::*;

use super::{
    follow::{Decline, Group, Initial, follow},
    plan::Plan,
    result::Stocks,
    tile::{WIDTH, remaining},
};
use crate::{
    error::MaterialsError,
    lifetime::{Lifetimes, Prepared},
    survival::{Ages, Entry, Survival},
    time::Time,
};

/// Tiles worked on before their results are written out; bounds the memory in flight.
const BATCH: usize = 64;

/// Follows stocks from their inflow, a year; any number of series, all series of a step together.
pub fn inflow_driven(
    time: &Time,
    lifetimes: &Lifetimes,
    entry: Entry,
    inflow: &[f64],
) -> Result<Stocks, MaterialsError> {
    let series = check("inflow", time, inflow)?;
    lifetimes.validate(time.steps(), series)?;
    let mut stocks = Stocks {
        series,
        inflow: inflow.to_vec(),
        stock: vec![0.0; inflow.len()],
        outflow: vec![0.0; inflow.len()],
        retired: Vec::new(),
        balance: crate::Balance::default(),
    };
    match Plan::new(time, lifetimes, entry, series) {
        Plan::Tables { tables, tiles } => {
            let of_tile = |members: &[u32], table: usize| stock_of_tile(time, &tables[table], inflow, members, series);
            in_batches(&tiles, of_tile, |members, tile| {
                write(&mut stocks.stock, &tile, members, series);
                Ok(())
            })?;
        }
        Plan::Own { ages } => {
            let columns: Vec<u32> = (0..series as u32).collect();
            let groups: Vec<(usize, Vec<u32>)> = columns.chunks(WIDTH).map(|part| (0, part.to_vec())).collect();
            let of_tile = |members: &[u32], _: usize| stock_of_own(time, &ages, lifetimes, inflow, members, series);
            in_batches(&groups, of_tile, |members, tile| {
                write(&mut stocks.stock, &tile, members, series);
                Ok(())
            })?;
        }
    }
    outflow(time, &mut stocks);
    stocks.check(time);
    Ok(stocks)
}

/// A stock that is to be held.
#[derive(Clone, Copy, Debug)]
pub struct StockDriven<'a> {
    /// The stock asked for at the end of every step, all series of a step together.
    pub target: &'a [f64],
    /// A stock from before, by cohort, all series of a cohort together.
    pub initial: Option<Initial<'a>>,
    /// What happens where the stock falls faster than goods leave.
    pub decline: Decline,
}

/// Works out the inflow, a year, that holds a stock; any number of series.
pub fn stock_driven(
    time: &Time,
    lifetimes: &Lifetimes,
    entry: Entry,
    asked: &StockDriven<'_>,
) -> Result<Stocks, MaterialsError> {
    let target = asked.target;
    let series = check("stock asked for", time, target)?;
    lifetimes.validate(time.steps(), series)?;
    let start = asked.initial.map_or(0, |initial| initial.start);
    if let Some(at) = target.iter().enumerate().position(|(at, &value)| at / series.max(1) >= start && value < 0.0) {
        let (step, value) = (at / series, target[at]);
        return Err(MaterialsError::Negative { name: "the stock asked for", step, series: at % series, value });
    }
    if let Some(initial) = asked.initial
        && initial.by_cohort.len() != initial.start * series
    {
        return Err(MaterialsError::Length {
            name: "stock from before".to_owned(),
            given: initial.by_cohort.len(),
            wanted: initial.start * series,
            why: "one for every earlier cohort and series".to_owned(),
        });
    }
    let mut stocks = Stocks {
        series,
        inflow: vec![0.0; target.len()],
        stock: target.to_vec(),
        outflow: vec![0.0; target.len()],
        retired: Vec::new(),
        balance: crate::Balance::default(),
    };
    // Series whose inflow came out negative, or that have a past, are followed cohort by cohort.
    let mut careful: Vec<u32> = Vec::new();
    let plan = Plan::new(time, lifetimes, entry, series);
    if asked.initial.is_some() {
        careful.extend(0..series as u32);
    } else {
        let mut take = |members: &[u32], tile: Result<Vec<[f64; WIDTH]>, MaterialsError>| {
            let tile = tile?;
            for (lane, &member) in members.iter().enumerate() {
                if asked.decline != Decline::NegativeInflow && tile.iter().any(|row| row[lane] < 0.0) {
                    careful.push(member);
                }
            }
            write(&mut stocks.inflow, &tile, members, series);
            Ok(())
        };
        match &plan {
            Plan::Tables { tables, tiles } => {
                let of_tile =
                    |members: &[u32], table: usize| inflow_of_tile(time, &tables[table], target, members, series);
                in_batches(tiles, of_tile, &mut take)?;
            }
            Plan::Own { ages } => {
                let columns: Vec<u32> = (0..series as u32).collect();
                let groups: Vec<(usize, Vec<u32>)> = columns.chunks(WIDTH).map(|part| (0, part.to_vec())).collect();
                let of_tile = |members: &[u32], _: usize| inflow_of_own(time, ages, lifetimes, target, members, series);
                in_batches(&groups, of_tile, &mut take)?;
            }
        }
    }
    if !careful.is_empty() {
        carefully(time, lifetimes, &plan, asked, &careful, &mut stocks)?;
    }
    outflow(time, &mut stocks);
    stocks.check(time);
    Ok(stocks)
}

/// Follows single series with their past and the rule of decline.
fn carefully(
    time: &Time,
    lifetimes: &Lifetimes,
    plan: &Plan,
    asked: &StockDriven<'_>,
    members: &[u32],
    stocks: &mut Stocks,
) -> Result<(), MaterialsError> {
    let series = stocks.series;
    let followed: Vec<_> = members
        .par_iter()
        .map(|&member| {
            let k = member as usize;
            let own;
            let survival = match plan {
                Plan::Tables { tables, tiles } => {
                    let table = tiles.iter().find(|(_, tile)| tile.contains(&member)).map_or(0, |(table, _)| *table);
                    &tables[table]
                }
                Plan::Own { ages } => {
                    own = Survival::triangle(ages, time.steps(), |cohort| lifetimes.of(cohort, k, series));
                    &own
                }
            };
            let target = Stocks::of_series(asked.target, k, series);
            let past = asked.initial.map(|initial| Stocks::of_series(initial.by_cohort, k, series));
            let initial = asked
                .initial
                .zip(past.as_ref())
                .map(|(initial, past)| Initial { start: initial.start, by_cohort: past });
            let group = Group {
                survival: &[survival],
                target: &target,
                shares: &[],
                initial,
                decline: asked.decline,
                series: k,
            };
            follow(time, &group, false)
        })
        .collect::<Result<_, _>>()?;
    if followed.iter().any(|one| one.retired.iter().any(|&amount| amount > 0.0)) {
        stocks.retired = vec![0.0; stocks.stock.len()];
    }
    for (&member, one) in members.iter().zip(&followed) {
        for step in 0..time.steps() {
            let at = step * series + member as usize;
            stocks.inflow[at] = one.inflow[step];
            stocks.stock[at] = one.stock[step];
            if !stocks.retired.is_empty() {
                stocks.retired[at] = one.retired[step];
            }
        }
    }
    Ok(())
}

/// Works on tiles in parallel, a batch at a time, and takes their results in order.
fn in_batches<R: Send>(
    tiles: &[(usize, Vec<u32>)],
    of_tile: impl Fn(&[u32], usize) -> R + Sync,
    mut take: impl FnMut(&[u32], R) -> Result<(), MaterialsError>,
) -> Result<(), MaterialsError> {
    for batch in tiles.chunks(BATCH) {
        let results: Vec<R> = batch.par_iter().map(|(table, members)| of_tile(members, *table)).collect();
        for ((_, members), result) in batch.iter().zip(results) {
            take(members, result)?;
        }
    }
    Ok(())
}

/// The amounts that entered in every step, for the series of a tile.
fn read(time: &Time, flows: &[f64], members: &[u32], series: usize) -> Vec<[f64; WIDTH]> {
    let mut rows = vec![[0.0; WIDTH]; time.steps()];
    for (step, row) in rows.iter_mut().enumerate() {
        let (length, of_step) = (time.length(step), &flows[step * series..][..series]);
        for (place, &member) in row.iter_mut().zip(members) {
            *place = length * of_step[member as usize];
        }
    }
    rows
}

fn write(values: &mut [f64], tile: &[[f64; WIDTH]], members: &[u32], series: usize) {
    for (step, row) in tile.iter().enumerate() {
        let of_step = &mut values[step * series..][..series];
        for (value, &member) in row.iter().zip(members) {
            of_step[member as usize] = *value;
        }
    }
}

fn stock_of_tile(
    time: &Time,
    survival: &Survival,
    inflow: &[f64],
    members: &[u32],
    series: usize,
) -> Vec<[f64; WIDTH]> {
    let entered = read(time, inflow, members, series);
    (0..time.steps()).map(|step| remaining(survival.row(step), &entered[..=step])).collect()
}

fn inflow_of_tile(
    time: &Time,
    survival: &Survival,
    target: &[f64],
    members: &[u32],
    series: usize,
) -> Result<Vec<[f64; WIDTH]>, MaterialsError> {
    let mut entered = vec![[0.0; WIDTH]; time.steps()];
    for step in 0..time.steps() {
        let row = survival.row(step);
        let there = remaining(&row[..step], &entered[..step]);
        let own = row[step];
        for (lane, &member) in members.iter().enumerate() {
            let gap = target[step * series + member as usize] - there[lane];
            if own == 0.0 && gap != 0.0 {
                return Err(MaterialsError::NothingSurvives { series: member as usize, step });
            }
            entered[step][lane] = if own == 0.0 { 0.0 } else { gap / own };
        }
    }
    for (step, row) in entered.iter_mut().enumerate() {
        let length = time.length(step);
        for amount in row {
            *amount /= length;
        }
    }
    Ok(entered)
}

fn stock_of_own(
    time: &Time,
    ages: &Ages,
    lifetimes: &Lifetimes,
    inflow: &[f64],
    members: &[u32],
    series: usize,
) -> Vec<[f64; WIDTH]> {
    let mut tile = vec![[0.0; WIDTH]; time.steps()];
    let mut stock = vec![0.0; time.steps()];
    for (lane, &member) in members.iter().enumerate() {
        let k = member as usize;
        stock.fill(0.0);
        for cohort in 0..time.steps() {
            let amount = time.length(cohort) * inflow[cohort * series + k];
            if amount != 0.0 {
                ages.add(cohort, Prepared::of(lifetimes.of(cohort, k, series)), amount, &mut stock[cohort..]);
            }
        }
        for (row, &value) in tile.iter_mut().zip(&stock) {
            row[lane] = value;
        }
    }
    tile
}

fn inflow_of_own(
    time: &Time,
    ages: &Ages,
    lifetimes: &Lifetimes,
    target: &[f64],
    members: &[u32],
    series: usize,
) -> Result<Vec<[f64; WIDTH]>, MaterialsError> {
    let mut tile = vec![[0.0; WIDTH]; time.steps()];
    let mut there = vec![0.0; time.steps()];
    for (lane, &member) in members.iter().enumerate() {
        let k = member as usize;
        there.fill(0.0);
        for cohort in 0..time.steps() {
            let lifetime = Prepared::of(lifetimes.of(cohort, k, series));
            let mut own = [0.0];
            ages.add(cohort, lifetime, 1.0, &mut own);
            let gap = target[cohort * series + k] - there[cohort];
            if gap == 0.0 {
                continue;
            }
            if own[0] == 0.0 {
                return Err(MaterialsError::NothingSurvives { series: k, step: cohort });
            }
            let amount = gap / own[0];
            ages.add(cohort, lifetime, amount, &mut there[cohort..]);
            tile[cohort][lane] = amount / time.length(cohort);
        }
    }
    Ok(tile)
}

fn outflow(time: &Time, stocks: &mut Stocks) {
    let n = stocks.series;
    for step in 0..time.steps() {
        let length = time.length(step);
        for k in 0..n {
            let at = step * n + k;
            let before = if step == 0 { 0.0 } else { stocks.stock[at - n] };
            stocks.outflow[at] = stocks.inflow[at] - (stocks.stock[at] - before) / length;
        }
    }
}

/// Checks a list of values by step and series and returns the number of series.
pub(super) fn check(name: &str, time: &Time, values: &[f64]) -> Result<usize, MaterialsError> {
    let steps = time.steps();
    if !values.len().is_multiple_of(steps) {
        return Err(MaterialsError::Length {
            name: name.to_owned(),
            given: values.len(),
            wanted: values.len().div_ceil(steps) * steps,
            why: format!("a multiple of the {steps} steps"),
        });
    }
    let series = values.len() / steps;
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        let place = format!("step {}, series {}", at / series, at % series);
        return Err(MaterialsError::NotFinite { name: name.to_owned(), place, value: values[at] });
    }
    Ok(series)
}
