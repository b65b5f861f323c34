r"""Plain text made safe: what a user wrote stays text in LaTeX, Markdown and HTML."""

import json
from collections.abc import Callable, Mapping
from html import escape

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
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def plain(text: str) -> str:
    """Text for a terminal or a text file: what can be printed, as it is."""
    return _printable(text)


def yaml(text: str) -> str:
    r"""Text as a string of YAML, for the head of a post, the quotes included.

    >>> yaml('a "b": c')
    '"a \\"b\\": c"'
    """
    return json.dumps(_printable(text).replace("\n", " "), ensure_ascii=False)


ESCAPES: Mapping[str, Escape] = {"latex": latex, "markdown": markdown, "html": html, "plain": plain}


def safe(text: str) -> Markup:
    """Text that is already in its format's own language."""
    return Markup(text)
