//! A section of the report for one account: result, steps, uncertainty, quality of the data.

use rust_decimal::Decimal;
use verdigris_accounts::{Account, Change, Datum, Item, Obtained, RoundingStep, Spread};
use verdigris_activity::Quality;
use verdigris_quantity::{Label, Origin};
use verdigris_report::{
    dossier::{Align, Block, Cell, RowKind, Section, Table, TableRow, Width},
    notation,
};

use crate::{
    steps::{not_available, steps},
    table::column,
};

/// Data of the quality plan that are shown; the rest moves the total by less.
const DATA_SHOWN: usize = 15;

/// The section of an account.
pub fn section(account: &Account) -> Section {
    let mut blocks = vec![Block::Paragraph(basis(account)), Block::Table(results(account))];
    blocks.extend(account.caveats.iter().cloned().map(Block::Note));
    if let Some(text) = uncertainty(account) {
        blocks.push(Block::Paragraph(text));
    }
    blocks.push(Block::Heading(Label::new("How each figure is computed", "逐项计算过程")));
    blocks.extend(steps(account).into_iter().map(Block::Calculation));
    if !account.quality.is_empty() {
        blocks.push(Block::Heading(Label::new("Data-quality plan", "数据质量控制计划")));
        blocks.push(Block::Table(quality(&account.quality)));
    }
    if !account.log.is_empty() {
        blocks.push(Block::Heading(Label::new("What changed since the earlier account", "较前次核算的变化")));
        blocks.push(Block::Table(log(&account.log)));
    }
    blocks.extend(uncounted(account).map(Block::Note));
    Section { heading: account.name.clone(), blocks }
}

fn basis(account: &Account) -> Label {
    let (en, zh) = match account.rounding {
        RoundingStep::EachStep => (
            format!(
                "inputs and items are rounded as the guideline prints them, items to {} decimals",
                account.decimals
            ),
            format!("各输入及分项按指南规定修约，分项保留{}位小数", account.decimals),
        ),
        RoundingStep::End => (
            format!("only the total is rounded, to {} decimals", account.decimals),
            format!("仅合计修约，保留{}位小数", account.decimals),
        ),
        RoundingStep::Never => ("nothing is rounded".to_owned(), "全程不修约".to_owned()),
    };
    Label::new(
        format!("{}, data of {}; counted: {}; {en}.", account.standard, account.year, account.quantity.en),
        format!("依据{}，{}年数据；统计口径：{}；{zh}。", account.standard, account.year, account.quantity.zh),
    )
}

fn results(account: &Account) -> Table {
    let mut rows: Vec<TableRow> = account.items.iter().map(row).collect();
    let total = account
        .total
        .map_or_else(|| Cell::Missing(not_available(&account.missing)), |total| Cell::Number(shown(total)));
    let name = Cell::Text(Label::new("Total", "合计"));
    rows.push(TableRow {
        cells: vec![name, total, Cell::Verbatim(account.unit.clone()), Cell::Empty],
        kind: RowKind::Total,
    });
    for (en, zh, items) in
        [("Reported beside the total", "辅助报告项", &account.auxiliary), ("For information", "备忘项", &account.memo)]
    {
        if !items.is_empty() {
            let head = Cell::Text(Label::new(en, zh));
            rows.push(TableRow { cells: vec![head, Cell::Empty, Cell::Empty, Cell::Empty], kind: RowKind::Group });
            rows.extend(items.iter().map(row));
        }
    }
    Table {
        caption: Label::new("Result by source", "分排放源结果"),
        columns: vec![
            column("source of emissions", "排放源", Align::Left, Width::Share(3)),
            column("amount", "数值", Align::Right, Width::Share(2)),
            column("unit", "单位", Align::Left, Width::Content),
            column("source", "依据", Align::Left, Width::Content),
        ],
        rows,
        notes: Vec::new(),
    }
}

fn row(item: &Item) -> TableRow {
    let value =
        item.value.map_or_else(|| Cell::Missing(not_available(&item.missing)), |value| Cell::Number(shown(value)));
    let origin = Origin { source: item.source.clone(), trust: item.trust.clone(), ..Origin::default() };
    TableRow {
        cells: vec![Cell::Text(item.full_name()), value, Cell::Verbatim(item.unit.clone()), Cell::Source(origin)],
        kind: RowKind::Plain,
    }
}

/// A figure in a table: what no rule rounds is shown to four decimals; the steps have every digit.
fn shown(value: Decimal) -> String {
    value.round_dp(4).normalize().to_string()
}

