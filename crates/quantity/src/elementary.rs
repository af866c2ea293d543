//! Elementary functions from additions, multiplications, divisions and square roots alone.
//!
//! The platform's `exp` and `ln` differ in the last bit from one system library to the next. Samples must be the same
//! number everywhere, so everything a sample passes through is computed here, without fused multiply-add. IEEE 754
//! defines the five operations used exactly; the result does not depend on vector width.

#![expect(clippy::inline_always, reason = "the batch kernel vectorises only when all of it is one loop body")]

/// `ln 2` in two parts: the first has enough trailing zeros for an exact product with an exponent.
const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Adding and subtracting 1.5·2⁵² rounds to the nearest integer.
const ROUND_64: f64 = 6_755_399_441_055_744.0;
/// Adding and subtracting 1.5·2²³ rounds to the nearest integer.
const ROUND_32: f32 = 12_582_912.0;

/// Value of the polynomial with ascending coefficients at `x`.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let mut value = coefficients[N - 1];
    for k in (0..N - 1).rev() {
        value = value * x + coefficients[k];
    }
    value
}

/// Value of a polynomial of up to eight ascending coefficients, in pairs (Estrin's scheme): short chains of dependent
/// operations let a processor overlap them.
#[inline(always)]
fn polynomial_32(c: &[f32; 8], x: f32) -> f32 {
    let square = x * x;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * square;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * square;
    low + high * (square * square)
}

/// As [`polynomial_32`], for six coefficients.
#[inline(always)]
fn quintic_32(c: &[f32; 6], x: f32) -> f32 {
    let square = x * x;
    (c[0] + c[1] * x) + (c[2] + c[3] * x) * square + (c[4] + c[5] * x) * (square * square)
}

/// `eˣ`, within two units in the last place; 0 below −708 and infinite above 709.
pub fn exp(x: f64) -> f64 {
    // 1/k! for k = 0..=13; the series is cut below 1e-17 on |r| ≤ ln 2 / 2.
    const SERIES: [f64; 14] = [
        1.0,
        1.0,
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0,
    ];
    if x.is_nan() {
        return x;
    }
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -708.0 {
        return 0.0;
    }
    let k = (x * std::f64::consts::LOG2_E + ROUND_64) - ROUND_64;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    polynomial(&SERIES, r) * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

/// Natural logarithm of a positive normal number, within two units in the last place; −∞ at 0, NaN below.
pub fn ln(x: f64) -> f64 {
    // 2/(2k+1): ln((1+s)/(1−s)) = 2s(1 + s²/3 + s⁴/5 + …), |s| ≤ 0.1716.
    const SERIES: [f64; 12] = [
        2.0,
        2.0 / 3.0,
        2.0 / 5.0,
        2.0 / 7.0,
        2.0 / 9.0,
        2.0 / 11.0,
        2.0 / 13.0,
        2.0 / 15.0,
        2.0 / 17.0,
        2.0 / 19.0,
        2.0 / 21.0,
        2.0 / 23.0,
    ];
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    // Subnormal arguments are lifted by 2⁵⁴ first.
    let (x, lifted) = if x < f64::MIN_POSITIVE { (x * 18_014_398_509_481_984.0, 54.0) } else { (x, 0.0) };
    // The mantissa is taken in [√½, √2).
    let shifted = x.to_bits().wrapping_sub(std::f64::consts::FRAC_1_SQRT_2.to_bits()) as i64 >> 52;
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub((shifted << 52) as u64));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let k = shifted as f64 - lifted;
    k * LN2_HIGH + (s * polynomial(&SERIES, s * s) + k * LN2_LOW)
}

/// `eᵗ` in single precision for |t| ≤ 80 (clamped beyond); relative error below 2·10⁻⁷. Exactly 1 at 0.
#[inline(always)]
pub(crate) fn exp_32(t: f32) -> f32 {
    // Minimax fit of (eʳ − 1 − r)/r² on |r| ≤ ln 2 / 2, relative error 1.2e-7 of that term.
    const TAIL: [f32; 5] = [0.5, 0.166_665_78, 0.041_666_854, 0.008_363_141, 0.001_390_128_5];
    let t = t.clamp(-80.0, 80.0);
    let rounded = t * std::f32::consts::LOG2_E + ROUND_32;
    let k = rounded - ROUND_32;
    let r = (t - k * 0.693_359_4) - k * -2.121_944_4e-4;
    let square = r * r;
    let tail = (TAIL[0] + TAIL[1] * r) + (TAIL[2] + TAIL[3] * r) * square + TAIL[4] * (square * square);
    let value = 1.0 + (r + square * tail);
    // The low bits of `rounded` hold k; they are added to the exponent.
    f32::from_bits(value.to_bits().wrapping_add(rounded.to_bits() << 23))
}

