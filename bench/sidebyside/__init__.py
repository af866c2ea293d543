"""The side-by-side run: programs, rows, checks and tables."""
