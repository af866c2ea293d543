use proptest::prelude::*;
use verdigris_quantity::{Label, Unit, spread::Spread};

use super::{Evaluator, Scratch};
use crate::{
    Direction, Exchange, Finding, FindingKind, Flow, FlowIndex, FlowKind, Network, Parameter, Process, ProcessIndex,
    template::unfold,
};

fn parameter(id: &str, value: Option<f64>, formula: &str) -> Parameter {
    let formula = (!formula.is_empty()).then(|| formula.to_owned());
    Parameter { id: id.into(), value, formula, ..Parameter::default() }
}

fn uncertain(id: &str, value: f64) -> Parameter {
    Parameter { spread: Some(Spread::Lognormal { sigma: 0.1 }), ..parameter(id, Some(value), "") }
}

fn network(global: Vec<Parameter>, processes: Vec<(Vec<Parameter>, Vec<&str>)>) -> Network {
    let mut network = Network::new("n");
    network.flows.push(Flow::new("f", Label::new("f", ""), FlowKind::Product, Unit::one()));
    network.parameters = global;
    for (k, (parameters, formulas)) in processes.into_iter().enumerate() {
        let exchanges = formulas.iter().enumerate().map(|(k, formula)| {
            let mut exchange = Exchange::new(format!("x{k}"), FlowIndex(0), Direction::Input, Some(-1.0), Unit::one());
            exchange.formula = Some((*formula).to_owned());
            exchange
        });
        let exchanges = exchanges.collect();
        network.processes.push(Process { id: format!("p{k}"), parameters, exchanges, ..Process::default() });
    }
    network
}

fn amounts(evaluator: &Evaluator, process: u32, count: usize) -> Vec<f64> {
    (0..count).map(|k| evaluator.amount(ProcessIndex(process), k).unwrap_or(f64::NAN)).collect()
}

fn told(findings: &[Finding]) -> Vec<String> {
    let text = |finding: &Finding| {
        let place = &finding.place;
        let reason = finding.argument("reason").unwrap_or_default();
        format!("{}/{}/{} {}: {reason}", place.process, place.exchange, place.field, finding.kind.code())
    };
    findings.iter().map(text).collect()
}

#[test]
fn parameters_are_computed_in_the_order_of_their_dependence() {
    let global = vec![parameter("c", None, "b * 2"), parameter("B", None, "A + 1"), parameter("a", Some(3.0), "")];
    let (evaluator, findings) = Evaluator::new(&network(global, vec![(vec![], vec!["c", "a * C", "pi"])]));
    assert_eq!(findings, []);
    assert_eq!(amounts(&evaluator, 0, 3), [8.0, 24.0, std::f64::consts::PI]);
    assert_eq!(evaluator.parameter(None, "C"), Some(8.0));
    assert_eq!(evaluator.amount(ProcessIndex(0), 3), None);
    assert_eq!(evaluator.amount(ProcessIndex(1), 0), None);
}

#[test]
fn parameters_of_a_process_hide_those_of_the_network_there_alone() {
    let global = vec![parameter("k", Some(2.0), ""), parameter("twice", None, "2 * k")];
    let own = vec![parameter("K", Some(10.0), ""), parameter("own", None, "k + twice")];
    let made = network(global, vec![(own, vec!["k", "twice", "own"]), (vec![], vec!["k", "own"])]);
    let (evaluator, findings) = Evaluator::new(&made);
    assert_eq!(amounts(&evaluator, 0, 3), [10.0, 4.0, 14.0]);
    assert_eq!(amounts(&evaluator, 1, 2), [2.0, -1.0]);
    assert_eq!(told(&findings), ["p1/x1/formula formula-failed: formula `own` uses `own`, which is not defined"]);
    assert_eq!(evaluator.parameter(Some(ProcessIndex(0)), "k"), Some(10.0));
    assert_eq!(evaluator.parameter(Some(ProcessIndex(1)), "k"), Some(2.0));
}

