//! Where a plant stands among others: weighted empirical distribution, under rules against disclosure.
//!
//! `F(x) = Σ wᵢ·[xᵢ ≤ x] / Σ wᵢ`; the `p`-quantile is the smallest observed `x` with `F(x) ≥ p`. Weights are the
//! contributors' sizes (output, or 1). Nothing is released about a group that breaks a [`Disclosure`] rule: too few
//! contributors, or a few that dominate ((n, k) rule and p-% rule, both defined in Hundepool et al., Statistical
//! Disclosure Control, 2012, section 4.2.2).

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{answer::Answer, error::DiagnosisError};

/// Rules under which figures of a group may be shown. There are no defaults: who runs the comparison sets them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Contributors there must be at least.
    pub minimum_count: usize,
    /// Contributors that must lie at or below, and at or above, any released quantile, so that none of the ends is
    /// the figure of one plant.
    pub minimum_each_side: usize,
    /// `(n, k)`: the `n` largest may not weigh more than the share `k` of the whole; `None` switches it off.
    pub dominance: Option<(usize, f64)>,
    /// The whole without the two largest must be at least this share of the largest, so that the second cannot
    /// estimate the first closer; `None` switches it off.
    pub p_percent: Option<f64>,
}

/// One contributor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Value of the indicator.
    pub value: f64,
    /// Weight, not negative.
    pub weight: f64,
}

/// A group of contributors in order.
#[derive(Clone, Debug)]
pub struct Group {
    sorted: Vec<Observation>,
    /// Running sums of the weights, in the same order.
    running: Vec<f64>,
    disclosure: Disclosure,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Weighted share with a smaller value.
    pub below: f64,
    /// Weighted share with the same value.
    pub equal: f64,
    /// Weighted share with a larger value.
    pub above: f64,
    /// Number of contributors.
    pub count: usize,
}

