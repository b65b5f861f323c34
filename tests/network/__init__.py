"""From a spec to a model: what is read, what is built, and what is refused."""
