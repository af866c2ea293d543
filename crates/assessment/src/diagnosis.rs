//! Sections of the report for the diagnosis beyond the ladder: causes, physics, measures, green factory, compliance,
//! disclosures.

use verdigris_diagnosis::{
    Answer, Diagnosis,
    compliance::EnergyGrade,
    diagnose::Cause,
    frontier::Efficiency,
    measure::curve::{Curve, Point},
    physics::{Check, Verdict},
};
use verdigris_quantity::{Label, Trace};
use verdigris_report::{
    dossier::{Align, Block, Cell, RowKind, Section, Table, TableRow, Width},
    notation,
};

use crate::{
    drawing,
    table::{column, number},
};

/// All sections, in reading order.
pub fn sections(diagnosis: &Diagnosis) -> Vec<Section> {
    let mut sections = vec![crate::ladder::section(&diagnosis.ladders)];
    if !diagnosis.causes.is_empty() {
        sections.push(causes(&diagnosis.causes));
    }
    sections.push(checks(&diagnosis.checks));
    if let Answer::Known(efficiency) = &diagnosis.efficiency {
        sections.push(frontier(efficiency));
    }
    sections.push(measures(&diagnosis.curve));
    sections.push(compliance(diagnosis));
    sections.push(green_factory(diagnosis));
    sections.push(disclosures(diagnosis));
    sections
}

fn row(cells: Vec<Cell>) -> TableRow {
    TableRow { cells, kind: RowKind::Plain }
}

fn told(answer: &Answer<Trace>) -> Cell {
    match answer {
        Answer::Known(trace) => number(trace.value),
        Answer::NotAvailable(needs) => Cell::Missing(needs.clone()),
    }
}

fn unit(answer: &Answer<Trace>) -> Cell {
    answer.known().map_or(Cell::Empty, |trace| Cell::Verbatim(trace.unit.clone()))
}

fn causes(causes: &[Cause]) -> Section {
    let mut blocks = vec![Block::Paragraph(Label::new(
        "Additive LMDI-I: each effect is what the emissions changed by because of one factor; no residual is left.",
        "LMDI-I加法分解：每一效应为单一因素引起的排放变化，无残差。",
    ))];
    for (at, cause) in causes.iter().enumerate() {
        if let Some(picture) = drawing::of_waterfall(&cause.waterfall, at) {
            blocks.push(Block::Figure(picture.figure));
        }
        let mut rows = vec![total("before", "基期", cause.waterfall.start.to_string())];
        rows.extend(
            cause
                .waterfall
                .bars
                .iter()
                .map(|bar| row(vec![Cell::Text(bar.factor.label.clone()), Cell::Number(bar.effect.to_string())])),
        );
        rows.push(total("after", "报告期", cause.waterfall.end.to_string()));
        blocks.push(Block::Table(Table {
            caption: cause.label.clone(),
            columns: vec![
                column("effect", "效应", Align::Left, Width::Share(1)),
                column("tCO2e", "tCO2e", Align::Right, Width::Content),
            ],
            rows,
            notes: Vec::new(),
        }));
    }
    Section { heading: Label::new("Why the emissions changed", "成因：排放变化分解"), blocks }
}

fn total(en: &str, zh: &str, value: String) -> TableRow {
    TableRow { cells: vec![Cell::Text(Label::new(en, zh)), Cell::Number(value)], kind: RowKind::Total }
}

