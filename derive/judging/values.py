"""The values of loose terms at concrete sizes: here shapes decide which product is meant.

A value has its matrix in the last two axes and one axis per index before them, over any arithmetic of the
checks; a scalar is 1 by 1.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from ..checks.arithmetic import Arithmetic
from ..checks.dual import Dual, Duals
from ..checks.field import Field, _hash
from ..checks.functions import ATOMS, FORMULAS, apply, body, power
from .phrases import Loose
from .sizing import HADAMARD, Key, Misfit


class Missing(Exception):
    """What a term needs and nothing gives."""


class Formal(Exception):
    """A derivative of a matrix by a matrix: its place in a product is not matrix algebra."""


class Open(Field):
    """Numbers modulo p, with functions that nothing is known of: each prime is a function of its own."""

    def atom(self, name: str, x: Any) -> Any:
        if name in ATOMS:
            return super().atom(name, x)
        known = self.known.setdefault(name, {})
        flat = (x % self.modulus).ravel().tolist()
        out = np.empty(len(flat), dtype=object)
        for k, z in enumerate(flat):
            if z not in known:
                known[z] = _hash("open " + name, z)
            out[k] = known[z]
        return out.reshape(x.shape)


def slope(arithmetic: Arithmetic, name: str, x: Any) -> Any:
    """The derivative of an atom, known or not."""
    if name in ATOMS:
        return body(arithmetic, {}, ATOMS[name], {"z": x})
    return arithmetic.atom(name + "'", x)


class Source(Protocol):
    """Where values of symbols and derivatives come from."""

    arithmetic: Arithmetic
    sizes: dict[str, int]

    def lookup(self, key: Key) -> Any: ...

    def derivative(self, speaker: "Speaker", of: Loose | None, by: Loose) -> Any: ...

    functions: dict[str, str]

    def function(self, name: str, layer: Any) -> str: ...


class Speaker:
    """Evaluates the two sides of one relation, which share their free indices."""

    def __init__(self, source: Source, arithmetic: Arithmetic | None = None) -> None:
        self.source = source
        self.arithmetic = arithmetic or source.arithmetic
        self.axes: dict[str, int] = {}
        self.ranges: dict[str, int] = {}
        self.doubts: set[str] = set()
        self.cost = 0

    def value(self, term: Loose) -> Any:
        """The value of a term. Raises Misfit, Missing or Formal."""
        rule = RULES.get(term[0])
        if rule is None:
            raise Missing(f"no value for {term[0]}")
        self.cost += 1
        if self.cost > 4000:
            raise Missing("the equation takes too many operations")
        return rule(self, term)

    def matrix(self, value: Any) -> tuple[int, int]:
        """Rows and columns."""
        shape = self.arithmetic.shape(value)
        return shape[-2], shape[-1]

    def grid(self, index: str | int, length: int) -> Any:
        """The places of an index, on its own axis."""
        if isinstance(index, int):
            if not 1 <= index <= length:
                raise Missing(f"entry {index} of {length}")
            return np.array([[index - 1]])
        if self.ranges.setdefault(index, length) != length:
            if index[0] in "nmbt":
                raise Missing(f"the index {index} may count samples")
            raise Misfit(f"the index {index} runs over two sizes")
        place = self.axes.setdefault(index, len(self.axes))
        return np.arange(length).reshape((length,) + (1,) * (2 + place))

    def free(self, value: Any) -> set[str]:
        """The indices that a value depends on."""
        shape = self.arithmetic.shape(value)
        return {index for index, place in self.axes.items() if len(shape) > 2 + place and shape[-3 - place] > 1}

    def pick(self, value: Any, row: Any, column: Any) -> Any:
        """Entries at places; `None` keeps the whole axis. The value's own indices stay."""
        shape = self.arithmetic.shape(value)
        axes = len(shape) - 2
        kept: list[Any] = []
        for place in range(axes - 1, -1, -1):
            length = shape[-3 - place]
            kept.append(np.arange(length).reshape((length,) + (1,) * (2 + place)) if length > 1 else 0)
        rows = np.arange(shape[-2]).reshape(-1, 1) if row is None else row
        columns = np.arange(shape[-1]).reshape(1, -1) if column is None else column
        where = (..., *kept, rows, columns)
        return self.arithmetic.view(value, lambda a: a[where])


def number(speaker: Speaker, value: Fraction | int) -> Any:
    """A number as a value."""
    return speaker.arithmetic.number(Fraction(value))


