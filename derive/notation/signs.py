"""Which sign a gradient is written with: in one document no two of them look alike.

A document in which errors are scaled, or gradients transposed, holds some gradients twice: as it shows them
(`mdZ2`, `tdW1`), and plainly (`dZ2`, `dW1`) in the lines that define those. The ones shown have the sign of
the style; the plain ones get another.
"""

from collections.abc import Collection

from .names import parts, shown, split
from .style import Style

PARTIAL, NABLA, D, LETTER = "partial", "nabla", "d", "letter"
_PARAMETERS = frozenset({"W", "b", "gamma", "beta"})


def sign(name: str, names: Collection[str], style: Style, own: Collection[str]) -> str:
    """The sign of a gradient: "partial" ∂L/∂W, "nabla" ∇_W L, "d" dW, or "letter" for one of its own.

    names: all names of the document; own: the names and bases that have a letter of their own.
    """
    mark, of = split(name)
    shows = shown(of, names)
    usual = _shown_as(shows, of, style, own)
    if name == shows or mark:
        return LETTER if name in own else usual
    if usual in (PARTIAL, NABLA):
        return NABLA if usual == PARTIAL else PARTIAL
    return PARTIAL if (style.gradient == "nabla") == (style.layout == "numerator") else NABLA


def _shown_as(shows: str, of: str, style: Style, own: Collection[str]) -> str:
    """The sign of the gradient that the document shows; N times a derivative is not written as one."""
    found = parts(of)
    if f"d{of}" in own or (found and f"d{found.base}" in own):
        return LETTER
    if split(shows)[0].endswith("m"):
        return D
    if style.gradient == "delta":
        return PARTIAL if found and found.base in _PARAMETERS else NABLA
    return style.gradient
