"""Formulas in a text: where each one stands, and what it is delimited by."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """A text that positions refer to: a file, or one cell of a notebook.

    where    the path, and in a notebook the cell, as in `hw.ipynb[cell 7]`
    """

    text: str
    where: str = ""
    cell: int | None = None
    _lines: Sequence[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "_lines", starts)

    def place(self, offset: int) -> tuple[int, int]:
        r"""Line and column of a character, both from 1.

        >>> Page("a\nbc").place(3)
        (2, 2)
        """
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of mathematics in a page.

    latex      its source, without delimiters; environments of whole formulas are kept
    delimiter  what it stands in: `$`, `$$`, `\\[`, `align*`, "```math", `.. math::`
    pieces     where parts of the latex stand in the page: (offset in latex, offset in page), increasing
    """

    latex: str
    page: Page
    delimiter: str
    display: bool
    pieces: tuple[tuple[int, int], ...]

    def offset(self, at: int) -> int:
        """Where a character of the latex stands in the page."""
        index = bisect_right(self.pieces, (at, len(self.page.text))) - 1
        inside, outside = self.pieces[max(index, 0)]
        return outside + at - inside

    def place(self, at: int = 0) -> tuple[int, int]:
        """Line and column in the page of a character of the latex."""
        return self.page.place(self.offset(at))


@dataclass(frozen=True, slots=True)
class Directive:
    """What the author tells the checker: `<!-- derive: off -->`, `% derive: shapes X=(N,d)`."""

    text: str
    page: Page
    start: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan found in a page, in order."""

    formulas: tuple[Formula, ...] = ()
    directives: tuple[Directive, ...] = ()
