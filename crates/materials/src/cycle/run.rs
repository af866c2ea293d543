//! Following a cycle step by step.

use super::{Course, Cycle, Drive, Element, ElementCourse};
use crate::{balance::Balance, error::MaterialsError};

/// What is known of a step before its inflow.
struct Known {
    /// End-of-life metal of earlier cohorts, by sector, a year.
    leaving: Vec<f64>,
    /// Stock of earlier cohorts at the end of the step, by sector.
    remaining: Vec<f64>,
    /// Share of a step's own inflow that leaves in it, by sector.
    at_once: Vec<f64>,
}

/// Follows a cycle.
pub fn run(cycle: &Cycle<'_>) -> Result<Course, MaterialsError> {
    check(cycle)?;
    let (steps, sectors) = (cycle.time.steps(), cycle.survival.len());
    let mut course = Course { sectors, ..Course::default() };
    course.elements = cycle.elements.iter().map(|one| ElementCourse { id: one.id.clone(), ..<_>::default() }).collect();
    // Amounts entered by sector and cohort, one list a sector; and of each element.
    let mut entered = vec![vec![0.0; steps]; sectors];
    let mut carried = vec![vec![vec![0.0; steps]; sectors]; cycle.elements.len()];
    for step in 0..steps {
        let known = known(cycle, &entered, step);
        let inflow = solve(cycle, &known, step, &mut course)?;
        for (sector, entered) in entered.iter_mut().enumerate() {
            let share = cycle.split[step * sectors + sector];
            let own = share * inflow;
            entered[step] = own * cycle.time.length(step);
            let out = known.leaving[sector] + known.at_once[sector] * own;
            course.inflow.push(own);
            course.end_of_life.push(out);
            course.recovered.push(cycle.recycling[step * sectors + sector] * out);
            course.stock.push(known.remaining[sector] + (1.0 - known.at_once[sector]) * entered[step]);
        }
        for ((element, masses), of) in cycle.elements.iter().zip(&mut carried).zip(0..) {
            carry(cycle, element, masses, step, &known, &mut course, of);
        }
    }
    course.balance = balance(cycle, &course);
    if !course.balance.holds() {
        return Err(MaterialsError::Unbalanced {
            name: "the cycle".to_owned(),
            worst: course.balance.worst,
            place: format!("step {}", course.balance.step),
        });
    }
    Ok(course)
}

fn known(cycle: &Cycle<'_>, entered: &[Vec<f64>], step: usize) -> Known {
    let length = cycle.time.length(step);
    let mut known = Known { leaving: Vec::new(), remaining: Vec::new(), at_once: Vec::new() };
    for (survival, entered) in cycle.survival.iter().zip(entered) {
        let row = survival.row(step);
        let dot = |row: &[f64]| row.iter().zip(&entered[..step]).map(|(share, amount)| share * amount).sum::<f64>();
        let remaining = dot(&row[..step]);
        let before = if step == 0 { 0.0 } else { dot(survival.row(step - 1)) };
        known.leaving.push((before - remaining) / length);
        known.remaining.push(remaining);
        known.at_once.push(1.0 - row[step]);
    }
    known
}

