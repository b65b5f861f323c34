"""What a document holds beside its formulas that may be mathematics: pictures, and TeX without marks."""

import re
from collections.abc import Iterable, Iterator

from ..reading.document import Document
from ..reading.page import Formula, Page
from .findings import Note

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]+\)|<img\b[^<>]*>|\\includegraphics\b", re.IGNORECASE)
_CODE = re.compile(
    r"^[ \t>]*(?P<bar>`{3,}|~{3,})|(?P<tick>`)|(?P<comment><!--)|<(?P<tag>pre|code|script|style)\b",
    re.MULTILINE | re.IGNORECASE,
)
_TEX = re.compile(r"\\(?:frac|partial|nabla|odot|sum|mathbf|delta|sigma)(?![A-Za-z])")
MOST = 5


def beside(document: Document, formulas: Iterable[Formula]) -> Iterator[Note]:
    """A note on pictures that were not read, and one for each line of TeX that stands outside of marks."""
    every = list(formulas)
    for page in document.pages:
        where = page.where if page.cell is None and page.where != document.path else ""
        text = _without(page, [one for one in every if one.page is page])
        images = list(_IMAGE.finditer(text))
        if images:
            line, column = page.place(images[0].start())
            count = len(images)
            what = "one image was not read" if count == 1 else f"{count} images were not read"
            yield Note(line, f"{what}: formulas in images are not checked", column, page.cell, where)
        if not document.path.endswith(".tex"):
            yield from _bare(page, text, where)


def _bare(page: Page, text: str, where: str) -> Iterator[Note]:
    """Lines with TeX that no reader of the page will see set."""
    seen: list[int] = []
    for match in _TEX.finditer(text):
        line, column = page.place(match.start())
        if line not in seen and len(seen) < MOST:
            seen.append(line)
            yield Note(line, "TeX outside of math marks is not read", column, page.cell, where)


def _without(page: Page, formulas: Iterable[Formula]) -> str:
    """A page with blanks for its formulas and its code."""
    kept, at = [], 0
    for one in formulas:
        start, stop = one.offset(0), one.offset(max(0, len(one.latex) - 1)) + 1
        kept += [page.text[at:start], " " * max(0, stop - max(start, at))]
        at = max(at, stop)
    return _without_code("".join([*kept, page.text[at:]]))


def _without_code(text: str) -> str:
    """A text with blanks for code and comments; a closing mark that is nowhere is looked for once."""
    kept: list[str] = []
    absent: set[str] = set()
    at = done = 0
    while (match := _CODE.search(text, at)) is not None:
        at = match.end()
        closer = _closer(match)
        end = -1 if closer in absent else text.find(closer, at)
        if end < 0:
            absent.add(closer)
            end = len(text) if match["bar"] else -1
        if end < 0 or (match["tick"] and "\n" in text[at:end]):
            continue
        at = min(end + len(closer), len(text))
        kept += [text[done : match.start()], re.sub(r"[^\n]", " ", text[match.start() : at])]
        done = at
    return "".join([*kept, text[done:]])


def _closer(match: "re.Match[str]") -> str:
    if match["bar"]:
        return "\n" + match["bar"]
    return "`" if match["tick"] else "-->" if match["comment"] else f"</{match['tag']}"
