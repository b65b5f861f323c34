"""Derivation and verdicts to text: words and layout stand in the templates, formulas come from here."""

from .formats import FORMATS
from .render import render
from .words import labels, languages, rules

__all__ = ["FORMATS", "labels", "languages", "render", "rules"]
