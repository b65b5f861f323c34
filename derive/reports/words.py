"""The words of a report, by language; what the judge says in English is translated by patterns."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..render.places import templates
from ..render.words import tables

FOLDER = "checking"


class Words:
    """The words of one language.

    >>> words_of("en").say("follows", line=3)
    'wrong because line 3 is'
    """

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:
        self.language = language
        self._words: Mapping[str, str] = tables["words"]
        self._kinds: Mapping[str, str] = tables["kinds"]
        self._messages = [(_pattern(key), text) for key, text in tables.get("messages", {}).items()]

    def say(self, key: str, **values: Any) -> str:
        """Words by their key, with values put in."""
        return self._words[key].format(**values) if values else self._words[key]

    def kind(self, kind: str) -> str:
        """A kind of mistake in words; of one without words its name."""
        return self._kinds.get(kind, kind)

    def message(self, text: str) -> str:
        """What the judge says, in this language; as it is where there is no translation."""
        for pattern, said in self._messages:
            match = pattern.fullmatch(text)
            if match:
                return said.format(*map(self.message, match.groups()))
        parts = text.split("; ")
        return "; ".join(map(self.message, parts)) if len(parts) > 1 else text


def _pattern(key: str) -> "re.Pattern[str]":
    return re.compile("(.+?)".join(map(re.escape, key.split("{}"))), re.DOTALL)


def languages() -> tuple[str, ...]:
    """The languages there are reports in; of any other, those in English."""
    return tuple(sorted(place.stem for place in (templates() / FOLDER).glob("*.toml")))


@cache
def words_of(language: str = "en") -> Words:
    """The words of a language, English where it has none of reports; raises DeriveError for no language."""
    return Words(language, tables(language, FOLDER))
