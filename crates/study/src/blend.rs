//! The charge of a furnace: an order read from a workbook or CSV file, its plan, and the plan as tables and pictures.

use verdigris_blending::{
    BatchPlan, BlendError, Bound, Footprint, Order, Outcome, Plan,
    table::{self, Cell, Fault, Sheet},
};
use verdigris_interchange::{InterchangeError, Limits, activity::Sheets};
use verdigris_quantity::{Label, Language};
use verdigris_report::{
    Bar, Footprints, ReportError, Segment,
    limits::{Contents, Row},
    workbook::{Table, tables},
};
use verdigris_wording::{Kind, Problem};

/// What is changed in an order before it is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Alloy cast in every batch instead of the one ordered.
    pub alloy: Option<String>,
    /// Confidence, between 0.5 and 1.
    pub confidence: Option<f64>,
}

/// Reads an order from an XLSX or CSV file in memory; cells that do not read are told with their addresses.
pub fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<(Order, Vec<Fault>), InterchangeError> {
    let opened = Sheets::open(name, bytes, limits)?;
    let sheets: Vec<Sheet> = opened
        .sheets()
        .map(|sheet| Sheet {
            name: sheet.name().to_owned(),
            rows: sheet
                .rows()
                .map(|row| row.cells.into_iter().map(|cell| Cell { address: cell.cell, text: cell.text }).collect())
                .collect(),
        })
        .collect();
    Ok(table::read(&sheets))
}

/// Answers an order.
pub fn answer(order: &Order, asked: &Asked) -> Result<Outcome, Problem> {
    let mut order = order.clone();
    if let Some(wanted) = &asked.alloy {
        let packaged = verdigris_blending::alloy::packaged().map_err(|error| problem(&error))?;
        let known = order.alloys.iter().chain(&packaged).find(|alloy| alloy.id.eq_ignore_ascii_case(wanted)).cloned();
        let alloy = known.ok_or_else(|| Problem::new("no-alloy", Kind::NotFound).with("alloy", wanted))?;
        for batch in &mut order.batches {
            alloy.id.clone_into(&mut batch.alloy);
        }
        if !order.alloys.iter().any(|own| own.id == alloy.id) {
            order.alloys.push(alloy);
        }
    }
    if asked.confidence.is_some() {
        order.options.confidence = asked.confidence;
    }
    verdigris_blending::blend(&order).map_err(|error| problem(&error))
}

/// The problem of an order that cannot be answered.
pub fn problem(error: &BlendError) -> Problem {
    let kind = match error {
        BlendError::Unknown { .. } => Kind::NotFound,
        BlendError::Solver { .. } => Kind::Computation,
        _ => Kind::Input,
    };
    Problem::from_error(error.code(), error.to_string(), kind)
}

/// The form as a workbook: empty, or with an order.
pub fn template(order: &Order) -> Result<Vec<u8>, ReportError> {
    let sheets: Vec<Table> = table::sections(order)
        .into_iter()
        .map(|section| Table { name: section.sheet.to_owned(), heads: section.header, rows: section.rows })
        .collect();
    tables("charge", &sheets)
}

/// The plan as a workbook.
pub fn workbook(plan: &Plan, language: Language) -> Result<Vec<u8>, ReportError> {
    let say = |en: &str, zh: &str| Label::new(en, zh).get(language).to_owned();
    let number = |value: f64, decimals: usize| format!("{value:.decimals$}");
    let option = |value: Option<f64>, decimals: usize| value.map_or_else(String::new, |value| number(value, decimals));
    let mut charge = Table {
        name: say("Charge", "配料单"),
        heads: vec![
            say("batch", "批次"),
            say("alloy", "合金"),
            say("material", "炉料"),
            say("name", "名称"),
            say("mass, t", "投料量 t"),
            say("share, %", "占比 %"),
            say("metal, t", "金属量 t"),
            format!("{} {}", say("cost,", "费用"), plan.currency),
        ],
        rows: Vec::new(),
    };
    let mut melts = Table {
        name: say("Melt", "成分预测"),
        heads: vec![
            say("batch", "批次"),
            say("element", "元素"),
            say("least, %", "下限 %"),
            say("mean, %", "均值 %"),
            say("deviation, %", "标准差 %"),
            say("promised from, %", "保证下界 %"),
            say("promised to, %", "保证上界 %"),
            say("most, %", "上限 %"),
            say("probability, %", "合格概率 %"),
            say("drawn melts within, %", "抽样合格率 %"),
            format!("{} {}/t", say("0.1 points of the limit,", "限值放宽 0.1 个百分点"), plan.currency),
        ],
        rows: Vec::new(),
    };
    let mut costs = Table {
        name: say("Cost and carbon", "成本与碳"),
        heads: vec![
            say("batch", "批次"),
            say("tapped, t", "出炉量 t"),
            format!("{} {}", say("cost,", "费用"), plan.currency),
            format!("{} {}/t", say("cost,", "单位成本"), plan.currency),
            say("melt loss, t", "烧损 t"),
            say("dross, t", "铝渣 t"),
            say("t CO2e per t", "碳足迹 tCO2e/t"),
            say("recycled content, %", "再生料含量 %"),
            say("of it post-consumer, %", "其中消费后 %"),
            say("of it pre-consumer, %", "其中消费前 %"),
            say("internal scrap, not counted, %", "厂内回用（不计入）%"),
        ],
        rows: Vec::new(),
    };
    for batch in &plan.batches {
        for line in &batch.lines {
            charge.rows.push(vec![
                batch.batch.clone(),
                batch.alloy.clone(),
                line.material.clone(),
                line.name.get(language).to_owned(),
                number(line.mass, 3),
                number(100.0 * line.share, 2),
                number(line.metal, 3),
                number(line.cost, 2),
            ]);
        }
        for (place, own) in batch.contents.iter().enumerate() {
            let drawn = batch.simulated.as_ref().and_then(|drawn| drawn.limits.get(place));
            melts.rows.push(vec![
                batch.batch.clone(),
                own.element.clone(),
                option(own.min, 4),
                number(own.mean, 4),
                number(own.deviation, 4),
                number(own.low, 4),
                number(own.high, 4),
                option(own.max, 4),
                number(100.0 * own.probability, 2),
                option(drawn.map(|[low, high]| 100.0 * low.min(*high)), 2),
                if own.binds.is_some() { number(own.worth, 2) } else { String::new() },
            ]);
        }
        costs.rows.push(vec![
            batch.batch.clone(),
            number(batch.product, 3),
            number(batch.cost, 2),
            number(batch.cost_per_tonne, 2),
            number(batch.melt_loss, 3),
            number(batch.dross, 3),
            carbon(&batch.footprint, language),
            number(100.0 * batch.recycled.content, 2),
            number(100.0 * batch.recycled.post_consumer, 2),
            number(100.0 * batch.recycled.pre_consumer, 2),
            number(100.0 * batch.recycled.internal, 2),
        ]);
    }
    let stocks = Table {
        name: say("Stocks", "库存"),
        heads: vec![
            say("material", "炉料"),
            say("taken, t", "使用量 t"),
            say("least, t", "下限 t"),
            say("most, t", "上限 t"),
            format!("{} {}", say("one more tonne saves,", "多一吨可节省"), plan.currency),
        ],
        rows: plan
            .stocks
            .iter()
            .map(|own| {
                vec![
                    own.material.clone(),
                    number(own.taken, 3),
                    option(own.least, 3),
                    option(own.most, 3),
                    number(own.worth, 2),
                ]
            })
            .collect(),
    };
    tables(&say("Charge", "配料单"), &[charge, melts, costs, stocks])
}

