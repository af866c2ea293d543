use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use verdigris_quantity::{Label, Language};

use super::{
    html,
    layout::{self, Layout},
    svg,
    weave::Kind,
};
use crate::supply::{Edge, Node, Supply};

fn node(en: &str, zh: &str, direct: f64, total: f64) -> Node {
    Node { label: Label::new(en, zh), region: "CN".into(), direct, total, ..Node::default() }
}

/// openLCA's SankeyTest: direct 1, 2.5, 7.5; totals 11, 10, 8; the second and third activity supply each other.
fn loop_of_two() -> Supply {
    Supply {
        title: Label::new("Loop", "循环"),
        unit: Label::new("kg", "千克"),
        total: 11.0,
        nodes: vec![node("p1", "一", 1.0, 11.0), node("p2", "二", 2.5, 10.0), node("p3", "三", 7.5, 8.0)],
        edges: vec![
            Edge { from: 1, to: 0, value: 10.0 },
            Edge { from: 2, to: 1, value: 10.0 },
            Edge { from: 1, to: 2, value: 2.5 },
        ],
        ..Supply::default()
    }
}

fn arbitrary() -> impl Strategy<Value = Supply> {
    (2usize..14).prop_flat_map(|nodes| {
        let edge = (0..nodes, 0..nodes, prop_oneof![4 => 0.0..5.0f64, 1 => -2.0..0.0f64]);
        (prop::collection::vec((-1.0..4.0f64, "\\PC{0,30}"), nodes), prop::collection::vec(edge, 0..40)).prop_map(
            |(nodes, edges)| Supply {
                title: Label::new("t", "题"),
                total: 10.0,
                nodes: nodes.into_iter().map(|(direct, name)| node(&name, "", direct, direct)).collect(),
                edges: edges.into_iter().map(|(from, to, value)| Edge { from, to, value }).collect(),
                ..Supply::default()
            },
        )
    })
}

fn parses(document: &str) -> Result<usize, String> {
    let mut reader = Reader::from_str(document);
    let mut texts = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(texts),
            Ok(Event::Start(start)) => {
                if let Some(error) = start.attributes().find_map(Result::err) {
                    return Err(error.to_string());
                }
                texts += usize::from(start.name().as_ref() == "text");
            }
            Ok(_) => {}
            Err(error) => return Err(format!("{error} at {}", reader.buffer_position())),
        }
    }
}

/// What enters and leaves a node is no higher than the node, and no two items of a column overlap.
fn conserves(supply: &Supply, layout: &Layout) -> Result<(), TestCaseError> {
    let mut entering = vec![0.0; layout.places.len()];
    let mut leaving = vec![0.0; layout.places.len()];
    for (link, ribbon) in layout.weave.links.iter().zip(&layout.ribbons) {
        let (from, to) = (layout.places[link.from], layout.places[link.to]);
        leaving[link.from] += ribbon.thickness;
        entering[link.to] += ribbon.thickness;
        prop_assert!(ribbon.start_top >= from.top - 1e-6);
        prop_assert!(ribbon.start_top + ribbon.thickness <= from.top + from.height + 1e-6);
        prop_assert!(ribbon.end_top >= to.top - 1e-6);
        prop_assert!(ribbon.end_top + ribbon.thickness <= to.top + to.height + 1e-6);
        prop_assert!(to.left > from.left);
    }
    for back in &layout.returns {
        let edge = supply.edges[back.edge];
        leaving[edge.from] += back.thickness;
        entering[edge.to] += back.thickness;
        prop_assert!(back.lane > layout.places[edge.from].top && back.turns.0 > back.start.0);
    }
    let carried: usize = layout
        .weave
        .links
        .iter()
        .filter(|link| matches!(layout.weave.items[link.to].kind, Kind::Node(_)))
        .map(|link| link.edges.len())
        .sum();
    let drawn = supply.edges.iter().filter(|edge| edge.value != 0.0).count();
    prop_assert_eq!(carried + layout.returns.len(), drawn);
    for (index, place) in layout.places.iter().enumerate() {
        prop_assert!(entering[index] <= place.height + 1e-6 && leaving[index] <= place.height + 1e-6);
        if matches!(layout.weave.items[index].kind, Kind::Trunk { .. }) {
            prop_assert!((entering[index] - leaving[index]).abs() < 1e-6);
        }
    }
    for column in &layout.weave.columns {
        for pair in column.windows(2) {
            let (above, below) = (layout.places[pair[0]], layout.places[pair[1]]);
            prop_assert!(above.top + above.height < below.top);
        }
    }
    Ok(())
}

#[test]
fn a_loop_runs_back_and_the_product_stands_right() {
    let supply = loop_of_two();
    let drawn = layout::lay_out(&supply, Language::En, 0.0);
    assert_eq!(drawn.returns.len(), 1);
    assert_eq!(drawn.returns[0].edge, 2);
    assert!(drawn.places[0].left > drawn.places[1].left && drawn.places[1].left > drawn.places[2].left);
    // The second activity passes on 12.5: 10 to the first and 2.5 back, which is more than its total of 10.
    assert_eq!(drawn.weave.items[1].size, 12.5);
    conserves(&supply, &drawn).unwrap();
}

#[test]
fn only_products_stand_in_the_last_column_whatever_loops_there_are() {
    let mut supply = loop_of_two();
    // The largest supply of all closes a loop: taken first, it would turn the third activity into an end.
    supply.edges[2].value = 50.0;
    let drawn = layout::lay_out(&supply, Language::En, 0.0);
    assert_eq!(drawn.weave.columns[0], [0]);
    assert_eq!(drawn.returns[0].edge, 2);
}

#[test]
fn text_from_data_is_escaped() {
    let mut supply = loop_of_two();
    supply.nodes[1].label = Label::new("</title><script>alert('1')</script> & \"x\"\u{1}", "");
    supply.title = Label::new("a < b & c", "");
    supply.nodes[1].region = "<b>".into();
    let (document, page) = (svg(&supply, Language::En).unwrap(), html(&supply, Language::En).unwrap());
    parses(&document).unwrap();
    for text in [&document, &page] {
        assert!(!text.contains("<script>alert") && !text.contains("<b>") && !text.contains('\u{1}'));
    }
    assert!(document.contains("a &lt; b &amp; c"));
}

#[test]
fn a_page_asks_for_nothing_outside_itself() {
    let page = html(&loop_of_two(), Language::Zh).unwrap();
    let links = ["src=", "href=", "@import", "url(http", "fetch("];
    assert!(links.iter().all(|link| !page.contains(link)));
    assert!(page.contains("<html lang=\"zh-CN\">") && page.matches("<svg").count() == 2);
    assert_eq!(page.matches("id=\"sankey-zh-title\"").count(), 1);
}

#[test]
fn nothing_to_scale_is_still_drawn() {
    let supply = Supply { nodes: vec![node("only", "", 0.0, 0.0)], ..Supply::default() };
    assert!(parses(&svg(&supply, Language::Zh).unwrap()).unwrap() > 0);
}

proptest! {
    #[test]
    fn any_supply_is_drawn_to_scale(supply in arbitrary()) {
        let drawn = layout::lay_out(&supply, Language::En, 100.0);
        conserves(&supply, &drawn)?;
        let document = svg(&supply, Language::En).unwrap();
        prop_assert!(parses(&document).is_ok());
        prop_assert_eq!(document, svg(&supply, Language::En).unwrap());
    }
}
