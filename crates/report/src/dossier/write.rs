//! From the model to source for the typesetter.

use std::fmt::Write;

use verdigris_quantity::{Label, Language, Origin};

use super::{
    Align, Block, Cell, Dossier, Figure, Finding, Languages, RowKind, Severity, Table, Width, formula,
    literal::{array, number, string},
    outline::outlined,
    sources::Sources,
};
use crate::{calculation::Calculation, notation::chemistry, words::Word};

const TEMPLATE: &str = include_str!("template.typ");

/// Trust tags in the order of their weight, with their meaning.
const TAGS: [(&str, Word); 5] = [
    ("P", Word::TrustOfficial),
    ("T", Word::TrustTranscribed),
    ("N", Word::TrustNews),
    ("D", Word::TrustData),
    ("C", Word::TrustComputed),
];

/// Source for the typesetter, and the pictures it names.
pub fn typst_source(dossier: &Dossier, languages: Languages) -> (String, Vec<(String, Vec<u8>)>) {
    let mut writer =
        Writer { languages, source: String::from(TEMPLATE), files: Vec::new(), sources: Sources::default() };
    writer.dossier(dossier);
    (writer.source, writer.files)
}

struct Writer {
    languages: Languages,
    source: String,
    files: Vec<(String, Vec<u8>)>,
    sources: Sources,
}

impl Writer {
    fn dossier(&mut self, dossier: &Dossier) {
        let first = self.languages.first();
        let words = if first == Language::Zh { ["第 ", " 页，共 ", " 页"] } else { ["Page ", " of ", ""] };
        self.line(&format!(
            "#show: dossier.with(title: {}, place: {}, page-words: {})",
            string(dossier.title.get(first)),
            string(dossier.subtitle.get(first)),
            array(words.map(string))
        ));
        self.cover(dossier);
        for section in &dossier.sections {
            self.line(&format!("#heading(level: 1, {})", self.beside(&section.heading)));
            for block in &section.blocks {
                self.block(block);
            }
        }
        self.end_notes();
    }

    fn cover(&mut self, dossier: &Dossier) {
        let headlines = dossier.headlines.iter().map(|one| {
            let value = if one.value.is_empty() { string(self.word(Word::NotAvailable)) } else { number(&one.value) };
            format!(
                "(label: {}, value: {value}, unit: {}, note: {})",
                self.text(&one.label),
                string(&chemistry(one.unit.get(self.languages.first()))),
                if one.note.is_empty() { "[]".into() } else { self.text(&one.note) }
            )
        });
        let headlines = array(headlines.collect::<Vec<_>>());
        let facts: Vec<String> =
            dossier.facts.iter().map(|(name, said)| array([self.text(name), self.text(said)])).collect();
        self.line(&format!(
            "#cover(brand: \"Verdigris 铜绿\", title: {}, subtitle: {}, headlines: {headlines}, facts: {})",
            self.text_on_colour(&dossier.title),
            self.text_on_colour(&dossier.subtitle),
            array(facts)
        ));
        self.line(&format!("#contents({})", self.beside(&Word::Contents.label())));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.line(&format!("#para({})", self.text(text))),
            Block::Heading(text) => self.line(&format!("#heading(level: 2, {})", self.beside(text))),
            Block::Note(text) => {
                self.line(&format!("#note({}, {})", string(self.word(Word::Note)), self.text(text)));
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Findings(findings) if findings.is_empty() => {
                self.line(&format!("#para({})", self.text(&Word::NoFindings.label())));
            }
            Block::Findings(findings) => {
                for finding in findings {
                    self.finding(finding);
                }
            }
            Block::Calculation(calculation) => self.calculation(calculation),
        }
    }

