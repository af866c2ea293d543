//! The recalculation log: what changed between two accounts of one plant under one scheme, and by how much each
//! change moved the total.

use rust_decimal::Decimal;
use serde::Serialize;
use verdigris_quantity::Label;

use crate::{
    account::{Account, Item},
    error::AccountError,
    ledger::Ledger,
    number::Exact,
    substitution::swaps,
};

/// One change and its effect on the total.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Figure it stands in.
    pub item: Label,
    /// What changed.
    pub what: Label,
    /// Value before.
    pub from: Option<Decimal>,
    /// Value after.
    pub to: Option<Decimal>,
    /// Unit of the values.
    pub unit: String,
    /// What the total changed by.
    pub effect: Decimal,
}

impl Account {
    /// The account with the log of what changed since an `earlier` one of the same plant and scheme. The effects add
    /// up to the difference of the totals.
    pub fn recalculated_since(mut self, earlier: &Self) -> Result<Self, AccountError> {
        self.log = changes(earlier, &self)?;
        Ok(self)
    }
}

fn changes(old: &Account, new: &Account) -> Result<Vec<Change>, AccountError> {
    let refused = |reason: &str| AccountError::NotComparable {
        from: old.scheme.clone(),
        to: new.scheme.clone(),
        reason: reason.to_owned(),
    };
    if (&old.scheme, &old.plant) != (&new.scheme, &new.plant) {
        return Err(refused("they are not of one plant and scheme"));
    }
    let (Some(start), Some(end)) = (old.total, new.total) else {
        return Err(refused("a total is not available"));
    };
    logged(old, new, start, end).ok_or_else(|| refused("a figure is not available"))
}

fn logged(old: &Account, new: &Account, start: Decimal, end: Decimal) -> Option<Vec<Change>> {
    let mut log = Vec::new();
    let mut ledger = Ledger::new(start);
    let mut tell =
        |item: Label, what: Label, values: (Option<Decimal>, Option<Decimal>), unit: &str, effect: Decimal| {
            let (from, to) = values;
            if !effect.is_zero() {
                log.push(Change { item, what, from, to, unit: unit.to_owned(), effect });
            }
        };
    let rounding = Label::new("rounding", "数值修约");
    let sum = sum(&old.items)?;
    tell(old.name.clone(), rounding.clone(), (None, None), &old.unit, ledger.to(sum)?);
    for item in &old.items {
        match new.items.iter().find(|other| other.key() == item.key()) {
            None => {
                let gone = Label::new("no longer counted", "不再计入");
                let effect = ledger.step(&Exact::zero().minus(&item.unrounded()?))?;
                tell(item.full_name(), gone, (item.value, None), &item.unit, effect);
            }
            Some(other) => {
                for swap in swaps(&item.figure, &other.figure)? {
                    let effect = ledger.step(&swap.amount)?;
                    let formula = || (Label::new("the formula", "计算公式"), (item.value, other.value), &item.unit);
                    let (what, values, unit) =
                        swap.inputs.map_or_else(formula, |(a, b)| (b.label.clone(), (a.value, b.value), &b.unit));
                    tell(item.full_name(), what, values, unit, effect);
                }
            }
        }
    }
    for item in new.items.iter().filter(|item| !old.items.iter().any(|other| other.key() == item.key())) {
        let effect = ledger.step(&item.unrounded()?)?;
        tell(item.full_name(), Label::new("newly counted", "新计入"), (None, item.value), &item.unit, effect);
    }
    tell(new.name.clone(), rounding, (None, None), &new.unit, ledger.to(Exact::from(end))?);
    Some(log)
}

pub(crate) fn sum(items: &[Item]) -> Option<Exact> {
    items.iter().try_fold(Exact::zero(), |sum, item| Some(sum.plus(&item.unrounded()?)))
}
