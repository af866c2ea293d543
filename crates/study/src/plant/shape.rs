//! Results of a diagnosis as JSON, and as one tree to open.
//!
//! Decimals are JSON numbers, nearest in double precision.

use serde::Serialize;
use serde_json::{Map, Value, json};
use verdigris_accounts::Account;
use verdigris_quantity::{Label, Language, Trace};

use crate::plant::Records;
use verdigris_wording::{Kind, Problem};

/// Fields that hold decimals.
const DECIMALS: [&str; 6] = ["value", "total", "from", "to", "effect", "amount"];

/// A result as JSON, decimals as numbers.
pub fn json(result: &impl Serialize) -> Result<Value, Problem> {
    let mut value = serde_json::to_value(result).map_err(|error| {
        Problem::new("bad-result", Kind::Computation).with("path", "").with("reason", error.to_string())
    })?;
    numbers(&mut value);
    Ok(value)
}

/// Everything that can be opened, as one tree: accounts, their figures, the figures beside their totals.
pub fn trace(records: &Records, accounts: &[Account]) -> Trace {
    let plant = &records.activity.plant;
    let label = Label::new(
        format!("{} {}", plant.name.get(Language::En), plant.year),
        format!("{}{}年", plant.name.get(Language::Zh), plant.year),
    );
    Trace { label, inputs: accounts.iter().map(opened).collect(), ..Trace::default() }
}

/// An account's trace with the figures beside the total behind those of the total.
fn opened(account: &Account) -> Trace {
    let mut trace = account.trace();
    trace.formula = Some(format!("Σ 1–{}", account.items.len()));
    let beside = account.auxiliary.iter().map(|item| ("auxiliary", "辅助", item));
    let beside = beside.chain(account.memo.iter().map(|item| ("memo", "备忘", item)));
    trace.inputs.extend(beside.map(|(en, zh, item)| {
        let mut trace = item.trace();
        trace.label.en = format!("({en}) {}", trace.label.en);
        trace.label.zh = format!("（{zh}）{}", trace.label.zh);
        trace
    }));
    trace
}

fn numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(numbers),
        Value::Object(fields) => in_fields(fields),
        _ => {}
    }
}

fn in_fields(fields: &mut Map<String, Value>) {
    for (name, value) in fields {
        if let (true, Value::String(text)) = (DECIMALS.contains(&name.as_str()), &*value) {
            if let Some(number) = number(text) {
                *value = number;
            }
        } else {
            numbers(value);
        }
    }
}

/// The number a decimal text stands for, nearest in double precision.
fn number(text: &str) -> Option<Value> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_numbers_and_words_stay() {
        assert_eq!(number("758856.27"), Some(json!(758_856.27)));
        assert_eq!(number("4.50"), Some(json!(4.5)));
        assert_eq!(number("CN-SD"), None);
    }

    #[test]
    fn names_stay_texts() {
        let mut value = json!({ "name": "7601", "value": "7601", "items": [{ "total": "1.5" }] });
        numbers(&mut value);
        assert_eq!(value, json!({ "name": "7601", "value": 7601.0, "items": [{ "total": 1.5 }] }));
    }
}
