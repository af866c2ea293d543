use proptest::prelude::*;

use super::*;

fn unit(id: usize, inputs: &[f64], outputs: &[f64]) -> Unit {
    Unit { id: id.to_string(), label: Label::default(), named: true, inputs: inputs.into(), outputs: outputs.into() }
}

/// Eleven units with two inputs and one output of Fried, Lovell & Schmidt (The Measurement of Productive Efficiency),
/// with the results that DataEnvelopmentAnalysis.jl checks against R.
fn literature() -> Vec<Unit> {
    let x = [
        [5.0, 13.0],
        [16.0, 12.0],
        [16.0, 26.0],
        [17.0, 15.0],
        [18.0, 14.0],
        [23.0, 6.0],
        [25.0, 10.0],
        [27.0, 22.0],
        [37.0, 14.0],
        [42.0, 25.0],
        [5.0, 17.0],
    ];
    let y = [12.0, 14.0, 25.0, 26.0, 8.0, 9.0, 27.0, 30.0, 31.0, 26.0, 12.0];
    x.iter().zip(y).enumerate().map(|(at, (x, y))| unit(at + 1, x, &[y])).collect()
}

fn check(orientation: Orientation, returns: Returns, scores: [f64; 11], slacks: &[(usize, [f64; 3])]) {
    let found = efficiencies(&literature(), orientation, returns, 0).unwrap();
    for (at, (result, score)) in found.iter().zip(scores).enumerate() {
        assert!((result.score - score).abs() < 1e-8, "{} {score} {}", at + 1, result.score);
        let projection = result.projection.known().unwrap();
        let own = [projection.input_slacks[0], projection.input_slacks[1], projection.output_slacks[0]];
        let expected = slacks.iter().find(|(unit, _)| *unit == at + 1).map_or([0.0; 3], |(_, slacks)| *slacks);
        for (slack, expected) in own.iter().zip(expected) {
            assert!((slack - expected).abs() < 1e-6, "{} {own:?} {expected}", at + 1);
        }
    }
}

#[test]
fn published_scores_and_slacks_constant_returns_input() {
    let scores = [
        1.0,
        0.6222896791,
        0.8198562444,
        1.0,
        0.3103709311,
        0.5555555556,
        1.0,
        0.7576690896,
        0.8201058201,
        0.4905660377,
        1.0,
    ];
    let slacks = [(6, [4.444444444, 0.0, 0.0]), (9, [1.640211640, 0.0, 0.0]), (11, [0.0, 4.0, 0.0])];
    check(Orientation::Input, Returns::Constant, scores, &slacks);
}

#[test]
fn published_scores_and_slacks_constant_returns_output() {
    let scores =
        [1.0, 1.606968641, 1.219726027, 1.0, 3.221951220, 1.8, 1.0, 1.319837398, 1.219354839, 2.038461538, 1.0];
    let slacks = [(6, [8.0, 0.0, 0.0]), (9, [2.0, 0.0, 0.0]), (11, [0.0, 4.0, 0.0])];
    check(Orientation::Output, Returns::Constant, scores, &slacks);
}

#[test]
fn published_scores_and_slacks_variable_returns_input() {
    let scores = [1.0, 0.8699861687, 1.0, 1.0, 0.7116402116, 1.0, 1.0, 1.0, 1.0, 0.4931209269, 1.0];
    check(Orientation::Input, Returns::Variable, scores, &[(5, [0.0, 0.0, 2.698412698]), (11, [0.0, 4.0, 0.0])]);
}

#[test]
fn published_scores_and_slacks_variable_returns_output() {
    let scores = [1.0, 1.507518797, 1.0, 1.0, 3.203947368, 1.0, 1.0, 1.0, 1.0, 1.192307692, 1.0];
    check(Orientation::Output, Returns::Variable, scores, &[(10, [5.0, 11.0, 0.0]), (11, [0.0, 4.0, 0.0])]);
}

