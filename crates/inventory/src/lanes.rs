//! Several right-hand sides at once: one row of `W` numbers per position.

/// Widths the kernels are built for; a wider block is cut, a narrower one padded with zeros.
pub(crate) const WIDTHS: [usize; 5] = [1, 4, 8, 12, 20];

/// The kernel width for what is left of a block.
pub(crate) fn width_for(left: usize) -> usize {
    WIDTHS.into_iter().find(|&width| width >= left).unwrap_or(WIDTHS[WIDTHS.len() - 1])
}

/// Calls a kernel with the width as a constant.
macro_rules! with_width {
    ($width:expr, $W:ident => $call:expr) => {
        match $width {
            1 => {
                const $W: usize = 1;
                $call
            }
            4 => {
                const $W: usize = 4;
                $call
            }
            8 => {
                const $W: usize = 8;
                $call
            }
            12 => {
                const $W: usize = 12;
                $call
            }
            _ => {
                const $W: usize = 20;
                $call
            }
        }
    };
}
pub(crate) use with_width;

/// `row += factor · other`.
#[inline]
pub(crate) fn add_scaled<const W: usize>(row: &mut [f64; W], factor: f64, other: &[f64; W]) {
    for lane in 0..W {
        row[lane] += factor * other[lane];
    }
}

/// `row -= factor · other`.
#[inline]
pub(crate) fn subtract_scaled<const W: usize>(row: &mut [f64; W], factor: f64, other: &[f64; W]) {
    for lane in 0..W {
        row[lane] -= factor * other[lane];
    }
}
