"""Reading formulas: tokens, surface trees, terms; the inverse of the printer, and more."""

from .grammar import parse
from .macros import Macro
from .normal import normal
from .reader import Reader, read
from .typed import Misfit
from .unreadable import Unreadable

__all__ = ["Macro", "Misfit", "Reader", "Unreadable", "normal", "parse", "read"]
