"""Documents, snippets and posts for readers elsewhere: joins the derivation with the room that publishes."""

from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path, PurePath
from typing import Any

from ..errors import DeriveError
from ..publish import Mark, fill_marks, pdf, post_format, post_spec
from ..render.filling import own_folders
from ..render.formats import FORMATS, read_format
from .network import Network

KINDS = ("json", "pdf")  # formats that are no folder of templates
YES = ("", "0", "no", "false")
FIGURE = "figure:"
Read = Callable[[str], str]


def suffixes() -> dict[str, str]:
    """What follows the name of a file in each format: `tex`, `github.md`."""
    found = {name: read_format(name) for name in FORMATS}
    ends = {name: form.suffix or form.extension for name, form in found.items()}
    return {**ends, **{name: name for name in KINDS}}


def own_templates(folder: str, formats: Iterable[str]) -> Path:
    """A user's folder of templates; raises DeriveError where it has none for any of the formats."""
    place, names = Path(folder), [name for name in formats if name in FORMATS]
    if not any(own_folders(place, read_format(name)) for name in names):
        wanted = " and no folder ".join(dict.fromkeys(read_format(name).folders[0] for name in names))
        raise DeriveError(f"{place} has no folder {wanted or 'of a format with templates'}")
    return place


def printed(tex: str, progress: Callable[[str], None] | None = None) -> bytes:
    """The PDF of a LaTeX document; raises NoEngine, exit code 3, where there is nothing to make it with."""
    return pdf(tex, progress)


def embed(
    text: str,
    name: str = "post.md",
    read: Read | None = None,
    *,
    language: str | None = None,
    assets: str = "",
    files: dict[str, str] | None = None,
) -> str:
    """A post with its marked places filled: `<!-- derive: dL/dW1 --> … <!-- /derive -->`.

    name: the post's, which says how it is written; read: gives the text of a spec that the post names;
    assets: what stands before the name of a picture's file in a link; files: takes the pictures that the
    post links to, SVG by the file's name.

    Raises DeriveError, with the line, for a mark that cannot be filled.
    """
    made: dict[tuple[str, str], Any] = {}
    linked: dict[str, str] = {} if files is None else files
    own, named = post_spec(text)

    def derivation(spec: str, style: str) -> Any:
        if (spec, style) not in made:
            styles = [one.strip() for one in style.split(",") if one.strip()]
            made[spec, style] = _network(spec, own, name, styles, read).derive()
        return made[spec, style]

    def write(mark: Mark) -> str:
        options = mark.options
        found = derivation(options.get("spec", named), options.get("style", ""))
        format, spoken = options.get("format", post_format(name)), options.get("lang", language)
        if mark.what.startswith(FIGURE):
            return _picture(found, mark, format, spoken)
        return str(
            found.snippet(
                mark.what,
                format,
                lines=options.get("lines", "final"),
                numbers=options.get("numbers", "").lower() not in YES,
                inline=mark.inline,
                language=spoken,
            )
        )

    def _picture(found: Any, mark: Mark, format: str, spoken: str | None) -> str:
        if mark.inline:
            raise DeriveError(f"{mark.what} takes more than one line; put the marks on lines of their own")
        picture, stem = mark.what.removeprefix(FIGURE).strip(), PurePath(name).stem
        for number in count(1):
            at = stem if number == 1 else f"{stem}-{number}"
            text, drawn = found.picture(picture, format, language=spoken, stem=at, assets=assets)
            if all(linked.get(file, svg) == svg for file, svg in drawn.items()):
                break
        linked.update(drawn)
        return str(text)

    return fill_marks(text, name, write)


def _network(spec: str, own: str, name: str, style: list[str], read: Read | None) -> Network:
    """The network of a post: the spec that it names, its own, or the seed."""
    if spec:
        if read is None:
            raise DeriveError(f"{name} names the spec {spec}, which nothing here can read")
        return Network.from_spec(read(spec), spec, style)
    return Network.from_spec(own, f"{name}, front matter", style) if own else Network.seed(style)
