//! Counter-based random numbers: a draw is a pure function of seed, iteration and a stable id.
//!
//! Nothing is stored between draws, so iteration `k` of seed `s` gives the same numbers on any thread, machine or
//! restart, and an exchange keeps its draws when others are added before it.
//!
//! **Mixing.** `mix(x)` is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, with Stafford's variant 13):
//! `x ^= x >> 30; x *= 0xbf58476d1ce4e5b9; x ^= x >> 27; x *= 0x94d049bb133111eb; x ^= x >> 31`. With
//! `g = 0x9e3779b97f4a7c15`, a key is made of `t = mix(mix(seed + g) ^ mix(iteration + 2g))`, `k₀ = mix(t + g)`,
//! `k₁ = mix(t + 2g)`; the bits of a draw are `mix(id ^ k₀)` with `k₁` added after the first multiplication. All
//! arithmetic is modulo 2⁶⁴.
//!
//! **Values.** The uniform value is `(bits >> 12 + ½)/2⁵²`. The normal value is its quantile in double precision. A
//! lognormal multiplier `exp(σz)` takes `z` from the upper 32 bits and is computed in single precision, relative
//! error below `2·10⁻⁷ + 5·10⁻⁶·σ`, far below any sampling error, so that a whole database can be sampled in
//! milliseconds; there is one definition of it, used for one exchange and for a batch alike.

#![expect(clippy::inline_always, reason = "the batch kernel vectorises only when all of it is one loop body")]

use crate::elementary::{exp_32, normal_32};
use crate::quantile::normal_quantile;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const FIRST: u64 = 0xbf58_476d_1ce4_e5b9;
const SECOND: u64 = 0x94d0_49bb_1331_11eb;
/// Draws handled together; small enough to stay in registers and first-level cache.
const BLOCK: usize = 64;

#[inline(always)]
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(FIRST);
    let x = (x ^ (x >> 27)).wrapping_mul(SECOND);
    x ^ (x >> 31)
}

/// A 64-bit id that depends on the texts alone, not on order or position.
///
/// FNV-1a (Fowler, Noll & Vo) over the UTF-8 bytes of each part followed by the byte 0xff, which no UTF-8 text
/// contains, then `mix`. An exchange is `stable_id(&[process id, exchange id])`; a correlated group is
/// `stable_id(&["group", name])`.
pub fn stable_id(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for &byte in part.as_bytes().iter().chain(&[0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    mix(hash)
}

/// Key of all draws of one iteration under one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleKey {
    first: u64,
    second: u64,
}

impl SampleKey {
    /// The key of `iteration` under `seed`.
    pub fn new(seed: u64, iteration: u64) -> Self {
        let both = mix(mix(seed.wrapping_add(GOLDEN)) ^ mix(iteration.wrapping_add(GOLDEN.wrapping_mul(2))));
        Self { first: mix(both.wrapping_add(GOLDEN)), second: mix(both.wrapping_add(GOLDEN.wrapping_mul(2))) }
    }

    /// The draw of one stable id.
    #[inline(always)]
    pub fn draw(self, id: u64) -> Draw {
        let x = id ^ self.first;
        let x = (x ^ (x >> 30)).wrapping_mul(FIRST).wrapping_add(self.second);
        let x = (x ^ (x >> 27)).wrapping_mul(SECOND);
        Draw { bits: x ^ (x >> 31) }
    }
}

/// One random draw, readable as a uniform, a normal or a lognormal value; all three rise together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    bits: u64,
}

impl Draw {
    /// A draw with given bits, for tests and for quantiles of a sampler.
    pub fn from_bits(bits: u64) -> Self {
        Self { bits }
    }

    /// The 64 random bits.
    pub fn bits(self) -> u64 {
        self.bits
    }

    /// Uniform on the open interval (0, 1), with 52 bits.
    pub fn uniform(self) -> f64 {
        ((self.bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// Standard normal in double precision.
    pub fn normal(self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// `exp(sigma·z)` in single precision; exactly 1 where `sigma` is 0.
    #[inline(always)]
    pub fn lognormal(self, sigma: f32) -> f32 {
        exp_32(sigma * normal_32((self.bits >> 32) as u32))
    }
}

/// `out[i] = base[i]·exp(sigma[i]·z(key, ids[i]))`: the same numbers as [`Draw::lognormal`], many at a time.
///
/// # Panics
/// When the slices differ in length.
pub fn fill_lognormal(key: SampleKey, ids: &[u64], base: &[f64], sigma: &[f32], out: &mut [f64]) {
    assert!(ids.len() == out.len() && base.len() == out.len() && sigma.len() == out.len(), "lengths differ");
    #[cfg(target_arch = "x86_64")]
    {
        if wide::fill(key, ids, base, sigma, out) {
            return;
        }
    }
    fill(key, ids, base, sigma, out);
}

#[inline(always)]
fn fill(key: SampleKey, ids: &[u64], base: &[f64], sigma: &[f32], out: &mut [f64]) {
    let mut upper = [0_u32; BLOCK];
    let mut factor = [0_f32; BLOCK];
    let blocks = ids.chunks(BLOCK).zip(base.chunks(BLOCK)).zip(sigma.chunks(BLOCK)).zip(out.chunks_mut(BLOCK));
    for (((ids, base), sigma), out) in blocks {
        for (place, &id) in upper.iter_mut().zip(ids) {
            *place = (key.draw(id).bits >> 32) as u32;
        }
        for ((place, &bits), &sigma) in factor.iter_mut().zip(&upper).zip(sigma) {
            *place = exp_32(sigma * normal_32(bits));
        }
        for ((place, &base), &factor) in out.iter_mut().zip(base).zip(&factor) {
            *place = base * f64::from(factor);
        }
    }
}

/// The same loop compiled for wider vectors; the operations and so the results are identical.
#[cfg(target_arch = "x86_64")]
mod wide {
    use super::SampleKey;

    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
    fn fill_512(key: SampleKey, ids: &[u64], base: &[f64], sigma: &[f32], out: &mut [f64]) {
        super::fill(key, ids, base, sigma, out);
    }

    #[target_feature(enable = "avx2")]
    fn fill_256(key: SampleKey, ids: &[u64], base: &[f64], sigma: &[f32], out: &mut [f64]) {
        super::fill(key, ids, base, sigma, out);
    }

    #[expect(unsafe_code, reason = "calling code compiled for a processor feature, after asking for the feature")]
    pub(super) fn fill(key: SampleKey, ids: &[u64], base: &[f64], sigma: &[f32], out: &mut [f64]) -> bool {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
        {
            // SAFETY: the four features were detected on this processor.
            unsafe { fill_512(key, ids, base, sigma, out) };
            return true;
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the feature was detected on this processor.
            unsafe { fill_256(key, ids, base, sigma, out) };
            return true;
        }
        false
    }
}

#[cfg(test)]
#[path = "sampling_tests.rs"]
mod tests;
