"""Tests of the command that checks documents: reports, exit codes, limits, hooks."""
