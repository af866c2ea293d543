//! The figures of a stored diagnosis as trees to open: distances to references, measures, the footprint.
//!
//! The accounts' figures are the tree a result carries already (`trace`). A node without unit and formula is a heading.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use verdigris_diagnosis::{
    Answer,
    ladder::{Gap, Ladder, Step},
    measure::curve::{Curve, Point},
};
use verdigris_quantity::{Label, Origin, Trace};
use verdigris_wording::Problem;

use crate::result::Footprint;

/// Unit of emissions a year in measures.
const EMISSIONS: &str = "tCO2e";

/// Which figures of a diagnosis are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Figures {
    /// Accounts, item by item.
    #[default]
    Accounts,
    /// Distances to references.
    Ladders,
    /// Measures in the order of the cost curve.
    Measures,
    /// The footprint of the main product.
    Footprint,
}

/// The tree of these figures in a result as stored; `None` where the result holds none.
pub fn tree(result: &mut Value, figures: Figures) -> Result<Option<Trace>, serde_json::Error> {
    let mut take = |place: &str| result.pointer_mut(place).map(Value::take).unwrap_or_default();
    Ok(match figures {
        Figures::Accounts => serde_json::from_value(take("/trace"))?,
        Figures::Ladders => {
            let ladders: Option<Vec<Ladder>> = serde_json::from_value(take("/diagnosis/ladders"))?;
            ladders.map(|ladders| self::ladders(&ladders))
        }
        Figures::Measures => {
            let curve: Option<Answer<Curve>> = serde_json::from_value(take("/diagnosis/curve"))?;
            curve.map(|curve| match curve {
                Answer::Known(curve) => measures(&curve),
                Answer::NotAvailable(needs) => missing(&Label::new("measures", "减排措施"), &needs),
            })
        }
        Figures::Footprint => {
            let footprint: Option<Footprint> = serde_json::from_value(take("/footprint"))?;
            footprint.map(|footprint| self::footprint(&footprint))
        }
    })
}

/// The problem of a result that holds no such figures.
pub fn absent(figures: Figures) -> Problem {
    let what = match figures {
        Figures::Accounts => "accounts",
        Figures::Ladders => "ladders",
        Figures::Measures => "measures",
        Figures::Footprint => "footprint",
    };
    Problem::new(&format!("no-{what}-opened"), verdigris_wording::Kind::NotFound)
}

/// Distances to references: own value, then each reference with what lies between.
pub fn ladders(ladders: &[Ladder]) -> Trace {
    let of = |ladder: &Ladder| {
        let own = match &ladder.performance {
            Answer::Known(performance) => performance.value.clone(),
            Answer::NotAvailable(needs) => missing(&ladder.label, needs),
        };
        let inputs = std::iter::once(own).chain(ladder.steps.iter().map(step)).collect();
        heading(ladder.label.clone(), inputs)
    };
    heading(Label::new("distances to references", "与参照值的差距"), ladders.iter().map(of).collect())
}

fn step(step: &Step) -> Trace {
    let Step { rung, gap } = step;
    let value = match &rung.value {
        Answer::Known(value) => value.clone(),
        Answer::NotAvailable(needs) => missing(&rung.label, needs),
    };
    let mut inputs = vec![value];
    match gap {
        Answer::Known(Gap { excess, yearly, energy, emissions, money, .. }) => {
            inputs.extend([excess.clone(), yearly.clone()]);
            inputs.push(figure(energy, &Label::new("energy a year", "年能耗差距")));
            inputs.push(figure(emissions, &Label::new("emissions a year", "年排放差距")));
            inputs.push(figure(money, &Label::new("money a year", "年费用差距")));
        }
        Answer::NotAvailable(needs) => inputs.push(missing(&Label::new("distance", "差距"), needs)),
    }
    heading(rung.label.clone(), inputs)
}

/// Measures in the order of adoption: the whole abatement is `emissions now − emissions with all`, each one's the
/// difference it makes at its turn.
pub fn measures(curve: &Curve) -> Trace {
    let mut before = curve.base.emissions;
    let mut inputs = Vec::new();
    for one in curve.points.iter().chain(&curve.without_cost) {
        inputs.push(point(one, before));
        before = one.emissions_after;
    }
    let label = Label::new("abatement of all measures a year", "全部措施的年减排量");
    let formula = if inputs.len() > 1 { format!("Σ 1–{}", inputs.len()) } else { "Σ".to_owned() };
    Trace::computed(label, curve.base.emissions - curve.last.emissions, EMISSIONS, formula, inputs)
}

