"""The little tree between an expression and its three printed forms: boxes, without any mathematics.

A layout makes boxes once; LaTeX, MathML and plain text are one small emitter each.
"""

from typing import NamedTuple


class Leaf(NamedTuple):
    """What cannot be taken apart: a letter, a number, a sign, with its face in each output."""

    tex: str
    mathml: str
    text: str
    ascii: str


class Row(NamedTuple):
    """Boxes side by side."""

    items: tuple["Box", ...]


class Product(NamedTuple):
    """Factors side by side."""

    items: tuple["Box", ...]


class Script(NamedTuple):
    """A base with something below right, above right, or both."""

    base: "Box"
    sub: "Box | None"
    sup: "Box | None"


class Fraction(NamedTuple):
    """One box over another."""

    above: "Box"
    below: "Box"


class Fence(NamedTuple):
    """A box between brackets; `call` when the brackets hold the argument of a function."""

    body: "Box"
    call: bool = False
    mark: str = "("


class Table(NamedTuple):
    """Rows of cells between brackets."""

    rows: tuple[tuple["Box", ...], ...]


class Under(NamedTuple):
    """A box with a brace below it, and notes below the brace, one under the other."""

    body: "Box"
    notes: tuple["Box", ...]


class Root(NamedTuple):
    """A square root."""

    body: "Box"


class Accent(NamedTuple):
    """A letter with a mark above it."""

    body: "Box"
    mark: str


class Big(NamedTuple):
    """A sum sign with what stands below and above it."""

    below: "Box"
    above: "Box"


class Stack(NamedTuple):
    """Lines of a box that was too wide, the first one not indented."""

    lines: tuple["Box", ...]


class Symbol(NamedTuple):
    """A named quantity or one of its entries: how it looks, and the name it goes by in data and code."""

    name: str
    face: "Box"
    indices: tuple["Box", ...] = ()
    transposed: bool = False


# the two faces of each kind of bracket
BRACKETS = {"(": ("(", ")"), "[": ("[", "]"), "|": ("|", "|")}

Box = Leaf | Row | Product | Script | Fraction | Fence | Table | Under | Root | Accent | Big | Stack | Symbol
