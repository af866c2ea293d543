use super::{
    draw::{Axis, parts},
    *,
};
use quick_xml::{Reader, events::Event};

fn example() -> Footprints {
    let segment = |en: &str, zh: &str, value| Segment { label: Label::new(en, zh), value };
    Footprints {
        title: Label::new("Primary aluminium <by> province", "原铝各省“碳足迹”"),
        unit: Label::new("kg CO2e per t", "kg CO₂e/t"),
        source: Label::new("Example figures", "示例数据"),
        bars: vec![
            Bar {
                label: Label::new("Aluminium ingot", "铝锭"),
                region: "CN-SD".into(),
                total: 16_500.0,
                interval: Some((14_800.0, 18_900.0)),
                segments: vec![segment("Electricity & grid", "电力", 10_200.0), segment("Anode", "阳极", 1_900.0)],
            },
            Bar {
                label: Label::new("Aluminium ingot, secondary", "再生铝锭"),
                region: "CN-YN".into(),
                total: -300.0,
                interval: None,
                segments: vec![segment("Electricity & grid", "电力", 500.0), segment("Avoided", "替代抵扣", -800.0)],
            },
        ],
    }
}

fn parses(document: &str) {
    let mut reader = Reader::from_str(document);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{error} at {}", reader.buffer_position()),
        }
    }
}

#[test]
fn documents_are_well_formed_in_both_languages() {
    for language in [Language::En, Language::Zh] {
        let document = svg(&example(), language).unwrap();
        parses(&document);
        assert_eq!(document, svg(&example(), language).unwrap());
    }
    let document = svg(&example(), Language::En).unwrap();
    assert!(document.contains("Electricity &amp; grid") && !document.contains("<by>"));
    assert!(document.contains("url(#bars-h"), "credits are hatched");
    assert!(document.contains("Not broken down"), "what segments leave of the total is told");
    assert!(!html(&example(), Language::Zh).unwrap().contains("http://example"));
}

#[test]
fn parts_sum_to_the_total_and_fit_the_axis() {
    let footprints = example();
    let axis = Axis::fit(&footprints);
    assert_eq!((axis.low, axis.high, axis.step), (-1_000.0, 19_000.0, 5_000.0));
    for bar in &footprints.bars {
        let sum: f64 = parts(bar).iter().map(|part| part.1).sum();
        assert!((sum - bar.total).abs() < 1e-9 * bar.total.abs());
    }
    assert!(axis.at(0.0) < axis.at(1.0));
}

#[test]
fn defects_are_told() {
    let mut footprints = example();
    footprints.bars[1].interval = Some((1.0, -1.0));
    assert_eq!(svg(&footprints, Language::En).unwrap_err().code(), "report-interval");
    footprints.bars[1].interval = Some((f64::NAN, 0.0));
    assert_eq!(svg(&footprints, Language::En).unwrap_err().code(), "report-not-finite");
    assert_eq!(svg(&Footprints::default(), Language::En).unwrap_err().code(), "report-empty");
}
