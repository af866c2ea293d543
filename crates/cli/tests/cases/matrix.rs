//! Models from `matrix` blocks: dense rows, optionally with the names of what the columns or rows are.

use verdigris_inventory::error::InventoryError;
use verdigris_inventory::sensitivity::Place;
use verdigris_inventory::sparse::Sparse;
use verdigris_inventory::system::System;
use verdigris_inventory::uncertain::Uncertain;
use verdigris_quantity::spread::Spread;

use crate::document::{Block, Case, first_word};
use crate::expectation::number;
use crate::model::Model;

struct Dense {
    rows: Vec<Vec<f64>>,
    names: Vec<String>,
}

impl Dense {
    fn read(case: &Case, letter: &str) -> Result<Option<Self>, String> {
        let Some(block) = case.blocks("matrix").find(|block| first_word(&block.name) == letter) else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        for (line, text) in block.lines() {
            let cells = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|cell| !cell.is_empty());
            let row: Vec<f64> = cells.map(number).collect::<Result<_, _>>().map_err(|error| at(line, &error))?;
            if rows.first().is_some_and(|first: &Vec<f64>| first.len() != row.len()) {
                return Err(at(line, "the row is longer or shorter than the first"));
            }
            rows.push(row);
        }
        let names = block.name.split_whitespace().skip(1).map(str::to_owned).collect();
        Ok(Some(Self { rows, names }))
    }

    fn columns(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    fn sparse(&self) -> Sparse {
        let mut triplets = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            for (j, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                triplets.push((i as u32, j as u32, value));
            }
        }
        Sparse::from_triplets(self.rows.len(), self.columns(), &triplets)
    }

    /// The names given, or a letter and a number from 1.
    fn named(&self, letter: char, count: usize) -> Vec<String> {
        if self.names.is_empty() { numbered(letter, count) } else { self.names.clone() }
    }
}

fn numbered(letter: char, count: usize) -> Vec<String> {
    (1..=count).map(|k| format!("{letter}{k}")).collect()
}

fn at(line: usize, text: &str) -> String {
    format!("line {line}: {text}")
}

/// The model of a case, or the engine's refusal; `Err` when the case itself cannot be read.
pub fn model(case: &Case) -> Result<Result<Model, (InventoryError, Vec<String>)>, String> {
    let technosphere = Dense::read(case, "A")?.ok_or("a matrix case has a block `matrix A`")?;
    let size = technosphere.columns();
    let interventions = Dense::read(case, "B")?.unwrap_or(Dense { rows: Vec::new(), names: Vec::new() });
    let flows = interventions.rows.len();
    let activities = technosphere.named('p', size);
    let flow_names = interventions.named('e', flows);
    let (characterisation, indicators) = if let Some(factors) = Dense::read(case, "Q")? {
        let names = factors.named('q', factors.rows.len());
        (factors.sparse().transpose().0, names)
    } else {
        // Without factors, every flow is its own indicator.
        let ones: Vec<(u32, u32, f64)> = (0..flows as u32).map(|k| (k, k, 1.0)).collect();
        (Sparse::from_triplets(flows, flows, &ones), flow_names.clone())
    };
    let interventions = if flows == 0 { Sparse::from_triplets(0, size, &[]) } else { interventions.sparse() };
    let demand: Vec<(u32, f64)> = match Dense::read(case, "f")? {
        Some(vector) => vector.rows.concat().into_iter().enumerate().map(|(k, amount)| (k as u32, amount)).collect(),
        None => Vec::new(),
    };
    let (system, pairing) = match System::from_raw(&technosphere.sparse(), &interventions, characterisation, &[]) {
        Ok(found) => found,
        Err(error) => return Ok(Err((error, activities))),
    };
    let mut model = Model { system, activities, flows: flow_names, indicators, ..Model::default() };
    model.demand = demand.into_iter().filter(|&(_, amount)| amount != 0.0).collect();
    model.positions = vec![0; size];
    for (position, &raw) in pairing.activity_of.iter().enumerate() {
        model.positions[raw as usize] = position;
    }
    if let Some(block) = case.block("uncertain") {
        model.uncertain = uncertain(block, &model)?;
    }
    if let Some(block) = case.block("sample") {
        model.sample = Some(sample(block)?);
    }
    Ok(Ok(model))
}

/// Lines `A ROW COLUMN SPREAD` or `B FLOW COLUMN SPREAD`, rows and columns counted from 1; each line is one draw.
fn uncertain(block: &Block, model: &Model) -> Result<Vec<Uncertain>, String> {
    let mut found = Vec::new();
    for (line, text) in block.lines() {
        let words: Vec<&str> = text.splitn(4, ' ').collect();
        let &[matrix, row, column, spread] = words.as_slice() else {
            return Err(at(line, "expected `A ROW COLUMN DISTRIBUTION`"));
        };
        let index = |text: &str| text.parse::<u32>().ok().and_then(|k| k.checked_sub(1));
        let (Some(row), Some(raw)) = (index(row), index(column)) else {
            return Err(at(line, "rows and columns are numbers from 1"));
        };
        let column = *model.positions.get(raw as usize).ok_or_else(|| at(line, "there is no such column"))?;
        let (place, value) = match matrix {
            "A" => {
                let place = Place::Technosphere { row, column: column as u32 };
                (place, model.system.technosphere.get(row as usize, column))
            }
            "B" => {
                let place = Place::Intervention { row, column: column as u32 };
                (place, model.system.interventions.get(row as usize, column))
            }
            _ => return Err(at(line, "only entries of A and B are uncertain here")),
        };
        let value = value.ok_or_else(|| at(line, "the entry is zero"))?;
        let spread: Spread = spread.parse().map_err(|error| at(line, &format!("{error}")))?;
        let distribution = spread.around(value.abs()).map_err(|error| at(line, &format!("{error}")))?;
        let id = found.len() as u64;
        found.push(Uncertain { place, factor: value.signum(), amount: value.abs(), distribution, id });
    }
    Ok(found)
}

/// `runs = N` and `seed = N`.
fn sample(block: &Block) -> Result<(u64, u64), String> {
    let number = |key: &str| {
        let value = block.settings(key).next().and_then(|(_, value)| value.parse::<u64>().ok());
        value.ok_or_else(|| at(block.line, &format!("`{key} = NUMBER` is missing")))
    };
    Ok((number("runs")?, number("seed")?))
}
