//! The API through the real router, on SQLite and, where `VERDIGRIS_TEST_POSTGRES` names one, on PostgreSQL.

mod accounts;
mod harness;
mod idempotency;
mod jobs;
mod members;
#[path = "../place/mod.rs"]
mod place;
mod problems;
mod sessions;
