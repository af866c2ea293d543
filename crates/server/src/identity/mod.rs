//! Who asks: passwords, sessions, tokens, and what keeps others from pretending.

mod asker;
pub mod cookie;
mod guessable;
pub mod limits;
pub mod oidc;
pub mod passkey;
pub mod password;
pub mod sign_in;
mod words;

pub use asker::{Asker, CSRF, Newcomer, ONE_TIME, TOKEN, digest};
