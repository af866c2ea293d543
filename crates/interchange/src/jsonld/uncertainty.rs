//! Uncertainty and data quality of openLCA in terms of ours.
//!
//! A base uncertainty `u` of the pedigree is a squared geometric standard deviation, so the basic variance of the
//! logarithm is `(ln u / 2)²` (Frischknecht et al. 2007, ecoinvent report no. 1, table 7.2).

use verdigris_quantity::{
    pedigree::Pedigree,
    spread::{Spread, SpreadError},
};

use super::document::UncertaintyDocument;

/// What could not be used, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused {
    pub text: String,
    pub reason: String,
}

/// The spread of an amount; `scale` turns the data's unit into ours.
pub(super) fn spread(
    document: &UncertaintyDocument,
    amount: Option<f64>,
    scale: f64,
) -> Result<Option<Spread>, Refused> {
    let kind = document.distribution_type.as_deref().unwrap_or_default();
    let scaled = |value: Option<f64>| value.map(|value| value * scale);
    let (min, mode, max) = (scaled(document.minimum), scaled(document.mode), scaled(document.maximum));
    let refuse = |reason: &str| Refused { text: kind.to_owned(), reason: reason.to_owned() };
    let spread = match kind {
        "" | "NO_DISTRIBUTION" | "NONE" => return Ok(None),
        "LOG_NORMAL_DISTRIBUTION" => {
            let gsd = document.geom_sd.ok_or_else(|| refuse("no geometric standard deviation"))?;
            // Exporters fill an unset deviation with 0 or 1.
            if gsd == 0.0 || gsd == 1.0 {
                return Ok(None);
            }
            if gsd.is_nan() || gsd < 1.0 {
                return Err(refuse(&format!("the geometric standard deviation {gsd} is below 1")));
            }
            Spread::Lognormal { sigma: gsd.ln() }
        }
        "NORMAL_DISTRIBUTION" => {
            let sd = scaled(document.sd).ok_or_else(|| refuse("no standard deviation"))?;
            if sd == 0.0 {
                return Ok(None);
            }
            Spread::NormalDeviation { sd: sd.abs() }
        }
        "UNIFORM_DISTRIBUTION" => match (min, max) {
            (Some(min), Some(max)) => Spread::Uniform { min, max },
            _ => return Err(refuse("a bound is missing")),
        },
        "TRIANGLE_DISTRIBUTION" => match (min, mode.or(amount), max) {
            (Some(min), Some(mode), Some(max)) => Spread::Triangular { min, mode, max },
            _ => return Err(refuse("a bound is missing")),
        },
        _ => return Err(refuse("the distribution is not known")),
    };
    let told = |error: SpreadError| Refused { text: spread.to_string(), reason: error.to_string() };
    match amount {
        Some(amount) if amount != 0.0 => spread.around(amount).map(|_| Some(spread)).map_err(told),
        _ => Ok(Some(spread)),
    }
}

/// The pedigree of a `(2;1;3;1;2)` entry.
pub(super) fn pedigree(entry: &str, base: Option<f64>) -> Result<Option<Pedigree>, Refused> {
    let text = entry.trim().trim_start_matches('(').trim_end_matches(')');
    if text.trim().is_empty() {
        return Ok(None);
    }
    let basic = base.filter(|base| *base > 1.0).map_or(0.0, |base| (0.5 * base.ln()).powi(2));
    let whole = if basic == 0.0 { text.to_owned() } else { format!("{text}@{basic}") };
    whole.parse().map(Some).map_err(|error: SpreadError| Refused { text: entry.to_owned(), reason: error.to_string() })
}

/// The base uncertainty that [`pedigree`] reads back.
pub(super) fn base_uncertainty(pedigree: &Pedigree) -> f64 {
    (2.0 * pedigree.basic_variance().sqrt()).exp()
}
