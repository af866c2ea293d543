use proptest::prelude::*;
use verdigris_quantity::{Label, Unit, spread::Spread};

use super::{Applied, Patch, compose};
use crate::{
    Allocation, Direction, Exchange, Flow, FlowIndex, FlowKind, Network, Parameter, Process, Property, Role, Source,
    evaluate::Evaluator,
};

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Smelting in two provinces, refining, and their flows.
fn network() -> Network {
    let mut network = Network::new("n");
    for (id, kind, reference) in [
        ("metal", FlowKind::Product, "t"),
        ("electricity", FlowKind::Product, "kWh"),
        ("gas", FlowKind::Product, "m3"),
        ("co2", FlowKind::Elementary, "kg"),
    ] {
        network.flows.push(Flow::new(id, Label::new(id, ""), kind, unit(reference)));
    }
    network.flows[2].properties.push(Property { name: "energy".into(), value: 36.0, unit: unit("MJ") });
    network.sources.push(Source { id: "book".into(), ..Source::default() });
    let parameters = vec![Parameter { id: "Rate".into(), value: Some(2.0), ..Parameter::default() }];
    network.parameters.clone_from(&parameters);
    for id in ["smelting@CN-SD", "smelting@CN-YN", "refining"] {
        let exchange = |id: &str, flow: u32, direction, amount: f64, text: &str| {
            Exchange::new(id, FlowIndex(flow), direction, Some(amount), unit(text))
        };
        let mut power = exchange("power", 1, Direction::Input, 13.5, "MWh");
        power.spread = Some(Spread::Uniform { min: 13.0, max: 14.0 });
        power.provider = Some("refining".into());
        let mut burnt = exchange("burnt", 3, Direction::Output, 1.0, "kg");
        burnt.formula = Some("rate * 10".into());
        let exchanges = vec![
            exchange("metal", 0, Direction::Output, 1.0, "t").with_role(Role::Reference),
            power,
            exchange("fuel", 2, Direction::Input, 50.0, "m3"),
            exchange("stack", 3, Direction::Output, 1500.0, "kg"),
            burnt,
        ];
        network.processes.push(Process {
            id: id.into(),
            parameters: parameters.clone(),
            exchanges,
            ..Process::default()
        });
    }
    network
}

fn parse(changes: &str) -> Patch {
    Patch::parse(&format!("name = \"p\"\n{changes}")).unwrap_or_else(|error| panic!("{error}"))
}

fn applied(network: &mut Network, changes: &str) -> Applied {
    parse(changes).apply(network).unwrap_or_else(|error| panic!("{error}"))
}

fn told(changes: &str) -> String {
    let mut changed = network();
    let outcome = Patch::parse(&format!("name = \"p\"\n{changes}")).and_then(|patch| patch.apply(&mut changed));
    assert_eq!(changed, network(), "a failed patch left something behind");
    match outcome {
        Ok(applied) => panic!("{applied:?}"),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

fn find<'n>(network: &'n Network, process: &str, exchange: &str) -> &'n Exchange {
    let process = network.processes.iter().find(|known| known.id == process).unwrap_or_else(|| panic!("no {process}"));
    process.exchanges.iter().find(|known| known.id == exchange).unwrap_or_else(|| panic!("no {exchange}"))
}

