"""The files of a build: every document in its place, and the pictures that documents link to."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import derive

from ..errors import DeriveError
from ..progress import Progress

STDOUT = Path("-")


def filed(
    places: dict[str, Path], derivation: Any, output: str, stem: str, suffixes: Mapping[str, str]
) -> None:
    """Gives the post of a blog its name, `2024-05-01-network.md`, where the spec has a date."""
    document = getattr(derivation, "document", None)
    post = document.post(stem) if document else ""
    if post and "jekyll" in places and places["jekyll"].name == f"{stem}.{suffixes['jekyll']}":
        places["jekyll"] = places["jekyll"].with_name(f"{post}.md")


def written(
    derivation: Any, places: Mapping[str, Path], stem: str, options: Mapping[str, Any], tick: Progress
) -> dict[Path, str]:
    """The text of every file, documents first; `tick` is called after each document."""
    told = dict(options)
    figures, folder, url = told.pop("figures"), told.pop("assets"), told.pop("assets_url")
    own = told.pop("templates")
    told["overrides"] = derive.own_templates(own, places) if own else None
    if not hasattr(derivation, "pictures"):  # with L layers there is nothing to draw
        if figures or folder or url:
            raise DeriveError("there are no pictures of L layers; leave out --figures and --assets")
        return {place: derivation.render(name, stem=stem, **told) for name, place in places.items()}
    if figures is not None:
        told["figures"] = [name.strip() for name in figures.split(",") if name.strip()]
    found: dict[Path, str] = {}
    for number, (name, place) in enumerate(places.items()):
        tick(number, len(places), place.name)
        at = None if place == STDOUT and not (folder or url) else link(place, folder, url)
        found[place] = derivation.render(name, stem=stem, assets=at, **told)
        if at is not None and (place != STDOUT or folder):
            files = derivation.pictures([name], stem=stem, **told)
            into = Path(folder) if folder else place.parent
            found |= {into / file: picture for file, picture in files.items()}
    return found


def link(place: Path, folder: str | None, url: str | None) -> str:
    """What a document links to: the address given, else the way from its folder to that of the pictures."""
    if url is not None or not folder:
        return url or ""
    way = os.path.relpath(folder, place.parent)
    return "" if way == "." else Path(way).as_posix()
