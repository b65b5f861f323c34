"""Formulas and words as measured blocks of text: lines of spans for SVG, TeX for TikZ, one size for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..expression import Term
from ..notation import Notation, escape_tex
from ..shapes import Shape
from .spans import THIN, Span, parse, set_spans, width

# how far a row of a formula reaches from its baseline, in em; scripts may reach further
ABOVE, BELOW = 0.9, 0.36


class Row(NamedTuple):
    """One line of a block: where its baseline is, from the block's centre, and the side it is aligned by."""

    x: float
    y: float
    spans: tuple[Span, ...]
    anchor: str = "middle"


class Stroke(NamedTuple):
    """A thin line of a block: points, each a straight step or (three at a time) a curve."""

    points: tuple[tuple[float, float], ...]
    curved: bool = False


@dataclass(frozen=True)
class Block:
    """A piece of text with its size in pixels, its rows from the centre, and its TeX.

    base: where the baseline is, from the centre, if it is one row.
    """

    width: float
    height: float
    size: float
    rows: tuple[Row, ...]
    tex: str
    strokes: tuple[Stroke, ...] = ()
    base: float | None = None
    words: bool = False


@dataclass(frozen=True)
class Typesetter:
    """Sets terms in one notation."""

    notation: Notation
    _seen: dict[tuple[Term, float], Block] = field(default_factory=dict, repr=False, compare=False)

    def math(self, term: Term, size: float) -> Block:
        """A symbol, a short expression or a matrix of numbers."""
        key = (term, size)
        if key not in self._seen:
            matrix = isinstance(term, tuple) and term[0] == "matrix"
            self._seen[key] = self._matrix(term, size) if matrix else self._formula(term, size)
        return self._seen[key]

    def dimensions(self, shape: Shape, size: float) -> Block:
        """A shape in letters, `N × n_1`, or in numbers, `2 × 3`."""
        parts: list[Span] = []
        for dimension in shape:
            parts += [Span(f"{THIN}×{THIN}"), *self._spans(dimension)] if parts else self._spans(dimension)
        tex = r" \times ".join(self.notation.latex(dimension) for dimension in shape)
        return line(parts, size, f"${tex}$")

    def plus(self, name: str, size: float) -> Block:
        """A sum with something that is named, or with what an arrow brings."""
        if not name:
            return line([Span("+")], size, "$+$")
        return line([Span(f"+{THIN}"), *self._spans(name)], size, f"${{}} + {self.notation.latex(name)}$")

    def function(self, name: str, size: float) -> Block:
        """The sign of a function of one variable."""
        first = parse(self.notation.mathml(("apply", name, "z"), display=False))[0]
        tex = self.notation.latex(("apply", name, "z")).removesuffix("(z)")
        return line(set_spans(first), size, f"${tex}$")

    def _spans(self, term: Term) -> list[Span]:
        return set_spans(parse(self.notation.mathml(term, display=False)))

    def _formula(self, term: Term, size: float) -> Block:
        tree = parse(self.notation.mathml(term, display=False))
        tex = f"$\\displaystyle {self.notation.latex(term)}$"
        if tree.tag != "mfrac":
            return line(set_spans(tree), size, f"${self.notation.latex(term)}$")
        above, below = set_spans(tree[0]), set_spans(tree[1])
        wide = max(width(above), width(below)) * size + 4
        top, bottom = _extent(above, size), _extent(below, size)
        height = sum(top) + sum(bottom) + 7
        bar = sum(top) + 3.5 - height / 2
        rows = (
            Row(0, bar - 3.5 - top[1], tuple(above)),
            Row(0, bar + 3.5 + bottom[0], tuple(below)),
        )
        return Block(wide, height, size, rows, tex, (Stroke(((-wide / 2, bar), (wide / 2, bar))),))

    def _matrix(self, term: Term, size: float) -> Block:
        assert isinstance(term, tuple)
        rows = [[[Span(_dots(i, j, term[1]))] if c == "..." else self._spans(c) for j, c in enumerate(row)]
                for i, row in enumerate(term[1])]  # fmt: skip
        columns = [max(width(row[j]) for row in rows) * size for j in range(len(rows[0]))]
        gap, pitch, fence = 0.85 * size, 1.3 * size, 0.55 * size
        inner = sum(columns) + gap * (len(columns) - 1)
        height = pitch * len(rows)
        placed, x = [], -inner / 2
        for j, column in enumerate(columns):
            for i, row in enumerate(rows):
                dots = row[j][0].text in "⋯⋮⋱"
                at, anchor = (x + column / 2, "middle") if dots else (x + column, "end")
                placed.append(Row(at, -height / 2 + pitch * (i + 0.5) + 0.34 * size, tuple(row[j]), anchor))
            x += column + gap
        strokes = tuple(
            _parenthesis(side * (inner / 2 + 0.15 * size), height, side * 0.3 * size) for side in (-1, 1)
        )
        tex = f"${self.notation.latex(term)}$"
        return Block(inner + 2 * fence, height, size, tuple(placed), tex, strokes)


def words(text: str, size: float) -> Block:
    """A line of words."""
    block = line([Span(text)], size, escape_tex(text))
    return Block(block.width, block.height, size, block.rows, block.tex, base=block.base, words=True)


def line(spans: Sequence[Span], size: float, tex: str) -> Block:
    """One row of spans."""
    above, below = _extent(spans, size)
    above, below = max(above, ABOVE * size), max(below, BELOW * size)
    base = (above - below) / 2
    return Block(width(spans) * size, above + below, size, (Row(0, base, tuple(spans)),), tex, base=base)


def _extent(spans: Iterable[Span], size: float) -> tuple[float, float]:
    """How far spans reach above and below their baseline."""
    above = max((s.rise + 0.74 * s.size for s in spans), default=0.74)
    below = max((0.22 * s.size - s.rise for s in spans), default=0.22)
    return above * size, below * size


def _dots(i: int, j: int, rows: Sequence[Sequence[Term]]) -> str:
    """The dots of an elided cell, by its place."""
    whole_row = all(cell == "..." for cell in rows[i])
    whole_column = all(row[j] == "..." for row in rows)
    return "⋱" if whole_row and whole_column else "⋮" if whole_row else "⋯"


def _parenthesis(x: float, height: float, bulge: float) -> Stroke:
    h = height / 2
    return Stroke(((x, -h), (x + bulge, -h / 2), (x + bulge, h / 2), (x, h)), curved=True)
