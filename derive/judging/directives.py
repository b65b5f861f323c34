"""What an author tells the checker in comments: shapes, and stretches that are not to be judged."""

import re
from collections.abc import Iterable, Iterator

from ..reading.document import Document
from ..reading.page import Directive, Formula, Page
from .findings import Note

_WORD = re.compile(r"(on|off|shapes)\b[ \t]*(.*)", re.DOTALL)
_SHAPE = re.compile(r"(?P<name>[^\s=()]+)\s*=\s*\((?P<sizes>[^()]*)\)[,;]?\s*")
_SIZE = re.compile(r"[A-Za-z][A-Za-z0-9_{}^\[\]\\]*|[0-9]{1,6}")


def asked(directive: Directive) -> tuple[str, str]:
    """The word of a directive and what follows it; nothing for what is not for the checker."""
    match = _WORD.match(directive.text)
    return (match[1], match[2].strip()) if match else ("", "")


def switched_on(document: Document) -> list[Formula]:
    """The formulas that no `off` hides; in a notebook it reaches over the cells that follow."""
    found: list[Formula] = []
    switches = sorted(
        (*_order(document, d.page, d.start), asked(d)[0] == "on")
        for d in document.directives
        if asked(d)[0] in ("on", "off")
    )
    for formula in document.formulas:
        place = _order(document, formula.page, formula.offset(0))
        before = [switch for switch in switches if switch[0] == place[0] and switch[:3] < place]
        if not before or before[-1][3]:
            found.append(formula)
    return found


def _file(document: Document, page: Page) -> str:
    return page.where if page.cell is None else document.path


def _order(document: Document, page: Page, offset: int) -> tuple[str, int, int]:
    """A place in a file: the cells of a notebook come one after another."""
    return _file(document, page), page.cell or 0, offset


def shapes(directives: Iterable[Directive]) -> Iterator[str]:
    r"""Each shape that is said, as mathematics.

    >>> from derive.reading.page import Page
    >>> list(shapes([Directive("shapes X=(N,d) b=(h)", Page(""), 0)]))
    ['X \\in \\mathbb{R}^{N \\times d}', 'b \\in \\mathbb{R}^{h \\times 1}']
    """
    for directive in directives:
        word, rest = asked(directive)
        if word == "shapes":
            for match in _SHAPE.finditer(rest):
                sizes = [size.strip() for size in match["sizes"].split(",") if size.strip()]
                if 1 <= len(sizes) <= 2 and all(_SIZE.fullmatch(size) for size in sizes):
                    rows, columns = [*sizes, "1"][:2]
                    yield rf"{match['name']} \in \mathbb{{R}}^{{{rows} \times {columns}}}"


def misread(directives: Iterable[Directive]) -> Iterator[Note]:
    """A note for each directive that begins as one of the checker's and does not go on like one."""
    for directive in directives:
        word, rest = asked(directive)
        line, column = directive.page.place(directive.start)
        cell = directive.page.cell
        if word == "shapes" and (_SHAPE.sub("", rest) or not list(shapes([directive]))):
            text = f"shapes are given as X=(N,d) W1=(d,h), not {rest[:60]!r}"
            yield Note(line, text, column, cell)
        elif word in ("on", "off") and rest:
            yield Note(line, f"nothing follows {word}, but here {rest[:60]!r} does", column, cell)
