//! Literate reference cases: Markdown files of `cases/` with the cited source, the data and the expected figures.
//!
//! `docs/formats/cases.md` tells how to write one. Each file is a test of its own name; a failure names file and line.

#[path = "cases/document.rs"]
mod document;
#[path = "cases/expectation.rs"]
mod expectation;
#[path = "cases/import.rs"]
mod import;
#[path = "cases/matrix.rs"]
mod matrix;
#[path = "cases/model.rs"]
mod model;
#[path = "cases/run.rs"]
mod run;
#[path = "cases/tables.rs"]
mod tables;

macro_rules! files {
    ($($name:ident),+ $(,)?) => {
        /// Every file that is run.
        const FILES: &[&str] = &[$(stringify!($name)),+];

        $(#[test]
        fn $name() {
            run::file(stringify!($name));
        })+
    };
}

files! {
    allocation,
    bw2io_mobility_example,
    groen_analytic_uncertainty,
    heijungs_suh_2002,
    linking,
    openlca_regionalised,
    openlca_sankey,
    openlca_self_loop,
    patches,
    singular_and_unproductive,
    tiangong_power_and_aluminium,
    units_in_linking,
    uslci_fy17,
    waste_loop_bound,
    waste_treatment,
}

#[test]
fn every_file_is_run() {
    let mut found: Vec<String> = run::folder()
        .read_dir()
        .expect("the folder of cases")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".md")?.replace('-', "_")))
        .collect();
    found.sort();
    let mut listed: Vec<&str> = FILES.to_vec();
    listed.sort_unstable();
    assert_eq!(found, listed, "files of `cases/` and the list in this test");
}
