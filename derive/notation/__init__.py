"""How expressions look: the only printer, and the conventions it prints in."""

from .elide import elide
from .formulas import formula
from .glyphs import escape_tex
from .mathml import math
from .names import gradient_of, shown
from .notation import Aligned, Notation, activations
from .signs import sign
from .style import CHOICES, SOURCES, STYLES, Style, parse_style, style_table

__all__ = [
    "CHOICES",
    "SOURCES",
    "STYLES",
    "Aligned",
    "Notation",
    "Style",
    "activations",
    "elide",
    "escape_tex",
    "formula",
    "gradient_of",
    "math",
    "parse_style",
    "shown",
    "sign",
    "style_table",
]
