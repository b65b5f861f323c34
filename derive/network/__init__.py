"""A network: its layers, its loss and an example, from Python or a spec, as a graph with numbers."""

from .build import Model, build
from .spec import SEED, Spec, made, read_line, read_spec, read_torch

__all__ = ["SEED", "Model", "Spec", "build", "made", "read_line", "read_spec", "read_torch"]
