//! Evaluating measures on the plant's own network through the life-cycle engine.

use std::collections::BTreeMap;

use verdigris_inventory::{assembly::assemble, score::DirectIntensities, solver::Solver};
use verdigris_network::{Method, Network, evaluate::Evaluator, patch::Patch};

use super::curve::{Evaluate, Outcome};
use crate::error::DiagnosisError;

/// A plant's network, solved anew for every combination of measures.
pub struct NetworkEvaluation<'a> {
    /// The network, its templates unfolded.
    pub network: &'a Network,
    /// Id of the plant's process.
    pub process: String,
    /// Yearly output, in the unit of the process's reference.
    pub output: f64,
    /// Method that characterises, its unit in tonnes of CO2e by `per_tonne`.
    pub method: &'a Method,
    /// Indicator of the method.
    pub indicator: usize,
    /// Score that is one tonne of CO2e: 1000 where the method counts kilograms.
    pub per_tonne: f64,
    /// Energy in GJ per unit of a parameter.
    pub energy: BTreeMap<String, f64>,
    /// Price per unit of a parameter; `None` where prices are not known, and cost is then not available.
    pub prices: Option<BTreeMap<String, f64>>,
}

impl NetworkEvaluation<'_> {
    fn patched(&self, patches: &[Patch]) -> Result<Network, DiagnosisError> {
        let mut network = self.network.clone();
        for patch in patches {
            patch.apply(&mut network).map_err(|error| self.fail(patches, error.to_string()))?;
        }
        Ok(network)
    }

    fn fail(&self, patches: &[Patch], reason: String) -> DiagnosisError {
        let names: Vec<&str> = patches.iter().map(|patch| patch.name.as_str()).collect();
        let what = if names.is_empty() { self.process.clone() } else { names.join(" + ") };
        DiagnosisError::Evaluation { what, reason }
    }

    fn value(&self, network: &Network, evaluator: &Evaluator, id: &str) -> Option<f64> {
        let process = network.process_index().get(self.process.as_str()).copied();
        evaluator.parameter(process, id).or_else(|| evaluator.parameter(None, id))
    }
}

impl Evaluate for NetworkEvaluation<'_> {
    fn evaluate(&self, patches: &[Patch]) -> Result<Outcome, DiagnosisError> {
        let fail = |reason: String| self.fail(patches, reason);
        let network = self.patched(patches)?;
        let (evaluator, _) = Evaluator::new(&network);
        let amounts = |process, exchange| evaluator.amount(process, exchange);
        let assembly = assemble(&network, &[self.method], &amounts);
        let process = network.process_index().get(self.process.as_str()).copied();
        let process = process.ok_or_else(|| fail(format!("there is no process `{}`", self.process)))?;
        let activity = assembly.activities_of(process).next();
        let activity = activity.ok_or_else(|| fail(format!("`{}` makes nothing", self.process)))?;
        let solver = Solver::relaxing(&assembly.system.technosphere).map_err(|error| fail(error.to_string()))?;
        let solution = solver.forward(&[(activity as u32, self.output)]).map_err(|error| fail(error.to_string()))?;
        let scores = DirectIntensities::of_system(&assembly.system).scores(&solution);
        let score = scores.get(self.indicator).ok_or_else(|| fail("the method lacks the indicator".into()))?;
        let sum = |table: &BTreeMap<String, f64>| -> Result<f64, DiagnosisError> {
            let mut sum = 0.0;
            for (id, per) in table {
                let amount = self.value(&network, &evaluator, id);
                sum += per * amount.ok_or_else(|| fail(format!("there is no parameter `{id}`")))? * self.output;
            }
            Ok(sum)
        };
        let cost = self.prices.as_ref().map(sum).transpose()?;
        Ok(Outcome { emissions: score.value / self.per_tonne, energy: sum(&self.energy)?, cost })
    }

    fn parameter(&self, patches: &[Patch], id: &str) -> Result<Option<f64>, DiagnosisError> {
        let network = self.patched(patches)?;
        let (evaluator, _) = Evaluator::new(&network);
        Ok(self.value(&network, &evaluator, id))
    }

    fn scope(&self, id: &str) -> Option<String> {
        let shared = self.network.parameters.iter().any(|parameter| parameter.id.eq_ignore_ascii_case(id));
        (!shared).then(|| self.process.clone())
    }
}
