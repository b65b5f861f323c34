"""Where a finding stands: its name for a reader, its stretch of the source, and the line with carets."""

from dataclasses import dataclass

from ..judging.findings import NOT_UNDERSTOOD, FileFindings, Finding, Note
from ..reading.page import Page
from .columns import WIDTH, columns, visible
from .difference import differing

BESIDE = 8  # characters shown beside the mistake in a long line


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a page, `text[start:stop]`."""

    page: Page
    start: int
    stop: int


def label(file: FileFindings, found: Finding | Note) -> str:
    """`hw.ipynb[cell 7]:3:1`."""
    cell = "" if found.cell is None else f"[cell {found.cell}]"
    return f"{found.place or file.path}{cell}:{found.line}:{found.column}"


def stretch(file: FileFindings, found: Finding) -> Stretch | None:
    """Where a finding stands in its page; of what is not understood, from the token on."""
    if not 0 <= found.equation < len(file.formulas):
        return None
    formula = file.formulas[found.equation]
    if found.verdict == NOT_UNDERSTOOD:
        start = _offset(formula.page, found.line, found.column)
        return Stretch(formula.page, start, start + 1)
    stop = formula.offset(max(found.start, found.start + len(found.latex) - 1)) + 1
    return Stretch(formula.page, formula.offset(found.start), stop)


def mistake(file: FileFindings, found: Finding) -> Stretch | None:
    """The part of a wrong link that its correction changes; of any other the whole link."""
    if found.edit is None or not 0 <= found.equation < len(file.formulas):
        return stretch(file, found)
    formula = file.formulas[found.equation]
    first, last, right = found.edit
    macros = file.document.macros if file.document else None
    start, stop = differing(formula.latex[first:last], right, macros)
    if start >= stop:
        return stretch(file, found)
    return Stretch(formula.page, formula.offset(first + start), formula.offset(first + stop - 1) + 1)


def _offset(page: Page, line: int, column: int) -> int:
    """The offset of a line and column, both from 1."""
    at = 0
    for _ in range(line - 1):
        at = page.text.find("\n", at) + 1
    return at + column - 1


def excerpt(file: FileFindings, found: Finding, width: int = WIDTH) -> list[str]:
    """The line of the source, and below it a caret for every column of the mistake; at most `width` wide."""
    where = mistake(file, found)
    if where is None:
        return []
    text = where.page.text
    begin = text.rfind("\n", 0, where.start) + 1
    end = text.find("\n", where.start)
    line = text[begin : end if end >= 0 else len(text)].rstrip("\r")
    first, last = where.start - begin, max(min(where.stop - begin, len(line)), where.start - begin + 1)
    gutter = f"{where.page.place(where.start)[0]:>5} | "
    line, first, last = _window(visible(line), first, last, width - len(gutter))
    carets = " " * columns(line[:first]) + "^" * max(columns(line[first:last]), 1)
    return [gutter + line, " " * (len(gutter) - 2) + "| " + carets]


def _begin(line: str, first: int, last: int, room: int) -> int:
    """Where a line is cut so that its mistake is seen, with something behind it, and as much before it."""
    end = min(last + BESIDE, len(line))
    if columns(line[:end]) < room:
        return 0
    cuts = (begin for begin in range(1, first) if columns(line[begin:end]) < room - 1)
    return next(cuts, max(0, first - BESIDE))


def _window(line: str, first: int, last: int, room: int) -> tuple[str, int, int]:
    """The part of a long line around the finding."""
    if columns(line) <= room:
        return line, first, last
    begin = _begin(line, first, last, room)
    before = "…" if begin else ""
    kept = ""
    for character in line[begin:]:
        if columns(before + kept + character) >= room:
            kept += "…"
            break
        kept += character
    shift = begin - len(before)
    return before + kept, first - shift, min(last - shift, len(before + kept))
