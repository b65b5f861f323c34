r"""Plain text made safe: what a user wrote stays text in LaTeX, Markdown and HTML."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Any

from markupsafe import Markup

Escape = Callable[[str], str]

_LATEX = str.maketrans(
    {
        **{character: f"\\{character}" for character in "{}$&#%_"},
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "\n": " ",
    }
)

_SPANNED = "$\\`"  # a backslash before these would itself be read by one engine or another
_MARKDOWN = str.maketrans(
    {
        **{character: f"\\{character}" for character in "*_[]#|~!"},
        **{character: f"<span>&#{ord(character)};</span>" for character in _SPANNED},
        **{character: f"&#{ord(character)};" for character in "{}"},
        "<": "&lt;",
        ">": "&gt;",
        "&": "&amp;",
        "\n": " ",
    }
)


def html(text: str) -> str:
    """Text for an HTML element or attribute.

    >>> html("<script> & 'x'")
    '&lt;script&gt; &amp; &#x27;x&#x27;'
    """
    return escape(_printable(text))


def markdown(text: str) -> str:
    """Text that neither Markdown, nor Liquid, nor a formula finder takes for anything else.

    >>> markdown("W_1 <b> {{ x }}")
    'W\\\\_1 &lt;b&gt; &#123;&#123; x &#125;&#125;'
    """
    return _printable(text).translate(_MARKDOWN)


def latex(text: str) -> str:
    r"""Text for LaTeX.

    >>> latex("\\input{x} & 5%")
    '\\textbackslash{}input\\{x\\} \\& 5\\%'
    """
    return _printable(text).translate(_LATEX)


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c in "\n\t")


def plain(text: str) -> str:
    """Text for a terminal or a text file: what can be printed, as it is."""
    return _printable(text)


def yaml(value: Any) -> str:
    r"""A value as YAML, for the head of a post: texts in quotes, lists and tables on one line, days bare.

    >>> yaml('a "b": c'), yaml(["x", {"y": True}])
    ('"a \\"b\\": c"', '["x", {"y": true}]')
    """
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(_plain_data(value), ensure_ascii=False)


def _plain_data(value: Any) -> Any:
    """A value with its texts printable, and what JSON has no word for as text."""
    if isinstance(value, dict):
        return {str(key): _plain_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_data(inner) for inner in value]
    if isinstance(value, bool | int | float):
        return value
    return _printable(str(value)).replace("\n", " ")


ESCAPES: Mapping[str, Escape] = {"latex": latex, "markdown": markdown, "html": html, "plain": plain}


def safe(text: str) -> Markup:
    """Text that is already in its format's own language."""
    return Markup(text)
