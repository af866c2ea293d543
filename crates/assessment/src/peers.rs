//! Other plants to compare with: their indicators as a protected group, and the frontier of energy and emissions.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use verdigris_activity::{Year, network::main_product};
use verdigris_diagnosis::{
    Answer,
    accounted::figure,
    diagnose::Frontier,
    energy::{Carrier, Meter},
    frontier::{Orientation, Returns, Unit},
    indicator::Indicator,
    percentile::{Disclosure, Group, Observation},
};

use crate::{Failure, Library, MAIN_SCHEME};

/// Years of other plants, and what may be shown of them.
pub struct Peers<'a> {
    /// One year of each plant.
    pub years: &'a [Year],
    /// Whether a grant allows them to be named.
    pub named: bool,
    /// Rules under which figures of the group may be shown.
    pub disclosure: Disclosure,
}

/// The values of each indicator among the plants, the own one included, weighted by output.
pub fn groups(
    own: &Year,
    peers: &Peers<'_>,
    indicators: &[Indicator],
    library: &Library<'_>,
) -> Result<BTreeMap<String, Group>, Failure> {
    let mut values: BTreeMap<String, Vec<Observation>> = BTreeMap::new();
    let no_account = |id: &str| Answer::needs(format!("the account {id}"), format!("{id}核算结果"));
    for year in peers.years.iter().chain([own]) {
        let meter = Meter { year, vocabulary: library.vocabulary, registry: library.registry };
        for indicator in indicators.iter().filter(|indicator| indicator.applies(&year.plant)) {
            if let Answer::Known(found) = indicator.evaluate(&meter, &no_account)? {
                let observation = Observation { value: found.value.value, weight: found.output.value };
                values.entry(indicator.id.clone()).or_default().push(observation);
            }
        }
    }
    let groups = values.into_iter().filter(|(_, values)| values.len() > 1);
    groups.map(|(id, values)| Ok((id, Group::new(&values, peers.disclosure)?))).collect()
}

/// Plants of the own sector with energy and emissions as inputs and their main product as output; nothing where the
/// own plant lacks one of them.
pub fn frontier(own: &Year, peers: &Peers<'_>, library: &Library<'_>) -> Result<Option<Frontier>, Failure> {
    let Some(first) = unit(own, true, library)? else { return Ok(None) };
    let mut units = vec![first];
    for year in peers.years.iter().filter(|year| year.plant.sector == own.plant.sector) {
        units.extend(unit(year, peers.named, library)?);
    }
    let frontier = Frontier {
        units,
        orientation: Orientation::Input,
        returns: Returns::Variable,
        peers_to_hide: peers.disclosure.minimum_each_side.max(2),
    };
    Ok((frontier.units.len() > 1).then_some(frontier))
}

fn unit(year: &Year, named: bool, library: &Library<'_>) -> Result<Option<Unit>, Failure> {
    let sector = library.sectors.sector(&year.plant.sector)?;
    let meter = Meter { year, vocabulary: library.vocabulary, registry: library.registry };
    let accounts = [library.account(MAIN_SCHEME, year)?];
    let energy = meter.energy(&Carrier::ALL, None)?;
    let made = main_product(year, library.vocabulary, sector).ok().and_then(|(_, made)| made.value.to_f64());
    let inputs = energy.known().zip(figure(&accounts, MAIN_SCHEME).known().cloned());
    Ok(inputs.zip(made).map(|((energy, emissions), made)| Unit {
        id: year.plant.id.clone(),
        label: year.plant.name.clone(),
        named,
        inputs: vec![energy.value, emissions.value],
        outputs: vec![made],
    }))
}