/// Standard normal value of 32 uniform bits in single precision, by inversion: `Φ⁻¹((bits + ½)/2³²)`.
///
/// With `y = 2·min(p, 1 − p)`, `x = 1 − y` and `w = −ln(1 − x²)`, the value is `±x·P(w)/Q(w)` with a rational fit of
/// relative error 1.2·10⁻⁷ made for this crate. Including single-precision rounding the absolute error stays below
/// 5·10⁻⁶ (at |z| ≈ 6) and 2·10⁻⁶ for |z| < 3. The result lies in ±6.4 and is odd in the bits' complement.
#[inline(always)]
pub(crate) fn normal_32(bits: u32) -> f32 {
    const ABOVE: [f32; 6] = [1.253_314_3, 0.452_837_65, 0.089_969_08, 0.011_899_018, 0.001_002_128_6, 2.922_067_3e-5];
    const BELOW: [f32; 6] = [1.0, 0.099_515_62, 0.032_688_737, 0.002_290_010_5, 0.000_169_754_07, 1.004_336_7e-6];
    // Minimax fit of ln(1 + f)/f for 1 + f in [√½, √2), relative error 1.7e-7.
    const LOGARITHM: [f32; 8] = [
        0.999_999_94,
        -0.500_003_64,
        0.333_350_6,
        -0.249_699_09,
        0.199_001_65,
        -0.172_508_3,
        0.162_225_78,
        -0.101_068_91,
    ];
    let upper = ((bits as i32) >> 31) as u32;
    let distance = ((bits ^ upper) & 0x7fff_ffff) as i32;
    let y = (distance as f32 + 0.5) * (1.0 / 2_147_483_648.0);
    let x = 1.0 - y;
    let product = (y * (2.0 - y)).to_bits();
    let exponent = (product.wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits()) as i32) >> 23;
    let f = f32::from_bits(product.wrapping_sub((exponent << 23) as u32)) - 1.0;
    let w = -(exponent as f32 * std::f32::consts::LN_2 + f * polynomial_32(&LOGARITHM, f));
    let z = x * quintic_32(&ABOVE, w) / quintic_32(&BELOW, w);
    // z ≥ 0; the lower half gets the minus sign.
    f32::from_bits(z.to_bits() ^ (!upper & 0x8000_0000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantile::normal_quantile;

    #[test]
    fn exponential_and_logarithm_agree_with_the_platform() {
        for k in -6000..6000 {
            let x = f64::from(k) * 0.117;
            assert!((exp(x) - x.exp()).abs() <= 4.5e-16 * x.exp(), "exp({x})");
            let y = 1.0 + f64::from(k + 6000) * 0.37;
            for value in [y, 1.0 / y, y * 1e200] {
                assert!((ln(value) - value.ln()).abs() <= 4.5e-16 * value.ln().abs().max(0.1), "ln({value})");
            }
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert!((ln(5e-324) - 5e-324_f64.ln()).abs() < 1e-12);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert!(ln(-1.0).is_nan());
    }

    #[test]
    fn single_precision_exponential_is_near_the_double() {
        for k in -80_000..80_000 {
            let t = k as f32 * 0.001;
            let exact = f64::from(t).exp();
            assert!((f64::from(exp_32(t)) / exact - 1.0).abs() < 2e-7, "exp_32({t})");
        }
        assert_eq!(exp_32(0.0), 1.0);
        assert_eq!(exp_32(-0.0), 1.0);
    }

    #[test]
    fn single_precision_normal_is_near_the_inverse_distribution() {
        let mut bits = 0_u32;
        for step in 0..200_000_u32 {
            // Dense in both tails, coarse in the middle.
            let p = (f64::from(bits) + 0.5) / 4_294_967_296.0;
            let exact = normal_quantile(p);
            let error = (f64::from(normal_32(bits)) - exact).abs();
            let allowed = if exact.abs() < 3.0 { 2e-6 } else { 5e-6 };
            assert!(error < allowed, "bits {bits}: {} against {exact}", normal_32(bits));
            assert_eq!(normal_32(!bits), -normal_32(bits));
            bits = bits.wrapping_add(step / 4 + 1);
        }
    }
}
