"""Shapes of a document's symbols, by unification over its definitions: what faces each other has one size."""

from collections.abc import Callable

from .phrases import Loose, Unsaid
from .sizes import Measure, Shape, Size

HADAMARD = frozenset({"odot", "circ", "bullet", "oslash", "*", "otimes", "star"})
_WEIGHTS = frozenset({"W", "w", "Theta", "theta", "V", "U", "omega", "u", "v"})


def known(size: Size) -> bool:
    """Whether a dimension is 1."""
    return size.root().number == 1


def _at(sizer: Measure, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    if shape is None:
        return None
    indices = term[2]
    if len(indices) == 2 and ":" in indices:
        whole = indices.index(":")
        sizer.index(indices[1 - whole], shape[1 - whole])
        return (sizer.one(), shape[1]) if whole else (shape[0], sizer.one())
    if len(indices) == 2:
        sizer.index(indices[0], shape[0])
        sizer.index(indices[1], shape[1])
        return None
    if len(indices) != 1:
        raise Unsaid("more than two indices")
    rows, columns = shape[0].root(), shape[1].root()
    counted = sizer.scope.get(indices[0])
    if sizer.columns and counted is not None and counted.root() is sizer.batch.root() and not rows.sample:
        sizer.unify(columns, counted)
        return rows, sizer.one()
    if rows.sample and not columns.sample:
        sizer.index(indices[0], rows)
        return (sizer.one(), columns)
    if columns.sample and not rows.sample:
        sizer.index(indices[0], rows)
        return None
    if known(rows) and not known(columns):
        sizer.index(indices[0], columns)
        return None
    sizer.unify(columns, sizer.one())
    sizer.index(indices[0], rows)
    return None


def _d(sizer: Measure, term: Loose) -> Shape:
    return sizer.shape(term[2] if term[0] == "d" else term[1])


def is_weight(term: Loose) -> bool:
    """Whether a factor is named like a weight."""
    while term[0] in ("T", "smp"):
        term = term[1]
    return term[0] == "var" and str(term[1]).split(" ")[-1] in _WEIGHTS


def _prod(sizer: Measure, term: Loose) -> Shape:
    terms, ops = term[1], term[2]
    if len(terms) == 2 and terms[1] == ("ones",) and _is_bias(terms[0]):  # the number b for every sample
        sizer.same(sizer.shape(terms[0]), (sizer.one(), sizer.one()))
        return sizer.shape(terms[1])
    total = sizer.shape(terms[0])
    group = [terms[0]]
    result: list[Shape] = []
    for op, factor in zip(ops, terms[1:], strict=True):
        shape = sizer.shape(factor)
        loose = op in HADAMARD and not (op in ("*", "otimes") and (is_weight(factor) or is_weight(group[-1])))
        if loose:
            result.append(total)
            total, group = shape, [factor]
        else:
            total = _times(sizer, total, shape, group[-1], factor)
            group.append(factor)
    for other in result:
        total = sizer.same(total, other)
    return total


def _times(sizer: Measure, a: Shape, b: Shape, left: Loose, right: Loose) -> Shape:
    if a is None or b is None:
        return a or b
    if (_logarithm(left) or _logarithm(right)) and "T" not in (left[0], right[0]):
        return sizer.same(a, b)
    sizer.unify(a[1], b[0])
    if is_weight(left) and not is_weight(right):
        sizer.columns = True
        _mark(sizer, b[1])
    elif is_weight(right) and not is_weight(left):
        sizer.columns = False
        _mark(sizer, a[0])
    return a[0], b[1]


def _is_bias(term: Loose) -> bool:
    return term[0] == "var" and str(term[1]) in ("b", "c", "beta", "theta") and not term[3]


def _logarithm(term: Loose) -> bool:
    """`y log a`: entry by entry."""
    return term[0] == "call" and term[1] in ("log", "ln")


def _mark(sizer: Measure, size: Size) -> None:
    root = size.root()
    if root.number is None and not root.sample:
        sizer.trail.append((root, "sample"))
        root.sample = True


def _add(sizer: Measure, term: Loose) -> Shape:
    total: Shape = None
    later = []
    for part in term[1:]:
        bare = part[1] if part[0] == "neg" else part
        if bare[0] in ("var",) and any(p[0] == "prod" for p in term[1:]):
            later.append(bare)
        elif bare[0] != "ones":
            total = sizer.same(total, sizer.shape(bare))
    for bare in later:
        _bias(sizer, total, bare)
    return total


def _bias(sizer: Measure, total: Shape, bare: Loose) -> None:
    """`XW + b`: one bias for every sample, or a value of the full shape."""
    shape = sizer.of(bare)
    if shape is None or total is None:
        return
    rows, columns = total[0].root(), total[1].root()
    if columns.sample and str(bare[1]).lower() in ("b", "c", "theta", "beta"):
        sizer.same(shape, (rows, sizer.one()))
    elif rows.sample and str(bare[1]).lower() in ("b", "c", "theta", "beta"):
        sizer.same(shape, (sizer.one(), columns))
    else:
        sizer.same(shape, total)


def _call(sizer: Measure, term: Loose) -> Shape:
    name, args = term[1], [arg for arg in term[4] if arg[0] != "kw"]
    axis = next((arg[2][1] for arg in term[4] if arg[0] == "kw" and arg[1] == "axis"), None)
    shapes = [sizer.shape(arg) for arg in args]
    if name in ("dot", "matmul") and len(args) == 2:
        return _times(sizer, shapes[0], shapes[1], args[0], args[1])
    if name == "multiply" and len(args) == 2:
        return sizer.same(shapes[0], shapes[1])
    if name in ("sum", "mean", "columnsum", "rowsum") and len(args) == 1:
        if shapes[0] is None or (axis is None and name in ("sum", "mean")):
            return None
        down = axis == 0 if axis is not None else name == "columnsum"
        return (sizer.one(), shapes[0][1]) if down else (shapes[0][0], sizer.one())
    if name in ("tr", "len"):
        return None
    if name == "diag" and len(args) == 1:
        return _diagonal(sizer, shapes[0])
    if len(args) == 2 and name in ("max", "min"):
        return sizer.same(shapes[0], shapes[1])
    if len(args) != 1:
        raise Unsaid(f"{name} of {len(args)} arguments")
    return shapes[0]


def _diagonal(sizer: Measure, shape: Shape) -> Shape:
    """`diag(v)`: a square matrix with a vector, a column if nothing is known, on its diagonal."""
    if shape is None:
        return None
    if known(shape[0]) and not known(shape[1]):
        return shape[1], shape[1]
    sizer.unify(shape[1], sizer.one())
    return shape[0], shape[0]


def _sum(sizer: Measure, term: Loose) -> Shape:
    high = term[4]
    if high is not None and high[0] == "var" and high[1] in ("N", "m", "M", "batch"):
        for letter in term[2]:  # one sample after the other
            sizer.scope.setdefault(letter, sizer.batch)
    shape = sizer.shape(term[1])
    if high is not None and high[0] == "var" and len(term[2]) == 1 and term[2][0] in sizer.scope:
        sizer.bounds.setdefault(high, sizer.scope[term[2][0]])
    return shape


def _turned(sizer: Measure, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    return None if shape is None else (shape[1], shape[0])


def _div(sizer: Measure, term: Loose) -> Shape:
    above, below = sizer.shape(term[1]), sizer.shape(term[2])
    return above if below is None else sizer.same(above, below)


def _sampled(sizer: Measure, term: Loose) -> Shape:
    shape = sizer.shape(term[1])
    if shape is None:
        return None
    if shape[0].root().sample:
        return sizer.one(), shape[1]
    _mark(sizer, shape[1])
    return shape[0], sizer.one()


def _compared(sizer: Measure, term: Loose) -> Shape:
    if isinstance(term[2], str):
        return None
    return sizer.same(sizer.shape(term[2]), sizer.shape(term[3]))


def _cases(sizer: Measure, term: Loose) -> Shape:
    total: Shape = None
    for value, cond in term[1]:
        total = sizer.same(total, sizer.shape(value))
        if cond != ("else",):
            total = sizer.same(total, sizer.shape(cond))
    return total


def _grid(sizer: Measure, term: Loose) -> Shape:
    for row in term[1]:
        for cell in row:
            if sizer.shape(cell) is not None:
                raise Unsaid("a matrix of matrices")
    return Size(len(term[1])), Size(len(term[1][0]))


RULES: dict[str, Callable[[Measure, Loose], Shape]] = {
    "num": lambda sizer, term: None,
    "var": lambda sizer, term: sizer.of(term),
    "ones": lambda sizer, term: (Size(), sizer.one()),
    "smp": _sampled,
    "at": _at,
    "d": _d,
    "dn": _d,
    "prod": _prod,
    "add": _add,
    "neg": lambda sizer, term: sizer.shape(term[1]),
    "prime": lambda sizer, term: sizer.shape(term[1]),
    "abs": lambda sizer, term: sizer.shape(term[1]),
    "norm": lambda sizer, term: sizer.shape(term[1]) and None,
    "div": _div,
    "pow": lambda sizer, term: sizer.shape(term[1]),
    "T": _turned,
    "call": _call,
    "sum": _sum,
    "grid": _grid,
    "cmp": _compared,
    "cases": _cases,
}


class Sizer(Measure):
    """Open shapes of symbols, with every rule there is."""

    rules = RULES
