//! The share of a cohort still in use at the end of every step.
//!
//! A cohort `c` enters during step `c`; at the end of step `y ≥ c` its age is `b_{y+1} − e`, where `e` is the moment of
//! entry stated by [`Entry`]. With even steps and one lifetime for all cohorts the share depends on `y − c` alone and
//! `T` numbers hold it; otherwise `T(T + 1)/2` do. Rows are stored so that all cohorts of one step lie together.

use verdigris_quantity::elementary::ln;

use crate::{
    lifetime::{Lifetime, Prepared},
    time::Time,
};

/// When in its step a cohort enters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// At the start of the step.
    Start,
    /// In the middle.
    #[default]
    Middle,
    /// At the end: a full share is there at the end of the step.
    End,
    /// Evenly through the step: the survival is averaged over the moments of entry.
    Spread,
}

/// Ages by cohort and step under one rule of entry.
#[derive(Clone, Debug)]
pub(crate) struct Ages {
    /// Ages at the ends of the steps of a cohort, and their logarithms; one list where steps are even, else one a
    /// cohort.
    lists: Vec<(Vec<f64>, Vec<f64>)>,
    /// For an entry spread over the step, the youngest age; the oldest is that plus the length of the cohort's step.
    widths: Option<Vec<f64>>,
}

impl Ages {
    /// Ages over a time.
    pub(crate) fn new(time: &Time, entry: Entry) -> Self {
        let cohorts = if time.even().is_some() { 1 } else { time.steps() };
        let before = match entry {
            Entry::Start => 1.0,
            Entry::Middle => 0.5,
            Entry::End | Entry::Spread => 0.0,
        };
        let bounds = time.bounds();
        let lists = (0..cohorts)
            .map(|cohort| {
                let length = time.length(cohort);
                let ages: Vec<f64> =
                    bounds[cohort + 1..].iter().map(|bound| bound - bounds[cohort + 1] + before * length).collect();
                let logarithms = ages.iter().map(|&age| ln(age)).collect();
                (ages, logarithms)
            })
            .collect();
        let widths = (entry == Entry::Spread).then(|| (0..time.steps()).map(|cohort| time.length(cohort)).collect());
        Self { lists, widths }
    }

    /// Adds `amount·share` to a row that begins at the cohort's own step.
    pub(crate) fn add(&self, cohort: usize, lifetime: Prepared<'_>, amount: f64, row: &mut [f64]) {
        let (ages, logarithms) = &self.lists[if self.lists.len() == 1 { 0 } else { cohort }];
        match &self.widths {
            None => lifetime.add(amount, ages, logarithms, row),
            Some(widths) => {
                for (value, &age) in row.iter_mut().zip(ages) {
                    *value += amount * lifetime.mean_between(age, age + widths[cohort]);
                }
            }
        }
    }
}

/// Shares surviving by step and cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    steps: usize,
    /// Either the shares by `y − c` from the last to the first, or the rows of all steps one after the other.
    shares: Vec<f64>,
    by_lag: bool,
}

impl Survival {
    /// The table of one lifetime for all cohorts.
    pub fn of(time: &Time, entry: Entry, lifetime: &Lifetime) -> Self {
        Self::from_ages(&Ages::new(time, entry), time, |_| lifetime)
    }

    /// The table of lifetimes that differ by cohort.
    pub fn by_cohort<'a>(time: &Time, entry: Entry, lifetime: impl Fn(usize) -> &'a Lifetime) -> Self {
        Self::triangle(&Ages::new(time, entry), time.steps(), lifetime)
    }

    /// As [`Self::of`], over ages worked out before.
    pub(crate) fn from_ages<'a>(ages: &Ages, time: &Time, lifetime: impl Fn(usize) -> &'a Lifetime) -> Self {
        let steps = time.steps();
        if ages.lists.len() > 1 {
            return Self::triangle(ages, steps, lifetime);
        }
        let mut shares = vec![0.0; steps];
        ages.add(0, Prepared::of(lifetime(0)), 1.0, &mut shares);
        shares.reverse();
        Self { steps, shares, by_lag: true }
    }

    /// All rows, for lifetimes by cohort.
    pub(crate) fn triangle<'a>(ages: &Ages, steps: usize, lifetime: impl Fn(usize) -> &'a Lifetime) -> Self {
        let mut shares = vec![0.0; steps * (steps + 1) / 2];
        let mut column = vec![0.0; steps];
        for cohort in 0..steps {
            let column = &mut column[..steps - cohort];
            column.fill(0.0);
            ages.add(cohort, Prepared::of(lifetime(cohort)), 1.0, column);
            for (lag, share) in column.iter().enumerate() {
                let step = cohort + lag;
                shares[step * (step + 1) / 2 + cohort] = *share;
            }
        }
        Self { steps, shares, by_lag: false }
    }

    /// The same for the first steps alone.
    #[must_use]
    pub(crate) fn first(&self, steps: usize) -> Self {
        let shares = if self.by_lag {
            self.shares[self.steps - steps..].to_vec()
        } else {
            self.shares[..steps * (steps + 1) / 2].to_vec()
        };
        Self { steps, shares, by_lag: self.by_lag }
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Shares of cohorts `0..=step` still in use at the end of `step`.
    pub fn row(&self, step: usize) -> &[f64] {
        if self.by_lag { &self.shares[self.steps - 1 - step..] } else { &self.shares[step * (step + 1) / 2..][..=step] }
    }

    /// Share of a cohort still in use at the end of `step ≥ cohort`.
    pub fn share(&self, step: usize, cohort: usize) -> f64 {
        self.row(step)[cohort]
    }

    /// Share of a cohort that leaves during `step ≥ cohort`.
    pub fn leaving(&self, step: usize, cohort: usize) -> f64 {
        let before = if step == cohort { 1.0 } else { self.share(step - 1, cohort) };
        before - self.share(step, cohort)
    }
}
