//! Why a sign-in with a provider did not come about.

use thiserror::Error;

/// Why a sign-in with a provider did not come about.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OidcError {
    /// No provider of that id is configured.
    #[error("no such provider")]
    Unknown,
    /// The provider does not answer, or answers with an error.
    #[error("the provider: {0}")]
    Provider(String),
    /// The provider's answer does not hold.
    #[error("the answer of the provider does not hold: {0}")]
    Invalid(String),
    /// The browser did not begin this sign-in, or began it too long ago.
    #[error("this sign-in was not begun here or is too old")]
    NotBegun,
    /// The person, or the provider for the person, refused.
    #[error("refused at the provider")]
    Refused,
    /// Nobody here has this identity.
    #[error("no account here belongs to this identity")]
    NoAccount,
}

impl OidcError {
    /// Stable code, also the message key.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "not-found",
            Self::Provider(_) => "oidc-provider",
            Self::Invalid(_) => "oidc-invalid",
            Self::NotBegun => "oidc-not-begun",
            Self::Refused => "oidc-refused",
            Self::NoAccount => "oidc-no-account",
        }
    }
}
