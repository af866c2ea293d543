//! Writes the drawings of a diagnosis with made-up figures and long names into the folder given, to be looked at.

use std::{env, error::Error, fs, path::Path};

use verdigris_quantity::{Label, Language};
use verdigris_report::{
    cost_curve::{self, CostCurve, Measure},
    ladder::{self, Ladder, Rung},
    months::{self, Month, Months},
    waterfall::{self, Kind, Step, Waterfall},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "drawings".into());
    fs::create_dir_all(&folder)?;
    for (language, tag) in [(Language::En, "en"), (Language::Zh, "zh")] {
        let pictures = [
            ("waterfall", waterfall::svg(&causes(), language)?),
            ("waterfall-near", waterfall::svg(&reconciliation(), language)?),
            ("ladder", ladder::svg(&references(), language)?),
            ("cost-curve", cost_curve::svg(&measures(), language)?),
            ("months", months::svg(&year(), language)?),
        ];
        for (name, svg) in pictures {
            fs::write(Path::new(&folder).join(format!("{name}-{tag}.svg")), svg)?;
        }
    }
    Ok(())
}

fn label(en: &str, zh: &str) -> Label {
    Label::new(en, zh)
}

fn step(en: &str, zh: &str, amount: f64, kind: Kind) -> Step {
    Step { label: label(en, zh), amount, kind }
}

fn causes() -> Waterfall {
    Waterfall {
        title: label("Why emissions changed from 2024 to 2025", "2024 至 2025 年排放量变化的原因"),
        unit: label("tCO2e", "tCO2e"),
        source: label("made-up figures", "虚构数据"),
        steps: vec![
            step("Emissions 2024", "2024 年排放量", 1_200_000.0, Kind::Total),
            step("Output of liquid aluminium", "铝液产量", 262_300.0, Kind::Change),
            step("Share of the two potlines in output", "两个电解系列的产量结构", -18_400.0, Kind::Change),
            step(
                "Electricity per tonne, all process units with their auxiliaries",
                "单位产品综合交流电耗（含全部辅助工序及净化、空压系统）",
                -95_600.0,
                Kind::Change,
            ),
            step("Emission factor of the regional grid", "区域电网排放因子", -412_700.0, Kind::Change),
            step("Frequency and duration of anode effects", "阳极效应系数与持续时间", 1_250.0, Kind::Change),
            step("Emissions 2025", "2025 年排放量", 936_850.0, Kind::Total),
        ],
        decimals: Some(0),
    }
}

fn reconciliation() -> Waterfall {
    Waterfall {
        title: label("From the Chinese guideline's total to the EU's", "由国内指南口径到欧盟口径的勾稽"),
        unit: label("tCO2e", "tCO2e"),
        source: label("made-up figures", "虚构数据"),
        steps: vec![
            step("CETS-AG-04.01", "CETS-AG-04.01", 831_261.27, Kind::Total),
            step("Carbon constant 3.664 instead of 44/12", "碳质量换算系数 3.664 与 44/12 之差", -551.9, Kind::Change),
            step("Anode effects by slope instead of defaults", "阳极效应由缺省值改为斜率法", 74_300.5, Kind::Change),
            step("EU CBAM, direct", "欧盟 CBAM，直接排放", 905_009.87, Kind::Total),
        ],
        decimals: Some(2),
    }
}

fn references() -> Ladder {
    let rung =
        |en: &str, zh: &str, value: Option<f64>, trust: &str| Rung { label: label(en, zh), value, trust: trust.into() };
    Ladder {
        title: label("Alternating-current electricity of liquid aluminium", "铝液交流电耗"),
        unit: label("kWh/t", "kWh/t"),
        source: label(
            "GB 21346-2022; policy of 2024; International Aluminium Institute",
            "GB 21346-2022；2024 年政策文件；国际铝业协会",
        ),
        plant: label("Sample smelter, 2025", "示例企业，2025 年"),
        value: 12_975.0,
        interval: Some((12_930.0, 13_020.0)),
        rungs: vec![
            rung("Limit, grade 3", "能耗限额 3 级", Some(13_350.0), "T"),
            rung("Limit, grade 2; GB/T 36132 base value", "能耗限额 2 级，即 GB/T 36132 基准值", Some(13_000.0), "T"),
            rung(
                "Limit, grade 1; GB/T 36132 leading value",
                "能耗限额 1 级，即 GB/T 36132 引领值",
                Some(12_950.0),
                "T",
            ),
            rung("Policy, model level", "政策文件：能效标杆水平", Some(13_000.0), "N"),
            rung("Policy, baseline level", "政策文件：能效基准水平", None, ""),
            rung("China, mean of 2021 (IAI)", "2021 年中国平均（国际铝业协会）", Some(13_511.0), "P"),
            rung("World, mean of 2021 (IAI)", "2021 年世界平均（国际铝业协会）", Some(14_114.0), "P"),
        ],
        decimals: Some(0),
        ..Ladder::default()
    }
}

fn measures() -> CostCurve {
    let measure = |en: &str, zh: &str, abated: f64, cost: Option<f64>, range: Option<(f64, f64)>| Measure {
        label: label(en, zh),
        abated,
        cost,
        range,
    };
    CostCurve {
        title: label("What measures avoid, and what that costs", "减排措施的潜力与成本"),
        unit: label("tCO2e/a", "tCO2e/年"),
        cost_unit: label("CNY/tCO2e", "元/tCO2e"),
        source: label("made-up figures", "虚构数据"),
        measures: vec![
            measure(
                "Graphitised cathode blocks and shaped cathodes",
                "石墨化阴极与异型阴极",
                86_000.0,
                Some(-120.0),
                Some((-210.0, -40.0)),
            ),
            measure("Anode-effect prediction", "阳极效应智能预报", 21_000.0, Some(-60.0), None),
            measure("Waste heat of cell sidewalls", "槽壳侧部余热回收", 9_000.0, Some(35.0), Some((10.0, 80.0))),
            measure("Low-temperature electrolyte", "低温电解质体系", 6_000.0, Some(55.0), None),
            measure(
                "Green power purchase with certificates",
                "绿电直购并配套绿证",
                240_000.0,
                Some(90.0),
                Some((20.0, 160.0)),
            ),
            measure(
                "Variable-speed drives in gas treatment",
                "烟气净化风机变频",
                2_500.0,
                Some(140.0),
                Some((90.0, 260.0)),
            ),
            measure("Inert anodes", "惰性阳极", 520_000.0, None, None),
            measure(
                "Carbon capture from potline gas at one per cent of carbon dioxide",
                "电解烟气（CO2 浓度约 1%）碳捕集",
                310_000.0,
                None,
                None,
            ),
        ],
    }
}

fn year() -> Months {
    let values = [541.2, 498.7, 540.1, 523.4, 541.8, 522.9, 902.3, 540.6, f64::NAN, 541.9, 523.2, 540.8];
    Months {
        title: label("Electricity of the potline", "电解系列交流电量"),
        unit: label("GWh", "GWh"),
        source: label("made-up figures", "虚构数据"),
        months: (values.iter().enumerate())
            .map(|(index, value)| Month {
                name: format!("2025-{:02}", index + 1),
                value: value.is_finite().then_some(*value),
                jump: *value > 600.0,
            })
            .collect(),
        level: Some((label("mean of the other months", "其余月份均值"), 531.5)),
    }
}
