"""Measurements and long runs: `make bench`, `make fuzz`."""