def times(speaker: Speaker, a: Any, b: Any, op: str) -> Any:
    """A product of two values: scaling, matrix product or entrywise, by their shapes."""
    (p, q), (r, s) = speaker.matrix(a), speaker.matrix(b)
    arithmetic = speaker.arithmetic
    if (p, q) == (1, 1) or (r, s) == (1, 1):
        return arithmetic.mul(a, b)
    entrywise = op in HADAMARD or op == "multiply"
    if entrywise and (p, q) == (r, s):
        return arithmetic.mul(a, b)
    if op == "*" and speaker.source.functions.get("*") == "convolution":
        raise Missing("a convolution")
    if op in ("odot", "oslash", "multiply"):
        raise Misfit(f"({p}, {q}) ⊙ ({r}, {s}) does not fit")
    if q == r:
        return arithmetic.matmul(a, b)
    if (p, q) == (r, s) and op not in ("@", "dot"):
        speaker.doubts.add("a product of one shape is read entrywise")
        return arithmetic.mul(a, b)
    if op == "otimes" and q == 1 and s == 1:
        return arithmetic.matmul(a, arithmetic.view(b, lambda x: x.swapaxes(-1, -2)))
    raise Misfit(f"({p}, {q}) times ({r}, {s}) does not fit")


ONES: tuple[Loose, ...] = (("ones",), ("T", ("ones",)))


def _ones_first(speaker: Speaker, ones: Loose, op: str, value: Any) -> Any:
    """`1ᵀ G` sums down the rows; `1 b` repeats a row for every sample."""
    if op in HADAMARD or speaker.matrix(value) == (1, 1):
        return value
    if ones[0] == "T":
        return speaker.arithmetic.total(value, -2)
    if speaker.matrix(value)[0] != 1:
        raise Misfit("a column of ones times a matrix does not fit")
    return speaker.arithmetic.matmul(_ones(speaker, ones), value)


def _ones_last(speaker: Speaker, value: Any, op: str, ones: Loose) -> Any:
    """`G 1` sums along the columns; `b 1ᵀ` repeats a column for every sample."""
    if op in HADAMARD or speaker.matrix(value) == (1, 1):
        return value
    if ones[0] != "T":
        return speaker.arithmetic.total(value, -1)
    if speaker.matrix(value)[1] != 1:
        raise Misfit("a matrix times a row of ones does not fit")
    row = speaker.arithmetic.view(_ones(speaker, ones), lambda a: a.swapaxes(-1, -2))
    return speaker.arithmetic.matmul(value, row)


def _prod(speaker: Speaker, term: Loose) -> Any:
    """Products bind tighter than entrywise operators; both from left to right."""
    terms, ops = term[1], term[2]
    total: Any = None
    pending, loose = None if terms[0] in ONES else speaker.value(terms[0]), ""
    for k, (op, factor) in enumerate(zip(ops, terms[1:], strict=True)):
        if pending is None:
            pending = _ones_first(speaker, terms[k], op, speaker.value(factor))
            continue
        if factor in ONES:
            pending = _ones_last(speaker, pending, op, factor)
            continue
        value = speaker.value(factor)
        if op in HADAMARD:
            total = pending if total is None else times(speaker, total, pending, loose)
            pending, loose = value, op
        else:
            pending = times(speaker, pending, value, op)
    return pending if total is None else times(speaker, total, pending, loose)


def _add(speaker: Speaker, term: Loose) -> Any:
    values = [speaker.value(part) for part in term[1:] if part != ("ones",) and part != ("neg", ("ones",))]
    values += [
        number(speaker, 1 if part[0] == "ones" else -1)
        for part in term[1:]
        if part in (("ones",), ("neg", ("ones",)))
    ]
    total = values[0]
    for value in values[1:]:
        (p, q), (r, s) = speaker.matrix(total), speaker.matrix(value)
        if (p != r and 1 not in (p, r)) or (q != s and 1 not in (q, s)):
            raise Misfit(f"({p}, {q}) plus ({r}, {s}) does not fit")
        total = speaker.arithmetic.add(total, value)
    return total


def _var(speaker: Speaker, term: Loose) -> Any:
    value = speaker.source.lookup(term)
    if isinstance(speaker.arithmetic, Duals) and not isinstance(value, Dual):
        return Dual(value)
    return value


def _ones(speaker: Speaker, term: Loose) -> Any:
    length = speaker.source.sizes.get("N", 1)
    return speaker.arithmetic.integers(np.ones((length, 1), dtype=np.int64))


