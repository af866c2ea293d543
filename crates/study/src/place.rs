//! One product's footprint in every region that makes it.

use serde::Serialize;
use verdigris_inventory::progress::Watch;
use verdigris_network::template::base_id;
use verdigris_quantity::{Label, Language};
use verdigris_wording::Problem;

use crate::{
    footprint::quantiles,
    study::Study,
    target::{Target, Wanted, region_name, resolve, with_amount},
    uncertainty::sample,
};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The product and how much of it; its region does not matter.
    pub wanted: Wanted,
    /// Which indicator of the study, from 0.
    pub indicator: usize,
    /// Monte Carlo runs for the intervals; none for central values alone.
    pub runs: u64,
    /// Seed of the runs.
    pub seed: u64,
}

/// The footprint in one region.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InRegion {
    /// Region code.
    pub region: String,
    /// Its name.
    pub name: Label,
    /// Process id.
    pub process: String,
    /// The score.
    pub value: f64,
    /// Unit of the score.
    pub unit: String,
    /// 2.5 % quantile, where sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// 97.5 % quantile, where sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

/// A region's name in both languages, its code where it has none.
pub fn name(study: &Study, region: &str) -> Label {
    Label::new(region_name(study, region, Language::En), region_name(study, region, Language::Zh))
}

/// Footprints of a product in all regions that make it by the same template, lowest first.
pub fn everywhere(study: &Study, question: &Question, watch: Watch<'_>) -> Result<Vec<InRegion>, Problem> {
    let Wanted { amount, unit, .. } = &question.wanted;
    let meant = resolve(study, &question.wanted)?.activity;
    let made = &study.assembly.activities[meant];
    let process = study.network.process(made.process);
    let (base, flow) = (base_id(&process.id), process.exchanges[made.reference].flow);
    let same = |&activity: &usize| {
        let made = &study.assembly.activities[activity];
        let process = study.network.process(made.process);
        process.exchanges[made.reference].flow == flow && base_id(&process.id) == base
    };
    let targets = (0..study.assembly.activities.len())
        .filter(same)
        .map(|activity| with_amount(study, activity, amount, unit.as_deref()))
        .collect::<Result<Vec<Target>, Problem>>()?;
    let samples = match question.runs {
        0 | 1 => None,
        runs => {
            let demands: Vec<Vec<(usize, f64)>> = targets.iter().map(Target::one).collect();
            Some(sample(study, &demands, question.seed, runs, watch)?.0)
        }
    };
    let intensities = study.intensities()?;
    let shown = |(k, target): (usize, &Target)| {
        let process = study.network.process(study.assembly.activities[target.activity].process);
        let interval = samples.as_ref().map(|samples| quantiles(samples, k, question.indicator));
        InRegion {
            region: process.region.clone(),
            name: name(study, &process.region),
            process: process.id.clone(),
            value: target.own * intensities.of(target.activity)[question.indicator],
            unit: study.assembly.indicators[question.indicator].unit.clone(),
            low: interval.as_ref().map(|at| at.p2_5),
            high: interval.as_ref().map(|at| at.p97_5),
        }
    };
    let mut list: Vec<InRegion> = targets.iter().enumerate().map(shown).collect();
    list.sort_by(|a, b| a.value.total_cmp(&b.value).then_with(|| a.region.cmp(&b.region)));
    Ok(list)
}
