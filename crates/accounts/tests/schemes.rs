//! What every packaged scheme must be: bilingual, without dangling factors, traceable, serialisable.

mod plant;

use std::fs;

use plant::{REGISTRY, Row, SCHEMES, accounted, plain, year};
use verdigris_accounts::{AccountError, Schemes};
use verdigris_activity::Vocabulary;
use verdigris_quantity::Trace;

#[test]
fn ids_standards_and_names_are_there_in_both_languages() {
    let ids: Vec<&str> = SCHEMES.all().iter().map(|scheme| scheme.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "cets-ag-04.01",
            "cn-2013-aluminium",
            "cn-nonferrous",
            "cn-magnesium",
            "ipcc-2006-tier1",
            "ipcc-2006-tier2",
            "ipcc-2006-tier3",
            "cbam",
            "ghg-protocol",
        ]
    );
    for scheme in SCHEMES.all() {
        assert!(
            !scheme.standard.is_empty() && !scheme.name.en.is_empty() && !scheme.name.zh.is_empty(),
            "{}",
            scheme.id
        );
        for item in &scheme.items {
            assert!(
                !item.name.en.is_empty() && !item.name.zh.is_empty() && !item.clause.is_empty(),
                "{} {}",
                scheme.id,
                item.id
            );
            assert!(matches!(item.trust.as_str(), "P" | "T" | "N" | "D" | "C"), "{} {}", scheme.id, item.id);
        }
    }
}

/// Factors a scheme names outright must exist; those with places must exist for something.
#[test]
fn no_factor_dangles() {
    // Published nowhere yet: the scheme says what it takes instead.
    let unpublished = ["grid-residual-{region}-{year}"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/schemes");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for named in text.split("factor = \"").skip(1) {
            let id = named.split('"').next().unwrap();
            let fits = |known: &str| {
                let parts: Vec<&str> = id.split(['{', '}']).step_by(2).collect();
                known.starts_with(parts[0])
                    && known.ends_with(parts[parts.len() - 1])
                    && parts.iter().all(|part| known.contains(part))
            };
            seen += 1;
            assert!(unpublished.contains(&id) || REGISTRY.factors().iter().any(|factor| fits(&factor.id)), "{id}");
        }
    }
    assert!(seen > 100, "{seen}");
}

fn leaves<'a>(trace: &'a Trace, found: &mut Vec<&'a Trace>) {
    if trace.inputs.is_empty() {
        found.push(trace);
    }
    trace.inputs.iter().for_each(|input| leaves(input, found));
}

#[test]
fn a_trace_opens_to_the_cell_and_the_source() {
    let rows: &[Row] =
        &[("line-1", "liquid-aluminium", "produced", "500000", "t"), ("line-1", "gross-anode", "used", "250000", "t")];
    let account = accounted("cets-ag-04.01", &year("aluminium-electrolysis", 2024, &[], rows));
    let trace = account.trace();
    assert!((trace.value - 831_261.27).abs() < 1e-9);
    let anode = &trace.inputs[0];
    assert_eq!(anode.formula.as_deref(), Some("NC × C × k"));
    let net = &anode.inputs[0];
    assert_eq!((net.value, net.formula.as_deref()), (212_050.0, Some("AC × (1 − L)")));
    let gross = &net.inputs[0];
    assert!(gross.origin.as_ref().unwrap().place.contains("[Data!E7]"), "{gross:?}");
    let butts = net.inputs[1].origin.as_ref().unwrap();
    assert!(butts.source.contains("CETS-AG-04.01") && butts.trust == "T", "{butts:?}");

    let mut found = Vec::new();
    leaves(&trace, &mut found);
    assert!(found.iter().all(|leaf| leaf.origin.is_some() && !leaf.label.zh.is_empty()), "{found:#?}");
}

#[test]
fn schemes_that_do_not_read_say_where() {
    let read = |text: &str| {
        let Err(AccountError::Scheme { scheme, reason }) = Schemes::read(&[("own", text)], Vocabulary::default())
        else {
            panic!("it reads: {text}")
        };
        assert_eq!(scheme, "own");
        reason
    };
    let head = "id = \"own\"\nstandard = \"s\"\nname = { en = \"a\", zh = \"b\" }\nunit = \"t\"\n\
                quantity = { en = \"a\", zh = \"b\" }\nrounding = { step = \"never\" }\n";
    let item = "[[item]]\nid = \"x\"\nname = { en = \"a\", zh = \"b\" }\nunit = \"t\"\n";
    assert!(read("id = 3").contains("line 1"));
    assert!(read(&format!("{head}{item}formula = \"a +\"\n")).contains("expected a number, a name or `(`"));
    assert_eq!(read(&format!("{head}{item}formula = \"a\"\n")), "item `x`: `a` uses `a`, which is no input");
    let input = "[item.inputs.a]\nlabel = { en = \"a\", zh = \"b\" }\nunit = \"t\"\n";
    let both = format!("{head}{item}formula = \"a\"\n{input}from = [{{ record = \"r.used\", factor = \"f\" }}]\n");
    assert!(read(&both).contains("not one of record, factor"), "{}", read(&both));
    assert!(Schemes::packaged().unwrap().scheme("no-such").unwrap_err().to_string().contains("cbam"));
}

#[test]
fn a_division_by_nothing_is_not_available_and_never_a_number() {
    let rows: &[Row] =
        &[("line-1", "liquid-aluminium", "produced", "0", "t"), ("line-1", "cf4", "discharged", "1", "kg")];
    let at = year("aluminium-electrolysis", 2026, &[("cell-technology", "cwpb")], rows);
    let account = SCHEMES.account("cbam", &at, &REGISTRY, &plain()).unwrap();
    assert_eq!(account.total, None);
    assert!(account.missing.iter().any(|label| label.en.contains("division by zero")), "{:?}", account.missing);
    assert_eq!(account.of("see").next().unwrap().value, None);
}
