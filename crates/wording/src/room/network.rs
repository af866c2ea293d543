//! Problems of the model: formulas, parameters and patches.

use verdigris_network::NetworkError;

use super::told;
use crate::{Kind, Problem};

impl From<NetworkError> for Problem {
    fn from(error: NetworkError) -> Self {
        let (code, kind) = (error.code(), Kind::Input);
        match &error {
            NetworkError::FormulaSyntax { formula, at, reason } => {
                told(code, kind, &[("formula", formula), ("at", at), ("reason", reason)])
            }
            NetworkError::UnknownParameter { formula, name } => {
                told(code, kind, &[("formula", formula), ("name", name)])
            }
            NetworkError::ParameterRing { ring } => told(code, kind, &[("ring", &ring.join(" → "))]),
            NetworkError::NotFinite { formula, value } => told(code, kind, &[("formula", formula), ("value", value)]),
            NetworkError::PatchSyntax { reason } => told(code, kind, &[("reason", reason)]),
            NetworkError::PatchTarget { patch, change, reason } => {
                told(code, kind, &[("patch", patch), ("change", change), ("reason", reason)])
            }
            NetworkError::Quantity(error) => error.clone().into(),
        }
    }
}