    fn table(&mut self, table: &Table) {
        let widths = table.columns.iter().map(|column| match column.width {
            Width::Content => "auto".to_owned(),
            Width::Share(share) => format!("{}fr", share.max(1)),
        });
        let aligns = table.columns.iter().map(|column| {
            match column.align {
                Align::Left => "left",
                Align::Centre => "center",
                Align::Right => "right",
            }
            .to_owned()
        });
        let head = table.columns.iter().map(|column| self.text(&column.head)).collect::<Vec<_>>();
        let (widths, aligns) = (array(widths), array(aligns));
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            // A row shorter than the head would move every later cell into a wrong column.
            let cells: Vec<String> = (0..table.columns.len())
                .map(|at| row.cells.get(at).map_or("[]".into(), |cell| self.cell(cell)))
                .collect();
            rows.push(array(cells));
        }
        let kinds = table.rows.iter().map(|row| {
            string(match row.kind {
                RowKind::Plain => "plain",
                RowKind::Group => "group",
                RowKind::Total => "total",
            })
        });
        let caption = if table.caption.is_empty() { "none".into() } else { self.text(&table.caption) };
        let notes: Vec<String> = table.notes.iter().map(|note| self.text(note)).collect();
        self.line(&format!(
            "#ledger(caption: {caption}, supplement: {}, columns: {widths}, aligns: {aligns}, head: {}, rows: {},\n  \
             kinds: {}, notes: {})",
            string(self.word(Word::Table)),
            array(head),
            array(rows),
            array(kinds),
            array(notes)
        ));
    }

    fn cell(&mut self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => "[]".into(),
            Cell::Text(text) => self.text(text),
            Cell::Verbatim(text) => string(&chemistry(text)),
            Cell::Number(text) => number(text),
            Cell::Missing(needs) => format!("text(fill: faint, {})", self.text(needs)),
            Cell::Source(origin) => self.citation(origin),
        }
    }

    fn citation(&mut self, origin: &Origin) -> String {
        let note = format!("cite-source({})", self.sources.number(origin));
        if origin.trust.is_empty() { note } else { format!("badge({}) + {note}", string(&origin.trust)) }
    }

    fn figure(&mut self, figure: &Figure) {
        let Some(svg) = figure.drawing.in_language(self.languages.first()) else {
            return;
        };
        let name = format!("figure-{}.svg", self.files.len() + 1);
        self.line(&format!(
            "#picture({}, alt: {}, caption: {}, supplement: {})",
            string(&name),
            string(figure.alt.get(self.languages.first())),
            self.text(&figure.caption),
            string(self.word(Word::Figure))
        ));
        self.files.push((name, outlined(svg).into_bytes()));
    }

    fn finding(&mut self, finding: &Finding) {
        let (severity, word) = match finding.severity {
            Severity::Error => ("error", Word::Error),
            Severity::Warning => ("warning", Word::Warning),
            Severity::Notice => ("notice", Word::Notice),
        };
        let or_none = |given: bool, text: String| if given { text } else { "none".to_owned() };
        self.line(&format!(
            "#finding(\"{severity}\", {}, {}, {}, {})",
            string(self.word(word)),
            or_none(!finding.place.is_empty(), string(&finding.place)),
            self.text(&finding.message),
            or_none(!finding.remedy.is_empty(), self.text(&finding.remedy))
        ));
    }

    fn calculation(&mut self, calculation: &Calculation) {
        let head =
            [Word::Symbol, Word::Quantity, Word::Amount, Word::Unit, Word::Origin].map(|word| string(self.word(word)));
        let mut inputs = Vec::new();
        for input in &calculation.inputs {
            let source = input.origin.as_ref().map_or("[]".into(), |origin| self.citation(origin));
            inputs.push(array([
                formula::symbol(&input.symbol),
                self.text(&input.label),
                number(&input.value),
                string(&chemistry(&input.unit)),
                source,
            ]));
        }
        let source = calculation.origin.as_ref().map_or("[]".into(), |origin| self.citation(origin));
        let result = if calculation.value.is_empty() {
            string(self.word(Word::NotAvailable))
        } else {
            format!("{} + h(0.3em) + {}", number(&calculation.value), string(&chemistry(&calculation.unit)))
        };
        self.line(&format!(
            "#calculation(label: {}, result: {result}, formula: {}, filled: {}, source: {source}, head: {},\n  inputs: {})",
            self.text(&calculation.label),
            formula::printed(&calculation.formula),
            formula::filled(calculation).unwrap_or_else(|| "none".into()),
            array(head),
            array(inputs)
        ));
    }

    fn end_notes(&mut self) {
        if self.sources.all().is_empty() {
            return;
        }
        let entries: Vec<String> = self.sources.all().iter().map(entry).collect();
        let used = |tag: &str| self.sources.all().iter().any(|origin| origin.trust == tag);
        let tags: Vec<String> = (TAGS.iter().filter(|(tag, _)| used(tag)))
            .map(|(tag, word)| array([string(tag), self.text(&word.label())]))
            .collect();
        self.line(&format!("#end-notes({}, {}, {})", self.beside(&Word::Sources.label()), array(entries), array(tags)));
    }

    /// A text in the main language, the other one below where both are written and differ.
    fn text(&self, label: &Label) -> String {
        self.call("t", label, "")
    }

    /// As [`Self::text`], the other language beside.
    fn beside(&self, label: &Label) -> String {
        self.call("beside", label, "")
    }

    fn text_on_colour(&self, label: &Label) -> String {
        self.call("t-light", label, "")
    }

    fn call(&self, function: &str, label: &Label, more: &str) -> String {
        let first = label.get(self.languages.first());
        match self.languages.second() {
            Some(second) if label.get(second) != first => format!(
                "{function}({}, b: {}, other: \"{}\"{more})",
                string(&chemistry(first)),
                string(&chemistry(label.get(second))),
                if second == Language::Zh { "zh" } else { "en" }
            ),
            _ => string(&chemistry(first)),
        }
    }

    fn word(&self, word: Word) -> &'static str {
        word.get(self.languages.first())
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.source, "{line}");
    }
}

/// A source as the notes name it.
fn entry(origin: &Origin) -> String {
    let mut parts = vec![string(&origin.source)];
    if !origin.place.is_empty() {
        parts.push(string(&format!(" · {}", origin.place)));
    }
    let web = ["https://", "http://"].iter().any(|scheme| origin.url.starts_with(scheme));
    if web {
        parts.push("\" \"".into());
        let url = string(&origin.url);
        parts.push(format!("link({url}, text(fill: accent, {url}))"));
    } else if !origin.url.is_empty() {
        parts.push(string(&format!(" {}", origin.url)));
    }
    if !origin.trust.is_empty() {
        parts.push(format!("h(0.5em) + badge({})", string(&origin.trust)));
    }
    parts.join(" + ")
}
