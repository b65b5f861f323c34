"""A claim in a few plain characters, `dL/dW2`, to be named in a line of text."""

import re
from collections.abc import Mapping

from ..reading.grammar import parse
from ..reading.macros import Macro
from ..reading.syntax import Node
from ..reading.unreadable import Unreadable
from .columns import visible
from .glyphs import glyph

LONGEST = 32
_ROW_MARKS = re.compile(r"\\\\(?:\[[^\]]*\])?|(?<!\\)&")


def claim(latex: str, macros: Mapping[str, Macro] | None = None) -> str:
    r"""What an equation is about: its left side in plain text, shortened.

    >>> claim(r"\frac{\partial L}{\partial W^{[2]}} = A^\top \delta")
    'dL/dW2'
    """
    try:
        parts = parse(latex, macros or {}).parts
    except Unreadable:
        parts = ()
    left = parts[0] if parts else None
    if left is not None and left.kind == "chain":
        left = left.parts[0]
    text = plain(left) if left is not None and left.kind != "none" else " ".join(latex.split())
    text = visible(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def in_one_row(latex: str) -> str:
    r"""A correction without the marks of the rows it stands in; matrices stay as they are.

    >>> in_one_row(r"\delta W^T \\ &= \delta W")
    '\\delta W^T = \\delta W'
    """
    text = latex if "\\begin" in latex else _ROW_MARKS.sub(" ", latex)
    return " ".join(text.split())


def plain(node: Node) -> str:
    """A surface tree in plain text."""
    inside = [plain(part) for part in node.parts]
    match node.kind:
        case "fraction":
            return "/".join(_d(text) if "∂" in text[:2] else text for text in inside)
        case "juxt":
            return "".join(inside)
        case "script":
            return inside[0] + node.text + "".join(_bare(text) for text in inside[1:])
        case "group":
            half = len(node.text) // 2
            return node.text[:half] + ", ".join(inside) + node.text[half:]
        case "accent":
            return inside[0] + glyph(node.text)
        case "neg":
            return "−" + "".join(inside)
        case "add":
            return "+".join(inside).replace("+−", "−")
        case "sum":
            return glyph(node.text) + inside[0]
        case "none":
            return ""
    return "".join(inside) if node.parts else glyph(node.text)


def _d(text: str) -> str:
    return text.replace("∂", "d", 1)


def _bare(text: str) -> str:
    """`[2]` and `(l)` above a symbol without their brackets."""
    return text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
