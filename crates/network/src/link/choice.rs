//! The choice of one provider for one exchange.

use verdigris_quantity::Unit;

use super::{Evidence, index::ProviderIndex};
use crate::{
    allocate::Activity,
    exchange::{Direction, Exchange, Role},
    flow::{Flow, FlowKind},
    network::Network,
    process::{ProcessIndex, ProcessKind},
    region::WORLD,
};

pub(super) enum Choice {
    Found { provider: usize, evidence: Evidence, factor: f64 },
    Several(Vec<usize>),
    BadUnit { unit: String, provider_unit: String },
    Missing { declared: Option<String> },
}

pub(super) fn choose(
    network: &Network,
    index: &ProviderIndex<'_>,
    activities: &[Activity],
    user: ProcessIndex,
    exchange: &Exchange,
) -> Choice {
    let search = Search { network, activities, user, exchange };
    let flow = network.flow(exchange.flow);
    if let Some((alias, target)) = index.alias(network, exchange.flow) {
        let factor = alias.factor.map(|factor| {
            let to_alias_unit = alias.unit.as_ref().unwrap_or(&flow.unit);
            (factor, to_alias_unit.clone(), network.flow(target).unit.clone())
        });
        return match search.pick(search.fitting(index.of_flow(target))) {
            Picked::One(provider, _) => search.finish(provider, Evidence::Alias, factor.as_ref()),
            Picked::Several(providers) => Choice::Several(providers),
            Picked::None => Choice::Missing { declared: exchange.provider.clone() },
        };
    }
    let mut declared = None;
    if let Some(id) = exchange.provider.as_deref().filter(|id| !id.is_empty()) {
        let named = search.fitting(index.of_process(id));
        // A declared provider may make the flow under another id; it must make the same flow or be its only product.
        let same: Vec<usize> = named.iter().copied().filter(|&k| search.provided(k) == exchange.flow).collect();
        let named = if same.is_empty() { search.convertible(named, &exchange.unit) } else { same };
        if let Picked::One(provider, _) = search.pick(named) {
            return search.finish(provider, Evidence::Declared, None);
        }
        declared = Some(id.to_owned());
    }
    match search.pick(search.fitting(index.of_flow(exchange.flow))) {
        Picked::One(provider, evidence) => return search.finish(provider, evidence, None),
        Picked::Several(providers) => return Choice::Several(providers),
        Picked::None => {}
    }
    for name in [&flow.name.en, &flow.name.zh].into_iter().filter(|name| !name.trim().is_empty()) {
        let candidates = search.around(search.convertible(search.fitting(index.of_name(name)), &exchange.unit));
        match search.pick(candidates) {
            Picked::One(provider, _) => return search.finish(provider, Evidence::SameName, None),
            Picked::Several(providers) => return Choice::Several(providers),
            Picked::None => {}
        }
    }
    Choice::Missing { declared }
}

enum Picked {
    One(usize, Evidence),
    Several(Vec<usize>),
    None,
}

struct Search<'a> {
    network: &'a Network,
    activities: &'a [Activity],
    user: ProcessIndex,
    exchange: &'a Exchange,
}

