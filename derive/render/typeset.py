"""Expressions as a format writes them: in a line of text, or as the rows of a display."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from ..expression import RELATIONS, Term, size, walk
from ..notation import Notation, elide, math
from .escapes import safe
from .formats import Format
from .inert import barless, inert
from .spoken import Spoken

_SIGN = 13.4  # how many points a relation's sign takes
WIDEST = 40  # operations and names in a row of a matrix that still fits the line


class Formula(NamedTuple):
    """One displayed relation: its left side (empty where the row above has the same), sign, right side.

    whole: the relation in one piece; tex: its plain LaTeX, to be copied, safe as text of the format;
    width: how many points it takes in one line, in a format with a `room`.
    """

    left: Markup
    relation: Markup
    right: Markup
    whole: Markup
    tex: Markup
    width: float = 0.0


@lru_cache(4096)  # every format asks for the same ones
def short(term: Term) -> Term:
    """An expression as it is shown: at most 4 rows and columns, fewer where the entries are long."""
    shown = elide(term)
    return elide(term, 3) if _width(shown) > WIDEST else shown


def _width(term: Term) -> int:
    """The characters in the longest rows of an expression's matrices."""
    matrices = [part for part in walk(term) if isinstance(part, tuple) and part[0] == "matrix"]
    if all(len(matrix[1][0]) < 4 for matrix in matrices):
        return 0
    return sum(max(sum(map(size, row)) for row in matrix[1]) for matrix in matrices)


@dataclass(frozen=True)
class Typesetter:
    """A notation, in the mathematics of a format."""

    format: Format
    notation: Notation
    spoken: Spoken | None = None  # reads formulas aloud, in a format of MathML

    def short(self, term: Term) -> Term:
        """An expression as it is shown."""
        return short(term)

    def inline(self, term: Term) -> Markup:
        """An expression in a line of text."""
        shown = short(term)
        before, after = self.format.inline
        if self.format.math == "mathml":
            element = self.notation.mathml(shown, display=False, annotation=True)
            return safe(before + _aloud(element, self._said(shown), "aria-label") + after)
        if self.format.math == "plain":
            return safe(before + self.notation.plain(shown) + after)
        return safe(before + self._tex(self.notation.latex(shown)) + after)

    def rows(self, relations: Sequence[Term]) -> list[Formula]:
        """Successive relations, a left side said once."""
        shown = [short(relation) for relation in relations]
        whole = [self.notation.latex(relation) for relation in shown]
        if self.format.math == "mathml":
            return [
                self._displayed(one, row, tex)
                for one, row, tex in zip(
                    shown, self.notation.mathml_lines(shown, room=self.format.room), whole, strict=True
                )
            ]
        if self.format.math == "plain":
            return [self._line(one, tex) for one, tex in zip(shown, whole, strict=True)]
        room = self.format.room
        fitted = [self.notation.latex(relation, room) for relation in shown] if room else whole
        return [
            Formula(
                self._safe(row.left),
                self._safe(row.relation),
                self._safe(row.right),
                self._safe(one),
                safe(tex),
                self.notation.width(relation) if room else 0.0,
            )
            for row, one, tex, relation in zip(
                self.notation.lines(shown, room), fitted, whole, shown, strict=True
            )
        ]

    def cells(self, relations: Sequence[Term]) -> list[Formula]:
        """Relations of one row of a table: each left side, sign and right side in cells of their own."""
        shown = [short(relation) for relation in relations]
        made = []
        for relation, room in zip(shown, self._rooms(shown), strict=True):
            if self.format.math == "mathml":
                row = self.notation.mathml_cells(relation, room=room)
                made.append(self._displayed(relation, row, self.notation.latex(relation), apart=True))
            elif self.format.math == "plain":
                made += self.rows([relation])
            else:
                left, sign, right = map(self._safe, self.notation.cells(relation, room))
                made.append(Formula(left, sign, right, left + sign + right, right))
        return made

    def _rooms(self, relations: Sequence[Term]) -> Sequence[float]:
        """How wide the right sides of a row may be: in columns as these are, else as wide as a line."""
        sides = [relation[1] for relation in relations if isinstance(relation, tuple)]
        if self.format.cells:
            return self.format.cells[-len(sides) :]
        room = self.format.room
        return [room and room - self.notation.width(side) - _SIGN for side in sides]

    def _displayed(self, relation: Term, row: Sequence[str], tex: str, apart: bool = False) -> Formula:
        """A relation in MathML, in cells and whole, each with how it is read aloud."""
        left, sign, right = row
        first, rest = self.spoken.sides(relation) if self.spoken else ("", "")
        said = rest if sign or apart else f"{first} {rest}"  # in lines: all of it is here
        return Formula(
            self._cell(left, aloud=first),
            safe(sign),
            self._cell(sign + right, tex, said),
            safe(_aloud(self._whole(relation), f"{first} {rest}")),
            safe(escape(tex)),
        )

    def _said(self, term: Term) -> str:
        """How an expression or a relation is read aloud."""
        if self.spoken is None:
            return ""
        relation = isinstance(term, tuple) and term[0] in RELATIONS
        return " ".join(self.spoken.sides(term)) if relation else self.spoken.read(term)

    def _line(self, relation: Term, tex: str) -> Formula:
        """A relation as a line of text: its left side, and what is left of it."""
        text = self.notation.plain(relation)
        left = self.notation.plain(relation[1]) if isinstance(relation, tuple) else ""
        sign, _, right = text.removeprefix(left).lstrip().partition(" ")
        return Formula(safe(left), safe(sign), safe(right), safe(text), safe(tex))

    def _tex(self, tex: str) -> str:
        rewrite = {"inert": inert, "barless": barless}.get(self.format.math)
        return rewrite(tex).strip() if rewrite else tex

    def _safe(self, tex: str) -> Markup:
        return safe(self._tex(tex))

    def _whole(self, relation: Term) -> str:
        return self.notation.mathml(relation, annotation=True, room=self.format.room)

    @staticmethod
    def _cell(fragment: str, tex: str = "", aloud: str = "") -> Markup:
        return safe(_aloud(math(fragment, tex=tex), aloud) if fragment else "")


def _aloud(element: str, text: str, attribute: str = "alttext") -> str:
    """A `<math>` element with how it is read.

    A browser names a heading or the head of a row by what is in it, and of a formula it takes only a label.
    """
    said = escape(text.strip())
    return element.replace("<math", f'<math {attribute}="{said}"', 1) if said else element
