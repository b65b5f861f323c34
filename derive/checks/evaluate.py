"""Terms over an arithmetic: every node once, every index on an axis of its own."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from ..derivation import Shape
from ..expression import Term
from .arithmetic import Arithmetic
from .dual import Dual
from .functions import apply, fold, power
from .node import Dim, Node
from .rational import closed, combined, decimal
from .verdict import Undecided

# the letter at place q has axis -(3 + q): the last two axes are those of the matrix
PLACES = {letter: place for place, letter in enumerate("ijklrspqtuv")}
LONGEST = 10_000
LARGEST = 4_000_000


class Source(Protocol):
    """Where the values of symbols come from."""

    def lookup(self, name: str) -> Any:
        """The value of a symbol."""

    def jacobian(self, y: Node, x: str) -> Dual:
        """A node with one tangent per entry of the symbol x, through the forward equations."""


@lru_cache(maxsize=4096)
def grid(index: str | int, length: int) -> Any:
    """The values of an index, from 0, on its own axis."""
    if isinstance(index, int):
        return np.array([[index - 1]])
    return np.arange(length).reshape((length,) + (1,) * (2 + PLACES[index]))


class Evaluator:
    """The values of nodes at one assignment of sizes."""

    def __init__(
        self, arithmetic: Arithmetic, source: Source, sizes: Mapping[str, int], functions: Mapping[str, Term]
    ) -> None:
        self.arithmetic = arithmetic
        self.source = source
        self.sizes = sizes
        self.functions = functions
        self.memo: dict[int, Any] = {}
        self.breadth = 1  # the tangents of each value

    def value(self, node: Node) -> Any:
        """The value of a node; raises Undecided where there is none."""
        found = self.memo.get(node.key)
        if found is None:
            found = self.memo[node.key] = self.fresh(node)
        return found

    def fresh(self, node: Node) -> Any:
        """The value of a node that is not known yet."""
        if node.free and self.breadth * math.prod(map(self.length, node.free.values())) > LARGEST:
            raise Undecided("too many entries to be evaluated at once")
        return HANDLERS[node.op](self, node)

    def length(self, dim: Dim) -> int:
        """The number that a dimension stands for."""
        length = dim if isinstance(dim, int) else self.sizes[dim]
        if length > LONGEST:
            raise Undecided(f"an axis of {length} is too long to be evaluated")
        return length

    def lengths(self, shape: Shape) -> tuple[int, int]:
        """The shape of the array that holds a value (a scalar is 1 by 1)."""
        rows, columns = (self.length(dim) for dim in shape or (1, 1))
        if rows * columns > LARGEST:
            raise Undecided(f"a matrix of {rows} by {columns} is too large to be evaluated")
        return rows, columns

    def grid(self, index: str | int, ranges: Mapping[str, Dim]) -> Any:
        """The places, from 0, that an index runs over."""
        if isinstance(index, str) and index not in PLACES:  # a size letter: the last place
            return grid(self.sizes[index], 0)
        return grid(index, self.length(ranges[index]) if isinstance(index, str) else 0)


def _symbol(ev: Evaluator, node: Node) -> Any:
    return ev.source.lookup(node.args[0])


def _integer(ev: Evaluator, node: Node) -> Any:
    return ev.arithmetic.number(Fraction(node.args[0]))


def _decimal(ev: Evaluator, node: Node) -> Any:
    return ev.arithmetic.number(decimal(node.args[0]))


def _folded(op: str) -> Callable[[Evaluator, Node], Any]:
    function = fold(op)
    return lambda ev, node: function(ev.arithmetic, [ev.value(arg) for arg in node.args])


def _matmul(ev: Evaluator, node: Node) -> Any:
    total = ev.value(node.args[0])
    for arg in node.args[1:]:
        total = ev.arithmetic.matmul(total, ev.value(arg))
    return total


def _transpose(ev: Evaluator, node: Node) -> Any:
    return ev.arithmetic.view(ev.value(node.args[0]), lambda a: a.swapaxes(-1, -2))


def _power(ev: Evaluator, node: Node) -> Any:
    return power(ev.arithmetic, ev.value(node.args[0]), exponent(node.args[1], ev.sizes))


def exponent(node: Node, sizes: Mapping[str, int]) -> Fraction:
    """The value of a node of numbers and sizes only."""
    if node.op == "integer":
        return Fraction(node.args[0])
    if node.op == "decimal":
        return decimal(node.args[0])
    if node.op == "symbol":
        return closed(node.args[0], sizes)
    return combined(node.op, [exponent(arg, sizes) for arg in node.args if isinstance(arg, Node)])


def _constant(ev: Evaluator, node: Node) -> Any:
    m, n = ev.lengths(node.shape)
    if node.op == "eye":
        return ev.arithmetic.integers(np.eye(m, n, dtype=np.int64))
    return ev.arithmetic.integers(np.full((m, n), node.op == "ones", dtype=np.int64))


def _apply(ev: Evaluator, node: Node) -> Any:
    return apply(ev.arithmetic, ev.functions, node.args[0], ev.value(node.args[1]))


def softmax(ev: Evaluator, node: Node) -> Any:
    """e^Z divided by its sums along an axis."""
    powers = ev.arithmetic.atom("exp", ev.value(node.args[0]))
    total = ev.arithmetic.total(powers, -1 if node.args[1] == 1 else -2)
    return ev.arithmetic.mul(powers, ev.arithmetic.inverse(total))


def _logsoftmax(ev: Evaluator, node: Node) -> Any:
    return ev.arithmetic.atom("log", softmax(ev, node))


def _entry(ev: Evaluator, node: Node) -> Any:
    matrix, row, column = node.args
    value = ev.value(matrix)
    place = (ev.grid(row, node.free), ev.grid(column, node.free))
    return ev.arithmetic.view(value, picker(ev, value, matrix.free, place))


def picker(
    ev: Evaluator, value: Any, free: Mapping[str, Dim], place: tuple[Any, ...]
) -> Callable[[Any], Any]:
    """Picks the entries at `place`, while the indices that the value depends on keep their axes."""
    axes = len(ev.arithmetic.shape(value)) - 2
    kept: list[Any] = [0] * axes
    for letter in free:
        kept[axes - 1 - PLACES[letter]] = ev.grid(letter, free)
    where = (..., *kept, *place)
    return lambda a: a[where]


def _sum(ev: Evaluator, node: Node) -> Any:
    body, letter, bound = node.args
    value = ev.value(body)
    if letter in body.free:
        total = ev.arithmetic.total(value, -3 - PLACES[letter])
        axes = len(ev.arithmetic.shape(total))
        if node.free or axes == 2:
            return total
        return ev.arithmetic.view(total, lambda a: a.reshape(a.shape[: a.ndim - axes] + a.shape[-2:]))
    return ev.arithmetic.mul(ev.arithmetic.number(Fraction(ev.length(bound))), value)


def _delta(ev: Evaluator, node: Node) -> Any:
    first, second = (ev.grid(index, node.free) for index in node.args)
    return ev.arithmetic.integers((first == second).astype(np.int64))


def _matrix(ev: Evaluator, node: Node) -> Any:
    rows, columns = ev.lengths(node.shape)
    cells = ev.arithmetic.join([ev.value(cell) for cell in node.args])
    return ev.arithmetic.view(cells, lambda a: a.reshape((*a.shape[:-2], rows, columns)))


def _partial(ev: Evaluator, node: Node) -> Any:
    y, x = node.args
    matrix, row, column = x.args if x.op == "entry" else (x, 1, 1)
    if matrix.op != "symbol":
        raise Undecided("a derivative by something that is not a symbol or its entry")
    dual = ev.source.jacobian(y, matrix.args[0])
    if dual.tangent is None:
        return ev.arithmetic.integers(np.zeros((1, 1), dtype=np.int64))
    columns = ev.lengths(matrix.shape)[1]
    place = ev.grid(row, node.free) * columns + ev.grid(column, node.free)
    axes = len(ev.arithmetic.shape(dual.value)) - 2
    kept: list[Any] = [0] * (axes + 2)
    for letter in y.free:
        kept[axes - 1 - PLACES[letter]] = ev.grid(letter, y.free)
    return ev.arithmetic.view(dual.tangent, lambda a: a[(place, *kept)])


def _jacobian(ev: Evaluator, node: Node) -> Any:
    y, x = node.args
    if x.op != "symbol":
        raise Undecided("a Jacobian by something that is not a symbol")
    dual = ev.source.jacobian(y, x.args[0])
    rows, columns = ev.lengths(node.shape)
    if dual.tangent is None:
        return ev.arithmetic.integers(np.zeros((rows, columns), dtype=np.int64))
    return ev.arithmetic.view(dual.tangent, lambda a: a.reshape(columns, rows).T)


HANDLERS: dict[str, Callable[[Evaluator, Node], Any]] = {
    "symbol": _symbol, "integer": _integer, "decimal": _decimal,
    "add": _folded("add"), "neg": _folded("neg"), "mul": _folded("mul"), "div": _folded("div"),
    "hadamard": _folded("hadamard"), "hdiv": _folded("hdiv"), "pow": _power, "hpow": _power,
    "matmul": _matmul, "transpose": _transpose, "ones": _constant, "zeros": _constant, "eye": _constant,
    "apply": _apply, "softmax": softmax, "logsoftmax": _logsoftmax, "entry": _entry, "sum": _sum,
    "delta": _delta, "matrix": _matrix, "partial": _partial, "jacobian": _jacobian,
}  # fmt: skip
