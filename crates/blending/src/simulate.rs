//! Melts drawn at random, to see whether the promise is kept.
//!
//! The content of a lot is a function of (seed, draw, material, element): the same lot charged into two batches has the
//! same content in both, and any part of the draws can be repeated alone.

use serde::Serialize;
use verdigris_quantity::sampling::{SampleKey, stable_id};

use crate::melt::Prepared;
use crate::{Composition, Order, Shape};

/// How often the drawn melts of a batch kept their limits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulated {
    /// Melts drawn.
    pub draws: usize,
    /// Share of melts that kept every limit.
    pub all: f64,
    /// Share that kept each limit, in the order of the requirements: lower, upper; 1 where there is none.
    pub limits: Vec<[f64; 2]>,
}

/// A lot whose contents are drawn.
struct Lot {
    elements: Vec<Drawn>,
    /// Factor of the correlations; none where all are independent.
    factor: Option<Vec<Vec<f64>>>,
}

struct Drawn {
    id: u64,
    mean: f64,
    deviation: f64,
}

impl Lot {
    fn of(name: &str, composition: &Composition) -> Self {
        let elements = composition
            .contents
            .iter()
            .map(|(element, content)| Drawn {
                id: stable_id(&["lot", name, element]),
                mean: content.mean,
                deviation: content.deviation,
            })
            .collect();
        let factor = (!composition.correlations.is_empty()).then(|| composition.factor()).flatten();
        Self { elements, factor }
    }

    /// Contents of one draw, in the order of the elements.
    fn draw(&self, key: SampleKey, shape: Shape, normals: &mut Vec<f64>, contents: &mut Vec<f64>) {
        normals.clear();
        normals
            .extend(self.elements.iter().map(|own| if own.deviation > 0.0 { key.draw(own.id).normal() } else { 0.0 }));
        contents.clear();
        for (i, own) in self.elements.iter().enumerate() {
            let normal = match &self.factor {
                Some(factor) => factor[i][..=i].iter().zip(normals.iter()).map(|(l, z)| l * z).sum(),
                None => normals[i],
            };
            contents.push(match shape {
                Shape::Lognormal if own.mean > 0.0 && own.deviation > 0.0 => {
                    let square = (own.deviation / own.mean).powi(2).ln_1p();
                    own.mean * (square.sqrt() * normal - 0.5 * square).exp()
                }
                _ => own.mean + own.deviation * normal,
            });
        }
    }
}

/// One requirement as a linear function of the contents of the lots of a batch.
struct Linear {
    constant: f64,
    /// Lot, element of the lot, weight.
    terms: Vec<(usize, usize, f64)>,
    min: f64,
    max: f64,
}

/// Draws the melts of a plan.
pub(crate) fn simulate(order: &Order, prepared: &Prepared, charge: &[Vec<f64>]) -> Vec<Simulated> {
    let mut lots: Vec<Lot> = prepared.columns.iter().map(|own| Lot::of(&own.id, &own.composition)).collect();
    let heels = lots.len();
    let empty = Composition::default();
    for batch in &order.batches {
        let composition = batch.heel.as_ref().map_or(&empty, |heel| &heel.composition);
        lots.push(Lot::of(&format!("heel of {}", batch.id), composition));
    }
    let batches: Vec<Vec<Linear>> =
        (0..charge.len()).map(|b| linear(order, prepared, charge, &lots, heels, b)).collect();
    let used: Vec<bool> =
        (0..lots.len()).map(|place| place >= heels || charge.iter().any(|own| own[place] > 0.0)).collect();
    let draws = order.options.draws;
    let mut kept: Vec<Vec<[usize; 2]>> = batches.iter().map(|own| vec![[0; 2]; own.len()]).collect();
    let mut all = vec![0_usize; batches.len()];
    let mut contents: Vec<Vec<f64>> = lots.iter().map(|_| Vec::new()).collect();
    let mut normals = Vec::new();
    for iteration in 0..draws {
        let key = SampleKey::new(order.options.seed, iteration as u64);
        for (place, lot) in lots.iter().enumerate() {
            if used[place] {
                lot.draw(key, order.options.shape, &mut normals, &mut contents[place]);
            }
        }
        for (b, requirements) in batches.iter().enumerate() {
            let mut good = true;
            for (requirement, kept) in requirements.iter().zip(&mut kept[b]) {
                let content = requirement
                    .terms
                    .iter()
                    .fold(requirement.constant, |sum, &(lot, element, weight)| sum + weight * contents[lot][element]);
                let holds = [content >= requirement.min, content <= requirement.max];
                kept[0] += usize::from(holds[0]);
                kept[1] += usize::from(holds[1]);
                good &= holds[0] && holds[1];
            }
            all[b] += usize::from(good);
        }
    }
    let share = |count: usize| if draws == 0 { f64::NAN } else { count as f64 / draws as f64 };
    kept.into_iter()
        .zip(all)
        .map(|(kept, all)| Simulated {
            draws,
            all: share(all),
            limits: kept.into_iter().map(|own| own.map(share)).collect(),
        })
        .collect()
}

fn linear(
    order: &Order,
    prepared: &Prepared,
    charge: &[Vec<f64>],
    lots: &[Lot],
    heels: usize,
    b: usize,
) -> Vec<Linear> {
    let batch = &order.batches[b];
    let melt = batch.melt();
    let base = order.alloy(batch).map(|alloy| alloy.base.as_str()).unwrap_or_default();
    let recovery = |element: &str| {
        order.furnace(batch).ok().and_then(|furnace| furnace.recovery.get(element)).copied().unwrap_or(1.0)
    };
    let empty = Composition::default();
    let mut result = Vec::new();
    for requirement in &prepared.melts[b].requirements {
        let mut own = Linear {
            constant: 0.0,
            terms: Vec::new(),
            // A limit met exactly at the means of a lot that does not vary is met.
            min: requirement.min.map_or(f64::NEG_INFINITY, |min| min - 1e-6),
            max: requirement.max.map_or(f64::INFINITY, |max| max + 1e-6),
        };
        let mut add = |place: usize, composition: &Composition, weight: f64, melted: bool| {
            for (element, share) in &requirement.terms {
                let share = weight * share * if melted { 1.0 } else { recovery(element) };
                if let Some(at) = composition.contents.keys().position(|listed| listed == element) {
                    own.terms.push((place, at, share));
                } else if element == base {
                    own.constant += 100.0 * share;
                    own.terms.extend((0..lots[place].elements.len()).map(|at| (place, at, -share)));
                }
            }
        };
        for (place, column) in prepared.columns.iter().enumerate() {
            if charge[b][place] > 0.0 {
                add(place, &column.composition, charge[b][place] * column.metal_yield / melt, false);
            }
        }
        let composition = batch.heel.as_ref().map_or(&empty, |heel| &heel.composition);
        add(heels + b, composition, batch.heel_mass() / melt, true);
        result.push(own);
    }
    result
}
