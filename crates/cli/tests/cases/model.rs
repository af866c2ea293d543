//! A system with names, what a demand makes of it, and the figures a case may ask for.

use verdigris_inventory::analytic::first_order_variance;
use verdigris_inventory::contribution::{DirectAndUpstream, by_activity, direct_and_upstream, factors};
use verdigris_inventory::error::InventoryError;
use verdigris_inventory::montecarlo::MonteCarlo;
use verdigris_inventory::progress::Watch;
use verdigris_inventory::score::{DirectIntensities, Intensities, Score};
use verdigris_inventory::sensitivity::Gradient;
use verdigris_inventory::solve::Solution;
use verdigris_inventory::solver::Solver;
use verdigris_inventory::statistics::quantile;
use verdigris_inventory::system::System;
use verdigris_inventory::traversal::{Solved, inverse_diagonal};
use verdigris_inventory::uncertain::Uncertain;

/// A system whose parts have names.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The matrices.
    pub system: System,
    /// Names of the activities, in the order of the case.
    pub activities: Vec<String>,
    /// For each of `activities`, its position in the system.
    pub positions: Vec<usize>,
    /// Names of the elementary flows.
    pub flows: Vec<String>,
    /// Names of the indicators.
    pub indicators: Vec<String>,
    /// What is asked for.
    pub demand: Vec<(u32, f64)>,
    /// Uncertain entries.
    pub uncertain: Vec<Uncertain>,
    /// Number of iterations and seed of the sample.
    pub sample: Option<(u64, u64)>,
}

/// A figure, and how far off the engine says it may be.
pub type Figures = Vec<(f64, f64)>;

impl Model {
    /// Names of activities of the system, for an error.
    pub fn names(&self, activities: &[u32]) -> Vec<String> {
        let of = |activity: &u32| self.positions.iter().position(|&at| at == *activity as usize);
        activities.iter().map(|k| of(k).map_or_else(|| k.to_string(), |at| self.activities[at].clone())).collect()
    }

    /// The scaling, solved three ways that must agree within their own error bounds.
    pub fn solve(&self) -> Result<Solution, InventoryError> {
        let solution = Solver::relaxing(&self.system.technosphere)?.forward(&self.demand)?;
        let factored = Solver::new(&self.system.technosphere)?;
        let again = factored.forward(&self.demand)?;
        if self.indicators.is_empty() {
            return Ok(solution);
        }
        let direct = DirectIntensities::of_system(&self.system);
        let adjoint = factored.adjoint(&direct)?.scores(&self.demand)?;
        let ways = direct.scores(&solution).into_iter().zip(direct.scores(&again)).zip(adjoint);
        for ((relaxed, factored), adjoint) in ways {
            for other in [factored, adjoint] {
                let apart = (relaxed.value - other.value).abs();
                assert!(apart <= relaxed.error + other.error, "two ways to solve disagree: {relaxed:?} {other:?}");
            }
        }
        Ok(solution)
    }

    /// The scores of the demand.
    pub fn scores(&self) -> Result<Vec<Score>, InventoryError> {
        Ok(DirectIntensities::of_system(&self.system).scores(&self.solve()?))
    }

    /// The figure a line asks for.
    pub fn figure(&self, what: &str, name: &str, indicator: Option<&str>) -> Result<Figures, String> {
        let plain = |values: Vec<f64>| values.into_iter().map(|value| (value, 0.0)).collect::<Figures>();
        let failed = |error: InventoryError| self.told(&error);
        match what {
            "scaling" => {
                let solution = self.solve().map_err(failed)?;
                let of = |&at: &usize| (solution.scaling[at], solution.error[at]);
                select(&self.activities, self.positions.iter().map(of).collect(), name)
            }
            "inventory" => {
                let inventory = self.system.interventions.multiply(&self.solve().map_err(failed)?.scaling);
                select(&self.flows, plain(inventory), name)
            }
            "score" | "bounded" => {
                let scores = self.scores().map_err(failed)?;
                let name = name.strip_prefix("score").unwrap_or(name).trim();
                select(&self.indicators, scores.iter().map(|score| (score.value, score.error)).collect(), name)
            }
            "direct" => {
                let values = self.contributions(indicator)?.iter().map(|parts| parts.direct).collect();
                select(&self.activities, plain(values), name)
            }
            "total" => {
                let values = self.contributions(indicator)?.iter().map(|parts| parts.total).collect();
                select(&self.activities, plain(values), name)
            }
            "throughput" => {
                let values = self.contributions(indicator)?.iter().map(|parts| parts.throughput).collect();
                select(&self.activities, plain(values), name)
            }
            "variance" => self.variance(name, indicator).map(plain),
            "sampled" => self.sampled(name, indicator).map(plain),
            _ => Err(format!("no figure is called `{what}`")),
        }
    }

