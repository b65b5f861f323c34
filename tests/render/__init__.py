"""The documents: words, layout, and what reaches the reader."""