fn point(point: &Point, before: f64) -> Trace {
    let tonnes = |en: &str, zh: &str, value: f64| Trace::datum(Label::new(en, zh), value, EMISSIONS, None);
    let origin = Origin { source: point.source.clone(), trust: point.trust.clone(), ..Origin::default() };
    let inputs = vec![
        tonnes("emissions before it", "实施前排放量", before),
        tonnes("emissions after it", "实施后排放量", point.emissions_after),
        tonnes("abatement if it were the only measure", "单独实施的减排量", point.alone),
        Trace::datum(Label::new("energy saved", "节能量"), point.energy_saved, "GJ", None),
        figure(&point.cost, &Label::new("yearly cost", "年费用")),
        figure(&point.marginal_cost, &Label::new("cost of abatement", "单位减排成本")),
    ];
    let [low, high] = point.abatement_range;
    Trace {
        origin: Some(origin),
        interval: Some([low.min(high), low.max(high)]),
        ..Trace::computed(point.label.clone(), point.abatement, EMISSIONS, "1 − 2", inputs)
    }
}

/// The footprint by indicator, each open as far as the result holds it.
pub fn footprint(footprint: &Footprint) -> Trace {
    let of = |result: &crate::result::IndicatorResult| match &result.trace {
        Some(trace) => Trace {
            label: result.name.clone(),
            interval: trace.interval.or_else(|| result.quantiles.as_ref().map(|found| [found.p2_5, found.p97_5])),
            ..trace.clone()
        },
        None => Trace::datum(result.name.clone(), result.value, result.unit.clone(), None),
    };
    let Label { en, zh } = &footprint.product.name;
    let amount = format!("{} {}", footprint.amount, footprint.unit);
    let label = Label::new(format!("footprint of {amount} {en}"), format!("{amount} {zh}的足迹"));
    heading(label, footprint.results.iter().map(of).collect())
}

fn heading(label: Label, inputs: Vec<Trace>) -> Trace {
    Trace { label, inputs, ..Trace::default() }
}

fn figure(answer: &Answer<Trace>, label: &Label) -> Trace {
    match answer {
        Answer::Known(trace) => trace.clone(),
        Answer::NotAvailable(needs) => missing(label, needs),
    }
}

/// A figure that is not available, saying what it needs.
fn missing(label: &Label, needs: &Label) -> Trace {
    let label = Label::new(format!("{}: {}", label.en, needs.en), format!("{}：{}", label.zh, needs.zh));
    Trace::datum(label, f64::NAN, String::new(), None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use verdigris_diagnosis::measure::curve::Outcome;

    use super::*;

    fn adopted(id: &str, abatement: f64, after: f64) -> Point {
        Point {
            measure: id.to_owned(),
            label: Label::new(id, id),
            source: "a source".to_owned(),
            trust: "P".to_owned(),
            abatement,
            abatement_range: [abatement * 1.5, abatement * 0.5],
            alone: abatement,
            energy_saved: 0.0,
            cost: Answer::needs("a cost", "费用"),
            marginal_cost: Answer::needs("a cost", "费用"),
            emissions_after: after,
        }
    }

    #[test]
    fn each_measure_starts_where_the_one_before_ended_and_they_add_up() {
        let base = Outcome { emissions: 100.0, ..Outcome::default() };
        let curve = Curve {
            base,
            points: vec![adopted("one", 30.0, 70.0)],
            without_cost: vec![adopted("two", 20.0, 50.0)],
            left: Vec::new(),
            last: Outcome { emissions: 50.0, ..base },
        };
        let tree = measures(&curve);
        let sum: f64 = tree.inputs.iter().map(|input| input.value).sum();
        assert!((tree.value - sum).abs() < 1e-12);
        for one in &tree.inputs {
            assert!((one.value - (one.inputs[0].value - one.inputs[1].value)).abs() < 1e-12);
            assert!(one.interval.is_some_and(|[low, high]| low <= high));
        }
        assert!(tree.inputs[0].inputs[4].value.is_nan() && tree.inputs[0].inputs[4].label.zh.contains("费用"));
        let mut stored = json!({ "diagnosis": { "curve": Answer::Known(curve) } });
        let read = super::tree(&mut stored, Figures::Measures).unwrap().unwrap();
        assert_eq!((read.value, read.inputs.len()), (50.0, 2));
    }

    #[test]
    fn what_a_result_does_not_hold_is_told_so() {
        for figures in [Figures::Accounts, Figures::Ladders, Figures::Measures, Figures::Footprint] {
            assert!(tree(&mut json!({}), figures).unwrap().is_none());
            assert_ne!(absent(figures).messages().zh, absent(figures).code());
            assert!(absent(figures).remedies().is_some(), "{figures:?}");
        }
    }
}
