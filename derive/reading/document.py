"""A document in any format: its pages, the formulas in them with their positions, its macros."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import DeriveError
from . import markdown, rst, tex
from .definitions import macros_in, merged
from .macros import Macro
from .page import Directive, Formula, Found, Page
from .tex import Fetch

MAX_BYTES = 20_000_000
# what to give instead of a format that cannot be read
INSTEAD = {
    ".pdf": "the .tex it was made from",
    ".docx": "the same text as .md or .tex (pandoc converts it)",
    ".doc": "the same text as .md or .tex (pandoc converts it)",
    ".odt": "the same text as .md or .tex (pandoc converts it)",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What was found: pages in order (a file and the files it inputs, or the cells of a notebook)."""

    path: str
    pages: tuple[Page, ...]
    formulas: tuple[Formula, ...]
    directives: tuple[Directive, ...]
    macros: Mapping[str, Macro]
    source: str = field(default="", repr=False)  # the whole file
    mark: str = ""  # the byte-order mark that the file begins with


def read_document(
    text: str, suffix: str = ".md", path: str = "", fetch: Fetch = lambda name: None
) -> Document:
    """The document in a text of a format.

    >>> [f.latex for f in read_document("Let $x$ cost \\\\$5.").formulas]
    ['x']

    Raises DeriveError for a format that cannot be read, with what to give instead.
    """
    if suffix in INSTEAD:
        raise DeriveError(f"{path or suffix}: cannot read {suffix}; give {INSTEAD[suffix]}")
    if suffix not in FORMATS:
        raise DeriveError(f"{path or suffix}: cannot read {suffix or 'this'}; there are {', '.join(FORMATS)}")
    pages = _cells(text, path) if suffix == ".ipynb" else [Page(text, path)]
    fetched: list[Page] = []

    def remember(name: str) -> Page | None:
        page = fetch(name)
        if page is not None and all(page.where != known.where for known in fetched):
            fetched.append(page)
        return page

    found = [FORMATS[suffix](page, remember) for page in pages]
    pages += fetched
    return Document(
        path,
        tuple(pages),
        tuple(formula for one in found for formula in one.formulas),
        tuple(directive for one in found for directive in one.directives),
        merged(*(macros_in(page.text) for page in [*fetched, *pages])),
        text,
    )


def load_document(path: Path) -> Document:
    r"""The document in a file; `\input` files are looked for in its folder and below, nowhere else.

    Raises DeriveError for a file that cannot be read, is too large, or is no text.
    """
    suffix = path.suffix.lower()
    text = load_text(path) if suffix in FORMATS or not path.exists() else ""
    found = read_document(text, suffix, str(path), _fetcher(path.parent))
    return replace(found, mark=_byte_order_mark(path))


def _byte_order_mark(path: Path) -> str:
    with path.open("rb") as file:
        return "\ufeff" if file.read(3) == b"\xef\xbb\xbf" else ""


def load_text(path: Path) -> str:
    """The text of a file: UTF-8, what is broken in it replaced, line ends as they are."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DeriveError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise DeriveError(f"{path}: {error.strerror or error}") from None
    return decode(data, str(path))


def decode(data: bytes, where: str = "") -> str:
    """Bytes as text; raises DeriveError for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:100_000]:
        raise DeriveError(f"{where}: no text but binary data")
    return data.decode("utf-8-sig", "replace")


def _fetcher(folder: Path) -> Fetch:
    root = folder.resolve()

    def fetch(name: str) -> Page | None:
        for candidate in (name, name + ".tex"):
            path = folder / candidate
            inside = path.resolve().is_relative_to(root)
            if inside and path.is_file() and path.suffix in (".tex", ".sty", ".ltx", ".cls"):
                return Page(load_text(path), str(path))
        return None

    return fetch


def _cells(text: str, path: str) -> list[Page]:
    """The Markdown cells of a notebook; cells are counted from 1."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeriveError(f"{path}: no notebook: {error}") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if cells is None and isinstance(data, dict) and isinstance(data.get("worksheets"), list):
        cells = [
            cell
            for sheet in data["worksheets"]
            if isinstance(sheet, dict)
            for cell in sheet.get("cells") or []
        ]
    if not isinstance(cells, list):
        raise DeriveError(f"{path}: no notebook: it has no cells")
    return [
        Page(source, f"{path}[cell {number}]", number)
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown" and (source := _source(cell))
    ]


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source")
    return (
        "".join(map(str, source)) if isinstance(source, list) else source if isinstance(source, str) else ""
    )


FORMATS: dict[str, Callable[[Page, Fetch], Found]] = {
    ".md": lambda page, fetch: markdown.find(page),
    ".markdown": lambda page, fetch: markdown.find(page),
    ".qmd": lambda page, fetch: markdown.find(page),
    ".txt": lambda page, fetch: markdown.find(page),
    ".ipynb": lambda page, fetch: markdown.find(page),
    ".html": lambda page, fetch: markdown.find_in_html(page),
    ".htm": lambda page, fetch: markdown.find_in_html(page),
    ".rst": lambda page, fetch: rst.find(page),
    ".tex": tex.find,
}
