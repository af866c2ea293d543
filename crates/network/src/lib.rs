//! verdigris-network
