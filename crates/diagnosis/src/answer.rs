//! A figure, or what it would take to have it.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

/// What a question about the plant is answered with; never a guess.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer<T> {
    /// The figure.
    Known(T),
    /// Not available; the label says what it needs.
    NotAvailable(Label),
}

impl<T> Answer<T> {
    /// *Not available: needs …* in both languages.
    pub fn needs(en: impl AsRef<str>, zh: impl AsRef<str>) -> Self {
        let (en, zh) = (en.as_ref(), zh.as_ref());
        Self::NotAvailable(Label::new(format!("not available: needs {en}"), format!("不可得：需要{zh}")))
    }

    /// The figure, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::NotAvailable(_) => None,
        }
    }

    /// What is missing, where the figure is not there.
    pub fn missing(&self) -> Option<&Label> {
        match self {
            Self::Known(_) => None,
            Self::NotAvailable(needs) => Some(needs),
        }
    }

    /// The answer about something computed from the figure.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Known(value) => Answer::Known(change(value)),
            Self::NotAvailable(needs) => Answer::NotAvailable(needs),
        }
    }

    /// The same without taking the figure.
    pub fn as_ref(&self) -> Answer<&T> {
        match self {
            Self::Known(value) => Answer::Known(value),
            Self::NotAvailable(needs) => Answer::NotAvailable(needs.clone()),
        }
    }

    /// The answer of a further question, asked where the figure is there.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Answer<U>) -> Answer<U> {
        match self {
            Self::Known(value) => next(value),
            Self::NotAvailable(needs) => Answer::NotAvailable(needs),
        }
    }
}
