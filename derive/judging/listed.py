r"""Sizes that a document lists in a table of prose: the row `| $W$ | the weights | $d \times h$ |`."""

import re
from collections.abc import Iterable, Iterator

from ..reading.page import Page

_ROW = re.compile(r"^[ \t]*\|(?P<markdown>.*)\|[ \t]*$|^(?P<latex>[^&\n]*&.*?)(?:\\\\.*)?$", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)[|&]")
_MARKS = re.compile(r"\$+|`|\\\(|\\\)|\*\*")
_LETTER = r"(?:\\[A-Za-z]+(?:\{\\?[A-Za-z]\})?|[A-Za-z])"
_SCRIPT = r"(?:[_^](?:\{[^{}$|&]{1,12}\}|[A-Za-z0-9]|\([a-z0-9+-]{1,4}\)))"
_NAME = re.compile(rf"{_LETTER}{_SCRIPT}{{0,2}}")
_SIZE = r"(?:[A-Za-z](?:_(?:\{[A-Za-z0-9+\-\\]{1,8}\}|[A-Za-z0-9]))?|[0-9]{1,6})"
_TIMES = r"\s*(?:\\times|×|x|,|\\cdot)\s*"
_SPACE = r"(?:\\mathbb\s*\{?R\}?\^\{)?[(\[]?\s*"
_SHAPE = re.compile(rf"{_SPACE}(?P<rows>{_SIZE}){_TIMES}(?P<columns>{_SIZE})\s*[)\]]?\}}?")
LONGEST = 1_000_000  # characters of a page that are searched


def listed(pages: Iterable[Page]) -> Iterator[str]:
    r"""Each shape in a table of symbols, as mathematics; a row says one symbol and one shape.

    >>> list(listed([Page("| symbol | shape |\n|---|---|\n| $X$ | `(N, d)` |\n| $b$ | a row |")]))
    ['X \\in \\mathbb{R}^{N \\times d}']
    """
    for page in pages:
        for match in _ROW.finditer(page.text[:LONGEST]):
            row = _MARKS.sub("", match["markdown"] or match["latex"])
            cells = [cell.strip() for cell in _CELL.split(row)]
            names = [cell for cell in cells[:1] if _NAME.fullmatch(cell)]
            shapes = [found for cell in cells[1:] if (found := _SHAPE.fullmatch(cell))]
            if names and len(shapes) == 1:
                rows, columns = shapes[0]["rows"], shapes[0]["columns"]
                yield rf"{names[0]} \in \mathbb{{R}}^{{{rows} \times {columns}}}"
