//! Sets a sample report of a smelter into the folder given, in Chinese, English and both, to be looked at.
//!
//! The account's figures are the worked numbers of the guideline's formulas for 500,000 t of aluminium and 250,000 t of
//! anodes consumed; they belong to no plant.

use std::{env, error::Error, fs, path::Path};

use verdigris_quantity::{Label, Language, Origin};
use verdigris_report::{
    Calculation, Input,
    dossier::{
        Align, Block, Cell, Column, Dossier, Drawing, Figure, Finding, Headline, Languages, RowKind, Section, Severity,
        Table, TableRow, Width, typst_source,
    },
    ladder::{self, Ladder, Rung},
    waterfall::{self, Kind, Step, Waterfall},
};
use verdigris_typeset::{DocumentFacts, Fonts, Press};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "sample".into());
    fs::create_dir_all(&folder)?;
    let press = Press::new(Fonts::new());
    let dossier = dossier()?;
    let variants = [
        ("zh", Languages::One(Language::Zh)),
        ("en", Languages::One(Language::En)),
        ("both", Languages::Both(Language::Zh)),
    ];
    for (name, languages) in variants {
        let (source, files) = typst_source(&dossier, languages);
        let facts = DocumentFacts {
            title: dossier.title.get(languages.first()).into(),
            language: languages.first(),
            date: Some((2026, 11, 21)),
        };
        fs::write(Path::new(&folder).join(format!("{name}.typ")), &source)?;
        for (file, bytes) in &files {
            fs::write(Path::new(&folder).join(file), bytes)?;
        }
        fs::write(Path::new(&folder).join(format!("{name}.pdf")), press.pdf(&source, &files, &facts)?)?;
    }
    Ok(())
}

fn guideline(place: &str) -> Origin {
    Origin {
        source: "CETS-AG-04.01-V01-2024 企业温室气体排放核算与报告指南 铝冶炼行业".into(),
        place: place.into(),
        trust: "T".into(),
        ..Origin::default()
    }
}

fn limit() -> Origin {
    Origin { source: "GB 21346-2022".into(), place: "表 1 · table 1".into(), trust: "T".into(), ..Origin::default() }
}

fn cbam() -> Origin {
    Origin {
        source: "Commission Implementing Regulation (EU) 2025/2547".into(),
        place: "Annex II, Table 2".into(),
        url: "https://eur-lex.europa.eu/eli/reg_impl/2025/2547/oj".into(),
        trust: "P".into(),
        ..Origin::default()
    }
}

fn record(place: &str) -> Origin {
    Origin { source: "企业月度记录 · plant's monthly records".into(), place: place.into(), ..Origin::default() }
}

fn label(en: &str, zh: &str) -> Label {
    Label::new(en, zh)
}

fn input(symbol: &str, name: Label, value: &str, unit: &str, origin: Origin) -> Input {
    Input { symbol: symbol.into(), label: name, value: value.into(), unit: unit.into(), origin: Some(origin), of: None }
}

fn anode() -> Calculation {
    Calculation {
        id: "anode".into(),
        label: label("Emissions of anode consumption", "阳极消耗产生的排放量"),
        formula: "NC * (1 - S - A) * 44 / 12".into(),
        inputs: vec![
            input("NC", label("net anode consumption", "净阳极消耗量"), "212050", "t", record("electrolysis!C3:C14")),
            input(
                "S",
                label("sulphur content, default", "阳极平均含硫量，缺省值"),
                "0.02",
                "t/t",
                guideline("附录 · annex"),
            ),
            input(
                "A",
                label("ash content, default", "阳极平均灰分，缺省值"),
                "0.004",
                "t/t",
                guideline("附录 · annex"),
            ),
        ],
        decimals: Some(2),
        value: "758856.27".into(),
        unit: "tCO2".into(),
        origin: Some(guideline("式 · equation, E_anode")),
    }
}

