"""What the scanners share: one pass over a page, from one opening mark to the next, by a table of rules."""

import re
from collections.abc import Callable, Mapping
from html import unescape

from .page import Directive, Formula, Found, Page
from .vocabulary import TRANSPARENT

# environments that are mathematics on their own
ENVIRONMENTS = TRANSPARENT - {"aligned", "split", "gathered", "alignedat", "multlined"}
_DIRECTIVE = re.compile(r"\s*derive:\s*(.*?)\s*$", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t>]*\r?\n")
_ENTITY = re.compile(r"&(?:lt|gt|amp|nbsp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_MAX_NESTED = 8
_NOWHERE = Page("")
Pieces = list[tuple[int, int]]
_QUOTED = re.compile(r"^[ \t]*>[ \t]?(?:>[ \t]?)*", re.MULTILINE)

Rule = Callable[["Scan", "re.Match[str]"], int]


class Scan:
    """A pass over a page; each rule takes the match of its mark and returns where the pass goes on."""

    def __init__(self, page: Page, marks: "re.Pattern[str]", rules: Mapping[str, Rule]) -> None:
        self.page, self.text = page, page.text
        self.marks, self.rules = marks, rules
        self.formulas: list[Formula] = []
        self.directives: list[Directive] = []
        self._found: dict[str, tuple[int, int]] = {}  # mark -> (looked for from, found at)

    def run(self, start: int = 0, stop: int | None = None) -> Found:
        """Everything from one offset to another."""
        stop = len(self.text) if stop is None else stop
        position = start
        while position < stop:
            match = self.marks.search(self.text, position, stop)
            if match is None:
                break
            position = max(self.rules[match.lastgroup or ""](self, match), match.start() + 1)
        return Found(tuple(self.formulas), tuple(self.directives))

    def find(self, closer: str, position: int) -> int:
        """Where a closing mark stands next, -1 for nowhere; what was found once is not looked for again."""
        since, found = self._found.get(closer, (0, 0))
        if since <= position and (found < 0 or position <= found):
            return found
        found = self.text.find(closer, position)
        self._found[closer] = (position, found)
        return found

    def search(self, pattern: "re.Pattern[str]", position: int) -> int:
        """Where a pattern stands next, -1 for nowhere; remembered as in `find`."""
        since, found = self._found.get(pattern.pattern, (0, 0))
        if since <= position and (found < 0 or position <= found):
            return found
        match = pattern.search(self.text, position)
        found = match.start() if match else -1
        self._found[pattern.pattern] = (position, found)
        return found

    def paragraph_end(self, position: int) -> int:
        """Where the next blank line starts, or the end of the page."""
        found = self.search(_BLANK_LINE, position)
        return len(self.text) if found < 0 else found

    def find_unescaped(self, closer: str, position: int) -> int:
        """Where a closing mark stands that no backslash precedes."""
        found = self.find(closer, position)
        while found > 0 and self._is_escaped(found):
            found = self.find(closer, found + 1)
        return found

    def _is_escaped(self, position: int) -> bool:
        count = 0
        while position - count > 0 and self.text[position - count - 1] == "\\":
            count += 1
        return count % 2 == 1

    def formula(self, start: int, stop: int, delimiter: str, display: bool) -> None:
        """A formula from one offset to another, without the blanks around it and the `>` of a quotation."""
        latex, pieces = self.text[start:stop], [(0, start)]
        if "\n" in latex and self._in_quotation(start):
            latex, pieces = _without(latex, pieces, _QUOTED, lambda match: "")
        if "&" in latex:
            latex, pieces = _without(latex, pieces, _ENTITY, lambda match: unescape(match.group()))
        blanks = len(latex) - len(latex.lstrip())
        latex = latex.strip()
        if latex:
            first = Formula(latex, self.page, delimiter, display, tuple(pieces)).offset(blanks)
            moved = ((at - blanks, outside) for at, outside in pieces if at > blanks)
            self.formulas.append(Formula(latex, self.page, delimiter, display, ((0, first), *moved)))

    def _in_quotation(self, position: int) -> bool:
        line = self.text.rfind("\n", 0, position) + 1
        return self.text[line:position].lstrip().startswith(">")

    def directive(self, start: int, stop: int) -> None:
        """A comment, if it speaks to the checker."""
        match = _DIRECTIVE.match(self.text[start:stop])
        if match:
            self.directives.append(Directive(match.group(1), self.page, start))

    def environment(self, match: "re.Match[str]", name: str) -> int:
        r"""`\begin{align} … \end{align}`: its own delimiters."""
        begin, end = f"\\begin{{{name}}}", f"\\end{{{name}}}"
        depth, position = 1, match.end()
        while depth:
            close = self.find(end, position)
            if close < 0 or depth > _MAX_NESTED:
                return match.end()
            opened = self.find(begin, position)
            inner = 0 <= opened < close
            depth += 1 if inner else -1
            position = (opened + len(begin)) if inner else (close + len(end))
        self.formula(match.start(), position, name, True)
        return position


def _without(
    latex: str, pieces: Pieces, pattern: "re.Pattern[str]", replaced: Callable[["re.Match[str]"], str]
) -> tuple[str, Pieces]:
    """The latex with what a pattern matches replaced, and where its parts stand then."""
    before = Formula(latex, _NOWHERE, "", False, tuple(pieces))
    kept: list[str] = []
    moved: Pieces = []
    position = length = 0
    for match in pattern.finditer(latex):
        instead = replaced(match)
        cuts = _cuts(pieces, position, match.start())
        moved += [(length + at - position, before.offset(at)) for at in cuts]
        kept += [latex[position : match.start()], instead]
        length += match.start() - position
        if instead:
            moved.append((length, before.offset(match.start())))
        length += len(instead)
        position = match.end()
    moved += [(length + at - position, before.offset(at)) for at in _cuts(pieces, position, len(latex))]
    return "".join(kept) + latex[position:], moved


def _cuts(pieces: Pieces, start: int, stop: int) -> list[int]:
    """Where the parts of a stretch of latex start: at its start, and where it was put together before."""
    return [start, *(at for at, _ in pieces if start < at < stop)]
