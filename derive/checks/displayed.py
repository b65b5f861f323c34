"""Two evaluations for the check of the whole: gradients as the lines give them, and tangents forward."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..expression import Term
from .dual import Dual, Duals
from .environment import Environment
from .evaluate import PLACES, Evaluator
from .node import Node
from .verdict import Undecided


class Displayed(Evaluator):
    """Evaluation in which a gradient is what the derivation's lines say; the rest is as it was."""

    def __init__(self, base: Environment, nodes: Mapping[str, Node]) -> None:
        super().__init__(base.arithmetic, self, base.sizes, base.evaluator.functions)
        self.base = base
        self.nodes = nodes
        self.undone = {"d" + of: back for name, (of, back) in base.model.renamed.items() if name in nodes}
        self.found: dict[str, Any] = {}
        self.opened: set[str] = set()

    def value(self, node: Node) -> Any:
        """The value of a node."""
        if not any(self.base.model.varies(name) for name in node.names):
            return self.base.value(node) if node.op != "table" else self.fresh(node)
        return super().value(node)

    def fresh(self, node: Node) -> Any:
        """The value of a node that is not known yet; a table is a matrix given entry by entry."""
        if node.op != "table":
            return super().fresh(node)
        body, row, column = node.args
        value = self.value(body)
        rows, columns = self.lengths(node.shape)
        shape = self.arithmetic.shape(value)
        axes = len(shape) - 2
        kept: list[Any] = [0] * (axes + 2)
        for index, grid in ((row, np.arange(rows)[:, None]), (column, np.arange(columns)[None, :])):
            place = axes - 1 - PLACES[index] if isinstance(index, str) else -1
            if 0 <= place < axes and shape[place] > 1:
                kept[place] = grid
        table = self.arithmetic.view(value, lambda a: np.asarray(a[tuple(kept)]))
        return self.arithmetic.view(table, lambda a: np.broadcast_to(a, (rows, columns)))

    def lookup(self, name: str) -> Any:
        """The value of a symbol."""
        if self.base.model.varies(name) is None:
            return self.base.lookup(name)
        if name not in self.found:
            if name not in self.nodes and name not in self.undone:
                raise Undecided(f"a line uses {name}, which no line gives")
            if name in self.opened:
                raise Undecided(f"the lines give {name} by means of itself")
            self.opened.add(name)
            made = self.value(self.nodes[name]) if name in self.nodes else self._turned(self.undone[name])
            self.found[name] = made
        return self.found[name]

    def plain(self, name: str) -> Any:
        """The gradient that a name stands for: itself, or what is scaled or transposed in it."""
        renamed = self.base.model.renamed.get(name)
        return self.lookup(name) if renamed is None else self._turned(renamed[1])

    def _turned(self, back: Term) -> Any:
        (node,) = self.base.model.letters.nodes(back)
        return self.value(node)

    def jacobian(self, y: Node, x: str) -> Dual:
        """A local derivative, as in the environment."""
        return self.base.jacobian(y, x)


class Pushed(Evaluator):
    """Evaluation over dual numbers through the forward equations, a direction added at each variable."""

    def __init__(self, base: Environment, arithmetic: Duals, directions: Mapping[str, Any]) -> None:
        super().__init__(arithmetic, self, base.sizes, base.evaluator.functions)
        self.base = base
        self.directions = directions
        self.found: dict[str, Dual] = {}

    def run(self) -> Any:
        """The tangents of the loss."""
        for equation in self.base.model.equations:
            value = self.value(equation.node)
            self.found[equation.name] = self._added(value, equation.name)
        return self.found[self.base.model.loss].tangent

    def _added(self, value: Dual, name: str) -> Dual:
        extra = self.directions.get(name)
        if extra is None:
            return value
        tangent = extra if value.tangent is None else self.base.arithmetic.add(value.tangent, extra)
        return Dual(value.value, tangent)

    def lookup(self, name: str) -> Any:
        """The value of a symbol."""
        if name not in self.found:
            self.found[name] = self._added(Dual(self.base.lookup(name)), name)
        return self.found[name]

    def jacobian(self, y: Node, x: str) -> Dual:
        """A forward equation holds no derivative."""
        raise Undecided(f"a forward equation holds a derivative by {x}")
