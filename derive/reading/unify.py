"""Shapes with holes: the dimensions that a formula does not say, filled in from what stands around them."""

from collections.abc import Mapping
from typing import Any

from ..shapes import Shape
from ..shapes import show as show_shape


class Hole:
    """A dimension not known yet; `default` is taken if nothing ever says it."""

    __slots__ = ("default", "value")

    def __init__(self, default: int | None = None) -> None:
        self.value: Dimension | None = None
        self.default = default


Dimension = str | int | Hole
Open = tuple[Dimension, ...]  # a shape that may have holes


def known(dimension: Dimension) -> Dimension:
    """What a dimension has turned out to be, so far."""
    while isinstance(dimension, Hole) and dimension.value is not None:
        dimension = dimension.value
    return dimension


def unify(a: Dimension, b: Dimension, sizes: Mapping[str, int]) -> bool:
    """Make two dimensions equal; False if they cannot be.

    A letter equals a number if an example's sizes say so, or say nothing about it.
    """
    a, b = known(a), known(b)
    if a is b or a == b:
        return True
    if isinstance(a, Hole):
        a.value = b
        return True
    if isinstance(b, Hole):
        b.value = a
        return True
    if isinstance(a, str) == isinstance(b, str):
        return False
    if isinstance(a, str):
        return sizes.get(a, b) == b
    return sizes.get(str(b), a) == a


def settled(shape: Open) -> Shape:
    """A shape as far as it is known; `?` for a hole."""
    return tuple("?" if isinstance(d, Hole) else d for d in map(known, shape))


def show(shape: Open) -> str:
    """A shape for a message."""
    return show_shape(settled(shape))


def fill(term: Any) -> Any:
    """A term with every hole replaced by what it turned out to be; a hole that stayed open stays."""
    if isinstance(term, Hole):
        found = known(term)
        return (found.default or found) if isinstance(found, Hole) else found
    return tuple(fill(part) for part in term) if isinstance(term, tuple) else term


def open_holes(term: Any) -> bool:
    """Whether a filled term still holds a hole."""
    return isinstance(term, Hole) or (isinstance(term, tuple) and any(map(open_holes, term)))
