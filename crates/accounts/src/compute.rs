//! From a scheme and a plant's year to an account.

use std::{collections::BTreeSet, sync::Arc};

use verdigris_activity::{ItemKind, Total, Year};
use verdigris_quantity::Label;
use verdigris_registry::factor::Registry;

use crate::{
    account::{Account, Item},
    error::AccountError,
    figure::{Inputs, Obtained, SHOWN},
    lookup::{Lookup, Scope, without_value},
    number::Exact,
    quality,
    scheme::{ItemSpec, Part, RoundingStep, Scheme},
    settings::Settings,
    uncertainty,
};

/// Accounts for a year's records under a scheme.
///
/// Refused when the scheme does not hold in the year or does not cover the sector. What a figure lacks makes that
/// figure and the total not available and is named; everything else is computed.
pub fn account(
    scheme: &Scheme,
    year: &Year,
    registry: &Registry,
    settings: &Settings,
) -> Result<Account, AccountError> {
    permitted(scheme, year)?;
    let lookup = Lookup::new(scheme, year, registry, settings);
    let mut done: Vec<Item> = Vec::new();
    for spec in &scheme.items {
        if !spec.when.iter().all(|condition| lookup.holds(condition, Scope::default())) {
            continue;
        }
        for (of, process_unit) in scopes(&lookup, spec) {
            let item = item(&lookup, spec, of, process_unit, &done);
            done.push(item);
        }
    }
    let uncounted = uncounted(&lookup);
    let (items, beside): (Vec<Item>, Vec<Item>) = done.into_iter().partition(|item| item.part == Part::Total);
    let (auxiliary, memo) = beside.into_iter().partition(|item| item.part == Part::Auxiliary);
    let rounding = settings.rounding.unwrap_or(scheme.rounding.step);
    let mut account = Account {
        scheme: scheme.id.clone(),
        name: scheme.name.clone(),
        standard: scheme.standard.clone(),
        plant: year.plant.id.clone(),
        year: year.plant.year,
        unit: scheme.unit.clone(),
        quantity: scheme.quantity.clone(),
        rounding,
        decimals: scheme.rounding.decimals,
        total: None,
        range: None,
        items,
        auxiliary,
        memo,
        missing: Vec::new(),
        uncounted,
        caveats: caveats(scheme, year),
        quality: Vec::new(),
        uncertainty: None,
        log: Vec::new(),
        floor: scheme.floor,
    };
    total(&mut account);
    let weights = uncertainty::Weights::of(&account);
    let (plan, uncertainty) = (quality::plan(&weights), uncertainty::uncertainty(&account, &weights, settings));
    (account.quality, account.uncertainty) = (plan, uncertainty);
    account.range = account.uncertainty.as_ref().and_then(|found| found.analytic.map(|spread| spread.interval));
    Ok(account)
}

fn permitted(scheme: &Scheme, year: &Year) -> Result<(), AccountError> {
    let at = year.plant.year;
    if let Some(first) = scheme.first.filter(|&first| at < first) {
        let before = scheme.predecessor.as_ref().map(|id| format!("; before it held {id}")).unwrap_or_default();
        return Err(AccountError::NotYet { scheme: scheme.id.clone(), year: at, first, before });
    }
    if scheme.last.is_some_and(|last| at > last) {
        let successor = scheme.successor.clone().unwrap_or_default();
        return Err(AccountError::Superseded { scheme: scheme.id.clone(), year: at, successor });
    }
    if !scheme.covers(&year.plant.sector) {
        let (sector, covered) = (year.plant.sector.clone(), scheme.sectors.join(", "));
        return Err(AccountError::Sector { scheme: scheme.id.clone(), sector, covered });
    }
    Ok(())
}

fn caveats(scheme: &Scheme, year: &Year) -> Vec<Label> {
    let plant = &year.plant;
    let holds = scheme.caveats.iter().filter(|caveat| {
        let sector = caveat.sectors.is_empty() || caveat.sectors.contains(&plant.sector);
        sector && caveat.from.is_none_or(|from| plant.year >= from)
    });
    holds.map(|caveat| caveat.text.clone()).collect()
}

/// Fuels and process units an item is computed for.
fn scopes(lookup: &Lookup<'_>, spec: &ItemSpec) -> Vec<(String, Option<String>)> {
    let there = |id: &&str| lookup.has(id);
    let items: Vec<&str> = match &spec.over {
        None => vec![""],
        Some(over) => match kind(over) {
            Some(kind) => {
                let own = lookup.vocabulary.items().iter().filter(|item| item.kind == kind);
                own.map(|item| item.id.as_str()).filter(there).collect()
            }
            None => over.split_whitespace().filter(there).collect(),
        },
    };
    let mut found = Vec::new();
    for of in items.into_iter().map(str::to_owned) {
        if spec.each.is_empty() {
            found.push((of, None));
            continue;
        }
        let units = units(lookup, spec, &of);
        if units.is_empty() && !spec.optional && spec.over.is_none() {
            found.push((of, None));
        } else {
            found.extend(units.into_iter().map(|unit| (of.clone(), Some(unit))));
        }
    }
    found
}

