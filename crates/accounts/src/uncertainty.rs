//! Uncertainty of a total: first-order propagation through the same formulas, and sampling.
//!
//! Var T ≈ Σᵢ (∂T/∂xᵢ)²·Var xᵢ over data xᵢ taken as independent; a datum used in several places is one datum. Half
//! widths of 95 % intervals are 1.96 standard deviations of a normal distribution. Samples draw the same normals from
//! counter-based numbers, so that a seed gives the same samples anywhere.

use std::collections::HashMap;

use serde::Serialize;
use verdigris_quantity::{
    Label,
    sampling::{SampleKey, stable_id},
};

use crate::{account::Account, dual::Dual, figure::Input, settings::Settings};

/// 97.5 % quantile of the standard normal distribution, to the digits that guidelines use.
const Z: f64 = 1.96;

/// Mean or central value, standard deviation and 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Central value (analytic) or mean of the samples.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// 2.5 % and 97.5 % quantiles.
    pub interval: [f64; 2],
}

/// What one datum adds to the variance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Identity of the datum.
    pub key: String,
    /// Name.
    pub label: Label,
    /// Its share of the variance of the total.
    pub share: f64,
}

/// Uncertainty of a total.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uncertainty {
    /// By first-order propagation; `None` where no datum states an uncertainty.
    pub analytic: Option<Spread>,
    /// By sampling; `None` where nothing was sampled.
    pub sampled: Option<Spread>,
    /// Number of samples.
    pub samples: u64,
    /// Shares of the variance, largest first.
    pub shares: Vec<Share>,
    /// Data that state no uncertainty and count as exact: the interval is a lower bound where there are any.
    pub unknown: Vec<Label>,
}

/// Every datum of a total once, with the slope of the total after it.
pub(crate) struct Weights<'a> {
    pub data: Vec<&'a Input>,
    at: HashMap<&'a str, usize>,
    /// ∂T/∂x.
    pub slopes: Vec<f64>,
    pub total: Option<f64>,
}

impl<'a> Weights<'a> {
    pub fn of(account: &'a Account) -> Self {
        let mut data: Vec<&Input> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        for item in &account.items {
            item.figure.data(&mut |input| {
                at.entry(&input.key).or_insert_with(|| {
                    data.push(input);
                    data.len() - 1
                });
            });
        }
        let count = data.len();
        let datum = |input: &Input| {
            let value = input.exact.as_ref()?.float();
            Some(at.get(input.key.as_str()).map_or_else(|| Dual::constant(value), |&k| Dual::input(value, k, count)))
        };
        let parts: Option<Vec<Dual>> = account.items.iter().map(|item| item.figure.value_in(&datum)).collect();
        let sums = parts.filter(|parts| !parts.is_empty()).map(|parts| {
            let values: Vec<f64> = parts.iter().map(|part| part.value).collect();
            let (total, floored) = account.gathered_float(&values);
            let counts = |at: usize| !floored || account.items[at].beyond_floor;
            let counted = || parts.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, part)| part);
            (total, (0..count).map(|k| counted().map(|part| part.slope(k)).sum()).collect())
        });
        let (total, slopes) = sums.map_or((None, vec![0.0; count]), |(total, slopes)| (Some(total), slopes));
        Self { data, at, slopes, total }
    }

    /// Standard deviation of a datum, where known.
    fn deviation(input: &Input) -> Option<f64> {
        let value = input.exact.as_ref()?.float();
        input.uncertainty.map(|half| (value * half / Z).abs())
    }
}

pub(crate) fn uncertainty(account: &Account, weights: &Weights<'_>, settings: &Settings) -> Option<Uncertainty> {
    let centre = weights.total?;
    let mut shares: Vec<Share> = Vec::new();
    let mut unknown = Vec::new();
    let mut variance = 0.0;
    for (input, slope) in weights.data.iter().zip(&weights.slopes) {
        match Weights::deviation(input) {
            Some(deviation) => {
                let part = (slope * deviation).powi(2);
                variance += part;
                shares.push(Share { key: input.key.clone(), label: input.label.clone(), share: part });
            }
            None if *slope != 0.0 => unknown.push(input.label.clone()),
            None => {}
        }
    }
    for share in &mut shares {
        share.share = if variance > 0.0 { share.share / variance } else { 0.0 };
    }
    shares.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.key.cmp(&b.key)));
    let deviation = variance.sqrt();
    let analytic = (!shares.is_empty()).then_some(Spread {
        mean: centre,
        deviation,
        interval: [centre - Z * deviation, centre + Z * deviation],
    });
    let sampled = analytic.and_then(|_| sampled(account, weights, settings));
    let samples = if sampled.is_some() { settings.samples } else { 0 };
    Some(Uncertainty { analytic, sampled, samples, shares, unknown })
}

fn sampled(account: &Account, weights: &Weights<'_>, settings: &Settings) -> Option<Spread> {
    if settings.samples < 2 {
        return None;
    }
    let data: Vec<(u64, f64, f64)> = weights
        .data
        .iter()
        .map(|input| {
            let value = input.exact.as_ref().map_or(f64::NAN, crate::Exact::float);
            (stable_id(&["account", &input.key]), value, Weights::deviation(input).unwrap_or(0.0))
        })
        .collect();
    let mut totals = Vec::with_capacity(settings.samples as usize);
    let mut drawn = vec![0.0; data.len()];
    for iteration in 0..settings.samples {
        let key = SampleKey::new(settings.seed, iteration);
        for (place, &(id, value, deviation)) in drawn.iter_mut().zip(&data) {
            *place = if deviation == 0.0 { value } else { value + deviation * key.draw(id).normal() };
        }
        let datum = |input: &Input| weights.at.get(input.key.as_str()).map(|&k| Dual::constant(drawn[k]));
        let parts: Option<Vec<f64>> =
            account.items.iter().map(|item| item.figure.value_in(&datum).map(|part| part.value)).collect();
        totals.push(account.gathered_float(&parts?).0);
    }
    let count = totals.len() as f64;
    let mean = totals.iter().sum::<f64>() / count;
    let deviation = (totals.iter().map(|total| (total - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    totals.sort_by(f64::total_cmp);
    Some(Spread { mean, deviation, interval: [quantile(&totals, 0.025), quantile(&totals, 0.975)] })
}

/// Hyndman & Fan 1996, definition 7.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let low = at.floor();
    let value = |k: f64| sorted.get(k as usize).or_else(|| sorted.last()).copied().unwrap_or(f64::NAN);
    value(low) + (at - low) * (value(low + 1.0) - value(low))
}
