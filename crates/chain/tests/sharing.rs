//! Shapley values and nucleoli of published games, and their axioms.

use proptest::prelude::*;
use verdigris_chain::sharing::{Game, nucleolus, shapley, shapley_sampled};
use verdigris_optimisation::Automatic;

fn close(got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        assert!((got - expected).abs() < tolerance, "{got} {expected}");
    }
}

/// Estate `estate` with claims 100, 200 and 300: what a coalition is left with when the others are paid in full.
fn bankruptcy(estate: f64) -> Game {
    let claims = [100.0, 200.0, 300.0];
    Game::of(3, |coalition| {
        let others: f64 = (0..3).filter(|i| coalition >> i & 1 == 0).map(|i| claims[i]).sum();
        Ok((estate - others).max(0.0))
    })
    .unwrap()
}

/// R. J. Aumann & M. Maschler, J. Economic Theory 36 (1985) 195–213: the three cases of the Mishna are nucleoli.
#[test]
fn the_talmuds_estates() {
    for (estate, expected) in
        [(100.0, [100.0 / 3.0, 100.0 / 3.0, 100.0 / 3.0]), (200.0, [50.0, 75.0, 75.0]), (300.0, [50.0, 100.0, 150.0])]
    {
        close(&nucleolus(&bankruptcy(estate), &Automatic).unwrap(), &expected, 1e-6);
    }
}

/// Airport game (S. C. Littlechild & G. Owen, Management Science 20 (1973) 370–372): each stretch of runway is paid by
/// those who need it, in equal parts.
#[test]
fn the_airport() {
    let costs = [1.0, 2.0, 5.0, 9.0];
    let game =
        Game::of(4, |coalition| Ok(-(0..4).filter(|i| coalition >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max)))
            .unwrap();
    let expected = [-0.25, -0.25 - 1.0 / 3.0, -0.25 - 1.0 / 3.0 - 1.5, -0.25 - 1.0 / 3.0 - 1.5 - 4.0];
    close(&shapley(&game), &expected, 1e-12);
    // The nucleolus lies in the core of a concave cost game.
    let shares = nucleolus(&game, &Automatic).unwrap();
    assert!(game.complaint(&shares) < 1e-7);
}

/// Two left gloves, one right: the right one gets two thirds by Shapley, everything by nucleolus.
#[test]
fn gloves() {
    let game = Game::of(3, |coalition| Ok(f64::from(u8::from(coalition & 4 != 0 && coalition & 3 != 0)))).unwrap();
    close(&shapley(&game), &[1.0 / 6.0, 1.0 / 6.0, 2.0 / 3.0], 1e-12);
    close(&nucleolus(&game, &Automatic).unwrap(), &[0.0, 0.0, 1.0], 1e-6);
}

/// Votes 50, 49 and 1 with a majority of 51 (after L. S. Shapley & M. Shubik, American Political Science Review 48 (1954)).
#[test]
fn weighted_votes() {
    let votes = [50, 49, 1];
    let game = Game::of(3, |coalition| {
        let sum: i32 = (0..3).filter(|i| coalition >> i & 1 == 1).map(|i| votes[i]).sum();
        Ok(f64::from(u8::from(sum >= 51)))
    })
    .unwrap();
    close(&shapley(&game), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0], 1e-12);
}

#[test]
fn sampling_comes_close_and_tells_how_close() {
    let game = bankruptcy(200.0);
    let exact = shapley(&game);
    let sampled = shapley_sampled(3, 4000, 11, |members| {
        Ok(game.value(members.iter().fold(0, |coalition, player| coalition | 1 << player)))
    })
    .unwrap();
    for (sampled, exact) in sampled.iter().zip(&exact) {
        assert!((sampled.share - exact).abs() < 4.0 * sampled.error + 1e-9, "{sampled:?} {exact}");
        assert!(sampled.error < 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Both share out everything, treat like players alike, and give a player who adds nothing nothing.
    #[test]
    fn axioms(values in prop::collection::vec(0_u32..50, 16)) {
        // Players 0 and 1 are alike, player 4 adds nothing: the value depends on how many of 0, 1 take part, and on 2, 3.
        let gain = |coalition: u32| {
            if coalition.trailing_zeros() >= 4 {
                return 0.0;
            }
            let alike = (coalition & 3).count_ones();
            f64::from(values[(alike * 4 + (coalition >> 2 & 3)) as usize])
        };
        let game = Game::of(5, |coalition| Ok(gain(coalition))).unwrap();
        let nucleolus = nucleolus(&game, &Automatic).unwrap();
        for shares in [shapley(&game), nucleolus.clone()] {
            prop_assert!((shares.iter().sum::<f64>() - game.whole()).abs() < 1e-6 * game.whole().max(1.0));
            prop_assert!((shares[0] - shares[1]).abs() < 1e-5 * game.whole().max(1.0), "{shares:?}");
        }
        prop_assert!(shapley(&game)[4].abs() < 1e-9);
        // No other sharing has a smaller largest complaint; the Shapley value is one.
        prop_assert!(game.complaint(&nucleolus) <= game.complaint(&shapley(&game)) + 1e-5 * game.whole().max(1.0));
    }
}
