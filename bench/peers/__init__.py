"""Programs the benchmark compares with."""
