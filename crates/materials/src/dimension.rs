//! Named dimensions.

use std::sync::Arc;

use serde::Serialize;

use crate::error::MaterialsError;

/// A named list of distinct items: years, regions, sectors, grades, elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dimension {
    name: String,
    items: Vec<String>,
}

impl Dimension {
    /// A dimension; items must differ.
    pub fn new(
        name: impl Into<String>,
        items: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Arc<Self>, MaterialsError> {
        let (name, items) = (name.into(), items.into_iter().map(Into::into).collect::<Vec<String>>());
        let mut seen = std::collections::HashSet::new();
        if let Some(twice) = items.iter().find(|item| !seen.insert(item.as_str())) {
            return Err(MaterialsError::Twice { name, item: twice.clone() });
        }
        Ok(Arc::new(Self { name, items }))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its items, in order.
    pub fn items(&self) -> &[String] {
        &self.items
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Position of an item.
    pub fn position(&self, item: &str) -> Result<usize, MaterialsError> {
        self.items
            .iter()
            .position(|known| known == item)
            .ok_or_else(|| MaterialsError::NoItem { dimension: self.name.clone(), item: item.to_owned() })
    }

    /// The items, shortened to be read in a message.
    pub(crate) fn shown(&self) -> String {
        const SHOWN: usize = 8;
        let mut text = self.items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        if self.items.len() > SHOWN {
            text = format!("{text}, … ({} items)", self.items.len());
        }
        text
    }
}
