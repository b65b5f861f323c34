"""The catalogue of a language: every word a reader sees, looked up by the name of a rule."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ..errors import DeriveError, unknown
from .places import templates


class Catalogue:
    """Words by dotted key, `backward.affine_1.title`; a table may say `like = "backward.affine_0"`."""

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:
        self.language, self._tables = language, tables
        self._found: dict[str, str | None] = {}

    def table(self, key: str) -> Mapping[str, Any] | None:
        """The table at a key, or None."""
        found: Any = self._tables
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return found if isinstance(found, Mapping) else None

    def find(self, key: str) -> str | None:
        """The words at a key, through `like` where its own table has none; None if there are none."""
        if key not in self._found:  # a document asks for the same ones again and again
            self._found[key] = self._search(key)
        return self._found[key]

    def _search(self, key: str) -> str | None:
        *path, last = key.split(".")
        for depth in range(len(path), 0, -1):
            like = (self.table(".".join(path[:depth])) or {}).get("like")
            rest = [*path[depth:], last]
            own = (self.table(".".join(path)) or {}).get(last)
            if isinstance(own, str):
                return own
            if like is not None:
                return self.find(".".join([like, *rest]))
        found = (self.table(".".join(path)) or {}).get(last) if path else None
        return found if isinstance(found, str) else None

    def __getitem__(self, key: str) -> str:
        found = self.find(key)
        if found is None:
            raise DeriveError(f"templates/words/{self.language}.toml has no words for {key}")
        return found

    def family(self, key: str) -> str:
        """The table that says what kind of step this is: the last one in its chain of `like` with a title."""
        like = (self.table(key) or {}).get("like")
        return key if like is None or self.find(f"{like}.title") is None else self.family(like)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that has words, below a prefix."""
        for name, value in (self.table(prefix) if prefix else self._tables or {}).items():  # type: ignore[union-attr]
            key = f"{prefix}.{name}" if prefix else name
            if isinstance(value, Mapping):
                yield from self.keys(key)
            else:
                yield key


def languages() -> tuple[str, ...]:
    """The languages there are words in."""
    return tuple(sorted(place.stem for place in (templates() / "words").glob("*.toml")))


@cache
def tables(language: str, folder: str) -> Mapping[str, Any]:
    """The words of a language as they stand in its file; raises DeriveError for one there is not.

    folder: words, or figures, which has those of the pictures; where a language has none of these yet, a
        picture says the English ones.
    """
    place = templates() / folder / f"{language}.toml"
    if language not in languages():
        raise DeriveError(unknown("language", language, languages()))
    if not place.is_file():
        place = place.with_name("en.toml")
    found: Mapping[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    return found


@cache
def catalogue(language: str) -> Catalogue:
    """The words of a language; raises DeriveError for one there is not."""
    return Catalogue(language, tables(language, "words"))


def labels(language: str = "en") -> Mapping[str, str]:
    """The words under a brace, for the notation."""
    return dict(catalogue(language).table("labels") or {})


def rules(language: str = "en") -> dict[str, str]:
    """Every rule of a step that the document explains, with its name in words."""
    words = catalogue(language)
    found: dict[str, str] = {}
    for stage in ("forward", "loss", "backward", "optimization", "vanishing"):
        for name in words.table(stage) or {}:
            rule = words.find(f"{stage}.{name}.rule")
            if rule is not None and "<<" not in rule:
                found.setdefault(name, rule)
    return found
