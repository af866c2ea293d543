//! People.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdigris_quantity::Language;

use crate::PersonId;

/// A person with an account. What the person may do follows from mandates alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// The person's name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// Language of messages.
    pub language: Language,
    /// Since when the account is closed; a person of a closed account may do nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Timestamp>,
}
