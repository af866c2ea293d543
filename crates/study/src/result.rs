//! The JSON shape of results, documented in `docs/formats/results.md`.

use serde::{Deserialize, Serialize};
use verdigris_network::Finding;
use verdigris_quantity::{Label, Trace};

/// Version of the shape.
pub const VERSION: u32 = 1;

/// A product as computed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Product {
    /// Flow id.
    pub flow: String,
    /// Process id.
    pub process: String,
    /// Name of the product.
    pub name: Label,
    /// Name of the process.
    pub process_name: Label,
    /// Region code.
    pub region: String,
}

/// Quantiles of sampled scores.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quantiles {
    /// Iterations that gave a solution.
    pub runs: usize,
    /// Iterations that gave none.
    pub failed: usize,
    /// Seed.
    pub seed: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Standard error of the mean.
    pub mean_standard_error: f64,
    /// 2.5 %.
    pub p2_5: f64,
    /// 5 %.
    pub p5: f64,
    /// 25 %.
    pub p25: f64,
    /// 50 %.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
    /// 97.5 %.
    pub p97_5: f64,
}

/// One indicator of a footprint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IndicatorResult {
    /// Indicator id.
    pub indicator: String,
    /// Name.
    pub name: Label,
    /// Method id.
    pub method: String,
    /// Score.
    pub value: f64,
    /// Unit of the score.
    pub unit: String,
    /// Whether the network carries any flow this indicator counts; if not, the value is not available rather than 0.
    #[serde(default)]
    pub available: bool,
    /// Relative bound of the numerical error.
    pub forward_error: f64,
    /// Whether that bound is proven or rests on an estimate.
    pub proven: bool,
    /// Sampled uncertainty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<Quantiles>,
    /// The score, opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
}

/// A footprint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Footprint {
    /// Version of this shape.
    pub version: u32,
    /// Product.
    pub product: Product,
    /// Unit of the amount.
    pub unit: String,
    /// Amount.
    pub amount: f64,
    /// Network.
    pub network: String,
    /// Patches applied, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<String>,
    /// Results by indicator.
    pub results: Vec<IndicatorResult>,
    /// Findings about the data behind the result, by kind.
    #[serde(default)]
    pub findings: Vec<FindingCount>,
}

/// Findings of one kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingCount {
    /// Code.
    pub code: String,
    /// Number.
    pub count: usize,
}

impl FindingCount {
    /// Counts findings by kind, most first.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Self> {
        let mut counts = std::collections::BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.kind.code()).or_insert(0) += 1;
        }
        let mut list: Vec<Self> =
            counts.into_iter().map(|(code, count)| Self { code: code.to_owned(), count }).collect();
        list.sort_by_key(|item| std::cmp::Reverse(item.count));
        list
    }
}
