//! A supply network of several goods: plants, routes, stocks and demand over equal periods.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ChainError;
use crate::error::not_negative;

/// A place: a mine, a port, a city, a country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Name in English.
    #[serde(default)]
    pub name_en: String,
    /// Name in Chinese.
    #[serde(default)]
    pub name_zh: String,
    /// Country or province it belongs to; its own id when empty.
    #[serde(default)]
    pub region: String,
}

/// A plant (or mine, without inputs) that makes one good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plant {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub place: String,
    /// What it makes.
    pub good: String,
    /// Goods used for one unit made.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Most it makes in a period.
    pub capacity: f64,
    /// Cost of one unit, without inputs.
    #[serde(default)]
    pub cost: f64,
    /// Emissions of one unit, t CO₂e.
    #[serde(default)]
    pub carbon: f64,
}

/// A good used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Which.
    pub good: String,
    /// Units for one unit made.
    pub amount: f64,
}

/// A way by which a good moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Id.
    pub id: String,
    /// What moves.
    pub good: String,
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// Most that sets out in a period; without limit when absent.
    pub capacity: Option<f64>,
    /// Cost of one unit.
    #[serde(default)]
    pub cost: f64,
    /// Emissions of one unit, t CO₂e.
    #[serde(default)]
    pub carbon: f64,
    /// Periods on the way.
    #[serde(default)]
    pub lead: usize,
    /// What arrives in each of the first `lead` periods, having set out before.
    #[serde(default)]
    pub underway: f64,
}

/// A store of a good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Where.
    pub place: String,
    /// What.
    pub good: String,
    /// In store at the start.
    #[serde(default)]
    pub initial: f64,
    /// Most in store.
    pub capacity: f64,
    /// Cost of one unit kept for a period.
    #[serde(default)]
    pub cost: f64,
}

/// A need in every period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Where.
    pub place: String,
    /// What.
    pub good: String,
    /// Units a period.
    pub amount: f64,
    /// Loss for one unit not delivered.
    pub penalty: f64,
}

/// The network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Number of periods.
    #[serde(default = "one")]
    pub periods: usize,
    /// Unit of all amounts, as shown.
    #[serde(default)]
    pub unit: String,
    /// Currency of all costs, as shown.
    #[serde(default)]
    pub currency: String,
    /// Price of one t CO₂e.
    #[serde(default)]
    pub carbon_price: f64,
    /// Places.
    #[serde(default)]
    pub place: Vec<Place>,
    /// Plants.
    #[serde(default)]
    pub plant: Vec<Plant>,
    /// Routes.
    #[serde(default)]
    pub route: Vec<Route>,
    /// Stocks.
    #[serde(default)]
    pub stock: Vec<Stock>,
    /// Demands.
    #[serde(default)]
    pub demand: Vec<Demand>,
}

fn one() -> usize {
    1
}

/// Most periods, against a typing error that asks for a programme nobody can solve.
const PERIODS: usize = 1000;

impl Network {
    /// Reads a network from TOML with `[[place]]`, `[[plant]]`, `[[route]]`, `[[stock]]` and `[[demand]]`.
    pub fn read(text: &str) -> Result<Self, ChainError> {
        let network: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1) as u64);
            ChainError::Table { table: "network".to_owned(), line, reason: error.message().to_owned() }
        })?;
        network.validate()?;
        Ok(network)
    }

    /// Index of a place.
    pub fn place_index(&self, id: &str) -> Option<usize> {
        self.place.iter().position(|place| place.id == id)
    }

    /// Region of a place.
    pub fn region<'a>(&'a self, place: &'a str) -> &'a str {
        match self.place.iter().find(|other| other.id == place) {
            Some(found) if !found.region.is_empty() => &found.region,
            _ => place,
        }
    }

    /// Goods made, moved or needed, in order of name.
    pub fn goods(&self) -> Vec<&str> {
        let mut goods: BTreeSet<&str> = self.plant.iter().map(|plant| plant.good.as_str()).collect();
        goods.extend(self.plant.iter().flat_map(|plant| plant.inputs.iter().map(|input| input.good.as_str())));
        goods.extend(self.route.iter().map(|route| route.good.as_str()));
        goods.extend(self.stock.iter().map(|stock| stock.good.as_str()));
        goods.extend(self.demand.iter().map(|demand| demand.good.as_str()));
        goods.into_iter().collect()
    }

    /// Refuses names that do not exist or stand twice, and numbers out of range.
    pub fn validate(&self) -> Result<(), ChainError> {
        if self.periods == 0 || self.periods > PERIODS {
            let (object, value) = ("network".to_owned(), self.periods as f64);
            return Err(ChainError::Number { object, part: "periods", value, expected: "between 1 and 1000" });
        }
        unique("place", self.place.iter().map(|place| &place.id))?;
        unique("plant", self.plant.iter().map(|plant| &plant.id))?;
        unique("route", self.route.iter().map(|route| &route.id))?;
        not_negative("network", "carbon_price", self.carbon_price)?;
        let known = |object: &str, place: &str| {
            self.place_index(place).map(|_| ()).ok_or_else(|| ChainError::Unknown {
                object: object.to_owned(),
                kind: "place",
                name: place.to_owned(),
            })
        };
        for plant in &self.plant {
            known(&plant.id, &plant.place)?;
            for (part, value) in [("capacity", plant.capacity), ("cost", plant.cost), ("carbon", plant.carbon)] {
                not_negative(&plant.id, part, value)?;
            }
            plant.inputs.iter().try_for_each(|input| not_negative(&plant.id, "input", input.amount))?;
        }
        for route in &self.route {
            known(&route.id, &route.from)?;
            known(&route.id, &route.to)?;
            let capacity = route.capacity.unwrap_or(0.0);
            for (part, value) in
                [("capacity", capacity), ("cost", route.cost), ("carbon", route.carbon), ("underway", route.underway)]
            {
                not_negative(&route.id, part, value)?;
            }
        }
        for stock in &self.stock {
            let object = format!("stock of {} at {}", stock.good, stock.place);
            known(&object, &stock.place)?;
            for (part, value) in [("initial", stock.initial), ("capacity", stock.capacity), ("cost", stock.cost)] {
                not_negative(&object, part, value)?;
            }
        }
        unique("stock", self.stock.iter().map(|stock| format!("{} at {}", stock.good, stock.place)))?;
        for demand in &self.demand {
            let object = format!("demand for {} at {}", demand.good, demand.place);
            known(&object, &demand.place)?;
            for (part, value) in [("amount", demand.amount), ("penalty", demand.penalty)] {
                not_negative(&object, part, value)?;
            }
        }
        if self.demand.is_empty() {
            let (object, needs) = ("network".to_owned(), "at least one demand".to_owned());
            return Err(ChainError::NotAvailable { object, needs });
        }
        Ok(())
    }
}

fn unique<T: Ord + Clone + ToString>(kind: &'static str, names: impl Iterator<Item = T>) -> Result<(), ChainError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            return Err(ChainError::Twice { kind, name: name.to_string() });
        }
    }
    Ok(())
}
