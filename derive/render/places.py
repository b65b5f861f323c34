"""Where the templates are: beside the package when it is installed, else on top of the checkout."""

from functools import cache
from pathlib import Path

from ..errors import DeriveError

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def templates() -> Path:
    """The folder of the templates; the installed copy only if it lies beside the imported package."""
    for place in (_PACKAGE / "_templates", _PACKAGE.parent / "templates"):
        if (place / "words").is_dir():
            return place
    raise DeriveError(f"the templates are missing: neither in {_PACKAGE} nor beside it")
