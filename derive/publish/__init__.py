"""What leaves the page: snippets, marked places of a post, notebooks, PDF."""

from .embed import Mark, fill_marks, post_format, post_spec
from .naming import gradient_named
from .notebook import check_cells, notebook
from .pdf import NoEngine, pdf
from .snippet import WHOLE, Snippet

__all__ = [
    "WHOLE",
    "Mark",
    "NoEngine",
    "Snippet",
    "check_cells",
    "fill_marks",
    "gradient_named",
    "notebook",
    "pdf",
    "post_format",
    "post_spec",
]
