//! Concentration, rules, and matching with letters.

use verdigris_chain::ChainError;
use verdigris_chain::capacity::{Kind, Outcome, Project, Register, check, packaged_rules};
use verdigris_chain::concentration::{self, Exposure, supply_risk};
use verdigris_chain::matching::{Exchange, Sharing};
use verdigris_chain::production::World;

/// Horizontal Merger Guidelines of the United States: shares of 30, 30, 20 and 20 per cent give 2,600.
#[test]
fn the_guidelines_example() {
    let amounts: Vec<(String, f64)> =
        [30.0, 30.0, 20.0, 20.0].iter().enumerate().map(|(at, share)| (format!("firm {at}"), *share)).collect();
    let result = concentration::of(&amounts, |_| None).unwrap();
    assert!((result.hhi - 2600.0).abs() < 1e-9);
    assert!((result.three - 0.8).abs() < 1e-12);
    assert_eq!(result.governed, None);
}

/// Shares of China in 2021 as the BGS table gives them, read by hand from the sheet: primary aluminium 38.50 of 66.98 Mt, refined copper 10.49 of
/// 24.85, refined lead 7.37 of 14.35, zinc 6.56 of 13.99.
#[test]
fn packaged_production_has_the_published_shares() {
    let world = World::packaged().unwrap();
    for (metal, stage, china, total) in [
        ("aluminium", "primary", 38.50e6, 66.98e6),
        ("copper", "refined", 10.49e6, 24.85e6),
        ("lead", "refined", 7.37e6, 14.35e6),
        ("zinc", "refined", 6.56e6, 13.99e6),
    ] {
        let result = concentration::of_world(world, metal, stage, 2021).unwrap();
        assert!((result.total / total - 1.0).abs() < 1e-3, "{metal}: {}", result.total);
        let share = result.shares.iter().find(|share| share.supplier == "CN").unwrap();
        assert!((share.amount / china - 1.0).abs() < 1e-3, "{metal}");
        assert!(result.hhi > 10_000.0 * share.share * share.share && result.hhi < 10_000.0);
        let governed = result.governed.unwrap();
        assert!(governed > 0.0 && governed < 10.0);
    }
    for (metal, stage) in world.stages() {
        let year = world.last_year(metal, stage).unwrap();
        let result = concentration::of_world(world, metal, stage, year).unwrap();
        assert!((result.shares.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-12);
        for share in &result.shares {
            let name = world.name(&share.supplier);
            assert!(!name.zh.is_empty() && !name.en.is_empty() && name.en != share.supplier, "{}", share.supplier);
        }
    }
}

#[test]
fn supply_risk_needs_all_its_inputs() {
    let missing = supply_risk(2.0, 3.0, Exposure { import_reliance: Some(0.5), ..Exposure::default() }).unwrap_err();
    assert_eq!(missing.code(), "chain-not-available");
    // [2 · 0.25 + 3 · 0.75] · 0.8 · 0.9
    let all = Exposure { import_reliance: Some(0.5), recycling_input: Some(0.2), substitution: Some(0.9) };
    assert!((supply_risk(2.0, 3.0, all).unwrap() - 1.98).abs() < 1e-12);
}

fn project(extra: &str) -> Project {
    Project::read(&format!(
        "name = \"line\"\ncommodity = \"aluminium\"\nstage = \"primary\"\nregion = \"CN-SD\"\ncapacity = 100000\n{extra}"
    ))
    .unwrap()
}

#[test]
fn rules_bind_and_say_what_they_need() {
    let rules = packaged_rules().unwrap();
    assert!(rules.iter().all(|rule| World::packaged().unwrap().source(&rule.source).is_some()));
    let verdicts = check(&project(""), &rules);
    assert!(verdicts.iter().all(|verdict| matches!(verdict.outcome, Outcome::NotAvailable { .. })));
    let verdicts =
        check(&project("shut = 120000\npower = 12900\ntotal = 44990000\nwithin = [\"key-air-region\"]"), &rules);
    let of = |id: &str| &verdicts.iter().find(|verdict| verdict.rule.id == id).unwrap().outcome;
    assert!(matches!(of("cn-aluminium-ceiling"), Outcome::Kept { .. }));
    assert!(matches!(of("cn-aluminium-replacement"), Outcome::Kept { .. }));
    // Shandong asks for 1.5.
    assert_eq!(*of("cn-sd-aluminium-replacement"), Outcome::Broken { value: 1.2 });
    assert!(matches!(of("cn-aluminium-new-power"), Outcome::Kept { .. }));
    assert!(matches!(of("cn-aluminium-key-air"), Outcome::Kept { .. }));
    assert!(!verdicts.iter().any(|verdict| verdict.rule.within == "environment-sensitive"));
    let over = check(&project("shut = 0\ntotal = 45000000\nwithin = []"), &rules);
    assert!(over.iter().any(|v| v.rule.kind == Kind::Ceiling && matches!(v.outcome, Outcome::Broken { .. })));
}

#[test]
fn registers_tell_what_does_not_fit() {
    let register = Register::read(
        "plant,owner,commodity,stage,region,permitted,installed,idle,technology,year,source\n\
         a,o,aluminium,primary,CN-SD,100,120,10,500 kA,2015,posted\n\
         b,o,aluminium,primary,CN-YN,,,,,,\n",
    )
    .unwrap();
    let codes: Vec<&str> = register.findings().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["installed-above-permitted", "no-source", "no-capacity"]);
}