fn effect() -> Calculation {
    Calculation {
        id: "anode-effect".into(),
        label: label("Emissions of anode effects", "阳极效应产生的排放量"),
        formula: "P * (EF_CF4 * GWP_CF4 + EF_C2F6 * GWP_C2F6) / 1000".into(),
        inputs: vec![
            input("P", label("liquid aluminium", "铝液产量"), "500000", "t", record("electrolysis!B3:B14")),
            input(
                "EF_CF4",
                label("CF4 factor, default", "CF4 排放因子，缺省值"),
                "0.020",
                "kg/t",
                guideline("附录 · annex"),
            ),
            input("GWP_CF4", label("global warming potential", "全球变暖潜势"), "6630", "", guideline("附录 · annex")),
            input(
                "EF_C2F6",
                label("C2F6 factor, default", "C2F6 排放因子，缺省值"),
                "0.0011",
                "kg/t",
                guideline("附录 · annex"),
            ),
            input(
                "GWP_C2F6",
                label("global warming potential", "全球变暖潜势"),
                "11100",
                "",
                guideline("附录 · annex"),
            ),
        ],
        decimals: Some(2),
        value: "72405.00".into(),
        unit: "tCO2e".into(),
        origin: Some(guideline("式 · equation, E_anode-effect")),
    }
}

fn column(en: &str, zh: &str, align: Align, width: Width) -> Column {
    Column { head: label(en, zh), align, width }
}

fn row(kind: RowKind, cells: Vec<Cell>) -> TableRow {
    TableRow { cells, kind }
}

fn accounts() -> Table {
    let number = |text: &str| Cell::Number(text.into());
    Table {
        caption: label("One year under several schemes", "同一年度在不同核算体系下的结果"),
        columns: vec![
            column("Scheme and item", "核算体系与项目", Align::Left, Width::Share(1)),
            column("Value", "数值", Align::Right, Width::Content),
            column("Unit", "单位", Align::Left, Width::Content),
            column("Source", "来源", Align::Left, Width::Content),
        ],
        rows: vec![
            row(
                RowKind::Group,
                vec![
                    Cell::Text(label("CETS-AG-04.01-V01-2024", "CETS-AG-04.01-V01-2024 铝冶炼")),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                ],
            ),
            row(
                RowKind::Plain,
                vec![
                    Cell::Text(label("Anode consumption", "阳极消耗")),
                    number("758856.27"),
                    Cell::Verbatim("tCO2".into()),
                    Cell::Source(guideline("式 · equation, E_anode")),
                ],
            ),
            row(
                RowKind::Plain,
                vec![
                    Cell::Text(label("Anode effects", "阳极效应")),
                    number("72405.00"),
                    Cell::Verbatim("tCO2e".into()),
                    Cell::Source(guideline("式 · equation, E_anode-effect")),
                ],
            ),
            row(
                RowKind::Total,
                vec![
                    Cell::Text(label("Controlled total", "配额管控排放量合计")),
                    number("831261.27"),
                    Cell::Verbatim("tCO2e".into()),
                    Cell::Empty,
                ],
            ),
            row(
                RowKind::Group,
                vec![
                    Cell::Text(label(
                        "EU CBAM, definitive rules: PFC by slope, CWPB",
                        "欧盟 CBAM 正式期规则：斜率法，CWPB 槽型",
                    )),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                ],
            ),
            row(
                RowKind::Plain,
                vec![
                    Cell::Text(label("CF4", "四氟化碳 CF4")),
                    number("17875"),
                    Cell::Verbatim("kg".into()),
                    Cell::Source(cbam()),
                ],
            ),
            row(
                RowKind::Plain,
                vec![
                    Cell::Text(label("C2F6", "六氟乙烷 C2F6")),
                    number("2162.875"),
                    Cell::Verbatim("kg".into()),
                    Cell::Source(cbam()),
                ],
            ),
            row(
                RowKind::Plain,
                vec![
                    Cell::Text(label("Precursor alumina", "前体产品：氧化铝")),
                    Cell::Missing(label(
                        "not available: needs the supplier's embedded emissions",
                        "无数据：需供应商提供隐含排放数据",
                    )),
                    Cell::Empty,
                    Cell::Empty,
                ],
            ),
        ],
        notes: vec![label(
            "CBAM takes 3.664 for the mass of carbon dioxide over that of carbon, the Chinese guideline 44/12; both are kept.",
            "CBAM 采用二氧化碳与碳的质量比 3.664，国内指南采用 44/12，本报告分别保留，不作统一。",
        )],
    }
}

