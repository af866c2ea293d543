//! Who asks.

use crate::{PersonId, StoredMandate, word::words};

words! {
    /// What an API token may be used for. Scopes only narrow what its person may do; none includes another.
    Scope, "scope", {
        /// Reading.
        Read = "read" / "read" / "读取",
        /// Plants, imports, submissions, diagnoses, documents.
        Write = "write" / "write" / "写入",
        /// People, mandates, organisations, grants.
        Admin = "admin" / "administer" / "管理",
    }
}

/// The person who asks, with every mandate stored for the person; `access` takes those that hold at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// Whether the account is closed.
    pub disabled: bool,
    /// The person's mandates as stored; mandates of others among them are not heeded.
    pub mandates: Vec<StoredMandate>,
    /// Scopes, as stored, of the API token used; absent in a signed-in session.
    pub scopes: Option<Vec<String>>,
}

impl Viewer {
    /// A person in a signed-in session.
    pub fn session(person: PersonId, mandates: Vec<StoredMandate>) -> Self {
        Self { person, disabled: false, mandates, scopes: None }
    }

    /// Whether the way of asking is good for a scope: a session is good for all, a token for those it names.
    pub fn within(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|known| known == scope.as_str()))
    }
}
