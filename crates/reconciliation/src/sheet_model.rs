//! Balances of flows and of what they carry: bilinear, flow times content.

use crate::nonlinear::{Linearised, Model};
use crate::{Reading, ReconciliationError, Sheet, Variable, reconcile_at};

/// The mass balance of every node and, for each component, the balance of every node its streams meet.
pub(crate) struct Contents {
    pub variables: Vec<Variable>,
    /// Node, component, and the terms: sign, flow and content (none in balances of flows).
    balances: Vec<(usize, Option<String>, Vec<Term>)>,
    names: Vec<String>,
}

#[derive(Clone, Copy)]
struct Term {
    sign: f64,
    flow: usize,
    content: Option<usize>,
}

impl Contents {
    pub fn of(sheet: &Sheet) -> Self {
        let keys = sheet.keys();
        let variables: Vec<Variable> = keys
            .iter()
            .map(|(stream, component)| {
                let entry = sheet.entries.iter().find(|entry| entry.stream == *stream && entry.component == *component);
                let name = component.as_ref().map_or(stream.clone(), |component| format!("{stream} · {component}"));
                Variable { name, reading: entry.map_or(Reading::Unmeasured, |entry| entry.reading) }
            })
            .collect();
        let (mut balances, mut names) = (Vec::new(), Vec::new());
        for (at, node) in sheet.nodes.iter().enumerate() {
            let flow = |(flow, sign)| Term { sign, flow, content: None };
            balances.push((at, None, sheet.terms(node).into_iter().map(flow).collect()));
            names.push(node.clone());
        }
        for component in sheet.components() {
            let find = |flow: usize| {
                let name = &sheet.streams[flow].name;
                keys.iter().position(|(stream, other)| stream == name && other.as_deref() == Some(component))
            };
            for (at, node) in sheet.nodes.iter().enumerate() {
                let terms: Option<Vec<Term>> = sheet
                    .terms(node)
                    .into_iter()
                    .map(|(flow, sign)| find(flow).map(|content| Term { sign, flow, content: Some(content) }))
                    .collect();
                if let Some(terms) = terms {
                    balances.push((at, Some(component.to_owned()), terms));
                    names.push(format!("{node} · {component}"));
                }
            }
        }
        Self { variables, balances, names }
    }

    /// Node and component of a balance.
    pub fn place(&self, sheet: &Sheet, balance: usize) -> (String, Option<String>) {
        let (node, component, _) = &self.balances[balance];
        (sheet.nodes[*node].clone(), component.clone())
    }
}

impl Model for Contents {
    fn balances(&self) -> Vec<(String, bool)> {
        self.names.iter().map(|name| (name.clone(), true)).collect()
    }

    fn linearise(&self, point: &[f64]) -> Vec<Linearised> {
        self.balances
            .iter()
            .map(|(_, _, terms)| {
                let mut row = Linearised { value: 0.0, slope: Vec::new(), size: 0.0 };
                for &Term { sign, flow, content } in terms {
                    let amount = content.map_or(1.0, |content| point[content]) * point[flow];
                    row.value += sign * amount;
                    row.size += amount.abs();
                    row.slope.push((flow, sign * content.map_or(1.0, |content| point[content])));
                    row.slope.extend(content.map(|content| (content, sign * point[flow])));
                }
                row
            })
            .collect()
    }
}

/// A first guess of every variable: flows as the flow balances give them, contents as the mean of those measured.
pub(crate) fn start(sheet: &Sheet) -> Result<Vec<f64>, ReconciliationError> {
    let mean = |values: Vec<f64>, other: f64| {
        if values.is_empty() { other } else { values.iter().sum::<f64>() / values.len() as f64 }
    };
    let read = |component: Option<&str>| -> Vec<f64> {
        sheet
            .entries
            .iter()
            .filter(|entry| entry.component.as_deref() == component)
            .filter_map(|entry| match entry.reading {
                Reading::Measured { value, .. } | Reading::Exact { value } => Some(value),
                Reading::Unmeasured => None,
            })
            .collect()
    };
    let typical = mean(read(None).into_iter().map(f64::abs).collect(), 1.0);
    let flows = sheet.flows();
    let anchor = vec![typical; flows.variables.len()];
    let flows = reconcile_at(&flows, 0.05, Some(&anchor))?;
    Ok(sheet
        .keys()
        .iter()
        .enumerate()
        .map(|(at, (_, component))| match component {
            None => flows.values[at].value.unwrap_or(typical),
            Some(component) => mean(read(Some(component)), 0.5),
        })
        .collect())
}