fn limits() -> Table {
    let grade = |en: &str, zh: &str, value: &str, gap: &str| {
        row(
            RowKind::Plain,
            vec![
                Cell::Text(label(en, zh)),
                Cell::Number(value.into()),
                Cell::Number(gap.into()),
                Cell::Source(limit()),
            ],
        )
    };
    Table {
        caption: label(
            "Alternating-current electricity of liquid aluminium against its references",
            "铝液交流电耗与各参照值的差距",
        ),
        columns: vec![
            column("Reference", "参照值", Align::Left, Width::Share(1)),
            column("kWh/t", "kWh/t", Align::Right, Width::Content),
            column("Gap of the plant, kWh/t", "本企业差距，kWh/t", Align::Right, Width::Content),
            column("Source", "来源", Align::Left, Width::Content),
        ],
        rows: vec![
            grade("Limit, grade 3", "能耗限额 3 级", "13350", "-375"),
            grade("Limit, grade 2 (GB/T 36132 base value)", "能耗限额 2 级（GB/T 36132 基准值）", "13000", "-25"),
            grade("Limit, grade 1 (GB/T 36132 leading value)", "能耗限额 1 级（GB/T 36132 引领值）", "12950", "25"),
        ],
        notes: vec![label("Positive: the plant uses more than the reference.", "正值表示本企业高于参照值。")],
    }
}

/// Net calorific values and carbon contents of the guideline's annex.
fn factors() -> Table {
    const FUELS: [(&str, &str, &str, &str); 19] = [
        ("Anthracite", "无烟煤", "22.867", "0.02749"),
        ("Bituminous coal", "烟煤", "23.076", "0.02618"),
        ("Lignite", "褐煤", "14.759", "0.02797"),
        ("Coke", "焦炭", "28.435", "0.02942"),
        ("Petroleum coke", "石油焦", "32.5", "0.0275"),
        ("Crude oil", "原油", "41.816", "0.02008"),
        ("Fuel oil", "燃料油", "41.816", "0.0211"),
        ("Petrol", "汽油", "43.07", "0.0189"),
        ("Kerosene", "煤油", "43.07", "0.0196"),
        ("Diesel", "柴油", "42.652", "0.0202"),
        ("Liquefied natural gas", "液化天然气", "51.498", "0.0172"),
        ("Liquefied petroleum gas", "液化石油气", "50.179", "0.0172"),
        ("Coal tar", "煤焦油", "33.453", "0.022"),
        ("Refinery dry gas", "炼厂干气", "45.998", "0.0182"),
        ("Natural gas, 10⁴ m³", "天然气，万 m³", "389.31", "0.01532"),
        ("Coke-oven gas, 10⁴ m³", "焦炉煤气，万 m³", "173.854", "0.0121"),
        ("Blast-furnace gas, 10⁴ m³", "高炉煤气，万 m³", "33", "0.0708"),
        ("Converter gas, 10⁴ m³", "转炉煤气，万 m³", "84", "0.0496"),
        ("Other", "其他", "", ""),
    ];
    let missing = || Cell::Missing(label("not available: needs a measurement", "无数据：需实测"));
    let figure = |text: &str| if text.is_empty() { missing() } else { Cell::Number(text.into()) };
    Table {
        caption: label("Fuels: net calorific value and carbon content", "燃料的低位发热量与单位热值含碳量"),
        columns: vec![
            column("Fuel", "燃料", Align::Left, Width::Share(1)),
            column("GJ/t, GJ/10⁴ m³", "GJ/t，GJ/万 m³", Align::Right, Width::Content),
            column("tC/GJ", "tC/GJ", Align::Right, Width::Content),
            column("Source", "来源", Align::Left, Width::Content),
        ],
        rows: (FUELS.iter())
            .map(|(en, zh, heat, carbon)| {
                let source = Cell::Source(guideline("附录 · annex"));
                row(RowKind::Plain, vec![Cell::Text(label(en, zh)), figure(heat), figure(carbon), source])
            })
            .collect(),
        notes: Vec::new(),
    }
}

