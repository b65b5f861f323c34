"""What a format is: a folder of templates, and how it writes text and mathematics (its `format.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..errors import DeriveError, unknown
from .escapes import ESCAPES, Escape
from .places import templates

MATHEMATICS = ("latex", "barless", "inert", "mathml", "plain")
MARKS = ("line", "step", "ledger", "none")


@dataclass(frozen=True)
class Format:
    r"""How a format writes what stands between its template's own text.

    extension  of its templates, and of a file in this format without `suffix`
    escape     how plain text is made safe: latex, markdown, html, plain
    math       what a formula is: latex, barless (LaTeX without `|`, which ends the cell of a table), inert
               (LaTeX that Markdown leaves alone), mathml, plain
    inline     what stands around a formula in a line of text, such as `\(` and `\)`
    emphasis, strong, link: what stands around emphasised text; a link has `{anchor}` in it
    together   what stands around something that no line end may part
    mark       the quiet sign beside a line that holds
    marks      where one learns how a line was checked: at each line, below each step, in the ledger, nowhere
    display    what stands around a displayed formula, for a template that asks
    cite       how the text refers to an equation that does not have our number; empty: by `link`
    room       how wide a displayed formula may be, in points of a font of ten; 0: however wide it is
    cells      how wide the formulas in the two columns of the table of results may be; empty: each has a line
    suffix     what follows the name of a file, such as `github.md`
    like       the format whose templates and settings it has where it has none of its own
    """

    name: str
    extension: str
    escape: str
    math: str
    inline: tuple[str, str]
    emphasis: tuple[str, str]
    strong: tuple[str, str]
    link: tuple[str, str]
    together: tuple[str, str]
    mark: str
    marks: str
    display: tuple[str, str] = ("", "")
    cite: str = ""
    room: float = 0
    cells: tuple[float, ...] = ()
    suffix: str = ""
    like: str = ""

    @property
    def folders(self) -> tuple[str, ...]:
        """Where its templates are looked for, its own first."""
        return (self.name, self.like) if self.like else (self.name,)

    @property
    def text(self) -> Escape:
        """The function that makes plain text safe."""
        return ESCAPES[self.escape]


def _names() -> tuple[str, ...]:
    order = ("tex", "md", "html")
    found = sorted(place.parent.name for place in templates().glob("*/format.toml"))
    return tuple(sorted(found, key=lambda name: (order.index(name) if name in order else len(order), name)))


FORMATS = _names()


def _settings(name: str) -> dict[str, Any]:
    return tomllib.loads((templates() / name / "format.toml").read_text(encoding="utf-8"))


@cache
def read_format(name: str) -> Format:
    """The format of a name; raises DeriveError for one there is not, or one whose file is not right."""
    if name not in FORMATS:
        raise DeriveError(unknown("format", name, FORMATS))
    data = _settings(name)
    if "like" in data:
        data = {**_settings(str(data["like"])), **data}
    pairs: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    try:
        made = Format(name, **pairs)
    except TypeError as error:
        raise DeriveError(f"templates/{name}/format.toml: {error}") from None
    for key, value, known in (
        ("escape", made.escape, ESCAPES),
        ("math", made.math, MATHEMATICS),
        ("marks", made.marks, MARKS),
    ):
        if value not in known:
            raise DeriveError(f"templates/{name}/format.toml: {unknown(key, value, known)}")
    return made
