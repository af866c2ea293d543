//! Green factory score by GB/T 36132-2025: `scoreᵢ = wᵢ · clamp((base − x) / (base − leading), 0, 1)`.
//!
//! The formula serves both directions: where more is better the leading value lies above the base. The weights are those
//! of the standard's five groups: low-carbon energy 30, efficient resources 30, clean production 16, green products 16,
//! intensive land use 8. A veto that is not met bars the factory whatever the score. Indicators without data are not
//! counted as zero: the score is a range from nothing to all of their points.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

use crate::{answer::Answer, error::DiagnosisError, table};

/// A row of the standard's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable id.
    pub id: String,
    /// Group of the standard.
    pub group: String,
    /// Name.
    pub label: Label,
    /// Points.
    pub weight: f64,
    /// Remarks on what the evidence must show.
    pub evidence: Label,
    /// Clause or source.
    pub place: String,
    /// Trust tag.
    pub trust: String,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    group: String,
    name_en: String,
    name_zh: String,
    weight: f64,
    evidence_en: String,
    evidence_zh: String,
    place: String,
    trust: String,
}

/// The packaged criteria: `data/references/green_factory.csv`.
pub fn packaged() -> Result<Vec<Criterion>, DiagnosisError> {
    let file = "references/green_factory.csv";
    let rows: Vec<Row> = table::rows(file, include_str!("../../../data/references/green_factory.csv"))?;
    rows.into_iter()
        .enumerate()
        .map(|(at, row)| {
            if !(row.weight.is_finite() && row.weight > 0.0) {
                return Err(table::fault(file, at, format!("a weight of {}", row.weight)));
            }
            Ok(Criterion {
                id: row.id,
                group: row.group,
                label: Label::new(row.name_en, row.name_zh),
                weight: row.weight,
                evidence: Label::new(row.evidence_en, row.evidence_zh),
                place: row.place,
                trust: row.trust,
            })
        })
        .collect()
}

/// What is known about a criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Value of the indicator.
    pub value: Trace,
    /// Base value of the standard (基准值): no points at it.
    pub base: Trace,
    /// Leading value of the standard (引领值): all points at it.
    pub leading: Trace,
}

/// A condition without which no score counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Veto {
    /// Attribute of the plant.
    pub id: String,
    /// Name.
    pub label: Label,
    /// Whether it is met.
    pub met: Answer<bool>,
}

/// Points of one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// The criterion.
    pub criterion: Criterion,
    /// Points, with value, base and leading value as inputs.
    pub points: Answer<Trace>,
    /// What would gain more.
    pub next: Answer<Gain>,
}

/// What a change of the indicator gains.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Change of the indicator that starts to count: to the base value where it is not reached, else 0.
    pub to_base: f64,
    /// Change of the indicator that gains one point more, or the rest where less than one is left.
    pub change: f64,
    /// Points it gains.
    pub points: f64,
    /// Change of the indicator to all points.
    pub to_leading: f64,
    /// Points then gained.
    pub all: f64,
}

/// Score of a factory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points by criterion.
    pub criteria: Vec<Points>,
    /// Conditions.
    pub vetoes: Vec<Veto>,
    /// Whether no condition fails; not available where one is unknown and none fails.
    pub admitted: Answer<bool>,
    /// Points that the data prove.
    pub proven: f64,
    /// Points if all that is not available were full.
    pub possible: f64,
    /// All points there are.
    pub full: f64,
}

/// `w · clamp((base − x) / (base − leading), 0, 1)`.
pub fn points(weight: f64, evidence: &Evidence) -> Result<Trace, DiagnosisError> {
    let share = share(evidence)?;
    let inputs = vec![
        Trace::datum(Label::new("points of the criterion", "分值"), weight, "1", None),
        evidence.value.clone(),
        evidence.base.clone(),
        evidence.leading.clone(),
    ];
    let formula = "w × clamp((base − x) / (base − leading), 0, 1)";
    Ok(Trace::computed(Label::new("points", "得分"), weight * share, "1", formula, inputs))
}

fn share(evidence: &Evidence) -> Result<f64, DiagnosisError> {
    for other in [&evidence.base, &evidence.leading] {
        if other.unit != evidence.value.unit {
            return Err(DiagnosisError::Unit {
                what: evidence.value.label.en.clone(),
                left: evidence.value.unit.clone(),
                right: other.unit.clone(),
            });
        }
    }
    let (x, base, leading) = (evidence.value.value, evidence.base.value, evidence.leading.value);
    if !(x.is_finite() && base.is_finite() && leading.is_finite()) || base == leading {
        let what = format!("base − leading of {}", evidence.value.label.en);
        return Err(DiagnosisError::Value {
            what,
            value: base - leading,
            needed: "a finite difference other than zero",
        });
    }
    Ok(((base - x) / (base - leading)).clamp(0.0, 1.0))
}

