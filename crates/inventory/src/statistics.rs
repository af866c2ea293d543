//! Summary of a sample: mean, spread, quantiles, and how well each is known.

/// Probabilities of the quantiles reported.
pub const PROBABILITIES: [f64; 7] = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975];

/// One quantile of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quantile {
    /// Probability.
    pub probability: f64,
    /// Value not exceeded with this probability: linear between order statistics, at rank `(n − 1)p + 1`
    /// (Hyndman & Fan 1996, definition 7).
    pub value: f64,
    /// Its standard error: half the distance of the order statistics at ranks `np ± √(np(1−p))`; infinite where the
    /// sample is too small to have both.
    pub standard_error: f64,
}

/// Summary of one sampled score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Number of samples.
    pub count: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, with `n − 1`.
    pub sd: f64,
    /// Standard error of the mean, `sd/√n`.
    pub mean_standard_error: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Quantiles at [`PROBABILITIES`].
    pub quantiles: [Quantile; 7],
}

impl Summary {
    /// Summary of samples in any order; the sums run in the order given.
    pub fn of(samples: &[f64]) -> Self {
        let count = samples.len();
        if count == 0 {
            return Self::default();
        }
        let n = count as f64;
        let mean = samples.iter().sum::<f64>() / n;
        let squares: f64 = samples.iter().map(|value| (value - mean) * (value - mean)).sum();
        let sd = if count > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        let mut sorted = samples.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let quantiles = PROBABILITIES.map(|probability| Quantile {
            probability,
            value: quantile(&sorted, probability),
            standard_error: quantile_standard_error(&sorted, probability),
        });
        Self { count, mean, sd, mean_standard_error: sd / n.sqrt(), min: sorted[0], max: sorted[count - 1], quantiles }
    }
}

/// Quantile of an ascending sample; NaN of an empty one.
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let rank = (sorted.len() - 1) as f64 * probability.clamp(0.0, 1.0);
    let below = rank as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = rank - below as f64;
    if share == 0.0 || sorted[below] == sorted[above] {
        return sorted[below];
    }
    sorted[below] * (1.0 - share) + sorted[above] * share
}

fn quantile_standard_error(sorted: &[f64], probability: f64) -> f64 {
    let n = sorted.len() as f64;
    let spread = (n * probability * (1.0 - probability)).sqrt();
    let (low, high) = ((n * probability - spread).floor(), (n * probability + spread).ceil());
    if low < 1.0 || high > n {
        return f64::INFINITY;
    }
    0.5 * (sorted[high as usize - 1] - sorted[low as usize - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_samples_by_hand() {
        let summary = Summary::of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!((summary.mean, summary.min, summary.max, summary.count), (2.5, 1.0, 4.0, 4));
        assert!((summary.sd - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        // R: quantile(1:4, c(.25, .5)) = 1.75, 2.5.
        assert!((summary.quantiles[2].value - 1.75).abs() < 1e-15);
        assert!((summary.quantiles[3].value - 2.5).abs() < 1e-15);
        assert_eq!(summary.quantiles[0].standard_error, f64::INFINITY);
        assert_eq!(Summary::of(&[]).count, 0);
        assert_eq!(Summary::of(&[5.0]).quantiles[6].value, 5.0);
    }

    #[test]
    fn error_of_the_median_of_a_uniform_sample() {
        // Standard error of the median is √(p(1−p)/n)/density = 0.5/√n for a uniform density of 1.
        let sample: Vec<f64> = (0..10_000).map(|k| (f64::from(k) + 0.5) / 10_000.0).collect();
        let told = Summary::of(&sample).quantiles[3].standard_error;
        assert!((told - 0.005).abs() < 1e-4, "{told}");
    }
}
