"""Independent oracles: what the numbers and gradients are, found without the pullbacks, lemmas and checks."""
