r"""Formulas in LaTeX files; `\input` and `\include` are followed, each file with its own positions."""

import re
from collections.abc import Callable

from .page import Found, Page
from .scan import ENVIRONMENTS, Rule, Scan

Fetch = Callable[[str], Page | None]  # the page of a file that is named in a document, if it may be read

_MAX_FILES = 200
_MAX_BODY = 5_000
_MAX_DEFINITIONS = 2_000
_BRACES = re.compile(r"[{}]|\\.", re.DOTALL)
_MARKS = re.compile(
    r"""(?P<comment>(?<!\\)%[^\n]*)
    |(?P<verb>\\(?:verb|lstinline|mintinline\{\w*\})\*?(?P<bar>[^A-Za-z*\s]))
    |(?P<definition>\\(?:(?:re)?new|provide)command\*?|\\[gex]?def(?=\\)|\\DeclareMathOperator\*?|\\newenvironment\*?)
    |(?P<input>\\(?:input|include|subfile)[ ]*\{(?P<file>[^{}\n]*)\})
    |(?P<package>\\(?:usepackage|RequirePackage)[ ]*(?:\[[^\]\n]*\])?[ ]*\{(?P<packages>[^{}\n]*)\})
    |(?P<begin>\\begin[ ]*\{(?P<environment>[A-Za-z]+\*?)\})
    |(?P<opened>\\(?P<once>[(\[]))
    |(?P<escaped>\\[^A-Za-z])
    |(?P<display>\$\$)
    |(?P<inline>\$)""",
    re.VERBOSE,
)
_VERBATIM = frozenset(
    {"verbatim", "lstlisting", "minted", "comment", "Verbatim", "filecontents", "tikzpicture"}
)
_ARGUMENTS = re.compile(r"\s*(?:\{\s*\\?[^{}\s]*\s*\}|\\[A-Za-z@]+|\\.)\s*(?:\[[^\]]*\]|#[1-9]|\s)*")


class _TexScan(Scan):
    """A pass that keeps what other files hold where they are named."""

    def __init__(self, page: Page, fetch: Fetch, seen: set[str]) -> None:
        super().__init__(page, _MARKS, RULES)
        self.fetch, self.seen = fetch, seen
        self.definitions = 0


def find(page: Page, fetch: Fetch = lambda name: None) -> Found:
    r"""The formulas and directives of a LaTeX file, and of the files that it inputs, in reading order."""
    return _find(page, fetch, {page.where})


def _find(page: Page, fetch: Fetch, seen: set[str]) -> Found:
    return _TexScan(page, fetch, seen).run()


def _comment(scan: Scan, match: "re.Match[str]") -> int:
    scan.directive(match.start() + 1, match.end())
    return match.end()


def _verb(scan: Scan, match: "re.Match[str]") -> int:
    end = scan.find({"{": "}"}.get(match["bar"], match["bar"]), match.end())
    return match.end() if end < 0 else end + 1


def _definition(scan: Scan, match: "re.Match[str]") -> int:
    """A macro's definition: what it holds is no formula of the text."""
    if isinstance(scan, _TexScan):
        scan.definitions += 1
        if scan.definitions > _MAX_DEFINITIONS:
            return match.end()
    head = _ARGUMENTS.match(scan.text, match.end())
    return braced_end(scan.text, head.end() if head else match.end())


def braced_end(text: str, position: int) -> int:
    """The position after the braced group that starts here; the position itself if none does."""
    if text[position : position + 1] != "{":
        return position
    depth = 0
    for match in _BRACES.finditer(text, position, position + _MAX_BODY):
        mark = match.group()
        depth += (mark == "{") - (mark == "}")
        if not depth:
            return match.end()
    return position + 1


def _input(scan: Scan, match: "re.Match[str]") -> int:
    r"""`\input{file}`: its formulas stand here."""
    if isinstance(scan, _TexScan) and len(scan.seen) < _MAX_FILES:
        page = scan.fetch(match["file"].strip())
        if page is not None and page.where not in scan.seen:
            scan.seen.add(page.where)
            found = _find(page, scan.fetch, scan.seen)
            scan.formulas.extend(found.formulas)
            scan.directives.extend(found.directives)
    return match.end()


def _package(scan: Scan, match: "re.Match[str]") -> int:
    """A package of the document's own: only its macros count, and they are taken from its page."""
    if isinstance(scan, _TexScan):
        for name in match["packages"].split(","):
            scan.fetch(name.strip() + ".sty")
    return match.end()


def _begin(scan: Scan, match: "re.Match[str]") -> int:
    name = match["environment"]
    if name.rstrip("*") in ENVIRONMENTS:
        return scan.environment(match, name)
    if name.rstrip("*") in _VERBATIM:
        end = scan.find(f"\\end{{{name}}}", match.end())
        return len(scan.text) if end < 0 else end
    return match.end()


def _opened(scan: Scan, match: "re.Match[str]") -> int:
    closer = "\\)" if match["once"] == "(" else "\\]"
    end = scan.find_unescaped(closer, match.end())
    if end < 0:
        return match.end()
    scan.formula(match.end(), end, "\\" + match["once"], match["once"] == "[")
    return end + 2


def _dollars(mark: str) -> Rule:
    def rule(scan: Scan, match: "re.Match[str]") -> int:
        end = scan.find_unescaped(mark, match.end())
        if end < 0 or (mark == "$" and scan.paragraph_end(match.end()) < end):
            return match.end()
        scan.formula(match.end(), end, mark, mark == "$$")
        return end + len(mark)

    return rule


def _passed(scan: Scan, match: "re.Match[str]") -> int:
    return match.end()


RULES: dict[str, Rule] = {
    "comment": _comment,
    "verb": _verb,
    "definition": _definition,
    "input": _input,
    "package": _package,
    "begin": _begin,
    "opened": _opened,
    "escaped": _passed,
    "display": _dollars("$$"),
    "inline": _dollars("$"),
}
