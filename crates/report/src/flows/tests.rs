use super::*;

fn example() -> Flows {
    let stage = |en: &str, zh: &str, column| Stage { label: Label::new(en, zh), column, colour: column };
    Flows {
        title: Label::new("Aluminium in 2020 & scrap", "2020年铝物质流"),
        unit: Label::new("Mt", "百万吨"),
        source: Label::new("Example figures", "示例数据"),
        stages: vec![
            stage("primary", "原铝", 0),
            stage("fabrication", "加工", 1),
            stage("use", "使用", 2),
            stage("scrap", "废料", 3),
        ],
        links: vec![
            Link { from: 0, to: 1, value: 60.0 },
            Link { from: 1, to: 2, value: 70.0 },
            Link { from: 2, to: 3, value: 20.0 },
            Link { from: 3, to: 1, value: 15.0 },
        ],
    }
}

#[test]
fn documents_are_well_formed_and_repeat() {
    for language in [Language::En, Language::Zh] {
        let drawn = svg(&example(), language).unwrap();
        crate::well_formed(&drawn);
        assert_eq!(drawn, svg(&example(), language).unwrap());
        assert_eq!(drawn.matches("class=\"flow\"").count(), 4);
    }
    assert!(svg(&example(), Language::Zh).unwrap().contains("废料 → 加工: 15"));
}

#[test]
fn stages_are_as_tall_as_what_passes() {
    assert_eq!(example().through(1), (75.0, 70.0));
    assert_eq!(example().through(3), (20.0, 15.0));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let with = |change: fn(&mut Flows)| {
        let mut flows = example();
        change(&mut flows);
        flows.check().unwrap_err().code()
    };
    assert_eq!(with(|flows| flows.links.clear()), "report-empty");
    assert_eq!(with(|flows| flows.links[0].value = -1.0), "report-negative");
    assert_eq!(with(|flows| flows.links[0].value = f64::INFINITY), "report-not-finite");
    assert_eq!(with(|flows| flows.links[0].to = 9), "report-unknown-node");
}
