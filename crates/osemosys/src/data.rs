//! Sets and parameters as read.

use std::collections::BTreeMap;

use serde::Serialize;

/// A parameter: a default and values by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parameter {
    /// For keys without a value.
    pub default: Option<f64>,
    /// Values by members of the sets it is indexed over, in their order.
    #[serde(skip)]
    pub values: BTreeMap<Vec<String>, f64>,
}

/// Something in the data that the model does not use or cannot understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The parameter, set or file.
    pub object: String,
    /// Where: a line, or empty.
    pub place: String,
    /// `unknown-parameter`, `unknown-set`, `not-used`, `unknown-member`.
    pub code: &'static str,
}

/// The data of one model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Members of each set in the order given.
    pub sets: BTreeMap<String, Vec<String>>,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// What is not understood or not used.
    pub findings: Vec<Finding>,
}
