//! From one scheme's total to another's for the same plant and year, each step named and exact.
//!
//! Figures of the same stream, fuel and process unit are led into each other by putting the second scheme's inputs into
//! the first's formula: activity, then factors, then potentials, then the carbon constant; what then still differs is
//! the formula. Figures only one scheme counts are steps of their own, and so are rounding and the floor at zero. The
//! steps are differences of running totals, so they close to zero by construction.

use rust_decimal::Decimal;
use serde::Serialize;
use verdigris_quantity::Label;

use crate::{
    account::{Account, Item},
    error::AccountError,
    figure::{Input, Obtained},
    ledger::Ledger,
    number::Exact,
    recalculation::sum,
    scheme::Class,
    substitution::{Swap, swaps},
};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// A scheme's rounding.
    Rounding,
    /// A negative sum counted as zero.
    Floor,
    /// The first scheme alone counts it.
    OnlyFrom,
    /// The second scheme alone counts it.
    OnlyTo,
    /// Another activity datum.
    Activity,
    /// Another property or emission factor.
    Factor,
    /// Another global warming potential.
    Gwp,
    /// Another mass of carbon dioxide per mass of carbon.
    Carbon,
    /// Another formula.
    Method,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What is done.
    pub name: Label,
    /// What the total changes by.
    pub amount: Decimal,
    /// Why the schemes differ there.
    pub because: Label,
    /// Sort of step.
    pub kind: StepKind,
    /// What gives off the emissions; empty for rounding and floor.
    pub stream: String,
}

/// The way from one total to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reconciliation {
    /// Id of the first scheme.
    pub from: String,
    /// Its total.
    pub from_total: Decimal,
    /// Id of the second scheme.
    pub to: String,
    /// Its total.
    pub to_total: Decimal,
    /// Unit of all amounts.
    pub unit: String,
    /// The steps; `from_total` plus their amounts is `to_total`.
    pub steps: Vec<Step>,
}

/// Leads from one account's total to the other's. Both totals must be available and of one plant and year.
pub fn reconcile(from: &Account, to: &Account) -> Result<Reconciliation, AccountError> {
    let refused = |reason: &str| AccountError::NotComparable {
        from: from.scheme.clone(),
        to: to.scheme.clone(),
        reason: reason.to_owned(),
    };
    if (&from.plant, from.year, &from.unit) != (&to.plant, to.year, &to.unit) {
        return Err(refused("they are not of one plant, year and unit"));
    }
    let (Some(from_total), Some(to_total)) = (from.total, to.total) else {
        return Err(refused("a total is not available"));
    };
    let mut walk = Walk { from, to, ledger: Ledger::new(from_total), steps: Vec::new() };
    walk.all(to_total).ok_or_else(|| refused("a figure is not available"))?;
    Ok(Reconciliation {
        from: from.scheme.clone(),
        from_total,
        to: to.scheme.clone(),
        to_total,
        unit: from.unit.clone(),
        steps: walk.steps,
    })
}

