"""The commands around specs and posts: embed, init, list."""

import sys
import textwrap
from pathlib import Path

import click

import derive

from ..files import marked, read_exactly, read_text, rewrite_all, write_all
from .documents import link
from .group import cli
from .printing import say

WIDTH = 80  # columns of a terminal
KINDS = ["layers", "losses", "primitives", "rules", "lemmas", "styles", "formats"]


@cli.command()
@click.argument("posts", nargs=-1, required=True, metavar="POST…")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a post is out of date.")
@click.option("--lang", "language", help="The language: en or ko; else that of the post's spec, else en.")
@click.option("--assets", metavar="DIR", help="Where pictures go that a post links to; else beside it.")
@click.option("--assets-url", metavar="URL", help="How they are linked, such as {{site.url}}/images.")
def embed(
    posts: tuple[str, ...], check: bool, language: str | None, assets: str | None, assets_url: str | None
) -> None:
    """Fill the marked places of posts: <!-- derive: dL/dW1 --> … <!-- /derive -->, % derive: … in LaTeX."""
    changed: dict[Path, str] = {}
    pictures: dict[Path, str] = {}
    for post in map(Path, dict.fromkeys(posts)):
        text, files = read_exactly(post), dict[str, str]()
        filled = derive.embed(
            text,
            str(post),
            lambda name, post=post: read_text(post.parent / name),
            language=language,
            assets=link(post, assets, assets_url),
            files=files,
        )
        if filled != text:
            changed[post] = filled
        folder = Path(assets) if assets else post.parent
        pictures |= {folder / file: svg for file, svg in files.items()}
    stale = {place: svg for place, svg in pictures.items() if not _is_current(place, svg)}
    if not check:
        write_all(stale)
        rewrite_all(changed)
    say(*(f"{place}: {'out of date' if check else 'filled'}" for place in changed))
    say(*(f"{place}: {'out of date' if check else 'drawn'}" for place in stale))
    if check and (changed or stale):
        sys.exit(1)


def _is_current(place: Path, svg: str) -> bool:
    return place.is_file() and place.read_bytes() == marked(place, svg).encode()


@cli.command()
@click.argument("document", required=False, metavar="[DOC]")
def init(document: str | None) -> None:
    """A commented starter spec; with DOC the spec of the network that a document describes."""
    say((derive.spec_of(document) if document else derive.SEED).rstrip("\n"))


@cli.command(name="list")
@click.argument(
    "what",
    type=click.Choice(KINDS),
    required=False,
)
def list_(what: str | None) -> None:
    """The vocabulary, all of it or one kind."""
    for name, rows in derive.vocabulary().items():
        if what in (None, name):
            width = max(map(len, rows))
            lines = [line for row, text in rows.items() for line in _listed(f"  {row:{width}}  ", text)]
            say(*([] if what else [f"{name}:"]), *lines)


def _listed(head: str, text: str) -> list[str]:
    """A name and what it is, in lines of a terminal's width."""
    rest = " " * len(head)
    wrapper = textwrap.TextWrapper(WIDTH, head, rest, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(text) or [head.rstrip()]