#[test]
fn a_whole_patch_is_read_and_says_what_it_changed() {
    let text = r#"
name = "inert-anode"
title = { zh = "惰性阳极", en = "Inert anode" }
author = "An institute"
date = 2026-11-21
source = "pilot run 7"

[[change]]
op = "set"
process = "smelting"
exchange = "power"
amount = 45000
unit = "MJ"
distribution = "lognormal(gsd=1.1)"
note = "measured at the busbar"

[[change]]
op = "scale"
process = "*@CN-*"
flow = "co2"
direction = "output"
factor = 0.5

[[change]]
op = "set"
parameter = "rate"
value = 3

[[change]]
op = "set"
process = "refining"
allocation = "mass"
"#;
    let patch = Patch::parse(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((patch.title(verdigris_quantity::Language::Zh), patch.date.as_str()), ("惰性阳极", "2026-11-21"));
    let mut changed = network();
    let applied = patch.apply(&mut changed).unwrap_or_else(|error| panic!("{error}"));
    let lines: Vec<String> = applied
        .changes
        .iter()
        .map(|one| {
            let (before, after) = (one.before.as_deref().unwrap_or("-"), one.after.as_deref().unwrap_or("-"));
            format!("{} {}/{} {}: {before} → {after}", one.change, one.process, one.object, one.field)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "1 smelting@CN-SD/power amount: 13.5 MWh → 12.5 MWh",
            "1 smelting@CN-YN/power amount: 13.5 MWh → 12.5 MWh",
            "2 smelting@CN-SD/stack amount: 1500 kg → 750 kg",
            "2 smelting@CN-SD/burnt amount: rate * 10 kg → (rate * 10) * 0.5 kg",
            "2 smelting@CN-YN/stack amount: 1500 kg → 750 kg",
            "2 smelting@CN-YN/burnt amount: rate * 10 kg → (rate * 10) * 0.5 kg",
            "3 /Rate value: 2 → 3",
            "4 refining/ allocation: none → mass",
        ]
    );
    let power = find(&changed, "smelting@CN-SD", "power");
    assert_eq!(power.spread, "lognormal(gsd=1.1)".parse().ok());
    let source = power.source.and_then(|index| changed.source(index));
    assert_eq!(
        source.map(|source| (source.id.as_str(), source.note.as_str())),
        Some(("patch:inert-anode", "pilot run 7"))
    );
    assert_eq!(changed.processes[2].allocation, Allocation::Mass);
    assert_eq!(find(&changed, "refining", "power"), find(&network(), "refining", "power"));
}

#[test]
fn amounts_convert_through_properties_and_uncertainty_follows_the_amount() {
    let mut changed = network();
    applied(
        &mut changed,
        "[[change]]\nop = \"set\"\nprocess = \"refining\"\nflow = \"gas\"\namount = 3600\nunit = \"MJ\"\n\
         [[change]]\nop = \"scale\"\nprocess = \"refining\"\nexchange = \"power\"\nfactor = 2\n\
         [[change]]\nop = \"set\"\nprocess = \"refining\"\nexchange = \"burnt\"\namount = 4\n",
    );
    assert_eq!(find(&changed, "refining", "fuel").amount, Some(100.0));
    let power = find(&changed, "refining", "power");
    assert_eq!((power.amount, power.spread), (Some(27.0), Some(Spread::Uniform { min: 26.0, max: 28.0 })));
    let burnt = find(&changed, "refining", "burnt");
    assert_eq!((burnt.amount, burnt.formula.as_ref()), (Some(4.0), None));
}

#[test]
fn flows_providers_and_properties_are_replaced() {
    let mut changed = network();
    applied(
        &mut changed,
        "[[change]]\nop = \"add\"\nnew_flow = { id = \"hydro\", kind = \"product\", name_zh = \"水电\", unit = \"kWh\" }\n\
         [[change]]\nop = \"replace\"\nprocess = \"*\"\nexchange = \"power\"\nwith_flow = \"hydro\"\n\
         [[change]]\nop = \"replace\"\nprocess = \"refining\"\nexchange = \"power\"\nwith_provider = \"smelting\"\n\
         [[change]]\nop = \"set\"\nflow = \"gas\"\nproperty = \"energy\"\nvalue = 38.9\nunit = \"MJ\"\n\
         [[change]]\nop = \"set\"\nflow = \"metal\"\nproperty = \"price\"\nvalue = 70000\nunit = \"CNY\"\n",
    );
    let power = find(&changed, "smelting@CN-SD", "power");
    assert_eq!((changed.flow(power.flow).id.as_str(), power.provider.as_deref()), ("hydro", None));
    assert_eq!(find(&changed, "refining", "power").provider.as_deref(), Some("smelting"));
    assert_eq!(changed.flows[2].properties[0].value, 38.9);
    assert_eq!(changed.flows[0].properties[0].name, "price");
}

#[test]
fn processes_parameters_and_exchanges_come_and_go() {
    let mut changed = network();
    let tell = applied(
        &mut changed,
        r#"
[[change]]
op = "add"
[change.new_process]
id = "smelting-new"
copy_of = "refining"
name_zh = "新工艺"
region = "CN"
[[change.new_process.exchange]]
id = "steam"
direction = "input"
flow = "gas"
amount = 2
unit = "MJ"

[[change]]
op = "remove"
process = "smelting"

[[change]]
op = "remove"
process = "smelting-new"
flow = "co2"

[[change]]
op = "add"
process = "smelting-new"
new_parameter = { id = "yield", value = 0.9 }

[[change]]
op = "remove"
parameter = "rate"
process = "smelting-new"
"#,
    );
    let ids: Vec<&str> = changed.processes.iter().map(|process| process.id.as_str()).collect();
    assert_eq!(ids, ["refining", "smelting-new"]);
    let new = &changed.processes[1];
    let exchanges: Vec<&str> = new.exchanges.iter().map(|exchange| exchange.id.as_str()).collect();
    assert_eq!(exchanges, ["metal", "power", "fuel", "steam"]);
    assert_eq!(new.parameters.iter().map(|parameter| parameter.id.as_str()).collect::<Vec<_>>(), ["yield"]);
    assert_eq!(tell.changes.len(), 7);
}

#[test]
fn what_cannot_be_applied_is_told_and_leaves_nothing_behind() {
    let first = "[[change]]\nop = \"scale\"\nprocess = \"*\"\nflow = \"co2\"\nfactor = 2\n\
        [[change]]\nop = \"remove\"\nprocess = \"refining\"\n\
        [[change]]\nop = \"set\"\nparameter = \"rate\"\nvalue = 9\n\
        [[change]]\nop = \"set\"\nflow = \"gas\"\nproperty = \"energy\"\nvalue = 1\nunit = \"MJ\"\n\
        [[change]]\nop = \"add\"\nnew_flow = { id = \"x\", kind = \"waste\", name_en = \"x\", unit = \"kg\" }\n";
    for (change, expected) in [
        ("op = \"remove\"\nprocess = \"smelter\"", "change 6: no process `smelter`; did you mean smelting?"),
        (
            "op = \"remove\"\nprocess = \"smelting\"\nexchange = \"powr\"",
            "change 6: process `smelting` has no exchange `powr`; did you mean power?",
        ),
        (
            "op = \"set\"\nprocess = \"smelting\"\nflow = \"co2\"\namount = 1",
            "change 6: process `smelting@CN-SD` has several such exchanges (stack, burnt, …); name one",
        ),
        (
            "op = \"set\"\nprocess = \"smelting\"\nexchange = \"stack\"\namount = 1\nunit = \"MJ\"",
            "change 6: flow `co2`: dimensions differ: MJ is",
        ),
        ("op = \"set\"\nparameter = \"rat\"\nvalue = 1", "change 6: no parameter `rat`; did you mean Rate?"),
        (
            "op = \"replace\"\nprocess = \"smelting\"\nexchange = \"power\"\nwith_flow = \"electric\"",
            "change 6: no flow `electric`; did you mean electricity?",
        ),
        (
            "op = \"replace\"\nprocess = \"smelting\"\nexchange = \"power\"\nwith_flow = \"metal\"",
            "change 6: flow `metal`: dimensions differ",
        ),
        (
            "op = \"replace\"\nprocess = \"smelting\"\nexchange = \"power\"\nwith_provider = \"refinin\"",
            "change 6: no process `refinin` that could provide",
        ),
        (
            "op = \"add\"\nprocess = \"smelting\"\nnew_exchange = { id = \"power\", direction = \"input\", flow = \"gas\", amount = 1, unit = \"m3\" }",
            "change 6: process `smelting@CN-SD` has an exchange `power` already",
        ),
        ("op = \"add\"\nnew_process = { id = \"new\" }", "change 6: process `new` needs one reference exchange, not 0"),
    ] {
        let found = told(&format!("{first}[[change]]\n{change}\n"));
        let expected = format!("patch-target: patch `p`, {expected}");
        assert!(found.starts_with(&expected), "{found}\nis not\n{expected}");
    }
}

#[test]
fn files_that_do_not_read_are_told() {
    for (change, expected) in [
        (
            "op = \"set\"\nprocess = \"a\"\nexchange = \"b\"\namount = inf",
            "change 1: `amount` must be a finite number, not inf",
        ),
        ("op = \"set\"\nprocess = \"a\"\namount = 1", "change 1: name the exchange by `exchange` or `flow`"),
        (
            "op = \"scale\"\nprocess = \"a\"\nexchange = \"b\"\nfactor = 2\nunit = \"kg\"",
            "change 1: `unit` has no meaning in this `scale`",
        ),
        ("op = \"double\"", "change 1: op `double`: expected set, scale, replace, add or remove"),
        (
            "op = \"set\"\nprocess = \"a\"\nexchange = \"b\"\namount = 1\nunit = \"kilos\"",
            "change 1: unknown unit `kilos` in `kilos`",
        ),
        (
            "op = \"set\"\nparameter = \"b\"\nvalue = 5\ndistribution = \"uniform(min=1,max=2)\"",
            "change 1: the amount 5 lies outside its bounds 1 to 2",
        ),
        (
            "op = \"add\"\nprocess = \"a\"\nnew_exchange = { id = \"x\", direction = \"up\", flow = \"f\", amount = 1, unit = \"kg\" }",
            "change 1: direction `up`: expected input or output",
        ),
        ("op = \"set\"\ncolour = \"red\"", "TOML parse error at line 4, column 1"),
    ] {
        let found = told(&format!("[[change]]\n{change}\n"));
        assert!(found.starts_with(&format!("patch-syntax: patch: {expected}")), "{found}");
    }
    assert_eq!(Patch::parse("name = \"A b\"").map_err(|error| error.code()), Err("patch-syntax"));
    assert_eq!(Patch::parse("name = ").map_err(|error| error.code()), Err("patch-syntax"));
}

/// Changes that the network above can take in any order and number.
fn change() -> impl Strategy<Value = String> {
    let process = prop::sample::select(vec!["smelting", "smelting@CN-SD", "*", "refining", "*@CN-YN"]);
    let exchange = prop::sample::select(vec!["power", "fuel", "stack", "burnt", "metal"]);
    (process, exchange, -9.0..9.0_f64, 0..5).prop_map(|(process, exchange, x, kind)| match kind {
        0 => format!("[[change]]\nop = \"set\"\nprocess = \"{process}\"\nexchange = \"{exchange}\"\namount = {x:?}\n"),
        1 => {
            format!("[[change]]\nop = \"scale\"\nprocess = \"{process}\"\nexchange = \"{exchange}\"\nfactor = {x:?}\n")
        }
        2 => format!("[[change]]\nop = \"set\"\nprocess = \"{process}\"\nparameter = \"rate\"\nvalue = {x:?}\n"),
        3 => format!("[[change]]\nop = \"scale\"\nparameter = \"RATE\"\nfactor = {x:?}\n"),
        _ => format!(
            "[[change]]\nop = \"replace\"\nprocess = \"{process}\"\nexchange = \"power\"\nwith_provider = \"\"\n"
        ),
    })
}

fn patch(name: &'static str) -> impl Strategy<Value = Patch> {
    prop::collection::vec(change(), 0..5).prop_map(move |changes| {
        Patch::parse(&format!("name = \"{name}\"\n{}", changes.concat())).unwrap_or_else(|error| panic!("{error}"))
    })
}

proptest! {
    #[test]
    fn a_composition_is_its_parts_in_order(a in patch("a"), b in patch("b")) {
        let (mut together, mut apart) = (network(), network());
        let all = compose(&[a.clone(), b.clone()]).apply(&mut together);
        let parts = [a.apply(&mut apart), b.apply(&mut apart)];
        prop_assert_eq!(&together, &apart);
        let parts: Vec<_> = parts.into_iter().flat_map(|part| part.unwrap().changes).collect();
        prop_assert_eq!(all.unwrap().changes, parts);
    }

    #[test]
    fn a_composition_that_fails_changes_nothing(a in patch("a")) {
        let wrong = parse("[[change]]\nop = \"remove\"\nprocess = \"nowhere\"\n");
        let mut changed = network();
        prop_assert!(compose(&[a, wrong]).apply(&mut changed).is_err());
        prop_assert_eq!(changed, network());
    }

    #[test]
    fn setting_twice_is_setting_once(x in -1e6..1e6_f64, exchange in prop::sample::select(vec!["power", "fuel", "burnt"])) {
        let text = format!(
            "[[change]]\nop = \"set\"\nprocess = \"*\"\nexchange = \"{exchange}\"\namount = {x:?}\n\
             [[change]]\nop = \"set\"\nparameter = \"rate\"\nvalue = {x:?}\n"
        );
        let mut once = network();
        applied(&mut once, &text);
        let mut twice = once.clone();
        applied(&mut twice, &text);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn scaling_back_restores_to_rounding(x in prop_oneof![0.001..1e3_f64, -1e3..-0.001_f64]) {
        let scale = |factor: f64| format!(
            "[[change]]\nop = \"scale\"\nprocess = \"*\"\nflow = \"co2\"\nfactor = {factor:?}\n\
             [[change]]\nop = \"scale\"\nprocess = \"refining\"\nexchange = \"power\"\nfactor = {factor:?}\n"
        );
        let mut changed = network();
        applied(&mut changed, &scale(x));
        applied(&mut changed, &scale(1.0 / x));
        let (old, new) = (network(), changed);
        let (before, after) = (Evaluator::new(&old).0, Evaluator::new(&new).0);
        for (at, process) in old.processes.iter().enumerate() {
            let index = crate::ProcessIndex(at as u32);
            for exchange in 0..process.exchanges.len() {
                let (a, b) = (before.amount(index, exchange).unwrap(), after.amount(index, exchange).unwrap());
                prop_assert!((a - b).abs() <= 1e-14 * a.abs(), "{} {}", a, b);
            }
        }
        let Some(Spread::Uniform { min, max }) = find(&new, "refining", "power").spread else { panic!("no spread") };
        prop_assert!((min - 13.0).abs() < 1e-12 && (max - 14.0).abs() < 1e-12);
    }

    #[test]
    fn removing_then_adding_restores(exchange in prop::sample::select(vec!["fuel", "stack"]), amount in -1e9..1e9_f64) {
        let mut start = network();
        applied(&mut start, &format!("[[change]]\nop = \"set\"\nprocess = \"refining\"\nexchange = \"{exchange}\"\namount = {amount:?}\n"));
        let mut changed = start.clone();
        let old = find(&start, "refining", exchange);
        let flow = &start.flow(old.flow).id;
        let direction = if old.direction == Direction::Input { "input" } else { "output" };
        applied(&mut changed, &format!(
            "[[change]]\nop = \"remove\"\nprocess = \"refining\"\nexchange = \"{exchange}\"\n\
             [[change]]\nop = \"add\"\nprocess = \"refining\"\nnew_exchange = {{ id = \"{exchange}\", \
             direction = \"{direction}\", flow = \"{flow}\", amount = {amount:?}, unit = \"{}\" }}\n", old.unit
        ));
        // The order of the exchanges means nothing.
        for network in [&mut start, &mut changed] {
            network.processes[2].exchanges.sort_by(|a, b| a.id.cmp(&b.id));
        }
        prop_assert_eq!(start, changed);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}", key in "[a-z_]{1,8}", value in "[a-z0-9\"{}=\\[\\]. ]{0,12}") {
        let _ = Patch::parse(&text);
        let _ = Patch::parse(&format!("name = \"p\"\n[[change]]\nop = \"set\"\n{key} = {value}\n"));
    }
}
