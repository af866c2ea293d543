//! Processes and the flows between them, with every process' balance.
//!
//! Flows are arrays over any dimensions; a transfer coefficient, yield, split or sorting matrix is an array they are
//! multiplied with ([`Array::times`], [`Array::contract`]). For every process but the surroundings
//! `Σ in − Σ out − stock change = 0` must hold in every cell of the dimensions its flows share; what they do not share
//! is summed over first.

use std::sync::Arc;

use serde::Serialize;

use crate::{array::Array, balance::Balance, dimension::Dimension, error::MaterialsError};

/// Id of the surroundings: what lies outside the system and needs no balance.
pub const SURROUNDINGS: &str = "surroundings";

/// A flow from one process to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    /// Process it comes from.
    pub from: String,
    /// Process it goes to.
    pub to: String,
    /// Its amounts.
    pub amounts: Array,
}

/// Processes, flows and changes of stock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct System {
    processes: Vec<String>,
    flows: Vec<Flow>,
    changes: Vec<(String, Array)>,
}

/// A process' balance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProcessBalance {
    /// The process.
    pub process: String,
    /// Its worst gap; `series` is the cell, counted with the last shared dimension fastest.
    pub balance: Balance,
}

impl System {
    /// A system of named processes; the surroundings need not be named.
    pub fn new<I: Into<String>>(processes: impl IntoIterator<Item = I>) -> Result<Self, MaterialsError> {
        let mut system = Self { processes: vec![SURROUNDINGS.to_owned()], ..Self::default() };
        for process in processes {
            let id = process.into();
            if system.processes.contains(&id) {
                return Err(MaterialsError::Twice { name: "processes".to_owned(), item: id });
            }
            system.processes.push(id);
        }
        Ok(system)
    }

    /// Adds a flow; amounts must not be negative, and two processes have at most one flow in a direction.
    pub fn flow(&mut self, from: &str, to: &str, amounts: Array) -> Result<&Flow, MaterialsError> {
        self.known(from)?;
        self.known(to)?;
        if self.flows.iter().any(|flow| flow.from == from && flow.to == to) {
            return Err(MaterialsError::Twice { name: "flows".to_owned(), item: format!("{from} to {to}") });
        }
        if let Some(at) = amounts.values().iter().position(|&value| value < 0.0) {
            return Err(MaterialsError::Negative { name: "a flow", step: 0, series: at, value: amounts.values()[at] });
        }
        let amounts = amounts.named(format!("{from} to {to}"));
        self.flows.push(Flow { from: from.to_owned(), to: to.to_owned(), amounts });
        let last = self.flows.len() - 1;
        Ok(&self.flows[last])
    }

    /// Adds the change of a process' stock, positive where it grows.
    pub fn stock_change(&mut self, process: &str, change: Array) -> Result<(), MaterialsError> {
        self.known(process)?;
        self.changes.push((process.to_owned(), change.named(format!("stock of {process}"))));
        Ok(())
    }

    /// The flow between two processes.
    pub fn between(&self, from: &str, to: &str) -> Result<&Array, MaterialsError> {
        let found = self.flows.iter().find(|flow| flow.from == from && flow.to == to);
        found
            .map(|flow| &flow.amounts)
            .ok_or_else(|| MaterialsError::Unknown { kind: "flow", id: format!("{from} to {to}") })
    }

    /// All flows.
    pub fn flows(&self) -> &[Flow] {
        &self.flows
    }

    /// The balances of all processes but the surroundings, in their order.
    pub fn balances(&self) -> Result<Vec<ProcessBalance>, MaterialsError> {
        self.processes[1..].iter().map(|process| self.balance_of(process)).collect()
    }

    /// Fails on the first process whose balance does not hold.
    pub fn check(&self) -> Result<(), MaterialsError> {
        for one in self.balances()? {
            if !one.balance.holds() {
                return Err(MaterialsError::Unbalanced {
                    name: one.process,
                    worst: one.balance.worst,
                    place: format!("cell {}", one.balance.series),
                });
            }
        }
        Ok(())
    }

