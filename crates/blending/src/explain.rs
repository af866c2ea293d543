//! Why no charge keeps all limits: the least that would have to give way, in the words of the trade.
//!
//! Every limit, the mass of every batch and every contract is given a price instead of being held: a point beyond a
//! limit costs one over the limit, missing metal a thousand times as much. What is still paid for at the cheapest point
//! stands in the way.

use std::fmt::Write as _;

use serde::Serialize;
use verdigris_optimisation::{Automatic, Limits, Solver};
use verdigris_quantity::Label;

use crate::melt::Prepared;
use crate::plan::Bound;
use crate::programme::build;
use crate::promise::{self, Factors};
use crate::{BlendError, Order};

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Impossible {
    /// Limits that cannot be met.
    pub limits: Vec<Broken>,
    /// Batches that lack metal: batch, t missing.
    pub metal: Vec<(String, f64)>,
    /// Contracts that cannot be taken up within the limits: material, t too much.
    pub contracts: Vec<(String, f64)>,
    /// Whether whole bundles or the number of materials are the reason: without them there is a plan.
    pub whole: bool,
}

/// A limit that cannot be met together with the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Broken {
    /// Batch.
    pub batch: String,
    /// Alloy.
    pub alloy: String,
    /// Element.
    pub element: String,
    /// Which limit.
    pub bound: Bound,
    /// The limit, %.
    pub limit: f64,
    /// Mean content at the least breach, %.
    pub mean: f64,
    /// Content up to which (down to which) the promise reaches there, %.
    pub reached: f64,
    /// How far beyond the limit that is, points.
    pub off: f64,
    /// Materials that bring most of the element there: name, share of the element (0 to 1).
    pub carriers: Vec<(Label, f64)>,
    /// The material with the least of the element (the most, for a lower limit): name, content in %.
    pub best: Option<(Label, f64)>,
}

/// Finds what stands in the way of an order without a plan.
pub(crate) fn explain(order: &Order, prepared: &Prepared) -> Result<Impossible, BlendError> {
    let factors: Vec<Vec<Factors>> = prepared
        .melts
        .iter()
        .map(|melt| {
            let z = promise::quantile(&order.options, melt);
            melt.requirements.iter().map(|_| Factors { lower: z, upper: z }).collect()
        })
        .collect();
    let built = build(order, prepared, &factors, true);
    let answer = Automatic
        .solve(&built.programme, &Limits::default())
        .map_err(|error| BlendError::Solver { reason: error.to_string() })?;
    let Some(relaxed) = built.relaxed.as_ref().filter(|_| answer.has_point()) else {
        return Err(BlendError::Solver { reason: "it could not say why there is no charge".to_owned() });
    };
    let value = |column: verdigris_optimisation::Column| answer.columns[column.index()];
    let mut found = Impossible { limits: Vec::new(), metal: Vec::new(), contracts: Vec::new(), whole: false };
    for (b, batch) in order.batches.iter().enumerate() {
        let short = value(relaxed.metal[b]);
        if short > 1e-5 * prepared.melts[b].fresh {
            found.metal.push((batch.id.clone(), short));
        }
        let charge: Vec<f64> = built.charge[b].iter().map(|column| value(*column).max(0.0)).collect();
        for (r, sides) in relaxed.limits[b].iter().enumerate() {
            for (side, bound) in [Bound::Min, Bound::Max].into_iter().enumerate() {
                let off = sides[side].map_or(0.0, value);
                if off > 1e-5 {
                    found.limits.push(broken(order, prepared, &factors, (b, r), bound, &charge, off));
                }
            }
        }
    }
    for (material, short) in order.materials.iter().zip(&relaxed.take) {
        let short = short.map_or(0.0, value);
        if short > 1e-5 {
            found.contracts.push((material.id.clone(), short));
        }
    }
    found.whole = found.limits.is_empty() && found.metal.is_empty() && found.contracts.is_empty();
    found.limits.sort_by(|a, b| (b.off / b.limit.max(0.05)).total_cmp(&(a.off / a.limit.max(0.05))));
    Ok(found)
}

