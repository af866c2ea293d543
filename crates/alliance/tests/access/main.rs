//! The access decision against a second one, over generated worlds; its laws; every rule of the published table.

mod actions;
mod draw;
mod laws;
mod leaks;
mod reference;
mod rules;
mod world;
