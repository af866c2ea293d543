//! Who asks: passwords, sessions, tokens, and what keeps others from pretending.

mod guessable;
pub mod limits;
pub mod password;
mod words;
