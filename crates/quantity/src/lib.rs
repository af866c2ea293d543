//! verdigris-quantity
