//! What every request passes: ids, logs, security headers, refusals told in the reader's language, limits.

pub mod conform;
pub mod etag;
pub mod extract;
pub mod headers;
pub mod idempotency;
pub mod language;
pub mod observe;
pub mod origin;
pub mod paging;
pub mod refusal;
mod storage;
pub mod upload;