    fn told(&self, error: &InventoryError) -> String {
        match error {
            InventoryError::Singular { component } => format!("{error} ({})", self.names(component).join(", ")),
            _ => error.to_string(),
        }
    }

    fn indicator(&self, name: Option<&str>) -> Result<usize, String> {
        match (name, self.indicators.as_slice()) {
            (None, [_]) => Ok(0),
            (None, all) => Err(format!("say which of {} indicators: `… of NAME`", all.len())),
            (Some(name), all) => all.iter().position(|known| known == name).ok_or(format!("no indicator `{name}`")),
        }
    }

    fn intensities(&self) -> Result<(Solver, Intensities, Solution, DirectIntensities), String> {
        let solved = || {
            let solver = Solver::new(&self.system.technosphere)?;
            let direct = DirectIntensities::of_system(&self.system);
            let intensities = solver.adjoint(&direct)?;
            let solution = solver.forward(&self.demand)?;
            Ok((solver, intensities, solution, direct))
        };
        solved().map_err(|error| self.told(&error))
    }

    fn contributions(&self, indicator: Option<&str>) -> Result<Vec<DirectAndUpstream>, String> {
        let indicator = self.indicator(indicator)?;
        let (solver, intensities, solution, direct) = self.intensities()?;
        let own: Vec<f64> = (0..direct.size()).map(|k| direct.of(k)[indicator]).collect();
        let whole = intensities.indicator(indicator);
        let all: Vec<u32> = (0..self.system.size() as u32).collect();
        let diagonal = inverse_diagonal(&solver, &all).map_err(|error| self.told(&error))?;
        let sum: f64 = by_activity(&own, &solution.scaling).iter().sum();
        let score = direct.scores(&solution)[indicator].value;
        assert!((sum - score).abs() <= 1e-12 * score.abs(), "contributions sum to {sum}, not to {score}");
        let parts = |&k: &usize| {
            let production = self.system.technosphere.get(k, k).unwrap_or(0.0);
            direct_and_upstream(solution.scaling[k], own[k], whole[k], production, diagonal[k])
        };
        Ok(self.positions.iter().map(parts).collect())
    }

    fn variance(&self, name: &str, indicator: Option<&str>) -> Result<Vec<f64>, String> {
        let indicator = self.indicator(indicator)?;
        let (_, intensities, solution, direct) = self.intensities()?;
        let factors = factors(&self.system, indicator);
        let own: Vec<f64> = (0..direct.size()).map(|k| direct.of(k)[indicator]).collect();
        let whole = intensities.indicator(indicator);
        let inventory = self.system.interventions.multiply(&solution.scaling);
        let solved = Solved { scaling: &solution.scaling, direct: &own, intensities: &whole };
        let gradient = Gradient { solved, indicator: indicator as u32, factors: &factors, inventory: &inventory };
        let mut result = first_order_variance(&self.uncertain, gradient);
        match name {
            "" => Ok(vec![result.variance]),
            "terms" => {
                result.terms.sort_by_key(|term| term.first);
                Ok(result.terms.iter().map(|term| term.variance).collect())
            }
            _ => Err(format!("`variance {name}`: expected `variance` or `variance terms`")),
        }
    }

    fn sampled(&self, name: &str, indicator: Option<&str>) -> Result<Vec<f64>, String> {
        let indicator = self.indicator(indicator)?;
        let (runs, seed) = self.sample.ok_or("a `sample` block says how many runs and which seed")?;
        let run = MonteCarlo { system: &self.system, uncertain: &self.uncertain, formulas: None, plan: None, seed };
        let demand: Vec<(usize, f64)> =
            self.demand.iter().map(|&(product, amount)| (product as usize, amount)).collect();
        let samples = run.run(&[demand], &[indicator], 0..runs, Watch::default()).map_err(|error| self.told(&error))?;
        let summary = samples.summary(0, 0);
        match name.split_once(' ').unwrap_or((name, "")) {
            ("mean", _) => Ok(vec![summary.mean]),
            ("variance", _) => Ok(vec![summary.sd * summary.sd]),
            ("failed", _) => Ok(vec![samples.failed.len() as f64]),
            ("quantile", at) => {
                let mut scores = samples.scores(0, 0);
                scores.sort_by(f64::total_cmp);
                Ok(vec![quantile(&scores, crate::expectation::number(at)?)])
            }
            _ => Err(format!("`sampled {name}`: expected mean, variance, failed or quantile P")),
        }
    }
}

/// All figures, or the one of a name.
fn select(names: &[String], figures: Figures, name: &str) -> Result<Figures, String> {
    if name.is_empty() {
        return Ok(figures);
    }
    let at = names.iter().position(|known| known == name);
    at.map(|at| vec![figures[at]]).ok_or_else(|| format!("nothing is called `{name}`; there is {}", names.join(", ")))
}
