use super::*;

fn example() -> Areas {
    let layer = |en: &str, zh: &str, values: [f64; 4]| Layer { label: Label::new(en, zh), values: values.to_vec() };
    Areas {
        title: Label::new("Stock <in use> by sector", "分部门在用存量"),
        unit: Label::new("Mt", "百万吨"),
        source: Label::new("Example figures", "示例数据"),
        times: vec![2000.0, 2010.0, 2020.0, 2030.0],
        last_data: Some(2020.0),
        layers: vec![
            layer("construction", "建筑", [1.0, 3.0, 6.0, 8.0]),
            layer("transport", "交通", [0.5, 1.0, 3.0, 6.0]),
        ],
        band: vec![(1.4, 1.6), (3.8, 4.2), (8.0, 10.0), (12.0, 17.0)],
        line: Some(layer("demand", "需求", [0.1, 0.5, 1.0, 1.2])),
    }
}

#[test]
fn documents_are_well_formed_and_repeat() {
    for language in [Language::En, Language::Zh] {
        let drawn = svg(&example(), language).unwrap();
        crate::well_formed(&drawn);
        assert_eq!(drawn, svg(&example(), language).unwrap());
        assert!(html(&example(), language).unwrap().contains("<table"));
    }
    let english = svg(&example(), Language::En).unwrap();
    assert!(english.contains("Stock &lt;in use&gt; by sector") && english.contains("scenario"));
    assert!(svg(&example(), Language::Zh).unwrap().contains("情景"));
}

#[test]
fn layers_lie_on_one_another() {
    let drawn = svg(&example(), Language::En).unwrap();
    // The upper edge of the first layer is the lower edge of the second, walked back.
    let paths: Vec<&str> = drawn.lines().filter(|line| line.contains("class=\"flow\"")).collect();
    assert_eq!(paths.len(), 2);
    let points = |path: &str| -> Vec<String> {
        let data = path.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        data.trim_end_matches('Z').split(['M', 'L']).skip(1).map(str::to_owned).collect()
    };
    let (first, second) = (points(paths[0]), points(paths[1]));
    let back: Vec<&String> = second[4..].iter().rev().collect();
    assert_eq!(first[..4].iter().collect::<Vec<_>>(), back);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let with = |change: fn(&mut Areas)| {
        let mut areas = example();
        change(&mut areas);
        areas.check().unwrap_err().code()
    };
    assert_eq!(with(|areas| areas.layers.clear()), "report-empty");
    assert_eq!(with(|areas| areas.layers[0].values[1] = -1.0), "report-negative");
    assert_eq!(with(|areas| areas.layers[0].values[1] = f64::NAN), "report-not-finite");
    assert_eq!(with(|areas| areas.band[0] = (2.0, 1.0)), "report-interval");
    assert_eq!(with(|areas| areas.times[1] = 1990.0), "report-unbalanced");
    assert_eq!(
        with(|areas| {
            areas.layers[0].values.pop();
        }),
        "report-unbalanced"
    );
}