fn checks(checks: &[Check]) -> Section {
    let rows = checks.iter().map(|check| {
        let verdict = match &check.verdict {
            Answer::Known(verdict) => Cell::Text(match verdict {
                Verdict::Consistent => Label::new("consistent", "一致"),
                Verdict::Deviates => Label::new("deviates", "偏离"),
                Verdict::Impossible => Label::new("impossible", "不可能"),
            }),
            Answer::NotAvailable(needs) => Cell::Missing(needs.clone()),
        };
        let share = |value: f64| Cell::Verbatim(notation::percent(value));
        row(vec![
            Cell::Text(check.label.clone()),
            check.recorded.known().map_or(Cell::Empty, |trace| number(trace.value)),
            check.expected.known().map_or(Cell::Empty, |trace| number(trace.value)),
            unit(&check.expected),
            check.deviation.map_or(Cell::Empty, share),
            verdict,
        ])
    });
    let table = Table {
        caption: Label::new("Records against physics", "记录与物理规律的核对"),
        columns: vec![
            column("check", "核对项", Align::Left, Width::Share(3)),
            column("recorded", "记录值", Align::Right, Width::Content),
            column("by physics", "理论值", Align::Right, Width::Content),
            column("unit", "单位", Align::Left, Width::Content),
            column("deviation", "偏差", Align::Right, Width::Content),
            column("verdict", "结论", Align::Left, Width::Share(2)),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    };
    Section { heading: Label::new("Checks by physics", "物理校核"), blocks: vec![Block::Table(table)] }
}

fn frontier(efficiency: &Efficiency) -> Section {
    let score = notation::percent(efficiency.score);
    let mut blocks = vec![Block::Paragraph(Label::new(
        format!(
            "Against the frontier of the plants compared (DEA, input-oriented, variable returns to scale): {score} of today's \
             energy and emissions would do for the same output."
        ),
        format!("与被比较企业的前沿面相比（DEA，投入导向，规模报酬可变）：同样产出只需现有能耗与排放的{score}。"),
    ))];
    let rows: Vec<TableRow> = efficiency
        .peers
        .iter()
        .map(|peer| {
            let name = match &peer.unit {
                Answer::Known((_, label)) => Cell::Text(label.clone()),
                Answer::NotAvailable(needs) => Cell::Missing(needs.clone()),
            };
            row(vec![name, number(peer.weight)])
        })
        .collect();
    blocks.push(Block::Table(Table {
        caption: Label::new("Plants on the frontier it is compared with", "前沿面参照企业"),
        columns: vec![
            column("plant", "企业", Align::Left, Width::Share(1)),
            column("weight", "权重", Align::Right, Width::Content),
        ],
        rows,
        notes: Vec::new(),
    }));
    Section { heading: Label::new("Efficiency frontier", "效率前沿"), blocks }
}

fn measures(curve: &Answer<Curve>) -> Section {
    let heading = Label::new("What to do", "减排措施");
    let curve = match curve {
        Answer::Known(curve) => curve,
        Answer::NotAvailable(needs) => return Section { heading, blocks: vec![Block::Note(needs.clone())] },
    };
    let mut blocks = vec![Block::Paragraph(Label::new(
        format!(
            "Tried on the plant's own records (scope 1 and market-based scope 2 where available, else its network from cradle to gate): {} tCO2e a year now, {} with everything adopted. Each measure \
             is evaluated again after those before it.",
            notation::value(curve.base.emissions),
            notation::value(curve.last.emissions)
        ),
        format!(
            "在企业自身记录上重新核算（可得时为范围1与基于市场的范围2，否则为企业网络模型摇篮到大门）：现状{} tCO2e/年，全部采纳后{} tCO2e/年。每项措施均在前序措施采纳后重新计算。",
            notation::value(curve.base.emissions),
            notation::value(curve.last.emissions)
        ),
    ))];
    blocks.extend(drawing::of_curve(curve).map(|picture| Block::Figure(picture.figure)));
    let mut rows: Vec<TableRow> = curve.points.iter().map(point).collect();
    rows.extend(curve.without_cost.iter().map(point));
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Label::new("Measures in the order of adoption", "措施（按采纳顺序）"),
            columns: vec![
                column("measure", "措施", Align::Left, Width::Share(4)),
                column("tCO2e a year", "tCO2e/年", Align::Right, Width::Content),
                column("range", "区间", Align::Right, Width::Content),
                column("GJ a year", "GJ/年", Align::Right, Width::Content),
                column("cost per tCO2e", "元/tCO2e", Align::Right, Width::Share(2)),
                column("trust", "可信度", Align::Centre, Width::Content),
            ],
            rows,
            notes: vec![Label::new(
                "Measures without a sourced cost stand after the others, by falling abatement.",
                "无来源成本的措施列于其后，按减排量排序。",
            )],
        }));
    }
    blocks.extend(curve.left.iter().map(|left| {
        Block::Note(Label::new(
            format!("{}: {}", left.label.en, left.reason.en),
            format!("{}：{}", left.label.zh, left.reason.zh),
        ))
    }));
    Section { heading, blocks }
}

