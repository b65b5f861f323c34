"""The cell magic of notebooks: after `%load_ext derive`, `%%derive_check` on top of a cell."""

import shlex
from typing import Any

from ..errors import DeriveError, unknown
from .checked import Checked
from .checking import check_text

OPTIONS = {"--network": "network", "--kind": "kind", "--lang": "language"}


def derive_check(line: str, cell: str) -> Checked:
    """The equations of a cell judged; `%%derive_check --network net.toml --kind tex`.

    Raises DeriveError for an option there is not.
    """
    words = shlex.split(line)
    if len(words) % 2:
        raise DeriveError(f"%%derive_check takes options with values: {', '.join(OPTIONS)}")
    given: dict[str, Any] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option not in OPTIONS:
            raise DeriveError(unknown("option", option, OPTIONS))
        given[OPTIONS[option]] = value
    return check_text(cell, **given, path="cell")


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext derive` calls."""
    shell.register_magic_function(derive_check, magic_kind="cell", magic_name="derive_check")
