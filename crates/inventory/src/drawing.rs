//! Draws the matrices of one iteration for the part of a system an evaluation needs.

use verdigris_quantity::sampling::SampleKey;

use crate::error::InventoryError;
use crate::montecarlo::{MonteCarlo, Resample};
use crate::reach::Reached;
use crate::sampler::Sampler;
use crate::sensitivity::Place;
use crate::sparse::Sparse;
use crate::system::System;
use crate::uncertain::Uncertain;

/// Items of one matrix: uncertain exchanges by entry, and parts by formula by `(entry, slot, nominal)`.
#[derive(Default)]
struct Items {
    drawn: Vec<(u32, Uncertain)>,
    outside: Vec<(u32, u32, f64)>,
}

/// The part of a system an evaluation needs, with the sampling of its three matrices made ready.
pub(crate) struct Prepared<'a> {
    pub reached: Reached,
    pub technosphere: Sampler,
    pub interventions: Sampler,
    pub characterisation: Sampler,
    formulas: Option<&'a dyn Resample>,
    seed: u64,
}

/// Sampled matrices of one thread.
pub(crate) struct Drawn {
    pub technosphere: Vec<f64>,
    pub interventions: Sparse,
    /// Characterisation with one column per elementary flow.
    pub characterisation: Sparse,
    by_indicator: Vec<f64>,
    origin: Vec<u32>,
    slots: Vec<f64>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(run: &MonteCarlo<'a>, products: &[usize], indicators: &[usize]) -> Result<Self, InventoryError> {
        check(run.system, products, indicators)?;
        let reached = Reached::new(run.system, products, indicators);
        let mut items = [Items::default(), Items::default(), Items::default()];
        for item in run.uncertain {
            locate(run.system, &reached, item.place, |matrix, entry| items[matrix].drawn.push((entry, *item)))?;
        }
        if let Some(formulas) = run.formulas {
            for (slot, (&place, &value)) in formulas.places().iter().zip(formulas.nominal()).enumerate() {
                locate(run.system, &reached, place, |matrix, entry| {
                    items[matrix].outside.push((entry, slot as u32, value));
                })?;
            }
        }
        let part = &reached.system;
        let [technosphere, interventions, characterisation] = items;
        Ok(Self {
            technosphere: Sampler::new(&part.technosphere, &technosphere.drawn, &technosphere.outside),
            interventions: Sampler::new(&part.interventions, &interventions.drawn, &interventions.outside),
            characterisation: Sampler::new(&part.characterisation, &characterisation.drawn, &characterisation.outside),
            reached,
            formulas: run.formulas,
            seed: run.seed,
        })
    }

    /// A demand in the products of the part.
    pub(crate) fn demand(&self, demand: &[(usize, f64)]) -> Vec<(u32, f64)> {
        let place =
            |&(product, amount): &(usize, f64)| self.reached.activity(product as u32).map(|place| (place, amount));
        demand.iter().filter_map(place).collect()
    }

    /// Space for the samples of one thread.
    pub(crate) fn space(&self) -> Drawn {
        let part = &self.reached.system;
        let (characterisation, origin) = part.characterisation.transpose();
        Drawn {
            technosphere: self.technosphere.start(),
            interventions: part.interventions.clone(),
            by_indicator: self.characterisation.start(),
            characterisation,
            origin,
            slots: vec![0.0; self.formulas.map_or(0, |formulas| formulas.places().len())],
        }
    }

    /// Draws the matrices of one iteration.
    pub(crate) fn draw(&self, iteration: u64, drawn: &mut Drawn) {
        let key = SampleKey::new(self.seed, iteration);
        if let Some(formulas) = self.formulas {
            formulas.resample(key, &mut drawn.slots);
        }
        self.technosphere.fill(key, &drawn.slots, &mut drawn.technosphere);
        self.interventions.fill(key, &drawn.slots, drawn.interventions.values_mut());
        if !self.characterisation.is_certain() {
            self.characterisation.fill(key, &drawn.slots, &mut drawn.by_indicator);
            for (value, &origin) in drawn.characterisation.values_mut().iter_mut().zip(&drawn.origin) {
                *value = drawn.by_indicator[origin as usize];
            }
        }
    }
}

fn check(system: &System, products: &[usize], indicators: &[usize]) -> Result<(), InventoryError> {
    for (indices, size) in [(products, system.size()), (indicators, system.indicators())] {
        if let Some(&index) = indices.iter().find(|&&index| index >= size) {
            return Err(InventoryError::Outside { index: index as u32, size });
        }
    }
    Ok(())
}

/// Finds the entries of the part that belong to a place of the whole; a place outside the part has none.
fn locate(
    system: &System,
    reached: &Reached,
    place: Place,
    mut put: impl FnMut(usize, u32),
) -> Result<(), InventoryError> {
    let missing = |matrix, row, column| InventoryError::UncertainPlace { matrix, row, column };
    let entry = |whole: &Sparse, name, (row, column): (u32, u32), part: &Sparse, at: Option<(u32, u32)>| {
        let outside = row as usize >= whole.rows() || column as usize >= whole.columns();
        match at {
            _ if outside => Err(missing(name, row, column)),
            None => Ok(None),
            Some((r, c)) => {
                part.entry(r as usize, c as usize).map(|k| Some(k as u32)).ok_or(missing(name, row, column))
            }
        }
    };
    let part = &reached.system;
    match place {
        Place::Technosphere { row, column } => {
            let at = reached.activity(row).zip(reached.activity(column));
            if let Some(k) = entry(&system.technosphere, "technosphere", (row, column), &part.technosphere, at)? {
                put(0, k);
            }
        }
        Place::Intervention { row, column } => {
            let at = reached.flow(row).zip(reached.activity(column));
            if let Some(k) = entry(&system.interventions, "interventions", (row, column), &part.interventions, at)? {
                put(1, k);
            }
        }
        Place::Factor { flow, indicator } => {
            for (column, &wanted) in reached.indicators.iter().enumerate() {
                let at = reached.flow(flow).map(|row| (row, column as u32)).filter(|_| wanted == indicator);
                let name = "characterisation";
                let found = entry(&system.characterisation, name, (flow, indicator), &part.characterisation, at)?;
                if let Some(k) = found {
                    put(2, k);
                }
            }
        }
    }
    Ok(())
}
