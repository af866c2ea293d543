//! How often: a bucket of tokens for each key (an address, an account), refilled evenly.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Keys kept at most; beyond it those with a full bucket are forgotten, which changes nothing for them.
const MOST: usize = 50_000;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// A limit of so many a minute, with as many at once.
#[derive(Debug)]
pub struct Limit<K> {
    per_minute: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash> Limit<K> {
    /// A limit a minute.
    pub fn per_minute(count: u32) -> Self {
        Self { per_minute: f64::from(count.max(1)), buckets: Mutex::default() }
    }

    /// Takes one, or says in how long there will be one.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = self.per_minute / 60.0;
        let filled = |bucket: &Bucket| {
            (bucket.tokens + now.saturating_duration_since(bucket.at).as_secs_f64() * rate).min(self.per_minute)
        };
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| filled(bucket) < self.per_minute);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: self.per_minute, at: now });
        bucket.tokens = filled(bucket);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / rate))
        }
    }
}

/// How long an account is locked after so many wrong passwords in a row: not below the limit, then a minute that doubles
/// with each further one, a day at most.
pub fn lockout(wrong: u32, limit: u32) -> Option<Duration> {
    let beyond = wrong.checked_sub(limit.max(1))?;
    Some(Duration::from_secs(60 << beyond.min(11)).min(Duration::from_hours(24)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_refills() {
        let limit = Limit::per_minute(3);
        let start = Instant::now();
        assert!((0..3).all(|_| limit.take("a", start).is_ok()));
        assert_eq!(limit.take("a", start), Err(Duration::from_secs(20)));
        assert!(limit.take("b", start).is_ok());
        assert!(limit.take("a", start + Duration::from_secs(21)).is_ok());
        assert!(limit.take("a", start + Duration::from_secs(22)).is_err());
        assert!((0..3).all(|_| limit.take("a", start + Duration::from_mins(10)).is_ok()));
        assert!(limit.take("a", start + Duration::from_mins(10)).is_err());
    }

    #[test]
    fn the_lock_grows_up_to_a_day() {
        let minutes = |wrong| lockout(wrong, 5).map(|time| time.as_secs() / 60);
        assert_eq!([4, 5, 6, 7].map(minutes), [None, Some(1), Some(2), Some(4)]);
        assert_eq!(minutes(400), Some(24 * 60));
        assert_eq!(minutes(u32::MAX), Some(24 * 60));
    }
}