#[test]
fn rings_are_named_and_stored_values_stand_in() {
    let global = vec![
        parameter("a", Some(5.0), "b + 1"),
        parameter("b", None, "c * 2"),
        parameter("c", None, "a - 1"),
        parameter("d", None, "a + 1"),
        parameter("self", None, "self"),
    ];
    let (evaluator, findings) = Evaluator::new(&network(global, vec![(vec![], vec!["a", "d", "b"])]));
    let ring = "formula-failed: parameters depend on each other in a ring: a → b → c → a";
    assert_eq!(
        told(&findings),
        [
            format!("//c {ring}"),
            format!("//b {ring}"),
            format!("//a {ring}"),
            "//self formula-failed: parameters depend on each other in a ring: self → self".to_owned(),
            "p0/x2/formula formula-failed: formula `b` uses `b`, which is not defined".to_owned(),
        ]
    );
    assert_eq!(amounts(&evaluator, 0, 3), [5.0, 6.0, -1.0]);
}

#[test]
fn a_formula_that_fails_leaves_the_stored_amount() {
    let global = vec![parameter("zero", Some(0.0), ""), parameter("bad", Some(7.0), "1 +")];
    let (evaluator, findings) =
        Evaluator::new(&network(global, vec![(vec![], vec!["1 / zero", "bad", "2 *", "missing"])]));
    assert_eq!(amounts(&evaluator, 0, 4), [-1.0, 7.0, -1.0, -1.0]);
    assert_eq!(
        told(&findings),
        [
            "//bad formula-failed: formula `1 +`: expected a number, a name or `(` at character 4",
            "p0/x0/formula formula-failed: formula `1 / zero` gives inf",
            "p0/x2/formula formula-failed: formula `2 *`: expected a number, a name or `(` at character 4",
            "p0/x3/formula formula-failed: formula `missing` uses `missing`, which is not defined",
        ]
    );
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let mut global: Vec<Parameter> =
        (1..50_000).map(|k| parameter(&format!("v{k}"), None, &format!("v{} + 1", k - 1))).collect();
    global.reverse();
    global.push(uncertain("v0", 1.0));
    let (evaluator, findings) = Evaluator::new(&network(global, vec![(vec![], vec!["v49999"])]));
    assert_eq!(findings, []);
    assert_eq!(evaluator.amount(ProcessIndex(0), 0), Some(50_000.0));
    assert_eq!(evaluator.resample(&[11.0]), [50_010.0]);
}

#[test]
fn only_what_a_draw_changes_is_dependent() {
    let global = vec![
        uncertain("u", 2.0),
        uncertain("idle", 3.0),
        parameter("k", Some(4.0), ""),
        parameter("uk", None, "u * k"),
    ];
    let (evaluator, findings) = Evaluator::new(&network(global, vec![(vec![], vec!["k", "uk", "u", "1"])]));
    assert_eq!(findings, []);
    let ids: Vec<&str> = evaluator.uncertain_parameters().iter().map(|parameter| parameter.id.as_str()).collect();
    assert_eq!(ids, ["u"]);
    assert_eq!(evaluator.dependent_exchanges(), [(ProcessIndex(0), 1), (ProcessIndex(0), 2)]);
    assert_eq!(evaluator.resample(&[10.0]), [40.0, 10.0]);
    assert_eq!(evaluator.amount(ProcessIndex(0), 1), Some(8.0));
}

#[test]
fn regional_copies_draw_one_value_and_groups_one_number() {
    let mut made = network(
        vec![Parameter { group: "g".into(), ..uncertain("x", 1.0) }],
        vec![(vec![uncertain("u", 2.0)], vec!["u + x"])],
    );
    made.processes[0].region = "CN-SD;CN-YN".into();
    let (evaluator, _) = Evaluator::new(&unfold(made));
    let keys: Vec<u64> = evaluator.uncertain_parameters().iter().map(|parameter| parameter.key).collect();
    assert_eq!(keys.len(), 3);
    assert_eq!(keys[1], keys[2]);
    assert_eq!(keys[0], verdigris_quantity::sampling::stable_id(&["group", "g"]));
}

