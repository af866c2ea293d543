//! Lists in pages: a cursor is the id (or the place in the log) of the last item shown, so that a page never skips or repeats what others add.

use serde::Serialize;

/// The most items of one page.
pub const MOST: u32 = 200;

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    limit: u32,
    after: Option<String>,
}

impl Default for Paging {
    fn default() -> Self {
        Self::new(50, None)
    }
}

impl Paging {
    /// Up to `limit` items, at most [`MOST`], after a cursor.
    pub fn new(limit: u32, after: Option<String>) -> Self {
        Self { limit: limit.clamp(1, MOST), after }
    }

    /// One more than asked for: whether there is a next page.
    pub(crate) fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    pub(crate) fn cursor(&self) -> String {
        self.after.clone().unwrap_or_default()
    }

    /// The cursor of a list in order of the log, newest first.
    pub(crate) fn before(&self) -> i64 {
        self.after.as_ref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX)
    }

    pub(crate) fn page<T>(&self, mut items: Vec<T>, id: impl Fn(&T) -> String) -> Page<T> {
        let more = items.len() > self.limit as usize;
        items.truncate(self.limit as usize);
        let next = if more { items.last().map(id) } else { None };
        Page { items, next }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// Placeholders `$from, $from+1, …` for a list of values.
pub(crate) fn places(from: usize, count: usize) -> String {
    let places: Vec<String> = (from..from + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}