/// A footprint as told: the figure, or what it needs.
pub fn carbon(footprint: &Footprint, language: Language) -> String {
    match footprint {
        Footprint::Known(value) => format!("{value:.3}"),
        Footprint::Needs(what) => {
            let told = Label::new(
                format!("not available: needs the footprint of {}", what.join(", ")),
                format!("无数据：需要 {} 的碳足迹", what.join("、")),
            );
            told.get(language).to_owned()
        }
    }
}

/// The charges as stacked bars, a bar a batch.
pub fn charges(plan: &Plan) -> Footprints {
    let bar = |batch: &BatchPlan| Bar {
        label: Label::new(format!("{} {}", batch.batch, batch.alloy), format!("{} {}", batch.batch, batch.alloy)),
        region: String::new(),
        total: batch.lines.iter().map(|line| line.mass).sum(),
        interval: None,
        segments: batch
            .lines
            .iter()
            .map(|line| {
                let name = if line.name.is_empty() {
                    Label::new(line.material.clone(), line.material.clone())
                } else {
                    line.name.clone()
                };
                Segment { label: name, value: line.mass }
            })
            .collect(),
    };
    Footprints {
        title: Label::new("What is charged", "配料构成"),
        unit: Label::new("t charged", "投料量 t"),
        source: Label::default(),
        bars: plan.batches.iter().map(bar).collect(),
    }
}

/// The contents of a batch against the limits of its alloy.
pub fn contents(batch: &BatchPlan, currency: &str) -> Contents {
    Contents {
        title: Label::new(
            format!("{}: {} against its limits", batch.batch, batch.alloy),
            format!("{}：{} 成分与限值", batch.batch, batch.alloy),
        ),
        unit: Label::new("% of mass", "质量分数 %"),
        rows: batch
            .contents
            .iter()
            .map(|own| Row {
                element: own.element.clone(),
                min: own.min,
                max: own.max,
                mean: own.mean,
                interval: (own.low, own.high),
                binds: own.binds.is_some(),
                remark: worth(own.binds, own.worth, currency),
            })
            .collect(),
    }
}

/// What a binding limit is worth, in words.
pub fn worth(binds: Option<Bound>, worth: f64, currency: &str) -> Label {
    match binds {
        None => Label::default(),
        Some(Bound::Max) => Label::new(
            format!("0.1 more saves {worth:.0} {currency}/t"),
            format!("放宽 0.1 省 {worth:.0} {currency}/t"),
        ),
        Some(Bound::Min) => Label::new(
            format!("0.1 less saves {worth:.0} {currency}/t"),
            format!("降低 0.1 省 {worth:.0} {currency}/t"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_reads_back_and_its_plan_is_written() {
        let (order, _) = table::example();
        let bytes = template(&order).unwrap();
        let (again, faults) = read("charge.xlsx", bytes, &Limits::default()).unwrap();
        assert_eq!(faults, []);
        assert_eq!(again, order);
        let Outcome::Plan(plan) = answer(&again, &Asked::default()).unwrap() else { panic!() };
        for language in [Language::En, Language::Zh] {
            assert!(workbook(&plan, language).unwrap().starts_with(b"PK"));
            assert!(verdigris_report::bars::svg(&charges(&plan), language).unwrap().contains("</svg>"));
            for batch in &plan.batches {
                let contents = contents(batch, &plan.currency);
                assert!(verdigris_report::limits::svg(&contents, language).unwrap().contains("</svg>"));
            }
        }
    }

    #[test]
    fn an_alloy_nobody_knows_is_told() {
        let (order, _) = table::example();
        let asked = Asked { alloy: Some("unobtainium".to_owned()), confidence: None };
        assert_eq!(answer(&order, &asked).unwrap_err().code(), "no-alloy");
    }
}
