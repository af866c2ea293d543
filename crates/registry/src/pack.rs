//! The packaged data pack.
