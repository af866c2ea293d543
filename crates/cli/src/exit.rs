//! Exit codes, documented in `docs/guide/errors.md`.

use verdigris_wording::Kind;

/// The exit code of a sort of problem.
pub fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Usage => 2,
        Kind::Input => 3,
        Kind::NotFound => 4,
        Kind::Computation | Kind::Cancelled => 5,
        Kind::Storage | Kind::Conflict | Kind::Unauthenticated | Kind::Forbidden | Kind::TooMany => 6,
    }
}
