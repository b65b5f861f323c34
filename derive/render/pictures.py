"""Pictures on a page: where each stands, its number, and what is said below it and in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..notation import Notation
from .escapes import safe
from .formats import Format, read_format
from .prose import Prose
from .story import anchor
from .typeset import Typesetter
from .view import Figure
from .wording import Wording

# a picture's name -> the section it stands in, in the order of the document
PLACES: Mapping[str, str] = {
    "network": "forward",
    "losses": "loss",
    "graph": "backward",
    "surface": "optimization",
    "training": "optimization",
    "activations": "vanishing",
    "depth": "vanishing",
}
BASIC = ("network", "graph")  # drawn without a plotting library: what a document has if nothing is said


@dataclass(frozen=True)
class Picture:
    """A picture ready to be put on a page.

    drawn: in the format's own language, SVG or TikZ; source: where it lies, for a format that links to it;
    facts: what its words speak of; spoken: what it shows, as plain text.
    """

    name: str
    drawn: str
    source: str
    facts: Mapping[str, Any]
    spoken: str


def drawing_words(
    name: str, facts: Mapping[str, Any], notation: Notation, wording: Wording
) -> dict[str, str]:
    """The words inside a picture, with its own title and what it shows, as plain text."""
    words = wording.figures
    prose = caption_prose(read_format("plain"), notation, wording)
    own = {f"figure.{name}.{key}": " ".join(str(prose.say(f"figure.{name}.{key}", **facts)).split())
           for key in ("title", "alt")}  # fmt: skip
    return {key: words[key] for part in ("axis", "node") for key in words.keys(f"figure.{part}")} | own


def placed(
    pictures: Sequence[Picture], sections: Sequence[str], form: Format, notation: Notation, wording: Wording
) -> dict[str, list[Figure]]:
    """The pictures by the section they stand in, numbered in the order of the document."""
    found: dict[str, list[Figure]] = {}
    by_name = {picture.name: picture for picture in pictures}
    shown = [by_name[name] for name in PLACES if name in by_name and PLACES[name] in sections]
    prose = caption_prose(form, notation, wording) if shown else None
    for number, one in enumerate(shown, 1):
        assert prose is not None
        found.setdefault(PLACES[one.name], []).append(captioned(one, prose, str(number)))
    return found


def caption_prose(form: Format, notation: Notation, wording: Wording) -> Prose:
    """What says the words of pictures in a format."""
    return Prose(wording.figures, Typesetter(form, notation), wording.spoken, "figures")


def captioned(one: Picture, prose: Prose, number: str = "") -> Figure:
    """A picture with its words; without a number it stands alone."""
    key = f"figure.{one.name}"
    return Figure(
        one.name,
        anchor(key.replace(".", "-")),
        number,
        safe(one.drawn),
        safe(one.source),
        prose.say(f"{key}.title", **one.facts),
        safe(" ".join(prose.say(f"{key}.alt", **one.facts).split())),
        one.spoken,
        prose.paragraphs(f"{key}.caption", **one.facts)[0],
    )