/// Process units with one of the records the item is driven by, the plant as a whole among them.
///
/// A poorer record adds units only where a better one is not already there for the whole plant, and the whole plant
/// only where no unit has a better one: nothing is counted twice.
fn units(lookup: &Lookup<'_>, spec: &ItemSpec, of: &str) -> BTreeSet<String> {
    let mut covered = BTreeSet::new();
    for record in &spec.each {
        let filled = record.replace("{item}", of);
        let Some((item, measure)) = filled.rsplit_once('.') else { continue };
        let own: Vec<&str> = lookup.records(item, measure).iter().map(|total| total.process_unit.as_str()).collect();
        let whole = covered.contains("");
        let any = !covered.is_empty();
        covered.extend(own.into_iter().filter(|unit| !(whole || any && unit.is_empty())).map(str::to_owned));
    }
    covered
}

fn kind(over: &str) -> Option<ItemKind> {
    Some(match over {
        "fuel" => ItemKind::Fuel,
        "carbonate" => ItemKind::Carbonate,
        "reductant" => ItemKind::Reductant,
        "scrap" => ItemKind::Scrap,
        _ => return None,
    })
}

fn item(lookup: &Lookup<'_>, spec: &ItemSpec, of: String, process_unit: Option<String>, done: &[Item]) -> Item {
    let scope = Scope { item: (!of.is_empty()).then_some(of.as_str()), process_unit: process_unit.as_deref() };
    let (figure, value) = lookup.figure(&spec.formula, &spec.inputs, scope, done);
    let decimals = spec.decimals.unwrap_or(lookup.scheme.rounding.decimals);
    let exact = value.map(|value| if lookup.rounds_steps() { value.rounded(decimals) } else { value });
    let mut missing = figure.missing();
    if exact.is_none() && missing.is_empty() {
        missing.push(without_value(spec.formula.text()));
    }
    let figure = Arc::new(figure);
    let clause = [lookup.scheme.standard.as_str(), spec.clause.as_str()];
    Item {
        id: spec.id.clone(),
        of_name: lookup.vocabulary.item(&of).map(|item| item.name.clone()).unwrap_or_default(),
        of,
        process_unit: process_unit.unwrap_or_default(),
        stream: if spec.stream.is_empty() { spec.id.clone() } else { spec.stream.clone() },
        name: spec.name.clone(),
        part: spec.part,
        value: exact.as_ref().and_then(|exact| exact.decimal(SHOWN)),
        unit: spec.unit.clone(),
        formula: spec.formula.text().to_owned(),
        inputs: Inputs(Arc::clone(&figure)),
        source: clause.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        trust: trust(spec, &figure),
        missing,
        beyond_floor: spec.beyond_floor,
        figure,
        exact,
    }
}

/// The lowest trust among formula and factors.
fn trust(spec: &ItemSpec, figure: &crate::figure::Figure) -> String {
    let rank = |trust: &str| "PDCTN".find(trust).unwrap_or(0);
    let mut lowest = spec.trust.clone();
    figure.data(&mut |input| {
        if let Some(origin) = input.origin.as_ref().filter(|_| !matches!(input.quality, Obtained::Record(_)))
            && !origin.trust.is_empty()
            && (lowest.is_empty() || rank(&origin.trust) > rank(&lowest))
        {
            lowest.clone_from(&origin.trust);
        }
    });
    lowest
}

fn total(account: &mut Account) {
    for item in &account.items {
        for label in &item.missing {
            if !account.missing.contains(label) {
                account.missing.push(label.clone());
            }
        }
    }
    if account.items.is_empty() {
        account.missing.push(Label::new(
            "not available: needs records of anything this scheme counts",
            "缺失：需要本核算标准所计排放源的任一记录",
        ));
        return;
    }
    let values: Option<Vec<Exact>> = account.items.iter().map(|item| item.exact.clone()).collect();
    account.total = values.map(|values| account.gathered(&values)).and_then(|sum| match account.rounding {
        RoundingStep::Never => sum.decimal(SHOWN),
        RoundingStep::EachStep | RoundingStep::End => sum.rounded(account.decimals).decimal(account.decimals),
    });
}

/// Recorded amounts of what usually gives off greenhouse gases, that no figure took.
fn uncounted(lookup: &Lookup<'_>) -> Vec<Label> {
    let matters = |total: &&Total| {
        let kind = lookup.vocabulary.item(&total.item).map(|item| item.kind);
        let emits = matches!(
            kind,
            Some(
                ItemKind::Fuel
                    | ItemKind::Reductant
                    | ItemKind::Carbonate
                    | ItemKind::Electricity
                    | ItemKind::Heat
                    | ItemKind::Gas
            )
        );
        emits
            && matches!(
                total.measure.as_str(),
                "used" | "used-as-raw-material" | "purchased" | "exported" | "discharged"
            )
            && !total.value.is_zero()
    };
    let mut named: Vec<Label> = Vec::new();
    for total in lookup.year.totals().filter(matters).filter(|total| !lookup.is_used(total)) {
        let item = lookup.vocabulary.item(&total.item).map(|item| item.name.clone()).unwrap_or_default();
        let measure = lookup.vocabulary.measure(&total.measure).map(|measure| measure.name.clone()).unwrap_or_default();
        let label = Label::new(format!("{}, {}", item.en, measure.en), format!("{}{}", item.zh, measure.zh));
        if !named.contains(&label) {
            named.push(label);
        }
    }
    named
}
