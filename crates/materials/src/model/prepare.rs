//! From tables to cycles.

use std::collections::BTreeMap;

use verdigris_quantity::{
    elementary::exp,
    sampling::{SampleKey, stable_id},
    spread::Spread,
};

use super::{
    FIRST_YEAR, LAST_YEAR, Model,
    answer::Note,
    points,
    scenario::{Outlook, outlook},
    table::Rate,
};
use crate::{
    cycle::{Course, Cycle, Drive, run},
    error::MaterialsError,
    survival::{Entry, Survival},
    time::Time,
};

/// A region followed.
pub(super) struct Prepared {
    pub(super) region: String,
    pub(super) course: Course,
}

/// All regions followed, with what was taken where data end.
pub(super) struct Followed {
    pub(super) regions: Vec<Prepared>,
    pub(super) last_data: i32,
    pub(super) notes: Vec<Note>,
}

/// What a region's cycle is made of.
struct Inputs {
    survival: Vec<Survival>,
    primary: Vec<f64>,
    net_import: Vec<f64>,
    split: Vec<f64>,
    new_scrap: Vec<f64>,
    new_scrap_return: Vec<f64>,
    recycling: Vec<f64>,
}

/// Follows every region of the model, at best values or with the draws of an iteration.
pub(super) fn courses(model: &Model<'_>, key: Option<SampleKey>) -> Result<Followed, MaterialsError> {
    let metal = &model.metal;
    let mut notes = Vec::new();
    let last_data = last_year(model)?;
    let end = if model.scenario.is_some() { LAST_YEAR } else { last_data };
    let time = Time::yearly(FIRST_YEAR, end)?;
    let mut inputs = Vec::new();
    for region in &metal.regions {
        inputs.push(of_region(model, region, &time, last_data, key, &mut notes)?);
    }
    let steps = (last_data - FIRST_YEAR + 1) as usize;
    let mut drives: Vec<Vec<Drive>> =
        inputs.iter().map(|one| one.primary.iter().map(|&value| Drive::Primary(value)).collect()).collect();
    if let Some(scenario) = &model.scenario {
        let past = Time::yearly(FIRST_YEAR, last_data)?;
        let mut history = Vec::new();
        for (one, drive) in inputs.iter().zip(&drives) {
            history.push(follow(one, &past, drive)?);
        }
        future(model, &scenario.place.id, &history, &mut drives, steps, key, &mut notes)?;
    }
    let mut regions = Vec::new();
    for ((one, drive), region) in inputs.iter().zip(&drives).zip(&metal.regions) {
        regions.push(Prepared { region: region.clone(), course: follow(one, &time, drive)? });
    }
    Ok(Followed { regions, last_data, notes })
}

/// Follows a region over the steps of a time, which may be fewer than its inputs have.
fn follow(inputs: &Inputs, time: &Time, drive: &[Drive]) -> Result<Course, MaterialsError> {
    let (steps, sectors) = (time.steps(), inputs.survival.len());
    let survival: Vec<Survival>;
    let tables: Vec<&Survival> = if inputs.survival[0].steps() == steps {
        inputs.survival.iter().collect()
    } else {
        survival = inputs.survival.iter().map(|table| table.first(steps)).collect();
        survival.iter().collect()
    };
    run(&Cycle {
        time,
        survival: &tables,
        drive,
        split: &inputs.split[..steps * sectors],
        net_import: &inputs.net_import[..steps],
        new_scrap: &inputs.new_scrap[..steps],
        new_scrap_return: &inputs.new_scrap_return[..steps],
        recycling: &inputs.recycling[..steps * sectors],
        elements: &[],
    })
}

/// The last year for which the primary production of all regions is there.
fn last_year(model: &Model<'_>) -> Result<i32, MaterialsError> {
    let metal = &model.metal.id;
    let rows = model.tables.primary.iter().filter(|row| row.metal == *metal);
    let mut last: BTreeMap<&str, i32> = BTreeMap::new();
    for row in rows {
        let year = last.entry(&row.region).or_insert(row.year);
        *year = row.year.max(*year);
    }
    last.values().copied().min().ok_or_else(|| MaterialsError::NotAvailable {
        what: format!("the cycle of {metal}"),
        needs: "primary production by year".to_owned(),
    })
}

