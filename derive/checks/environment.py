"""The value of every symbol at one assignment of sizes, gradients by the checker's own reverse accumulation.

dL/dv is the sum over the equations that use v of the upstream gradient contracted with the local Jacobian,
which comes from dual numbers through that one equation. No line of the derivation is used.
"""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from .arithmetic import Arithmetic
from .dual import Dual
from .evaluate import Evaluator
from .functions import PI, duals
from .model import Equation, Model
from .node import Node
from .pullback import Pullback
from .verdict import Undecided

JACOBIAN = 5000  # a local Jacobian with more entries is not written out
# (name, rows, columns) -> the value of an input, a parameter or a free scalar
Draw = Callable[[str, int, int], Any]


class Environment:
    """Values of symbols: drawn, computed forward, or computed backward, each once and when asked for."""

    def __init__(
        self, model: Model, arithmetic: Arithmetic, sizes: Mapping[str, int], draw: Draw,
        values: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.model = model
        self.arithmetic = arithmetic
        self.sizes = sizes
        self.draw = draw
        self.values: dict[str, Any] = dict(values or {})
        self.evaluator = Evaluator(arithmetic, self, sizes, model.derivation.functions)
        self.gradients: dict[str, Any] | None = None
        self.hopeless = ""  # why there are no gradients here; an error would keep the frames it passed
        self.moved: dict[tuple[str, bool], Moved] = {}
        self.next: Environment | None = None
        self.opened: set[str] = set()

    def value(self, node: Node) -> Any:
        """The value of a node."""
        return self.evaluator.value(node)

    def lookup(self, name: str) -> Any:
        """The value of a symbol."""
        if name not in self.values:
            self.values[name] = self._find(name)
        return self.values[name]

    def _find(self, name: str) -> Any:
        model = self.model
        if name in model.terms:
            return self._forward(name)
        if name in model.drawn:
            return self._drawn(name)
        if name in self.sizes:
            return self.arithmetic.number(Fraction(self.sizes[name]))
        if name.endswith("_new"):
            return self.after().lookup(name.removesuffix("_new"))
        if name == PI:
            return self.arithmetic.pi()
        of = model.gradient_of(name)
        if of is not None:
            return self._gradient(of)
        if name in model.definitions:
            return self._defined(name)
        return self._drawn(name)

    def _drawn(self, name: str) -> Any:
        rows, columns = self.evaluator.lengths(self.model.letters.symbol(name))
        return self.draw(name, rows, columns)

    def _defined(self, name: str) -> Any:
        if name in self.opened:
            raise Undecided(f"the definition of {name} uses itself")
        self.opened.add(name)
        (node,) = self.model.letters.nodes(self.model.definitions[name])
        return self.value(node)

    def _forward(self, name: str) -> Any:
        """Every equation up to this one, in order: depth costs no recursion."""
        last = self.model.places[name]
        for equation in self.model.equations[:last]:
            if equation.name not in self.values:
                self.values[equation.name] = self.computed(equation)
        return self.computed(self.model.equations[last])

    def computed(self, equation: Equation) -> Any:
        """The value that an equation gives to its symbol."""
        return self.value(equation.node)

    def forget(self) -> None:
        """Keeps the values of symbols, and lets go of those of terms."""
        self.evaluator.memo.clear()
        self.moved.clear()
        if self.next is not None:
            self.next.forget()

    def after(self) -> "Environment":
        """The same network after one step of gradient descent."""
        if self.next is None:
            rate = self.arithmetic.neg(self.lookup("eta"))
            values = {name: self.lookup(name) for name in self.model.derivation.inputs}
            for name in self.model.derivation.parameters:
                step = self.arithmetic.mul(rate, self._gradient(name))
                values[name] = self.arithmetic.add(self.lookup(name), step)
            self.next = type(self)(self.model, self.arithmetic, self.sizes, self.draw, values)
        return self.next

    def _gradient(self, name: str) -> Any:
        if self.hopeless:
            raise Undecided(self.hopeless)
        if self.gradients is None:
            try:
                self.gradients = self._backward()
            except Undecided as why:
                self.hopeless = str(why)
                raise
        if name in self.gradients:
            return self.gradients[name]
        return self.arithmetic.mul(self.arithmetic.number(Fraction(0)), self.lookup(name))

    def _backward(self) -> dict[str, Any]:
        found: dict[str, Any] = {self.model.loss: self.arithmetic.number(Fraction(1))}
        for equation in reversed(self.model.equations):
            upstream = found.get(equation.name)
            if upstream is None:
                continue
            for name in equation.uses:
                if name in self.model.wanted:
                    part = self._pulled(equation, upstream, name)
                    if part is not None:
                        found[name] = self.arithmetic.add(found[name], part) if name in found else part
        return found

    def _pulled(self, equation: Equation, upstream: Any, name: str) -> Any:
        """The upstream gradient contracted with the Jacobian of one equation by one of its variables."""
        inside = max(self._entries(equation.name), self._entries(name))  # a loss sums over as many terms
        if inside * self._entries(name) > JACOBIAN:
            return Pullback(self.evaluator, name).through(equation.node, upstream)
        moved = self.moved.get((name, False)) or Moved(self, name, False)  # of no more use to anyone
        tangent = moved.value(equation.node).tangent
        if tangent is None:
            return None
        rows, columns = self.arithmetic.shape(self.lookup(name))
        column = self.arithmetic.view(upstream, lambda a: a.reshape(-1, 1))
        jacobian = self.arithmetic.view(tangent, lambda a: a.reshape(rows * columns, -1))
        return self.arithmetic.view(
            self.arithmetic.matmul(jacobian, column), lambda a: a.reshape(rows, columns)
        )

    def _entries(self, name: str) -> int:
        rows, columns = self.evaluator.lengths(self.model.letters.symbol(name))
        return rows * columns

    def local(self, name: str, through: bool = False) -> "Moved":
        """Evaluation with one tangent per entry of a symbol; the others constant, or following it."""
        key = (name, through)
        if key not in self.moved:
            self.moved[key] = Moved(self, name, through)
        return self.moved[key]

    def jacobian(self, y: Node, x: str) -> Dual:
        """A node with one tangent per entry of x.

        Local: through the node itself, or through the equations of its symbols where these use x; only where
        x is further away, through every equation between.
        """
        if x in y.names:
            found: Dual = self.local(x).value(y)
            return found
        direct = any(equation.name in y.names for equation in self.model.users.get(x, ()))
        return self.local(x, not direct).opened(y)


class Moved(Evaluator):
    """Evaluation over dual numbers, with one symbol cut loose from its equation."""

    def __init__(self, base: Environment, name: str, through: bool) -> None:
        value = base.lookup(name)
        rows, columns = base.arithmetic.shape(value)
        if rows * columns > JACOBIAN:
            raise Undecided(f"a Jacobian by {rows * columns} entries is too large")
        dual = duals(base.arithmetic, rows * columns)
        super().__init__(dual, self, base.sizes, base.evaluator.functions)
        eye = np.eye(rows * columns, dtype=np.int64).reshape(rows * columns, rows, columns)
        self.base = base
        self.breadth = rows * columns
        self.name = name
        self.seed = Dual(value, base.arithmetic.integers(eye))
        self.through = through
        self.follows: dict[str, Dual] = {name: self.seed}
        self.reached: Moved | None = None
        self.walked = base.model.places.get(name, -1) + 1  # the equations that have been followed so far

    def value(self, node: Node) -> Any:
        """The value of a node, as a constant where nothing in it moves."""
        if self.follows.keys().isdisjoint(node.names):
            return Dual(self.base.value(node))
        return super().value(node)

    def opened(self, node: Node) -> Dual:
        """The value of a node whose symbols follow x through their equations."""
        if self.reached is None:
            self.reached = Moved(self.base, self.name, self.through)
            if not self.through:
                users = self.base.model.users.get(self.name, ())
                self.reached.follows |= {equation.name: self.value(equation.node) for equation in users}
        if self.through:
            self.reached.follow(node.names)
        found: Dual = self.reached.value(node)
        return found

    def follow(self, names: Collection[str]) -> None:
        """Lets every symbol follow that x moves, as far as these names: what is beyond is left alone."""
        places = self.base.model.places
        last = max((places[name] + 1 for name in names if name in places), default=0)
        for equation in self.base.model.equations[self.walked : last]:
            if not self.follows.keys().isdisjoint(equation.uses):
                self.follows[equation.name] = self.value(equation.node)
        self.walked = max(self.walked, last)

    def lookup(self, name: str) -> Any:
        """The value of a symbol."""
        found = self.follows.get(name)
        return Dual(self.base.lookup(name)) if found is None else found

    def jacobian(self, y: Node, x: str) -> Dual:
        """A derivative inside of a derivative is not a line that anyone displays."""
        raise Undecided(f"the derivative of a derivative, by {x}")
