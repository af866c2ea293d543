//! What holds of every reconciliation: balances close, Bayes' rule agrees, planted errors are found, clean data pass.

use proptest::prelude::*;
use verdigris_quantity::sampling::{SampleKey, stable_id};
use verdigris_reconciliation::gross::{self, Suspect};
use verdigris_reconciliation::{Class, Reading, ReconciliationError, Sheet, System, bayes, reconcile};

/// A chain of nodes with recycles: true flows that balance, and the incidence.
fn plant(nodes: usize) -> (Vec<f64>, Vec<Vec<(usize, f64)>>) {
    // Stream 0 enters; stream k passes from node k to k+1; each node k ≥ 1 sends a share back to node k−1.
    let mut flows = vec![100.0];
    let mut balances = vec![Vec::new(); nodes];
    balances[0].push((0, 1.0));
    for node in 0..nodes {
        let back = if node > 0 { 5.0 + node as f64 } else { 0.0 };
        flows.push(100.0 + if node + 1 < nodes { 6.0 + node as f64 } else { 0.0 });
        let through = flows.len() - 1;
        balances[node].push((through, -1.0));
        if node + 1 < nodes {
            balances[node + 1].push((through, 1.0));
        }
        if node > 0 {
            flows.push(back);
            let recycle = flows.len() - 1;
            balances[node].push((recycle, -1.0));
            balances[node - 1].push((recycle, 1.0));
        }
    }
    (flows, balances)
}

fn normal(seed: u64, iteration: u64, name: &str) -> f64 {
    SampleKey::new(seed, iteration).draw(stable_id(&[name])).normal()
}

fn noisy(flows: &[f64], balances: &[Vec<(usize, f64)>], iteration: u64, bias: Option<(usize, f64)>) -> System {
    let mut system = System::new();
    for (at, flow) in flows.iter().enumerate() {
        let sd = 0.01 * flow;
        let shift = bias.filter(|bias| bias.0 == at).map_or(0.0, |bias| bias.1 * sd);
        system.measured(format!("s{at}"), flow + shift + sd * normal(7, iteration, &format!("s{at}")), sd);
    }
    for (at, terms) in balances.iter().enumerate() {
        system.node(format!("n{at}"), terms);
    }
    system
}

#[test]
fn the_plant_balances() {
    let (flows, balances) = plant(5);
    for terms in &balances {
        let sum: f64 = terms.iter().map(|&(stream, sign)| sign * flows[stream]).sum();
        assert!(sum.abs() < 1e-12, "{terms:?}");
    }
}

/// At the 5 % level, 600 clean data sets: the global test fails in 5 % (sd 0.9 points), the search names errors in at
/// most about as many.
#[test]
fn false_alarms_come_at_the_nominal_rate() {
    let (flows, balances) = plant(5);
    let (mut global, mut search) = (0, 0);
    for iteration in 0..600 {
        let system = noisy(&flows, &balances, iteration, None);
        global += usize::from(!reconcile(&system).unwrap().global.passed);
        search += usize::from(!gross::detect(&system, 0.05).unwrap().errors.is_empty());
    }
    assert!((14..=47).contains(&global), "{global}");
    assert!(search <= 47, "{search}");
    assert!(search >= 6, "{search}");
}

