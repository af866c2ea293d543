//! A plant's streams as a table: read, reconciled, told.
//!
//! Columns, in any order: `stream`, `from`, `to` (nodes; blank is outside), `quantity` (blank or `mass` for the flow, else
//! the name of a component whose mass fraction stands in the row), `value` (blank: not measured), `sd` (standard
//! deviation in the unit of the value, or with `%` relative to it, or `exact`), `unit` (only carried along; all flows must
//! have one unit). `from` and `to` need to stand in one row of a stream.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::gross::{Detection, GrossError, Suspect};
use crate::sheet_model::{Contents, start};
use crate::{Adjusted, Reading, Reconciled, ReconciliationError, System, gross, nonlinear, reconcile_at};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Stream.
    pub stream: String,
    /// Component; none for the flow itself.
    pub component: Option<String>,
    /// What is known.
    pub reading: Reading,
    /// Unit as written.
    pub unit: String,
}

/// A stream's ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stream {
    /// Name.
    pub name: String,
    /// Node it leaves; none: it comes from outside.
    pub from: Option<String>,
    /// Node it enters; none: it goes outside.
    pub to: Option<String>,
}

/// Streams with their readings.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sheet {
    /// In order of appearance.
    pub streams: Vec<Stream>,
    /// Nodes in order of appearance.
    pub nodes: Vec<String>,
    /// Rows; every stream has one for its flow.
    pub entries: Vec<Entry>,
}

/// A row after reconciliation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SolvedEntry {
    /// Stream.
    pub stream: String,
    /// Node it leaves.
    pub from: Option<String>,
    /// Node it enters.
    pub to: Option<String>,
    /// Component; none for the flow itself.
    pub component: Option<String>,
    /// Unit as written.
    pub unit: String,
    /// Reconciled.
    #[serde(flatten)]
    pub result: Adjusted,
}

/// A gross error in the words of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Stream with a biased reading, or node that leaks.
    pub place: String,
    /// Component concerned; none for the flow.
    pub component: Option<String>,
    /// Whether a node leaks (otherwise a reading is biased).
    pub leak: bool,
    /// Estimated size.
    pub size: f64,
    /// Statistic when found.
    pub statistic: f64,
    /// Its bound.
    pub critical: f64,
    /// Other places that explain the residuals as well.
    pub equivalent: Vec<String>,
}

/// A table after reconciliation.
#[derive(Clone, Debug, Serialize)]
pub struct Solved {
    /// All readings taken as they are.
    pub entries: Vec<SolvedEntry>,
    /// Tests of that reconciliation.
    pub reconciled: Reconciled,
    /// Gross errors found.
    pub errors: Vec<Told>,
    /// The rows with the gross errors taken out; empty when none were found.
    pub corrected: Vec<SolvedEntry>,
    /// Tests without the gross errors; absent when none were found.
    pub corrected_reconciled: Option<Reconciled>,
}