impl Group {
    /// Orders the contributors; those with weight zero count for nothing.
    pub fn new(observations: &[Observation], disclosure: Disclosure) -> Result<Self, DiagnosisError> {
        for observation in observations {
            if !observation.value.is_finite() {
                let what = "value of a contributor".to_owned();
                return Err(DiagnosisError::Value { what, value: observation.value, needed: "finite" });
            }
            if !(observation.weight.is_finite() && observation.weight >= 0.0) {
                let what = "weight of a contributor".to_owned();
                return Err(DiagnosisError::Value {
                    what,
                    value: observation.weight,
                    needed: "finite and not negative",
                });
            }
        }
        let mut sorted: Vec<Observation> = observations.iter().copied().filter(|o| o.weight > 0.0).collect();
        sorted.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.weight.total_cmp(&b.weight)));
        let mut sum = 0.0;
        let running = sorted
            .iter()
            .map(|observation| {
                sum += observation.weight;
                sum
            })
            .collect();
        Ok(Self { sorted, running, disclosure })
    }

    /// The smallest observed value whose cumulative share is at least `share` (0 < share ≤ 1).
    pub fn quantile(&self, share: f64) -> Result<Answer<f64>, DiagnosisError> {
        if !(share > 0.0 && share <= 1.0) {
            let what = "share of a quantile".to_owned();
            return Err(DiagnosisError::Value { what, value: share, needed: "above 0 and at most 1" });
        }
        if let Some(reason) = self.suppressed() {
            return Ok(Answer::NotAvailable(reason));
        }
        // The last running sum is the whole, so that share 1 finds the largest without rounding.
        let wanted = share * self.whole();
        let at = self.running.partition_point(|&sum| sum < wanted).min(self.sorted.len() - 1);
        let value = self.sorted[at].value;
        let low = self.sorted.partition_point(|o| o.value <= value);
        let high = self.sorted.len() - self.sorted.partition_point(|o| o.value < value);
        let least = self.disclosure.minimum_each_side;
        Ok(if low < least || high < least {
            Answer::needs(
                format!("at least {least} contributors on either side of the quantile"),
                format!("该分位数两侧各至少{least}家企业"),
            )
        } else {
            Answer::Known(value)
        })
    }

    /// Where `value` stands in the group.
    pub fn standing(&self, value: f64) -> Answer<Standing> {
        if let Some(reason) = self.suppressed() {
            return Answer::NotAvailable(reason);
        }
        let sum = |end: usize| end.checked_sub(1).map_or(0.0, |at| self.running[at]);
        let (whole, count) = (self.whole(), self.sorted.len());
        let below = sum(self.sorted.partition_point(|o| o.value < value)) / whole;
        let up_to = sum(self.sorted.partition_point(|o| o.value <= value)) / whole;
        Answer::Known(Standing { below, equal: up_to - below, above: 1.0 - up_to, count })
    }

    fn whole(&self) -> f64 {
        self.running.last().copied().unwrap_or_default()
    }

    /// Why nothing may be shown of the group.
    fn suppressed(&self) -> Option<Label> {
        let rule = &self.disclosure;
        let least = rule.minimum_count.max(1);
        if self.sorted.len() < least {
            let (en, zh) = (format!("at least {least} contributors"), format!("至少{least}家企业的数据"));
            return Answer::<()>::needs(en, zh).missing().cloned();
        }
        let mut weights: Vec<f64> = self.sorted.iter().map(|o| o.weight).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        if let Some((count, share)) = rule.dominance
            && weights.iter().take(count).sum::<f64>() > share * self.whole()
        {
            let percent = share * 100.0;
            let en = format!("a group whose {count} largest contributors hold at most {percent} % of it");
            let zh = format!("前{count}大企业占比不超过{percent}%的样本");
            return Answer::<()>::needs(en, zh).missing().cloned();
        }
        if let Some(share) = rule.p_percent
            && weights.iter().skip(2).sum::<f64>() < share * weights[0]
        {
            let percent = share * 100.0;
            let en = format!("a group where the second contributor cannot estimate the first within {percent} %");
            let zh = format!("第二大企业无法将第一大企业的数据推断到{percent}%以内的样本");
            return Answer::<()>::needs(en, zh).missing().cloned();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPEN: Disclosure = Disclosure { minimum_count: 1, minimum_each_side: 0, dominance: None, p_percent: None };

    fn group(values: &[(f64, f64)], disclosure: Disclosure) -> Group {
        let list: Vec<Observation> = values.iter().map(|&(value, weight)| Observation { value, weight }).collect();
        Group::new(&list, disclosure).unwrap()
    }

    #[test]
    fn weights_move_the_median() {
        let equal = group(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0)], OPEN);
        assert_eq!(equal.quantile(0.5).unwrap(), Answer::Known(2.0));
        let heavy = group(&[(1.0, 1.0), (2.0, 1.0), (3.0, 5.0)], OPEN);
        assert_eq!(heavy.quantile(0.5).unwrap(), Answer::Known(3.0));
        let standing = heavy.standing(2.0);
        let standing = standing.known().unwrap();
        assert!((standing.below - 1.0 / 7.0).abs() < 1e-15 && (standing.above - 5.0 / 7.0).abs() < 1e-15);
    }

    #[test]
    fn small_and_dominated_groups_say_nothing() {
        let rule = Disclosure { minimum_count: 3, dominance: Some((2, 0.85)), p_percent: Some(0.1), ..OPEN };
        assert!(group(&[(1.0, 1.0), (2.0, 1.0)], rule).quantile(0.5).unwrap().known().is_none());
        assert!(group(&[(1.0, 1.0), (2.0, 50.0), (3.0, 40.0)], rule).standing(1.0).known().is_none());
        assert!(group(&[(1.0, 30.0), (2.0, 50.0), (3.0, 40.0)], rule).standing(1.0).known().is_some());
        // Not dominated by two, and yet the second knows the first to within a tenth.
        let close = Disclosure { dominance: None, ..rule };
        assert!(group(&[(1.0, 4.0), (2.0, 50.0), (3.0, 40.0)], close).standing(1.0).known().is_none());
    }

    #[test]
    fn the_ends_of_a_group_are_no_ones_figure() {
        let rule = Disclosure { minimum_count: 5, minimum_each_side: 2, ..OPEN };
        let five = group(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0)], rule);
        assert!(five.quantile(0.1).unwrap().known().is_none() && five.quantile(1.0).unwrap().known().is_none());
        assert_eq!(five.quantile(0.4).unwrap(), Answer::Known(2.0));
    }

    proptest! {
        #[test]
        fn order_and_splitting_of_weights_change_nothing(
            values in prop::collection::vec((0_i32..50, 1_i32..20), 1..40), share in 0.01_f64..1.0
        ) {
            let list: Vec<(f64, f64)> = values.iter().map(|&(v, w)| (f64::from(v), f64::from(w))).collect();
            let mut split: Vec<(f64, f64)> = values.iter().flat_map(|&(v, w)| vec![(f64::from(v), 1.0); w as usize]).collect();
            split.reverse();
            let (a, b) = (group(&list, OPEN), group(&split, OPEN));
            prop_assert_eq!(a.quantile(share).unwrap(), b.quantile(share).unwrap());
            let value = *a.quantile(share).unwrap().known().unwrap();
            let standing = a.standing(value);
            let standing = standing.known().unwrap();
            prop_assert!(standing.below < share + 1e-12 && standing.below + standing.equal >= share - 1e-12);
            prop_assert!((standing.below + standing.equal + standing.above - 1.0).abs() < 1e-12);
        }
    }
}
