r"""Formulas in Markdown, HTML and text, as GitHub, Jekyll, Hugo, Quarto, pandoc and MathJax mark them."""

import re
from collections.abc import Iterable

from .page import Found, Page
from .scan import ENVIRONMENTS, Rule, Scan

_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^(?:\1|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FENCE_END = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_PATTERNS = {
    "fence": r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<bar>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)",
    "indented": r"(?<=\n)[ \t]*\r?\n(?:[ ]{4}|\t)(?=[^\r\n])",
    "comment": r"<!--",
    "tag": r"<(?P<closing>/?)(?P<element>[A-Za-z][A-Za-z0-9]*)\b(?P<attributes>[^<>]*)>",
    "shortcode": r"\{\{[<%][ ]*(?P<code>/?[ ]*\w+)[^{}\n]*\}\}",
    "liquid": r"\{%-?[ ]*(?P<command>\w+)[^%\n]*%\}",
    "output": r"\{\{[^{}\n]*\}\}",
    "doubled": r"\\\\(?P<twice>[(\[])",
    "opened": r"\\(?P<once>[(\[])",
    "begin": r"\\begin\{(?P<environment>[a-z]+\*?)\}",
    "escaped": r"\\[^A-Za-z\n]",
    "github": r"\$`(?!`)",
    "display": r"\$\$",
    "inline": r"\$",
    "code_span": r"`+",
}
_MARKDOWN_ONLY = frozenset({"fence", "indented", "shortcode", "liquid", "output", "github", "code_span"})


def _marks(names: Iterable[str]) -> "re.Pattern[str]":
    return re.compile("|".join(f"(?P<{name}>{_PATTERNS[name]})" for name in names), re.MULTILINE)


