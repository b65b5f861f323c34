"""From matrices to entries and back: shapes of expressions, their entries, and derivatives of entries.

Everything here works on the expression language; a matrix expression becomes a sum of products of entries,
and the derivative of such a sum by one entry is a sum again, with Kronecker deltas where entries coincide.
"""

from collections.abc import Mapping

from .errors import ShapeError
from .expression import Term, rebuild, substitute, walk
from .shapes import Dimension, Shape, show

Shapes = Mapping[str, Shape]
LETTERS = ("i", "j", "k", "l", "r", "s", "p", "q", "t", "u", "v")


def shape_of(term: Term, shapes: Shapes) -> Shape:
    """The letter shape of an expression whose symbols have these shapes.

    >>> shape_of(("matmul", ("transpose", "X"), "Z"), {"X": ("N", "n0"), "Z": ("N", "n1")})
    ('n0', 'n1')
    """
    if isinstance(term, str):
        return shapes.get(term, ())
    if isinstance(term, int):
        return ()
    op, *args = term
    if op in ("ones", "zeros"):
        return (args[0], args[1])
    if op == "eye":
        return (args[0], args[0])
    if op == "transpose":
        return shape_of(args[0], shapes)[::-1]
    if op == "matmul":
        return _product(args, shapes)
    if op in ("add", "neg", "hadamard", "hdiv", "hpow", "div", "softmax", "logsoftmax", "shaped", "labelled"):
        return shape_of(args[0], shapes)
    if op in ("apply", "mul"):
        return shape_of(args[-1], shapes)
    if op == "matrix":
        return (len(args[0]), len(args[0][0]))
    return ()


def _product(factors: list[Term], shapes: Shapes) -> Shape:
    shape = shape_of(factors[0], shapes)
    for factor in factors[1:]:
        other = shape_of(factor, shapes)
        if len(shape) != 2 or len(other) != 2 or shape[1] != other[0]:
            raise ShapeError(f"matmul takes m n, n p, but got {show(shape)} and {show(other)}")
        shape = (shape[0], other[1])
    return shape


def fresh(used: set[str]) -> str:
    """An index letter that is not used yet; it is used from now on."""
    letter = next((letter for letter in LETTERS if letter not in used), None)
    if letter is None:
        raise ShapeError(f"no index letters are left: {', '.join(LETTERS)} are all in use")
    used.add(letter)
    return letter


def entry(name: str, shape: Shape, row: Term, column: Term) -> Term:
    """Entry of a symbol; a vector's other index, always 1, is left out."""
    if shape[1] == 1:
        return ("entry", name, row)
    if shape[0] == 1:
        return ("entry", name, column)
    return ("entry", name, row, column)


def indexed(term: Term, row: Term, column: Term, shapes: Shapes, used: set[str]) -> Term:
    """The entry (row, column) of a matrix expression, as sums of products of entries.

    `used` holds the index letters that are taken; new ones are added to it.

    >>> s = {"A": ("N", "m"), "G": ("N", "n")}
    >>> indexed(("matmul", ("transpose", "A"), "G"), "i", "j", s, {"i", "j"})
    ('sum', ('mul', ('entry', 'A', 'k', 'i'), ('entry', 'G', 'k', 'j')), 'k', 'N')
    """
    if isinstance(term, str):
        return entry(term, shapes[term], row, column) if shapes.get(term, ()) else term
    if isinstance(term, int):
        return term
    op, *args = term
    if op in _ENTRYWISE:
        parts = tuple(
            indexed(arg, row, column, shapes, used) if shape_of(arg, shapes) else arg for arg in args
        )
        return product(*parts) if op in ("hadamard", "mul") else (_ENTRYWISE[op], *parts)
    if op == "apply":
        return ("apply", args[0], indexed(args[1], row, column, shapes, used))
    if op == "transpose":
        return indexed(args[0], column, row, shapes, used)
    if op == "matmul":
        return _indexed_product(args, row, column, shapes, used)
    return _indexed_special(term, row, column, shapes, used)


_ENTRYWISE = {
    "add": "add",
    "neg": "neg",
    "mul": "mul",
    "div": "div",
    "hadamard": "mul",
    "hdiv": "div",
    "hpow": "pow",
}


def _indexed_special(term: Term, row: Term, column: Term, shapes: Shapes, used: set[str]) -> Term:
    assert isinstance(term, tuple)
    op, *args = term
    if op in ("ones", "zeros"):
        return int(op == "ones")
    if op == "eye":
        return (
            int(row == column) if isinstance(row, int) and isinstance(column, int) else ("delta", row, column)
        )
    if op in ("softmax", "logsoftmax"):
        return _indexed_softmax(term, row, column, shapes, used)
    if op in ("shaped", "labelled"):
        return indexed(args[0], row, column, shapes, used)
    raise ShapeError(f"{op} has no entries")


def _indexed_softmax(term: Term, row: Term, column: Term, shapes: Shapes, used: set[str]) -> Term:
    assert isinstance(term, tuple)
    op, inner, axis = term
    index = fresh(used)
    along: tuple[Term, Term] = (row, index) if axis == 1 else (index, column)
    bound = shape_of(inner, shapes)[axis]
    here = indexed(inner, row, column, shapes, used)
    total = ("sum", ("apply", "exp", indexed(inner, along[0], along[1], shapes, used)), index, bound)
    if op == "softmax":
        return ("div", ("apply", "exp", here), total)
    return ("add", here, ("neg", ("apply", "log", total)))


