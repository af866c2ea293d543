//! Opens a score: own emissions times factors, inputs times the footprint of their providers, down to the sources.
//!
//! `h = Σ |level·a|·λᵢ + Σ level·b·q` with `level = amount / A_jj`, the activity's level for the amount asked.

use std::collections::HashMap;

use verdigris_inventory::{assembly::Term, score::Intensities};
use verdigris_network::{Exchange, Flow, Source, SourceIndex, Trust};
use verdigris_quantity::{Label, Origin, Trace};

use crate::study::Study;

/// What is needed to open scores of one indicator.
pub struct Opening<'s> {
    study: &'s Study,
    indicator: usize,
    intensities: &'s Intensities,
    technosphere: HashMap<u32, Vec<(Term, u32)>>,
    interventions: HashMap<u32, Vec<(Term, u32)>>,
}

/// How far to open.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Levels of the supply chain.
    pub depth: usize,
    /// Inputs and emissions below this share of the whole are added up in one line.
    pub cutoff: f64,
}

impl<'s> Opening<'s> {
    /// Readies one indicator.
    pub fn new(study: &'s Study, indicator: usize, intensities: &'s Intensities) -> Self {
        let grouped = |terms: &[Term], rows: &[u32]| {
            let mut map: HashMap<u32, Vec<(Term, u32)>> = HashMap::new();
            for term in terms {
                map.entry(term.activity).or_default().push((*term, rows[term.entry as usize]));
            }
            map
        };
        let system = &study.assembly.system;
        Self {
            study,
            indicator,
            intensities,
            technosphere: grouped(&study.assembly.technosphere_terms, system.technosphere.row_indices()),
            interventions: grouped(&study.assembly.intervention_terms, system.interventions.row_indices()),
        }
    }

    fn unit(&self) -> &str {
        &self.study.assembly.indicators[self.indicator].unit
    }

    /// Score of one unit of a product.
    pub fn intensity(&self, activity: usize) -> f64 {
        self.intensities.of(activity)[self.indicator]
    }

    /// The score of an amount of one activity's product, opened.
    pub fn activity(&self, activity: usize, amount: f64, reach: Reach) -> Trace {
        let whole = amount * self.intensity(activity);
        self.node(activity, amount, reach.depth, reach.cutoff * whole.abs())
    }

    fn node(&self, activity: usize, amount: f64, depth: usize, smallest: f64) -> Trace {
        let value = amount * self.intensity(activity);
        let label = self.label(activity);
        if depth == 0 {
            let origin = self.process_origin(activity);
            return Trace { origin, ..Trace::datum(label, value, self.unit(), None) };
        }
        let production = self.study.assembly.system.technosphere.get(activity, activity).unwrap_or(1.0);
        let level = amount / production;
        let mut parts: Vec<Trace> = Vec::new();
        let mut rest = 0.0;
        for (term, row) in self.interventions.get(&(activity as u32)).into_iter().flatten() {
            if let Some(emission) = self.emission(activity, *term, *row, level) {
                if emission.value.abs() >= smallest {
                    parts.push(emission);
                } else {
                    rest += emission.value;
                }
            }
        }
        for (term, row) in self.technosphere.get(&(activity as u32)).into_iter().flatten() {
            if *row as usize == activity {
                continue;
            }
            let input = self.input(activity, *term, *row as usize, level, depth, smallest);
            match input {
                Ok(trace) => parts.push(trace),
                Err(small) => rest += small,
            }
        }
        parts.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        if rest != 0.0 {
            parts.push(Trace::datum(Label::new("everything smaller", "其余较小项"), rest, self.unit(), None));
        }
        Trace::computed(label, value, self.unit(), "Σ inputs", parts)
    }

    fn exchange(&self, activity: usize, position: u32) -> (&'s Exchange, &'s Flow) {
        let study = self.study;
        let process = study.network.process(study.assembly.activities[activity].process);
        let exchange = &process.exchanges[position as usize];
        (exchange, study.network.flow(exchange.flow))
    }

    fn amount(&self, activity: usize, position: u32) -> f64 {
        let process = self.study.assembly.activities[activity].process;
        self.study.evaluator.amount(process, position as usize).unwrap_or(0.0)
    }

