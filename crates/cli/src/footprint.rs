//! A footprint as a result: scores with error bounds, quantiles and traces.

use verdigris_inventory::{samples::Samples, score::Intensities};

use crate::{
    opening::{Opening, Reach},
    result::{FindingCount, Footprint, IndicatorResult, Product, Quantiles, VERSION},
    study::{Solved, Study},
    target::Target,
};

/// Depth and cutoff of the traces in results; `explain` opens further.
pub const TRACE: Reach = Reach { depth: 3, cutoff: 0.01 };

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
