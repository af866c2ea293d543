//! The store on both databases: every test runs on SQLite, and on PostgreSQL where `VERDIGRIS_TEST_POSTGRES` names a
//! server (`cargo xtask postgres -- cargo test -p verdigris-store`).

mod grants;
mod identity;
mod jobs;
mod law;
mod place;
mod plants;
mod trust;
mod upgrade;
mod writing;
