//! Months that do not fit their neighbours: slips of units by 10³ and 10⁴, and jumps.
//!
//! A month is compared with the median of the others, which a few wrong months do not move. Jumps are measured in
//! median absolute deviations; 1.4826 of them are a standard deviation where figures are normally distributed
//! (Rousseeuw and Croux 1993).

use verdigris_network::{Finding, FindingKind};

use super::series::{Point, Series, shown};
use crate::vocabulary::Aggregation;

/// Months a slip is told from.
const FEWEST_FOR_SLIP: usize = 3;
/// Months a jump is told from.
const FEWEST_FOR_JUMP: usize = 6;
/// A ratio counts as a power of ten within this factor.
const NEAR: f64 = 3.0;
/// Standard deviations a jump is beyond.
const DEVIATIONS: f64 = 6.0;
/// Share of the median a jump is beyond; steady plants have deviations near zero.
const SHARE: f64 = 0.5;
/// Standard deviation over median absolute deviation of a normal distribution.
const NORMAL: f64 = 1.4826;

/// Slips, and jumps that are none.
pub fn of_series(series: &Series<'_>) -> Vec<Finding> {
    if !matches!(series.measure.aggregation, Aggregation::Sum | Aggregation::Weighted) {
        return Vec::new();
    }
    let points: Vec<&Point<'_>> = series.months().collect();
    let sizes: Vec<f64> = points.iter().map(|point| point.size()).collect();
    let mut findings = Vec::new();
    let mut fitting: Vec<(&Point<'_>, f64)> = Vec::new();
    for (at, (point, &size)) in points.iter().zip(&sizes).enumerate() {
        let others =
            || sizes.iter().enumerate().filter(|(k, other)| *k != at && **other > 0.0).map(|(_, other)| *other);
        let ratio = median(others().collect()).filter(|_| others().count() + 1 >= FEWEST_FOR_SLIP && size > 0.0);
        match ratio.and_then(|median| slipped(size / median).map(|power| (median, power))) {
            Some((median, power)) => {
                let finding = series.at(FindingKind::UnitSlip, point);
                findings.push(finding.with("median", shown(median)).with("ratio", power));
            }
            None => fitting.push((point, size)),
        }
    }
    findings.extend(jumps(series, &fitting));
    findings
}

/// The power of ten a ratio is near to, among those of slips.
fn slipped(ratio: f64) -> Option<&'static str> {
    [(1e3, "1000"), (1e4, "10000"), (1e-3, "0.001"), (1e-4, "0.0001")]
        .into_iter()
        // Both overlap between √10 of each; the nearer one is told.
        .filter(|(power, _)| (ratio / power).max(power / ratio) < NEAR)
        .min_by(|(a, _), (b, _)| (ratio / a).ln().abs().total_cmp(&(ratio / b).ln().abs()))
        .map(|(_, text)| text)
}

fn jumps(series: &Series<'_>, points: &[(&Point<'_>, f64)]) -> Vec<Finding> {
    let sizes: Vec<f64> = points.iter().map(|(_, size)| *size).collect();
    let Some(middle) = median(sizes.clone()).filter(|_| sizes.len() >= FEWEST_FOR_JUMP) else { return Vec::new() };
    let deviation = median(sizes.iter().map(|size| (size - middle).abs()).collect()).unwrap_or_default();
    let reach = (DEVIATIONS * NORMAL * deviation).max(SHARE * middle.abs());
    let far = points.iter().filter(|(_, size)| (size - middle).abs() > reach);
    far.map(|(point, _)| series.at(FindingKind::MonthJump, point).with("median", shown(middle))).collect()
}

/// The median; the mean of the middle two where their number is even.
fn median(mut sizes: Vec<f64>) -> Option<f64> {
    sizes.sort_by(f64::total_cmp);
    let middle = sizes.len() / 2;
    match sizes.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sizes[middle]),
        _ => Some(f64::midpoint(sizes[middle - 1], sizes[middle])),
    }
}
