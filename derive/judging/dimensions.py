r"""Sizes that a document says, in letters: `X \in \mathbb{R}^{N \times d}`, and lines that deny them."""

import re
from collections.abc import Iterator
from typing import Any

from .phrases import Loose, Unsaid
from .sizes import Misfit, Size
from .sizing import Sizer
from .statements import EQUAL, Link, Said
from .terms import Key, variables

_SPACE = re.compile(r"\^\s*\{(?P<sizes>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*\Z")
_BIASES = frozenset({"b", "c", "beta"})  # are said to be rows or columns, as it comes
FIRST = 100_003  # numbers that stand for sizes in letters


class Dimensions:
    """The shapes that a document says; `strictly` those that it says to the checker itself."""

    def __init__(self, said: Said, skip: int) -> None:
        self.shapes: dict[Key, tuple[str, str]] = {}
        self.strictly: set[Key] = set()
        for link in said.links:
            found = _said(said, link)
            if found is not None:
                self.shapes.setdefault(*found)
                if link.equation < skip and not said.equations[link.equation].loose:
                    self.strictly.add(found[0])
        names = dict.fromkeys(size for shape in self.shapes.values() for size in shape)
        self.numbers = {name: int(name) if name.isdigit() else FIRST + 2 * k for k, name in enumerate(names)}

    def contradicted(self, link: Link) -> str:
        """Why the sizes that are said do not fit a link; empty if they do, or if nobody can tell.

        Two letters may be one size, so a line is contradicted only if a single transpose or another order
        would mend it, or if every size was said to the checker.
        """
        left, right = link.left.term, link.right.term
        if left is None or right is None or link.relation not in EQUAL:
            return ""
        keys = set(variables((left, right)))
        if len(keys & self.shapes.keys()) < 2:
            return ""
        whole = ("both", left, right)
        found = self._misfit(whole)
        if not found or not self._misfit(_by_rows(whole)):
            return ""
        if not self.told(link) and not any(
            not self._misfit(one) for one in _turns(whole, self.shapes.keys())
        ):
            return ""
        return self._named(found)

    def told(self, link: Link) -> bool:
        """Whether every size in a link was said to the checker itself."""
        keys = set(variables((link.left.term, link.right.term)))
        return keys & self.shapes.keys() <= self.strictly

    def _misfit(self, whole: Loose) -> str:
        sizer = Sizer(lambda key: key not in self.shapes and len(str(key[1])) == 1 and key[1] in "LJCEmNn")
        for key, shape in self.shapes.items():
            if key[1] not in _BIASES:
                sizer.shapes[key] = (Size(self.numbers[shape[0]]), Size(self.numbers[shape[1]]))
        try:
            sizer.same(sizer.shape(whole[1]), sizer.shape(whole[2]))
        except Misfit as error:
            return str(error)
        except (Unsaid, ValueError, IndexError, RecursionError):
            return ""
        return ""

    def _named(self, text: str) -> str:
        """A message with the document's letters for its sizes."""
        letters = {str(number): name for name, number in self.numbers.items()}
        return re.sub(r"\d+", lambda match: letters.get(match[0], match[0]), text)


def _said(said: Said, link: Link) -> tuple[Key, tuple[str, str]] | None:
    r"""The symbol and its shape in `X \in \mathbb{R}^{N \times d}`."""
    left = link.left.term
    if link.relation != "in" or left is None or left[0] != "var":
        return None
    latex = said.equations[link.equation].latex[link.right.node.start : link.right.node.stop]
    match = _SPACE.search(latex)
    sizes = re.split(r"\\times", match["sizes"]) if match else []
    if len(sizes) != 2:
        return None
    rows, columns = (re.sub(r"\s+", "", size) for size in sizes)
    return left, (rows, columns)


def _by_rows(term: Any) -> Any:
    """A term with every derivative in the other layout."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] in ("d", "dn"):
        return ("T", term)
    return tuple(_by_rows(part) for part in term)


def _turns(term: Any, known: Any) -> Iterator[Any]:
    """A term with one transpose more or less, or with one product in another order."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "T":
        yield term[1]
    elif term[0] == "var":
        if term in known:
            yield ("T", term)
        return
    elif term[0] in ("d", "dn"):
        yield ("T", term)
        return
    elif term[0] == "prod" and len(term[1]) == 2:
        yield ("prod", term[1][::-1], term[2])
    for k, part in enumerate(term):
        for made in _turns(part, known):
            yield (*term[:k], made, *term[k + 1 :])
