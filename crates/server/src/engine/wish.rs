//! What is wished for of a product, as it stands in a query.

use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::IntoParams;
use verdigris_quantity::Language;
use verdigris_study::Wanted;
use verdigris_wording::{Kind, Problem};

use crate::http::language;

/// Most Monte Carlo runs of one request.
pub const RUNS: u64 = 10_000;

/// Which product, where and how much, by which method.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wish {
    /// Flow id, name or a unique part of one.
    #[param(max_length = 200, example = "primary-aluminium-ingot")]
    pub product: String,
    /// Region code; without one, China or the widest region.
    #[param(max_length = 40, example = "CN-SD")]
    pub region: Option<String>,
    /// Amount, 1 without one.
    #[param(max_length = 40)]
    pub amount: Option<String>,
    /// Unit of the amount; without one, tonnes for masses.
    #[param(max_length = 40)]
    pub unit: Option<String>,
    /// Method id, one of `/methods`.
    #[param(max_length = 80)]
    pub method: Option<String>,
    /// Indicator id within the method; the first without one.
    #[param(max_length = 80)]
    pub indicator: Option<String>,
    /// Language of texts: `zh` or `en`; without it, that of `Accept-Language`.
    #[param(value_type = Option<String>, pattern = "^(zh|en)$")]
    pub language: Option<Language>,
}

impl Wish {
    /// The product and how much of it.
    pub fn wanted(&self) -> Wanted {
        wanted(&self.product, self.region.as_deref(), self.amount.as_deref(), self.unit.as_deref())
    }

    /// The language asked for.
    pub fn language(&self, headers: &HeaderMap) -> Language {
        self.language.unwrap_or_else(|| language::asked(headers))
    }
}

/// A product and how much of it; empty texts are none.
pub fn wanted(product: &str, region: Option<&str>, amount: Option<&str>, unit: Option<&str>) -> Wanted {
    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Wanted {
        product: product.trim().to_owned(),
        region: given(region),
        amount: given(amount).unwrap_or_else(|| "1".to_owned()),
        unit: given(unit),
    }
}

/// How often to sample.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sampling {
    /// Monte Carlo runs.
    #[param(minimum = 0, maximum = 10000)]
    pub runs: Option<u64>,
    /// Seed of the runs.
    #[param(minimum = 0)]
    pub seed: Option<u64>,
}

impl Sampling {
    /// Runs and seed; `usual` runs where none are asked for.
    pub fn read(&self, usual: u64) -> Result<(u64, u64), Problem> {
        let runs = self.runs.unwrap_or(usual);
        within("runs", runs, 0, RUNS)?;
        Ok((runs, self.seed.unwrap_or(1)))
    }
}

/// Refuses a number out of its range.
pub fn within<T: Copy + PartialOrd + std::fmt::Display>(name: &str, value: T, low: T, high: T) -> Result<T, Problem> {
    if value >= low && value <= high {
        return Ok(value);
    }
    Err(Problem::new("bad-query", Kind::Usage).with("reason", format!("{name}: {low} … {high}")))
}
