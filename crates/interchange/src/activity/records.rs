//! The rows of a table as records.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use verdigris_activity::{Item, Measure, Quality, Record, Vocabulary};
use verdigris_network::{Finding, FindingKind, Place};
use verdigris_quantity::Unit;

use super::{
    address,
    columns::{Columns, id_of},
    figure,
    grid::{Cell, Grid, Row},
};
use crate::InterchangeError;

/// Most records of one plant's year.
const RECORDS: usize = 1_000_000;

/// Characters of a cell that a finding repeats.
const SHOWN: usize = 60;

/// Ids of the qualities and how they are also written.
pub const QUALITIES: &[(Quality, &str, &str)] = &[
    (Quality::Measured, "measured", "计量"),
    (Quality::Invoiced, "invoiced", "结算"),
    (Quality::Computed, "computed", "计算"),
    (Quality::Estimated, "estimated", "估算"),
];

/// A row being read.
struct Reading<'a> {
    grid: &'a Grid,
    columns: &'a Columns,
    row: &'a Row,
    findings: &'a mut Vec<Finding>,
}

/// Reads the rows below the header; what does not read becomes a finding with its cell and is left out.
pub fn read(
    grid: &Grid,
    columns: &Columns,
    vocabulary: &Vocabulary,
    records: &mut Vec<Record>,
    findings: &mut Vec<Finding>,
) -> Result<(), InterchangeError> {
    for (name, place) in &columns.unknown {
        findings.push(Finding::new(FindingKind::UnknownField, place.clone()).with("name", short(name)));
    }
    for row in &grid.rows[columns.header + 1..] {
        if matches!(row.cell(0), Some(Cell::Text(text)) if text.starts_with('#')) {
            continue;
        }
        let mut reading = Reading { grid, columns, row, findings };
        reading.row(vocabulary, records);
        if records.len() > RECORDS {
            return Err(InterchangeError::LimitExceeded {
                path: grid.name.clone(),
                member: String::new(),
                what: "number of records",
                found: records.len() as u64,
                limit: RECORDS as u64,
            });
        }
    }
    Ok(())
}

