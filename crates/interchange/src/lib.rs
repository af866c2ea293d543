//! verdigris-interchange
