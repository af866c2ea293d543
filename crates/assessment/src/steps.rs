//! An account's figures as steps that a reader, or a spreadsheet, can repeat.
//!
//! An input that is itself computed becomes a step of its own, told before the step that uses it.

use rust_decimal::Decimal;
use verdigris_accounts::{Account, Figure, Input, Item, RoundingStep};
use verdigris_quantity::{Label, Origin};
use verdigris_report::calculation::{Calculation, Input as Symbol};

/// The steps of all figures of an account that are available, inputs before what uses them.
pub fn steps(account: &Account) -> Vec<Calculation> {
    let mut steps = Vec::new();
    for item in account.figures().filter(|item| item.value.is_some()) {
        let id = format!("{}/{}", account.scheme, item.key());
        let inputs = symbols(&item.inputs, &id, &mut steps);
        steps.push(Calculation {
            id,
            label: item.full_name(),
            formula: plain(&item.formula),
            inputs,
            decimals: decimals(account, item),
            value: shown(item.value),
            unit: item.unit.clone(),
            origin: Some(Origin { source: item.source.clone(), trust: item.trust.clone(), ..Origin::default() }),
        });
    }
    steps
}

/// The total as the sum of its items; nothing where it is not available.
pub fn total(account: &Account) -> Option<Calculation> {
    account.total?;
    let inputs: Vec<Symbol> = account
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| Symbol {
            symbol: format!("e{}", at + 1),
            label: item.full_name(),
            value: shown(item.value),
            unit: item.unit.clone(),
            origin: None,
            of: Some(format!("{}/{}", account.scheme, item.key())),
        })
        .collect();
    let formula = inputs.iter().map(|input| input.symbol.clone()).collect::<Vec<_>>().join(" + ");
    Some(Calculation {
        id: account.scheme.clone(),
        label: Label::new("total", "合计"),
        formula,
        inputs,
        decimals: match account.rounding {
            RoundingStep::Never => None,
            RoundingStep::EachStep | RoundingStep::End => u8::try_from(account.decimals).ok(),
        },
        value: shown(account.total),
        unit: account.unit.clone(),
        origin: Some(Origin { source: account.standard.clone(), ..Origin::default() }),
    })
}

fn symbols(inputs: &[Input], user: &str, steps: &mut Vec<Calculation>) -> Vec<Symbol> {
    inputs
        .iter()
        .map(|input| {
            let of = input.computed.as_ref().map(|figure| {
                let id = format!("{user}/{}", input.symbol);
                let step = step(input, figure, id.clone(), steps);
                steps.push(step);
                id
            });
            Symbol {
                symbol: input.symbol.clone(),
                label: input.label.clone(),
                value: shown(input.value),
                unit: input.unit.clone(),
                origin: origin(input),
                of,
            }
        })
        .collect()
}

fn step(input: &Input, figure: &Figure, id: String, steps: &mut Vec<Calculation>) -> Calculation {
    let inputs = symbols(&figure.inputs, &id, steps);
    Calculation {
        label: input.label.clone(),
        formula: plain(figure.formula.text()),
        inputs,
        // The value used was rounded where its exact value differs.
        decimals: input.value.filter(|_| rounded(input)).map(|value| value.scale() as u8),
        value: shown(input.value),
        unit: input.unit.clone(),
        origin: None,
        id,
    }
}

fn rounded(input: &Input) -> bool {
    let exact = input.computed.as_ref().and_then(|figure| figure.unrounded());
    exact.zip(input.exact.as_ref()).is_some_and(|(whole, used)| whole != *used)
}

fn decimals(account: &Account, item: &Item) -> Option<u8> {
    match account.rounding {
        RoundingStep::EachStep => item.value.map(|value| value.scale() as u8),
        RoundingStep::End | RoundingStep::Never => None,
    }
}

/// Where an input is from, its cells among it.
pub fn origin(input: &Input) -> Option<Origin> {
    let mut origin = input.origin.clone()?;
    if let Some(first) = input.cells.first() {
        let more = if input.cells.len() > 1 { format!(" … ({})", input.cells.len()) } else { String::new() };
        format!("{} {first}{more}", origin.place).trim().clone_into(&mut origin.place);
    }
    Some(origin)
}

/// A formula in the signs that reports and spreadsheets share.
fn plain(formula: &str) -> String {
    formula.replace(['×', '·'], "*").replace('÷', "/").replace(['−', '–'], "-").to_lowercase()
}

fn shown(value: Option<Decimal>) -> String {
    value.map(|value| value.normalize().to_string()).unwrap_or_default()
}

/// A text for what is not available.
pub fn not_available(missing: &[Label]) -> Label {
    missing.first().cloned().unwrap_or_else(|| Label::new("not available", "不可得"))
}
