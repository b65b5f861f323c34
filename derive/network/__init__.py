"""A network: its layers, its loss and an example, from Python or a spec, as a graph with numbers."""

from .build import Model, build
from .document import Document
from .spec import SEED, Spec, made, read_line, read_spec, read_torch
from .writing import to_toml, toml

__all__ = [
    "SEED",
    "Document",
    "Model",
    "Spec",
    "build",
    "made",
    "read_line",
    "read_spec",
    "read_torch",
    "to_toml",
    "toml",
]