struct Walk<'a> {
    from: &'a Account,
    to: &'a Account,
    ledger: Ledger,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn all(&mut self, goal: Decimal) -> Option<()> {
        let (from, to) = (self.from, self.to);
        let rounding = |account: &Account, en: &str, zh: &str| {
            let (name, because) = (&account.name, &account.standard);
            (
                Label::new(format!("{en} of {}", name.en), format!("{zh}：{}", name.zh)),
                Label::new(format!("{because} rounds where it says so"), format!("{because}规定的数值修约")),
            )
        };
        let (name, because) = rounding(from, "rounding undone", "取消数值修约");
        self.settle(from.unrounded()?, name, because, StepKind::Rounding)?;
        let (name, because) = floor(from, "negative sum counted as zero, undone", "取消负值归零");
        self.settle(sum(&from.items)?, name, because, StepKind::Floor)?;
        let pairs = pairs(&from.items, &to.items);
        for (own, other) in &pairs {
            for swap in swaps(&own.figure, &other.figure)? {
                self.swap(own, other, &swap)?;
            }
        }
        for item in from.items.iter().filter(|item| !pairs.iter().any(|(own, _)| std::ptr::eq(*own, *item))) {
            self.only(item, to, &Exact::zero().minus(&item.unrounded()?), StepKind::OnlyFrom)?;
        }
        for item in to.items.iter().filter(|item| !pairs.iter().any(|(_, other)| std::ptr::eq(*other, *item))) {
            self.only(item, from, &item.unrounded()?, StepKind::OnlyTo)?;
        }
        let (name, because) = floor(to, "negative sum counted as zero", "负值归零");
        self.settle(to.unrounded()?, name, because, StepKind::Floor)?;
        let (name, because) = rounding(to, "rounding", "数值修约");
        self.settle(Exact::from(goal), name, because, StepKind::Rounding)
    }

    fn settle(&mut self, value: Exact, name: Label, because: Label, kind: StepKind) -> Option<()> {
        let amount = self.ledger.to(value)?;
        self.told(name, amount, because, kind, "");
        Some(())
    }

    fn told(&mut self, name: Label, amount: Decimal, because: Label, kind: StepKind, stream: &str) {
        if !amount.is_zero() {
            self.steps.push(Step { name, amount, because, kind, stream: stream.to_owned() });
        }
    }

    fn only(&mut self, item: &Item, other: &Account, amount: &Exact, kind: StepKind) -> Option<()> {
        let amount = self.ledger.step(amount)?;
        let name = item.full_name();
        let (en, zh) = match kind {
            StepKind::OnlyFrom => ("no longer counted", "不再计入"),
            _ => ("newly counted", "新计入"),
        };
        let beside = other.auxiliary.iter().chain(&other.memo).any(|beside| beside.stream == item.stream);
        let because = if beside {
            Label::new(
                format!("{} reports it beside the total", other.standard),
                format!("{}将其列为总量之外的报告项", other.standard),
            )
        } else {
            Label::new(format!("{} does not count it", other.standard), format!("{}不计此项", other.standard))
        };
        let name = Label::new(format!("{}: {en}", name.en), format!("{}：{zh}", name.zh));
        self.told(name, amount, because, kind, &item.stream);
        Some(())
    }

    fn swap(&mut self, own: &Item, other: &Item, swap: &Swap<'_>) -> Option<()> {
        let amount = self.ledger.step(&swap.amount)?;
        let (what, because, kind) = match swap.inputs {
            Some((old, new)) => (changed(old, new), why(old, new), kind(new.class)),
            None => (
                Label::new(
                    format!("formula {} → {}", own.formula, other.formula),
                    format!("公式 {} → {}", own.formula, other.formula),
                ),
                Label::new(
                    format!("{} and {}", own.source, other.source),
                    format!("{}与{}的方法不同", own.source, other.source),
                ),
                StepKind::Method,
            ),
        };
        let name = own.full_name();
        let name = Label::new(format!("{}: {}", name.en, what.en), format!("{}：{}", name.zh, what.zh));
        self.told(name, amount, because, kind, &own.stream);
        Some(())
    }
}

fn floor(account: &Account, en: &str, zh: &str) -> (Label, Label) {
    let standard = &account.standard;
    (Label::new(en, zh), Label::new(format!("rule of {standard}"), format!("{standard}的规定")))
}

fn kind(class: Class) -> StepKind {
    match class {
        Class::Activity => StepKind::Activity,
        Class::Factor => StepKind::Factor,
        Class::Gwp => StepKind::Gwp,
        Class::Carbon => StepKind::Carbon,
    }
}

fn changed(old: &Input, new: &Input) -> Label {
    let written = |input: &Input| input.value.map_or_else(|| "–".to_owned(), |value| value.normalize().to_string());
    let values = format!("{} → {} {}", written(old), written(new), new.unit);
    let values = values.trim_end_matches(" 1").trim_end();
    Label::new(format!("{} {values}", new.label.en), format!("{} {values}", new.label.zh))
}

fn why(old: &Input, new: &Input) -> Label {
    let source = |input: &Input| match (&input.origin, input.quality) {
        (Some(origin), Obtained::Factor | Obtained::Text) => origin.source.clone(),
        _ => String::new(),
    };
    let said = |choice: &str, source: String| {
        if source.is_empty() { choice.to_owned() } else { format!("{choice} [{source}]") }
    };
    Label::new(
        format!("{} in place of {}", said(&new.choice.en, source(new)), said(&old.choice.en, source(old))),
        format!("以{}替代{}", said(&new.choice.zh, source(new)), said(&old.choice.zh, source(old))),
    )
}

/// Figures of both that stand for the same thing: of one stream, fuel and process unit; else the only ones left of a
/// stream and fuel.
fn pairs<'a>(from: &'a [Item], to: &'a [Item]) -> Vec<(&'a Item, &'a Item)> {
    let mut found: Vec<(&Item, &Item)> = Vec::new();
    let free = |found: &[(&Item, &Item)], item: &Item| {
        !found.iter().any(|(own, other)| std::ptr::eq(*own, item) || std::ptr::eq(*other, item))
    };
    for own in from {
        let same = |other: &&Item| {
            (&other.stream, &other.of, &other.process_unit) == (&own.stream, &own.of, &own.process_unit)
        };
        if let Some(other) = to.iter().filter(|other| free(&found, other)).find(same) {
            found.push((own, other));
        }
    }
    let left: Vec<&Item> = from.iter().filter(|item| free(&found, item)).collect();
    for own in &left {
        let same = |item: &&Item| (&item.stream, &item.of) == (&own.stream, &own.of);
        let mut others = to.iter().filter(|item| free(&found, item)).filter(same);
        let alone = left.iter().copied().filter(same).count() == 1;
        if let (true, Some(other), None) = (alone, others.next(), others.next()) {
            found.push((own, other));
        }
    }
    found
}
