//! Data reconciliation: balances closed by weighted least squares, gross errors found.
