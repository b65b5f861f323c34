"""The pictures of a derivation: which a document has, drawn for its format, and the files it links to."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ..errors import DeriveError, unknown
from ..figures import FIGURES, facts
from ..lesson import Setting
from ..notation import Notation
from ..render import BASIC, PLACES, Picture, Wording, drawing_words

ALL, NONE = "all", "none"
DRAWN = {
    "html": "svg",
    "tex": "tikz",
    "fragment": "tikz",
}  # formats that hold a picture; others link to a file
UNDRAWN = ("plain", "json")
BARE = ("fragment", *UNDRAWN)  # formats that have pictures only where they are asked for
CURVES = 100  # steps of gradient descent in a curve if the spec says none


class Pictures:
    """What is drawn of one network, each picture once for a language of pictures and a wording."""

    def __init__(self, setting: Setting, notation: Notation, steps: int = 1) -> None:
        self.setting, self.notation = setting, notation
        self.steps = steps if steps > 1 else CURVES
        self._facts = cache(self._facts_of)
        self._drawn: dict[tuple[object, ...], str] = {}
        self._said: dict[tuple[object, ...], Mapping[str, str]] = {}

    def drawn(self, name: str, as_: str, wording: Wording) -> str:
        """A picture as SVG or TikZ."""
        key = (name, as_, *_told(wording))
        if key not in self._drawn:
            words = self._words(name, wording)
            self._drawn[key] = FIGURES[name](
                self.setting, self.notation, words=words, as_=as_, **self._options(name)
            )
        return self._drawn[key]

    def _words(self, name: str, wording: Wording) -> Mapping[str, str]:
        key = (name, *_told(wording))
        if key not in self._said:
            self._said[key] = drawing_words(name, self._facts(name), self.notation, wording)
        return self._said[key]

    def of(
        self, format: str, names: Iterable[str], wording: Wording, stem: str, folder: str
    ) -> tuple[Picture, ...]:
        """The pictures of a document in a format; those it links to lie at `folder`."""
        as_ = DRAWN.get(format, "")
        return tuple(
            Picture(
                name,
                self.drawn(name, as_, wording) if as_ else "",
                f"{folder}{file_name(stem, name)}",
                self._facts(name),
                self._words(name, wording)[f"figure.{name}.alt"],
            )
            for name in names
        )

    def files(self, names: Iterable[str], wording: Wording, stem: str) -> dict[str, str]:
        """The files that documents link to, by name."""
        return {file_name(stem, name): self.drawn(name, "svg", wording) for name in names}

    def _facts_of(self, name: str) -> Mapping[str, Any]:
        return facts(name, self.setting, self.notation, steps=self.steps)

    def _options(self, name: str) -> dict[str, int]:
        return {"steps": self.steps} if name in ("surface", "training") else {}


def _told(wording: Wording) -> tuple[object, ...]:
    """What a wording is, as a key."""
    words = (*wording.readings.items(), *wording.glossary.items())
    return wording.language, wording.register, words


def links(format: str) -> bool:
    """Whether a format's pictures are files of their own."""
    return format not in DRAWN and format not in UNDRAWN and format != "pdf"


def chosen(format: str, asked: Iterable[str] | None) -> tuple[str, ...]:
    """The names of a document's pictures, in its order; without a wish those that need no plotting library.

    Raises DeriveError for a picture there is not.
    """
    if asked is None:
        return () if format in BARE else BASIC
    names = list(asked)
    for name in names:
        if name not in (*PLACES, ALL, NONE):
            raise DeriveError(unknown("figure", name, (*PLACES, ALL, NONE)))
    return tuple(name for name in PLACES if ALL in names or name in names)


def file_name(stem: str, name: str) -> str:
    """The file of a picture.

    >>> file_name("seed", "graph")
    'seed-graph.svg'
    """
    return f"{stem or 'network'}-{name}.svg"


def prefix(url: str) -> str:
    """What stands before the name of a file that is linked to; raises DeriveError for what breaks a link.

    >>> prefix("{{site.url}}/images"), prefix("")
    ('{{site.url}}/images/', '')
    """
    if any(sign in '()<>\\"' or not sign.isprintable() for sign in url):
        raise DeriveError(f"{url!r} cannot stand in a link")
    return url if not url or url.endswith("/") else url + "/"


__all__ = ["Pictures", "chosen", "file_name", "links", "prefix"]
