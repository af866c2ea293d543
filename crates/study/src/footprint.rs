//! The footprint of a product: scores with error bounds, quantiles and traces.

use verdigris_inventory::{progress::Watch, samples::Samples, score::Intensities};
use verdigris_wording::Problem;

use crate::{
    opening::{Opening, Reach},
    result::{FindingCount, Footprint, IndicatorResult, Product, Quantiles, VERSION},
    study::{Solved, Study},
    target::{Target, Wanted, resolve},
    uncertainty::sample,
};

/// Depth and cutoff of the traces in results; `explain` opens further.
pub const TRACE: Reach = Reach { depth: 3, cutoff: 0.01 };

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The product and how much of it.
    pub wanted: Wanted,
    /// Monte Carlo runs; none for the central value alone.
    pub runs: u64,
    /// Seed of the runs.
    pub seed: u64,
    /// Whether to open the scores.
    pub opened: bool,
}

/// A footprint with what it was computed from.
pub struct Computed {
    /// The product meant.
    pub target: Target,
    /// The demand solved.
    pub solved: Solved,
    /// The result.
    pub footprint: Footprint,
}

/// Computes a footprint; `patches` are the names of those the study was made with.
pub fn compute(study: &Study, question: &Question, patches: &[String], watch: Watch<'_>) -> Result<Computed, Problem> {
    let target = resolve(study, &question.wanted)?;
    let solved = study.solve(&target)?;
    let samples = match question.runs {
        0 => None,
        runs => Some(sample(study, &[target.one()], question.seed, runs, watch)?.0),
    };
    let intensities = if question.opened { Some(study.intensities()?) } else { None };
    let pair = samples.as_ref().map(|samples| (samples, 0));
    let footprint = result(study, &target, &solved, pair, intensities, patches);
    Ok(Computed { target, solved, footprint })
}

/// The product of an activity.
pub fn product(study: &Study, activity: usize) -> Product {
    let made = &study.assembly.activities[activity];
    let process = study.network.process(made.process);
    let flow = study.network.flow(process.exchanges[made.reference].flow);
    Product {
        flow: flow.id.clone(),
        process: process.id.clone(),
        name: flow.name.clone(),
        process_name: process.name.clone(),
        region: process.region.clone(),
    }
}

/// Quantiles of one demand and indicator.
pub fn quantiles(samples: &Samples, demand: usize, indicator: usize) -> Quantiles {
    let summary = samples.summary(demand, indicator);
    let [p2_5, p5, p25, p50, p75, p95, p97_5] = summary.quantiles.map(|quantile| quantile.value);
    Quantiles {
        runs: summary.count,
        failed: samples.failed.len(),
        seed: samples.seed,
        mean: summary.mean,
        sd: summary.sd,
        mean_standard_error: summary.mean_standard_error,
        p2_5,
        p5,
        p25,
        p50,
        p75,
        p95,
        p97_5,
    }
}

/// The whole result of one target.
pub fn result(
    study: &Study,
    target: &Target,
    solved: &Solved,
    samples: Option<(&Samples, usize)>,
    intensities: Option<&Intensities>,
    patches: &[String],
) -> Footprint {
    let mut results = Vec::with_capacity(study.indicators());
    for (k, row) in study.assembly.indicators.iter().enumerate() {
        let method = &study.methods[row.method];
        let indicator = &method.indicators[row.indicator];
        let score = solved.scores[k];
        results.push(IndicatorResult {
            indicator: indicator.id.clone(),
            name: indicator.name.clone(),
            method: method.id.clone(),
            value: score.value,
            unit: indicator.unit.clone(),
            available: !row.factor_of.is_empty(),
            forward_error: score.relative_error(),
            proven: score.proven,
            quantiles: samples.map(|(samples, demand)| quantiles(samples, demand, k)),
            trace: intensities
                .map(|intensities| Opening::new(study, k, intensities).activity(target.activity, target.own, TRACE)),
        });
    }
    Footprint {
        version: VERSION,
        product: product(study, target.activity),
        unit: target.amount.unit.symbol().to_owned(),
        amount: target.amount.value,
        network: study.name.clone(),
        patches: patches.to_vec(),
        results,
        findings: FindingCount::of(study.findings_behind(&solved.solution)),
    }
}
