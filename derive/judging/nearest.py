"""The true line that a wrong one is nearest to, and the place in which they differ: what the mistake is."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ..expression import INDICES, Term, children, rebuild, strip, walk
from ..reading import normal

FAR = 14  # operations and names by which a slip may differ from what is right
_PRODUCTS = frozenset({"mul", "matmul", "hadamard"})
_LAYER = re.compile(r"(.*?)\d+")


class Difference(NamedTuple):
    """Where two lines differ: what is written, what is right, the operation around it, and how much it is."""

    wrong: Term
    right: Term
    around: str
    size: int


class Known(NamedTuple):
    """A line that is true: in the form in which it is compared, and as it stands in the derivation."""

    form: Term
    line: Term


def known(lines: Iterable[Term]) -> list[Known]:
    """Lines ready to be compared."""
    return [Known(_form(line), line) for line in dict.fromkeys(lines)]


def _form(line: Term) -> Term:
    """Signs at the front, factors in rows, a quotient as a product with 1/N."""
    return _product(normal(strip(line)))


def _product(term: Term) -> Term:
    term = rebuild(term, _product)
    match term:
        case ("div", above, below) if not isinstance(above, int):
            return _row("mul", (("div", 1, below), above))
        case ("mul", *factors):
            return _row("mul", factors)
    return term


def _row(op: str, parts: Iterable[Term]) -> Term:
    """The parts of nested rows in one row, without ones."""
    flat = [x for part in parts for x in (children(part) if _op(part) == op else (part,)) if x != 1]
    return (op, *flat) if len(flat) > 1 else flat[0] if flat else 1


def nearest(wrong: Term, lines: Iterable[Known]) -> tuple[Difference, Term] | None:
    """The line that differs least in one place, and that place; None where none is near.

    >>> right = ("eq", "dW1", ("matmul", ("transpose", "X"), "dZ1"))
    >>> found = nearest(("eq", "dW1", ("matmul", "X", "dZ1")), known([right]))
    >>> found[0].wrong, found[0].right, kind(found[0])
    ('X', ('transpose', 'X'), 'transpose')
    """
    said = _form(wrong)
    best: tuple[Difference, Term] | None = None
    for form, line in lines:
        if not isinstance(form, tuple) or not isinstance(said, tuple) or form[0] != said[0]:
            continue
        if form[1] != said[1] and form[2:] != said[2:]:
            continue
        found = difference(said, form)
        if found.size <= FAR and (best is None or found.size < best[0].size):
            best = found, line
    return best


def difference(wrong: Term, right: Term, around: str = "") -> Difference:
    """The smallest place that holds everything in which two terms differ."""
    ours, theirs = _parts(wrong), _parts(right)
    if _op(wrong) == _op(right) and _op(wrong) and len(ours) == len(theirs):
        apart = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
        if len(apart) == 1:
            return difference(*apart[0], _op(wrong))
    mine, other = _bag(wrong), _bag(right)
    return Difference(wrong, right, around, (mine - other).total() + (other - mine).total())


def _parts(term: Term) -> tuple[Any, ...]:
    """What a term is made of: cells of a matrix, the function and argument of an application."""
    if _op(term) in ("apply", "decimal"):
        return tuple(term[1:])  # type: ignore[index]
    return tuple(children(term))


def _bag(term: Term) -> "Counter[Any]":
    """The operations and names in a term, wherever they stand."""
    return Counter(
        (part[0], part[1] if part[0] in ("apply", "decimal") else "") if isinstance(part, tuple) else part
        for part in walk(term)
    )


def _op(term: Term) -> str:
    return str(term[0]) if isinstance(term, tuple) else ""


# ── what kind of mistake a difference is ──────────────────────────────────────────────────────────────────


def kind(found: Difference) -> str:
    """The kind of a mistake, such as `transpose` or `missing-mean`; empty where it is none of them."""
    return next((name for rule in RULES for name in rule(found)), "")


def _signed(found: Difference) -> Iterator[str]:
    if ("neg", found.wrong) == found.right or found.wrong == ("neg", found.right):
        yield "sign"
    if {_op(found.wrong), _op(found.right)} == {"add"}:
        ours, theirs = ({_bare(part) for part in children(x)} for x in (found.wrong, found.right))
        if ours == theirs:
            yield "sign"


def _bare(term: Term) -> Term:
    return term[1] if _op(term) == "neg" else term  # type: ignore[index]


def _celled(found: Difference) -> Iterator[str]:
    """A cell of a matrix that is another's, or none where there is one."""
    swapped = Counter(children(found.wrong)) == Counter(children(found.right))
    if (_op(found.wrong) == "matrix" and swapped) or (found.around == "matrix" and 0 in found[:2]):
        yield "entry"


