//! A network in bounds of hand calculation, and what holds of every disruption.

use proptest::prelude::*;
use verdigris_chain::disruption::{Disruption, Kinds};
use verdigris_chain::gap::{self, Kind};
use verdigris_chain::network::Network;
use verdigris_chain::supply::{Element, run};
use verdigris_optimisation::Automatic;

/// Bauxite from two countries to one refinery, alumina to two smelters, metal to one market.
fn chain(demand: f64) -> Network {
    Network::read(&format!(
        r#"
unit = "kt"
currency = "USD"
[[place]]
id = "guinea"
[[place]]
id = "australia"
[[place]]
id = "shandong"
region = "CN"
[[place]]
id = "yunnan"
region = "CN"
[[plant]]
id = "mine-gn"
place = "guinea"
good = "bauxite"
capacity = 60
cost = 1
[[plant]]
id = "mine-au"
place = "australia"
good = "bauxite"
capacity = 40
cost = 2
[[plant]]
id = "refinery"
place = "shandong"
good = "alumina"
capacity = 40
cost = 3
inputs = [{{ good = "bauxite", amount = 2 }}]
[[plant]]
id = "smelter-sd"
place = "shandong"
good = "aluminium"
capacity = 10
cost = 20
inputs = [{{ good = "alumina", amount = 2 }}]
[[plant]]
id = "smelter-yn"
place = "yunnan"
good = "aluminium"
capacity = 10
cost = 10
inputs = [{{ good = "alumina", amount = 2 }}]
[[route]]
id = "gn-sd"
good = "bauxite"
from = "guinea"
to = "shandong"
cost = 1
[[route]]
id = "au-sd"
good = "bauxite"
from = "australia"
to = "shandong"
cost = 1
[[route]]
id = "sd-yn"
good = "alumina"
from = "shandong"
to = "yunnan"
cost = 2
[[route]]
id = "yn-sd"
good = "aluminium"
from = "yunnan"
to = "shandong"
cost = 3
[[demand]]
place = "shandong"
good = "aluminium"
amount = {demand}
penalty = 1000
"#
    ))
    .unwrap()
}

/// One tonne of metal from Yunnan: 4 bauxite at 2, 2 alumina at 3 + 2, smelting 10, transport 3 = 31; from Shandong 8 + 6 + 20
/// = 34. Guinea alone feeds 15, beyond it bauxite costs 3: 4 more for a tonne.
#[test]
fn costs_add_up_by_hand() {
    let base = run(&chain(12.0), &[], &Automatic).unwrap();
    assert!((base.cost - (10.0 * 31.0 + 2.0 * 34.0)).abs() < 1e-4, "{}", base.cost);
    assert!(base.residual < 1e-5);
    let more = run(&chain(18.0), &[], &Automatic).unwrap();
    assert!((more.cost - (10.0 * 31.0 + 8.0 * 34.0 + 3.0 * 4.0)).abs() < 1e-4, "{}", more.cost);
}

#[test]
fn losses_by_hand() {
    let network = chain(12.0);
    let mut disruption = Disruption::of(&network, &Automatic).unwrap();
    let losses = disruption.single(Kinds { places: false, ..Kinds::default() }).unwrap();
    let of = |name: &str| losses.iter().find(|loss| loss.name == name).unwrap().loss;
    // Without Guinea 40 of bauxite feed 10 t of metal: 2 t are missing, 10 t cost 4 more each; the cheapest 10 t are Yunnan's.
    assert!((of("mine-gn") - (10.0 * 4.0 + 2.0 * (1000.0 - 34.0))).abs() < 1e-2, "{}", of("mine-gn"));
    // Without Yunnan's smelter Shandong's makes 10.
    assert!((of("smelter-yn") - (10.0 * 34.0 + 2000.0 - 378.0)).abs() < 1e-2);
    assert!((of("refinery") - (12_000.0 - 378.0)).abs() < 1e-1);
    assert_eq!(of("mine-au"), 0.0);
    // Both mines: as bad as the refinery, and 2 t × … beyond the single losses.
    let pairs = disruption.pairs(Kinds { places: false, routes: false, plants: true }, 50).unwrap();
    let both = pairs.iter().find(|pair| pair.names == ["mine-gn".to_owned(), "mine-au".to_owned()]).unwrap();
    assert!((both.loss - (12_000.0 - 378.0)).abs() < 1e-1);
    assert!(both.beyond > 0.0);
    let worst = disruption.worst(Kinds { places: false, ..Kinds::default() }, 1, 100).unwrap();
    assert!(worst.proven && (worst.loss - (12_000.0 - 378.0)).abs() < 1e-1, "{worst:?}");
    // Nothing is worse than losing all metal, for which the refinery suffices.
    let two = disruption.worst(Kinds { places: false, ..Kinds::default() }, 2, 1000).unwrap();
    assert_eq!(two.names, ["refinery"], "{two:?}");
}

