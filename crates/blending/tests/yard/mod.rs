//! Yards drawn from a seed, for the tests.
#![allow(dead_code, reason = "every test uses a part")]

use verdigris_blending::{
    Alloy, Batch, Composition, Content, Furnace, Limit, Material, Options, Order, Origin, Outcome, Plan, blend,
};
use verdigris_quantity::Label;
use verdigris_quantity::sampling::{SampleKey, stable_id};

pub const ELEMENTS: [&str; 12] = ["Si", "Fe", "Cu", "Mn", "Mg", "Cr", "Ni", "Zn", "Ti", "Pb", "Sn", "V"];

/// A yard of scraps, one primary metal and master alloys for what has lower limits; batches over shared stocks.
pub fn yard(seed: u64, batches: usize, scraps: usize, elements: usize) -> Order {
    let draw = |kind: &str, i: usize, e: usize| {
        SampleKey::new(seed, 0).draw(stable_id(&[kind, &i.to_string(), &e.to_string()])).uniform()
    };
    let material = |id: String, price: f64, stock: Option<f64>, contents: Vec<(&str, f64, f64)>| Material {
        name: Label::new(id.clone(), id.clone()),
        id,
        price: Some(price),
        stock,
        composition: Composition::of(&contents),
        melt_loss: 0.02,
        footprint: Some(0.5),
        ..Material::default()
    };
    // The typical level of an element in scrap, and the share of it alloys allow.
    let level = |e: usize| [7.0, 0.9, 2.5, 0.3, 0.4, 0.06, 0.1, 1.2, 0.08, 0.08, 0.06, 0.03][e];
    let mut materials = vec![Material {
        footprint: Some(12.0),
        ..material("primary".to_owned(), 20_000.0, None, vec![("Si", 0.05, 0.0), ("Fe", 0.1, 0.0)])
    }];
    for i in 0..scraps {
        let contents = (0..elements)
            .map(|e| {
                let mean = level(e) * (0.3 + 1.4 * draw("mean", i, e));
                (ELEMENTS[e], mean, mean * (0.05 + 0.25 * draw("deviation", i, e)))
            })
            .collect();
        let price = 12_000.0 + 5_000.0 * draw("price", i, 0);
        let stock = Some(4.0 + 1.2 * batches as f64 * 20.0 * draw("stock", i, 0) / scraps as f64 * 2.0);
        let mut own = material(format!("scrap {i}"), price, stock, contents);
        own.melt_loss = 0.02 + 0.08 * draw("loss", i, 0);
        own.origin = if i % 2 == 0 { Origin::PostConsumer } else { Origin::PreConsumer };
        materials.push(own);
    }
    materials.push(material("silicon".to_owned(), 15_000.0, None, vec![("Si", 99.0, 0.0), ("Fe", 0.4, 0.0)]));
    materials.push(material("copper".to_owned(), 70_000.0, None, vec![("Cu", 99.9, 0.0)]));
    let alloys = (0..4)
        .map(|a| Alloy {
            id: format!("alloy {a}"),
            name: Label::new(format!("alloy {a}"), format!("合金 {a}")),
            base: "Al".to_owned(),
            limits: (0..elements)
                .map(|e| {
                    let max = level(e) * (0.9 + 0.4 * draw("limit", a, e));
                    let min = matches!(e, 0 | 2).then_some(0.6 * max);
                    Limit { element: ELEMENTS[e].to_owned(), min, max: Some(max) }
                })
                .collect(),
            others_each: None,
            others_total: None,
            standard: String::new(),
            source: String::new(),
            trust: String::new(),
        })
        .collect();
    Order {
        currency: "CNY".to_owned(),
        materials,
        alloys,
        furnaces: vec![Furnace {
            id: "furnace".to_owned(),
            capacity: 30.0,
            melting_cost: 400.0,
            footprint: Some(0.2),
            ..Furnace::default()
        }],
        batches: (0..batches)
            .map(|b| Batch {
                id: format!("batch {b}"),
                alloy: format!("alloy {}", b % 4),
                furnace: "furnace".to_owned(),
                product: 20.0,
                ..Batch::default()
            })
            .collect(),
        options: Options { draws: 0, ..Options::default() },
        ..Order::default()
    }
}

/// The plan of an order that has one.
pub fn plan(order: &Order) -> Plan {
    match blend(order).unwrap() {
        Outcome::Plan(plan) => *plan,
        Outcome::Impossible(why) => panic!("{:?}", why.sentences()),
    }
}

/// The content of an element.
pub fn content(mean: f64, deviation: f64) -> Content {
    Content { mean, deviation }
}