/// Works out the flow into use of a step and enters the flows before use.
fn solve(cycle: &Cycle<'_>, known: &Known, step: usize, course: &mut Course) -> Result<f64, MaterialsError> {
    let sectors = cycle.survival.len();
    let split = &cycle.split[step * sectors..][..sectors];
    let recycling = &cycle.recycling[step * sectors..][..sectors];
    let (n, a, trade) = (cycle.new_scrap[step], cycle.new_scrap_return[step], cycle.net_import[step]);
    // Old scrap of earlier cohorts, and of a unit of inflow that leaves at once.
    let before: f64 = recycling.iter().zip(&known.leaving).map(|(q, out)| q * out).sum();
    let at_once: f64 = (0..sectors).map(|k| recycling[k] * split[k] * known.at_once[k]).sum();
    // Goods from a unit of primary or recycled metal.
    let goods = (1.0 - n) / (1.0 - a * n);
    let (inflow, mut excess) = match cycle.drive[step] {
        Drive::Primary(primary) => {
            let loop_share = goods * at_once;
            if loop_share >= 1.0 {
                return Err(MaterialsError::NothingSurvives { series: 0, step });
            }
            ((goods * (primary + before) + trade) / (1.0 - loop_share), 0.0)
        }
        Drive::Demand(demand) => (demand, 0.0),
        Drive::Stock(target) => {
            let remaining: f64 = known.remaining.iter().sum();
            let held: f64 = (0..sectors).map(|k| split[k] * (1.0 - known.at_once[k])).sum();
            if held <= 0.0 {
                return Err(MaterialsError::NothingSurvives { series: 0, step });
            }
            let needed = (target - remaining) / (held * cycle.time.length(step));
            (needed.max(0.0), (remaining - target).max(0.0))
        }
    };
    if inflow < 0.0 {
        return Err(MaterialsError::Negative { name: "the flow into use", step, series: 0, value: inflow });
    }
    // More goods imported than are used: the stock asked for cannot be held by goods made here alone.
    let made = inflow - trade;
    if made < 0.0 {
        return Err(MaterialsError::Negative { name: "the goods made", step, series: 0, value: made });
    }
    if excess < 1e-12 * known.remaining.iter().sum::<f64>() {
        excess = 0.0;
    }
    let old = before + at_once * inflow;
    let fabricated = made / (1.0 - n);
    let needed = fabricated * (1.0 - a * n);
    let (primary, recycled) = match cycle.drive[step] {
        Drive::Primary(primary) => (primary, old),
        Drive::Demand(_) | Drive::Stock(_) => ((needed - old).max(0.0), old.min(needed)),
    };
    course.primary.push(primary);
    course.recycled.push(recycled);
    course.surplus.push(old - recycled);
    course.fabricated.push(fabricated);
    course.new_scrap.push(n * fabricated);
    course.new_scrap_lost.push((1.0 - a) * n * fabricated);
    course.net_import.push(trade);
    course.excess.push(excess);
    Ok(inflow)
}

/// Enters what an element did in a step.
fn carry(
    cycle: &Cycle<'_>,
    element: &Element,
    masses: &mut [Vec<f64>],
    step: usize,
    known: &Known,
    course: &mut Course,
    of: usize,
) {
    let sectors = cycle.survival.len();
    let length = cycle.time.length(step);
    let at = step * sectors;
    let (mut old, mut own, mut outflow) = (0.0, 0.0, 0.0);
    let mut remaining = vec![0.0; sectors];
    for sector in 0..sectors {
        let survival = cycle.survival[sector];
        let dot = |row: &[f64]| row.iter().zip(&masses[sector][..step]).map(|(share, mass)| share * mass).sum::<f64>();
        remaining[sector] = dot(&survival.row(step)[..step]);
        let before = if step == 0 { 0.0 } else { dot(survival.row(step - 1)) };
        let leaving = (before - remaining[sector]) / length;
        let recycling = cycle.recycling[at + sector];
        let entering = course.inflow[at + sector];
        // Alloying additions that leave in the same step are known; what comes with `z` is solved for.
        let alloyed = element.alloying[sector] * known.at_once[sector] * entering;
        old += recycling * (leaving + alloyed) + element.pick_up[sector] * course.recovered[at + sector];
        own += recycling * known.at_once[sector] * entering;
        outflow += leaving + alloyed;
    }
    // Only the part of old scrap that is used brings its elements.
    let (primary, recycled) = (course.primary[step], course.recycled[step]);
    let all = recycled + course.surplus[step];
    let used = if all > 0.0 { recycled / all } else { 0.0 };
    let kept = (1.0 - element.removed) * used;
    let divisor = primary + recycled - kept * own;
    let content = if divisor > 0.0 { (element.in_primary * primary + kept * old) / divisor } else { 0.0 };
    let (mut inflow, mut stock) = (0.0, 0.0);
    for sector in 0..sectors {
        let entering = course.inflow[at + sector];
        let mass = entering * (content + element.alloying[sector]);
        masses[sector][step] = mass * length;
        inflow += mass;
        outflow += known.at_once[sector] * entering * content;
        stock += remaining[sector] + (1.0 - known.at_once[sector]) * mass * length;
    }
    let result = &mut course.elements[of];
    result.content.push(content);
    result.in_recycled.push(if recycled > 0.0 { kept * (old + own * content) / recycled } else { 0.0 });
    result.stock.push(stock);
    result.inflow.push(inflow);
    result.outflow.push(outflow);
}

