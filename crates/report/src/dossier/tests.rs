//! Data change what a dossier says, never what it does.

use proptest::prelude::*;
use verdigris_quantity::{Label, Language, Origin};

use super::*;
use crate::calculation::{Calculation, Input};

/// The source with every string literal emptied: what the typesetter would execute.
fn skeleton(source: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    let mut escaped = false;
    for c in source.chars() {
        if inside {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = false,
                _ => {}
            }
        } else {
            inside = c == '"';
            kept.push(c);
        }
    }
    assert!(!inside, "a literal does not end");
    kept
}

/// Every block, with one text everywhere a text can stand.
fn everywhere(text: &str) -> Dossier {
    let label = || Label::new(text, format!("{text}铝"));
    let origin = || Origin { source: text.into(), place: text.into(), trust: text.into(), ..Origin::default() };
    let cells = vec![Cell::Text(label()), Cell::Verbatim(text.into()), Cell::Missing(label()), Cell::Source(origin())];
    let calculation = Calculation {
        label: label(),
        formula: format!("?{text}"),
        inputs: vec![Input { label: label(), unit: text.into(), origin: Some(origin()), ..Input::default() }],
        value: "1".into(),
        unit: text.into(),
        origin: Some(origin()),
        ..Calculation::default()
    };
    let finding = Finding { place: format!("x{text}"), message: label(), remedy: label(), ..Finding::default() };
    let svg = format!("<svg><text>{}</text></svg>", crate::svg::escape(text));
    Dossier {
        title: label(),
        subtitle: label(),
        headlines: vec![Headline { label: label(), value: "12975".into(), unit: label(), note: label() }],
        facts: vec![(label(), label())],
        sections: vec![Section {
            heading: label(),
            blocks: vec![
                Block::Paragraph(label()),
                Block::Heading(label()),
                Block::Note(label()),
                Block::Table(Table {
                    caption: label(),
                    columns: vec![Column { head: label(), ..Column::default() }; 4],
                    rows: vec![TableRow { cells, kind: RowKind::Total }],
                    notes: vec![label()],
                }),
                Block::Figure(Figure {
                    drawing: Drawing { en: svg, zh: String::new() },
                    caption: label(),
                    alt: label(),
                }),
                Block::Findings(vec![finding]),
                Block::Calculation(calculation),
            ],
        }],
    }
}

#[test]
fn sources_are_numbered_once_and_short_rows_are_filled() {
    let origin = Origin { source: "GB 21346-2022".into(), trust: "T".into(), ..Origin::default() };
    let row = |cells: Vec<Cell>| TableRow { cells, kind: RowKind::Plain };
    let table = Table {
        columns: vec![Column::default(), Column::default()],
        rows: vec![
            row(vec![Cell::Source(origin.clone()), Cell::Source(origin)]),
            row(vec![Cell::Number("12950".into())]),
        ],
        ..Table::default()
    };
    let dossier = Dossier {
        sections: vec![Section { heading: Label::new("a", "甲"), blocks: vec![Block::Table(table)] }],
        ..Dossier::default()
    };
    let (source, _) = typst_source(&dossier, Languages::One(Language::Zh));
    assert_eq!(source.matches("cite-source(1)").count(), 2);
    assert!(!source.contains("cite-source(2)"));
    assert!(source.contains("(num(\"12\", \"950\"), [], )"));
    assert!(source.contains("官方文件的公开转录文本"));
}

#[test]
fn both_languages_are_written_where_they_differ() {
    let text = Label::new("Output", "产量");
    let dossier = Dossier {
        sections: vec![Section {
            heading: text.clone(),
            blocks: vec![Block::Paragraph(text), Block::Paragraph(Label::new("Al", "Al"))],
        }],
        ..Dossier::default()
    };
    let (both, _) = typst_source(&dossier, Languages::Both(Language::Zh));
    assert!(both.contains("#para(t(\"产量\", b: \"Output\", other: \"en\"))") && both.contains("#para(\"Al\")"));
    let (one, _) = typst_source(&dossier, Languages::One(Language::En));
    assert!(one.contains("#para(\"Output\")") && !one.contains("产量"));
}

proptest! {
    #[test]
    fn a_text_never_leaves_its_literal(text in "(\\PC|[\"\\\\#$\\n\\[\\](){};]){1,24}") {
        for languages in [Languages::One(Language::Zh), Languages::Both(Language::En)] {
            let (plain, _) = typst_source(&everywhere("x"), languages);
            let (hostile, _) = typst_source(&everywhere(&text), languages);
            // A trust tag that is one of the five adds its line of explanation; none of these texts is one by itself.
            prop_assume!(!["P", "T", "N", "D", "C"].contains(&text.as_str()));
            prop_assert_eq!(skeleton(&plain), skeleton(&hostile));
        }
    }
}