fn path() -> Result<Figure, Box<dyn Error>> {
    let step = |en: &str, zh: &str, amount: f64, kind: Kind| Step { label: label(en, zh), amount, kind };
    let steps = vec![
        step("CETS-AG-04.01, controlled total", "CETS-AG-04.01 管控排放量", 831_261.27, Kind::Total),
        step(
            "Anode: 0.41 t/t, instead of the net consumption recorded",
            "阳极：改用 0.41 t/t，替代实测净耗",
            -25_229.603,
            Kind::Change,
        ),
        step(
            "Anode effects: slope (CWPB), instead of default factors",
            "阳极效应：改用斜率法（CWPB），替代缺省因子",
            70_114.162_5,
            Kind::Change,
        ),
        step("IPCC 2006, method of slopes", "IPCC 2006 斜率法", 876_145.829_5, Kind::Total),
    ];
    let waterfall = Waterfall {
        title: label(
            "From the Chinese guideline's total to that of the IPCC's slopes",
            "由国内指南口径到 IPCC 斜率法口径",
        ),
        unit: label("tCO2e", "tCO2e"),
        source: label("account of this report", "本报告核算结果"),
        steps,
        decimals: Some(2),
    };
    Ok(Figure {
        drawing: Drawing {
            en: waterfall::svg(&waterfall, Language::En)?,
            zh: waterfall::svg(&waterfall, Language::Zh)?,
        },
        caption: label("Every step between two schemes is named and exact", "两种口径之间的每一步差异均列明且可复算"),
        alt: label(
            "Waterfall: 831,261.27; anode −25,229.60; anode effects +70,114.16; 876,145.83 tCO2e",
            "瀑布图：831,261.27；阳极 −25,229.60；阳极效应 +70,114.16；876,145.83 tCO2e",
        ),
    })
}

fn ladder_of_limits() -> Result<Figure, Box<dyn Error>> {
    let rung =
        |en: &str, zh: &str, value: Option<f64>, trust: &str| Rung { label: label(en, zh), value, trust: trust.into() };
    let ladder = Ladder {
        title: label("AC electricity of liquid aluminium among its references", "铝液交流电耗对标阶梯"),
        unit: label("kWh/t", "kWh/t"),
        source: label("GB 21346-2022; International Aluminium Institute", "GB 21346-2022；国际铝业协会"),
        plant: label("Sample smelter, 2025", "示例企业，2025 年"),
        value: 12_975.0,
        rungs: vec![
            rung("Limit, grade 3", "能耗限额 3 级", Some(13_350.0), "T"),
            rung("Limit, grade 2 (GB/T 36132 base value)", "能耗限额 2 级（GB/T 36132 基准值）", Some(13_000.0), "T"),
            rung(
                "Limit, grade 1 (GB/T 36132 leading value)",
                "能耗限额 1 级（GB/T 36132 引领值）",
                Some(12_950.0),
                "T",
            ),
            rung("China 2021 (IAI)", "2021 年中国平均（IAI）", Some(13_511.0), "P"),
            rung("World 2021 (IAI)", "2021 年世界平均（IAI）", Some(14_114.0), "P"),
            rung("Policy, baseline level", "政策文件：能效基准水平", None, ""),
        ],
        decimals: Some(0),
        ..Ladder::default()
    };
    Ok(Figure {
        drawing: Drawing { en: ladder::svg(&ladder, Language::En)?, zh: ladder::svg(&ladder, Language::Zh)? },
        caption: label("The plant stands between grades 1 and 2", "本企业处于 1 级与 2 级之间"),
        alt: label(
            "Ladder: 12,950 grade 1; 12,975 plant; 13,000 grade 2; 13,350 grade 3 kWh/t",
            "阶梯图：1 级 12,950；本企业 12,975；2 级 13,000；3 级 13,350 kWh/t",
        ),
    })
}

