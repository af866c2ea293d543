//! The efficient frontier: data envelopment analysis.
//!
//! Input-oriented: the smallest `θ` such that some combination of plants makes at least the same outputs from `θ` times
//! the inputs (Charnes, Cooper & Rhodes 1978, constant returns; Banker, Charnes & Cooper 1984, variable returns,
//! `Σλ = 1`). Output-oriented: the largest `φ` by which all outputs could grow. Slacks are what can still be saved or
//! gained after that, found in a second stage with `θ` or `φ` fixed. Each optimum is confirmed by solving the dual.

mod programme;

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{answer::Answer, error::DiagnosisError};
use programme::Scaled;

/// Which side is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// Inputs shrink.
    Input,
    /// Outputs grow.
    Output,
}

/// How scale counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Returns {
    /// Constant returns to scale: plants of any size are compared.
    Constant,
    /// Variable returns to scale: plants are compared with combinations of their own size.
    Variable,
}

/// A plant or plant-year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Stable id.
    pub id: String,
    /// Name.
    pub label: Label,
    /// Whether a grant allows it to be named, and shown figures that follow from its own alone.
    pub named: bool,
    /// Inputs, not negative.
    pub inputs: Vec<f64>,
    /// Outputs, not negative.
    pub outputs: Vec<f64>,
}

/// A plant on the frontier that the evaluated one is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peer {
    /// Id and name, where a grant allows them.
    pub unit: Answer<(String, Label)>,
    /// Its weight in the combination.
    pub weight: f64,
}

/// Where the combination of peers stands, in the units of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// Inputs that could still be saved after the radial move.
    pub input_slacks: Vec<f64>,
    /// Outputs that could still be gained.
    pub output_slacks: Vec<f64>,
    /// Inputs on the frontier.
    pub inputs: Vec<f64>,
    /// Outputs on the frontier.
    pub outputs: Vec<f64>,
}

/// Efficiency of one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Efficiency {
    /// Id of the unit.
    pub unit: String,
    /// `θ ≤ 1` or `φ ≥ 1`.
    pub score: f64,
    /// Score one and no slacks.
    pub efficient: bool,
    /// Peers by falling weight.
    pub peers: Vec<Peer>,
    /// The target, shown where it does not give away the figures of a plant that granted nothing.
    pub projection: Answer<Projection>,
    /// Difference between primal and dual optimum: the proof that the score is optimal.
    pub dual_gap: f64,
}

/// Weights and slacks below this share of the largest figure are rounding.
const NOTHING: f64 = 1e-8;

/// Evaluates each unit of a group against the whole group. `peers_to_hide` is the number of peers that a target must
/// mix where one of them granted nothing.
pub fn efficiencies(
    units: &[Unit],
    orientation: Orientation,
    returns: Returns,
    peers_to_hide: usize,
) -> Result<Vec<Efficiency>, DiagnosisError> {
    let scaled = scaled(units)?;
    (0..units.len()).map(|at| efficiency(units, &scaled, at, orientation, returns, peers_to_hide)).collect()
}

