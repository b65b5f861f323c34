"""Formulas in reStructuredText: the `math` directive and role; literal blocks are left alone."""

import re

from .page import Found, Page
from .scan import Rule, Scan

_MARKS = re.compile(
    r"""(?P<directive>^(?P<indent>[ \t]*)\.\.[ ]+math::[ ]*(?P<first>[^\r\n]*)\r?$)
    |(?P<explicit>^(?P<margin>[ \t]*)\.\.(?:[ ]+(?P<name>[\w-]+)::|[ ]+derive:|[ ]|(?=\r?$)))
    |(?P<literal>(?<![.:])::[ \t]*\r?$)
    |(?P<role>:math:`)
    |(?P<code>``)""",
    re.VERBOSE | re.MULTILINE,
)
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<text>[^\n]*)(?:\n|\Z)")
_OPTION = re.compile(r"\s*:[\w-]+:")
# directives whose content is text that may hold formulas
_TEXTUAL = frozenset(
    {
        "note",
        "warning",
        "admonition",
        "tip",
        "hint",
        "important",
        "caution",
        "topic",
        "container",
        "proof",
        "theorem",
    }
)


def find(page: Page) -> Found:
    """The formulas of a page of reStructuredText."""
    return Scan(page, _MARKS, RULES).run()


def _directive(scan: Scan, match: "re.Match[str]") -> int:
    """`.. math::` and its block; blank lines separate equations, as Sphinx has it."""
    depth = len(match["indent"].expandtabs())
    if match["first"].strip():
        scan.formula(match.start("first"), match.end("first"), ".. math::", True)
    position = min(match.end() + 1, len(scan.text))
    start: int | None = None
    while position < len(scan.text):
        line = _LINE.match(scan.text, position)
        if line is None:
            break
        blank = not line["text"].strip()
        if not blank and len(line["indent"].expandtabs()) <= depth:
            break
        if start is not None and blank:
            scan.formula(start, position, ".. math::", True)
            start = None
        elif start is None and not blank and not _OPTION.match(scan.text, position):
            start = position
        position = line.end()
    if start is not None:
        scan.formula(start, position, ".. math::", True)
    return position


def _explicit(scan: Scan, match: "re.Match[str]") -> int:
    """Another directive or a comment: passed over with its block, unless it holds text."""
    line_end = scan.text.find("\n", match.end())
    line_end = len(scan.text) if line_end < 0 else line_end
    if match["name"] in _TEXTUAL:
        return line_end
    if match["name"] is None:
        scan.directive(match.start() + len(match["margin"]) + 2, line_end)
    return _block_end(scan, line_end, len(match["margin"].expandtabs()))


def _literal(scan: Scan, match: "re.Match[str]") -> int:
    """A paragraph that ends in `::`: the block after it is literal."""
    start = scan.text.rfind("\n", 0, match.start()) + 1
    depth = len(scan.text[start : match.start()].expandtabs()) - len(
        scan.text[start : match.start()].lstrip()
    )
    return _block_end(scan, match.end(), max(depth, 0))


def _block_end(scan: Scan, position: int, depth: int) -> int:
    """Where the lines end that are blank or stand deeper."""
    position = min(position + 1, len(scan.text))
    while position < len(scan.text):
        line = _LINE.match(scan.text, position)
        if line is None or (line["text"].strip() and len(line["indent"].expandtabs()) <= depth):
            return position
        position = max(line.end(), position + 1)
    return position


def _role(scan: Scan, match: "re.Match[str]") -> int:
    end = scan.find_unescaped("`", match.end())
    if end < 0 or scan.paragraph_end(match.end()) < end:
        return match.end()
    scan.formula(match.end(), end, ":math:", False)
    return end + 1


def _code(scan: Scan, match: "re.Match[str]") -> int:
    end = scan.find("``", match.end())
    return match.end() if end < 0 or scan.paragraph_end(match.end()) < end else end + 2


RULES: dict[str, Rule] = {
    "directive": _directive,
    "explicit": _explicit,
    "literal": _literal,
    "role": _role,
    "code": _code,
}