def _turned(found: Difference) -> Iterator[str]:
    if _untransposed(found.wrong) == _untransposed(found.right):
        yield "transpose"


def _untransposed(term: Term) -> Term:
    term = rebuild(term, _untransposed)
    return term[1] if _op(term) == "transpose" else term  # type: ignore[index]


def _moved(found: Difference) -> Iterator[str]:
    ours, theirs = _op(found.wrong), _op(found.right)
    same = Counter(children(found.wrong)) == Counter(children(found.right))
    products = {ours, theirs} <= {"matmul", "hadamard"} or {ours, theirs} <= {"div", "hdiv"}
    if same and ours and (ours == theirs or products):
        yield "index" if ours in ("entry", "delta") else "shape" if ours == "shape" else "order"
    if ours == theirs in ("div", "hdiv") and found.wrong[1:] == tuple(reversed(found.right[1:])):  # type: ignore[index]
        yield "order"


def _sloped(found: Difference) -> Iterator[str]:
    names = [x for x in (found.wrong, found.right) if isinstance(x, str)]
    if found.around == "apply" and len(names) == 2:
        wrong, right = names
        if right == wrong + "'":
            yield "lost-sigma-prime"
        yield "misplaced-sigma-prime" if wrong == right + "'" else "function"
    if _op(found.right) == "apply" and found.wrong == found.right[2]:  # type: ignore[index]
        yield "lost-sigma-prime" if str(found.right[1]).endswith("'") else "function"  # type: ignore[index]
    if _op(found.wrong) == "apply" and found.right == found.wrong[2]:  # type: ignore[index]
        yield "function"


def _summed(found: Difference) -> Iterator[str]:
    for ours, theirs in ((found.wrong, found.right), (found.right, found.wrong)):
        match theirs:
            case ("sum", body, _, bound) if body == ours:
                yield "batch-sum" if bound == "N" else "sum"
    ops = {_op(part) for side in (found.wrong, found.right) for part in walk(side)}
    if "ones" in ops and {_op(found.wrong), _op(found.right)} & {"ones", "matmul"}:
        yield "batch-sum"


def _multiplied(found: Difference) -> Iterator[str]:
    """A factor or a term too many or too few."""
    for ours, theirs, lost in ((found.wrong, found.right, True), (found.right, found.wrong, False)):
        op = _op(theirs)
        mine = Counter(children(ours) if _op(ours) == op else [ours])
        more = Counter(children(theirs)) - mine
        if op in (*_PRODUCTS, "add") and more.total() == 1 and not mine - Counter(children(theirs)):
            yield "term" if op == "add" else _factor(next(iter(more)), lost)


def _factor(extra: Any, lost: bool) -> str:
    """The name of a factor that is lost, or too many."""
    if extra == ("div", 1, "N"):
        return "missing-mean" if lost else "doubled-mean"
    if _op(extra) == "apply" and str(extra[1]).endswith("'"):
        return "lost-sigma-prime" if lost else "misplaced-sigma-prime"
    return "batch-sum" if _op(extra) == "ones" else "factor"


def _mistaken(found: Difference) -> Iterator[str]:
    """One name, number or index for another."""
    wrong, right = found.wrong, found.right
    if found.around == "decimal":
        yield "number"
    if found.around in ("entry", "delta", "sum", "partial") and {wrong, right} & (INDICES | {1, 2, 3}):
        yield "index"
    if isinstance(wrong, str) and isinstance(right, str):
        a, b = _LAYER.fullmatch(wrong), _LAYER.fullmatch(right)
        if found.around in ("ones", "shape", "shaped", "sum"):
            yield "shape"
        yield "layer" if a and b and a[1] == b[1] else "variable"
    if isinstance(wrong, int) or isinstance(right, int):
        yield "factor"


RULES: tuple[Callable[[Difference], Iterator[str]], ...] = (
    _celled, _signed, _turned, _moved, _sloped, _multiplied, _summed, _mistaken,
)  # fmt: skip
