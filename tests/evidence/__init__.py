"""Evidence over the whole vocabulary: every pair of a layer and a loss, what is refused, random networks."""