fn findings() -> Vec<Finding> {
    vec![
        Finding {
            severity: Severity::Error,
            place: "electrolysis!F9".into(),
            message: label(
                "July's electricity is 1,000 times the other months': kWh entered as MWh.",
                "7 月电量为其他月份的 1000 倍：疑将 kWh 填为 MWh。",
            ),
            remedy: label(
                "Enter 541,200 MWh, or choose kWh in the unit column.",
                "请改为 541,200 MWh，或在单位列选择 kWh。",
            ),
        },
        Finding {
            severity: Severity::Warning,
            place: "anode!C5".into(),
            message: label(
                "Net anode consumption rises 18 % from March to April at level output.",
                "产量持平而 4 月净阳极消耗量环比上升 18%。",
            ),
            remedy: label("Check the butt weights of April.", "请核对 4 月残极称重记录。"),
        },
        Finding {
            severity: Severity::Notice,
            place: "CETS-AG-04.01".into(),
            message: label(
                "Default anode-effect factors are used; measured ones would take precedence.",
                "阳极效应采用缺省因子；如有实测值应优先采用。",
            ),
            remedy: Label::default(),
        },
    ]
}

fn dossier() -> Result<Dossier, Box<dyn Error>> {
    let paragraph = |en: &str, zh: &str| Block::Paragraph(label(en, zh));
    Ok(Dossier {
        title: label("Greenhouse-gas account and diagnosis", "温室气体核算与绿色制造诊断报告"),
        subtitle: label("Sample smelter · 2025", "示例电解铝企业 · 2025 年度"),
        headlines: vec![
            Headline {
                label: label("Controlled emissions", "管控排放量"),
                value: "831261.27".into(),
                unit: label("tCO2e", "tCO2e"),
                note: label("CETS-AG-04.01-V01-2024", "CETS-AG-04.01-V01-2024"),
            },
            Headline {
                label: label("AC electricity of liquid aluminium", "铝液交流电耗"),
                value: "12975".into(),
                unit: label("kWh/t", "kWh/t"),
                note: label("25 above grade 1 of GB 21346-2022", "高于 GB 21346-2022 一级 25"),
            },
            Headline {
                label: label("Intensity", "排放强度"),
                value: "1.663".into(),
                unit: label("tCO2e/t", "tCO2e/t"),
                note: label("direct, per tonne of liquid aluminium", "直接排放，按吨铝液计"),
            },
        ],
        facts: vec![
            (label("Operator", "企业名称"), label("Sample Aluminium Co. (made up)", "示例铝业有限公司（虚构）")),
            (label("Period", "核算期间"), label("2025-01 to 2025-12", "2025 年 1 月至 12 月")),
            (label("Product", "产品"), label("liquid aluminium, 500,000 t", "铝液，500,000 t")),
            (label("Cell technology", "电解槽技术"), label("prebake, point-fed", "点式下料预焙槽")),
            (label("Grid region", "电网区域"), label("North-West", "西北")),
            (label("Drawn up", "编制日期"), label("21 November 2026", "2026 年 11 月 21 日")),
        ],
        sections: vec![
            Section {
                heading: label("The year in short", "年度概览"),
                blocks: vec![
                    paragraph(
                        "The plant's controlled emissions are 831,261.27 tCO2e. Nine tenths come from the carbon of the anodes, the rest from \
                         anode effects. Every figure below can be followed to the record or the clause it is from.",
                        "本年度管控排放量为 831,261.27 tCO2e，其中阳极消耗占九成以上，其余来自阳极效应。下列每一个数值均可追溯到企业记录或标准条款。",
                    ),
                    Block::Table(accounts()),
                    Block::Figure(path()?),
                ],
            },
            Section {
                heading: label("How the figures follow", "计算过程"),
                blocks: vec![
                    paragraph(
                        "Values are rounded as the guideline says, at each step.",
                        "各步骤按指南规定的位数修约。",
                    ),
                    Block::Calculation(anode()),
                    Block::Calculation(effect()),
                ],
            },
            Section {
                heading: label("Against the references", "对标"),
                blocks: vec![
                    Block::Table(limits()),
                    Block::Figure(ladder_of_limits()?),
                    Block::Note(label(
                        "The policy's baseline level is not in the packaged data: not available.",
                        "政策文件中的能效基准水平未收录，显示为“无数据”。",
                    )),
                ],
            },
            Section { heading: label("Factors used", "所用因子"), blocks: vec![Block::Table(factors())] },
            Section {
                heading: label("Findings about the data", "数据问题清单"),
                blocks: vec![Block::Findings(findings())],
            },
        ],
    })
}
