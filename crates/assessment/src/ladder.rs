//! A section of the report on where the plant stands: one table and one picture an indicator.

use verdigris_diagnosis::{
    Answer,
    ladder::{Gap, Ladder, Step},
};
use verdigris_quantity::{Label, Trace};
use verdigris_report::dossier::{Align, Block, Cell, RowKind, Section, Table, TableRow, Width};

use crate::{
    drawing,
    table::{column, number},
};

/// The section; indicators the plant has no records for are told in one note.
pub fn section(ladders: &[Ladder]) -> Section {
    let (known, unknown): (Vec<&Ladder>, Vec<&Ladder>) =
        ladders.iter().partition(|ladder| ladder.performance.known().is_some());
    let mut blocks = Vec::new();
    for ladder in known {
        blocks.push(Block::Heading(ladder.label.clone()));
        blocks.extend(drawing::of_ladder(ladder).map(|picture| Block::Figure(picture.figure)));
        blocks.push(Block::Table(table(ladder)));
        if !ladder.caveat.is_empty() {
            blocks.push(Block::Note(ladder.caveat.clone()));
        }
    }
    for ladder in unknown {
        if let Some(needs) = ladder.performance.missing() {
            blocks.push(Block::Note(Label::new(
                format!("{}: {}", ladder.label.en, needs.en),
                format!("{}：{}", ladder.label.zh, needs.zh),
            )));
        }
    }
    Section { heading: Label::new("Where the plant stands", "对标：与各类基准的差距"), blocks }
}

fn table(ladder: &Ladder) -> Table {
    let mut rows = Vec::new();
    if let Some(performance) = ladder.performance.known() {
        let mut cells = vec![Cell::Text(Label::new("this plant", "本企业")), number(performance.value.value)];
        cells.resize(6, Cell::Empty);
        rows.push(TableRow { cells, kind: RowKind::Total });
    }
    rows.extend(ladder.steps.iter().map(row));
    Table {
        caption: Label::new(
            format!("{}, {}", ladder.label.en, ladder.unit),
            format!("{}（{}）", ladder.label.zh, ladder.unit),
        ),
        columns: vec![
            column("reference", "基准", Align::Left, Width::Share(4)),
            column("value", "基准值", Align::Right, Width::Share(2)),
            column("excess", "差距", Align::Right, Width::Content),
            column("tCO2e a year", "tCO2e/年", Align::Right, Width::Content),
            column("money a year", "金额/年", Align::Right, Width::Content),
            column("source", "来源", Align::Left, Width::Content),
        ],
        rows,
        notes: vec![Label::new(
            "A positive excess is worse than the reference; a negative one is better.",
            "差距为正表示劣于基准，为负表示优于基准。",
        )],
    }
}

fn row(step: &Step) -> TableRow {
    let value = answer(&step.rung.value, |trace| number(trace.value));
    let source = step.rung.value.known().and_then(|trace| trace.origin.clone()).map_or(Cell::Empty, Cell::Source);
    let of_gap = |pick: fn(&Gap) -> Cell| step.gap.known().map_or(Cell::Empty, pick);
    let cells = vec![
        Cell::Text(step.rung.label.clone()),
        value,
        of_gap(|gap| number(gap.excess.value)),
        of_gap(|gap| quiet(&gap.emissions)),
        of_gap(|gap| quiet(&gap.money)),
        source,
    ];
    TableRow { cells, kind: RowKind::Plain }
}

/// The figure, or what it needs.
fn answer<T>(answer: &Answer<T>, shown: impl Fn(&T) -> Cell) -> Cell {
    match answer {
        Answer::Known(value) => shown(value),
        Answer::NotAvailable(needs) => Cell::Missing(needs.clone()),
    }
}

/// The figure, or a dash: what is missing is told once, not in every row.
fn quiet(answer: &Answer<Trace>) -> Cell {
    answer.known().map_or_else(|| Cell::Verbatim("–".into()), |trace| number(trace.value))
}
