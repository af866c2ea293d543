//! Greenhouse-gas accounts by guideline, each a tree of traces; reconciliation between schemes.
