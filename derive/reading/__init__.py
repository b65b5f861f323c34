"""Reading formulas that people (and this project) wrote: tokens, syntax, resolution to terms."""