    fn emission(&self, activity: usize, term: Term, row: u32, level: f64) -> Option<Trace> {
        let study = self.study;
        let indicator = &study.assembly.indicators[self.indicator];
        let position = *indicator.factor_of.get(&row)?;
        let method = &study.methods[indicator.method];
        let factor = &method.indicators[indicator.indicator].factors[position];
        let (exchange, flow) = self.exchange(activity, term.exchange);
        let amount = self.amount(activity, term.exchange);
        let applied = study.assembly.system.characterisation.get(row as usize, self.indicator)?;
        let value = level * term.factor * amount * applied;
        let exchange_trace = self.exchange_datum(activity, exchange, flow, amount);
        let factor_trace = Trace::datum(
            Label::new(
                format!("characterisation factor of {}", flow.name.en.trim()),
                format!("{}的特征化因子", flow.name.get(verdigris_quantity::Language::Zh).trim()),
            ),
            factor.value,
            format!("{} / {}", indicator.unit, factor.unit),
            Some(Origin {
                source: if method.name.en.is_empty() { method.id.clone() } else { method.name.en.clone() },
                place: if factor.place.is_empty() { factor.flow.clone() } else { factor.place.clone() },
                ..Origin::default()
            }),
        );
        let formula = format!("{level:.6} × amount × factor");
        Some(Trace::computed(named(flow), value, self.unit(), formula, vec![exchange_trace, factor_trace]))
    }

    fn input(
        &self,
        activity: usize,
        term: Term,
        provider: usize,
        level: f64,
        depth: usize,
        smallest: f64,
    ) -> Result<Trace, f64> {
        let (exchange, flow) = self.exchange(activity, term.exchange);
        let amount = self.amount(activity, term.exchange);
        let needed = -level * term.factor * amount;
        let value = needed * self.intensity(provider);
        if value.abs() < smallest {
            return Err(value);
        }
        let datum = self.exchange_datum(activity, exchange, flow, amount);
        let process = self.study.assembly.activities[activity].process;
        let links = &self.study.assembly.linking.links;
        let found =
            links.binary_search_by_key(&(process, term.exchange as usize), |link| (link.process, link.exchange));
        let evidence = found.map_or("", |k| links[k].evidence.word());
        let upstream = self.node(provider, needed, depth - 1, smallest);
        let formula = format!("{level:.6} × amount × footprint of the provider (link: {evidence})");
        Ok(Trace::computed(named(flow), value, self.unit(), formula, vec![datum, upstream]))
    }

    fn label(&self, activity: usize) -> Label {
        let process = self.study.network.process(self.study.assembly.activities[activity].process);
        let region = if process.region.is_empty() { String::new() } else { format!(" [{}]", process.region) };
        let chinese = process.name.get(verdigris_quantity::Language::Zh).trim();
        Label::new(format!("{}{region}", process.name.en.trim()), format!("{chinese}{region}"))
    }

    fn exchange_datum(&self, activity: usize, exchange: &Exchange, flow: &Flow, amount: f64) -> Trace {
        let process = self.study.network.process(self.study.assembly.activities[activity].process);
        let source = exchange.source.or(process.source);
        let trust = exchange.trust.or(process.trust);
        let mut trace = Trace::datum(named(flow), amount, exchange.unit.symbol(), None);
        trace.formula.clone_from(&exchange.formula);
        trace.origin = Some(match source.and_then(|source| self.source(source)) {
            Some(source) => origin(source, &exchange.place, trust),
            None => Origin { source: self.study.name.clone(), place: process.id.clone(), ..Origin::default() },
        });
        trace.interval = exchange.distribution(amount).ok().flatten().map(|spread| {
            let (low, high) = (spread.quantile(0.025), spread.quantile(0.975));
            [low.min(high), low.max(high)]
        });
        trace
    }

    fn process_origin(&self, activity: usize) -> Option<Origin> {
        let process = self.study.network.process(self.study.assembly.activities[activity].process);
        let source = process.source.and_then(|source| self.source(source))?;
        Some(origin(source, &process.id, process.trust))
    }

    fn source(&self, index: SourceIndex) -> Option<&'s Source> {
        self.study.network.source(index)
    }
}

fn named(flow: &Flow) -> Label {
    Label::new(flow.name.en.trim(), flow.name.zh.trim())
}

fn origin(source: &Source, place: &str, trust: Option<Trust>) -> Origin {
    Origin {
        source: source.title.clone(),
        place: place.to_owned(),
        url: source.url.clone(),
        licence: source.licence.clone(),
        trust: trust.or(source.trust).map(|trust| trust.to_string()).unwrap_or_default(),
    }
}
