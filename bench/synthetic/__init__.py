"""Synthetic life-cycle inventories with the structure of a large background database."""
