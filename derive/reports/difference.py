"""The part of an expression in which it differs from its correction: what a caret is to point at."""

from collections.abc import Mapping, Sequence

from ..reading.grammar import parse
from ..reading.macros import Macro
from ..reading.syntax import Node, key
from ..reading.unreadable import Unreadable

_ROWS = ("juxt", "product", "add")  # what stands in them may be left out or added


def differing(wrong: str, right: str, macros: Mapping[str, Macro] | None = None) -> tuple[int, int]:
    r"""The stretch of the wrong one; of what is only missing, the operand or the row that lacks it.

    >>> wrong = r"G \odot \sigma'(A_1)"
    >>> wrong[slice(*differing(wrong, r"G \odot \sigma'(Z_1)"))]
    'A_1'
    >>> differing("W G", "W^T G")
    (0, 1)
    """
    try:
        one, other = parse(wrong, macros or {}), parse(right, macros or {})
    except (Unreadable, RecursionError):
        return 0, len(wrong)
    start, stop = _differing(one, other)
    return (start, stop) if start < stop else (0, len(wrong))


def _differing(one: Node, other: Node) -> tuple[int, int]:
    whole = one.start, one.stop
    if one.kind != other.kind or one.text != other.text:
        return _sign(one, other) or whole
    first, last, inside = _between(one.parts, other.parts)
    if first == last:  # something is missing, or it is the same
        return whole
    if (one.kind not in _ROWS and last - first > 1) or (one.kind == "script" and first == 0):
        return whole  # another symbol, with its index
    if inside == last - first == 1:
        part = one.parts[first]
        found = _differing(part, other.parts[first])
        return found if found[0] < found[1] else whole
    return one.parts[first].start, one.parts[last - 1].stop


def _between(some: Sequence[Node], others: Sequence[Node]) -> tuple[int, int, int]:
    """Where two rows of parts begin to differ, where in the first they end to, and how many the other has."""
    most = min(len(some), len(others))
    first = next((k for k in range(most) if key(some[k]) != key(others[k])), most)
    back = next((k for k in range(most - first) if key(some[-1 - k]) != key(others[-1 - k])), most - first)
    return first, len(some) - back, len(others) - back - first


def _sign(one: Node, other: Node) -> tuple[int, int] | None:
    """A minus that is there and is not to be."""
    if one.kind == "neg" and key(one.parts[0]) == key(other) and one.start < one.parts[0].start:
        return one.start, one.parts[0].start
    return None