fn point(point: &Point) -> TableRow {
    let [low, high] = point.abatement_range.map(notation::value);
    row(vec![
        Cell::Text(point.label.clone()),
        number(point.abatement),
        Cell::Verbatim(format!("{low} – {high}")),
        number(point.energy_saved),
        told(&point.marginal_cost),
        Cell::Verbatim(point.trust.clone()),
    ])
}

fn compliance(diagnosis: &Diagnosis) -> Section {
    let mut blocks = Vec::new();
    let rows: Vec<TableRow> = diagnosis.grades.iter().map(grade).collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Label::new("Mandatory energy limits", "强制性能耗限额"),
            columns: vec![
                column("indicator", "指标", Align::Left, Width::Share(3)),
                column("value", "数值", Align::Right, Width::Share(2)),
                column("grade 1", "1级", Align::Right, Width::Content),
                column("grade 2", "2级", Align::Right, Width::Content),
                column("grade 3", "3级", Align::Right, Width::Content),
                column("reached", "达到", Align::Left, Width::Share(2)),
            ],
            rows,
            notes: Vec::new(),
        }));
    }
    let power = &diagnosis.clean_power;
    let rows = [
        ("electricity used", "用电量", &power.used),
        ("clean, by line, own plant or contract", "绿电（直连、自发、交易）", &power.physical_and_contracts),
        ("covered by certificates", "绿证覆盖", &power.certificates),
        ("together", "合计", &power.together),
    ];
    blocks.push(Block::Table(Table {
        caption: Label::new("Clean electricity", "清洁电力"),
        columns: vec![
            column("", "", Align::Left, Width::Share(3)),
            column("value", "数值", Align::Right, Width::Share(2)),
            column("unit", "单位", Align::Left, Width::Content),
        ],
        rows: rows
            .into_iter()
            .map(|(en, zh, answer)| row(vec![Cell::Text(Label::new(en, zh)), told(answer), unit(answer)]))
            .collect(),
        notes: Vec::new(),
    }));
    let pollutants: Vec<TableRow> = diagnosis
        .pollutants
        .iter()
        .map(|verdict| {
            let kept = match &verdict.kept {
                Answer::Known(true) => Cell::Text(Label::new("kept", "达标")),
                Answer::Known(false) => Cell::Text(Label::new("exceeded", "超标")),
                Answer::NotAvailable(_) => Cell::Empty,
            };
            row(vec![
                Cell::Text(verdict.label.clone()),
                number(verdict.value.value),
                Cell::Verbatim(verdict.value.unit.clone()),
                told(&verdict.limit),
                kept,
            ])
        })
        .collect();
    if !pollutants.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Label::new("Pollutants", "污染物"),
            columns: vec![
                column("pollutant", "污染物", Align::Left, Width::Share(2)),
                column("recorded", "记录值", Align::Right, Width::Content),
                column("unit", "单位", Align::Left, Width::Content),
                column("limit", "限值", Align::Right, Width::Share(3)),
                column("", "", Align::Left, Width::Content),
            ],
            rows: pollutants,
            notes: Vec::new(),
        }));
    }
    let wastes: Vec<TableRow> = diagnosis
        .wastes
        .iter()
        .map(|waste| {
            row(vec![
                Cell::Text(waste.label.clone()),
                told(&waste.arising),
                told(&waste.used),
                told(&waste.unaccounted),
                unit(&waste.arising),
            ])
        })
        .collect();
    if !wastes.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Label::new("Residues and wastes", "固体废物与残渣"),
            columns: vec![
                column("waste", "废物", Align::Left, Width::Share(2)),
                column("arising", "产生量", Align::Right, Width::Share(2)),
                column("used or disposed of", "利用处置量", Align::Right, Width::Share(2)),
                column("unaccounted", "未说明", Align::Right, Width::Share(2)),
                column("unit", "单位", Align::Left, Width::Content),
            ],
            rows: wastes,
            notes: Vec::new(),
        }));
    }
    Section { heading: Label::new("Limits, clean power and residues", "合规、清洁电力与固废"), blocks }
}

