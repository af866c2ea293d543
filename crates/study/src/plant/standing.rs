//! The footprint of a plant's main product: its own network joined to the packaged background, its own direct emissions
//! from its account (ISO 14067 / GB/T 24067; GB/T 44905 for aluminium: cradle to gate, 1 t, one year of data).

use rust_decimal::prelude::ToPrimitive;
use verdigris_accounts::{Account, Item};
use verdigris_activity::network::{self, process_id};
use verdigris_inventory::progress::Watch;
use verdigris_network::{Compartment, Direction, Exchange, FindingKind, Flow, FlowIndex, FlowKind, Network, Parameter};
use verdigris_quantity::{Label, Unit};
use verdigris_wording::{Kind, Problem};

use crate::{
    footprint::result,
    packaged::Packaged,
    plant::Records,
    result::Footprint,
    study::{Loaded, Study, pick_methods},
    target::{Target, with_amount},
    uncertainty::sample,
};

/// Streams of scope 1 that are carbon dioxide alone.
const CARBON_DIOXIDE: [&str; 5] = ["fuel", "anode", "reductant", "carbonate", "oxalic-acid"];

/// A plant standing in the background network, ready to compute on.
pub struct Standing {
    /// The joined network under methods.
    pub study: Study,
    /// One tonne (or other unit) of the plant's main product.
    pub target: Target,
}

/// Joins a plant to a background. Direct emissions are taken from `account`; one that is not available stops it.
pub fn standing(
    records: &Records,
    account: &Account,
    background: Loaded,
    packaged: &Packaged,
) -> Result<Standing, Problem> {
    let mut plant = network::of(&records.year, &packaged.vocabulary, &packaged.sectors)?;
    direct_emissions(&mut plant, account)?;
    let Loaded { name, network: mut joined, mut findings } = background;
    findings.extend(joined.join(plant));
    let methods = pick_methods(&joined, &[])?;
    let study = Study::assemble(Loaded { name, network: joined, findings }, methods, &[])?;
    let id = process_id(&records.activity.plant);
    let activity = study.assembly.activities.iter().position(|made| study.network.process(made.process).id == id);
    let activity = activity.ok_or_else(|| Problem::new("no-product", Kind::NotFound).with("text", &id))?;
    let target = with_amount(&study, activity, "1", None)?;
    Ok(Standing { study, target })
}

impl Standing {
    /// The footprint with its interval and its trace.
    pub fn footprint(&self, runs: u64, seed: u64, watch: Watch<'_>) -> Result<Footprint, Problem> {
        let solved = self.study.solve(&self.target)?;
        let samples =
            if runs > 1 { Some(sample(&self.study, &[self.target.one()], seed, runs, watch)?.0) } else { None };
        let pair = samples.as_ref().map(|samples| (samples, 0));
        Ok(result(&self.study, &self.target, &solved, pair, Some(self.study.intensities()?), &[]))
    }

    /// Inputs of the plant that nothing in the background provides: they are left out of the footprint.
    pub fn left_out(&self) -> Vec<Label> {
        let index = self.study.assembly.activities[self.target.activity].process;
        let plant = self.study.network.process(index);
        let findings = self.study.assembly.findings.iter();
        let unlinked =
            findings.filter(|finding| finding.kind == FindingKind::UnlinkedInput && finding.place.process == plant.id);
        unlinked
            .filter_map(|finding| plant.exchanges.iter().find(|exchange| exchange.id == finding.place.exchange))
            .map(|exchange| self.study.network.flow(exchange.flow).name.clone())
            .collect()
    }
}

/// Adds the account's scope 1 to the plant's process as exchanges with nature, per unit of the main product.
fn direct_emissions(plant: &mut Network, account: &Account) -> Result<(), Problem> {
    let production = production(plant)?;
    let mut amounts: Vec<(&str, f64)> = Vec::new();
    for item in &account.items {
        let missing = || {
            let what = item.missing.first().map(|label| label.en.clone()).unwrap_or_default();
            Problem::new("no-direct-emissions", Kind::Computation).with("item", item.full_name().en).with("what", what)
        };
        if CARBON_DIOXIDE.contains(&item.stream.as_str()) {
            let tonnes = item.value.and_then(|value| value.to_f64()).ok_or_else(missing)?;
            amounts.push(("co2", tonnes * 1000.0));
        } else if item.stream == "pfc" {
            let made = symbol(item, "p").ok_or_else(missing)?;
            amounts.push(("cf4", made * symbol(item, "ef_cf4").ok_or_else(missing)?));
            amounts.push(("c2f6", made * symbol(item, "ef_c2f6").ok_or_else(missing)?));
        } else if item.stream == "sf6" {
            amounts.push(("sf6", symbol(item, "m_sf6").ok_or_else(missing)? * 1000.0));
        }
    }
    let kilogram = Unit::parse("kg")?;
    for gas in ["co2", "cf4", "c2f6", "sf6"] {
        let total: f64 = amounts.iter().filter(|(of, _)| *of == gas).map(|(_, amount)| amount).sum();
        if total == 0.0 {
            continue;
        }
        let flow = gas_flow(gas, &kilogram);
        let at = FlowIndex(plant.flows.len() as u32);
        plant.flows.push(flow);
        let id = format!("direct_{gas}");
        let amount = total / production;
        let Some(process) = plant.processes.first_mut() else { continue };
        process.parameters.push(Parameter {
            id: id.clone(),
            name: Label::new(
                format!("direct {gas}, account {}", account.scheme),
                format!("直接排放{gas}（{}）", account.scheme),
            ),
            unit: Some(kilogram.clone()),
            value: Some(amount),
            ..Parameter::default()
        });
        process.exchanges.push(Exchange {
            formula: Some(id.clone()),
            note: account.standard.clone(),
            ..Exchange::new(id, at, Direction::Output, Some(amount), kilogram.clone())
        });
    }
    Ok(())
}

/// Year's output of the main product, in its unit.
fn production(plant: &Network) -> Result<f64, Problem> {
    let parameters = plant.processes.iter().flat_map(|process| &process.parameters);
    let value = parameters.into_iter().find(|parameter| parameter.id == network::PRODUCTION).and_then(|p| p.value);
    value.filter(|value| *value > 0.0).ok_or_else(|| Problem::new("no-production-recorded", Kind::Computation))
}

fn symbol(item: &Item, symbol: &str) -> Option<f64> {
    item.inputs.iter().find(|input| input.symbol == symbol)?.value?.to_f64()
}

/// A gas to air; its formula and CAS number are what methods know it by.
fn gas_flow(gas: &str, unit: &Unit) -> Flow {
    let (en, zh, cas, formula) = match gas {
        "co2" => ("carbon dioxide (fossil)", "二氧化碳（化石源）", "124-38-9", "CO2"),
        "cf4" => ("tetrafluoromethane (CF4)", "四氟化碳（CF4）", "75-73-0", "CF4"),
        "c2f6" => ("hexafluoroethane (C2F6)", "六氟乙烷（C2F6）", "76-16-4", "C2F6"),
        _ => ("sulfur hexafluoride", "六氟化硫", "2551-62-4", "SF6"),
    };
    Flow {
        cas: cas.to_owned(),
        formula: formula.to_owned(),
        compartment: Compartment::new("air"),
        ..Flow::new(format!("plant-{gas}"), Label::new(en, zh), FlowKind::Elementary, unit.clone())
    }
}
