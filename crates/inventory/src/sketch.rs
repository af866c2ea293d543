//! Compact summaries of very many sampled scores: every product and indicator of a database at once.
//!
//! Storing a thousand samples of 20,000 products and 20 indicators takes 3 GB; a sketch takes about 0.6 kB a score
//! whatever the number of samples. Each score keeps exact integer sums (multiples of 2⁻⁴⁰ of its reference) for mean
//! and standard deviation, its extremes, and counts of the ratio to the reference in 32 bins an octave between ¼ and
//! 4, from which quantiles are read to about 1 %. Sums, counts and extremes do not depend on order, so sketches of
//! parts of a run merge to exactly the sketch of the whole, on any number of threads.

use rayon::prelude::*;

use crate::error::InventoryError;

/// Bins an octave is divided into, evenly in the value.
const PER_OCTAVE: u32 = 32;
/// Bins between ¼ and 4, one below and one above.
const BINS: usize = 4 * PER_OCTAVE as usize + 2;
const LOWEST: f64 = 0.25;
/// Bits of the mantissa below those that choose a bin.
const FINER: u32 = 52 - 5;
/// Steps of the sums below the reference.
const STEP: f64 = 1.0 / 1_099_511_627_776.0;
const COARSE_STEP: f64 = 1.0 / 1_073_741_824.0;

/// Sketch of one score.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    /// Power of two at or above the reference's magnitude.
    scale: f64,
    reference: f64,
    sum: i128,
    squares: i128,
    min: f64,
    max: f64,
    counts: [u32; BINS],
}

impl Cell {
    fn new(reference: f64) -> Self {
        let scale = if reference == 0.0 || !reference.is_finite() {
            1.0
        } else {
            // Exponent of the magnitude, plus one.
            let floor = f64::from_bits(reference.to_bits() & 0x7ff0_0000_0000_0000);
            if floor == 0.0 || floor > 1e300 { 1.0 } else { 2.0 * floor }
        };
        Self { scale, reference, sum: 0, squares: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, counts: [0; BINS] }
    }

    fn add(&mut self, value: f64) {
        let relative = value / self.scale;
        // Casts saturate; a score 10²⁰ times its reference is beyond any use of the sums.
        self.sum = self.sum.saturating_add((relative / STEP).round_ties_even() as i128);
        let coarse = i128::from((relative / COARSE_STEP).round_ties_even() as i64);
        self.squares = self.squares.saturating_add(coarse * coarse);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        let ratio = if self.reference == 0.0 { 1.0 } else { value / self.reference };
        self.counts[bin(ratio)] += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.sum = self.sum.saturating_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }
}

fn bin(ratio: f64) -> usize {
    if ratio.is_nan() || ratio < LOWEST {
        0
    } else if ratio >= 4.0 {
        BINS - 1
    } else {
        ((ratio.to_bits() - LOWEST.to_bits()) >> FINER) as usize + 1
    }
}

/// Lower edge of an inner bin, upper edge of the one before.
fn edge(bin: usize) -> f64 {
    f64::from_bits(LOWEST.to_bits() + ((bin as u64 - 1) << FINER))
}

/// Mean, spread and quantiles read from a sketch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sketched {
    /// Number of samples.
    pub count: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, with `n − 1`.
    pub sd: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Quantiles at [`crate::statistics::PROBABILITIES`], to about 1 % of the value where it lies between ¼ and 4
    /// times the reference; towards the extremes beyond.
    pub quantiles: [f64; 7],
}

/// Sketches of the scores of products and indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreSketch {
    indicators: usize,
    count: u64,
    cells: Vec<Cell>,
}

impl ScoreSketch {
    /// Empty sketches; `reference` holds the deterministic scores by product, then indicator.
    pub fn new(reference: &[f64], indicators: usize) -> Self {
        Self { indicators, count: 0, cells: reference.iter().map(|&value| Cell::new(value)).collect() }
    }

    /// Number of samples taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Takes in rows of scores, one value per cell in each row.
    pub fn add(&mut self, rows: &[f64]) {
        let width = self.cells.len();
        if width == 0 {
            return;
        }
        self.count += (rows.len() / width) as u64;
        self.cells.par_iter_mut().enumerate().with_min_len(1024).for_each(|(k, cell)| {
            for row in rows.chunks_exact(width) {
                cell.add(row[k]);
            }
        });
    }