fn of_region(
    model: &Model<'_>,
    region: &str,
    time: &Time,
    last_data: i32,
    key: Option<SampleKey>,
    notes: &mut Vec<Note>,
) -> Result<Inputs, MaterialsError> {
    let sectors = model.tables.sectors_of(&model.metal.id);
    let years: Vec<f64> = (0..time.steps()).map(|step| f64::from(FIRST_YEAR) + step as f64).collect();
    let mut survival = Vec::new();
    for sector in &sectors {
        survival.push(Survival::of(time, Entry::Middle, &lifetime(model, region, &sector.id)?));
    }
    let mut split = Vec::with_capacity(years.len() * sectors.len());
    let shares: Vec<Vec<(f64, f64)>> = sectors
        .iter()
        .map(|sector| {
            let rows = model.tables.split.iter();
            rows.filter(|row| row.metal == model.metal.id && row.region == region && row.sector == sector.id)
                .map(|row| (f64::from(row.year), row.share))
                .collect()
        })
        .collect();
    for &year in &years {
        for (sector, points) in sectors.iter().zip(&shares) {
            let share = points::at(points, year).ok_or_else(|| MaterialsError::NotAvailable {
                what: format!("the cycle of {} in {region}", model.metal.id),
                needs: format!("the share of {} in its use", sector.id),
            })?;
            split.push(share);
        }
    }
    let mut recycling = Vec::with_capacity(years.len() * sectors.len());
    let by_sector = sectors
        .iter()
        .map(|sector| rate(model, region, "recycling", &sector.id, key))
        .collect::<Result<Vec<_>, _>>()?;
    for &year in &years {
        recycling.extend(by_sector.iter().map(|points| points::at(points, year).unwrap_or_default()));
    }
    let over_time = |name: &str| -> Result<Vec<f64>, MaterialsError> {
        let points = rate(model, region, name, "", key)?;
        Ok(years.iter().map(|&year| points::at(&points, year).unwrap_or_default()).collect())
    };
    Ok(Inputs {
        survival,
        primary: primary(model, region, last_data, notes),
        net_import: net_import(model, region, &years, notes),
        split,
        new_scrap: over_time("new-scrap")?,
        new_scrap_return: over_time("new-scrap-return")?,
        recycling,
    })
}

fn lifetime(model: &Model<'_>, region: &str, sector: &str) -> Result<crate::Lifetime, MaterialsError> {
    let fits = |cell: &str, wanted: &str| cell == wanted || cell == "*";
    model
        .tables
        .lifetimes
        .iter()
        .find(|row| row.metal == model.metal.id && fits(&row.region, region) && fits(&row.sector, sector))
        .map(|row| if model.stretch == 1.0 { row.lifetime.clone() } else { row.lifetime.stretched(model.stretch) })
        .ok_or_else(|| MaterialsError::NotAvailable {
            what: format!("the cycle of {} in {region}", model.metal.id),
            needs: format!("the lifetime of goods of {sector}"),
        })
}

/// Points of a rate, drawn where a key is given; values drawn outside 0 to 1 are taken at the bound.
fn rate(
    model: &Model<'_>,
    region: &str,
    name: &str,
    sector: &str,
    key: Option<SampleKey>,
) -> Result<Vec<(f64, f64)>, MaterialsError> {
    let fits = |row: &&Rate| {
        row.metal == model.metal.id
            && row.kind == name
            && (row.region == region || row.region == "*")
            && (row.sector == sector || row.sector.is_empty())
    };
    let rows: Vec<&Rate> = model.tables.rates.iter().filter(fits).collect();
    if rows.is_empty() {
        return Err(MaterialsError::NotAvailable {
            what: format!("the cycle of {} in {region}", model.metal.id),
            needs: format!("the rate {name}"),
        });
    }
    rows.into_iter()
        .map(|row| {
            let parts = ["materials", &row.metal, &row.region, &row.kind, &row.sector];
            let value = drawn(row.value, row.spread.as_ref(), key, &parts)?;
            Ok((f64::from(row.year), value.clamp(0.0, 1.0)))
        })
        .collect()
}

