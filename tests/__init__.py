"""The tests; their tree repeats the tree of `derive/`, and `house/` looks after the source itself."""