#[test]
fn gaps_are_named() {
    let network = chain(30.0);
    let gaps = gap::find(&network, Some("CN"));
    let has = |kind: Kind, good: &str| gaps.iter().any(|gap| gap.kind == kind && gap.good == good);
    assert!(has(Kind::NoHomeSupplier, "bauxite"));
    assert!(has(Kind::SingleSupplier, "alumina"));
    assert!(has(Kind::SingleRoute, "alumina"));
    assert!(has(Kind::TooLittleCapacity, "aluminium"));
    assert!(!has(Kind::SingleSupplier, "bauxite"));
}

/// Two periods on the way: nothing arrives before the third; a stock bridges the first two.
#[test]
fn lead_times_and_stocks() {
    let text = r#"
periods = 4
[[place]]
id = "a"
[[place]]
id = "b"
[[plant]]
id = "mine"
place = "a"
good = "ore"
capacity = 10
cost = 1
[[route]]
id = "ship"
good = "ore"
from = "a"
to = "b"
cost = 1
lead = 2
[[stock]]
place = "b"
good = "ore"
initial = 15
capacity = 100
[[demand]]
place = "b"
good = "ore"
amount = 10
penalty = 100
"#;
    let run = run(&Network::read(text).unwrap(), &[], &Automatic).unwrap();
    // 20 are needed before the first ship, 15 are there; 20 arrive later.
    assert!((run.unmet[0] - 5.0).abs() < 1e-5, "{run:?}");
    assert!((run.cost - (500.0 + 20.0 * 2.0)).abs() < 1e-3, "{}", run.cost);
}

#[test]
fn bad_networks_are_refused() {
    for (text, code) in [
        ("periods = 0\n[[place]]\nid = \"a\"", "chain-number"),
        ("[[place]]\nid = \"a\"\n[[place]]\nid = \"a\"", "chain-twice"),
        ("[[plant]]\nid = \"p\"\nplace = \"x\"\ngood = \"g\"\ncapacity = 1", "chain-unknown"),
        ("[[place]]\nid = \"a\"\n[[plant]]\nid = \"p\"\nplace = \"a\"\ngood = \"g\"\ncapacity = -1", "chain-number"),
        ("[[place]]\nid = \"a\"", "chain-not-available"),
        ("place = 3", "chain-table"),
    ] {
        assert_eq!(Network::read(text).unwrap_err().code(), code, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// No failure gains; losses grow with demand; what the search calls worst is no better than any single failure, and
    /// skipping unused elements changes nothing.
    #[test]
    fn losses_are_never_gains_and_grow_with_demand(first in 1.0_f64..20.0, more in 0.0_f64..10.0, pick in 0_usize..5) {
        let (small, large) = (chain(first), chain(first + more));
        let mut of_small = Disruption::of(&small, &Automatic).unwrap();
        let mut of_large = Disruption::of(&large, &Automatic).unwrap();
        let element = Element::Plant(pick);
        let loss = |losses: &[verdigris_chain::disruption::Loss]| losses.iter().find(|loss| loss.element == element).unwrap().loss;
        let kinds = Kinds { places: false, ..Kinds::default() };
        let (little, much) = (of_small.single(kinds).unwrap(), of_large.single(kinds).unwrap());
        prop_assert!(little.iter().chain(&much).all(|loss| loss.loss >= 0.0));
        let direct = run(&small, &[element], &Automatic).unwrap().cost - of_small.base().cost;
        prop_assert!((direct - loss(&little)).abs() < 1e-5 * of_small.base().cost.max(direct), "{direct}");
        // The cheapest supplier's loss is monotone in what is asked of the chain.
        prop_assert!(loss(&much) >= loss(&little) - 1e-5 * of_large.base().cost.max(loss(&much)));
        let worst = of_small.worst(kinds, 2, 1000).unwrap();
        prop_assert!(worst.proven);
        prop_assert!(little.iter().all(|single| single.loss <= worst.loss * (1.0 + 1e-6) + 1e-6));
        let pairs = of_small.pairs(kinds, 1).unwrap();
        prop_assert!((pairs[0].loss - worst.loss).abs() <= 1e-5 * worst.loss.max(1.0), "{} {}", pairs[0].loss, worst.loss);
    }
}
