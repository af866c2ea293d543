//! The uncertain amounts of a study, as the engine samples them.

use std::collections::HashSet;

use verdigris_inventory::{
    assembly::Term, montecarlo::MonteCarlo, progress::Watch, samples::Samples, sensitivity::Place, uncertain::Uncertain,
};
use verdigris_network::{Finding, FindingKind, Place as At, ProcessIndex, template::base_id};
use verdigris_quantity::sampling::stable_id;

use crate::{formulas::Formulas, study::Study};
use verdigris_wording::Problem;

/// All uncertain exchanges of a study. Copies of one template row share a draw: they express one piece of knowledge.
pub fn uncertain(study: &Study) -> (Vec<Uncertain>, Vec<Finding>) {
    let mut list = Vec::new();
    let mut findings = Vec::new();
    let system = &study.assembly.system;
    let by_formula: HashSet<(ProcessIndex, usize)> = study.evaluator.dependent_exchanges().iter().copied().collect();
    let mut add = |terms: &[Term], place: &dyn Fn(&Term) -> Place| {
        for term in terms {
            let index = study.assembly.activities[term.activity as usize].process;
            // An amount computed from uncertain parameters takes its spread from them.
            if by_formula.contains(&(index, term.exchange as usize)) {
                continue;
            }
            let process = study.network.process(index);
            let exchange = &process.exchanges[term.exchange as usize];
            let Some(amount) = study.evaluator.amount(index, term.exchange as usize) else { continue };
            match exchange.distribution(amount) {
                Ok(Some(distribution)) if !distribution.is_certain() => {
                    let id = if exchange.group.is_empty() {
                        stable_id(&[base_id(&process.id), &exchange.id])
                    } else {
                        stable_id(&["group", &exchange.group])
                    };
                    list.push(Uncertain { place: place(term), factor: term.factor, amount, distribution, id });
                }
                Ok(_) => {}
                Err(error) => {
                    let text = exchange.spread.map(|spread| spread.to_string()).unwrap_or_default();
                    let finding = Finding::new(FindingKind::BadUncertainty, At::exchange(&process.id, &exchange.id));
                    findings.push(finding.with("text", text).with("reason", error));
                }
            }
        }
    };
    add(&study.assembly.technosphere_terms, &|term| Place::Technosphere {
        row: system.technosphere.row_indices()[term.entry as usize],
        column: term.activity,
    });
    add(&study.assembly.intervention_terms, &|term| Place::Intervention {
        row: system.interventions.row_indices()[term.entry as usize],
        column: term.activity,
    });
    (list, findings)
}

/// Samples demands for all indicators, paired.
pub fn sample(
    study: &Study,
    demands: &[Vec<(usize, f64)>],
    seed: u64,
    runs: u64,
    watch: Watch<'_>,
) -> Result<(Samples, Vec<Finding>), Problem> {
    let (uncertain, findings) = uncertain(study);
    let formulas = Formulas::new(study);

    let run = MonteCarlo {
        system: &study.assembly.system,
        uncertain: &uncertain,
        formulas: if formulas.is_empty() { None } else { Some(&formulas) },
        plan: None,
        seed,
    };
    let indicators: Vec<usize> = (0..study.indicators()).collect();
    let samples = run.run(demands, &indicators, 0..runs, watch).map_err(|error| study.explain(error))?;
    Ok((samples, findings))
}
