//! Labels put together in both languages at once.

use verdigris_quantity::Label;

/// The label with more words behind it.
pub(crate) fn followed(label: Label, en: &str, zh: &str) -> Label {
    Label { en: label.en + en, zh: label.zh + zh }
}
