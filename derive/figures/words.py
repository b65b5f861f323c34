"""The words of the figures: looked up by key, and what their variables stand for."""

from collections.abc import Mapping

from ..errors import DeriveError

Words = Mapping[str, str]


def word(words: Words, key: str) -> str:
    """The words at `figure.<key>`; raises DeriveError where there are none."""
    full = f"figure.{key}"
    if full not in words:
        raise DeriveError(f"the figures have no words for {full}")
    return words[full]
