"""Derivation and verdicts to text, through templates: every word and layout stands there, every formula comes from here."""

from .formats import FORMATS
from .render import render
from .words import labels, languages, rules

__all__ = ["FORMATS", "labels", "languages", "render", "rules"]
