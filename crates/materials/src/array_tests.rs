use super::*;
use proptest::prelude::*;

fn dimension(name: &str, items: &[&str]) -> Arc<Dimension> {
    Dimension::new(name, items.iter().copied()).unwrap()
}

#[test]
fn a_mismatch_names_both_sides() {
    let (here, there) = (dimension("region", &["CN", "US"]), dimension("region", &["US", "CN"]));
    let left = Array::constant("inflow", &[&here], 1.0).unwrap();
    let right = Array::constant("yield", &[&there], 0.9).unwrap();
    let error = left.times(&right).unwrap_err();
    assert_eq!(error.code(), "materials-alignment");
    let text = error.to_string();
    assert!(text.contains("inflow has CN, US") && text.contains("yield has US, CN"), "{text}");
}

#[test]
fn sums_do_not_repeat_silently() {
    let (region, grade) = (dimension("region", &["CN"]), dimension("grade", &["wrought", "cast"]));
    let left = Array::constant("a", &[&region, &grade], 1.0).unwrap();
    let right = Array::constant("b", &[&region], 1.0).unwrap();
    assert_eq!(left.plus(&right).unwrap_err().code(), "materials-dimensions");
    assert_eq!(left.times(&right).unwrap().values(), [1.0, 1.0]);
}

#[test]
fn rows_must_fill_every_cell_once() {
    let grade = dimension("grade", &["wrought", "cast"]);
    let rows = |rows: Vec<(&'static str, f64)>| {
        Array::from_rows("scrap", &[&grade], rows.into_iter().map(|(item, value)| (vec![item], value)))
    };
    assert_eq!(rows(vec![("cast", 2.0), ("wrought", 1.0)]).unwrap().values(), [1.0, 2.0]);
    assert_eq!(rows(vec![("cast", 2.0)]).unwrap_err().code(), "materials-missing-cell");
    assert_eq!(rows(vec![("cast", 2.0), ("cast", 1.0)]).unwrap_err().code(), "materials-twice");
    assert_eq!(rows(vec![("foil", 2.0)]).unwrap_err().code(), "materials-no-item");
    assert_eq!(rows(vec![("cast", f64::NAN)]).unwrap_err().code(), "materials-not-finite");
    assert!(Dimension::new("grade", ["cast", "cast"]).is_err());
}

#[test]
fn shares_and_fractions_are_checked() {
    let grade = dimension("grade", &["wrought", "cast"]);
    let split = Array::new("sorting", &[&grade], vec![0.7, 0.2]).unwrap();
    assert_eq!(split.check_shares("grade").unwrap_err().code(), "materials-shares");
    assert!(split.check_fractions().is_ok());
    assert_eq!(split.scaled(2.0).check_fractions().unwrap_err().code(), "materials-fraction");
    assert!(Array::new("x", &[&grade], vec![1.0]).is_err());
}

proptest! {
    /// A sorting matrix whose columns add up to one keeps every tonne.
    #[test]
    fn sorting_keeps_mass(
        amounts in prop::collection::vec(0.0..1e6_f64, 6),
        shares in prop::collection::vec(0.01..1.0_f64, 6),
    ) {
        let region = dimension("region", &["CN", "ROW"]);
        let scrap = dimension("scrap", &["profiles", "cans", "mixed"]);
        let grade = dimension("grade", &["wrought", "cast"]);
        let arising = Array::new("arising", &[&region, &scrap], amounts).unwrap();
        let sorting = Array::new("sorting", &[&grade, &scrap], shares).unwrap().shares_over("grade").unwrap();
        sorting.check_shares("grade").unwrap();
        let graded = arising.contract(&sorting, "scrap").unwrap();
        let names: Vec<&str> = graded.dimensions().iter().map(|one| one.name()).collect();
        prop_assert_eq!(names, ["region", "grade"]);
        let (before, after) = (arising.values().iter().sum::<f64>(), graded.values().iter().sum::<f64>());
        prop_assert!((before - after).abs() <= 1e-9 * before);
        // The order of dimensions does not matter to a value.
        let turned = sorting.times(&arising).unwrap().sum_over("scrap").unwrap();
        for r in ["CN", "ROW"] {
            for g in ["wrought", "cast"] {
                let (a, b) = (graded.get(&[r, g]).unwrap(), turned.get(&[g, r]).unwrap());
                prop_assert!((a - b).abs() <= 1e-12 * before);
            }
        }
        prop_assert_eq!(graded.at("grade", "cast").unwrap().values()[0], graded.get(&["CN", "cast"]).unwrap());
        prop_assert!(graded.plus(&turned).is_ok() && graded.minus(&turned).unwrap().values().iter().all(|x| x.abs() <= 1e-9 * before));
    }
}