fn efficiency(
    units: &[Unit],
    scaled: &Scaled,
    at: usize,
    orientation: Orientation,
    returns: Returns,
    peers_to_hide: usize,
) -> Result<Efficiency, DiagnosisError> {
    let own = &units[at];
    let found = scaled.evaluate(at, &own.id, orientation, returns)?;
    let unscaled = |slacks: &[f64], scale: &[f64]| -> Vec<f64> {
        slacks.iter().zip(scale).map(|(&slack, &scale)| if slack < NOTHING { 0.0 } else { slack * scale }).collect()
    };
    let input_slacks = unscaled(&found.input_slacks, &scaled.input_scale);
    let output_slacks = unscaled(&found.output_slacks, &scaled.output_scale);
    let slack = input_slacks.iter().chain(&output_slacks).any(|&slack| slack > 0.0);
    let mut partners: Vec<(usize, f64)> =
        found.weights.iter().copied().enumerate().filter(|(_, weight)| *weight > NOTHING).collect();
    partners.sort_by(|a, b| b.1.total_cmp(&a.1));
    // The plant sees its own figures in any case.
    let hidden = partners.iter().any(|&(peer, _)| peer != at && !units[peer].named);
    let projection = if hidden && partners.len() < peers_to_hide {
        Answer::needs(
            format!("a grant of the peers, or a target that mixes at least {peers_to_hide} of them"),
            format!("同行的数据授权，或由至少{peers_to_hide}家同行组合而成的目标值"),
        )
    } else {
        let (shrunk, grown) = match orientation {
            Orientation::Input => (found.score, 1.0),
            Orientation::Output => (1.0, found.score),
        };
        let inputs = own.inputs.iter().zip(&input_slacks).map(|(x, slack)| shrunk * x - slack).collect();
        let outputs = own.outputs.iter().zip(&output_slacks).map(|(y, slack)| grown * y + slack).collect();
        Answer::Known(Projection { input_slacks, output_slacks, inputs, outputs })
    };
    let peers = partners
        .into_iter()
        .map(|(peer, weight)| {
            let unit = &units[peer];
            let unit = if unit.named || peer == at {
                Answer::Known((unit.id.clone(), unit.label.clone()))
            } else {
                Answer::needs("a grant of this peer", "该同行的数据授权")
            };
            Peer { unit, weight }
        })
        .collect();
    Ok(Efficiency {
        unit: own.id.clone(),
        score: found.score,
        efficient: (found.score - 1.0).abs() <= 1e-7 && !slack,
        peers,
        projection,
        dual_gap: found.dual_gap,
    })
}

fn scaled(units: &[Unit]) -> Result<Scaled, DiagnosisError> {
    let (inputs, outputs) = units.first().map_or((0, 0), |unit| (unit.inputs.len(), unit.outputs.len()));
    if units.is_empty() || inputs == 0 || outputs == 0 {
        let what = "units with inputs and outputs".to_owned();
        return Err(DiagnosisError::Shape { what, expected: 1, found: 0 });
    }
    for unit in units {
        for (what, list, expected) in [("inputs", &unit.inputs, inputs), ("outputs", &unit.outputs, outputs)] {
            if list.len() != expected {
                let what = format!("{what} of {}", unit.id);
                return Err(DiagnosisError::Shape { what, expected, found: list.len() });
            }
            if let Some(&value) = list.iter().find(|value| !(value.is_finite() && **value >= 0.0)) {
                let what = format!("{what} of {}", unit.id);
                return Err(DiagnosisError::Value { what, value, needed: "finite and not negative" });
            }
            if list.iter().all(|&value| value == 0.0) {
                let what = format!("{what} of {}", unit.id);
                return Err(DiagnosisError::Value { what, value: 0.0, needed: "above zero in at least one column" });
            }
        }
    }
    let largest = |pick: &dyn Fn(&Unit) -> f64| {
        let largest = units.iter().map(pick).fold(0.0, f64::max);
        if largest > 0.0 { largest } else { 1.0 }
    };
    let input_scale: Vec<f64> = (0..inputs).map(|k| largest(&|unit| unit.inputs[k])).collect();
    let output_scale: Vec<f64> = (0..outputs).map(|k| largest(&|unit| unit.outputs[k])).collect();
    let divided = |list: &[f64], scale: &[f64]| -> Vec<f64> {
        list.iter().zip(scale).map(|(value, scale)| value / scale).collect()
    };
    Ok(Scaled {
        inputs: units.iter().map(|unit| divided(&unit.inputs, &input_scale)).collect(),
        outputs: units.iter().map(|unit| divided(&unit.outputs, &output_scale)).collect(),
        input_scale,
        output_scale,
    })
}

#[cfg(test)]
mod tests;
