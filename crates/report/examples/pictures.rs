//! Writes made-up figures of several sizes into the folder given, to be looked at after a change of the drawing.

use std::{env, fs, path::Path};

use verdigris_quantity::{Label, Language};
use verdigris_report::{Bar, Edge, Footprints, Node, Segment, Supply, bars, sankey};

const NAMES: [(&str, &str); 10] = [
    ("Electricity, high voltage, aluminium industry", "电力，高压，铝工业用，区域电网平均（含自备电厂）"),
    ("Alumina, Bayer process", "氧化铝，拜耳法"),
    ("Prebaked anode", "预焙阳极"),
    ("Coal, washed", "洗精煤"),
    (
        "Transport, freight, lorry >32 t, EURO VI, diesel, regional average",
        "货物运输，重型卡车，载重大于32吨，国六排放标准，柴油，区域平均",
    ),
    ("Aluminium fluoride", "氟化铝"),
    ("Heat, from natural gas", "天然气供热"),
    ("Limestone, crushed", "石灰石，破碎"),
    ("Caustic soda, 50 % solution", "烧碱，50%溶液"),
    ("Petroleum coke, calcined", "煅后石油焦"),
];
const GROUPS: [(&str, &str); 5] = [
    ("Electricity", "电力"),
    ("Metal production", "冶炼"),
    ("Fuels", "燃料"),
    ("Chemicals", "化工"),
    ("Transport", "运输"),
];

/// A made-up supply: every node hands its whole score to one or two nodes nearer to the product.
fn supply(count: usize, loops: bool) -> Supply {
    // A fixed linear congruence: the pictures are the same at every run.
    let mut state = 12_345u64;
    let mut draw = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below.max(1)
    };
    let mut nodes: Vec<Node> = (0..count)
        .map(|index| {
            let (en, zh) = NAMES[(index + index / 7) % NAMES.len()];
            let (group_en, group_zh) = GROUPS[(index * 7 + index / 3) % GROUPS.len()];
            let mut direct = 800.0 / (1.0 + draw(40) as f64);
            if index % 9 == 8 {
                direct = -direct / 2.0;
            }
            Node {
                label: Label::new(format!("{en} {index}"), format!("{zh}{index}")),
                region: ["CN", "CN-SD", "CN-NM", "GLO"][index % 4].into(),
                group: Label::new(group_en, group_zh),
                direct,
                total: direct,
            }
        })
        .collect();
    nodes[0].label = Label::new("Aluminium ingot, primary", "原铝锭");
    let mut edges = Vec::new();
    for from in (1..count).rev() {
        let first = draw(from.min(1 + from / 2));
        let second = draw(from);
        let share = if second == first { 1.0 } else { 0.7 };
        for (to, part) in [(first, share), (second, 1.0 - share)] {
            let value = nodes[from].total * part;
            if value != 0.0 {
                edges.push(Edge { from, to, value });
                nodes[to].total += value;
            }
        }
    }
    if loops {
        let back = nodes[1].total * 0.12;
        edges.push(Edge { from: 1, to: count - 1, value: back });
        edges.push(Edge { from: 0, to: count / 2, value: nodes[0].total * 0.03 });
        edges.push(Edge { from: 2, to: count - 2, value: -nodes[0].total * 0.02 });
    }
    Supply {
        title: Label::new("1 t of primary aluminium ingot: climate change", "1 吨原铝锭：气候变化"),
        unit: Label::new("kg CO₂e", "kg CO₂e"),
        source: Label::new("made-up figures, to look at the drawing", "虚构数据，仅用于检查图形"),
        total: nodes[0].total,
        products: vec![0],
        remainder: nodes[0].total * 0.014,
        nodes,
        edges,
    }
}

fn footprints() -> Footprints {
    let part = |index: usize, value| {
        let (en, zh) = [
            ("Electricity", "电力"),
            ("Alumina", "氧化铝"),
            ("Anode", "阳极"),
            ("Process emissions (CO₂, CF₄, C₂F₆)", "过程排放（CO₂、CF₄、C₂F₆）"),
            ("Transport", "运输"),
            ("Avoided primary metal", "替代原生金属抵扣"),
        ][index];
        Segment { label: Label::new(en, zh), value }
    };
    let bar = |name: (&str, &str), region: &str, values: [f64; 6], spread: Option<f64>| {
        let total: f64 = values.iter().sum::<f64>() * 1.03;
        Bar {
            label: Label::new(name.0, name.1),
            region: region.into(),
            total,
            interval: spread.map(|spread| (total - total.abs() * spread * 0.8, total + total.abs() * spread)),
            segments: values.into_iter().enumerate().map(|(index, value)| part(index, value)).collect(),
        }
    };
    Footprints {
        title: Label::new("Carbon footprint of aluminium, cradle to gate", "铝产品碳足迹，从摇篮到大门"),
        unit: Label::new("kg CO₂e per kg", "kg CO₂e/kg"),
        source: Label::new("made-up figures, to look at the drawing", "虚构数据，仅用于检查图形"),
        bars: vec![
            bar(("Aluminium ingot, primary", "原铝锭"), "CN-SD", [10.2, 2.6, 0.9, 1.8, 0.2, 0.0], Some(0.12)),
            bar(("Aluminium ingot, primary", "原铝锭"), "CN-YN", [1.6, 2.7, 0.9, 1.8, 0.3, 0.0], Some(0.2)),
            bar(
                (
                    "Extruded profile of secondary aluminium, anodised, for windows",
                    "再生铝挤压型材，阳极氧化处理，用于建筑门窗幕墙",
                ),
                "CN",
                [0.9, 0.2, 0.0, 0.3, 0.1, -2.4],
                Some(0.35),
            ),
            bar(("Alumina, metallurgical", "冶金级氧化铝"), "", [0.4, 0.0, 0.0, 0.7, 0.05, 0.0], None),
        ],
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "out".into());
    fs::create_dir_all(&folder)?;
    let write = |name: String, text: String| fs::write(Path::new(&folder).join(name), text);
    for count in [5, 30, 80] {
        let figure = supply(count, count > 5);
        write(format!("sankey-{count}-en.svg"), sankey::svg(&figure, Language::En)?)?;
        write(format!("sankey-{count}-zh.svg"), sankey::svg(&figure, Language::Zh)?)?;
        write(format!("sankey-{count}.html"), sankey::html(&figure, Language::Zh)?)?;
    }
    write("bars-en.svg".into(), bars::svg(&footprints(), Language::En)?)?;
    write("bars-zh.svg".into(), bars::svg(&footprints(), Language::Zh)?)?;
    write("bars.html".into(), bars::html(&footprints(), Language::Zh)?)?;
    Ok(())
}
