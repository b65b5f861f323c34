"""Derivation and verdicts to text: words and layout stand in the templates, formulas come from here."""

from .formats import FORMATS
from .pictures import BASIC, PLACES, Picture, drawing_words
from .wording import Wording
from .words import labels, languages, rules
from .writing import render

__all__ = [
    "BASIC",
    "FORMATS",
    "PLACES",
    "Picture",
    "Wording",
    "drawing_words",
    "labels",
    "languages",
    "render",
    "rules",
]