impl Search<'_> {
    fn provided(&self, activity: usize) -> crate::flow::FlowIndex {
        let activity = &self.activities[activity];
        self.network.process(activity.process).exchanges[activity.reference].flow
    }

    /// Providers that give what is taken (or, for a waste, take what is given), without the user itself when there
    /// are others.
    fn fitting(&self, candidates: &[usize]) -> Vec<usize> {
        let gives = |k: &&usize| {
            let activity = &self.activities[**k];
            let reference = &self.network.process(activity.process).exchanges[activity.reference];
            let negative = reference.amount.is_some_and(|amount| amount < 0.0);
            let gives = (reference.direction == Direction::Output) != negative;
            let waste = self.network.flow(self.exchange.flow).kind == FlowKind::Waste;
            let used = self.exchange.direction == Direction::Input || self.exchange.role != Role::Plain;
            let negative_use = self.exchange.amount.is_some_and(|amount| amount < 0.0);
            // A waste output needs a taker; a negative input of a treatment service is written the other way round.
            if waste && !used { !gives } else { gives || negative_use }
        };
        let fitting: Vec<usize> = candidates.iter().filter(gives).copied().collect();
        let others: Vec<usize> = fitting.iter().copied().filter(|&k| self.activities[k].process != self.user).collect();
        if others.is_empty() { fitting } else { others }
    }

    fn convertible(&self, candidates: Vec<usize>, unit: &Unit) -> Vec<usize> {
        candidates.into_iter().filter(|&k| self.factor(k, unit).is_ok()).collect()
    }

    fn region(&self, activity: usize) -> &str {
        let region = &self.network.process(self.activities[activity].process).region;
        if region.is_empty() { WORLD } else { region }
    }

    /// Region the input is wanted in.
    fn target(&self) -> &str {
        let flow: &Flow = self.network.flow(self.exchange.flow);
        let own = &self.network.process(self.user).region;
        [&flow.location, own].into_iter().find(|region| !region.is_empty()).map_or(WORLD, String::as_str)
    }

    /// Those in the wanted region or around it: a name alone does not reach into another region.
    fn around(&self, candidates: Vec<usize>) -> Vec<usize> {
        let target = self.target();
        candidates.into_iter().filter(|&k| self.network.regions.within(target, self.region(k))).collect()
    }

    fn pick(&self, candidates: Vec<usize>) -> Picked {
        if candidates.is_empty() {
            return Picked::None;
        }
        let target = self.target();
        for (step, region) in self.network.regions.outward(target).enumerate() {
            let here: Vec<usize> = candidates.iter().copied().filter(|&k| self.region(k) == region).collect();
            let evidence = if step == 0 { Evidence::SameRegion } else { Evidence::WiderRegion };
            match self.narrowed(here) {
                Picked::None => {}
                Picked::One(provider, _) => return Picked::One(provider, evidence),
                several @ Picked::Several(_) => return several,
            }
        }
        self.narrowed(candidates)
    }

    /// One candidate, or the one market among several.
    fn narrowed(&self, candidates: Vec<usize>) -> Picked {
        match candidates.as_slice() {
            [] => Picked::None,
            [one] => Picked::One(*one, Evidence::OnlyProvider),
            _ => {
                let is_market =
                    |k: &usize| self.network.process(self.activities[*k].process).kind == ProcessKind::Market;
                let mut markets = candidates.iter().copied().filter(is_market);
                match (markets.next(), markets.next()) {
                    (Some(market), None) => Picked::One(market, Evidence::OnlyProvider),
                    _ => Picked::Several(candidates),
                }
            }
        }
    }

    /// Factor from amounts in `unit` to the provider's exchange unit: directly or through properties of either flow.
    fn factor(&self, provider: usize, unit: &Unit) -> Result<f64, verdigris_quantity::QuantityError> {
        let activity = &self.activities[provider];
        let reference = &self.network.process(activity.process).exchanges[activity.reference];
        if let Ok(ratio) = unit.factor_to(&reference.unit) {
            return Ok(ratio.value());
        }
        let made = self.network.flow(reference.flow);
        let used = self.network.flow(self.exchange.flow);
        let to_made = made.factor_from(unit).or_else(|error| match used.factor_from(unit) {
            Ok(factor) => used.unit.factor_to(&made.unit).map(|ratio| factor * ratio.value()),
            Err(_) => Err(error),
        })?;
        Ok(to_made / made.factor_from(&reference.unit)?)
    }

    fn finish(&self, provider: usize, evidence: Evidence, alias: Option<&(f64, Unit, Unit)>) -> Choice {
        let activity = &self.activities[provider];
        let reference = &self.network.process(activity.process).exchanges[activity.reference];
        let factor = match alias {
            None => self.factor(provider, &self.exchange.unit),
            Some((factor, from, to)) => self
                .exchange
                .unit
                .factor_to(from)
                .and_then(|ratio| Ok(ratio.value() * factor * self.factor(provider, to)?)),
        };
        match factor {
            Ok(factor) => Choice::Found { provider, evidence, factor },
            Err(_) => {
                Choice::BadUnit { unit: self.exchange.unit.to_string(), provider_unit: reference.unit.to_string() }
            }
        }
    }
}
