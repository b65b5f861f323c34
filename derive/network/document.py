"""What a spec says about its document: language, stages, pictures, and how a blog files it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import shown, unknown

STAGES = ("forward", "loss", "backward", "optimization", "vanishing")
REGISTERS = ("plain", "polite")
KEYS = ("language", "register", "stages", "figures", "date", "slug", "front", "readings", "glossary")
_SLUG = re.compile(r"[\w-]+")
_KEY = re.compile(r"[A-Za-z_][\w-]*")
_SIGNS = frozenset("<>%*")  # of the templates that words stand in


@dataclass(frozen=True, slots=True)
class Document:
    """How the document of a spec is told; what is not said has the default of its format.

    language: its code, `ko`; register: plain or polite, where the language has both; stages: those told, all
    without it; figures: names of pictures, all, or none; date, slug: the name of a blog's file; front: more
    front matter; readings: how a symbol is read aloud, for particles; glossary: words of the catalogue, and
    those to be used in their place.
    """

    language: str = ""
    register: str = "plain"
    stages: tuple[str, ...] = STAGES
    figures: tuple[str, ...] | None = None
    date: str = ""
    slug: str = ""
    front: Mapping[str, Any] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)

    @property
    def front_matter(self) -> dict[str, Any]:
        """What stands in the head of a blog's post beside its title."""
        day = {"date": date.fromisoformat(self.date)} if self.date else {}
        return {**day, **({"lang": self.language} if self.language else {}), **self.front}

    def post(self, stem: str) -> str:
        """The name of a post's file, `2024-05-01-network`, without its end; empty where there is no day.

        >>> Document(date="2024-05-01").post("seed")
        '2024-05-01-seed'
        """
        return f"{self.date}-{self.slug or stem}" if self.date else ""


def read_document(table: Mapping[str, Any], problems: list[str]) -> Document:
    """The table `[document]`; every problem goes on the list."""
    stages = _names("stages", table.get("stages"), problems)
    problems += [
        f"document.stages: {unknown('stage', name, STAGES)}" for name in stages or () if name not in STAGES
    ]
    return Document(
        _text("language", table, problems),
        _choice("register", table, REGISTERS, problems),
        STAGES if stages is None else stages,
        _figures(table.get("figures"), problems),
        _date(table.get("date", ""), problems),
        _slug(table, problems),
        _front(table.get("front", {}), problems),
        _words("readings", table.get("readings", {}), problems),
        _words("glossary", table.get("glossary", {}), problems),
    )


def _text(key: str, table: Mapping[str, Any], problems: list[str]) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        problems.append(f"document.{key} is text, not {shown(value, 40)}")
        return ""
    return value


def _choice(key: str, table: Mapping[str, Any], known: tuple[str, ...], problems: list[str]) -> str:
    value = table.get(key, known[0])
    if value not in known:
        problems.append(f"document.{key} is one of {', '.join(known)}, not {shown(value, 40)}")
        return known[0]
    return str(value)


def _names(key: str, value: Any, problems: list[str]) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        problems.append(f"document.{key} is a list of names, not {shown(value, 40)}")
        return None
    return tuple(dict.fromkeys(value))


def _figures(value: Any, problems: list[str]) -> tuple[str, ...] | None:
    return (value,) if value in ("all", "none") else _names("figures", value, problems)


def _date(value: Any, problems: list[str]) -> str:
    """A day, as TOML writes it or as text."""
    try:
        found = value if isinstance(value, date) else date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        problems.append(f"document.date is a day such as 2024-05-01, not {shown(value, 40)}")
        return ""
    return "" if found is None else found.isoformat()[:10]


def _slug(table: Mapping[str, Any], problems: list[str]) -> str:
    slug = _text("slug", table, problems)
    if slug and not _SLUG.fullmatch(slug):
        problems.append(f"document.slug is letters, digits and hyphens, not {shown(slug, 40)}")
        return ""
    return slug


def _front(value: Any, problems: list[str]) -> dict[str, Any]:
    """Front matter: a table of texts, numbers, days, lists and tables."""
    if not isinstance(value, dict):
        problems.append(f"[document.front] is a table, not {shown(value, 40)}")
        return {}
    wrong = [key for key in _keys(value) if not _KEY.fullmatch(key)]
    problems += [f"[document.front]: {shown(key, 40)} is no key of front matter" for key in wrong]
    return {} if wrong else value


def _keys(value: Any) -> Iterator[str]:
    parts: Iterable[Any] = ()
    if isinstance(value, dict):
        yield from value
        parts = value.values()
    elif isinstance(value, list):
        parts = value
    for part in parts:
        yield from _keys(part)


def _words(key: str, value: Any, problems: list[str]) -> dict[str, str]:
    """Texts by text."""
    if not isinstance(value, dict):
        problems.append(f"[document.{key}] is a table, not {shown(value, 40)}")
        return {}
    for name, text in value.items():
        if not isinstance(text, str) or not text.strip() or not name.strip():
            problems.append(f"document.{key}.{name} is text, not {shown(text, 40)}")
        elif _SIGNS.intersection(text):
            problems.append(f"document.{key}.{name} is words, without {' '.join(sorted(_SIGNS))}")
    return {name: text.strip() for name, text in value.items() if isinstance(text, str)}