def _indexed_product(factors: list[Term], row: Term, column: Term, shapes: Shapes, used: set[str]) -> Term:
    sums: list[tuple[str, Dimension]] = []
    parts: list[Term] = []
    left = row
    for position, factor in enumerate(factors):
        right: Term = column
        if position < len(factors) - 1:
            inner = shape_of(factor, shapes)[1]
            right = 1 if inner == 1 else fresh(used)
            if isinstance(right, str):
                sums.append((right, inner))
        parts.append(indexed(factor, left, right, shapes, used))
        left = right
    body = product(*parts)
    for index, bound in reversed(sums):
        body = ("sum", body, index, bound)
    return body


def product(*factors: Term) -> Term:
    """A product with ones dropped, nested products opened and a zero or a sign drawn to the front."""
    flat: list[Term] = []
    sign = 1
    for factor in factors:
        if isinstance(factor, tuple) and factor[0] == "neg":
            sign, factor = -sign, factor[1]
        flat.extend(factor[1:] if isinstance(factor, tuple) and factor[0] == "mul" else [factor])
    if 0 in flat:
        return 0
    flat = [factor for factor in flat if factor != 1]
    body: Term = 1 if not flat else flat[0] if len(flat) == 1 else ("mul", *flat)
    return body if sign > 0 else ("neg", body)


def total(*terms: Term) -> Term:
    """A sum with zeros dropped and nested sums opened."""
    flat: list[Term] = []
    for term in terms:
        flat.extend(term[1:] if isinstance(term, tuple) and term[0] == "add" else [term])
    flat = [term for term in flat if term != 0]
    return 0 if not flat else flat[0] if len(flat) == 1 else ("add", *flat)


def differentiate(term: Term, name: str, indices: tuple[Term, ...]) -> Term:
    """∂term/∂name[indices] of a sum of products of entries; coinciding entries give Kronecker deltas.

    >>> body = ("mul", ("entry", "X", "k", "r"), ("entry", "W", "r", "l"))
    >>> differentiate(("sum", body, "r", "n"), "W", ("i", "j"))
    ('mul', ('entry', 'X', 'k', 'i'), ('delta', 'l', 'j'))
    """
    if not isinstance(term, tuple) or not any(_is_entry(part, name) for part in walk(term)):
        return 0
    op, *args = term
    if op == "entry":
        deltas = (1 if a == b else ("delta", a, b) for a, b in zip(args[1:], indices, strict=True))
        return product(*deltas)
    if op in ("add", "neg"):
        parts = [differentiate(arg, name, indices) for arg in args]
        return total(*parts) if op == "add" else product(-1, *parts) if parts[0] == 0 else negative(parts[0])
    if op == "sum":
        return collapse(differentiate(args[0], name, indices), args[1], args[2])
    if op == "apply":
        return product(("apply", args[0] + "'", args[1]), differentiate(args[1], name, indices))
    return _differentiate_product(term, name, indices)


def negative(term: Term) -> Term:
    """Minus a term, a double minus dropped."""
    if term == 0:
        return 0
    return term[1] if isinstance(term, tuple) and term[0] == "neg" else ("neg", term)


def _is_entry(part: Term, name: str) -> bool:
    return isinstance(part, tuple) and part[0] == "entry" and part[1] == name


def _differentiate_product(term: tuple[Term, ...], name: str, indices: tuple[Term, ...]) -> Term:
    op, *args = term
    if op == "mul":
        parts = []
        for position, factor in enumerate(args):
            inner = differentiate(factor, name, indices)
            parts.append(product(*args[:position], inner, *args[position + 1 :]))
        return total(*parts)
    if op == "div":
        above, below = args
        inner = differentiate(below, name, indices)
        first = differentiate(above, name, indices)
        first = 0 if first == 0 else ("div", first, below)
        second = 0 if inner == 0 else negative(("div", product(above, inner), ("pow", below, 2)))
        return total(first, second)
    if op == "pow":
        inner = differentiate(args[0], name, indices)
        exponent = args[1]
        if not isinstance(exponent, int):
            raise ShapeError("a power has a whole exponent")
        power: Term = args[0] if exponent == 2 else ("pow", args[0], exponent - 1)
        return product(exponent, power, inner)
    raise ShapeError(f"no derivative of {op} by entries")


def collapse(body: Term, index: str, bound: Dimension) -> Term:
    """Σ_index body; a Kronecker delta in the index picks the one term that is left.

    >>> collapse(("mul", ("entry", "a", "k"), ("delta", "k", "i")), "k", "N")
    ('entry', 'a', 'i')
    """
    if body == 0:
        return 0
    if isinstance(body, tuple) and body[0] in ("add", "neg"):
        parts = [collapse(part, index, bound) for part in body[1:]]
        return total(*parts) if body[0] == "add" else negative(parts[0])
    if isinstance(body, tuple) and body[0] == "sum":
        inner = collapse(body[1], index, bound)
        if not (isinstance(inner, tuple) and inner[0] == "sum" and inner[2] == index):
            return collapse(inner, body[2], body[3])
    factors = body[1:] if isinstance(body, tuple) and body[0] == "mul" else (body,)
    for position, factor in enumerate(factors):
        if isinstance(factor, tuple) and factor[0] == "delta" and index in factor[1:]:
            other = factor[2] if factor[1] == index else factor[1]
            rest = product(*factors[:position], *factors[position + 1 :])
            return substitute(rest, {index: other})
    return ("sum", body, index, bound)


def tidy(term: Term) -> Term:
    """Ones dropped from products and zeros from sums, all the way down."""
    term = rebuild(term, tidy)
    if isinstance(term, tuple) and term[0] == "mul":
        return product(*term[1:])
    if isinstance(term, tuple) and term[0] == "add":
        return total(*term[1:])
    return term