    fn balance_of(&self, process: &str) -> Result<ProcessBalance, MaterialsError> {
        let mut terms: Vec<(f64, &Array)> = Vec::new();
        for flow in &self.flows {
            if flow.to == process {
                terms.push((1.0, &flow.amounts));
            }
            if flow.from == process {
                terms.push((-1.0, &flow.amounts));
            }
        }
        terms.extend(self.changes.iter().filter(|(of, _)| of == process).map(|(_, change)| (-1.0, change)));
        let mut balance = Balance::default();
        if let Some(((first_sign, first), rest)) = terms.split_first() {
            let shared: Vec<Arc<Dimension>> = (first.dimensions().iter())
                .filter(|one| rest.iter().all(|(_, term)| term.dimensions().iter().any(|two| two.name() == one.name())))
                .cloned()
                .collect();
            let mut sum = over(first, &shared)?.scaled(*first_sign);
            let mut size = over(first, &shared)?;
            for (sign, term) in rest {
                let reduced = over(term, &shared)?;
                sum = sum.plus(&reduced.scaled(*sign))?;
                size = size.plus(&magnitude(&reduced))?;
            }
            let scale = size.values().iter().fold(f64::MIN_POSITIVE, |a, b| a.max(b.abs()));
            for (cell, gap) in sum.values().iter().enumerate() {
                balance.take(*gap, scale, 0, cell);
            }
        }
        Ok(ProcessBalance { process: process.to_owned(), balance })
    }

    fn known(&self, id: &str) -> Result<(), MaterialsError> {
        if self.processes.iter().any(|process| process == id) {
            return Ok(());
        }
        Err(MaterialsError::Unknown { kind: "process", id: id.to_owned() })
    }
}

/// An array summed over all dimensions but some.
fn over(array: &Array, kept: &[Arc<Dimension>]) -> Result<Array, MaterialsError> {
    let mut reduced = array.clone();
    for dimension in array.dimensions() {
        if !kept.iter().any(|one| one.name() == dimension.name()) {
            reduced = reduced.sum_over(dimension.name())?;
        }
    }
    Ok(reduced)
}

fn magnitude(array: &Array) -> Array {
    array.map(f64::abs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrays() -> (Array, Array) {
        let year = Dimension::new("year", ["2019", "2020"]).unwrap();
        let grade = Dimension::new("grade", ["wrought", "cast"]).unwrap();
        let collected = Array::new("collected", &[&year], vec![10.0, 12.0]).unwrap();
        (collected, Array::new("sorting", &[&grade], vec![0.6, 0.4]).unwrap())
    }

    #[test]
    fn a_sorted_flow_balances_over_what_is_shared() {
        let (collected, sorting) = arrays();
        let mut system = System::new(["sorting", "remelting", "landfill"]).unwrap();
        system.flow(SURROUNDINGS, "sorting", collected.clone()).unwrap();
        system.flow("sorting", "remelting", collected.scaled(0.9).times(&sorting).unwrap()).unwrap();
        system.flow("sorting", "landfill", collected.scaled(0.1)).unwrap();
        system.stock_change("landfill", collected.scaled(0.1)).unwrap();
        let error = system.check().unwrap_err();
        assert!(error.to_string().contains("remelting"), "{error}");
        system.flow("remelting", SURROUNDINGS, collected.scaled(0.9).times(&sorting).unwrap()).unwrap();
        system.check().unwrap();
        assert_eq!(system.balances().unwrap().len(), 3);
        assert!((system.between("sorting", "remelting").unwrap().get(&["2020", "cast"]).unwrap() - 4.32).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let (collected, _) = arrays();
        assert_eq!(System::new(["a", "a"]).unwrap_err().code(), "materials-twice");
        let mut system = System::new(["a"]).unwrap();
        assert_eq!(system.flow("a", "b", collected.clone()).unwrap_err().code(), "materials-unknown");
        assert_eq!(system.flow(SURROUNDINGS, "a", collected.scaled(-1.0)).unwrap_err().code(), "materials-negative");
        system.flow(SURROUNDINGS, "a", collected.clone()).unwrap();
        assert_eq!(system.flow(SURROUNDINGS, "a", collected).unwrap_err().code(), "materials-twice");
        assert!(system.between("a", SURROUNDINGS).is_err());
    }
}
