//! A measure as a patch on the present parameters.

use serde::{Deserialize, Serialize};
use verdigris_network::patch::{Action, Change, ParameterTarget, Patch};

use super::{Effect, Measure, Operation};
use crate::error::DiagnosisError;

/// Which end of the ranges of effects is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The least abatement.
    Cautious,
    /// The best estimate.
    Best,
    /// The most abatement.
    Favourable,
}

impl Effect {
    fn at(&self, level: Level) -> f64 {
        match level {
            Level::Best => self.value,
            Level::Cautious => self.cautious.unwrap_or(self.value),
            Level::Favourable => self.favourable.unwrap_or(self.value),
        }
    }
}

impl Measure {
    /// The patch that adopts the measure where the parameters are as `parameter` gives them; `scope` is the
    /// process a parameter is defined in, `None` for the whole network.
    pub fn patch(
        &self,
        level: Level,
        scope: &dyn Fn(&str) -> Option<String>,
        parameter: &dyn Fn(&str) -> Option<f64>,
    ) -> Result<Patch, DiagnosisError> {
        let present = |id: &str| {
            parameter(id).ok_or_else(|| DiagnosisError::Evaluation {
                what: self.id.clone(),
                reason: format!("the plant has no parameter `{id}`"),
            })
        };
        let target = |id: &str| ParameterTarget { process: scope(id), parameter: id.to_owned() };
        let mut changes = Vec::new();
        let mut push = |action| changes.push(Change { action, note: self.note.clone() });
        for effect in &self.effect {
            let (id, value) = (effect.parameter.as_str(), effect.at(level));
            match effect.op {
                Operation::Scale => push(Action::ScaleParameter { target: target(id), factor: value }),
                Operation::Set => push(Action::SetParameter { target: target(id), value, spread: None }),
                Operation::Add => {
                    let value = present(id)? + value;
                    push(Action::SetParameter { target: target(id), value, spread: None });
                }
                Operation::Move => {
                    let (from, to) = (present(id)?, present(&effect.to)?);
                    push(Action::SetParameter { target: target(id), value: from * (1.0 - value), spread: None });
                    push(Action::SetParameter { target: target(&effect.to), value: to + from * value, spread: None });
                }
            }
        }
        Ok(Patch {
            name: self.id.clone(),
            label: self.name.clone(),
            source: self.source.clone(),
            note: self.note.clone(),
            changes,
            ..Patch::default()
        })
    }
}