fn grade(grade: &EnergyGrade) -> TableRow {
    let reached = match &grade.grade {
        Answer::Known(Some(reached)) => Cell::Text(Label::new(format!("grade {reached}"), format!("{reached}级"))),
        Answer::Known(None) => Cell::Text(Label::new("fails grade 3", "未达3级限定值")),
        Answer::NotAvailable(_) => Cell::Empty,
    };
    let [one, two, three] = &grade.limits;
    row(vec![Cell::Text(grade.label.clone()), told(&grade.value), told(one), told(two), told(three), reached])
}

fn green_factory(diagnosis: &Diagnosis) -> Section {
    let score = &diagnosis.green_factory;
    let rows = score.criteria.iter().map(|points| {
        let next = match &points.next {
            Answer::Known(gain) if gain.all > 0.0 => {
                let (to, all) = (notation::value(gain.to_leading), notation::value(gain.all));
                Cell::Text(Label::new(format!("{to} to the leading value: +{all}"), format!("距引领值{to}：+{all}分")))
            }
            _ => Cell::Empty,
        };
        row(vec![
            Cell::Text(points.criterion.label.clone()),
            number(points.criterion.weight),
            told(&points.points),
            next,
        ])
    });
    let mut rows: Vec<TableRow> = rows.collect();
    let range = format!("{} – {}", notation::value(score.proven), notation::value(score.possible));
    rows.push(TableRow {
        cells: vec![
            Cell::Text(Label::new("Total: proven – possible", "合计：已证实 – 可能")),
            number(score.full),
            Cell::Verbatim(range),
            Cell::Empty,
        ],
        kind: RowKind::Total,
    });
    let mut blocks = vec![Block::Table(Table {
        caption: Label::new("Green-factory score, GB/T 36132-2025", "绿色工厂评价得分（GB/T 36132-2025）"),
        columns: vec![
            column("criterion", "指标", Align::Left, Width::Share(3)),
            column("full", "满分", Align::Right, Width::Content),
            column("points", "得分", Align::Right, Width::Share(4)),
            column("next gain", "提升空间", Align::Left, Width::Share(2)),
        ],
        rows,
        notes: Vec::new(),
    })];
    let vetoes = score.vetoes.iter().map(|veto| {
        let met = match &veto.met {
            Answer::Known(true) => Cell::Text(Label::new("met", "满足")),
            Answer::Known(false) => Cell::Text(Label::new("not met: no admission", "不满足：一票否决")),
            Answer::NotAvailable(needs) => Cell::Missing(needs.clone()),
        };
        row(vec![Cell::Text(veto.label.clone()), met])
    });
    blocks.push(Block::Table(Table {
        caption: Label::new("Preconditions", "否决项"),
        columns: vec![
            column("precondition", "条件", Align::Left, Width::Share(1)),
            column("state", "状态", Align::Left, Width::Share(1)),
        ],
        rows: vetoes.collect(),
        notes: Vec::new(),
    }));
    Section { heading: Label::new("Green factory", "绿色工厂"), blocks }
}

fn disclosures(diagnosis: &Diagnosis) -> Section {
    let rows = diagnosis.disclosures.iter().map(|one| {
        row(vec![
            Cell::Verbatim(format!("{} {}", one.framework, one.disclosure)),
            Cell::Text(one.label.clone()),
            told(&one.value),
            unit(&one.value),
        ])
    });
    let table = Table {
        caption: Label::new("Disclosures from the same figures", "基于同一数据的ESG披露"),
        columns: vec![
            column("disclosure", "披露项", Align::Left, Width::Content),
            column("what", "内容", Align::Left, Width::Share(3)),
            column("value", "数值", Align::Right, Width::Share(3)),
            column("unit", "单位", Align::Left, Width::Content),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    };
    Section { heading: Label::new("ESG table", "ESG披露表"), blocks: vec![Block::Table(table)] }
}
