//! Programmes with published optima: netlib, GLPK's alloy and plan, OSeMOSYS's utopia and simplicity.

use std::io::Read;
use std::path::PathBuf;

use verdigris_optimisation::{
    Answer, Automatic, Corner, Interior, Limits, Micro, Programme, Solver, Status, check, mps,
};

fn text(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases").join(path);
    let Ok(bytes) = std::fs::read(&file) else {
        println!("skipped: no reference case {path}");
        return None;
    };
    if file.extension().is_none_or(|ending| ending != "gz") {
        return String::from_utf8(bytes).ok();
    }
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).ok()?;
    Some(text)
}

fn case(path: &str) -> Option<Programme> {
    text(path).map(|text| mps::read(&text).unwrap())
}

fn proven(programme: &Programme, answer: &Answer, expected: f64, printed: f64) {
    assert_eq!(answer.status, Status::Optimal);
    assert!((answer.objective - expected).abs() <= printed, "{} instead of {expected}", answer.objective);
    let certificate = check::optimality(programme, answer);
    assert!(certificate.worst() < 1e-7, "{certificate:?}");
}

/// To half a unit of the last printed digit, by the simplex method.
fn holds(path: &str, expected: f64, digit: f64) -> Option<Programme> {
    let programme = case(path)?;
    let answer = Corner.solve(&programme, &Limits::default()).unwrap();
    println!("{path}: {} in {} iterations", answer.objective, answer.iterations);
    proven(&programme, &answer, expected, digit / 2.0);
    Some(programme)
}

/// Also by the other methods, and after writing and reading.
fn holds_everywhere(path: &str, expected: f64, digit: f64) {
    let Some(programme) = holds(path, expected, digit) else { return };
    for solver in [&Interior as &dyn Solver, &Micro, &Automatic] {
        let answer = solver.solve(&programme, &Limits::default()).unwrap();
        let allowed = 1e-6 * expected.abs();
        assert!((answer.objective - expected).abs() <= allowed, "{} by {}", answer.objective, solver.name());
    }
    let again = mps::read(&mps::write(&programme).unwrap()).unwrap();
    let answer = Corner.solve(&again, &Limits::default()).unwrap();
    assert!((answer.objective - expected).abs() <= digit / 2.0, "written and read: {}", answer.objective);
}

#[test]
fn netlib_lotfi() {
    holds_everywhere("netlib/lotfi.mps", -25.2647060619, 1e-10);
}

#[test]
fn ibm_alloy() {
    for path in ["blending/ibm_alloy.mps", "blending/ibm_alloy.free.mps"] {
        holds_everywhere(path, 2149.247891, 1e-6);
    }
}

#[test]
fn glpk_plan() {
    for path in ["blending/glpk_plan.mps", "blending/glpk_plan.free.mps"] {
        holds_everywhere(path, 296.2166065, 1e-7);
    }
}

#[test]
fn osemosys_utopia() {
    holds("osemosys/utopia.fast.mps.gz", 28204.13744, 1e-5);
}

#[test]
fn osemosys_simplicity() {
    holds("osemosys/simplicity.fast.mps.gz", 3928.844445, 1e-6);
}
