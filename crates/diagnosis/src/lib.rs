//! References, decomposition, frontier, physics checks, measures and their cost curve.