fn drawn(value: f64, spread: Option<&Spread>, key: Option<SampleKey>, parts: &[&str]) -> Result<f64, MaterialsError> {
    match (spread, key) {
        (Some(spread), Some(key)) => {
            let distribution =
                spread.around(value).map_err(|source| MaterialsError::Spread { place: parts.join(" "), source })?;
            Ok(distribution.sample(key.draw(stable_id(parts))))
        }
        _ => Ok(value),
    }
}

/// Primary production by year up to the last year of data.
fn primary(model: &Model<'_>, region: &str, last_data: i32, notes: &mut Vec<Note>) -> Vec<f64> {
    let metal = &model.metal.id;
    let points = |of: &str| -> Vec<(f64, f64)> {
        let rows = model.tables.primary.iter().filter(|row| row.metal == *metal && row.region == of);
        rows.map(|row| (f64::from(row.year), row.value)).collect()
    };
    let own = points(region);
    // The rest of the world is the world without the regions followed beside it.
    let others: Vec<Vec<(f64, f64)>> = if own.is_empty() {
        model.metal.regions.iter().filter(|one| *one != region).map(|one| points(one)).collect()
    } else {
        Vec::new()
    };
    let own = if own.is_empty() { points("GLO") } else { own };
    for pair in own.windows(2) {
        if pair[1].0 > pair[0].0 + 1.0 {
            notes.push(Note::new("interpolated", region, pair[0].0 as i32 + 1, pair[1].0 as i32 - 1));
        }
    }
    (FIRST_YEAR..=last_data)
        .map(|year| {
            let at = |points: &[(f64, f64)]| points::at(points, f64::from(year)).unwrap_or_default();
            (at(&own) - others.iter().map(|one| at(one)).sum::<f64>()).max(0.0)
        })
        .collect()
}

/// Net import of final goods by year; the last year's figure is held.
fn net_import(model: &Model<'_>, region: &str, years: &[f64], notes: &mut Vec<Note>) -> Vec<f64> {
    let metal = &model.metal.id;
    let of = |region: &str, flow: &str| -> Vec<(f64, f64)> {
        let rows = model.tables.trade.iter();
        rows.filter(|row| row.metal == *metal && row.region == region && row.flow == flow)
            .map(|row| (f64::from(row.year), row.value))
            .collect()
    };
    let net = |region: &str, sign: f64, notes: &mut Vec<Note>| -> Option<Vec<f64>> {
        let (imports, exports) = (of(region, "imports"), of(region, "exports"));
        let (first, last) = (imports.first()?.0, imports.last()?.0);
        if sign > 0.0 {
            notes.push(Note::new("trade-before", region, FIRST_YEAR, first as i32 - 1));
            if model.scenario.is_some() {
                notes.push(Note::new("trade-held", region, last as i32 + 1, LAST_YEAR));
            }
        }
        let value = |year: f64| {
            let at = |points: &[(f64, f64)]| points::from_first(points, year).unwrap_or_default();
            sign * (at(&imports) - at(&exports))
        };
        Some(years.iter().map(|&year| value(year)).collect())
    };
    if let Some(own) = net(region, 1.0, notes) {
        return own;
    }
    // What one region exports, the other imports.
    let mut sum = vec![0.0; years.len()];
    for other in model.metal.regions.iter().filter(|one| *one != region) {
        for (total, value) in sum.iter_mut().zip(net(other, -1.0, notes).unwrap_or_default()) {
            *total += value;
        }
    }
    sum
}

