"""The lesson: its numbers, its lines and the matrices written out."""