impl Reading<'_> {
    fn place(&self, column: usize) -> Place {
        let line = self.row.line;
        Place::file(&self.grid.name).at_line(line).at_field(address::cell(column, line))
    }

    fn text(&self, field: &str) -> String {
        self.columns.of(field).map(|at| self.row.text(at)).unwrap_or_default()
    }

    /// Columns that hold figures in this row.
    fn filled(&self) -> Vec<(Option<u8>, usize)> {
        let wide = self.columns.months.iter().copied();
        wide.filter(|(_, at)| self.row.cell(*at).is_some()).collect()
    }

    fn row(&mut self, vocabulary: &Vocabulary, records: &mut Vec<Record>) {
        let long = self.columns.value.filter(|at| self.row.cell(*at).is_some());
        let wide = self.filled();
        if long.is_none() && wide.is_empty() {
            return;
        }
        let item = self.known("item", |id| vocabulary.item(id), vocabulary.items(), |item| (&item.id, &item.name));
        let measure =
            self.known("measure", |id| vocabulary.measure(id), vocabulary.measures(), |it| (&it.id, &it.name));
        let (Some(item), Some(measure)) = (item, measure) else { return };
        let Some(unit) = self.unit(item, measure) else { return };
        let base = Record {
            process_unit: id_of(&self.text("process_unit")).to_owned(),
            item: item.id.clone(),
            measure: measure.id.clone(),
            meter: self.text("meter"),
            unit,
            quality: self.quality(),
            uncertainty: self.uncertainty(),
            source: self.text("source"),
            note: self.text("note"),
            ..Record::default()
        };
        if let Some(at) = long
            && let Some(month) = self.month()
            && let Some(value) = self.figure(at)
        {
            records.push(Record { month, value, place: self.place(at), ..base.clone() });
        }
        for (month, at) in wide {
            if let Some(value) = self.figure(at) {
                records.push(Record { month, value, place: self.place(at), ..base.clone() });
            }
        }
    }

    /// The item or measure of the row, by id or by its full name in either language.
    fn known<'v, T>(
        &mut self,
        field: &'static str,
        by_id: impl Fn(&str) -> Option<&'v T>,
        all: &'v [T],
        named: impl Fn(&'v T) -> (&'v String, &'v verdigris_quantity::Label),
    ) -> Option<&'v T> {
        let column = self.columns.of(field)?;
        let text = self.row.text(column);
        let id = id_of(&text);
        if id.is_empty() {
            let finding = Finding::new(FindingKind::MissingField, self.place(column)).with("name", field);
            self.findings.push(finding);
            return None;
        }
        let found = by_id(id).or_else(|| {
            let mut same = all.iter().filter(|one| named(one).1.en == id || named(one).1.zh == id);
            same.next().filter(|_| same.next().is_none())
        });
        if found.is_none() {
            let finding = Finding::new(FindingKind::UnknownId, self.place(column))
                .with("what_en", field)
                .with("what_zh", if field == "item" { "物项" } else { "指标" })
                .with("id", short(id));
            self.findings.push(finding);
        }
        found
    }

    /// The unit as written, where it fits what is measured.
    fn unit(&mut self, item: &Item, measure: &Measure) -> Option<String> {
        let column = self.columns.of("unit")?;
        let text = self.row.text(column);
        let wanted = measure.unit_of(item).ok()?;
        let wrong = if text.is_empty() {
            Finding::new(FindingKind::MissingField, self.place(column)).with("name", "unit")
        } else {
            match Unit::parse(&text) {
                Ok(unit) if unit.factor_to(&wanted).is_ok() => return Some(text),
                Ok(_) => Finding::new(FindingKind::RecordUnit, self.place(column))
                    .with("unit", short(&text))
                    .with("wanted", wanted.symbol())
                    .with("item_en", &item.name.en)
                    .with("item_zh", &item.name.zh)
                    .with("measure_en", &measure.name.en)
                    .with("measure_zh", &measure.name.zh),
                Err(_) => Finding::new(FindingKind::UnknownUnit, self.place(column)).with("unit", short(&text)),
            }
        };
        self.findings.push(wrong);
        None
    }

    /// Month of the long form: 1–12, or empty for the whole year. The outer `None` means it does not read.
    #[expect(clippy::option_option, reason = "no month, a month, and no month that reads are three things")]
    fn month(&mut self) -> Option<Option<u8>> {
        let column = self.columns.of("month")?;
        let read = match self.row.cell(column) {
            None => return Some(None),
            Some(Cell::Number(value)) => value.to_u8().filter(|month| f64::from(*month) == *value),
            Some(Cell::Text(text)) => id_of(text).strip_prefix('m').unwrap_or(id_of(text)).parse().ok(),
            Some(_) => None,
        };
        let month = read.filter(|month| (1..=12).contains(month));
        if month.is_none() {
            let finding = Finding::new(FindingKind::BadMonth, self.place(column)).with("text", self.shown(column));
            self.findings.push(finding);
        }
        month.map(Some)
    }

    /// The figure of a cell that is neither merged with others, nor a date, an error or text.
    fn figure(&mut self, column: usize) -> Option<Decimal> {
        let areas = self.row.merged().iter().filter_map(|&at| self.grid.merged.get(at));
        let area = areas.into_iter().find(|area| (area.columns.0..=area.columns.1).contains(&column));
        if let Some(area) = area.filter(|_| !self.row.is_edited(column)) {
            let first = address::cell(area.columns.0, area.lines.0);
            let last = address::cell(area.columns.1, area.lines.1);
            let cells = format!("{first}:{last}");
            self.findings.push(Finding::new(FindingKind::MergedCells, self.place(column)).with("cells", cells));
            return None;
        }
        let (kind, argument, text) = match self.row.cell(column)? {
            Cell::Number(value) => match figure::of_float(*value) {
                Some(value) => return Some(value),
                None => (FindingKind::NotANumber, "text", format!("{value:e}")),
            },
            Cell::Text(text) => match figure::of_text(text) {
                Some(value) => return Some(value),
                None => (FindingKind::NotANumber, "text", short(text)),
            },
            Cell::Percent(value) => {
                let finding = Finding::new(FindingKind::PercentFormat, self.place(column));
                let shown = figure::of_float(value * 100.0)
                    .map_or_else(String::new, |value| value.round_dp(6).normalize().to_string());
                self.findings.push(finding.with("shown", format!("{shown} %")).with("stored", value));
                return None;
            }
            Cell::Date(_) => (FindingKind::DateForNumber, "", String::new()),
            Cell::Error(error) => (FindingKind::CellError, "error", short(error)),
            Cell::NoValue => (FindingKind::FormulaWithoutValue, "", String::new()),
        };
        let mut finding = Finding::new(kind, self.place(column));
        if !argument.is_empty() {
            finding = finding.with(argument, text);
        }
        self.findings.push(finding);
        None
    }

    /// How the figures were obtained; what does not say is taken as estimated, the cautious end.
    fn quality(&mut self) -> Quality {
        let text = self.text("quality");
        let id = id_of(&text);
        if id.is_empty() {
            return Quality::Estimated;
        }
        let found = QUALITIES.iter().find(|(_, en, zh)| en.eq_ignore_ascii_case(id) || *zh == id);
        if let (None, Some(column)) = (found, self.columns.of("quality")) {
            let finding = Finding::new(FindingKind::UnknownQuality, self.place(column)).with("text", short(id));
            self.findings.push(finding);
        }
        found.map_or(Quality::Estimated, |(quality, _, _)| *quality)
    }

    /// Half width of the 95 % interval as a fraction; written in per cent.
    fn uncertainty(&mut self) -> Option<f64> {
        let column = self.columns.of("uncertainty")?;
        let per_cent = match self.row.cell(column)? {
            Cell::Number(value) => Some(*value),
            Cell::Text(text) => figure::of_text(text).and_then(|value| value.to_f64()),
            Cell::Percent(value) => Some(*value * 100.0),
            _ => None,
        };
        let read = per_cent.filter(|value| (0.0..=1000.0).contains(value)).map(|value| value / 100.0);
        if read.is_none() {
            let finding = Finding::new(FindingKind::BadUncertainty, self.place(column))
                .with("text", self.shown(column))
                .with("reason", "0 … 1000 %");
            self.findings.push(finding);
        }
        read
    }

    fn shown(&self, column: usize) -> String {
        match self.row.cell(column) {
            Some(Cell::Text(text)) => short(text),
            Some(Cell::Number(value) | Cell::Percent(value)) => value.to_string(),
            Some(Cell::Error(error)) => short(error),
            _ => String::new(),
        }
    }
}

/// The start of a text, for a finding.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
