"""Shapes of a document's symbols, by unification over its definitions: what faces each other has one size."""

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import DeriveError
from .phrases import Loose, Unsaid

Key = tuple[Any, ...]
HADAMARD = frozenset({"odot", "circ", "bullet", "oslash", "*", "otimes", "star"})
_WEIGHTS = frozenset({"W", "w", "Theta", "theta", "V", "U", "omega", "u", "v"})


class Misfit(DeriveError):
    """Shapes that do not fit."""


class Size:
    """A dimension: open until it is bound to another one or to a number; `sample` marks the batch."""

    __slots__ = ("bound", "number", "sample")

    def __init__(self, number: int | None = None) -> None:
        self.bound: Size | None = None
        self.number = number
        self.sample = False

    def root(self) -> "Size":
        """The dimension that this one has turned out to be."""
        size = self
        while size.bound is not None:
            size = size.bound
        return size


Pair = tuple[Size, Size]
Shape = Pair | None  # None: a scalar


class Sizer:
    """Open shapes of symbols; every binding can be taken back."""

    def __init__(self, is_scalar: Callable[[Key], bool]) -> None:
        self.is_scalar = is_scalar
        self.shapes: dict[Key, Shape] = {}
        self.trail: list[tuple[Size, Any]] = []
        self.scope: dict[str, Size] = {}
        self.columns: bool | None = None  # samples in columns

    def one(self) -> Size:
        """The dimension 1."""
        return Size(1)

    def unify(self, a: Size, b: Size) -> None:
        """Make two dimensions one. Raises Misfit."""
        a, b = a.root(), b.root()
        if a is b or (a.number is not None and a.number == b.number):
            return
        if a.number is not None and b.number is not None:
            raise Misfit(f"{a.number} and {b.number} do not fit")
        if a.number is not None:
            a, b = b, a
        self.trail.append((a, a.bound))
        a.bound = b
        if a.sample and b.number is None and not b.sample:
            self.trail.append((b, "sample"))
            b.sample = True

    def same(self, a: Shape, b: Shape) -> Shape:
        """Make two shapes one; a scalar fits everything."""
        if a is None or b is None:
            return a or b
        self.unify(a[0], b[0])
        self.unify(a[1], b[1])
        return a

    def undo(self, mark: int) -> None:
        """Take back every binding after a mark."""
        while len(self.trail) > mark:
            size, before = self.trail.pop()
            if before == "sample":
                size.sample = False
            else:
                size.bound = before

    def equation(self, left: Loose, right: Loose) -> bool:
        """Use one equation if it fits; whether it did."""
        mark = len(self.trail)
        self.scope = {}
        try:
            self.same(self.shape(left), self.shape(right))
        except (Misfit, Unsaid):
            self.undo(mark)
            return False
        return True

    def of(self, key: Key) -> Shape:
        """The shape of a symbol."""
        if key not in self.shapes:
            self.shapes[key] = None if self.is_scalar(key) else (Size(), Size())
        return self.shapes[key]

    def shape(self, term: Loose) -> Shape:
        """The shape of a term. Raises Misfit or Unsaid."""
        rule = RULES.get(term[0])
        if rule is None:
            raise Unsaid(f"no shape for {term[0]}")
        return rule(self, term)

    def index(self, index: str | int, size: Size) -> None:
        """An index runs over one dimension only."""
        if isinstance(index, int):
            return
        if index in self.scope:
            self.unify(self.scope[index], size)
        else:
            self.scope[index] = size


def known(size: Size) -> bool:
    """Whether a dimension is 1."""
    return size.root().number == 1