/// Every process' balance, from the finished course.
fn balance(cycle: &Cycle<'_>, course: &Course) -> Balance {
    let mut balance = Balance::default();
    let mut before = 0.0;
    for step in 0..cycle.time.steps() {
        let total = |values: &[f64]| course.total(values, step);
        let (inflow, out, stock) = (total(&course.inflow), total(&course.end_of_life), total(&course.stock));
        let scale = course.fabricated[step].max(inflow).max(stock).max(f64::MIN_POSITIVE);
        let returned = course.new_scrap[step] - course.new_scrap_lost[step];
        let fabrication = course.primary[step] + course.recycled[step] + returned - course.fabricated[step];
        let goods = course.fabricated[step] - course.new_scrap[step] + course.net_import[step] - inflow;
        let usage = stock - before - (inflow - out) * cycle.time.length(step);
        let scrap = total(&course.recovered) - course.recycled[step] - course.surplus[step];
        for gap in [fabrication, goods, usage, scrap] {
            balance.take(gap, scale, step, 0);
        }
        before = stock;
    }
    for element in &course.elements {
        let mut before = 0.0;
        for step in 0..cycle.time.steps() {
            let gap =
                element.stock[step] - before - (element.inflow[step] - element.outflow[step]) * cycle.time.length(step);
            balance.take(gap, element.stock[step].max(element.inflow[step]).max(f64::MIN_POSITIVE), step, 0);
            before = element.stock[step];
        }
    }
    balance
}

fn check(cycle: &Cycle<'_>) -> Result<(), MaterialsError> {
    let (steps, sectors) = (cycle.time.steps(), cycle.survival.len());
    let lengths = [
        ("what is given", cycle.drive.len(), steps),
        ("net import", cycle.net_import.len(), steps),
        ("share of new scrap", cycle.new_scrap.len(), steps),
        ("return of new scrap", cycle.new_scrap_return.len(), steps),
        ("sector split", cycle.split.len(), steps * sectors),
        ("recycling rates", cycle.recycling.len(), steps * sectors),
    ];
    for (name, given, wanted) in lengths {
        if given != wanted {
            let why = format!("{steps} steps, {sectors} sectors");
            return Err(MaterialsError::Length { name: name.to_owned(), given, wanted, why });
        }
    }
    for survival in cycle.survival {
        if survival.steps() != steps {
            let (name, why) = ("survival table".to_owned(), "the steps of time".to_owned());
            return Err(MaterialsError::Length { name, given: survival.steps(), wanted: steps, why });
        }
    }
    let fraction = |name: &str, values: &[f64], width: usize, below_one: bool| match values
        .iter()
        .position(|value| !(0.0..=1.0).contains(value) || (below_one && *value == 1.0))
    {
        None => Ok(()),
        Some(at) => Err(MaterialsError::Fraction {
            name: name.to_owned(),
            place: format!("step {}", at / width.max(1)),
            value: values[at],
        }),
    };
    fraction("share of new scrap", cycle.new_scrap, 1, true)?;
    fraction("return of new scrap", cycle.new_scrap_return, 1, false)?;
    fraction("recycling rates", cycle.recycling, sectors, false)?;
    fraction("sector split", cycle.split, sectors, false)?;
    for step in 0..steps {
        let sum: f64 = cycle.split[step * sectors..][..sectors].iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            let (name, place) = ("sector split".to_owned(), format!("step {step}"));
            return Err(MaterialsError::Shares { name, place, sum });
        }
        let (Drive::Primary(value) | Drive::Demand(value) | Drive::Stock(value)) = cycle.drive[step];
        if !value.is_finite() || !cycle.net_import[step].is_finite() {
            let (name, place) = ("what is given".to_owned(), format!("step {step}"));
            return Err(MaterialsError::NotFinite { name, place, value });
        }
        if value < 0.0 {
            return Err(MaterialsError::Negative { name: "what is given", step, series: 0, value });
        }
    }
    for element in cycle.elements {
        for (name, given) in [("alloying", element.alloying.len()), ("pick-up", element.pick_up.len())] {
            if given != sectors {
                let (name, why) = (format!("{name} of {}", element.id), "one a sector".to_owned());
                return Err(MaterialsError::Length { name, given, wanted: sectors, why });
            }
        }
    }
    Ok(())
}
