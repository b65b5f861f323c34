"""Where findings and notes stand in a document, and those that need no judge."""

from dataclasses import dataclass, field, replace
from typing import Any

from .conventions import Reading
from .findings import NOT_UNDERSTOOD, STATEMENT, Finding, Note
from .layers import Definition
from .statements import Said


@dataclass
class Placed:
    """A document of which things are said, each at its place.

    skip    how many of its equations, at the beginning, come from elsewhere and are not reported
    """

    said: Said
    skip: int = field(default=0, kw_only=True)
    notes: list[Note] = field(default_factory=list, kw_only=True)

    def _placed(self, number: int, start: int, stop: int | None = None, **more: Any) -> Finding:
        """A finding without its verdict, for a stretch of a formula."""
        equation = self.said.equations[number]
        line, column = equation.place(start)
        latex = equation.latex[start:stop] if stop is not None else equation.latex
        return Finding(
            line, column, latex, STATEMENT, cell=equation.cell, place=equation.where, equation=number,
            start=start if stop is not None else 0, **more,
        )  # fmt: skip

    def _unread(self) -> list[Finding]:
        """The formulas that could not be read; the place is that of the token."""
        return [
            replace(self._placed(number, error.start), verdict=NOT_UNDERSTOOD, message=str(error))
            for number, error in self.said.unread.items()
        ]

    def _alone(self) -> list[Finding]:
        """Formulas without a relation."""
        linked = {link.equation for link in self.said.links}
        return [
            self._placed(number, sides[0].node.start)
            for number, sides in self.said.alone.items()
            if number not in linked and sides
        ]

    def _note(self, number: int, start: int, text: str) -> None:
        """A note on a place in a formula, once."""
        equation = self.said.equations[number]
        line, column = equation.place(start)
        note = Note(line, text, column, equation.cell, equation.where)
        if number >= self.skip and note not in self.notes:
            self.notes.append(note)

    def _lost(self) -> None:
        """Notes on ∂ signs that are missing."""
        sides = [(link.equation, side) for link in self.said.links for side in (link.left, link.right)]
        sides += [(number, side) for number, alone in self.said.alone.items() for side in alone]
        for number, side in sides:
            if "∂ is missing" in side.problem:
                self._note(number, side.node.start, side.problem)

    def _faulty(self, fault: tuple[Definition, Definition, Reading]) -> None:
        """The note on a definition that every claim contradicts."""
        link = self.said.links[fault[0].place]
        start, stop = link.span
        latex = self.said.equations[link.equation].latex[start:stop]
        text = (
            f"the claims fit together, but not with the definition {latex!r}:"
            " they hold if one transpose in it is taken away"
        )
        self._note(link.equation, start, text)
