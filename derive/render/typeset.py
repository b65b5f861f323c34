"""Expressions as a format writes them: in a line of text, or as the rows of a display."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from ..expression import Term
from ..notation import Notation, elide, math
from .escapes import safe
from .formats import Format
from .inert import inert


class Formula(NamedTuple):
    """One displayed relation: its left side (empty where the row above has the same), sign, right side.

    whole: the relation in one piece; tex: its plain LaTeX, to be copied, safe as text of the format.
    """

    left: Markup
    relation: Markup
    right: Markup
    whole: Markup
    tex: Markup


@dataclass(frozen=True)
class Typesetter:
    """A notation, in the mathematics of a format."""

    format: Format
    notation: Notation

    def inline(self, term: Term) -> Markup:
        """An expression in a line of text."""
        short = elide(term)
        before, after = self.format.inline
        if self.format.math == "mathml":
            return safe(before + self.notation.mathml(short, display=False, annotation=True) + after)
        return safe(before + self._tex(self.notation.latex(short)) + after)

    def rows(self, relations: Sequence[Term]) -> list[Formula]:
        """Successive relations, a left side said once."""
        short = [elide(relation) for relation in relations]
        whole = [self.notation.latex(relation) for relation in short]
        if self.format.math == "mathml":
            return [
                Formula(self._cell(left), safe(sign), self._cell(sign + right, tex), safe(one), safe(escape(tex)))
                for (left, sign, right), one, tex in zip(
                    self.notation.mathml_lines(short), map(self._whole, short), whole, strict=True
                )
            ]
        return [
            Formula(*(safe(self._tex(part)) for part in (*row, tex)), safe(tex))
            for row, tex in zip(self.notation.lines(short), whole, strict=True)
        ]

    def _tex(self, tex: str) -> str:
        return inert(tex).strip() if self.format.math == "inert" else tex

    def _whole(self, relation: Term) -> str:
        return self.notation.mathml(relation, annotation=True)

    @staticmethod
    def _cell(fragment: str, tex: str = "") -> Markup:
        return safe(math(fragment, tex=tex) if fragment else "")
