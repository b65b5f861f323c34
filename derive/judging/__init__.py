"""The judge of hand derivations: which line is wrong, why, and the fix."""

from .check import check_document, check_file, check_text
from .claims import Equation
from .findings import FileFindings, Finding, Findings, Note
from .report import check_equations
from .written import Written

__all__ = [
    "Equation",
    "FileFindings",
    "Finding",
    "Findings",
    "Note",
    "Written",
    "check_document",
    "check_equations",
    "check_file",
    "check_text",
]