#[test]
fn an_uncertainty_that_cannot_be_is_told() {
    let bad = Parameter { spread: Some(Spread::Uniform { min: 5.0, max: 6.0 }), ..parameter("a", Some(1.0), "") };
    let computed = Parameter { spread: Some(Spread::Lognormal { sigma: 0.1 }), ..parameter("b", None, "1 + 1") };
    let (evaluator, findings) = Evaluator::new(&network(vec![bad, computed], vec![(vec![], vec!["a + b"])]));
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| finding.kind == FindingKind::BadUncertainty));
    assert!(evaluator.dependent_exchanges().is_empty());
}

/// Chains of sums over `count` uncertain parameters, computed ones between.
fn chained() -> impl Strategy<Value = Network> {
    let formula = |k: usize| {
        (0..=k, 0..=k, 0..3).prop_map(|(a, b, operator)| match operator {
            0 => format!("v{a} + v{b}"),
            1 => format!("v{a} * 0.5 - v{b}"),
            _ => format!("if(v{a} > v{b}; v{a}; V{b} / 2)"),
        })
    };
    let formulas: Vec<_> = (2..10).map(formula).collect();
    (1.0..9.0_f64, 1.0..9.0_f64, 1.0..9.0_f64, formulas).prop_map(|(a, b, c, formulas)| {
        let mut global = vec![uncertain("v0", a), parameter("v1", Some(b), ""), uncertain("v2", c)];
        for (k, formula) in formulas.iter().enumerate() {
            global.push(parameter(&format!("v{}", k + 3), None, formula));
        }
        global.reverse();
        network(global, vec![(vec![], vec!["v10", "v1", "v5 + v2", "v0"])])
    })
}

proptest! {
    #[test]
    fn drawing_the_stored_values_changes_nothing(network in chained()) {
        let (evaluator, findings) = Evaluator::new(&network);
        prop_assert_eq!(&findings, &[]);
        let values: Vec<f64> = evaluator.uncertain_parameters().iter().map(|parameter| parameter.value).collect();
        let drawn = evaluator.resample(&values);
        for (&(process, exchange), amount) in evaluator.dependent_exchanges().iter().zip(drawn) {
            prop_assert_eq!(evaluator.amount(process, exchange), Some(amount));
        }
    }

    #[test]
    fn drawing_is_the_same_as_storing_the_drawn_values(network in chained(), draws in prop::array::uniform2(1.0..9.0_f64)) {
        let (evaluator, _) = Evaluator::new(&network);
        let mut changed = network.clone();
        let list = evaluator.uncertain_parameters();
        let values: Vec<f64> = draws[..list.len()].to_vec();
        for (parameter, &value) in list.iter().zip(&values) {
            let stored = changed.parameters.iter_mut().find(|stored| stored.id == parameter.id);
            stored.unwrap().value = Some(value);
        }
        let (again, _) = Evaluator::new(&changed);
        let (mut scratch, mut drawn) = (Scratch::default(), vec![0.0; evaluator.dependent_exchanges().len()]);
        evaluator.resample_into(&values, &mut scratch, &mut drawn);
        for (&(process, exchange), amount) in evaluator.dependent_exchanges().iter().zip(drawn) {
            prop_assert_eq!(again.amount(process, exchange), Some(amount));
        }
        // What is not dependent stays.
        for exchange in (0..4).filter(|&k| !evaluator.dependent_exchanges().contains(&(ProcessIndex(0), k))) {
            prop_assert_eq!(again.amount(ProcessIndex(0), exchange), evaluator.amount(ProcessIndex(0), exchange));
        }
    }
}