const POSTINGS: &str = "\
id,owner,side,good,place,amount,price
s1,A,offer,scrap-6063,foshan,100,14000
s2,B,offer,scrap-6063,linyi,80,13800
w1,C,want,scrap-6063,zhaoqing,120,14500
w2,D,want,scrap-6063,linyi,50,14300
";
const WAYS: &str = "\
from,to,distance,tariff,carbon
foshan,zhaoqing,80,0.5,0.0001
linyi,zhaoqing,1500,0.5,0.0001
foshan,linyi,1600,0.5,0.0001
";

/// A meets C (gain 500 − 40 = 460 each of 100), B meets D (500 each of 50); B to C would lose.
#[test]
fn matches_by_hand_and_letters_stay_closed() {
    let exchange = Exchange::read(POSTINGS, WAYS, 0.0).unwrap();
    let (market, letters) = exchange.clear(Sharing::default()).unwrap();
    assert_eq!(market.gain, Some(46_000.0 + 25_000.0));
    assert_eq!(market.goods[0].matched, 150.0);
    assert!((market.carbon.unwrap() - 100.0 * 80.0 * 0.0001).abs() < 1e-12);
    let of = |owner: &str| letters.iter().find(|letter| letter.owner() == owner).unwrap();
    let own = of("A").open("A").unwrap();
    assert_eq!(own.matches.len(), 1);
    assert_eq!((own.matches[0].other.as_str(), own.matches[0].amount), ("w1", 100.0));
    // Both pairs are games of two: halves.
    assert!((own.share.share - 23_000.0).abs() < 1e-9);
    assert!((of("D").open("D").unwrap().share.share - 12_500.0).abs() < 1e-9);
    assert!(matches!(of("A").open("C").unwrap_err(), ChainError::Addressed { .. }));
    let shares: f64 = letters.iter().map(|letter| letter.open(letter.owner()).unwrap().share.share).sum();
    assert!((shares - 71_000.0).abs() < 1e-6);
}

/// With carbon at 8,000 a tonne, 80 km of 0.1 kg cost 64 more: A to C still gains 396.
#[test]
fn carbon_counts() {
    let exchange = Exchange::read(POSTINGS, WAYS, 8000.0).unwrap();
    let (market, _) = exchange.clear(Sharing::default()).unwrap();
    assert!((market.gain.unwrap() - (39_600.0 + 25_000.0)).abs() < 1e-9);
}

#[test]
fn totals_of_few_owners_are_withheld() {
    let few: Vec<&str> = POSTINGS.lines().filter(|line| !line.starts_with("w2")).collect();
    let few = few.join("\n");
    let (market, _) = Exchange::read(&few, WAYS, 0.0).unwrap().clear(Sharing::default()).unwrap();
    assert!(market.goods.is_empty() && market.withheld == 1);
    assert_eq!(market.gain, None);
}
