//! Linear, integer and second-order-cone programmes: model, solvers behind one trait, independent checks, explained infeasibility.
