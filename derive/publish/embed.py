"""Marked places of a post, rewritten: nothing outside of the marks changes, and twice is as once."""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from ..errors import DeriveError, unknown

# how a post is written, by the end of its name
POSTS = {
    ".md": "md", ".markdown": "md", ".mkd": "md", ".qmd": "quarto", ".rmd": "quarto",
    ".html": "html", ".htm": "html", ".tex": "fragment", ".ltx": "fragment",
}  # fmt: skip
OPTIONS = ("lines", "style", "spec", "numbers", "format", "lang")
KNOWN = "a gradient such as dL/dW1, forward, notation, numbers, figure:graph"
_HTML = re.compile(r"<!--[ \t]*(?:derive:[ \t]*(?P<what>(?:(?!-->)[^\r\n])*?)|/derive)[ \t]*-->")
_HTML_ALIKE = re.compile(r"<!--\s*/?\s*derive\b(?!\s+build)")
_TEX = re.compile(r"^[ \t]*%+[ \t]*(?:derive:[ \t]*(?P<what>[^\r\n]*?)|/derive)[ \t]*(?=\r?$)", re.MULTILINE)
_TEX_ALIKE = re.compile(r"^[ \t]*%+[ \t]*(?:derive:|/[ \t]*derive\b)", re.MULTILINE)
_CHECKER = re.compile(r"on|off|(?:shapes|from)\b.*")  # these speak to derive check
_OPTION = re.compile(r"""(?:^|\s)([A-Za-z]+)=("[^"]*"|'[^']*'|\S+)""")
_FENCE = re.compile(r"[\s>]*(?P<sign>`{3,}|~{3,})(?P<rest>[^\r\n]*)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\r\n]*?(?<!`)\1(?!`)")
_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|minted|comment)\}.*?\\end\{\1\}", re.DOTALL)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<body>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_SPEC = re.compile(
    r"^derive:[ \t]*(?:\|[-+]?[ \t]*\r?\n(?P<text>(?:[ \t]+[^\n]*\n|[ \t]*\r?\n)+)"
    r"|(?P<name>[^\r\n]+?)[ \t]*\r?$)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Mark:
    """A place to fill: what with, how, the line it stands on, and whether inside a line of text."""

    what: str
    line: int
    inline: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


def post_format(name: str) -> str:
    """The format of a post by its name; raises DeriveError for a kind that has no marks."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in POSTS:
        raise DeriveError(f"{name}: cannot fill {suffix or 'this'}; there are {', '.join(POSTS)}")
    return POSTS[suffix]


def post_spec(text: str) -> tuple[str, str]:
    """The spec in the front matter of a post, `derive: |` or `derive: net.toml`: text, name."""
    front = _FRONT.match(text)
    found = _SPEC.search(front["body"]) if front else None
    if found is None:
        return "", ""
    return (textwrap.dedent(found["text"]), "") if found["text"] else ("", found["name"].strip("\"'"))


def fill_marks(text: str, name: str, write: Callable[[Mark], str]) -> str:
    """The post with its marked places filled by `write`; raises DeriveError, with the line, for bad marks."""
    tex = post_format(name) == "fragment"
    parts, last = [], 0
    for start, end in _pairs(text, name, tex):
        inside = text[start.end() : end.start()]
        line = text.count("\n", 0, start.start()) + 1
        try:
            mark = _mark(start["what"], line, "\n" not in inside)
            filled = write(mark)
        except DeriveError as error:
            raise type(error)(f"{name}, line {line}: {error}") from None
        if not mark.inline:
            filled = _set(filled, text, start, inside, blank="" if tex else "\n")
        parts += [text[last : start.end()], filled]
        last = end.start()
    return "".join([*parts, text[last:]])


def _pairs(text: str, name: str, tex: bool) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Each mark and its end."""
    seen = _VERBATIM.sub(_spaces, text) if tex else _without_code(text)
    pattern, alike = (_TEX, _TEX_ALIKE) if tex else (_HTML, _HTML_ALIKE)
    marks = [*pattern.finditer(seen)]
    starts = {mark.start() for mark in marks}
    marks = [mark for mark in marks if not _CHECKER.fullmatch(mark["what"] or "")]

    def fail(place: int, what: str) -> DeriveError:
        return DeriveError(f"{name}, line {text.count(chr(10), 0, place) + 1}: {what}")

    for found in alike.finditer(seen):
        if found.start() not in starts:
            sample = "% derive: dL/dW1" if tex else "<!-- derive: dL/dW1 -->"
            raise fail(found.start(), f"a mark is written {sample} on one line")
    opened: re.Match[str] | None = None
    for mark in marks:
        if mark["what"] is not None:
            if opened is not None:
                where = text.count("\n", 0, opened.start()) + 1
                raise fail(mark.start(), f"a mark inside the one of line {where}, which has no end yet")
            opened = mark
        elif opened is None:
            raise fail(mark.start(), "the end of a mark that was not begun")
        else:
            yield opened, mark
            opened = None
    if opened is not None:
        raise fail(opened.start(), f"this mark has no end, {'% /derive' if tex else '<!-- /derive -->'}")


def _mark(what: str, line: int, inline: bool) -> Mark:
    """What a mark says: a name, then options."""
    options = {found[1]: found[2].strip("\"'") for found in _OPTION.finditer(what)}
    for key in options:
        if key not in OPTIONS:
            raise DeriveError(unknown("option", key, OPTIONS))
    wanted = _OPTION.sub("", what).strip()
    if not wanted:
        raise DeriveError(f"the mark names nothing; {KNOWN}")
    return Mark(wanted, line, inline, options)


def _set(filled: str, text: str, start: re.Match[str], inside: str, blank: str) -> str:
    """A piece on lines of its own, indented as its mark, with the line ends of the post."""
    end = "\r\n" if inside.lstrip(" \t").startswith("\r\n") else "\n"
    before = text[text.rfind("\n", 0, start.start()) + 1 : start.start()].lstrip("\ufeff")
    if not blank:  # a comment of LaTeX takes its indentation with it
        before = start[0][: len(start[0]) - len(start[0].lstrip())]
    indent = re.sub(r"[^\s>]", " ", before)
    lines = f"{blank}{filled.strip()}\n{blank}".split("\n")[:-1]
    set_ = [f"{indent}{line}".rstrip() if not line else f"{indent}{line}" for line in lines]
    last = indent if blank else ""
    return end + end.join(set_) + end + last


def _without_code(text: str) -> str:
    """A Markdown text with spaces for its code, where a mark is only shown."""
    found, fence = [], ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            found.append(_blank(line))
            if match and match["sign"].startswith(fence) and not match["rest"].strip():
                fence = ""
        elif match and not ("`" in match["sign"] and "`" in match["rest"]):
            fence = match["sign"]
            found.append(_blank(line))
        else:
            found.append(_CODE.sub(_spaces, line))
    return "".join(found)


def _spaces(found: re.Match[str]) -> str:
    return _blank(found[0])


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
