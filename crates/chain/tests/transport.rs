//! The transport problem against textbook cases and against a linear programme with an independent certificate.

use proptest::prelude::*;
use verdigris_chain::transport::{Link, solve};
use verdigris_optimisation::{Automatic, Limits, Programme, Solver};

fn links(costs: &[&[f64]], above: f64) -> Vec<Link> {
    let mut links = Vec::new();
    for (offer, row) in costs.iter().enumerate() {
        for (want, cost) in row.iter().enumerate() {
            links.push(Link { offer, want, gain: above - cost });
        }
    }
    links
}

fn cost(flows: &[(usize, usize, f64)], costs: &[&[f64]]) -> f64 {
    flows.iter().map(|&(offer, want, amount)| costs[offer][want] * amount).sum()
}

/// G. B. Dantzig, Linear Programming and Extensions (1963), chapter 3.3: canneries in Seattle and San Diego; 153.675 k$.
#[test]
fn dantzigs_canneries() {
    let costs: [&[f64]; 2] = [&[0.225, 0.153, 0.162], &[0.225, 0.162, 0.126]];
    let best = solve(&[350.0, 600.0], &[325.0, 300.0, 275.0], &links(&costs, 10.0));
    assert!((cost(&best.flows, &costs) - 153.675).abs() < 1e-9);
    // One more case in New York costs 0.225; in Chicago 0.153; in Topeka 0.126 (the duals printed with the model).
    for (worth, dual) in best.want_worth.iter().zip([0.225, 0.153, 0.126]) {
        assert!((10.0 - worth - dual).abs() < 1e-9, "{:?}", best.want_worth);
    }
}

/// W. L. Winston, Operations Research: three power plants, four cities; 1,020 dollars.
#[test]
fn powerco() {
    let costs: [&[f64]; 3] = [&[8.0, 6.0, 10.0, 9.0], &[9.0, 12.0, 13.0, 7.0], &[14.0, 9.0, 16.0, 5.0]];
    let best = solve(&[35.0, 50.0, 40.0], &[45.0, 20.0, 30.0, 30.0], &links(&costs, 1000.0));
    assert!((cost(&best.flows, &costs) - 1020.0).abs() < 1e-9);
    assert!(best.flows.iter().all(|flow| flow.2.fract() == 0.0), "whole amounts stay whole");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The gain equals that of a linear programme; duals bound every gain, are tight where something flows, zero where
    /// something is left, and their value is the gain.
    #[test]
    fn agrees_with_a_linear_programme(
        offers in prop::collection::vec(0_u32..20, 1..6),
        wants in prop::collection::vec(0_u32..20, 1..6),
        gains in prop::collection::vec(-5_i32..15, 36),
    ) {
        let offers: Vec<f64> = offers.into_iter().map(f64::from).collect();
        let wants: Vec<f64> = wants.into_iter().map(f64::from).collect();
        let mut links = Vec::new();
        for offer in 0..offers.len() {
            for want in 0..wants.len() {
                let gain = gains[offer * 6 + want];
                // Some pairs have no way.
                if gain % 4 != 3 {
                    links.push(Link { offer, want, gain: f64::from(gain) });
                }
            }
        }
        let best = solve(&offers, &wants, &links);
        let mut programme = Programme::new("transport");
        let columns: Vec<_> = links.iter().map(|link| programme.column("x", -link.gain, 0.0, f64::INFINITY)).collect();
        for (at, amount) in offers.iter().enumerate() {
            let terms: Vec<_> = links.iter().zip(&columns).filter(|(link, _)| link.offer == at).map(|(_, c)| (*c, 1.0)).collect();
            programme.row("offer", f64::NEG_INFINITY, *amount, &terms);
        }
        for (at, amount) in wants.iter().enumerate() {
            let terms: Vec<_> = links.iter().zip(&columns).filter(|(link, _)| link.want == at).map(|(_, c)| (*c, 1.0)).collect();
            programme.row("want", f64::NEG_INFINITY, *amount, &terms);
        }
        if !links.is_empty() {
            let answer = Automatic.solve(&programme, &Limits::default()).unwrap();
            prop_assert!((best.gain + answer.objective).abs() < 1e-5 * best.gain.abs().max(1.0), "{} {}", best.gain, answer.objective);
        }
        for link in &links {
            prop_assert!(best.offer_worth[link.offer] + best.want_worth[link.want] >= link.gain - 1e-9);
        }
        let dual: f64 = best.offer_worth.iter().zip(&offers).chain(best.want_worth.iter().zip(&wants)).map(|(w, a)| w * a).sum();
        prop_assert!((dual - best.gain).abs() < 1e-9 * best.gain.abs().max(1.0), "{dual} {}", best.gain);
    }
}