def at(speaker: Speaker, value: Any, indices: tuple[Any, ...]) -> Any:
    """Entries of a value: two indices, or one of a vector, or one that picks a sample."""
    rows, columns = speaker.matrix(value)
    if (rows, columns) == (1, 1):
        raise Missing("an entry of a scalar")
    if len(indices) == 2:
        if 1 in (rows, columns):
            samples = speaker.source.sizes.get("N", 1)
            if samples != 1:
                raise Missing("two indices of a vector")
            raise Missing("two indices of a vector")
        return speaker.pick(value, speaker.grid(indices[0], rows), speaker.grid(indices[1], columns))
    if len(indices) != 1:
        raise Missing("more than two indices")
    if columns == 1:
        return speaker.pick(value, speaker.grid(indices[0], rows), 0)
    if rows == 1:
        return speaker.pick(value, 0, speaker.grid(indices[0], columns))
    return sample(speaker, value, indices[0])


def sample(speaker: Speaker, value: Any, index: str | int) -> Any:
    """One sample's part of a value, its row or its column."""
    rows, columns = speaker.matrix(value)
    count = speaker.source.sizes.get("N", 1)
    if count == 1:
        return value
    if rows == count:
        return speaker.pick(value, speaker.grid(index, rows), None)
    if columns == count:
        return speaker.pick(value, None, speaker.grid(index, columns))
    raise Missing("one index of a matrix")


def _at(speaker: Speaker, term: Loose) -> Any:
    return at(speaker, speaker.value(term[1]), term[2])


def _sample(speaker: Speaker, term: Loose) -> Any:
    return sample(speaker, speaker.value(term[1]), term[2])


def _sum(speaker: Speaker, term: Loose) -> Any:
    _, inner, letters, low, high = term
    shadowed = {letter: speaker.ranges.pop(letter) for letter in letters if letter in speaker.ranges}
    value = speaker.value(inner)
    if low is not None and low != ("num", Fraction(1)):
        speaker.doubts.add("a sum that does not start at 1")
    if not letters:
        letters = tuple(sorted(speaker.free(value)))
        if not letters:
            raise Missing("the sum does not say over what")
        speaker.doubts.add("a sum that does not say over what")
    counted = high is not None and high[0] == "var" and high[1] in ("N", "m", "M", "B", "batch")
    if counted and any(speaker.ranges.get(letter) != speaker.source.sizes["N"] for letter in letters):
        raise Missing("a sum over samples of a value that is given for one")
    for letter in letters:
        place = speaker.axes.get(letter)
        shape = speaker.arithmetic.shape(value)
        if letter not in speaker.ranges or place is None:
            raise Missing(f"nothing says what {letter} of the sum runs over")
        if len(shape) > 2 + place and shape[-3 - place] == speaker.ranges[letter]:
            value = speaker.arithmetic.total(value, -3 - place)
        else:
            value = speaker.arithmetic.mul(number(speaker, speaker.ranges[letter]), value)
        del speaker.ranges[letter]
    speaker.ranges.update(shadowed)
    return value


def _div(speaker: Speaker, term: Loose) -> Any:
    above, below = speaker.value(term[1]), speaker.value(term[2])
    a, b = speaker.matrix(above), speaker.matrix(below)
    if b != (1, 1) and a not in (b, (1, 1)):
        raise Misfit(f"{a} divided by {b} does not fit")
    return speaker.arithmetic.mul(above, speaker.arithmetic.inverse(below))


def exponent(speaker: Speaker, term: Loose) -> Fraction:
    """A number in an exponent."""
    if term[0] == "num":
        return Fraction(term[1])
    if term[0] == "neg":
        return -exponent(speaker, term[1])
    if term[0] == "add":
        return sum((exponent(speaker, part) for part in term[1:]), Fraction(0))
    if term[0] == "div":
        return exponent(speaker, term[1]) / exponent(speaker, term[2])
    raise Missing("a power that is no number")


def _pow(speaker: Speaker, term: Loose) -> Any:
    if term[1][0] == "norm" and term[2] == ("num", Fraction(2)):
        value = speaker.value(term[1][1])
        return _all(speaker, speaker.arithmetic.mul(value, value))
    if term[1][0] == "call" and term[1][1] == "e":
        raise Missing("a power")
    return power(speaker.arithmetic, speaker.value(term[1]), exponent(speaker, term[2]))


def _all(speaker: Speaker, value: Any) -> Any:
    return speaker.arithmetic.total(speaker.arithmetic.total(value, -1), -2)


def _norm(speaker: Speaker, term: Loose) -> Any:
    value = speaker.value(term[1])
    return speaker.arithmetic.atom("sqrt", _all(speaker, speaker.arithmetic.mul(value, value)))


def _turn(speaker: Speaker, term: Loose) -> Any:
    return speaker.arithmetic.view(speaker.value(term[1]), lambda a: a.swapaxes(-1, -2))


