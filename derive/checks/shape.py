"""The shapes of terms: letters are distinct sizes, and every index runs over one range."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from ..derivation import Derivation, Shape
from ..errors import ShapeError, unknown
from ..expression import INDICES, Term
from .functions import ATOMS, FORMULAS, PI, Z, known, weight
from .node import Dim, Node, Nodes, Ranges
from .text import text, written
from .verdict import Undecided


class Shapes(Nodes):
    """Terms to nodes, for one derivation; at the example every letter is its number."""

    def __init__(self, derivation: Derivation, numbers: Iterator[int] | None = None, example: bool = False):
        super().__init__(derivation.sizes, numbers)
        self.functions = derivation.functions
        self.example = example
        self.shapes = {name: self._dims(shape) for name, shape in derivation.shapes.items()}
        for formula in derivation.equations:
            self.shapes.setdefault(formula.name, self._dims(formula.shape))
        self.weighed: dict[str, int] = {}
        self.scope: dict[str, Dim] = {}
        self.bound: set[str] = set()
        self.waiting = False

    def _dim(self, dim: Dim) -> Dim:
        return self.sizes.get(dim, dim) if self.example and isinstance(dim, str) else dim

    def _dims(self, shape: Shape) -> Shape:
        return tuple(self._dim(dim) for dim in shape)

    def nodes(self, *terms: Term) -> tuple[Node, ...]:
        """The nodes of terms that share their free indices (the two sides of a relation).

        Raises ShapeError for shapes or index ranges that do not fit, Undecided for unknown names.
        """
        self.scope, self.bound, self.waiting = {}, set(), False
        found = tuple(map(self.node, terms))
        if self.waiting:  # a delta stood before the entry that says what its index runs over
            self.bound, self.waiting = set(), False
            found = tuple(map(self.node, terms))
            if self.waiting:
                raise ShapeError("an index of delta runs over nothing: no entry uses it")
        return found

    def symbol(self, name: str) -> Shape:
        """The shape of a symbol, of its gradient (`dW1`) or of its next value (`W1_new`)."""
        if name in self.shapes:
            return self.shapes[name]
        if name in self.sizes or name in ("eta", Z, PI):
            return ()
        if name.endswith("_new"):
            return self.symbol(name.removesuffix("_new"))
        if name.startswith("d") and name[1:] in self.shapes:
            return self.shapes[name[1:]]
        if name in INDICES:
            raise Undecided(f"the index {name} stands where a number is")
        raise Undecided(unknown("symbol", name, self.shapes))

    def node(self, term: Term) -> Node:
        """The node of a term."""
        if isinstance(term, str):
            return self.make("symbol", (term,), self.symbol(term))
        if isinstance(term, int):
            return self.make("integer", (term,), ())
        rule = RULES.get(term[0])
        if rule is None:
            raise Undecided(f"{term[0]} is not a value")
        return rule(self, term)

    def index(self, index: Any, dim: Dim | None, owner: Term) -> tuple[Any, Ranges]:
        """An index on an axis of this size: a letter, a number, or a size letter for the last entry."""
        if isinstance(index, int):
            if index < 1 or (isinstance(dim, int) and index > dim):
                raise ShapeError(f"entry {index} of {text(owner)} is outside 1..{dim}")
            return index, {}
        if not isinstance(index, str) or (index not in INDICES and index not in self.sizes):
            raise ShapeError(f"entry takes an index letter or a number, but {text(index)} came")
        if index not in INDICES:
            return (
                self.index(self.sizes[index], dim, owner) if self.example else self._last(index, dim, owner)
            )
        known_range = self.scope.get(index)
        if known_range is None:
            if dim is None:
                self.waiting = True
                return index, {index: 1}
            if index in self.bound:
                raise ShapeError(f"the index {index} is used twice: by a sum and outside of it")
            self.scope[index] = dim
            return index, {index: dim}
        if dim is not None and known_range != dim:
            raise ShapeError(f"the index {index} runs over {known_range}, but over {dim} in {text(owner)}")
        return index, {index: known_range}

    def _last(self, letter: str, dim: Dim | None, owner: Term) -> tuple[Any, Ranges]:
        if letter != dim:
            raise ShapeError(f"entry {letter} of {text(owner)} is outside 1..{dim}")
        return letter, {}


Rule = Callable[[Shapes, Any], Node]


def _fail(term: Any, takes: str, nodes: tuple[Node, ...]) -> ShapeError:
    came = " and ".join(
        f"{text(arg)} is {written(node.shape)}" for arg, node in zip(term[1:], nodes, strict=False)
    )
    return ShapeError(f"{term[0]} takes {takes}, but {came}")


def _alike(shapes: Shapes, term: Any) -> Node:
    nodes = tuple(map(shapes.node, term[1:]))
    if any(node.shape != nodes[0].shape for node in nodes):
        raise _fail(term, ", ".join(["m n"] * len(nodes)), nodes)
    return shapes.make(term[0], nodes, nodes[0].shape)


def _same(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[1])
    return shapes.make(term[0], (node,), node.shape)


def _mul(shapes: Shapes, term: Any) -> Node:
    nodes = tuple(map(shapes.node, term[1:]))
    if any(node.shape for node in nodes[:-1]):
        raise _fail(term, "scalars, and at most a matrix as the last factor", nodes)
    return shapes.make("mul", nodes, nodes[-1].shape)


def _div(shapes: Shapes, term: Any) -> Node:
    nodes = (shapes.node(term[1]), shapes.node(term[2]))
    if nodes[1].shape:
        raise _fail(term, "a scalar as divisor", nodes)
    return shapes.make("div", nodes, nodes[0].shape)


def _power(shapes: Shapes, term: Any) -> Node:
    nodes = (shapes.node(term[1]), shapes.node(term[2]))
    if nodes[1].shape or (term[0] == "pow" and nodes[0].shape):
        raise _fail(term, "a scalar and a scalar" if term[0] == "pow" else "m n and a scalar", nodes)
    return shapes.make(term[0], nodes, nodes[0].shape)


def _matmul(shapes: Shapes, term: Any) -> Node:
    nodes = tuple(map(shapes.node, term[1:]))
    fits = all(len(node.shape) == 2 for node in nodes)
    if not fits or any(a.shape[1] != b.shape[0] for a, b in pairwise(nodes)):
        raise _fail(
            term,
            ", ".join(f"{a} {b}" for a, b in zip("mnpqrstu", "npqrstuv", strict=True))[: 5 * len(nodes) - 2],
            nodes,
        )
    return shapes.make("matmul", nodes, (nodes[0].shape[0], nodes[-1].shape[1]))


def _transpose(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[1])
    if len(node.shape) != 2:
        raise _fail(term, "m n", (node,))
    return shapes.make("transpose", (node,), node.shape[::-1])


def _size(shapes: Shapes, dim: Any) -> Dim:
    if isinstance(dim, int) and dim > 0:
        return dim
    if isinstance(dim, str) and dim in shapes.sizes:
        return shapes._dim(dim)
    raise ShapeError(f"{text(dim)} is not a size; there are {', '.join(shapes.sizes)} and whole numbers")


def _constant(shapes: Shapes, term: Any) -> Node:
    dims = tuple(_size(shapes, dim) for dim in term[1:])
    return shapes.make(term[0], (), dims if len(dims) == 2 else dims * 2)


def _apply(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[2])
    if not known(term[1], shapes.functions):
        raise Undecided(unknown("function", str(term[1]), (*FORMULAS, *ATOMS, *shapes.functions)))
    if term[1] not in shapes.weighed:
        shapes.weighed[term[1]] = weight(term[1], shapes.functions)
    return shapes.make("apply", (term[1], node), node.shape)


def _softmax(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[1])
    if len(node.shape) != 2 or term[2] not in (0, 1):
        raise _fail(term, "m n, and the axis 0 or 1", (node,))
    return shapes.make(term[0], (node, term[2]), node.shape)


def _entry(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[1])
    if len(node.shape) != 2:
        raise _fail(term, "m n", (node,))
    indices = term[2:]
    if len(indices) == 1:
        if 1 not in node.shape:
            raise ShapeError(
                f"entry takes two indices, but {text(term)} has one: {text(term[1])} is {written(node.shape)}"
            )
        indices = (1, *indices) if node.shape[0] == 1 else (*indices, 1)
    row, rows = shapes.index(indices[0], node.shape[0], term[1])
    column, columns = shapes.index(indices[1], node.shape[1], term[1])
    return shapes.make("entry", (node, row, column), (), rows | columns)


def _sum(shapes: Shapes, term: Any) -> Node:
    _, body, letter, bound = term
    if letter not in INDICES:
        raise ShapeError(f"sum takes an index letter, but {text(letter)} came")
    if letter in shapes.scope:
        raise ShapeError(f"the index {letter} is used twice: by a sum and outside of it")
    size = _size(shapes, bound)
    shapes.scope[letter] = size
    shapes.bound.add(letter)
    try:
        node = shapes.node(body)
    finally:
        del shapes.scope[letter]
    return shapes.make("sum", (node, letter, size), node.shape, binds=letter)


def _delta(shapes: Shapes, term: Any) -> Node:
    first, second = term[1:]
    ranges = [shapes.scope.get(index) for index in (first, second) if isinstance(index, str)]
    dim = next((found for found in ranges if found is not None), None)
    a, left = shapes.index(first, dim, term)
    b, right = shapes.index(second, dim, term)
    return shapes.make("delta", (a, b), (), left | right)


def _partial(shapes: Shapes, term: Any) -> Node:
    y, x = shapes.node(term[1]), shapes.node(term[2])
    if y.shape or x.shape or x.op not in ("entry", "symbol"):
        raise _fail(term, "a scalar, and an entry or a scalar symbol", (y, x))
    return shapes.make("partial", (y, x), ())


def _jacobian(shapes: Shapes, term: Any) -> Node:
    nodes = (shapes.node(term[1]), shapes.node(term[2]))
    sides = []
    for node in nodes:
        m, n = node.shape or (1, 1)
        if not isinstance(m, int) or not isinstance(n, int):
            raise Undecided("a Jacobian of stacked rows has a shape at the example only")
        sides.append(m * n)
    return shapes.make("jacobian", nodes, tuple(sides))


def _matrix(shapes: Shapes, term: Any) -> Node:
    rows = term[1]
    cells = tuple(_cell(shapes, cell) for row in rows for cell in row)
    return shapes.make("matrix", cells, (len(rows), len(rows[0])))


def _cell(shapes: Shapes, cell: Term) -> Node:
    if cell == "...":
        raise Undecided("a matrix with elided cells can only be a whole side of a line")
    node = shapes.node(cell)
    if node.shape:
        raise ShapeError(f"matrix takes scalars as cells, but {text(cell)} is {written(node.shape)}")
    return node


def _diag(shapes: Shapes, term: Any) -> Node:
    n = len(term) - 1
    rows = tuple(tuple(term[1 + k] if k == m else 0 for m in range(n)) for k in range(n))
    return _matrix(shapes, ("matrix", rows))


def _decimal(shapes: Shapes, term: Any) -> Node:
    return shapes.make("decimal", (str(term[1]),), ())


def _shaped(shapes: Shapes, term: Any) -> Node:
    node = shapes.node(term[1])
    said = tuple(_size(shapes, dim) for dim in term[2:])
    if node.shape != said:
        raise ShapeError(f"{text(term[1])} is said to be {written(said)}, but is {written(node.shape)}")
    return node


def _labelled(shapes: Shapes, term: Any) -> Node:
    return shapes.node(term[1])


RULES: dict[str, Rule] = {
    "add": _alike, "hadamard": _alike, "hdiv": _alike, "neg": _same, "mul": _mul, "div": _div,
    "pow": _power, "hpow": _power, "matmul": _matmul, "transpose": _transpose,
    "ones": _constant, "zeros": _constant, "eye": _constant, "diag": _diag, "apply": _apply,
    "softmax": _softmax, "logsoftmax": _softmax, "entry": _entry, "sum": _sum, "delta": _delta,
    "partial": _partial, "jacobian": _jacobian, "matrix": _matrix, "decimal": _decimal,
    "shaped": _shaped, "labelled": _labelled,
}  # fmt: skip