def _at(sizer: Sizer, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    if shape is None:
        return None
    indices = term[2]
    if len(indices) == 2:
        sizer.index(indices[0], shape[0])
        sizer.index(indices[1], shape[1])
        return None
    if len(indices) != 1:
        raise Unsaid("more than two indices")
    rows, columns = shape[0].root(), shape[1].root()
    if rows.sample and not columns.sample:
        sizer.index(indices[0], rows)
        return (sizer.one(), columns)
    if columns.sample and not rows.sample:
        sizer.index(indices[0], rows)
        return None
    if known(rows) and not known(columns):
        sizer.index(indices[0], columns)
        return None
    sizer.unify(columns, sizer.one())
    sizer.index(indices[0], rows)
    return None


def _d(sizer: Sizer, term: Loose) -> Shape:
    return sizer.shape(term[2] if term[0] == "d" else term[1])


def is_weight(term: Loose) -> bool:
    """Whether a factor is named like a weight."""
    while term[0] in ("T", "smp"):
        term = term[1]
    return term[0] == "var" and str(term[1]).split(" ")[-1] in _WEIGHTS


def _prod(sizer: Sizer, term: Loose) -> Shape:
    terms, ops = term[1], term[2]
    total = sizer.shape(terms[0])
    group = [terms[0]]
    result: list[Shape] = []
    for op, factor in zip(ops, terms[1:], strict=True):
        shape = sizer.shape(factor)
        loose = op in HADAMARD and not (op in ("*", "otimes") and (is_weight(factor) or is_weight(group[-1])))
        if loose:
            result.append(total)
            total, group = shape, [factor]
        else:
            total = _times(sizer, total, shape, group[-1], factor)
            group.append(factor)
    for other in result:
        total = sizer.same(total, other)
    return total


def _times(sizer: Sizer, a: Shape, b: Shape, left: Loose, right: Loose) -> Shape:
    if a is None or b is None:
        return a or b
    if _logarithm(left) or _logarithm(right):
        return sizer.same(a, b)
    sizer.unify(a[1], b[0])
    if is_weight(left) and not is_weight(right):
        sizer.columns = True
        _mark(sizer, b[1])
    elif is_weight(right) and not is_weight(left):
        sizer.columns = False
        _mark(sizer, a[0])
    return a[0], b[1]


def _logarithm(term: Loose) -> bool:
    """`y log a`: entry by entry."""
    return term[0] == "call" and term[1] in ("log", "ln")


def _mark(sizer: Sizer, size: Size) -> None:
    root = size.root()
    if root.number is None and not root.sample:
        sizer.trail.append((root, "sample"))
        root.sample = True


def _add(sizer: Sizer, term: Loose) -> Shape:
    total: Shape = None
    later = []
    for part in term[1:]:
        bare = part[1] if part[0] == "neg" else part
        if bare[0] in ("var",) and any(p[0] == "prod" for p in term[1:]):
            later.append(bare)
        elif bare[0] != "ones":
            total = sizer.same(total, sizer.shape(bare))
    for bare in later:
        _bias(sizer, total, bare)
    return total


def _bias(sizer: Sizer, total: Shape, bare: Loose) -> None:
    """`XW + b`: one bias for every sample, or a value of the full shape."""
    shape = sizer.of(bare)
    if shape is None or total is None:
        return
    rows, columns = total[0].root(), total[1].root()
    if columns.sample and str(bare[1]).lower() in ("b", "c", "theta", "beta"):
        sizer.same(shape, (rows, sizer.one()))
    elif rows.sample and str(bare[1]).lower() in ("b", "c", "theta", "beta"):
        sizer.same(shape, (sizer.one(), columns))
    else:
        sizer.same(shape, total)


def _call(sizer: Sizer, term: Loose) -> Shape:
    name, args = term[1], [arg for arg in term[4] if arg[0] != "kw"]
    axis = next((arg[2][1] for arg in term[4] if arg[0] == "kw" and arg[1] == "axis"), None)
    shapes = [sizer.shape(arg) for arg in args]
    if name in ("dot", "matmul") and len(args) == 2:
        return _times(sizer, shapes[0], shapes[1], args[0], args[1])
    if name == "multiply" and len(args) == 2:
        return sizer.same(shapes[0], shapes[1])
    if name in ("sum", "mean", "columnsum", "rowsum") and len(args) == 1:
        if shapes[0] is None or (axis is None and name in ("sum", "mean")):
            return None
        down = axis == 0 if axis is not None else name == "columnsum"
        return (sizer.one(), shapes[0][1]) if down else (shapes[0][0], sizer.one())
    if name in ("tr", "len"):
        return None
    if len(args) == 2 and name in ("max", "min"):
        return sizer.same(shapes[0], shapes[1])
    if len(args) != 1:
        raise Unsaid(f"{name} of {len(args)} arguments")
    return shapes[0]


def _sum(sizer: Sizer, term: Loose) -> Shape:
    return sizer.shape(term[1])


def _turned(sizer: Sizer, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    return None if shape is None else (shape[1], shape[0])


def _div(sizer: Sizer, term: Loose) -> Shape:
    above, below = sizer.shape(term[1]), sizer.shape(term[2])
    return above if below is None else sizer.same(above, below)


def _sampled(sizer: Sizer, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    if shape is None:
        return None
    if shape[0].root().sample:
        return sizer.one(), shape[1]
    _mark(sizer, shape[1])
    return shape[0], sizer.one()


def _compared(sizer: Sizer, term: Loose) -> Shape:
    if isinstance(term[2], str):
        return None
    return sizer.same(sizer.shape(term[2]), sizer.shape(term[3]))


def _cases(sizer: Sizer, term: Loose) -> Shape:
    total: Shape = None
    for value, cond in term[1]:
        total = sizer.same(total, sizer.shape(value))
        if cond != ("else",):
            total = sizer.same(total, sizer.shape(cond))
    return total


def _grid(sizer: Sizer, term: Loose) -> Shape:
    for row in term[1]:
        for cell in row:
            if sizer.shape(cell) is not None:
                raise Unsaid("a matrix of matrices")
    return Size(len(term[1])), Size(len(term[1][0]))


RULES: dict[str, Callable[[Sizer, Loose], Shape]] = {
    "num": lambda sizer, term: None,
    "var": lambda sizer, term: sizer.of(term),
    "ones": lambda sizer, term: (Size(), sizer.one()),
    "smp": _sampled,
    "at": _at,
    "d": _d,
    "dn": _d,
    "prod": _prod,
    "add": _add,
    "neg": lambda sizer, term: sizer.shape(term[1]),
    "prime": lambda sizer, term: sizer.shape(term[1]),
    "abs": lambda sizer, term: sizer.shape(term[1]),
    "norm": lambda sizer, term: sizer.shape(term[1]) and None,
    "div": _div,
    "pow": lambda sizer, term: sizer.shape(term[1]),
    "T": _turned,
    "call": _call,
    "sum": _sum,
    "grid": _grid,
    "cmp": _compared,
    "cases": _cases,
}


def variables(term: Any) -> Iterator[Key]:
    """The symbols in a term."""
    if isinstance(term, tuple):
        if len(term) == 4 and term[0] == "var":
            yield term
            return
        if len(term) == 5 and term[0] == "sum":  # its bounds are no values
            yield from variables(term[1])
            return
        for part in term:
            yield from variables(part)
