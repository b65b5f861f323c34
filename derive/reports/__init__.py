"""What was found, as text, data, annotations, pages and patches."""

from .annotations import as_github
from .data import as_csv, as_json
from .expectations import Unmet, unmet
from .page import as_page
from .patch import as_patch
from .sarif import as_sarif
from .text import Piece, closing, concise, full
from .words import Words, languages, words_of

LINES = {"full": full, "concise": concise}  # for people
WHOLE = {"json": as_json, "csv": as_csv, "github": as_github, "sarif": as_sarif}  # for programs
FORMATS = (*LINES, *WHOLE, "html")

__all__ = [
    "FORMATS",
    "LINES",
    "WHOLE",
    "Piece",
    "Unmet",
    "Words",
    "as_page",
    "as_patch",
    "closing",
    "concise",
    "full",
    "languages",
    "unmet",
    "words_of",
]
