//! A section of the report for the footprint of the main product.

use verdigris_quantity::{Label, Trace};
use verdigris_report::{
    dossier::{Align, Block, Cell, RowKind, Section, Table, TableRow, Width},
    notation,
};

use crate::table::{column, number};

/// A footprint as the report tells it.
#[derive(Clone, Debug, Default)]
pub struct ProductFootprint {
    /// The product.
    pub product: Label,
    /// Method.
    pub method: String,
    /// Score of one unit of the product.
    pub value: f64,
    /// Its unit, e.g. `kg CO2-eq / t`.
    pub unit: String,
    /// 95 % interval and number of runs, where sampled.
    pub interval: Option<([f64; 2], usize)>,
    /// The score, opened one level: own emissions and inputs, largest first.
    pub trace: Trace,
    /// Inputs recorded without a provider in the background, which are left out.
    pub left_out: Vec<Label>,
}

/// The section.
pub fn section(footprint: &ProductFootprint) -> Section {
    let interval = footprint.interval.map(|([low, high], runs)| {
        let (low, high) = (notation::value(low), notation::value(high));
        Label::new(
            format!(" (95 % interval {low} – {high} from {runs} runs)"),
            format!("（{runs}次抽样的95%区间：{low} – {high}）"),
        )
    });
    let interval = interval.unwrap_or_default();
    let value = notation::value(footprint.value);
    let basis = Label::new(
        format!(
            "Cradle to gate, one year of the plant's records joined to the packaged background, method {}: {value} {}{}.",
            footprint.method, footprint.unit, interval.en
        ),
        format!(
            "摇篮到大门，企业一个自然年记录接入内置背景网络，方法{}：{value} {}{}。",
            footprint.method, footprint.unit, interval.zh
        ),
    );
    let rows = footprint.trace.inputs.iter().map(|part| {
        let share = if footprint.value == 0.0 { 0.0 } else { part.value / footprint.trace.value };
        TableRow {
            cells: vec![Cell::Text(part.label.clone()), number(part.value), Cell::Verbatim(notation::percent(share))],
            kind: RowKind::Plain,
        }
    });
    let mut blocks = vec![
        Block::Paragraph(basis),
        Block::Table(Table {
            caption: Label::new("What the footprint is made of", "足迹构成"),
            columns: vec![
                column(
                    "own emission or input with its upstream",
                    "直接排放或投入（含上游）",
                    Align::Left,
                    Width::Share(1),
                ),
                column("kg CO2-eq", "kg CO2-eq", Align::Right, Width::Content),
                column("share", "占比", Align::Right, Width::Content),
            ],
            rows: rows.collect(),
            notes: Vec::new(),
        }),
    ];
    if !footprint.left_out.is_empty() {
        let list = |zh: bool| {
            let names: Vec<&str> =
                footprint.left_out.iter().map(|label| if zh { label.zh.as_str() } else { label.en.as_str() }).collect();
            names.join(if zh { "、" } else { ", " })
        };
        blocks.push(Block::Note(Label::new(
            format!(
                "Left out, because the background has no provider: {}. GB/T 44905 allows omissions below 1 % each and 5 % in all; \
                 the shares of these are not available.",
                list(false)
            ),
            format!(
                "背景数据无供给而未计入：{}。GB/T 44905要求单项舍去低于1%、合计不超过5%；上述各项占比不可得。",
                list(true)
            ),
        )));
    }
    Section { heading: Label::new("Product carbon footprint", "产品碳足迹"), blocks }
}