/// A bias of twelve standard deviations in each reading that can be told apart is found at its place.
#[test]
fn planted_biases_are_found() {
    let (flows, balances) = plant(5);
    let (mut tried, mut found, mut size) = (0, 0, 0.0);
    for stream in 0..flows.len() {
        for iteration in 0..20 {
            let system = noisy(&flows, &balances, 1000 + iteration, Some((stream, 12.0)));
            let detection = gross::detect(&system, 0.05).unwrap();
            let power: f64 = reconcile(&system).unwrap().values[stream].sd.unwrap() / (0.01 * flows[stream]);
            // A reading the balances hardly check cannot be found.
            if power > 0.8 {
                continue;
            }
            tried += 1;
            let hit = detection.errors.iter().find(|error| {
                error.suspect == Suspect::Bias(stream) || error.equivalent.contains(&Suspect::Bias(stream))
            });
            if let Some(error) = hit {
                found += 1;
                if error.suspect == Suspect::Bias(stream) {
                    size += (error.size / (0.12 * flows[stream]) - 1.0).abs();
                }
            }
            assert!(detection.corrected.closure < 1e-9);
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(f64::from(found) > 0.95 * f64::from(tried), "{found} of {tried}");
    // The mean error of the sizes found, relative to the bias.
    assert!(size < 0.2 * f64::from(found), "{size} over {found}");
}

/// A node that loses a tenth of what it gets is named, with the amount.
#[test]
fn a_planted_leak_is_found() {
    let (mut flows, balances) = plant(5);
    // What leaves the last node is less by 10: the loss sits in node 4.
    let (last, _) = *balances[4].iter().find(|(stream, sign)| *sign < 0.0 && flows[*stream] == 100.0).unwrap();
    flows[last] -= 10.0;
    let system = noisy(&flows, &balances, 3, None);
    let detection = gross::detect(&system, 0.05).unwrap();
    let error = &detection.errors[0];
    let named = error.suspect == Suspect::Leak(4) || error.equivalent.contains(&Suspect::Leak(4));
    assert!(named, "{:?}", detection.errors);
    assert!((error.size.abs() - 10.0).abs() < 4.0 * error.sd, "{error:?}");
}

#[test]
fn a_contradiction_names_its_balance() {
    let mut system = System::new();
    let a = system.variable("a", Reading::Exact { value: 5.0 });
    let b = system.variable("b", Reading::Exact { value: 4.0 });
    system.node("mixer", &[(a, 1.0), (b, -1.0)]);
    match reconcile(&system).unwrap_err() {
        ReconciliationError::Contradiction { balance, gap } => {
            assert_eq!(balance, "mixer");
            assert!((gap - 1.0).abs() < 1e-12);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn correlated_errors_move_together() {
    let build = |correlation: f64| {
        let mut system = System::new();
        let a = system.measured("a", 60.0, 1.0);
        let b = system.measured("b", 43.0, 1.0);
        let c = system.measured("c", 100.0, 1.0);
        system.node("mixer", &[(a, 1.0), (b, 1.0), (c, -1.0)]);
        if correlation != 0.0 {
            system.correlate(a, b, correlation);
        }
        system
    };
    // Var(a + b − c) = 3 + 2ρ; each of a, b gives way by (1 + ρ)·3/(3 + 2ρ).
    for correlation in [0.0, 0.5, -0.5] {
        let result = reconcile(&build(correlation)).unwrap();
        let expected = 3.0 * (1.0 + correlation) / (3.0 + 2.0 * correlation);
        assert!((result.values[0].adjustment.unwrap() - expected).abs() < 1e-12);
        assert!((result.values[2].adjustment.unwrap() + 3.0 / (3.0 + 2.0 * correlation)).abs() < 1e-12);
    }
}

const SMELTER: &str = "\
stream,from,to,quantity,value,sd,unit
concentrate,,smelter,mass,1000,1%,t
concentrate,,smelter,Cu,0.252,0.002,1
matte,smelter,,mass,410,2%,t
matte,smelter,,Cu,0.601,0.003,1
slag,smelter,,mass,,,t
slag,smelter,,Cu,0.008,0.0005,1
gas,smelter,,mass,,,t
gas,smelter,,Cu,0,exact,1
";

#[test]
fn contents_close_with_flows() {
    let sheet = Sheet::read(SMELTER).unwrap();
    let solved = sheet.solve(0.05).unwrap();
    assert!(solved.reconciled.closure < 1e-9);
    let of = |stream: &str, component: Option<&str>| {
        let found = solved.entries.iter().find(|e| e.stream == stream && e.component.as_deref() == component).unwrap();
        found.result.value.unwrap()
    };
    let copper = of("concentrate", None) * of("concentrate", Some("Cu"))
        - of("matte", None) * of("matte", Some("Cu"))
        - of("slag", None) * of("slag", Some("Cu"));
    assert!(copper.abs() < 1e-8, "{copper}");
    let slag = solved.entries.iter().find(|e| e.stream == "slag" && e.component.is_none()).unwrap();
    assert_eq!(slag.result.class, Class::Observable);
}

#[test]
fn bad_tables_name_their_line() {
    for (text, line) in [
        ("stream,from,to,value\na,,n,1\n", 1),
        ("stream,from,to,value,sd\na,,n,1,\n", 2),
        ("stream,from,to,value,sd\na,,n,1,-1\n", 2),
        ("stream,from,to,value,sd\na,,n,x,1\n", 2),
        ("stream,from,to,value,sd\na,n,n,1,1\n", 2),
        ("stream,from,to,quantity,value,sd\na,,n,Cu,25,1\n", 2),
        ("stream,from,to,value,sd\na,,n,1,1\n", 0),
    ] {
        match Sheet::read(text).unwrap_err() {
            ReconciliationError::Table { line: at, .. } => assert_eq!(at, line, "{text}"),
            other => panic!("{other}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// With readings missing at random: balances close, Bayes' rule gives the same determined variables, values and
    /// standard deviations, and no result is less certain than its reading.
    #[test]
    fn agrees_with_bayes(nodes in 1_usize..6, missing in prop::collection::vec(any::<bool>(), 16), iteration in 0_u64..1000) {
        let (flows, balances) = plant(nodes);
        let mut system = noisy(&flows, &balances, iteration, None);
        for (variable, &gone) in system.variables.iter_mut().zip(&missing) {
            if gone {
                variable.reading = Reading::Unmeasured;
            }
        }
        let result = reconcile(&system).unwrap();
        prop_assert!(result.closure < 1e-9);
        for (value, other) in result.values.iter().zip(bayes::posterior(&system).unwrap()) {
            prop_assert_eq!(value.value.is_some(), other.is_some(), "{:?}", value);
            if let (Some(value), Some(sd), Some((mean, spread))) = (value.value, value.sd, other) {
                prop_assert!((value - mean).abs() < 1e-7 * mean.abs().max(1.0));
                prop_assert!((sd - spread).abs() < 1e-6 * spread.max(1e-3));
            }
            if let Reading::Measured { sd, .. } = value.reading {
                prop_assert!(value.sd.unwrap() <= sd * (1.0 + 1e-9));
            }
        }
    }
}