def _d(speaker: Speaker, term: Loose) -> Any:
    of, by = (None, term[1]) if term[0] == "dn" else (term[1], term[2])
    return speaker.source.derivative(speaker, of, by)


def elementwise(speaker: Speaker, name: str, primes: int, x: Any) -> Any:
    """f(x), f'(x): of a function that is known, or of one that nothing is known of."""
    if name in ATOMS or name in FORMULAS:
        return apply(speaker.arithmetic, {}, name + "'" * primes, x)
    return speaker.arithmetic.atom(name + "'" * primes, x)


def _call(speaker: Speaker, term: Loose) -> Any:
    _, name, layer, primes, args = term
    plain = [arg for arg in args if arg[0] != "kw"]
    axis = next((arg[2][1] for arg in args if arg[0] == "kw" and arg[1] == "axis"), None)
    if name in CALLS and not primes:
        return CALLS[name](speaker, [speaker.value(arg) for arg in plain], axis)
    known = speaker.source.function(name, layer)
    if known in CALLS and not primes:
        return CALLS[known](speaker, [speaker.value(arg) for arg in plain], axis)
    if known in CALLS or len(plain) != 1:
        raise Missing(f"no meaning for {name}{primes * chr(39)} here")
    return elementwise(speaker, known, primes, speaker.value(plain[0]))


Values = list[Any]


def _softmax(speaker: Speaker, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    count = speaker.source.sizes.get("N", 1)
    along = -1 if (rows == 1 or rows == count) and columns != 1 else -2
    powers = speaker.arithmetic.atom("exp", values[0])
    total = speaker.arithmetic.total(powers, along)
    return speaker.arithmetic.mul(powers, speaker.arithmetic.inverse(total))


def _total(speaker: Speaker, values: Values, axis: Any) -> Any:
    if len(values) != 1:
        raise Missing("a sum of several things")
    if axis is None:
        return _all(speaker, values[0])
    return speaker.arithmetic.total(values[0], -2 if axis == 0 else -1)


def _mean(speaker: Speaker, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    count = rows * columns if axis is None else rows if axis == 0 else columns
    return speaker.arithmetic.mul(number(speaker, Fraction(1, count)), _total(speaker, values, axis))


def _two(op: str) -> Callable[[Speaker, Values, Any], Any]:
    def call(speaker: Speaker, values: Values, axis: Any) -> Any:
        if len(values) != 2:
            raise Missing("a product of two is meant")
        return times(speaker, values[0], values[1], op)

    return call


def _max(speaker: Speaker, values: Values, axis: Any) -> Any:
    raise Missing("a maximum")


def _trace(speaker: Speaker, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    if rows != columns:
        raise Misfit("the trace of a matrix that is not square")
    eye = speaker.arithmetic.integers(np.eye(rows, dtype=np.int64))
    return _all(speaker, speaker.arithmetic.mul(values[0], eye))


CALLS: dict[str, Callable[[Speaker, Values, Any], Any]] = {
    "softmax": _softmax,
    "sum": _total,
    "mean": _mean,
    "columnsum": lambda s, v, axis: _total(s, v, 0),
    "rowsum": lambda s, v, axis: _total(s, v, 1),
    "dot": _two("dot"),
    "matmul": _two("dot"),
    "multiply": _two("multiply"),
    "max": _max,
    "min": _max,
    "tr": _trace,
}


def _prime(speaker: Speaker, term: Loose) -> Any:
    """`(W)'`: a transpose, to those who write it so."""
    return _turn(speaker, term)


def _grid(speaker: Speaker, term: Loose) -> Any:
    cells = [speaker.value(cell) for row in term[1] for cell in row]
    if any(speaker.matrix(cell) != (1, 1) for cell in cells):
        raise Missing("a matrix of matrices")
    rows, columns = len(term[1]), len(term[1][0])
    if rows * columns != len(cells):
        raise Missing("rows of different lengths")
    joined = speaker.arithmetic.join(cells)
    return speaker.arithmetic.view(joined, lambda a: a.reshape((*a.shape[:-2], rows, columns)))


RULES: dict[str, Callable[[Speaker, Loose], Any]] = {
    "num": lambda speaker, term: number(speaker, term[1]),
    "var": _var,
    "ones": _ones,
    "at": _at,
    "smp": _sample,
    "d": _d,
    "dn": _d,
    "prod": _prod,
    "add": _add,
    "neg": lambda speaker, term: speaker.arithmetic.neg(speaker.value(term[1])),
    "div": _div,
    "pow": _pow,
    "norm": _norm,
    "T": _turn,
    "call": _call,
    "sum": _sum,
    "prime": _prime,
    "grid": _grid,
}
