"""Measurements, side by side; `python benchmarks/run.py` runs them."""
