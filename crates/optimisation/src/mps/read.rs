//! Reading.

use std::collections::BTreeMap;

use crate::{Column, Error, Programme};

/// Reads MPS text. Fields are taken as parted by blanks; where that fails, by the columns of the fixed form, whose
/// names may hold blanks.
pub fn read(text: &str) -> Result<Programme, Error> {
    let free = Reader::default().read(text, |line| line.split_whitespace().collect());
    match free {
        Ok(programme) => Ok(programme),
        // The first error is the one told: the fixed form is the rarer.
        Err(error) => Reader::default().read(text, fixed).map_err(|_| error),
    }
}

/// Fields at columns 2–3, 5–12, 15–22, 25–36, 40–47, 50–61.
fn fixed(line: &str) -> Vec<&str> {
    const FIELDS: [(usize, usize); 6] = [(1, 4), (4, 14), (14, 24), (24, 39), (39, 49), (49, 61)];
    let part = |&(from, to): &(usize, usize)| line.get(from.min(line.len())..to.min(line.len())).map_or("", str::trim);
    let mut fields: Vec<&str> = FIELDS.iter().map(part).collect();
    if fields[0].is_empty() {
        fields.remove(0);
    }
    while fields.last().is_some_and(|field| field.is_empty()) {
        fields.pop();
    }
    fields
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Start,
    Sense,
    Rows,
    Columns,
    Right,
    Ranges,
    Bounds,
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Free,
    Less,
    Greater,
    Equal,
}

struct RowText {
    name: String,
    kind: Kind,
    right: f64,
    range: Option<f64>,
    terms: Vec<(Column, f64)>,
}

struct ColumnText {
    name: String,
    cost: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    integer: bool,
}

#[derive(Default)]
struct Reader {
    name: String,
    maximise: bool,
    rows: Vec<RowText>,
    row_names: BTreeMap<String, usize>,
    columns: Vec<ColumnText>,
    column_names: BTreeMap<String, usize>,
    objective: Option<usize>,
    whole: bool,
}

impl Reader {
    fn read<'a>(mut self, text: &'a str, split: impl Fn(&'a str) -> Vec<&'a str>) -> Result<Programme, Error> {
        let mut section = Section::Start;
        let mut last = 0;
        for (index, raw) in text.lines().enumerate() {
            let line = raw.trim_end();
            let wrong = |reason: String| Error::Mps { line: index + 1, reason };
            last = index + 1;
            if line.is_empty() || line.starts_with('*') {
                continue;
            }
            if line.starts_with([' ', '\t']) {
                let mut fields = split(line);
                // A field that begins with a dollar sign begins a remark.
                if let Some(remark) = fields.iter().skip(1).position(|field| field.starts_with('$')) {
                    fields.truncate(remark + 1);
                }
                if !fields.is_empty() {
                    self.line(section, &fields).map_err(wrong)?;
                }
                continue;
            }
            let mut words = line.split_whitespace();
            section = self.header(words.next().unwrap_or_default(), words.next(), line).map_err(wrong)?;
            if section == Section::End {
                return Ok(self.programme());
            }
        }
        Err(Error::Mps { line: last, reason: "the text ends without ENDATA".to_owned() })
    }

    fn header(&mut self, word: &str, next: Option<&str>, line: &str) -> Result<Section, String> {
        Ok(match word.to_ascii_uppercase().as_str() {
            "NAME" => {
                line.get(4..).unwrap_or_default().trim().clone_into(&mut self.name);
                Section::Start
            }
            "OBJSENSE" => {
                if let Some(sense) = next {
                    self.sense(sense)?;
                }
                Section::Sense
            }
            "ROWS" => Section::Rows,
            "COLUMNS" => Section::Columns,
            "RHS" => Section::Right,
            "RANGES" => Section::Ranges,
            "BOUNDS" => Section::Bounds,
            "ENDATA" => Section::End,
            other => return Err(format!("`{other}` is no section of a linear programme")),
        })
    }

