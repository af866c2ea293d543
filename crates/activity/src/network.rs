//! A plant's year as a network of its own: one process that makes 1 unit of the main product.
//!
//! Every total of the year is a parameter of the process, `<item>_<measure>`: amounts per unit of main product,
//! properties as they are. Exchanges are formulas of these parameters, so that a technology is a patch that sets or
//! scales parameters. `production` is the year's output of the main product. Direct emissions are added by accounts as
//! further exchanges of the same process. What the plant makes and uses itself is exchanged by its difference.

use std::collections::HashMap;

use rust_decimal::prelude::ToPrimitive;
use verdigris_network::{
    Allocation, Direction, Exchange, Flow, FlowIndex, Network, Parameter, Process, Role, Source, SourceIndex, Trust,
};
use verdigris_quantity::{Label, Unit, spread::Spread};

use crate::{
    error::ActivityError,
    plant::Plant,
    sector::{Making, Sector, Sectors},
    supply::{Supply, own},
    vocabulary::{Aggregation, Item, ItemKind, Vocabulary},
    year::{Total, Year},
};

/// Half width of a 95 % interval over the standard deviation of a normal distribution.
const HALF_WIDTH: f64 = 1.959_963_984_540_054;

/// Parameter that holds the year's output of the main product.
pub const PRODUCTION: &str = "production";

/// Id of the exchange the process is run for.
pub const REFERENCE: &str = "product";

/// The parameter of an item's measure.
pub fn parameter_id(item: &str, measure: &str) -> String {
    format!("{item}_{measure}").replace('-', "_")
}

/// Id of the plant's process.
pub fn process_id(plant: &Plant) -> String {
    if plant.id.is_empty() { "plant".to_owned() } else { plant.id.clone() }
}

/// Id of the flow of the plant's main product.
pub fn product_id(plant: &Plant, product: &str) -> String {
    format!("{}-{product}", process_id(plant))
}

/// The main product of the year and its amount: the first of the sector's that is made.
pub fn main_product<'v>(
    year: &Year,
    vocabulary: &'v Vocabulary,
    sector: &Sector,
) -> Result<(&'v Item, Total), ActivityError> {
    let produced = vocabulary.measure("produced");
    for item in sector.products.iter().filter_map(|id| vocabulary.item(id)) {
        let total = produced.map(|measure| year.over_units(&item.id, measure)).transpose()?.flatten();
        if let Some(total) = total.filter(|total| total.value.is_sign_positive() && !total.value.is_zero()) {
            return Ok((item, total));
        }
    }
    Err(ActivityError::NoProduct { products: sector.products.join(", ") })
}

/// The plant's network. It links to the packaged one when joined with it.
pub fn of(year: &Year, vocabulary: &Vocabulary, sectors: &Sectors) -> Result<Network, ActivityError> {
    let plant = &year.plant;
    let sector = sectors.sector(&plant.sector)?;
    let (product, made) = main_product(year, vocabulary, sector)?;
    let production = made.value.to_f64().unwrap_or(f64::NAN);
    let mut building = Building {
        network: Network {
            name: plant.name.clone(),
            sources: vec![records_of(plant)],
            ..Network::new(process_id(plant))
        },
        process: Process {
            id: process_id(plant),
            name: if plant.name.is_empty() { product.name.clone() } else { plant.name.clone() },
            region: plant.region.clone(),
            year: plant.year.to_string(),
            technology: sector.name.clone(),
            allocation: match sector.making {
                Making::Parallel => Allocation::Mass,
                Making::Stages => Allocation::None,
            },
            category: format!("plants/{}", sector.id),
            site: plant.id.clone(),
            source: Some(SourceIndex(0)),
            ..Process::default()
        },
        flows: HashMap::new(),
    };
    building.parameters(year, vocabulary, product, production)?;
    let id = product_id(plant, &product.id);
    let flow = Flow {
        location: plant.region.clone(),
        ..Flow::new(id, product.name.clone(), own(product).kind, product.unit.clone())
    };
    let reference = building.flow(&flow);
    let mut exchange = Exchange::new(REFERENCE, reference, Direction::Output, Some(1.0), product.unit.clone());
    exchange.role = Role::Reference;
    building.process.exchanges.push(exchange);
    for supply in sectors.supplies().iter().filter(|supply| supply.item != product.id) {
        building.supply(supply, vocabulary);
    }
    for item in vocabulary.items().iter().filter(|item| item.kind == ItemKind::Product && item.id != product.id) {
        building.coproduct(item, sector);
    }
    building.network.processes.push(building.process);
    Ok(building.network)
}

fn records_of(plant: &Plant) -> Source {
    Source {
        id: format!("records-{}-{}", process_id(plant), plant.year),
        title: format!("{} / {}: activity data {}", plant.name.zh, plant.name.en, plant.year),
        year: plant.year.to_string(),
        licence: "the plant's own".to_owned(),
        trust: Some(Trust::C),
        ..Source::default()
    }
}

struct Building {
    network: Network,
    process: Process,
    flows: HashMap<String, FlowIndex>,
}

