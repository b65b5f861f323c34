"""Planted faults: lines, pullbacks and lemmas made wrong on purpose; every one has to be refused."""