    fn sense(&mut self, word: &str) -> Result<(), String> {
        self.maximise = match word.to_ascii_uppercase().as_str() {
            "MAX" | "MAXIMIZE" | "MAXIMISE" => true,
            "MIN" | "MINIMIZE" | "MINIMISE" => false,
            _ => return Err(format!("`{word}` is neither MIN nor MAX")),
        };
        Ok(())
    }

    fn line(&mut self, section: Section, fields: &[&str]) -> Result<(), String> {
        match section {
            Section::Rows => self.row(fields),
            Section::Columns => self.entries(fields),
            Section::Right => self.pairs(fields, |reader, row, value| {
                let row = reader.known_row(row)?;
                reader.rows[row].right = value;
                Ok(())
            }),
            Section::Ranges => self.pairs(fields, |reader, row, value| {
                let row = reader.known_row(row)?;
                reader.rows[row].range = Some(value);
                Ok(())
            }),
            Section::Bounds => self.bound(fields),
            Section::Sense => self.sense(fields[0]),
            Section::Start | Section::End => Err("data before any section".to_owned()),
        }
    }

    fn row(&mut self, fields: &[&str]) -> Result<(), String> {
        let [kind, name] = fields else { return Err("a row is a kind and a name".to_owned()) };
        let kind = match kind.to_ascii_uppercase().as_str() {
            "N" => Kind::Free,
            "L" => Kind::Less,
            "G" => Kind::Greater,
            "E" => Kind::Equal,
            other => return Err(format!("`{other}` is none of the kinds N, L, G, E")),
        };
        let index = self.rows.len();
        if self.row_names.insert((*name).to_owned(), index).is_some() {
            return Err(format!("the row {name} stands twice"));
        }
        if kind == Kind::Free && self.objective.is_none() {
            self.objective = Some(index);
        }
        self.rows.push(RowText { name: (*name).to_owned(), kind, right: 0.0, range: None, terms: Vec::new() });
        Ok(())
    }

    fn known_row(&self, name: &str) -> Result<usize, String> {
        self.row_names.get(name).copied().ok_or_else(|| format!("there is no row {name}"))
    }

    fn entries(&mut self, fields: &[&str]) -> Result<(), String> {
        if fields.len() >= 3 && fields[1].trim_matches('\'') == "MARKER" {
            self.whole = match fields[fields.len() - 1].trim_matches('\'') {
                "INTORG" => true,
                "INTEND" => false,
                other => return Err(format!("`{other}` is neither INTORG nor INTEND")),
            };
            return Ok(());
        }
        // A line without a column's name goes on with the column before.
        let goes_on = fields.len().is_multiple_of(2) || fields[0].is_empty();
        let pairs = &fields[fields.len() % 2..];
        if !matches!(pairs.len(), 2 | 4) || (goes_on && self.columns.is_empty()) {
            return Err("an entry is a column and one or two pairs of row and number".to_owned());
        }
        let column = if goes_on {
            self.columns.len() - 1
        } else if let Some(&known) = self.column_names.get(fields[0]) {
            known
        } else {
            let (name, integer) = (fields[0].to_owned(), self.whole);
            self.column_names.insert(name.clone(), self.columns.len());
            self.columns.push(ColumnText { name, cost: 0.0, lower: None, upper: None, integer });
            self.columns.len() - 1
        };
        for pair in pairs.chunks_exact(2) {
            let (row, value) = (self.known_row(pair[0])?, number(pair[1])?);
            if Some(row) == self.objective {
                self.columns[column].cost += value;
            } else {
                self.rows[row].terms.push((Column::at(column), value));
            }
        }
        Ok(())
    }

    /// Pairs of name and number, after the name of the set, which may be left out.
    fn pairs(
        &mut self,
        fields: &[&str],
        mut take: impl FnMut(&mut Self, &str, f64) -> Result<(), String>,
    ) -> Result<(), String> {
        let pairs = &fields[fields.len() % 2..];
        if pairs.is_empty() || pairs.len() > 4 {
            return Err("expected one or two pairs of row and number".to_owned());
        }
        pairs.chunks_exact(2).try_for_each(|pair| take(self, pair[0], number(pair[1])?))
    }