_MARKDOWN = _marks(_PATTERNS)
_HTML = _marks(name for name in _PATTERNS if name not in _MARKDOWN_ONLY)
_TO_LINE_END = re.compile(r"[^\S\n]*(?:\n|$)")
_MATHLIKE = re.compile(r"[\\_^=+/']|^\s*[A-Za-z]\s*$")
_STRUCTURE = re.compile(r"^(?:#{1,6}[ ]|```|~~~)", re.MULTILINE)
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}[ ,]+[A-Za-z]{3,}(?![A-Za-z}(])")
_PRICE = re.compile(r"[\d.,]+[kKMB]?\s+[A-Za-z]{2,}|[\d.,]+[kKMB]?\b[^\\_^]*\s[A-Za-z]{3,}\s")
_LETTER = re.compile(r"\s[A-Za-z]\s|\s?\S+\s?=\s?\S+\s?")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|pre|ul|ol|li|td|th|tr|table|h[1-6]|code|script|section|blockquote)\b[^<>]*>", re.I
)
# what may hold paragraphs that are indented by four
_CONTAINER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]|!!!|\?\?\?|===|\[\^|:[ \t]")
_TEX = re.compile(r"\\[A-Za-z]|[_^]")
_SKIPPED = frozenset({"script", "style", "pre", "code", "textarea", "kbd", "samp", "math", "svg", "title"})
_MATH_CODES = frozenset({"math", "katex", "mathjax", "latex", "tex", "equation"})
_SKIPPED_CODES = frozenset({"highlight", "comment", "gist", "mermaid"})


def find(page: Page) -> Found:
    """The formulas and directives of a page of Markdown or plain text."""
    front = _FRONT.match(page.text)
    return Scan(page, _MARKDOWN, RULES).run(front.end() if front else 0)


def find_in_html(page: Page) -> Found:
    """The formulas and directives of a page of HTML, as MathJax and KaTeX find them."""
    return Scan(page, _HTML, RULES).run()


def _fence(scan: Scan, match: "re.Match[str]") -> int:
    """A fenced block: mathematics if it is called `math`, else code."""
    bar = match["bar"]
    position = match.end()
    for end in _FENCE_END.finditer(scan.text, position):
        if end[1].startswith(bar):
            if match["info"].strip() in ("math", "{math}", "{.math}"):
                scan.formula(position, end.start(), "```math", True)
            return end.end()
    return len(scan.text)  # a fence that is never closed goes to the end of the document


def _indented(scan: Scan, match: "re.Match[str]") -> int:
    """Four blanks after an empty line: code, unless we are in a list, a note or the like."""
    for line in reversed(scan.text[max(0, match.start() - 2_000) : match.start()].split("\n")):
        if _CONTAINER.match(line):
            return match.end()
        if line[:1].strip():
            break
    position = match.end()
    while True:
        line_end = scan.text.find("\n", position)
        if line_end < 0:
            return len(scan.text)
        if not scan.text.startswith(("    ", "\t"), line_end + 1):
            return line_end
        position = line_end + 1


def _comment(scan: Scan, match: "re.Match[str]") -> int:
    end = scan.find("-->", match.end())
    if end < 0:
        return match.end()
    scan.directive(match.end(), end)
    return end + 3


def _tag(scan: Scan, match: "re.Match[str]") -> int:
    """An HTML tag: code is passed over, `<script type="math/tex">` and annotations are read."""
    element = match["element"].lower()
    if match["closing"] or element not in _SKIPPED or match["attributes"].endswith("/"):
        return match.end()
    end = scan.find(f"</{element}", match.end())
    if end < 0:
        return match.end()
    if element == "script" and "math/tex" in match["attributes"]:
        scan.formula(match.end(), end, "script", "display" in match["attributes"])
    if element == "math":
        _annotation(scan, match, end)
    return end


_ANNOTATION = re.compile(r'<annotation[^<>]*encoding="application/x-tex"[^<>]*>([^<]*)<')


def _annotation(scan: Scan, match: "re.Match[str]", end: int) -> None:
    found = _ANNOTATION.search(scan.text, match.end(), end)
    if found:
        scan.formula(found.start(1), found.end(1), "annotation", "block" in match["attributes"])


def _shortcode(scan: Scan, match: "re.Match[str]") -> int:
    """Hugo: `{{< math >}}` holds mathematics, with or without further marks."""
    name = match["code"].replace(" ", "")
    return _enclosed(scan, match, name, f"{{{{< /{name} >}}}}", f"{{{{</{name}>}}}}", f"{{{{% /{name} %}}}}")


def _liquid(scan: Scan, match: "re.Match[str]") -> int:
    """Jekyll: `{% katex %}` holds mathematics, `{% highlight %}` code."""
    name = match["command"]
    return _enclosed(scan, match, name, f"{{% end{name} %}}", f"{{%end{name}%}}")


def _enclosed(scan: Scan, match: "re.Match[str]", name: str, *closers: str) -> int:
    if name not in _MATH_CODES | _SKIPPED_CODES:
        return match.end()
    ends = [(end, closer) for closer in closers if (end := scan.find(closer, match.end())) >= 0]
    if not ends:
        return match.end()
    end, closer = min(ends)
    if name in _SKIPPED_CODES:
        return end + len(closer)
    inside = scan.text[match.end() : end]
    if "$" in inside or "\\[" in inside or "\\(" in inside or "\\begin{" in inside:
        return match.end()
    scan.formula(match.end(), end, name, True)
    return end + len(closer)


def _doubled(scan: Scan, match: "re.Match[str]") -> int:
    r"""`\\( … \\)` and `\\[ … \\]`, which Markdown turns into `\( … \)`."""
    return _bracketed(scan, match, match["twice"], "\\\\")


def _opened(scan: Scan, match: "re.Match[str]") -> int:
    r"""`\( … \)` and `\[ … \]`."""
    return _bracketed(scan, match, match["once"], "\\")


def _bracketed(scan: Scan, match: "re.Match[str]", mark: str, slashes: str) -> int:
    closer = slashes + {"(": ")", "[": "]"}[mark]
    end = scan.find(closer, match.end())
    while end >= 0 and slashes == "\\" and scan.text[end - 1] == "\\":  # `\\]` is a row, then a bracket
        end = scan.find(closer, end + 1)
    inside = scan.text[match.end() : end] if end >= 0 else ""
    if not inside.strip() or _STRUCTURE.search(inside):
        return match.end()
    if slashes == "\\" and not _MATHLIKE.search(inside):  # an escaped bracket
        return match.end()
    if mark == "(" and scan.paragraph_end(match.end()) < end:
        return match.end()
    scan.formula(match.end(), end, slashes + mark, mark == "[")
    return end + len(closer)


def _begin(scan: Scan, match: "re.Match[str]") -> int:
    name = match["environment"]
    return scan.environment(match, name) if name.rstrip("*") in ENVIRONMENTS else match.end()


def _passed(scan: Scan, match: "re.Match[str]") -> int:
    return match.end()


def _github(scan: Scan, match: "re.Match[str]") -> int:
    """GitHub's inline form: a dollar and a backtick on both sides."""
    end = scan.find("`$", match.end())
    if end < 0 or scan.paragraph_end(match.end()) < end:
        return match.start() + 1
    scan.formula(match.end(), end, "$`", False)
    return end + 2


def _display(scan: Scan, match: "re.Match[str]") -> int:
    """`$$ … $$`: blank lines inside only where both marks stand on lines of their own."""
    start = match.end()
    end = scan.find_unescaped("$$", start)
    if end < 0:
        return start
    inside = scan.text[start:end]
    if _STRUCTURE.search(inside):
        return start
    in_block = _ends_line(scan.text, start) and _starts_line(scan.text, end)
    if not in_block and scan.paragraph_end(start) < end:
        return start
    scan.formula(start, end, "$$", True)
    return end + 2


def _ends_line(text: str, position: int) -> bool:
    return _TO_LINE_END.match(text, position) is not None


def _starts_line(text: str, position: int) -> bool:
    while position > 0 and text[position - 1] in " \t>":
        position -= 1
    return position == 0 or text[position - 1] == "\n"


def _inline(scan: Scan, match: "re.Match[str]") -> int:
    """`$x$` in one paragraph, unless it looks like prices or prose."""
    start = match.end()
    end = scan.find_unescaped("$", start)
    if end < 0 or scan.paragraph_end(start) < end:
        return start
    inside = scan.text[start:end]
    if not inside.strip() or _BLOCK_TAG.search(inside):
        return start
    tight = not inside[0].isspace() and not inside[-1].isspace()
    before, after = scan.text[match.start() - 1 : match.start()], scan.text[end + 1 : end + 2]
    if tight and not after.isdigit() and not (before.isascii() and before.isalnum()):
        accepted = _PRICE.match(inside) is None
    else:
        is_tex = _TEX.search(inside) is not None and _PROSE.search(inside) is None
        accepted = is_tex or _LETTER.fullmatch(inside) is not None
    if not accepted:
        return start
    scan.formula(start, end, "$", False)
    return end + 1


def _code_span(scan: Scan, match: "re.Match[str]") -> int:
    """Code between backticks, as many on both sides."""
    count = len(match.group())
    end = scan.search(re.compile(rf"(?<!`)`{{{count}}}(?!`)"), match.end())
    return end + count if 0 <= end <= scan.paragraph_end(match.end()) else match.end()


RULES: dict[str, Rule] = {
    "fence": _fence,
    "indented": _indented,
    "comment": _comment,
    "tag": _tag,
    "shortcode": _shortcode,
    "liquid": _liquid,
    "output": _passed,
    "doubled": _doubled,
    "opened": _opened,
    "begin": _begin,
    "escaped": _passed,
    "github": _github,
    "display": _display,
    "inline": _inline,
    "code_span": _code_span,
}