fn gain(weight: f64, evidence: &Evidence) -> Result<Gain, DiagnosisError> {
    let (x, base, leading) = (evidence.value.value, evidence.base.value, evidence.leading.value);
    let share = share(evidence)?;
    let left = weight * (1.0 - share);
    let points = left.min(1.0);
    let to_base = if share == 0.0 { base - x } else { 0.0 };
    let change = if left == 0.0 { 0.0 } else { to_base - (base - leading) * points / weight };
    let to_leading = if left == 0.0 { 0.0 } else { leading - x };
    Ok(Gain { to_base, change, points, to_leading, all: left })
}

/// Scores the criteria with what is known about each, and the conditions.
pub fn score(
    criteria: &[Criterion],
    evidence: &dyn Fn(&str) -> Answer<Evidence>,
    vetoes: Vec<Veto>,
) -> Result<Score, DiagnosisError> {
    let mut list = Vec::new();
    let (mut proven, mut possible, mut full) = (0.0, 0.0, 0.0);
    for criterion in criteria {
        let (points, next) = match evidence(&criterion.id) {
            Answer::Known(known) => {
                let found = points(criterion.weight, &known)?;
                proven += found.value;
                possible += found.value;
                (Answer::Known(found), Answer::Known(gain(criterion.weight, &known)?))
            }
            Answer::NotAvailable(needs) => {
                possible += criterion.weight;
                (Answer::NotAvailable(needs.clone()), Answer::NotAvailable(needs))
            }
        };
        full += criterion.weight;
        list.push(Points { criterion: criterion.clone(), points, next });
    }
    let failed = vetoes.iter().any(|veto| veto.met == Answer::Known(false));
    let unknown = vetoes.iter().find_map(|veto| veto.met.missing().cloned());
    let admitted = match unknown {
        _ if failed => Answer::Known(false),
        Some(needs) => Answer::NotAvailable(needs),
        None => Answer::Known(true),
    };
    Ok(Score { criteria: list, vetoes, admitted, proven, possible, full })
}

/// Water reuse `R_w = V_r / (V + V_r)` with reused and fresh water in the same unit; `None` where there is neither.
pub fn water_reuse(reused: f64, fresh: f64) -> Option<f64> {
    let whole = reused + fresh;
    (whole > 0.0).then(|| reused / whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence(x: f64, base: f64, leading: f64) -> Evidence {
        let leaf = |value| Trace::datum(Label::new("x", "x"), value, "kWh/t", None);
        Evidence { value: leaf(x), base: leaf(base), leading: leaf(leading) }
    }

    #[test]
    fn the_example_of_the_standard_gives_four_points() {
        assert_eq!(points(8.0, &evidence(12975.0, 13000.0, 12950.0)).unwrap().value, 4.0);
        let gain = gain(8.0, &evidence(12975.0, 13000.0, 12950.0)).unwrap();
        // One point is an eighth of 50 kWh/t.
        assert_eq!((gain.change, gain.points, gain.to_leading, gain.all), (-6.25, 1.0, -25.0, 4.0));
    }

    #[test]
    fn weights_are_those_of_the_five_groups() {
        let criteria = packaged().unwrap();
        let of = |group: &str| criteria.iter().filter(|c| c.group == group).map(|c| c.weight).sum::<f64>();
        let groups = ["energy", "resources", "production", "product", "land"].map(of);
        assert_eq!(groups, [30.0, 30.0, 16.0, 16.0, 8.0]);
    }

    #[test]
    fn what_is_not_known_makes_a_range_and_a_veto_bars() {
        let criteria = packaged().unwrap();
        let known = |id: &str| match id {
            "energy-consumption" => Answer::Known(evidence(12975.0, 13000.0, 12950.0)),
            _ => Answer::needs("data", "数据"),
        };
        let veto = |met| Veto { id: "veto-permits".into(), label: Label::default(), met };
        let open = score(&criteria, &known, vec![veto(Answer::needs("a statement", "说明"))]).unwrap();
        assert_eq!((open.proven, open.possible, open.full), (4.0, 96.0, 100.0));
        assert!(open.admitted.known().is_none());
        let barred = score(&criteria, &known, vec![veto(Answer::Known(false)), veto(Answer::needs("x", "x"))]).unwrap();
        assert_eq!(barred.admitted, Answer::Known(false));
    }

    #[test]
    fn reuse_counts_reused_water_in_the_whole() {
        assert_eq!(water_reuse(95.0, 5.0), Some(0.95));
        assert_eq!(water_reuse(0.0, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_gain_leads_where_it_says(x in 0.0_f64..200.0, base in 50.0_f64..100.0, span in -40.0_f64..40.0) {
            prop_assume!(span.abs() > 0.1);
            let at = |x| points(8.0, &evidence(x, base, base - span)).unwrap().value;
            let gain = gain(8.0, &evidence(x, base, base - span)).unwrap();
            prop_assert!((at(x + gain.change) - at(x) - gain.points).abs() < 1e-9);
            prop_assert!((at(x + gain.to_leading) - at(x) - gain.all).abs() < 1e-9);
        }
    }
}
