//! Comparing products by paired samples: how often one is better, and where each ranks.

/// Probability that one sampled score is below another, from paired samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Share of iterations in which the first is below the second; ties count half.
    pub below: f64,
    /// Share of iterations in which both are equal.
    pub tied: f64,
    /// Standard error of `below`, `√(p(1−p)/n)`.
    pub standard_error: f64,
}

/// Compares two scores sampled in the same iterations. Shorter slices limit the comparison; empty ones give one half.
pub fn compare(first: &[f64], second: &[f64]) -> Comparison {
    let count = first.len().min(second.len());
    if count == 0 {
        return Comparison { below: 0.5, tied: 0.0, standard_error: 0.5 };
    }
    let (mut below, mut tied) = (0_u64, 0_u64);
    for (a, b) in first.iter().zip(second) {
        below += u64::from(a < b);
        tied += u64::from(a == b);
    }
    let n = count as f64;
    let share = (below as f64 + 0.5 * tied as f64) / n;
    Comparison { below: share, tied: tied as f64 / n, standard_error: (share * (1.0 - share) / n).sqrt() }
}

/// How often each product takes each rank: `histogram[product][rank]`, rank 0 the lowest score. Products that tie
/// take the ranks in the order given.
pub fn rank_histogram(samples: &[&[f64]]) -> Vec<Vec<u64>> {
    let products = samples.len();
    let count = samples.iter().map(|sample| sample.len()).min().unwrap_or(0);
    let mut histogram = vec![vec![0; products]; products];
    let mut order: Vec<usize> = Vec::with_capacity(products);
    (0..count).for_each(|iteration| {
        order.clear();
        order.extend(0..products);
        order.sort_by(|&a, &b| samples[a][iteration].total_cmp(&samples[b][iteration]));
        for (rank, &product) in order.iter().enumerate() {
            histogram[product][rank] += 1;
        }
    });
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_ranks_by_hand() {
        let (a, b, c) = ([1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 4.0, 4.0], [0.0, 9.0, 9.0, 9.0]);
        let comparison = compare(&a, &b);
        assert_eq!((comparison.below, comparison.tied), (0.625, 0.25));
        assert_eq!(rank_histogram(&[&a, &b, &c]), [[2, 2, 0], [1, 2, 1], [1, 0, 3]]);
        assert_eq!(compare(&a, &a).below, 0.5);
        assert_eq!(compare(&[], &a).below, 0.5);
    }
}
