//! Patch files: TOML text to typed changes.

use std::str::FromStr;

use serde::Deserialize;
use verdigris_quantity::{Label, Unit, spread::Spread};

use super::{
    Patch,
    change::{Action, Change, ExchangeTarget, NewExchange, NewFlow, NewParameter, NewProcess, ParameterTarget},
};
use crate::{error::NetworkError, formula::Formula, process::ProcessKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchText {
    name: String,
    #[serde(default)]
    title: LabelText,
    #[serde(default)]
    author: String,
    date: Option<toml::Value>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    change: Vec<ChangeText>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LabelText {
    en: String,
    zh: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ChangeText {
    op: String,
    process: Option<String>,
    exchange: Option<String>,
    flow: Option<String>,
    direction: Option<String>,
    parameter: Option<String>,
    property: Option<String>,
    amount: Option<f64>,
    value: Option<f64>,
    unit: Option<String>,
    distribution: Option<String>,
    allocation: Option<String>,
    allocation_factor: Option<f64>,
    factor: Option<f64>,
    new_flow: Option<FlowText>,
    new_process: Option<ProcessText>,
    new_exchange: Option<ExchangeText>,
    new_parameter: Option<ParameterText>,
    with_flow: Option<String>,
    with_provider: Option<String>,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeText {
    id: String,
    direction: String,
    flow: String,
    unit: String,
    amount: Option<f64>,
    formula: Option<String>,
    #[serde(default)]
    role: String,
    provider: Option<String>,
    #[serde(default)]
    location: String,
    distribution: Option<String>,
    pedigree: Option<String>,
    #[serde(default)]
    group: String,
    allocation_factor: Option<f64>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    note: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ProcessText {
    id: String,
    copy_of: String,
    name_en: String,
    name_zh: String,
    region: String,
    kind: Option<String>,
    year: String,
    technology_en: String,
    technology_zh: String,
    allocation: Option<String>,
    category: String,
    note: String,
    exchange: Vec<ExchangeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowText {
    id: String,
    kind: String,
    unit: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    name_zh: String,
    #[serde(default)]
    cas: String,
    #[serde(default)]
    compartment: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    note: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ParameterText {
    id: String,
    name_en: String,
    name_zh: String,
    value: Option<f64>,
    formula: Option<String>,
    distribution: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Patch, NetworkError> {
    let syntax = |reason: String| NetworkError::PatchSyntax { reason };
    let read: PatchText = toml::from_str(text).map_err(|error| syntax(error.to_string().trim_end().to_owned()))?;
    let short = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if read.name.is_empty() || !read.name.chars().all(short) {
        return Err(syntax(format!("name `{}`: expected small letters a to z, digits and `-`", read.name)));
    }
    let mut changes = Vec::with_capacity(read.change.len());
    for (at, change) in read.change.into_iter().enumerate() {
        changes.push(typed(change).map_err(|reason| syntax(format!("change {}: {reason}", at + 1)))?);
    }
    let date = match read.date {
        None => String::new(),
        Some(toml::Value::String(date)) => date,
        Some(toml::Value::Datetime(date)) => date.to_string(),
        Some(other) => return Err(syntax(format!("date: expected a date or a text, not {other}"))),
    };
    Ok(Patch {
        name: read.name,
        label: Label::new(read.title.en, read.title.zh),
        author: read.author,
        date,
        source: read.source,
        note: read.note,
        changes,
    })
}

/// Fields of a change that were taken into account, so that one which says nothing is an error.
fn typed(mut text: ChangeText) -> Result<Change, String> {
    let note = std::mem::take(&mut text.note);
    let op = std::mem::take(&mut text.op);
    let action = match op.as_str() {
        "set" => set(&mut text)?,
        "scale" => {
            let factor = finite("factor", text.factor.take())?;
            match text.parameter.take() {
                Some(parameter) => Action::ScaleParameter {
                    target: ParameterTarget { process: text.process.take(), parameter },
                    factor,
                },
                None => Action::ScaleAmount { target: exchange_target(&mut text)?, factor },
            }
        }
        "replace" => {
            let target = exchange_target(&mut text)?;
            let (flow, provider) = (text.with_flow.take(), text.with_provider.take());
            if flow.is_none() && provider.is_none() {
                return Err("`replace` needs `with_flow` or `with_provider`".into());
            }
            Action::Replace { target, flow, provider }
        }
        "add" => add(&mut text)?,
        "remove" => match (text.parameter.take(), &text.exchange, &text.flow) {
            (Some(parameter), ..) => {
                Action::RemoveParameter(ParameterTarget { process: text.process.take(), parameter })
            }
            (None, None, None) => Action::RemoveProcess(required("process", text.process.take())?),
            _ => Action::RemoveExchange(exchange_target(&mut text)?),
        },
        other => return Err(format!("op `{other}`: expected set, scale, replace, add or remove")),
    };
    match surplus(&text) {
        Some(name) => Err(format!("`{name}` has no meaning in this `{op}`")),
        None => Ok(Change { action, note }),
    }
}

fn set(text: &mut ChangeText) -> Result<Action, String> {
    let spread = maybe(text.distribution.take())?;
    let unit = maybe(text.unit.take())?;
    if let Some(parameter) = text.parameter.take() {
        if unit.is_some() {
            return Err("a parameter takes no `unit`: formulas compute with plain numbers".into());
        }
        let target = ParameterTarget { process: text.process.take(), parameter };
        let value = finite("value", text.value.take())?;
        fits(spread, value)?;
        return Ok(Action::SetParameter { target, value, spread });
    }
    if let Some(property) = text.property.take() {
        let unit = unit.ok_or("`unit` is missing")?;
        let flow = required("flow", text.flow.take())?;
        return no_spread(
            spread,
            Action::SetProperty { flow, property, value: finite("value", text.value.take())?, unit },
        );
    }
    if let Some(allocation) = text.allocation.take() {
        let allocation = word("allocation", &allocation, "none, mass, energy, price, factors or substitution")?;
        return no_spread(
            spread,
            Action::SetAllocation { process: required("process", text.process.take())?, allocation },
        );
    }
    let target = exchange_target(text)?;
    if let Some(share) = text.allocation_factor.take() {
        return no_spread(spread, Action::SetShare { target, share: finite("allocation_factor", Some(share))? });
    }
    let amount = finite("amount", text.amount.take())?;
    fits(spread, amount)?;
    Ok(Action::SetAmount { target, amount, unit, spread })
}

/// Whether an uncertainty can be that of an amount.
fn fits(spread: Option<Spread>, amount: f64) -> Result<(), String> {
    spread.map_or(Ok(()), |spread| spread.around(amount).map(|_| ()).map_err(|error| error.to_string()))
}

fn no_spread(spread: Option<Spread>, action: Action) -> Result<Action, String> {
    if spread.is_some() { Err("`distribution` stands only with `amount` or `value`".into()) } else { Ok(action) }
}

fn add(text: &mut ChangeText) -> Result<Action, String> {
    if let Some(flow) = text.new_flow.take() {
        return Ok(Action::AddFlow(Box::new(new_flow(flow)?)));
    }
    if let Some(process) = text.new_process.take() {
        return Ok(Action::AddProcess(Box::new(new_process(process)?)));
    }
    if let Some(exchange) = text.new_exchange.take() {
        let exchange = Box::new(new_exchange(exchange)?);
        return Ok(Action::AddExchange { process: required("process", text.process.take())?, exchange });
    }
    if let Some(parameter) = text.new_parameter.take() {
        return Ok(Action::AddParameter { process: text.process.take(), parameter: new_parameter(parameter)? });
    }
    Err("`add` needs `new_flow`, `new_process`, `new_exchange` or `new_parameter`".into())
}

fn new_flow(text: FlowText) -> Result<NewFlow, String> {
    let name = Label::new(text.name_en, text.name_zh);
    if name.is_empty() {
        return Err("`new_flow` needs `name_en` or `name_zh`".into());
    }
    Ok(NewFlow {
        id: required("id", Some(text.id))?,
        kind: word("kind", &text.kind, "product, waste or elementary")?,
        name,
        unit: read(&text.unit)?,
        cas: text.cas,
        compartment: text.compartment,
        category: text.category,
        note: text.note,
    })
}

fn new_process(text: ProcessText) -> Result<NewProcess, String> {
    let kind = text.kind.map(|kind| word::<ProcessKind>("kind", &kind, "unit, market, aggregated or treatment"));
    let allocation =
        text.allocation.map(|way| word("allocation", &way, "none, mass, energy, price, factors or substitution"));
    let exchanges: Result<Vec<NewExchange>, String> = text.exchange.into_iter().map(new_exchange).collect();
    Ok(NewProcess {
        id: required("id", Some(text.id))?,
        copy_of: text.copy_of,
        name: Label::new(text.name_en, text.name_zh),
        region: text.region,
        kind: kind.transpose()?,
        year: text.year,
        technology: Label::new(text.technology_en, text.technology_zh),
        allocation: allocation.transpose()?,
        category: text.category,
        note: text.note,
        exchanges: exchanges?,
    })
}

fn new_exchange(text: ExchangeText) -> Result<NewExchange, String> {
    check_formula(text.formula.as_deref())?;
    if text.amount.is_none() && text.formula.is_none() {
        return Err(format!("exchange `{}` needs `amount` or `formula`", text.id));
    }
    Ok(NewExchange {
        id: required("id", Some(text.id))?,
        direction: word("direction", &text.direction, "input or output")?,
        role: word("role", &text.role, "reference, coproduct, avoided or nothing")?,
        flow: required("flow", Some(text.flow))?,
        amount: text.amount.map(|amount| finite("amount", Some(amount))).transpose()?,
        formula: text.formula,
        unit: read(&text.unit)?,
        provider: text.provider.filter(|provider| !provider.is_empty()),
        location: text.location,
        spread: maybe(text.distribution)?,
        pedigree: maybe(text.pedigree)?,
        group: text.group,
        share: text.allocation_factor.map(|share| finite("allocation_factor", Some(share))).transpose()?,
        source: text.source,
        place: text.place,
        note: text.note,
    })
}

fn new_parameter(text: ParameterText) -> Result<NewParameter, String> {
    check_formula(text.formula.as_deref())?;
    if text.value.is_none() && text.formula.is_none() {
        return Err(format!("parameter `{}` needs `value` or `formula`", text.id));
    }
    Ok(NewParameter {
        id: required("id", Some(text.id))?,
        name: Label::new(text.name_en, text.name_zh),
        value: text.value.map(|value| finite("value", Some(value))).transpose()?,
        formula: text.formula,
        spread: maybe(text.distribution)?,
    })
}

fn exchange_target(text: &mut ChangeText) -> Result<ExchangeTarget, String> {
    let direction = text.direction.take().map(|direction| word("direction", &direction, "input or output"));
    let target = ExchangeTarget {
        process: required("process", text.process.take())?,
        exchange: text.exchange.take(),
        flow: text.flow.take(),
        direction: direction.transpose()?,
    };
    if target.exchange.is_none() && target.flow.is_none() {
        return Err("name the exchange by `exchange` or `flow`".into());
    }
    Ok(target)
}

fn required(name: &str, value: Option<String>) -> Result<String, String> {
    value.filter(|value| !value.trim().is_empty()).ok_or_else(|| format!("`{name}` is missing"))
}

fn finite(name: &str, value: Option<f64>) -> Result<f64, String> {
    let value = value.ok_or_else(|| format!("`{name}` is missing"))?;
    if value.is_finite() { Ok(value) } else { Err(format!("`{name}` must be a finite number, not {value}")) }
}

fn word<T: FromStr>(name: &str, text: &str, list: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} `{text}`: expected {list}"))
}

fn read(text: &str) -> Result<Unit, String> {
    Unit::parse(text).map_err(|error| error.to_string())
}

fn maybe<T: FromStr<Err: std::fmt::Display>>(text: Option<String>) -> Result<Option<T>, String> {
    text.map(|text| text.parse().map_err(|error: T::Err| error.to_string())).transpose()
}

fn check_formula(formula: Option<&str>) -> Result<(), String> {
    formula.map_or(Ok(()), |formula| Formula::parse(formula).map(|_| ()).map_err(|error| error.to_string()))
}

/// A field that is still there after its operation took what it needs.
fn surplus(text: &ChangeText) -> Option<&'static str> {
    [
        ("process", text.process.is_some()),
        ("exchange", text.exchange.is_some()),
        ("flow", text.flow.is_some()),
        ("direction", text.direction.is_some()),
        ("parameter", text.parameter.is_some()),
        ("property", text.property.is_some()),
        ("amount", text.amount.is_some()),
        ("value", text.value.is_some()),
        ("unit", text.unit.is_some()),
        ("distribution", text.distribution.is_some()),
        ("allocation", text.allocation.is_some()),
        ("allocation_factor", text.allocation_factor.is_some()),
        ("factor", text.factor.is_some()),
        ("new_flow", text.new_flow.is_some()),
        ("new_process", text.new_process.is_some()),
        ("new_exchange", text.new_exchange.is_some()),
        ("new_parameter", text.new_parameter.is_some()),
        ("with_flow", text.with_flow.is_some()),
        ("with_provider", text.with_provider.is_some()),
    ]
    .into_iter()
    .find_map(|(name, there)| there.then_some(name))
}
