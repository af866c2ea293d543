//! Amounts that follow by formula from uncertain parameters, as the engine resamples them.

use std::{cell::RefCell, collections::HashMap};

use verdigris_inventory::{assembly::Term, montecarlo::Resample, sensitivity::Place};
use verdigris_network::{ProcessIndex, evaluate::Scratch};
use verdigris_quantity::sampling::SampleKey;

use crate::study::Study;

/// One matrix part that depends on parameters.
struct Part {
    dependent: usize,
    factor: f64,
}

/// All of them.
pub struct Formulas<'s> {
    study: &'s Study,
    parts: Vec<Part>,
    places: Vec<Place>,
    nominal: Vec<f64>,
}

thread_local! {
    static SPACE: RefCell<(Scratch, Vec<f64>, Vec<f64>)> = RefCell::default();
}

impl<'s> Formulas<'s> {
    /// Finds the matrix parts of all dependent exchanges.
    pub fn new(study: &'s Study) -> Self {
        let dependent: HashMap<(ProcessIndex, usize), usize> =
            study.evaluator.dependent_exchanges().iter().enumerate().map(|(k, &exchange)| (exchange, k)).collect();
        let mut formulas = Self { study, parts: Vec::new(), places: Vec::new(), nominal: Vec::new() };
        let system = &study.assembly.system;
        let (technosphere, interventions) = (system.technosphere.row_indices(), system.interventions.row_indices());
        for term in &study.assembly.technosphere_terms {
            let place = Place::Technosphere { row: technosphere[term.entry as usize], column: term.activity };
            formulas.add(&dependent, term, place);
        }
        for term in &study.assembly.intervention_terms {
            let place = Place::Intervention { row: interventions[term.entry as usize], column: term.activity };
            formulas.add(&dependent, term, place);
        }
        formulas
    }

    fn add(&mut self, dependent: &HashMap<(ProcessIndex, usize), usize>, term: &Term, place: Place) {
        let process = self.study.assembly.activities[term.activity as usize].process;
        let Some(&k) = dependent.get(&(process, term.exchange as usize)) else { return };
        let amount = self.study.evaluator.amount(process, term.exchange as usize).unwrap_or(0.0);
        self.parts.push(Part { dependent: k, factor: term.factor });
        self.places.push(place);
        self.nominal.push(term.factor * amount);
    }

    /// Whether nothing depends on an uncertain parameter.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl Resample for Formulas<'_> {
    fn places(&self) -> &[Place] {
        &self.places
    }

    fn nominal(&self) -> &[f64] {
        &self.nominal
    }

    fn resample(&self, key: SampleKey, parts: &mut [f64]) {
        let parameters = self.study.evaluator.uncertain_parameters();
        SPACE.with_borrow_mut(|(scratch, values, amounts)| {
            values.clear();
            let drawn = parameters.iter().map(|parameter| parameter.distribution.sample(key.draw(parameter.key)));
            values.extend(drawn);
            amounts.resize(self.study.evaluator.dependent_exchanges().len(), 0.0);
            self.study.evaluator.resample_into(values, scratch, amounts);
            for (part, slot) in self.parts.iter().zip(parts) {
                *slot = part.factor * amounts[part.dependent];
            }
        });
    }
}
