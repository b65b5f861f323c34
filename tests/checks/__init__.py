"""The verifier, on derivations written by hand."""