    /// Joins the sketch of another part of the run.
    pub fn merge(mut self, other: &Self) -> Result<Self, InventoryError> {
        let same = self.cells.len() == other.cells.len()
            && self.indicators == other.indicators
            && self.cells.iter().zip(&other.cells).all(|(a, b)| a.reference.to_bits() == b.reference.to_bits());
        if !same {
            return Err(InventoryError::RunsDiffer { reason: "the sketches are of other scores" });
        }
        self.count += other.count;
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            cell.merge(more);
        }
        Ok(self)
    }

    /// Deterministic score of a product and an indicator.
    pub fn reference(&self, product: usize, indicator: usize) -> f64 {
        self.cells[product * self.indicators + indicator].reference
    }

    /// Summary of a product and an indicator; `None` without samples.
    ///
    /// # Panics
    /// When there is no such product or indicator.
    pub fn summary(&self, product: usize, indicator: usize) -> Option<Sketched> {
        assert!(indicator < self.indicators, "no such indicator");
        let cell = &self.cells[product * self.indicators + indicator];
        if self.count == 0 {
            return None;
        }
        let n = self.count as f64;
        let mean = cell.sum as f64 * STEP / n;
        let square = cell.squares as f64 * (COARSE_STEP * COARSE_STEP);
        let variance = if self.count > 1 { ((square - n * mean * mean) / (n - 1.0)).max(0.0) } else { 0.0 };
        let quantiles = crate::statistics::PROBABILITIES.map(|probability| quantile(cell, n, probability));
        Some(Sketched {
            count: self.count,
            mean: mean * cell.scale,
            sd: variance.sqrt() * cell.scale,
            min: cell.min,
            max: cell.max,
            quantiles,
        })
    }
}

fn quantile(cell: &Cell, n: f64, probability: f64) -> f64 {
    if cell.reference == 0.0 {
        return cell.min + probability * (cell.max - cell.min);
    }
    // Ratios fall where values rise when the reference is negative.
    let falling = cell.reference < 0.0;
    let wanted = n * if falling { 1.0 - probability } else { probability };
    let (least, most) = if falling { (cell.max, cell.min) } else { (cell.min, cell.max) };
    let (least, most) = (least / cell.reference, most / cell.reference);
    let mut before = 0.0;
    for (bin, &count) in cell.counts.iter().enumerate() {
        let count = f64::from(count);
        if count > 0.0 && before + count >= wanted {
            let low = if bin == 0 { least } else { edge(bin).max(least) };
            let high = if bin == BINS - 1 { most } else { edge(bin + 1).min(most) };
            return (low + (high - low) * ((wanted - before) / count)) * cell.reference;
        }
        before += count;
    }
    most * cell.reference
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Summary;
    use proptest::prelude::*;
    use verdigris_quantity::sampling::SampleKey;

    fn samples(median: f64, sigma: f32, n: u64) -> Vec<f64> {
        (0..n).map(|k| median * f64::from(SampleKey::new(1, k).draw(9).lognormal(sigma))).collect()
    }

    #[test]
    fn bins_cover_the_line_in_order() {
        assert_eq!(
            (bin(f64::NAN), bin(-1.0), bin(0.249), bin(0.25), bin(4.0), bin(1e300)),
            (0, 0, 0, 1, BINS - 1, BINS - 1)
        );
        for k in 1..BINS - 1 {
            assert_eq!(bin(edge(k)), k);
            assert!(edge(k + 1) / edge(k) < 1.0 + 1.01 / f64::from(PER_OCTAVE));
        }
        assert_eq!(edge(BINS - 1), 4.0);
    }

    #[test]
    fn a_sketch_reads_like_the_samples() {
        for median in [3.0e-7, -250.0] {
            let values = samples(median, 0.3, 4_000);
            let mut sketch = ScoreSketch::new(&[median], 1);
            sketch.add(&values);
            let (told, exact) = (sketch.summary(0, 0).unwrap(), Summary::of(&values));
            assert!((told.mean / exact.mean - 1.0).abs() < 1e-10);
            assert!((told.sd / exact.sd - 1.0).abs() < 1e-7);
            assert_eq!((told.min, told.max, told.count), (exact.min, exact.max, 4_000));
            for (told, exact) in told.quantiles.iter().zip(exact.quantiles) {
                assert!((told / exact.value - 1.0).abs() < 0.015, "{told} {}", exact.value);
            }
        }
    }

    #[test]
    fn scores_that_leave_the_bins_stay_in_bounds() {
        let mut sketch = ScoreSketch::new(&[1.0, 0.0], 2);
        assert!(sketch.summary(0, 0).is_none());
        sketch.add(&[-5.0, 1.0, 9.0, -1.0, 1.0, 0.0]);
        let told = sketch.summary(0, 0).unwrap();
        assert!(told.quantiles.iter().all(|value| (-5.0..=9.0).contains(value)));
        assert!(told.quantiles.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(sketch.summary(0, 1).unwrap().mean, 0.0);
    }

    proptest! {
        #[test]
        fn parts_merge_to_the_whole(cut in 0_usize..200, sigma in 0.0..1.0_f32, median in -5.0..5.0_f64) {
            let values = samples(median, sigma, 200);
            let of = |part: &[f64]| {
                let mut sketch = ScoreSketch::new(&[median], 1);
                sketch.add(part);
                sketch
            };
            let merged = of(&values[cut..]).merge(&of(&values[..cut])).unwrap();
            prop_assert_eq!(merged, of(&values));
            prop_assert!(of(&values).merge(&ScoreSketch::new(&[median + 1.0], 1)).is_err());
        }
    }
}
