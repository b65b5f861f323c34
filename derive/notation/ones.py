"""Where an all-ones matrix may be written without its shape: wherever what stands around it says the shape.

`restorable` marks those places before printing: `("ones", "full")` has the shape of what it is added to or
multiplied with entry by entry, `("ones", "column")` and `("ones", "row")` are vectors in a matrix product.
"""

from collections.abc import Iterable

from ..expression import RELATIONS, Term, rebuild

Known = tuple[bool, bool]
_ALL, _NONE = (True, True), (False, False)
_ENTRYWISE = frozenset({"add", "hadamard", "hdiv", *RELATIONS} - {"shape"})
# one argument of these has the shape of the whole
_FIRST = ("neg", "div", "softmax", "logsoftmax", "hpow", "labelled")
_THROUGH = {**dict.fromkeys(_FIRST, 0), "mul": -1, "apply": 1}


def has_ones(term: Term) -> bool:
    """Whether an all-ones matrix occurs in a term."""
    if type(term) is not tuple:
        return False
    if term[0] == "ones":
        return True
    return any(type(part) is tuple and has_ones(part) for part in term)


def restorable(term: Term) -> Term:
    """The term with every all-ones matrix whose shape its surroundings say marked as such."""
    return _mark(term, _NONE, "full") if has_ones(term) else term


def _says(term: Term, in_product: bool = False, marked: bool = False) -> Known:
    """Which of its dimensions (rows, columns) a term says when its ones are bare, or once they are marked."""
    if not isinstance(term, tuple):
        return _ALL
    op = term[0]
    if op == "ones":
        return _ones_say(term, in_product, marked)
    if op in _THROUGH:
        return _says(term[1:][_THROUGH[op]], False, marked)
    if op in _ENTRYWISE:
        return _either(_says(arg, False, marked) for arg in term[1:])
    if op == "transpose":
        rows, columns = _says(term[1], False, marked)
        return columns, rows
    if op == "matmul":
        return _says(term[1], True, marked)[0], _says(term[-1], True, marked)[1]
    return _says(term[1], False, marked) if op == "sum" else _ALL


def _ones_say(term: tuple[Term, ...], in_product: bool, marked: bool) -> Known:
    if len(term) == 2:
        return _NONE
    return _ALL if marked or (in_product and (term[1] == 1) == (term[2] == 1)) else _NONE


def _either(parts: Iterable[Known]) -> Known:
    rows = columns = False
    for r, c in parts:
        rows, columns = rows or r, columns or c
    return rows, columns


def _mark(term: Term, outside: Known, mode: str) -> Term:
    """`outside`: the dimensions that the surroundings say."""
    if not isinstance(term, tuple):
        return term
    op = term[0]
    if op == "ones":
        return _mark_ones(term, outside, mode)
    if op in _ENTRYWISE:
        return (op, *_mark_entrywise(term[1:], outside))
    if op == "matmul":
        return (op, *_mark_product(term[1:], outside))
    if op == "transpose":
        return (op, _mark(term[1], (outside[1], outside[0]), "none"))
    if op == "shaped":  # the brace says the shape
        return (op, _mark(term[1], _ALL, mode), *term[2:])
    if op == "entry" and len(term) == 3 and _says(term[1]) != _ALL:
        return term  # one index could be of a row or of a column
    if op in _THROUGH:
        at = range(1, len(term))[_THROUGH[op]]
        inner = mode if op == "labelled" else "none" if op in ("apply", "hpow", "div") else "full"
        return (*term[:at], _mark(term[at], outside, inner), *term[at + 1 :])
    return rebuild(term, lambda arg: _mark(arg, _NONE, "none"))


def _mark_ones(term: tuple[Term, ...], outside: Known, mode: str) -> Term:
    _, rows, columns = term
    if mode == "full" and outside == _ALL:
        return ("ones", "full")
    if mode == "vector" and columns == 1 and rows != 1 and outside[0]:
        return ("ones", "column")
    if mode == "vector" and rows == 1 and columns != 1 and outside[1]:
        return ("ones", "row")
    return term


def _mark_entrywise(args: tuple[Term, ...], outside: Known) -> list[Term]:
    """An argument is known from outside or its siblings; where none says it, the first keeps its shape."""
    said = [_says(arg) for arg in args]
    marked = []
    for k, arg in enumerate(args):
        known = _either((outside, *said[:k], *said[k + 1 :]))
        marked.append(_mark(arg, known, "full"))
        said[k] = _says(marked[k], marked=True)
    return marked


def _mark_product(factors: tuple[Term, ...], outside: Known) -> list[Term]:
    """A factor's rows face the columns of the one before it, its columns the rows of the one after."""
    marked: list[Term] = []
    for k, factor in enumerate(factors):
        rows = outside[0] if k == 0 else _says(marked[k - 1], True, True)[1]
        columns = outside[1] if k == len(factors) - 1 else _says(factors[k + 1], True)[0]
        marked.append(_mark(factor, (rows, columns), "vector"))
    return marked
