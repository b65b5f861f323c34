"""A network at the smallest sizes with entries in {-1, 0, 1}: numbers that a reader can redo."""

from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np

from ..checks.reals import Reals
from ..checks.samples import small_draw
from .conventions import COUNTS
from .ground import Ground
from .network import Network
from .terms import Key, variables
from .understand import Understood


class Small(Ground):
    """Values in floating point; a function that nothing is known of is the square."""

    def __init__(self, network: Network, size: int, seed: int, understood: Understood) -> None:
        super().__init__(network, 0, understood.functions)
        batch = 2 if network.reading.batch else 1
        self.shapes, self.sizes = network.settle(repeat(size), batch)
        self.arithmetic = Reals()
        self.draw = small_draw(seed)
        self.loss = understood.loss
        self.known = set(understood.functions.values())

    def prepare(self, left: Any, right: Any) -> None:
        """Choose what an unknown loss depends on."""
        from_judge = self.network.last()
        self.sinks = frozenset(from_judge)

    def function(self, name: str, layer: Any) -> str:
        """The function that a sign stands for."""
        found = super().function(name, layer)
        return found if found in self.known else "square"

    def _find(self, key: Key) -> Any:
        """A target that a loss multiplies with a logarithm is 0 or 1."""
        value = super()._find(key)
        return (
            np.where(value > 0, 1.0, 0.0) if key in self.labels and key not in self.network.simplex else value
        )

    def _simplex(self, value: Any) -> Any:
        """Targets of a softmax: one 1 for each sample."""
        axis = -1 if value.shape[1] != 1 and value.shape[0] in (1, self.sizes["N"]) else -2
        largest = np.argmax(value, axis=axis, keepdims=True)
        places = np.arange(value.shape[axis]).reshape((-1, 1) if axis == -2 else (1, -1))
        return np.where(places == largest, 1.0, 0.0)

    @cached_property
    def labels(self) -> frozenset[Key]:
        """The targets of the losses with logarithms: what nothing else uses."""
        losses = [d for d in self.network.definitions.values() if d.key[1] in self.network.losses]
        used = {
            key
            for d in self.network.definitions.values()
            if d.key[1] not in self.network.losses
            for key in variables((d.left, d.right))
        }
        logarithmic = [d.right for d in losses if "'log'" in str(d.right) or "'ln'" in str(d.right)]
        found = {key for right in logarithmic for key in variables(right)} - used
        return frozenset(key for key in found if key[1] not in COUNTS and key[1] not in self.network.losses)