    fn bound(&mut self, fields: &[&str]) -> Result<(), String> {
        let kind = fields[0].to_ascii_uppercase();
        let valued = matches!(kind.as_str(), "UP" | "LO" | "FX" | "UI" | "LI");
        let known = |name: &str| self.column_names.get(name).copied();
        let (name, value) = match (valued, fields) {
            (true, [_, name, value] | [_, _, name, value]) => (*name, number(value)?),
            (false, [_, name] | [_, _, name, _]) => (*name, 0.0),
            // Type, set, column; or type, column, a number that means nothing.
            (false, [_, first, second]) => (if known(second).is_some() { *second } else { *first }, 0.0),
            _ => return Err("a bound is a kind, a set, a column and a number".to_owned()),
        };
        let index = known(name).ok_or_else(|| format!("there is no column {name}"))?;
        let column = &mut self.columns[index];
        match kind.as_str() {
            "UP" | "UI" => {
                column.upper = Some(value);
                if value < 0.0 && column.lower.is_none() {
                    column.lower = Some(f64::NEG_INFINITY);
                }
            }
            "LO" | "LI" => column.lower = Some(value),
            "FX" => (column.lower, column.upper) = (Some(value), Some(value)),
            "FR" => (column.lower, column.upper) = (Some(f64::NEG_INFINITY), Some(f64::INFINITY)),
            "MI" => column.lower = Some(f64::NEG_INFINITY),
            "PL" => column.upper = Some(f64::INFINITY),
            "BV" => (column.lower, column.upper, column.integer) = (Some(0.0), Some(1.0), true),
            other => return Err(format!("`{other}` is no kind of bound known here")),
        }
        column.integer |= matches!(kind.as_str(), "UI" | "LI");
        Ok(())
    }

    fn programme(self) -> Programme {
        let sign = if self.maximise { -1.0 } else { 1.0 };
        let mut programme = Programme::new(self.name);
        for column in self.columns {
            let unbounded = column.lower.is_none() && column.upper.is_none();
            let upper = column.upper.unwrap_or(if column.integer && unbounded { 1.0 } else { f64::INFINITY });
            let added = programme.column(column.name, sign * column.cost, column.lower.unwrap_or(0.0), upper);
            if column.integer {
                programme.integer(added);
            }
        }
        for (index, row) in self.rows.into_iter().enumerate() {
            if row.kind == Kind::Free {
                if Some(index) == self.objective && row.right != 0.0 {
                    programme.constant(-sign * row.right);
                }
                continue;
            }
            let (lower, upper) = sides(row.kind, row.right, row.range);
            programme.row(row.name, lower, upper, &row.terms);
        }
        programme
    }
}

/// Bounds of a row from its kind, right-hand side and range.
fn sides(kind: Kind, right: f64, range: Option<f64>) -> (f64, f64) {
    match (kind, range) {
        (Kind::Less, None) => (f64::NEG_INFINITY, right),
        (Kind::Less, Some(range)) => (right - range.abs(), right),
        (Kind::Greater, None) => (right, f64::INFINITY),
        (Kind::Greater, Some(range)) => (right, right + range.abs()),
        (Kind::Equal, Some(range)) if range < 0.0 => (right + range, right),
        (Kind::Equal, Some(range)) => (right, right + range),
        (Kind::Equal, None) => (right, right),
        (Kind::Free, _) => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

fn number(text: &str) -> Result<f64, String> {
    let parsed = text.parse::<f64>().or_else(|_| text.replace(['D', 'd'], "e").parse());
    match parsed {
        Ok(value) if value.is_nan() => Err(format!("`{text}` is not a number")),
        Ok(value) if value >= 1e30 => Ok(f64::INFINITY),
        Ok(value) if value <= -1e30 => Ok(f64::NEG_INFINITY),
        Ok(value) => Ok(value),
        Err(_) => Err(format!("`{text}` is not a number")),
    }
}
