//! From one figure to another by putting the second's inputs into the first's formula, one after the other.
//!
//! The values telescope: the amounts of the steps add up to the difference of the two figures exactly.

use crate::{
    figure::{Figure, Input},
    number::Exact,
};

/// One step.
#[derive(Clone, Debug)]
pub(crate) struct Swap<'a> {
    /// The input that changed, before and after; `None` where the formula itself did.
    pub inputs: Option<(&'a Input, &'a Input)>,
    /// What the figure changed by.
    pub amount: Exact,
}

/// The steps from one figure to the other; `None` where one of them has no value.
pub(crate) fn swaps<'a>(from: &'a Figure, to: &'a Figure) -> Option<Vec<Swap<'a>>> {
    let mut steps = Vec::new();
    let end = walk(from, to, &mut |inputs, amount| steps.push(Swap { inputs, amount }))?;
    let goal = to.unrounded()?;
    if end != goal {
        steps.push(Swap { inputs: None, amount: goal.minus(&end) });
    }
    Some(steps)
}

type Emit<'a, 'e> = &'e mut dyn FnMut(Option<(&'a Input, &'a Input)>, Exact);

/// Tells every change and returns the value of `from`'s formula with all the inputs they share taken from `to`.
fn walk<'a>(from: &'a Figure, to: &'a Figure, emit: Emit<'a, '_>) -> Option<Exact> {
    let mut values: Vec<Option<Exact>> = from.inputs.iter().map(value).collect();
    let mut reached = from.formula.value_in(&values)?;
    let mut pairs: Vec<(usize, &Input, &Input)> = Vec::new();
    for (at, old) in from.inputs.iter().enumerate() {
        let new = to.inputs.iter().find(|new| new.symbol == old.symbol && new.unit == old.unit);
        pairs.extend(new.map(|new| (at, old, new)));
    }
    // Activity first, then factors, then potentials and constants, so that factors act on what was really used.
    pairs.sort_by_key(|(at, old, _)| (old.class, *at));
    for (at, old, new) in pairs {
        let goal = value(new)?;
        if values[at].as_ref() == Some(&goal) {
            continue;
        }
        if let (Some(inner), Some(other)) = (&old.computed, &new.computed)
            && inner.formula.text() == other.formula.text()
        {
            let mut inside = Vec::new();
            let mut current = inner.unrounded()?;
            walk(inner, other, &mut |inputs, amount| inside.push((inputs, amount)))?;
            for (inputs, amount) in inside {
                current = current.plus(&amount);
                values[at] = Some(current.clone());
                reached = told(from, &values, inputs, &reached, emit)?;
            }
        }
        if values[at].as_ref() != Some(&goal) {
            values[at] = Some(goal);
            reached = told(from, &values, Some((old, new)), &reached, emit)?;
        }
    }
    Some(reached)
}

fn told<'a>(
    figure: &Figure,
    values: &[Option<Exact>],
    inputs: Option<(&'a Input, &'a Input)>,
    before: &Exact,
    emit: Emit<'a, '_>,
) -> Option<Exact> {
    let after = figure.formula.value_in(values)?;
    if after != *before {
        emit(inputs, after.minus(before));
    }
    Some(after)
}

fn value(input: &Input) -> Option<Exact> {
    match &input.computed {
        Some(figure) => figure.unrounded(),
        None => input.exact.clone(),
    }
}