fn uncertainty(account: &Account) -> Option<Label> {
    let uncertainty = account.uncertainty.as_ref()?;
    let interval = |spread: &Spread| spread.interval.map(notation::value).join(" – ");
    let unit = &account.unit;
    let mut told: Vec<Label> = Vec::new();
    if let Some(analytic) = &uncertainty.analytic {
        told.push(Label::new(
            format!("95 % interval by first-order propagation: {} {unit}.", interval(analytic)),
            format!("一阶误差传播的95%区间：{} {unit}。", interval(analytic)),
        ));
    }
    if let Some(sampled) = &uncertainty.sampled {
        told.push(Label::new(
            format!("By {} samples: {} {unit}.", uncertainty.samples, interval(sampled)),
            format!("{}次抽样的95%区间：{} {unit}。", uncertainty.samples, interval(sampled)),
        ));
    }
    if let Some(largest) = uncertainty.shares.first() {
        let share = notation::percent(largest.share);
        told.push(Label::new(
            format!("Largest part of the variance: {} ({share}).", largest.label.en),
            format!("方差贡献最大：{}（{share}）。", largest.label.zh),
        ));
    }
    if !uncertainty.unknown.is_empty() {
        let count = uncertainty.unknown.len();
        told.push(Label::new(
            format!("{count} data state no uncertainty and count as exact: the interval is a lower bound."),
            format!("{count}项数据未给出不确定度，按准确值计，区间为下限。"),
        ));
    }
    let joined = |pick: fn(&Label) -> &str, gap: &str| told.iter().map(pick).collect::<Vec<_>>().join(gap);
    (!told.is_empty()).then(|| Label::new(joined(|label| &label.en, " "), joined(|label| &label.zh, "")))
}

fn quality(plan: &[Datum]) -> Table {
    let rows = plan.iter().take(DATA_SHOWN).map(|datum| {
        let value = datum.value.map_or(Cell::Empty, |value: Decimal| Cell::Number(value.normalize().to_string()));
        let weight = datum.weight.map_or(Cell::Empty, |weight| Cell::Number(format!("{weight:.3}")));
        let better = datum.better.clone().map_or(Cell::Empty, Cell::Text);
        let cells = vec![
            Cell::Text(datum.label.clone()),
            value,
            Cell::Verbatim(datum.unit.clone()),
            Cell::Text(obtained(datum.quality)),
            weight,
            better,
        ];
        TableRow { cells, kind: RowKind::Plain }
    });
    let mut notes = vec![Label::new(
        "Weight: per cent the total moves when the datum moves by one per cent.",
        "权重：该数据变动1%时合计变动的百分数。",
    )];
    if plan.len() > DATA_SHOWN {
        let more = plan.len() - DATA_SHOWN;
        notes.push(Label::new(format!("{more} further data weigh less."), format!("其余{more}项数据权重更小。")));
    }
    Table {
        caption: Label::new("Data, how they were obtained, and what would be better", "数据来源方式与改进方向"),
        columns: vec![
            column("datum", "数据", Align::Left, Width::Share(3)),
            column("value", "数值", Align::Right, Width::Content),
            column("unit", "单位", Align::Left, Width::Content),
            column("obtained", "获取方式", Align::Left, Width::Content),
            column("weight", "权重", Align::Right, Width::Content),
            column("better", "改进方向", Align::Left, Width::Share(3)),
        ],
        rows: rows.collect(),
        notes,
    }
}

fn log(changes: &[Change]) -> Table {
    let figure =
        |value: Option<Decimal>| value.map_or(Cell::Empty, |value| Cell::Number(value.normalize().to_string()));
    let rows = changes.iter().map(|change| {
        let cells = vec![
            Cell::Text(change.item.clone()),
            Cell::Text(change.what.clone()),
            figure(change.from),
            figure(change.to),
            Cell::Verbatim(change.unit.clone()),
            Cell::Number(change.effect.normalize().to_string()),
        ];
        TableRow { cells, kind: RowKind::Plain }
    });
    Table {
        caption: Label::new(
            "Recalculation log; the effects add up to the difference of the totals",
            "重新计算记录（各项影响之和等于合计之差）",
        ),
        columns: vec![
            column("figure", "分项", Align::Left, Width::Share(2)),
            column("what", "变化内容", Align::Left, Width::Share(2)),
            column("before", "原值", Align::Right, Width::Content),
            column("after", "新值", Align::Right, Width::Content),
            column("unit", "单位", Align::Left, Width::Content),
            column("effect", "影响", Align::Right, Width::Content),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    }
}

fn obtained(obtained: Obtained) -> Label {
    match obtained {
        Obtained::Record(Quality::Measured) => Label::new("measured", "实测"),
        Obtained::Record(Quality::Invoiced) => Label::new("invoiced", "结算凭证"),
        Obtained::Record(Quality::Computed) => Label::new("computed by the plant", "企业计算"),
        Obtained::Record(Quality::Estimated) => Label::new("estimated", "估算"),
        Obtained::Factor => Label::new("default factor", "缺省因子"),
        Obtained::Text => Label::new("scheme's text", "标准文本"),
        Obtained::Computed => Label::new("computed", "计算"),
        Obtained::Missing => Label::new("missing", "缺失"),
    }
}

fn uncounted(account: &Account) -> Option<Label> {
    if account.uncounted.is_empty() {
        return None;
    }
    let list = |zh: bool| {
        let names: Vec<&str> =
            account.uncounted.iter().map(|l| if zh { l.zh.as_str() } else { l.en.as_str() }).collect();
        names.join(if zh { "、" } else { ", " })
    };
    Some(Label::new(
        format!("Recorded but not counted by this scheme: {}.", list(false)),
        format!("有记录但本标准不计入：{}。", list(true)),
    ))
}
