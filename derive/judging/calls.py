"""Functions that a document calls: entry by entry, sums and means along an axis, softmax, NumPy."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from ..checks.functions import ATOMS, FORMULAS, apply
from .conditions import larger
from .phrases import Loose
from .sizes import Misfit
from .voice import Missing, Voice, entries_total, number, times


def elementwise(speaker: Voice, name: str, primes: int, x: Any) -> Any:
    """f(x), f'(x): of a function that is known, or of one that nothing is known of."""
    if name in ATOMS or name in FORMULAS:
        return apply(speaker.arithmetic, {}, name + "'" * primes, x)
    return speaker.arithmetic.atom(name + "'" * primes, x)


def call(speaker: Voice, term: Loose) -> Any:
    """The value of a function applied; raises Missing for one that has no meaning here."""
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


def _softmax(speaker: Voice, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    count = speaker.source.sizes.get("N", 1)
    along = -1 if (rows == 1 or rows == count) and columns != 1 else -2
    powers = speaker.arithmetic.atom("exp", values[0])
    total = speaker.arithmetic.total(powers, along)
    return speaker.arithmetic.mul(powers, speaker.arithmetic.inverse(total))


def _total(speaker: Voice, values: Values, axis: Any) -> Any:
    if len(values) != 1:
        raise Missing("a sum of several things")
    if axis is None:
        return entries_total(speaker, values[0])
    return speaker.arithmetic.total(values[0], -2 if axis == 0 else -1)


def _mean(speaker: Voice, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    count = rows * columns if axis is None else rows if axis == 0 else columns
    return speaker.arithmetic.mul(number(speaker, Fraction(1, count)), _total(speaker, values, axis))


def _two(op: str) -> Callable[[Voice, Values, Any], Any]:
    def product(speaker: Voice, values: Values, axis: Any) -> Any:
        if len(values) != 2:
            raise Missing("a product of two is meant")
        return times(speaker, values[0], values[1], op)

    return product


def _max(speaker: Voice, values: Values, axis: Any) -> Any:
    if len(values) != 2:
        raise Missing("a maximum")
    return larger(speaker, *values)


def _min(speaker: Voice, values: Values, axis: Any) -> Any:
    return speaker.arithmetic.neg(_max(speaker, [speaker.arithmetic.neg(v) for v in values], axis))


def _length(speaker: Voice, values: Values, axis: Any) -> Any:
    """`len(X)`: the number of samples."""
    return number(speaker, Fraction(speaker.source.sizes.get("N", 1)))


def _trace(speaker: Voice, values: Values, axis: Any) -> Any:
    rows, columns = speaker.matrix(values[0])
    if rows != columns:
        raise Misfit("the trace of a matrix that is not square")
    eye = speaker.arithmetic.integers(np.eye(rows, dtype=np.int64))
    return entries_total(speaker, speaker.arithmetic.mul(values[0], eye))


def _diagonal(speaker: Voice, values: Values, axis: Any) -> Any:
    """`diag(v)`: a vector on the diagonal of a matrix."""
    rows, columns = speaker.matrix(values[0])
    if len(values) != 1 or 1 not in (rows, columns):
        raise Missing("the diagonal of a matrix")
    column = values[0] if columns == 1 else speaker.arithmetic.view(values[0], lambda a: a.swapaxes(-1, -2))
    eye = speaker.arithmetic.integers(np.eye(max(rows, columns), dtype=np.int64))
    return speaker.arithmetic.mul(column, eye)


CALLS: dict[str, Callable[[Voice, Values, Any], Any]] = {
    "softmax": _softmax,
    "sum": _total,
    "mean": _mean,
    "columnsum": lambda s, v, axis: _total(s, v, 0),
    "rowsum": lambda s, v, axis: _total(s, v, 1),
    "dot": _two("dot"),
    "matmul": _two("dot"),
    "multiply": _two("multiply"),
    "max": _max,
    "min": _min,
    "tr": _trace,
    "diag": _diagonal,
    "len": _length,
}
