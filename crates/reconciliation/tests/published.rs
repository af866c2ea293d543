//! Published cases, matched to their printed digits; the files lie beside the repository and are skipped when absent.

use std::{fs, path::PathBuf};

use serde_json::Value;
use verdigris_reconciliation::nonlinear::{self, Linearised, Model};
use verdigris_reconciliation::{Class, Reading, System, Variable, bayes, reconcile};

fn cases(file: &str) -> Option<Value> {
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/reconciliation").join(file);
    let Ok(text) = fs::read_to_string(&place) else {
        eprintln!("skipped: {file} is not beside the repository");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the case file is JSON"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

/// Dovi 2001, Zhang 2010, Yang 1995, Serth 1986 and others: all flows measured.
#[test]
fn linear_cases_match_their_digits() {
    let Some(cases) = cases("linear_cases.json") else { return };
    for (name, case) in cases.as_object().expect("named cases") {
        let mut system = System::new();
        for (at, (value, variance)) in
            numbers(&case["measured"]).into_iter().zip(numbers(&case["variance"])).enumerate()
        {
            system.measured(format!("x{}", at + 1), value, variance.sqrt());
        }
        for (at, row) in case["incidence"].as_array().expect("rows").iter().enumerate() {
            let terms: Vec<(usize, f64)> =
                numbers(row).into_iter().enumerate().filter(|(_, factor)| *factor != 0.0).collect();
            system.node(format!("node {}", at + 1), &terms);
        }
        let result = reconcile(&system).expect("the case is sound");
        assert!(result.closure < 1e-9, "{name}: {}", result.closure);
        for (value, expected) in result.values.iter().zip(numbers(&case["wls_all_measured"])) {
            let got = value.value.expect("measured");
            assert!(
                (got - expected).abs() < 6e-10 * expected.abs().max(1.0),
                "{name} {}: {got} {expected}",
                value.name
            );
        }
        let chi2 = case["chi2"].as_f64().expect("a number");
        assert!((result.global.statistic - chi2).abs() < 1e-9 * chi2.max(1.0), "{name}: {}", result.global.statistic);
        assert_eq!(result.global.freedom as u64, case["dof"].as_u64().expect("a number"), "{name}");
        for (value, other) in result.values.iter().zip(bayes::posterior(&system).expect("sound")) {
            let (mean, sd) = other.expect("determined");
            assert!((mean - value.value.expect("measured")).abs() < 1e-8 * mean.abs(), "{name} {}", value.name);
            assert!((sd - value.sd.expect("measured")).abs() < 1e-8 * sd, "{name} {}", value.name);
        }
    }
}

/// The six equations of Pai & Fisher, AIChE J. 34 (1988) 873–876.
struct PaiFisher;

impl Model for PaiFisher {
    fn balances(&self) -> Vec<(String, bool)> {
        (1..=6).map(|k| (format!("equation {k}"), false)).collect()
    }

    fn linearise(&self, z: &[f64]) -> Vec<Linearised> {
        let [x1, x2, x3, x4, x5, u1, u2, u3] = *z else { unreachable!() };
        let row = |value: f64, size: f64, slope: &[(usize, f64)]| Linearised { value, slope: slope.to_vec(), size };
        vec![
            row(
                0.5 * x1 * x1 - 0.7 * x2 + x3 * u1 + x2 * x2 * u1 * u2 + 2.0 * x3 * u3 * u3 - 255.8,
                255.8,
                &[
                    (0, x1),
                    (1, -0.7 + 2.0 * x2 * u1 * u2),
                    (2, u1 + 2.0 * u3 * u3),
                    (5, x3 + x2 * x2 * u2),
                    (6, x2 * x2 * u1),
                    (7, 4.0 * x3 * u3),
                ],
            ),
            row(
                x1 - 2.0 * x2 + 3.0 * x1 * x3 - 2.0 * x2 * u1 - x2 * u2 * u3 + 111.2,
                111.2,
                &[
                    (0, 1.0 + 3.0 * x3),
                    (1, -2.0 - 2.0 * u1 - u2 * u3),
                    (2, 3.0 * x1),
                    (5, -2.0 * x2),
                    (6, -x2 * u3),
                    (7, -x2 * u2),
                ],
            ),
            row(
                x3 * u1 - x1 + 3.0 * x2 + x1 * u2 - x3 * u3.sqrt() - 33.57,
                33.57,
                &[(0, -1.0 + u2), (1, 3.0), (2, u1 - u3.sqrt()), (5, x3), (6, x1), (7, -0.5 * x3 / u3.sqrt())],
            ),
            row(x4 - x1 - x3 * x3 + u2 + 3.0 * u3, 10.0, &[(0, -1.0), (2, -2.0 * x3), (3, 1.0), (6, 1.0), (7, 3.0)]),
            row(
                x5 - 2.0 * x3 * u2 * u3,
                5.0,
                &[(2, -2.0 * u2 * u3), (4, 1.0), (6, -2.0 * x3 * u3), (7, -2.0 * x3 * u2)],
            ),
            row(
                2.0 * x1 + x2 * x3 * u1 + u2 - u3 - 126.6,
                126.6,
                &[(0, 2.0), (1, x3 * u1), (2, x2 * u1), (5, x2 * x3), (6, 1.0), (7, -1.0)],
            ),
        ]
    }
}

#[test]
fn pai_and_fisher_to_printed_digits() {
    let Some(case) = cases("nonlinear_pai_fisher_1988.json") else { return };
    let mut variables: Vec<Variable> = numbers(&case["measured"])
        .into_iter()
        .zip(numbers(&case["variance"]))
        .enumerate()
        .map(|(at, (value, variance))| Variable {
            name: format!("x{}", at + 1),
            reading: Reading::Measured { value, sd: variance.sqrt() },
        })
        .collect();
    variables.extend((1..=3).map(|k| Variable { name: format!("u{k}"), reading: Reading::Unmeasured }));
    for guess in [[11.0, 0.6, 2.0], [10.0, 0.5, 2.5], [12.0, 0.8, 1.5]] {
        let start: Vec<f64> = [0.0; 5].into_iter().chain(guess).collect();
        let result = nonlinear::reconcile(&variables, &PaiFisher, &start, 0.05).expect("converges");
        let expected: Vec<f64> = numbers(&case["expected_x"]).into_iter().chain(numbers(&case["expected_u"])).collect();
        for (value, expected) in result.values.iter().zip(expected) {
            let got = value.value.expect("determined");
            assert!((got - expected).abs() < 1.1e-5, "{}: {got} {expected}", value.name);
        }
        let objective = case["expected_objective"].as_f64().expect("a number");
        assert!((result.global.statistic - objective).abs() < 1e-6, "{}", result.global.statistic);
        assert!(result.values[5..].iter().all(|value| value.class == Class::Observable));
        assert_eq!(result.global.freedom, 3);
        assert!(result.closure < 1e-9);
    }
}
