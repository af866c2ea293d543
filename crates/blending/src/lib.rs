//! Charge blending for a furnace and for a plan of batches, with chance constraints.
