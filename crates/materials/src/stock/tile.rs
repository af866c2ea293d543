//! The inner loops: sixteen series side by side.

/// Series in a tile; sixteen sums of doubles fit the registers of any processor this runs on.
pub(super) const WIDTH: usize = 16;

/// The sums `Σ_c share_c·entered_c` over the cohorts of a row, for every series of a tile.
#[inline]
pub(super) fn remaining(shares: &[f64], entered: &[[f64; WIDTH]]) -> [f64; WIDTH] {
    let mut sums = [0.0; WIDTH];
    for (share, amounts) in shares.iter().zip(entered) {
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += share * amount;
        }
    }
    sums
}
