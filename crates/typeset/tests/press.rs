//! What the press prints, and what it refuses with which words.

use verdigris_quantity::{Label, Language, Origin};
use verdigris_report::{
    Calculation, Input,
    dossier::{
        Block, Cell, Column, Dossier, Drawing, Figure, Finding, Headline, Languages, RowKind, Section, Table, TableRow,
        typst_source,
    },
};
use verdigris_typeset::{DocumentFacts, Fonts, Press, TypesetError};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 20\" width=\"60\" height=\"20\">\
    <text x=\"2\" y=\"14\" font-size=\"12\">铝 Al</text></svg>";

fn press() -> Press {
    Press::new(Fonts::new().without_system())
}

fn facts() -> DocumentFacts {
    DocumentFacts { title: "示例 Sample".into(), language: Language::Zh, date: Some((2026, 11, 21)) }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn dossier(name: &str) -> Dossier {
    let text = name.to_owned();
    let name = Label::new(name, name);
    let origin =
        Origin { source: text.clone(), place: text.clone(), url: text.clone(), trust: "T".into(), ..Origin::default() };
    let cells = vec![
        Cell::Text(name.clone()),
        Cell::Verbatim(text.clone()),
        Cell::Number(text.clone()),
        Cell::Source(origin.clone()),
    ];
    let row = TableRow { cells, kind: RowKind::Total };
    let table = Table {
        caption: name.clone(),
        columns: vec![Column { head: name.clone(), ..Column::default() }; 4],
        rows: vec![row; 3],
        notes: vec![name.clone()],
    };
    let input = Input {
        symbol: "EF_CF4".into(),
        value: "0.020".into(),
        unit: text.clone(),
        origin: Some(origin),
        ..Input::default()
    };
    let calculation = |formula: &str| Calculation {
        label: name.clone(),
        formula: formula.into(),
        inputs: vec![input.clone()],
        value: "-0.0004".into(),
        unit: text.clone(),
        ..Calculation::default()
    };
    let calculations = ["-EF_CF4 ^ 2", &text].map(|formula| Block::Calculation(calculation(formula)));
    let finding = Finding { place: text.clone(), message: name.clone(), remedy: name.clone(), ..Finding::default() };
    let [known, unknown] = calculations;
    Dossier {
        title: name.clone(),
        subtitle: name.clone(),
        headlines: vec![Headline {
            label: name.clone(),
            value: "831261.27".into(),
            unit: name.clone(),
            note: name.clone(),
        }],
        facts: vec![(name.clone(), name.clone())],
        sections: vec![Section {
            heading: name.clone(),
            blocks: vec![
                Block::Paragraph(name.clone()),
                Block::Note(name.clone()),
                Block::Heading(name.clone()),
                Block::Table(table),
                known,
                unknown,
                Block::Findings(vec![finding]),
                Block::Findings(Vec::new()),
                Block::Figure(Figure {
                    drawing: Drawing { en: SVG.into(), zh: String::new() },
                    caption: name.clone(),
                    alt: name,
                }),
            ],
        }],
    }
}

#[test]
fn a_bilingual_document_is_archivable_and_the_same_every_time() {
    let (source, files) = typst_source(&dossier("铝业 smelter"), Languages::Both(Language::Zh));
    let first = press().pdf(&source, &files, &facts()).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    assert!(contains(&first, "pdfaid:part") && contains(&first, "pdfuaid:part"));
    assert_eq!(first, press().pdf(&source, &files, &facts()).unwrap());
}

#[test]
fn names_are_never_markup() {
    // Each would stop the press, or read a file, if it were read as markup or code.
    for name in [
        "#panic(\"markup\")",
        "\"); #panic(\"literal\"); (\"",
        "\\\"); #panic(\"escape\")",
        "[#read(\"secret\")]",
        "$ #panic(1) $ @missing <label> *bold* _it_ `raw` // gone /* */",
        "line\n#panic(\"line\")",
        "#include \"secret.typ\"",
        "\u{202e}#panic(1)\u{0}",
    ] {
        let (source, files) = typst_source(&dossier(name), Languages::Both(Language::Zh));
        let title = DocumentFacts { title: name.into(), ..facts() };
        assert!(press().pdf(&source, &files, &title).is_ok(), "{name}");
    }
}

#[test]
fn errors_name_line_and_column() {
    let error = press().pdf("= A\n\nB #panic(\"boom\")", &[], &facts()).unwrap_err();
    let TypesetError::Source { file, line, column, message, .. } = &error else { panic!("{error}") };
    assert_eq!((file.as_str(), *line, *column), ("document.typ", 3, 4));
    assert!(message.contains("boom"), "{message}");
    assert_eq!(error.code(), "typeset-source");
    // What the press itself puts into the first line does not shift its columns.
    let error = press().pdf("B #panic(\"boom\")", &[], &facts()).unwrap_err();
    let TypesetError::Source { line, column, .. } = &error else { panic!("{error}") };
    assert_eq!((*line, *column), (1, 4));
}

#[test]
fn nothing_outside_the_document_is_read() {
    for source in ["#import \"@preview/example:0.1.0\": add", "#read(\"/etc/hostname\")", "#image(\"absent.png\")"] {
        let error = press().pdf(source, &[], &facts()).unwrap_err();
        assert_eq!(error.code(), "typeset-source", "{error}");
    }
    let outside = [("../outside.svg".to_owned(), Vec::new())];
    assert_eq!(press().pdf("= A", &outside, &facts()).unwrap_err().code(), "typeset-file-name");
}

#[test]
fn a_picture_without_words_for_it_is_refused() {
    let files = [("a.svg".to_owned(), SVG.as_bytes().to_vec())];
    assert!(press().pdf("= A\n#figure(image(\"a.svg\", alt: \"Al\"))", &files, &facts()).is_ok());
    assert_eq!(press().pdf("= A\n#image(\"a.svg\")", &files, &facts()).unwrap_err().code(), "typeset-source");
}

#[test]
fn the_packaged_font_has_what_reports_write() {
    let signs = "tCO₂e C₂F₆ 10⁻⁵ m³ ± × ÷ − ≤ ≥ ≠ ≈ → ▲ ◆ · … “铝” 《限额》 【注】 １２ kWh·t⁻¹ ℃ µg α β Σ Δ";
    let metals =
        "铝铜铅锌镍锡锑汞镁钛钨钼锂钴铋镉铟锗镓铼锆铪铌钽铍钒铬锰铁金银铂钯铑铱锇钌镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥钪钇";
    for text in [signs, metals, "鑫淼铝业 衢州 漯河 亳州 濮阳"] {
        let (source, files) = typst_source(&dossier(text), Languages::Both(Language::Zh));
        press().pdf(&source, &files, &facts()).unwrap();
    }
}

#[test]
fn characters_without_a_font_are_named_with_the_remedy() {
    let error = press().pdf("= 𠀀铝", &[], &facts()).unwrap_err();
    let TypesetError::Characters { characters, remedy } = &error else { panic!("{error}") };
    assert_eq!(characters, "𠀀");
    assert!(remedy.en.contains("fonts-noto-cjk") && remedy.zh.contains("字体"));
    // Without any font even Latin is refused.
    let bare = Press::new(Fonts::new().without_packaged().without_system());
    assert_eq!(bare.pdf("= A", &[], &facts()).unwrap_err().code(), "typeset-characters");
}

#[test]
fn a_date_must_exist_and_may_be_absent() {
    let no_such = DocumentFacts { date: Some((2025, 2, 29)), ..facts() };
    assert_eq!(press().pdf("= A", &[], &no_such).unwrap_err().code(), "typeset-date");
    let undated = press().pdf("= A", &[], &DocumentFacts { date: None, ..facts() }).unwrap();
    assert!(!contains(&undated, "pdfaid:part"));
}