/// Appends what a scenario gives of the years after the data.
fn future(
    model: &Model<'_>,
    scenario: &str,
    history: &[Course],
    drives: &mut [Vec<Drive>],
    steps: usize,
    key: Option<SampleKey>,
    notes: &mut Vec<Note>,
) -> Result<(), MaterialsError> {
    let metal = &model.metal.id;
    let draw = |row: &super::table::ScenarioPoint| {
        // The points of a region move together.
        drawn(row.value, row.spread.as_ref(), key, &["materials", "scenario", &row.metal, &row.scenario, &row.region])
    };
    let say = |region: &str| outlook(model.tables, metal, scenario, region, draw);
    let total = |course: &Course, values: &[f64], year: i32| course.total(values, (year - FIRST_YEAR) as usize);
    let last = FIRST_YEAR + steps as i32 - 1;
    let demand = |points: &[(f64, f64)], from: f64, year: i32| {
        let mut all = vec![(f64::from(last), from)];
        all.extend(points.iter().filter(|point| point.0 > f64::from(last)));
        points::at(&all, f64::from(year)).unwrap_or(from)
    };
    let world = say("GLO")?;
    if let Some(Outlook::Demand(points) | Outlook::Ratio { points, .. }) = &world {
        notes.push(Note::held(points, "GLO"));
    }
    for (k, region) in model.metal.regions.iter().enumerate() {
        let own = if region == "GLO" { None } else { say(region)? };
        let of_last = total(&history[k], &history[k].inflow, last);
        match own {
            Some(Outlook::Demand(points)) => {
                notes.push(Note::held(&points, region));
                drives[k].extend((last + 1..=LAST_YEAR).map(|year| Drive::Demand(demand(&points, of_last, year))));
            }
            Some(Outlook::Approach { level }) => {
                let now = total(&history[k], &history[k].stock, last);
                let growth = now - total(&history[k], &history[k].stock, last - 1);
                if growth <= 0.0 || level <= now {
                    return Err(MaterialsError::NotAvailable {
                        what: format!("the scenario {scenario} of {metal} in {region}"),
                        needs: format!("a level above the stock of {last}, {now:.0} kt, and a growing stock"),
                    });
                }
                let pace = growth / (level - now);
                drives[k].extend(
                    (last + 1..=LAST_YEAR)
                        .map(|year| Drive::Stock(level - (level - now) * exp(-pace * f64::from(year - last)))),
                );
            }
            Some(Outlook::Ratio { .. }) => {
                return Err(MaterialsError::Unknown { kind: "kind of scenario", id: format!("ratio in {region}") });
            }
            None => {}
        }
    }
    // The rest is what the world needs beyond the regions that were told.
    let untold: Vec<usize> = (0..drives.len()).filter(|&k| drives[k].len() == steps).collect();
    match (untold.as_slice(), world) {
        ([], _) => Ok(()),
        ([k], Some(world)) => {
            let told: Vec<Vec<f64>> = followed_demand(model, drives, *k, key, history, steps)?;
            let sum = |year: i32| history.iter().map(|one| total(one, &one.inflow, year)).sum::<f64>();
            let of_year = |year: i32| match &world {
                Outlook::Demand(points) => demand(points, sum(last), year),
                Outlook::Ratio { base, points } => {
                    let scaled: Vec<(f64, f64)> = points.iter().map(|point| (point.0, point.1 * sum(*base))).collect();
                    demand(&scaled, sum(last), year)
                }
                Outlook::Approach { .. } => f64::NAN,
            };
            for year in last + 1..=LAST_YEAR {
                let others: f64 = told.iter().map(|one| one[(year - last - 1) as usize]).sum();
                drives[*k].push(Drive::Demand((of_year(year) - others).max(0.0)));
            }
            Ok(())
        }
        _ => Err(MaterialsError::NotAvailable {
            what: format!("the scenario {scenario} of {metal}"),
            needs: "a demand of the world".to_owned(),
        }),
    }
}

/// The future flow into use of the regions that a scenario told of, where a stock was asked for worked out by following.
fn followed_demand(
    model: &Model<'_>,
    drives: &[Vec<Drive>],
    but: usize,
    key: Option<SampleKey>,
    history: &[Course],
    steps: usize,
) -> Result<Vec<Vec<f64>>, MaterialsError> {
    let mut told = Vec::new();
    for (k, region) in model.metal.regions.iter().enumerate() {
        if k == but || drives[k].len() == steps {
            continue;
        }
        let asked: Option<Vec<f64>> = drives[k][steps..]
            .iter()
            .map(|drive| if let Drive::Demand(value) = drive { Some(*value) } else { None })
            .collect();
        if let Some(demand) = asked {
            told.push(demand);
            continue;
        }
        let time = Time::yearly(FIRST_YEAR, LAST_YEAR)?;
        let last_data = FIRST_YEAR + steps as i32 - 1;
        let inputs = of_region(model, region, &time, last_data, key, &mut Vec::new())?;
        let course = follow(&inputs, &time, &drives[k])?;
        told.push((steps..time.steps()).map(|step| course.total(&course.inflow, step)).collect());
    }
    debug_assert!(history.len() == drives.len());
    Ok(told)
}
