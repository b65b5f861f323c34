"""Derivation and verdicts to text: words and layout stand in the templates, formulas come from here."""

from .formats import FORMATS
from .words import labels, languages, rules
from .writing import render

__all__ = ["FORMATS", "labels", "languages", "render", "rules"]
