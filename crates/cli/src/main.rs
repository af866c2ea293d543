//! The `verdigris` command.
fn main() {}
