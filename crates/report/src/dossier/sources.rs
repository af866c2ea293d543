//! Sources as numbered notes: one number each, in the order in which they are first named.

use verdigris_quantity::Origin;

/// The sources named so far.
#[derive(Debug, Default)]
pub struct Sources {
    known: Vec<Origin>,
}

impl Sources {
    /// The number of a source, from 1.
    pub fn number(&mut self, origin: &Origin) -> usize {
        let position = self.known.iter().position(|known| known == origin).unwrap_or_else(|| {
            self.known.push(origin.clone());
            self.known.len() - 1
        });
        position + 1
    }

    /// All sources in order.
    pub fn all(&self) -> &[Origin] {
        &self.known
    }
}
