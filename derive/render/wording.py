"""In which words a document is told: a language, its register, and a reader's own words for some things."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..errors import DeriveError
from . import korean
from .polite import polite
from .words import Catalogue, tables

_TEMPLATE = re.compile(r"(<<.*?>>|<%.*?%>|<#.*?#>)", re.DOTALL)
_KOREAN = "ko"
_SINGLE = {one: pair for pair in korean.PAIRS for one in pair.split("/")}
_WORD_ENDS = "(?P<particle>)(?![A-Za-z])"
_PARTICLE = "|".join(sorted(_SINGLE, key=len, reverse=True))


@dataclass(frozen=True)
class Wording:
    """The language of a document.

    register: plain, or polite where a language tells the two apart, as Korean does; readings: how letters and
    words are read aloud, which decides the particle after them; glossary: other words for words of the
    catalogue, `{'upstream gradient': 'adjoint'}`.
    """

    language: str = "en"
    register: str = "plain"
    readings: Mapping[str, str] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, language: "str | Wording | None") -> "Wording":
        """A wording as it is, or that of a language's own defaults."""
        return language if isinstance(language, Wording) else cls(language or "en")

    @property
    def catalogue(self) -> Catalogue:
        """Its words; raises DeriveError for a language there is not, or a register that it does not have."""
        return self._words("words")

    @property
    def figures(self) -> Catalogue:
        """The words of the pictures."""
        return self._words("figures")

    def _words(self, folder: str) -> Catalogue:
        if self.register != "plain" and self.language != _KOREAN:
            raise DeriveError(f"{self.language} has no register {self.register}; ko has")
        return _worded(self.language, folder, self.register, tuple(self.glossary.items()))

    @property
    def spoken(self) -> dict[str, str]:
        """Every reading, its own first; a TeX command with its backslash or without."""
        own = {name.removeprefix("\\"): reading for name, reading in self.readings.items()}
        return {**korean.READINGS, **own}


@cache
def _worded(language: str, folder: str, register: str, glossary: tuple[tuple[str, str], ...]) -> Catalogue:
    changes: list[Callable[[str], str]] = [polite] if register == "polite" else []
    if glossary:
        changes.append(_Glossary(dict(glossary), language).said)
    found = tables(language, folder)
    return Catalogue(language, _changed(found, changes) if changes else found)


def _changed(table: Mapping[str, Any], changes: list[Callable[[str], str]]) -> dict[str, Any]:
    """Every word of a table changed; what a table is `like` is no word."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found[key] = _changed(value, changes)
            continue
        for change in changes if key != "like" else ():
            value = change(value)
        found[key] = value
    return found


class _Glossary:
    """A reader's own words in the place of the catalogue's; in Korean the particle after them follows."""

    def __init__(self, words: Mapping[str, str], language: str) -> None:
        self.words = {word.lower(): own for word, own in words.items()}
        longest = sorted(map(re.escape, words), key=len, reverse=True)
        after = f"(?P<particle>(?:{_PARTICLE})(?![가-힣]))?" if language == _KOREAN else _WORD_ENDS
        self.pattern = re.compile(rf"(?<![A-Za-z가-힣])(?P<word>{'|'.join(longest)}){after}", re.IGNORECASE)

    def said(self, text: str) -> str:
        """A string of the catalogue; what its template does is left alone."""
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        for k, piece in enumerate(_TEMPLATE.split(text)):
            yield piece if k % 2 else self.pattern.sub(self._one, piece)

    def _one(self, found: re.Match[str]) -> str:
        own = self.words[found["word"].lower()]
        if found["word"][:1].isupper() and own[:1].islower():
            own = own[:1].upper() + own[1:]
        particle = found["particle"]
        return own + (korean.josa(korean.read_text(own), _SINGLE[particle]) if particle else "")
