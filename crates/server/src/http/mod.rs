//! What every request passes: ids, logs, security headers, refusals told in the reader's language, limits.

pub mod extract;
pub mod headers;
pub mod language;
pub mod observe;
pub mod refusal;
