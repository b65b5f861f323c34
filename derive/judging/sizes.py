"""Dimensions that are open until they are bound, and shapes of symbols made of them."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from ..errors import DeriveError
from .phrases import Loose, Unsaid
from .terms import Key


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


class Measure:
    """Open shapes of symbols; every binding can be taken back."""

    rules: ClassVar[Mapping[str, Callable[["Measure", Loose], Any]]] = {}

    def __init__(self, is_scalar: Callable[[Key], bool]) -> None:
        self.is_scalar = is_scalar
        self.shapes: dict[Key, Shape] = {}
        self.trail: list[tuple[Size, Any]] = []
        self.scope: dict[str, Size] = {}
        self.columns: bool | None = None  # samples in columns
        self.bounds: dict[Key, Size] = {}  # letters for how many: K of `\sum_{k=1}^K`
        self.batch = Size()  # over which sums of samples run
        self.batch.sample = True

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
        rule = self.rules.get(term[0])
        if rule is None:
            raise Unsaid(f"no shape for {term[0]}")
        found: Shape = rule(self, term)
        return found

    def index(self, index: str | int, size: Size) -> None:
        """An index runs over one dimension only."""
        if isinstance(index, int):
            return
        if index in self.scope:
            self.unify(self.scope[index], size)
        else:
            self.scope[index] = size
