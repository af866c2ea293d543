//! Runs independent iterations on the threads at hand and puts each result in its own place.
//!
//! Work is handed out in chunks of fixed size and every iteration writes only its own row, so the result is the same
//! bit for bit on any number of threads.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::error::InventoryError;
use crate::progress::Watch;

/// Iterations handed out together.
const CHUNK: usize = 4;

/// Rows of the iterations that were done, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rows {
    pub iterations: Vec<u64>,
    pub values: Vec<f64>,
    pub failed: Vec<(u64, InventoryError)>,
    pub partial: bool,
}

/// Workspaces that threads borrow, one each at a time.
pub(crate) struct Workspaces<S, F> {
    idle: Mutex<Vec<S>>,
    make: F,
}

impl<S, F: Fn() -> Result<S, InventoryError>> Workspaces<S, F> {
    pub(crate) fn new(make: F) -> Self {
        Self { idle: Mutex::new(Vec::new()), make }
    }

    /// Runs `work` with a workspace that no other thread uses meanwhile.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut S) -> T) -> Result<T, InventoryError> {
        // A poisoned lock only means another thread panicked between push and pop; the list itself is sound.
        let found = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        let mut workspace = match found {
            Some(workspace) => workspace,
            None => (self.make)()?,
        };
        let result = work(&mut workspace);
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(workspace);
        Ok(result)
    }
}

/// Evaluates `iterations` into rows of `width` values.
///
/// An iteration that fails is left out and listed; a workspace that cannot be made ends the run.
pub(crate) fn simulate<S: Send, F: Fn() -> Result<S, InventoryError> + Sync>(
    iterations: Range<u64>,
    width: usize,
    workspaces: &Workspaces<S, F>,
    evaluate: impl Fn(&mut S, u64, &mut [f64]) -> Result<(), InventoryError> + Sync,
    watch: Watch<'_>,
) -> Result<Rows, InventoryError> {
    let count = iterations.end.saturating_sub(iterations.start) as usize;
    let width = width.max(1);
    let mut values = vec![0.0; count * width];
    let mut outcome: Vec<Option<Result<(), InventoryError>>> = vec![None; count];
    let done = AtomicU64::new(0);
    values.par_chunks_mut(CHUNK * width).zip(outcome.par_chunks_mut(CHUNK)).enumerate().try_for_each(
        |(chunk, (rows, outcome))| -> Result<(), InventoryError> {
            if watch.is_cancelled() {
                return Ok(());
            }
            workspaces.with(|workspace| {
                for (k, (row, outcome)) in rows.chunks_mut(width).zip(outcome.iter_mut()).enumerate() {
                    if watch.is_cancelled() {
                        return;
                    }
                    let iteration = iterations.start + (chunk * CHUNK + k) as u64;
                    *outcome = Some(evaluate(workspace, iteration, row));
                    watch.report(done.fetch_add(1, Ordering::Relaxed) + 1, count as u64);
                }
            })
        },
    )?;
    let mut rows = Rows::default();
    let mut kept = 0;
    for (k, outcome) in outcome.into_iter().enumerate() {
        let iteration = iterations.start + k as u64;
        match outcome {
            Some(Ok(())) => {
                rows.iterations.push(iteration);
                values.copy_within(k * width..(k + 1) * width, kept * width);
                kept += 1;
            }
            Some(Err(error)) => rows.failed.push((iteration, error)),
            None => rows.partial = true,
        }
    }
    values.truncate(kept * width);
    rows.values = values;
    Ok(rows)
}
