"""Tests of the generated NumPy code."""
