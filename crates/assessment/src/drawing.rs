//! Pictures of the diagnosis, in both languages.

use verdigris_diagnosis::{indicator::Direction, ladder::Ladder, lmdi, measure::curve::Curve};
use verdigris_quantity::{Label, Language};
use verdigris_report::{
    ReportError, cost_curve,
    dossier::{Drawing, Figure},
    ladder, waterfall,
};

/// A picture in both languages under a name for its file; one that cannot be drawn is left out.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Stem of the file's name.
    pub name: String,
    /// The picture.
    pub figure: Figure,
}

fn picture(
    name: String,
    caption: Label,
    alt: Label,
    draw: impl Fn(Language) -> Result<String, ReportError>,
) -> Option<Picture> {
    let drawing = Drawing { en: draw(Language::En).ok()?, zh: draw(Language::Zh).ok()? };
    Some(Picture { name, figure: Figure { drawing, caption, alt } })
}

/// The plant among its references.
pub fn of_ladder(one: &Ladder) -> Option<Picture> {
    let performance = one.performance.known()?;
    let rungs: Vec<ladder::Rung> = one
        .steps
        .iter()
        .map(|step| {
            let value = step.rung.value.known();
            let origin = value.and_then(|trace| trace.origin.as_ref());
            ladder::Rung {
                label: step.rung.label.clone(),
                value: value.map(|trace| trace.value),
                trust: origin.map(|origin| origin.trust.clone()).unwrap_or_default(),
            }
        })
        .collect();
    if !rungs.iter().any(|rung| rung.value.is_some()) {
        return None;
    }
    let shown = ladder::Ladder {
        title: one.label.clone(),
        unit: Label::new(&one.unit, &one.unit),
        source: Label::new("sources: see the table", "来源见表"),
        plant: Label::new("this plant", "本企业"),
        value: performance.value.value,
        interval: performance.value.interval.map(|[low, high]| (low, high)),
        rungs,
        better: match one.direction {
            Direction::LowerIsBetter => ladder::Better::Lower,
            Direction::HigherIsBetter => ladder::Better::Higher,
        },
        // Limits of thousands differ in their units: 12,950 is not 13,000.
        decimals: (performance.value.value.abs() >= 1000.0).then_some(0),
    };
    let alt = Label::new(
        format!("The plant's {} beside each reference.", one.label.en),
        format!("本企业{}与各基准的位置。", one.label.zh),
    );
    picture(format!("ladder-{}", one.indicator), one.label.clone(), alt, |language| ladder::svg(&shown, language))
}

/// A decomposition from start to end.
pub fn of_waterfall(one: &lmdi::Waterfall, at: usize) -> Option<Picture> {
    let number = |value: rust_decimal::Decimal| value.try_into().unwrap_or(f64::NAN);
    let total = |en: &str, zh: &str, amount| waterfall::Step {
        label: Label::new(en, zh),
        amount: number(amount),
        kind: waterfall::Kind::Total,
    };
    let mut steps = vec![total("before", "基期", one.start)];
    steps.extend(one.bars.iter().map(|bar| waterfall::Step {
        label: bar.factor.label.clone(),
        amount: number(bar.effect),
        kind: waterfall::Kind::Change,
    }));
    steps.push(total("after", "报告期", one.end));
    let shown = waterfall::Waterfall {
        title: one.label.clone(),
        unit: Label::new("tCO2e", "tCO2e"),
        source: Label::new("LMDI-I, additive; the effects add up exactly", "LMDI-I加法分解，各效应之和严格等于总变化"),
        steps,
        decimals: Some(0),
    };
    let alt = Label::new(
        "Effects of activity, energy intensity, energy mix, emission factors and process emissions, from before to after.",
        "产量、能源强度、能源结构、排放因子及过程排放各效应，由基期到报告期。",
    );
    picture(format!("waterfall-{}", at + 1), one.label.clone(), alt, |language| waterfall::svg(&shown, language))
}

/// The cost curve.
pub fn of_curve(curve: &Curve) -> Option<Picture> {
    let measure = |point: &verdigris_diagnosis::measure::curve::Point| {
        let cost = point.marginal_cost.known();
        cost_curve::Measure {
            label: point.label.clone(),
            abated: point.abatement.max(0.0),
            cost: cost.map(|trace| trace.value),
            range: cost.and_then(|trace| trace.interval).map(|[low, high]| (low, high)),
        }
    };
    let measures: Vec<cost_curve::Measure> = curve.points.iter().chain(&curve.without_cost).map(measure).collect();
    let shown = cost_curve::CostCurve {
        title: Label::new("marginal abatement cost", "边际减排成本曲线"),
        unit: Label::new("tCO2e a year", "tCO2e/年"),
        cost_unit: Label::new("CNY per tCO2e", "元/tCO2e"),
        source: Label::new("measures in the order of adoption, each evaluated anew", "按采纳顺序逐项重新计算"),
        measures,
    };
    let alt = Label::new("What each measure avoids a year and at what cost.", "各措施的年减排量与单位减排成本。");
    picture("cost-curve".to_owned(), shown.title.clone(), alt, |language| cost_curve::svg(&shown, language))
}