#[test]
fn published_peers_and_their_weights() {
    let found = efficiencies(&literature(), Orientation::Input, Returns::Constant, 0).unwrap();
    let peers = |at: usize| -> Vec<(String, f64)> {
        let peers = found[at - 1].peers.iter();
        peers.map(|peer| (peer.unit.known().unwrap().0.clone(), peer.weight)).collect()
    };
    for (at, expected) in [
        (2, vec![("4", 0.4249783174), ("7", 0.10928013877)]),
        (3, vec![("1", 1.134321653), ("4", 0.4380053908)]),
        (9, vec![("7", 1.14814814815)]),
    ] {
        let own = peers(at);
        assert_eq!(own.len(), expected.len());
        for ((id, weight), (wanted, expected)) in own.iter().zip(expected) {
            assert!(id == wanted && (weight - expected).abs() < 1e-7, "{at}: {own:?}");
        }
    }
    assert!(!found[10].efficient && found[10].score > 1.0 - 1e-9, "slacks make it weakly efficient only");
}

#[test]
fn without_a_grant_peers_stay_nameless_and_single_peers_untold() {
    let mut units = literature();
    units[6].named = false;
    let found = efficiencies(&units, Orientation::Input, Returns::Constant, 3).unwrap();
    // Unit 9 is compared with unit 7 alone: its target would be unit 7's figures.
    assert!(found[8].projection.known().is_none() && found[8].peers[0].unit.known().is_none());
    let text = serde_json::to_string(&found[8]).unwrap();
    assert!(!text.contains("\"7\""), "{text}");
    assert!(found[2].projection.known().is_some());
}

#[test]
fn figures_that_make_no_sense_are_refused() {
    let bad = [unit(1, &[1.0, -2.0], &[1.0]), unit(2, &[1.0, 2.0], &[1.0])];
    assert_eq!(efficiencies(&bad, Orientation::Input, Returns::Constant, 0).unwrap_err().code(), "diagnosis-value");
    let uneven = [unit(1, &[1.0], &[1.0]), unit(2, &[1.0, 2.0], &[1.0])];
    assert_eq!(efficiencies(&uneven, Orientation::Input, Returns::Constant, 0).unwrap_err().code(), "diagnosis-shape");
}

fn group() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((1.0_f64..100.0, 1.0_f64..100.0, 1.0_f64..100.0, 1.0_f64..100.0), 2..12)
        .prop_map(|rows| rows.iter().enumerate().map(|(at, &(a, b, c, d))| unit(at, &[a, b], &[c, d])).collect())
}

fn scores(units: &[Unit], orientation: Orientation, returns: Returns) -> Vec<f64> {
    efficiencies(units, orientation, returns, 0).unwrap().iter().map(|e| e.score).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn scores_are_bounded_and_someone_is_on_the_frontier(units in group()) {
        let constant = scores(&units, Orientation::Input, Returns::Constant);
        let variable = scores(&units, Orientation::Input, Returns::Variable);
        prop_assert!(constant.iter().any(|score| (score - 1.0).abs() < 1e-9));
        for (c, v) in constant.iter().zip(&variable) {
            prop_assert!(*c > 0.0 && *c <= v + 1e-9 && *v <= 1.0 + 1e-9);
        }
        // Under constant returns the output score is the inverse of the input score.
        for (c, o) in constant.iter().zip(scores(&units, Orientation::Output, Returns::Constant)) {
            prop_assert!((c * o - 1.0).abs() < 1e-7);
        }
    }

    #[test]
    fn a_change_of_unit_changes_no_score(units in group(), by in 1e-4_f64..1e4) {
        let mut other = units.clone();
        for unit in &mut other {
            unit.inputs[0] *= by;
            unit.outputs[1] *= by;
        }
        for (a, b) in scores(&units, Orientation::Input, Returns::Variable).iter().zip(scores(&other, Orientation::Input, Returns::Variable)) {
            prop_assert!((a - b).abs() < 1e-7);
        }
    }

    #[test]
    fn the_projection_is_efficient(units in group()) {
        for (at, result) in efficiencies(&units, Orientation::Input, Returns::Constant, 0).unwrap().iter().enumerate() {
            let projection = result.projection.known().unwrap();
            let mut with = units.clone();
            with.push(Unit { id: "target".into(), inputs: projection.inputs.clone(), outputs: projection.outputs.clone(), ..units[at].clone() });
            let again = efficiencies(&with, Orientation::Input, Returns::Constant, 0).unwrap();
            prop_assert!((again.last().unwrap().score - 1.0).abs() < 1e-6);
        }
    }
}
