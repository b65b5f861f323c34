"""How expressions look: the only printer, and the conventions it prints in."""

from .elide import elide
from .glyphs import escape_tex
from .mathml import math
from .notation import Aligned, Notation
from .style import CHOICES, STYLES, Style, parse_style

__all__ = ["CHOICES", "STYLES", "Aligned", "Notation", "Style", "elide", "escape_tex", "math", "parse_style"]