impl Sheet {
    /// Reads the table.
    pub fn read(text: &str) -> Result<Self, ReconciliationError> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let failed = |line: u64, reason: String| ReconciliationError::Table { line, reason };
        let headers = reader.headers().map_err(|error| failed(1, error.to_string()))?.clone();
        let place = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
        let needed = |name: &str| place(name).ok_or_else(|| failed(1, format!("the column `{name}` is missing")));
        let (stream, from, to, value) = (needed("stream")?, needed("from")?, needed("to")?, needed("value")?);
        let (sd, quantity, unit) = (needed("sd")?, place("quantity"), place("unit"));
        let mut sheet = Self::default();
        for record in reader.records() {
            let record =
                record.map_err(|error| failed(error.position().map_or(0, csv::Position::line), error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or("");
            let name = cell(Some(stream));
            if record.iter().all(str::is_empty) {
                continue;
            }
            if name.is_empty() {
                return Err(failed(line, "no stream is named".to_owned()));
            }
            sheet.join(name, cell(Some(from)), cell(Some(to))).map_err(|reason| failed(line, reason))?;
            let reading = reading(cell(Some(value)), cell(Some(sd)))
                .map_err(|reason| failed(line, format!("{name}: {reason}")))?;
            let component = Some(cell(quantity)).filter(|text| !text.is_empty() && !is_mass(text)).map(str::to_owned);
            if sheet.entries.iter().any(|entry| entry.stream == name && entry.component == component) {
                return Err(failed(line, format!("{name}: the same quantity stands twice")));
            }
            if component.is_some()
                && let Reading::Measured { value, .. } | Reading::Exact { value } = reading
                && !(0.0..=1.0).contains(&value)
            {
                return Err(failed(line, format!("{name}: a mass fraction lies between 0 and 1, not {value}")));
            }
            sheet.entries.push(Entry { stream: name.to_owned(), component, reading, unit: cell(unit).to_owned() });
        }
        if sheet.streams.is_empty() {
            return Err(failed(1, "there is no stream".to_owned()));
        }
        for stream in &sheet.streams {
            if stream.from.is_none() && stream.to.is_none() {
                return Err(failed(0, format!("{}: neither `from` nor `to` names a node", stream.name)));
            }
            if !sheet.entries.iter().any(|entry| entry.stream == stream.name && entry.component.is_none()) {
                let (stream, unit) = (stream.name.clone(), String::new());
                sheet.entries.push(Entry { stream, component: None, reading: Reading::Unmeasured, unit });
            }
        }
        for node in &sheet.nodes {
            let terms = sheet.terms(node);
            if !(terms.iter().any(|term| term.1 > 0.0) && terms.iter().any(|term| term.1 < 0.0)) {
                return Err(failed(
                    0,
                    format!("{node}: streams only enter or only leave it; what else passes is missing"),
                ));
            }
        }
        sheet.same_unit()?;
        Ok(sheet)
    }

    fn join(&mut self, name: &str, from: &str, to: &str) -> Result<(), String> {
        let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        for node in [from, to] {
            if !node.is_empty() && !self.nodes.iter().any(|known| known == node) {
                self.nodes.push(node.to_owned());
            }
        }
        let (from, to) = (end(from), end(to));
        if from.is_some() && from == to {
            return Err(format!("{name} leaves and enters the same node"));
        }
        let Some(stream) = self.streams.iter_mut().find(|stream| stream.name == name) else {
            self.streams.push(Stream { name: name.to_owned(), from, to });
            return Ok(());
        };
        if (from.is_some() || to.is_some()) && (stream.from.is_some() || stream.to.is_some()) {
            return if (from, to) == (stream.from.clone(), stream.to.clone()) {
                Ok(())
            } else {
                Err(format!("{name} has other ends than before"))
            };
        }
        if from.is_some() || to.is_some() {
            (stream.from, stream.to) = (from, to);
        }
        Ok(())
    }

    fn same_unit(&self) -> Result<(), ReconciliationError> {
        let mut units = self
            .entries
            .iter()
            .filter(|entry| entry.component.is_none() && !entry.unit.is_empty())
            .map(|entry| &entry.unit);
        let Some(first) = units.next() else { return Ok(()) };
        match units.find(|unit| *unit != first) {
            Some(other) => Err(ReconciliationError::Table {
                line: 0,
                reason: format!("flows stand in {first} and in {other}; give all in one unit"),
            }),
            None => Ok(()),
        }
    }

    /// Components in order of name.
    pub fn components(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.entries.iter().filter_map(|entry| entry.component.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Reconciles at a level of significance and searches for gross errors.
    pub fn solve(&self, significance: f64) -> Result<Solved, ReconciliationError> {
        if self.components().is_empty() {
            let system = self.flows();
            let reconciled = reconcile_at(&system, significance, None)?;
            let detection = gross::detect(&system, significance)?;
            return Ok(self.told(reconciled, detection, &|balance| (self.nodes[balance].clone(), None)));
        }
        let contents = Contents::of(self);
        let start = start(self)?;
        let reconciled = nonlinear::reconcile(&contents.variables, &contents, &start, significance)?;
        let detection = nonlinear::detect(&contents.variables, &contents, &start, significance)?;
        Ok(self.told(reconciled, detection, &|balance| contents.place(self, balance)))
    }

    /// The balances of flows alone; variables in the order of the streams.
    pub(crate) fn flows(&self) -> System {
        let mut system = System::new();
        for stream in &self.streams {
            let entry = self.entries.iter().find(|entry| entry.stream == stream.name && entry.component.is_none());
            system.variable(&stream.name, entry.map_or(Reading::Unmeasured, |entry| entry.reading));
        }
        for node in &self.nodes {
            system.node(node, &self.terms(node));
        }
        system
    }

    /// Streams at a node by index, +1 in and −1 out.
    pub(crate) fn terms(&self, node: &str) -> Vec<(usize, f64)> {
        let mut terms = Vec::new();
        for (at, stream) in self.streams.iter().enumerate() {
            if stream.to.as_deref() == Some(node) {
                terms.push((at, 1.0));
            }
            if stream.from.as_deref() == Some(node) {
                terms.push((at, -1.0));
            }
        }
        terms
    }

    fn told(
        &self,
        reconciled: Reconciled,
        detection: Detection,
        place: &dyn Fn(usize) -> (String, Option<String>),
    ) -> Solved {
        let rows = |result: &Reconciled| -> Vec<SolvedEntry> {
            let keys = self.keys();
            keys.iter().zip(&result.values).map(|(key, value)| self.row(key, value.clone())).collect()
        };
        let keys = self.keys();
        let where_is = |suspect: &Suspect| match *suspect {
            Suspect::Bias(variable) => keys[variable].clone(),
            Suspect::Leak(balance) => place(balance),
        };
        let name = |suspect: &Suspect| {
            let (place, component) = where_is(suspect);
            component.map_or(place.clone(), |component| format!("{place} · {component}"))
        };
        let tell = |error: &GrossError| {
            let (place, component) = where_is(&error.suspect);
            let leak = matches!(error.suspect, Suspect::Leak(_));
            let equivalent = error.equivalent.iter().map(name).collect();
            let (size, statistic, critical) = (error.size, error.statistic, error.critical);
            Told { place, component, leak, size, statistic, critical, equivalent }
        };
        let errors: Vec<Told> = detection.errors.iter().map(tell).collect();
        let entries = rows(&reconciled);
        let (corrected, corrected_reconciled) = if errors.is_empty() {
            (Vec::new(), None)
        } else {
            (rows(&detection.corrected), Some(detection.corrected))
        };
        Solved { entries, reconciled, errors, corrected, corrected_reconciled }
    }

    /// Stream and component of each variable: the flows in order, then components by name and stream.
    pub(crate) fn keys(&self) -> Vec<(String, Option<String>)> {
        let mut keys: Vec<(String, Option<String>)> =
            self.streams.iter().map(|stream| (stream.name.clone(), None)).collect();
        for component in self.components() {
            let carried = self.carried(component);
            keys.extend(
                self.streams
                    .iter()
                    .filter(|stream| carried.get(stream.name.as_str()).copied().unwrap_or(false))
                    .map(|stream| (stream.name.clone(), Some(component.to_owned()))),
            );
        }
        keys
    }

    /// Whether each stream can carry a component: all streams at nodes that one with a row for it touches.
    fn carried(&self, component: &str) -> BTreeMap<&str, bool> {
        let mut carried: BTreeMap<&str, bool> = self
            .streams
            .iter()
            .map(|stream| {
                let given =
                    |entry: &Entry| entry.stream == stream.name && entry.component.as_deref() == Some(component);
                (stream.name.as_str(), self.entries.iter().any(given))
            })
            .collect();
        let named: Vec<&Stream> = self.streams.iter().filter(|stream| carried[stream.name.as_str()]).collect();
        let nodes: Vec<&str> =
            named.iter().flat_map(|stream| [stream.from.as_deref(), stream.to.as_deref()]).flatten().collect();
        for stream in &self.streams {
            if [stream.from.as_deref(), stream.to.as_deref()].into_iter().flatten().any(|end| nodes.contains(&end)) {
                carried.insert(&stream.name, true);
            }
        }
        carried
    }

    fn row(&self, key: &(String, Option<String>), result: Adjusted) -> SolvedEntry {
        let (stream, component) = key.clone();
        let ends = self.streams.iter().find(|known| known.name == stream);
        let entry = self.entries.iter().find(|entry| entry.stream == stream && entry.component == component);
        SolvedEntry {
            from: ends.and_then(|ends| ends.from.clone()),
            to: ends.and_then(|ends| ends.to.clone()),
            unit: entry.map_or_else(String::new, |entry| entry.unit.clone()),
            stream,
            component,
            result,
        }
    }
}

fn is_mass(text: &str) -> bool {
    text.eq_ignore_ascii_case("mass") || text == "质量"
}

fn reading(value: &str, sd: &str) -> Result<Reading, String> {
    if value.is_empty() {
        return Ok(Reading::Unmeasured);
    }
    let number = |text: &str| {
        text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| format!("`{text}` is no number"))
    };
    let value = number(value)?;
    if sd.is_empty() {
        return Err("a measured value needs its standard deviation in `sd`, or `exact`".to_owned());
    }
    if sd.eq_ignore_ascii_case("exact") {
        return Ok(Reading::Exact { value });
    }
    let sd = match sd.strip_suffix('%') {
        Some(share) => number(share.trim_end())? / 100.0 * value.abs(),
        None => number(sd)?,
    };
    if sd > 0.0 {
        Ok(Reading::Measured { value, sd })
    } else {
        Err(format!("the standard deviation is {sd}; it must be above zero"))
    }
}
