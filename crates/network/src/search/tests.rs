use proptest::prelude::*;
use verdigris_quantity::{Label, Unit};

use super::{Index, Target, fold, search, suggestions, unique};
use crate::{Flow, FlowIndex, FlowKind, Network, Process, ProcessIndex};

fn network() -> Network {
    let mut network = Network::new("n");
    for (id, en, zh, synonyms, cas) in [
        ("alumina", "alumina", "氧化铝", "aluminium oxide; Al2O3", "1344-28-1"),
        ("aluminium-ingot", "aluminium ingot, primary", "电解铝锭", "", "7429-90-5"),
        ("aluminium-scrap", "aluminium scrap", "废铝", "", ""),
        ("b-1", "bauxite", "铝土矿", "alumina ore", ""),
        ("c-1", "calcined alumina hydrate", "煅烧氢氧化铝", "", ""),
    ] {
        let mut flow = Flow::new(id, Label::new(en, zh), FlowKind::Product, Unit::one());
        flow.synonyms = synonyms.split("; ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        flow.cas = cas.into();
        network.flows.push(flow);
    }
    for region in ["CN-SD", "CN-YN"] {
        let name = Label::new("Aluminium electrolysis", "铝电解");
        network.processes.push(Process {
            id: format!("electrolysis@{region}"),
            name,
            region: region.into(),
            ..Process::default()
        });
    }
    network
}

fn flow(at: u32) -> Target {
    Target::Flow(FlowIndex(at))
}

#[test]
fn better_fits_stand_first() {
    let found = |text: &str| -> Vec<(Target, u32)> {
        search(&network(), text).into_iter().map(|hit| (hit.target, hit.score)).collect()
    };
    assert_eq!(found("Alumina"), [(flow(0), 100), (flow(3), 60), (flow(4), 50)]);
    assert_eq!(found("bauxite"), [(flow(3), 90)]);
    assert_eq!(found("al2o3"), [(flow(0), 80)]);
    assert_eq!(found("7429-90-5"), [(flow(1), 80)]);
    assert_eq!(found("primary"), [(flow(1), 50)]);
    assert_eq!(found("ingo"), [(flow(1), 30)]);
    assert_eq!(found("primary ingot"), [(flow(1), 20)]);
    assert_eq!(found("electrolysis sd"), [(Target::Process(ProcessIndex(0)), 20)]);
    assert_eq!(found("zinc"), []);
    assert_eq!(found("  "), []);
}

#[test]
fn chinese_is_found_in_every_form() {
    for text in ["氧化鋁", "氧化铝", " 氧化铝 ", "ａｌｕｍｉｎａ"] {
        let hits = search(&network(), text);
        assert_eq!(unique(&hits).map(|hit| hit.target), Some(flow(0)), "{text}");
    }
    let parts: Vec<Target> = search(&network(), "電解").into_iter().map(|hit| hit.target).collect();
    assert_eq!(parts, [flow(1), Target::Process(ProcessIndex(0)), Target::Process(ProcessIndex(1))]);
}

#[test]
fn equally_good_hits_are_ambiguous() {
    let hits = search(&network(), "铝电解");
    assert_eq!((hits.len(), hits[0].score, unique(&hits)), (2, 90, None));
    let hits = search(&network(), "electrolysis@cn-yn");
    assert_eq!(unique(&hits).map(|hit| hit.target), Some(Target::Process(ProcessIndex(1))));
    assert_eq!(unique(&[]), None);
    assert_eq!(suggestions(&network(), "bauxit"), ["bauxite"]);
}

proptest! {
    #[test]
    fn every_part_of_a_name_finds_it(at in 0_u32..5, chinese in any::<bool>(), from in 0_usize..30, length in 1_usize..30) {
        let network = network();
        let name = &network.flow(FlowIndex(at)).name;
        let characters: Vec<char> = if chinese { name.zh.chars() } else { name.en.chars() }.collect();
        let from = from % characters.len();
        let part: String = characters[from..(from + length).min(characters.len())].iter().collect();
        let hits = Index::new(&network).search(&part);
        prop_assert!(part.trim().is_empty() || hits.iter().any(|hit| hit.target == flow(at)));
        prop_assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    }

    #[test]
    fn every_hit_holds_what_was_asked(text in "[a-zA-Z铝鋁電 ]{1,4}") {
        let network = network();
        for hit in search(&network, &text) {
            let (id, name, more) = match hit.target {
                Target::Flow(at) => {
                    let flow = network.flow(at);
                    (&flow.id, &flow.name, flow.synonyms.join(" "))
                }
                Target::Process(at) => (&network.process(at).id, &network.process(at).name, network.process(at).region.clone()),
            };
            let whole = fold(&format!("{id} {} {} {more}", name.en, name.zh));
            prop_assert!(fold(&text).split(' ').all(|word| whole.contains(word)));
        }
    }
}
