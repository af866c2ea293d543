//! Gaps on the chain (强链补链延链): needs without a supplier, without one at home, with a single supplier or a single way.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::network::Network;

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Nobody can deliver it: the chain must be filled in (补链).
    NoSupplier,
    /// Only places outside the home region can (补链).
    NoHomeSupplier,
    /// A single plant can (强链).
    SingleSupplier,
    /// All that can be delivered passes one route (强链).
    SingleRoute,
    /// Capacity within reach is below the need (强链).
    TooLittleCapacity,
    /// Made here, but nobody here uses or processes it further (延链).
    NotProcessed,
}

/// A gap.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// What is missing.
    pub kind: Kind,
    /// Where it is needed (or made, where it is not processed).
    pub place: String,
    /// The good.
    pub good: String,
    /// Plants within reach.
    pub suppliers: Vec<String>,
    /// The one route, where there is one.
    pub route: Option<String>,
    /// Need in a period, for demand only.
    pub need: Option<f64>,
    /// Capacity within reach in a period.
    pub capacity: f64,
}

/// All gaps of demand and of inputs of plants. `home` is the region whose own suppliers count; without it that question is
/// not asked.
pub fn find(network: &Network, home: Option<&str>) -> Vec<Gap> {
    let mut needs: Vec<(&str, &str, Option<f64>)> = network
        .demand
        .iter()
        .map(|demand| (demand.place.as_str(), demand.good.as_str(), Some(demand.amount)))
        .collect();
    for plant in network.plant.iter().filter(|plant| plant.capacity > 0.0) {
        needs.extend(plant.inputs.iter().map(|input| (plant.place.as_str(), input.good.as_str(), None)));
    }
    needs.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| b.2.is_some().cmp(&a.2.is_some())));
    needs.dedup_by_key(|need| (need.0, need.1));
    let mut gaps = Vec::new();
    for (place, good, need) in needs {
        let suppliers = suppliers(network, place, good, None);
        let capacity: f64 = suppliers.iter().map(|&at| network.plant[at].capacity).sum();
        let names: Vec<String> = suppliers.iter().map(|&at| network.plant[at].id.clone()).collect();
        let mut tell = |kind, route| {
            let (place, good, suppliers) = (place.to_owned(), good.to_owned(), names.clone());
            gaps.push(Gap { kind, place, good, suppliers, route, need, capacity });
        };
        if suppliers.is_empty() {
            tell(Kind::NoSupplier, None);
            continue;
        }
        let at_home = |at: &usize| home.is_none_or(|home| network.region(&network.plant[*at].place) == home);
        if home.is_some_and(|home| network.region(place) == home) && !suppliers.iter().any(at_home) {
            tell(Kind::NoHomeSupplier, None);
        }
        if suppliers.len() == 1 {
            tell(Kind::SingleSupplier, None);
        }
        let only = (0..network.route.len())
            .filter(|&at| network.route[at].good == good)
            .find(|&at| self::suppliers(network, place, good, Some(at)).is_empty());
        if let Some(route) = only {
            tell(Kind::SingleRoute, Some(network.route[route].id.clone()));
        }
        if need.is_some_and(|need| capacity < need) {
            tell(Kind::TooLittleCapacity, None);
        }
    }
    gaps.extend(unprocessed(network, home));
    gaps
}

/// Plants that can deliver a good to a place, over routes of that good, without one of them.
fn suppliers(network: &Network, place: &str, good: &str, without: Option<usize>) -> Vec<usize> {
    let mut reached: BTreeSet<&str> = BTreeSet::from([place]);
    let mut queue = vec![place];
    while let Some(at) = queue.pop() {
        for (index, route) in network.route.iter().enumerate() {
            let open = Some(index) != without && route.capacity.is_none_or(|capacity| capacity > 0.0);
            if open && route.good == good && route.to == at && reached.insert(&route.from) {
                queue.push(&route.from);
            }
        }
    }
    (0..network.plant.len())
        .filter(|&at| {
            let plant = &network.plant[at];
            plant.good == good && plant.capacity > 0.0 && reached.contains(plant.place.as_str())
        })
        .collect()
}

/// Goods made in the home region that nothing there needs.
fn unprocessed(network: &Network, home: Option<&str>) -> Vec<Gap> {
    let Some(home) = home else { return Vec::new() };
    let here = |place: &str| network.region(place) == home;
    let needed: BTreeSet<&str> = network
        .demand
        .iter()
        .filter(|demand| here(&demand.place))
        .map(|demand| demand.good.as_str())
        .chain(
            network
                .plant
                .iter()
                .filter(|plant| here(&plant.place) && plant.capacity > 0.0)
                .flat_map(|plant| plant.inputs.iter().map(|input| input.good.as_str())),
        )
        .collect();
    network
        .plant
        .iter()
        .filter(|plant| here(&plant.place) && plant.capacity > 0.0 && !needed.contains(plant.good.as_str()))
        .map(|plant| Gap {
            kind: Kind::NotProcessed,
            place: plant.place.clone(),
            good: plant.good.clone(),
            suppliers: vec![plant.id.clone()],
            route: None,
            need: None,
            capacity: plant.capacity,
        })
        .collect()
}
