"""`%load_ext derive` and `%%derive_check`, with a shell in place of IPython's."""

from typing import Any

import pytest

import derive
from tests.checking.posts import BAD_POST


class Shell:
    """What an extension uses of a shell."""

    def __init__(self) -> None:
        self.magics: dict[tuple[str, str], Any] = {}

    def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
        self.magics[magic_kind, magic_name] = function


@pytest.fixture
def magic() -> Any:
    """The registered cell magic."""
    shell = Shell()
    derive.load_ipython_extension(shell)
    return shell.magics["cell", "derive_check"]


def test_a_cell_is_judged(magic: Any) -> None:
    found = magic("", BAD_POST)
    assert found["summary"]["refuted"] == 3
    assert "cell:12:3: refuted [order]" in str(found)
    assert repr(found) == "<judged 5 of 10 equations: 2 hold, 3 refuted; 5 definition>"
    assert found._repr_html_().count("<iframe") == 1
    assert "<script" not in magic("", BAD_POST + "<script>")._repr_html_()


def test_options(magic: Any) -> None:
    assert "틀림" in str(magic("--lang ko", BAD_POST))
    for line in ("--what 1", "--lang"):
        with pytest.raises(derive.DeriveError):
            magic(line, BAD_POST)