impl Building {
    /// One parameter for every total that is no stock.
    fn parameters(
        &mut self,
        year: &Year,
        vocabulary: &Vocabulary,
        product: &Item,
        production: f64,
    ) -> Result<(), ActivityError> {
        let label = Label::new("production of the year", "全年产量");
        self.process.parameters.push(Parameter {
            id: PRODUCTION.to_owned(),
            name: label,
            unit: Some(product.unit.clone()),
            value: Some(production),
            source: Some(SourceIndex(0)),
            ..Parameter::default()
        });
        let mut last = None;
        for total in year.totals() {
            if last.replace((&total.item, &total.measure)) == Some((&total.item, &total.measure)) {
                continue;
            }
            let (Some(item), Some(measure)) = (vocabulary.item(&total.item), vocabulary.measure(&total.measure)) else {
                continue;
            };
            let amount = measure.aggregation == Aggregation::Sum;
            if !amount && measure.aggregation != Aggregation::Weighted {
                continue;
            }
            let Some(total) = year.over_units(&item.id, measure)? else { continue };
            let unit = measure.unit_of(item)?;
            let unit = if amount { unit.combine(&product.unit, -1).ok() } else { Some(unit) };
            let figure = total.value.to_f64().map(|value| if amount { value / production } else { value });
            let spread = total.uncertainty.zip(figure).filter(|(relative, figure)| *relative > 0.0 && *figure != 0.0);
            self.process.parameters.push(Parameter {
                id: parameter_id(&item.id, &measure.id),
                name: Label::new(
                    format!("{}: {}", item.name.en, measure.name.en),
                    format!("{}：{}", item.name.zh, measure.name.zh),
                ),
                unit,
                value: figure,
                spread: spread
                    .map(|(relative, figure)| Spread::NormalDeviation { sd: relative * figure.abs() / HALF_WIDTH }),
                source: Some(SourceIndex(0)),
                place: cells(&total),
                ..Parameter::default()
            });
        }
        Ok(())
    }

    fn value(&self, id: &str) -> Option<f64> {
        self.process.parameters.iter().find(|parameter| parameter.id == id).and_then(|parameter| parameter.value)
    }

    fn flow(&mut self, flow: &Flow) -> FlowIndex {
        *self.flows.entry(flow.id.clone()).or_insert_with(|| {
            self.network.flows.push(flow.clone());
            FlowIndex(self.network.flows.len() as u32 - 1)
        })
    }

    /// An exchange for a total that is told; `item_measure` is its id too.
    fn supply(&mut self, supply: &Supply, vocabulary: &Vocabulary) {
        let told = |item: &str| self.value(&parameter_id(item, &supply.measure)).is_some();
        if !told(&supply.item) || supply.unless.iter().any(|other| told(other)) {
            return;
        }
        let Some(item) = vocabulary.item(&supply.item) else { return };
        let id = parameter_id(&supply.item, &supply.measure);
        let own_make = parameter_id(&supply.item, "produced");
        let mut amount = self.value(&id).unwrap_or_default();
        let mut formula = id.clone();
        if supply.measure == "used"
            && let Some(made) = self.value(&own_make)
        {
            amount = (amount - made).max(0.0);
            formula = format!("max(0, {id} - {own_make})");
        }
        let unit = match &supply.factor {
            Some((factor, unit)) => {
                amount *= factor;
                formula = format!("{formula} * {factor}");
                unit.clone()
            }
            None => item.unit.clone(),
        };
        self.exchange(id, &supply.flow, supply.direction, Role::Plain, amount, formula, unit, &supply.note);
    }

    /// A product beside the main one, by what leaves the plant of it. Where products are stages of one another, the
    /// others are inside the main one.
    fn coproduct(&mut self, item: &Item, sector: &Sector) {
        let (id, used) = (parameter_id(&item.id, "produced"), parameter_id(&item.id, "used"));
        let stage = sector.making == Making::Stages && sector.products.contains(&item.id);
        let Some(made) = self.value(&id).filter(|made| *made > 0.0 && !stage) else { return };
        let (amount, formula) = match self.value(&used) {
            Some(used_amount) => (made - used_amount, format!("max(0, {id} - {used})")),
            None => (made, id.clone()),
        };
        if amount > 0.0 {
            let flow = own(item);
            self.exchange(id, &flow, Direction::Output, Role::Coproduct, amount, formula, item.unit.clone(), "");
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of an exchange")]
    fn exchange(
        &mut self,
        id: String,
        flow: &Flow,
        direction: Direction,
        role: Role,
        amount: f64,
        formula: String,
        unit: Unit,
        note: &str,
    ) {
        let flow = self.flow(flow);
        let place = self.process.parameters.iter().find(|parameter| parameter.id == id).map(|p| p.place.clone());
        self.process.exchanges.push(Exchange {
            role,
            formula: Some(formula),
            source: Some(SourceIndex(0)),
            place: place.unwrap_or_default(),
            note: note.to_owned(),
            ..Exchange::new(id, flow, direction, Some(amount), unit)
        });
    }
}

/// The cells a total comes from, as one text: the first and how many more.
fn cells(total: &Total) -> String {
    let first = total.places.first().map(crate::year::shown).unwrap_or_default();
    match total.places.len() {
        0 | 1 => first,
        more => format!("{first} … +{}", more - 1),
    }
}

#[cfg(test)]
mod tests;
