"""The files of a build: every document in its place, and the pictures that documents link to."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import derive

from ..errors import DeriveError
from ..progress import Progress

STDOUT = Path("-")
DATED = re.compile(r"\d+-\d\d?-\d\d?-.")  # the name of a post, to Jekyll


def filed(
    places: dict[str, Path], derivation: Any, output: str, stem: str, suffixes: Mapping[str, str]
) -> str:
    """Gives the post of a blog its name, `2024-05-01-network.md`, where the spec has a date.

    What Jekyll would silently leave out, a post whose name begins with no date, gets a remark.
    """
    document = getattr(derivation, "document", None)
    post = document.post(stem) if document else ""
    if post and "jekyll" in places and places["jekyll"].name == f"{stem}.{suffixes['jekyll']}":
        places["jekyll"] = places["jekyll"].with_name(f"{post}.md")
    place = places.get("jekyll", STDOUT)
    if place.parent.name != "_posts" or DATED.match(place.name):
        return ""
    return f"{place.name}: Jekyll publishes from _posts only what is named by its date; set document.date"


def written(
    derivation: Any, places: Mapping[str, Path], stem: str, options: Mapping[str, Any], tick: Progress
) -> dict[Path, str]:
    """The text of every file, documents first; `tick` is called after each document."""
    told = dict(options)
    figures, told_folder, told_url = told.pop("figures"), told.pop("assets"), told.pop("assets_url")
    own = told.pop("templates")
    told["overrides"] = derive.own_templates(own, places) if own else None
    if not hasattr(derivation, "pictures"):  # with L layers there is nothing to draw
        if figures or told_folder or told_url:
            raise DeriveError("there are no pictures of L layers; leave out --figures and --assets")
        return {place: derivation.render(name, stem=stem, **told) for name, place in places.items()}
    if figures is not None:
        told["figures"] = [name.strip() for name in figures.split(",") if name.strip()]
    found: dict[Path, str] = {}
    for number, (name, place) in enumerate(places.items()):
        tick(number, len(places), place.name)
        folder, url = pictures_of(name, place, told_folder, told_url)
        at = None if place == STDOUT and not (folder or url) else link(place, folder, url)
        found[place] = derivation.render(name, stem=stem, assets=at, **told)
        if at is not None and (place != STDOUT or folder):
            files = derivation.pictures([name], stem=stem, **told)
            into = Path(folder) if folder else place.parent
            found |= {into / file: picture for file, picture in files.items()}
    return found


def pictures_of(name: str, place: Path, folder: str | None, url: str | None) -> tuple[str | None, str | None]:
    """Where pictures go and how they are linked; of `_posts`, Jekyll publishes nothing but posts."""
    if name == "jekyll" and folder is None and url is None and place.parent.name == "_posts":
        return str(place.parent.parent / "assets"), "{{ site.baseurl }}/assets"
    return folder, url


def link(place: Path, folder: str | None, url: str | None) -> str:
    """What a document links to: the address given, else the way from its folder to that of the pictures."""
    if url is not None or not folder:
        return url or ""
    way = os.path.relpath(folder, place.parent)
    return "" if way == "." else Path(way).as_posix()