fn broken(
    order: &Order,
    prepared: &Prepared,
    factors: &[Vec<Factors>],
    (b, r): (usize, usize),
    bound: Bound,
    charge: &[f64],
    off: f64,
) -> Broken {
    let batch = &order.batches[b];
    let requirement = &prepared.melts[b].requirements[r];
    let (mean, deviation) = (requirement.content(charge), requirement.spread(charge));
    let (limit, reached) = match bound {
        Bound::Min => (requirement.min, mean - factors[b][r].lower * deviation),
        Bound::Max => (requirement.max, mean + factors[b][r].upper * deviation),
    };
    let name = |place: usize| {
        let id = &prepared.columns[place].id;
        let material = order.materials.iter().find(|material| material.id == *id).map(|material| material.name.clone());
        material.filter(|name| !name.is_empty()).unwrap_or_else(|| Label::new(id.clone(), id.clone()))
    };
    let mut carriers: Vec<(usize, f64)> = requirement
        .mean
        .iter()
        .zip(charge)
        .map(|(own, x)| own * x / mean.max(1e-12))
        .enumerate()
        .filter(|(_, share)| *share > 0.005)
        .collect();
    carriers.sort_by(|a, b| b.1.total_cmp(&a.1));
    let melt = batch.melt();
    let contents = requirement
        .mean
        .iter()
        .enumerate()
        .filter(|(place, _)| prepared.most(order, *place) > 0.0)
        .map(|(place, own)| (place, own * melt / prepared.columns[place].metal_yield));
    let best = match bound {
        Bound::Min => contents.max_by(|a, b| a.1.total_cmp(&b.1)),
        Bound::Max => contents.min_by(|a, b| a.1.total_cmp(&b.1)),
    };
    Broken {
        batch: batch.id.clone(),
        alloy: batch.alloy.clone(),
        element: requirement.element.clone(),
        bound,
        limit: limit.unwrap_or(f64::NAN),
        mean,
        reached,
        off,
        carriers: carriers.into_iter().take(3).map(|(place, share)| (name(place), share)).collect(),
        best: best.map(|(place, content)| (name(place), content)),
    }
}

impl Impossible {
    /// What stands in the way, one sentence each, in two languages.
    pub fn sentences(&self) -> Vec<Label> {
        let mut told: Vec<Label> = self.limits.iter().map(Broken::sentence).collect();
        told.extend(self.metal.iter().map(|(batch, short)| {
            Label::new(
                format!("{batch}: the materials at hand lack {short:.3} t of metal."),
                format!("{batch}:现有炉料的金属量还缺 {short:.3} t。"),
            )
        }));
        told.extend(self.contracts.iter().map(|(material, short)| {
            Label::new(
                format!("{material}: {short:.3} t of what the contract obliges to take cannot be used."),
                format!("{material}:合同必须提货的数量中有 {short:.3} t 无法使用。"),
            )
        }));
        if self.whole {
            told.push(Label::new(
                "There is a charge, but not with whole bundles and this number of materials.",
                "存在可行的配料,但在整捆投料和炉料种数限制下没有。",
            ));
        }
        told
    }
}

impl Broken {
    fn sentence(&self) -> Label {
        let Self { batch, alloy, element, limit, mean, reached, off, .. } = self;
        let carriers = |language| {
            let told: Vec<String> = self
                .carriers
                .iter()
                .map(|(name, share)| format!("{} {:.0} %", name.get(language), 100.0 * share))
                .collect();
            told.join(if language == verdigris_quantity::Language::Zh { "、" } else { ", " })
        };
        let (en, zh) = (verdigris_quantity::Language::En, verdigris_quantity::Language::Zh);
        let best = |language| self.best.as_ref().map(|(name, content)| (name.get(language).to_owned(), *content));
        let (limit_en, limit_zh, best_en, best_zh) = match self.bound {
            Bound::Max => ("above the limit", "超过上限", "lowest at hand", "现有炉料中最低的是"),
            Bound::Min => ("below the limit", "低于下限", "highest at hand", "现有炉料中最高的是"),
        };
        let mut told_en = format!(
            "{batch} ({alloy}): {element} reaches {reached:.3} % (mean {mean:.3} %), {off:.3} points {limit_en} of \
             {limit} %."
        );
        let mut told_zh = format!(
            "{batch}({alloy}):{element} 将达到 {reached:.3} %(均值 {mean:.3} %),{limit_zh} {limit} % 共 {off:.3} 个百分点。"
        );
        if !self.carriers.is_empty() {
            let _ = write!(told_en, " It comes from {}.", carriers(en));
            let _ = write!(told_zh, "来源:{}。", carriers(zh));
        }
        if let (Some((name_en, content)), Some((name_zh, _))) = (best(en), best(zh)) {
            let _ = write!(told_en, " The {best_en} is {name_en} with {content:.3} %.");
            let _ = write!(told_zh, "{best_zh}{name_zh}({content:.3} %)。");
        }
        Label::new(told_en, told_zh)
    }
}
