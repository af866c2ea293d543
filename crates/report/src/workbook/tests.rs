//! Workbooks read back by another crate's reader.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use verdigris_quantity::{Label, Language, Origin};

use super::*;
use crate::{
    calculation::Input,
    waterfall::{Kind, Step},
};

fn input(symbol: &str, value: &str, of: Option<&str>) -> Input {
    Input {
        symbol: symbol.into(),
        label: Label::new(symbol, symbol),
        value: value.into(),
        unit: "t".into(),
        origin: Some(Origin { source: "=cmd|'/c calc'!A1".into(), trust: "T".into(), ..Origin::default() }),
        of: of.map(Into::into),
    }
}

/// The worked figures of CETS-AG-04.01 for 500,000 t of aluminium: 758,856.27 and 72,405 t.
fn account() -> Workbook {
    let step = |id: &str, formula: &str, inputs: Vec<Input>, value: &str| Calculation {
        id: id.into(),
        label: Label::new(id, id),
        formula: formula.into(),
        inputs,
        decimals: Some(2),
        value: value.into(),
        unit: "tCO2e".into(),
        origin: None,
    };
    let anode = vec![input("NC", "212050", None), input("S", "0.02", None), input("A", "0.004", None)];
    let effect = vec![
        input("P", "500000", None),
        input("CF4", "0.020", None),
        input("G1", "6630", None),
        input("C2F6", "0.0011", None),
        input("G2", "11100", None),
    ];
    let total = vec![input("a", "758856.27", Some("anode")), input("b", "72405.00", Some("effect"))];
    Workbook {
        title: Label::new("Account", "核算"),
        date: Some((2026, 11, 21)),
        schemes: vec![Scheme {
            id: "cets-ag-04.01".into(),
            name: Label::new("CETS-AG-04.01", "铝冶炼"),
            calculations: vec![
                step("anode", "NC * (1 - S - A) * 44 / 12", anode, "758856.27"),
                step("effect", "P * (CF4 * G1 + C2F6 * G2) / 1000", effect, "72405.00"),
                step("total", "a + b", total, "831261.27"),
            ],
        }],
        reconciliations: vec![Reconciliation {
            title: Label::new("path", "路径"),
            unit: "tCO2e".into(),
            steps: vec![
                Step { amount: 831_261.27, kind: Kind::Total, ..Step::default() },
                Step { amount: -551.9, kind: Kind::Change, ..Step::default() },
                Step { amount: 830_709.37, kind: Kind::Total, ..Step::default() },
            ],
        }],
        ..Workbook::default()
    }
}

fn open(workbook: &Workbook) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(workbook, Language::En).unwrap())).unwrap()
}

#[test]
fn results_are_formulas_over_cells_with_the_reported_figure_beside() {
    let mut file = open(&account());
    let formulas = file.worksheet_formula("cets-ag-04.01").unwrap();
    let formula = |row: u32, column: u32| formulas.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(formula(3, 2), "ROUND(C5*(1-C6-C7)*44/12,2)");
    assert_eq!(formula(4, 2), "'Inputs and sources'!C4");
    assert_eq!(formula(15, 2), "ROUND(C17+C18,2)");
    assert_eq!(formula(16, 2), "'cets-ag-04.01'!C4");
    let values = file.worksheet_range("cets-ag-04.01").unwrap();
    let value = |row: u32, column: u32| values.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(value(3, 2), Data::Float(758_856.27));
    assert_eq!(value(8, 2), Data::Float(72_405.0));
    assert_eq!((value(15, 2), value(15, 5)), (Data::Float(831_261.27), Data::Float(831_261.27)));
    assert_eq!(value(15, 6), Data::String("OK".into()));
    let summary = file.worksheet_range("Summary").unwrap();
    assert_eq!(summary.get_value((3, 1)), Some(&Data::Float(831_261.27)));
    let paths = file.worksheet_range("Reconciliation").unwrap();
    assert_eq!(paths.get_value((6, 3)), Some(&Data::String("OK".into())));
}

#[test]
fn a_figure_that_does_not_follow_is_marked() {
    let mut wrong = account();
    wrong.schemes[0].calculations[1].value = "72405.01".into();
    let values = open(&wrong).worksheet_range("cets-ag-04.01").unwrap();
    assert_eq!(values.get_value((8, 6)), Some(&Data::String("≠".into())));
    let mut unread = account();
    unread.schemes[0].calculations[1].formula = "see the guideline".into();
    let values = open(&unread).worksheet_range("cets-ag-04.01").unwrap();
    assert_eq!(values.get_value((8, 2)), Some(&Data::Float(72_405.0)));
    assert_eq!(values.get_value((8, 6)), Some(&Data::String("not live".into())));
}

#[test]
fn texts_are_never_formulas() {
    let mut hostile = account();
    hostile.title = Label::new("=HYPERLINK(\"http://x\")", "");
    hostile.facts =
        vec![(Label::new("+1+1", ""), Label::new("@SUM(A1)", "")), (Label::new("-2", ""), Label::new("\t=1", ""))];
    hostile.findings = vec![Finding { place: "=A1".into(), message: Label::new("=1+1", ""), ..Finding::default() }];
    hostile.schemes[0].calculations[0].inputs[0].value = "=1+1".into();
    hostile.schemes[0].calculations[0].unit = "=1".into();
    let mut file = open(&hostile);
    for sheet in file.sheet_names() {
        let formulas = file.worksheet_formula(&sheet).unwrap();
        for (_, _, formula) in formulas.used_cells().filter(|cell| !cell.2.is_empty()) {
            assert!(
                ["ROUND(", "'", "IF(ABS("].iter().any(|own| formula.starts_with(own)) && !formula.contains("1+1"),
                "{sheet}: {formula}"
            );
        }
    }
}

#[test]
fn the_same_account_is_the_same_bytes() {
    assert_eq!(xlsx(&account(), Language::Zh).unwrap(), xlsx(&account(), Language::Zh).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_texts_make_a_workbook_that_opens(text in "\\PC{0,60}", value in "[-0-9.,e=+ ]{0,12}") {
        let mut workbook = account();
        workbook.schemes[0].id.clone_from(&text);
        let calculation = &mut workbook.schemes[0].calculations[0];
        calculation.formula.clone_from(&text);
        calculation.inputs[0].label = Label::new(text.clone(), text.clone());
        calculation.inputs[0].value = value;
        workbook.facts = vec![(Label::new(text.clone(), ""), Label::new(text, ""))];
        prop_assert!(open(&workbook).sheet_names().len() >= 4);
    }
}
