//! verdigris-registry
