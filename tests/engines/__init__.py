"""The engines and converters that a document meets on its way to the reader, run for real."""
