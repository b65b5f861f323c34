"""The repair of a wrong link: the first one-edit variant of a side that makes it true."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ..reading.syntax import Node
from .edits import LONGEST, Nearby, edits, slopes_in
from .lexicon import walk

TRIED = 240


@dataclass(frozen=True)
class Mended:
    """The kind of mistake, the corrected link, and the correction as `latex[first:last] = text`."""

    kind: str = ""
    fix: str = ""
    edit: tuple[int, int, str] | None = None


def mend(latex: str, link: Node, count: str, mark: str, holds: Callable[[str], bool]) -> Mended:
    """The repair of a link of a formula; nothing where no single edit makes it true.

    count    the document's letter for the number of samples
    mark     its transpose
    holds    whether a relation, as TeX, is true
    """
    if link.kind != "chain" or len(link.parts) != 3:
        return Mended()
    left, relation, right = link.parts
    sign = latex[relation.start : relation.stop]
    sides = [latex[side.start : side.stop] for side in (left, right)]
    for side, text in ((right, sides[1]), (left, sides[0])):
        for kind, made in islice(edits(text, side, count, mark, _nearby(latex, side)), TRIED):
            whole = f"{sides[0]} {sign} {made}" if side is right else f"{made} {sign} {sides[1]}"
            if holds(whole):
                return Mended(kind, whole, (side.start, side.stop, made))
    return Mended()


def _nearby(latex: str, side: Node) -> Nearby:
    """The symbols of a side, and its functions with a prime and their arguments."""
    symbols: dict[str, None] = {}
    slopes: dict[str, None] = {}
    for node in walk(side):
        piece = latex[node.start : node.stop]
        if node.kind == "script" and len(piece) < LONGEST:
            symbols[piece] = None
        slopes |= dict.fromkeys(slopes_in(latex, node))
    return Nearby(tuple(symbols)[:12], tuple(slopes)[:12])
