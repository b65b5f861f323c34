"""The values of loose terms at concrete sizes: one rule for each kind of term."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from ..checks.dual import Dual, Duals
from ..checks.functions import power
from .calls import call
from .conditions import chosen, compared, kronecker
from .conventions import NUMBERS
from .phrases import Loose
from .sizes import Misfit
from .sizing import HADAMARD
from .voice import Formal, Missing, Open, Voice, at, entries_total, number, sample, slope, times

_KRONECKER = ("var", "delta", None, "")
ONE_SAMPLE = "of one sample is not given"
ONES: tuple[Loose, ...] = (("ones",), ("T", ("ones",)))


def _ones_first(speaker: Voice, ones: Loose, op: str, value: Any) -> Any:
    """`1ᵀ G` sums down the rows; `1 b` repeats a row for every sample."""
    if op in HADAMARD or speaker.matrix(value) == (1, 1):
        return value
    if ones[0] == "T":
        return speaker.arithmetic.total(value, -2)
    if speaker.matrix(value)[0] != 1:
        raise Misfit("a column of ones times a matrix does not fit")
    return speaker.arithmetic.matmul(_ones(speaker, ones), value)


def _ones_last(speaker: Voice, value: Any, op: str, ones: Loose) -> Any:
    """`G 1` sums along the columns; `b 1ᵀ` repeats a column for every sample."""
    if op in HADAMARD or speaker.matrix(value) == (1, 1):
        return value
    if ones[0] != "T":
        return speaker.arithmetic.total(value, -1)
    if speaker.matrix(value)[1] != 1:
        raise Misfit("a matrix times a row of ones does not fit")
    row = speaker.arithmetic.view(_ones(speaker, ones), lambda a: a.swapaxes(-1, -2))
    return speaker.arithmetic.matmul(value, row)


def _scales(speaker: Voice, value: Any, op: str, more: str | None) -> bool:
    """Whether a number stands before ones, and after them something that it scales: `2 1ᵀ G`."""
    return more is not None and not {op, more} & HADAMARD and speaker.matrix(value) == (1, 1)


def _prod(speaker: Voice, term: Loose) -> Any:
    """Products bind tighter than entrywise operators; both from left to right."""
    terms, ops = term[1], term[2]
    total: Any = None
    ones = terms[0] if terms[0] in ONES else None  # these wait for what they sum or repeat
    pending, loose = None if ones else speaker.value(terms[0]), ""
    for op, factor, more in zip(ops, terms[1:], [*ops[1:], None], strict=True):
        if ones is not None:
            summed = _ones_first(speaker, ones, op, speaker.value(factor))
            pending = summed if pending is None else times(speaker, pending, summed, "")
            ones = None
            continue
        if factor in ONES and _scales(speaker, pending, op, more):
            ones = factor
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


def _add(speaker: Voice, term: Loose) -> Any:
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


def _var(speaker: Voice, term: Loose) -> Any:
    value = speaker.source.lookup(term)
    if isinstance(speaker.arithmetic, Duals) and not isinstance(value, Dual):
        return Dual(value)
    return value


def _ones(speaker: Voice, term: Loose) -> Any:
    length = speaker.source.sizes.get("N", 1)
    return speaker.arithmetic.integers(np.ones((length, 1), dtype=np.int64))


def _at(speaker: Voice, term: Loose) -> Any:
    if term[1] == _KRONECKER and len(term[2]) == 2 and not speaker.source.gives(term[1]):
        speaker.unsure.add("δ with two indices may be Kronecker's")
        return kronecker(speaker, *term[2])
    return at(speaker, speaker.value(term[1]), term[2])


def _sample(speaker: Voice, term: Loose) -> Any:
    return sample(speaker, speaker.value(term[1]), term[2])


def _sum(speaker: Voice, term: Loose) -> Any:
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
    if (
        counted
        and speaker.source.sizes["N"] != 1
        and any(speaker.ranges.get(letter) != speaker.source.sizes["N"] for letter in letters)
    ):
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


def _div(speaker: Voice, term: Loose) -> Any:
    above, below = speaker.value(term[1]), speaker.value(term[2])
    a, b = speaker.matrix(above), speaker.matrix(below)
    if b != (1, 1) and a not in (b, (1, 1)):
        raise Misfit(f"{a} divided by {b} does not fit")
    return speaker.arithmetic.mul(above, speaker.arithmetic.inverse(below))


def exponent(speaker: Voice, term: Loose) -> Fraction:
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


def _pow(speaker: Voice, term: Loose) -> Any:
    if term[1][0] == "norm" and term[2] == ("num", Fraction(2)):
        value = speaker.value(term[1][1])
        return entries_total(speaker, speaker.arithmetic.mul(value, value))
    if term[1][0] == "call" and term[1][1] == "e":
        raise Missing("a power")
    try:
        whole = exponent(speaker, term[2])
    except Missing:
        return _exponential(speaker, term)
    return power(speaker.arithmetic, speaker.value(term[1]), whole)


def _exponential(speaker: Voice, term: Loose) -> Any:
    """A power of positive numbers with any exponent, of which the exact arithmetic knows no law."""
    speaker.unsure.add("a power that is no number")
    arithmetic = speaker.arithmetic
    logarithm = arithmetic.atom("log", speaker.value(term[1]))
    return arithmetic.atom("exp", arithmetic.mul(speaker.value(term[2]), logarithm))


def _norm(speaker: Voice, term: Loose) -> Any:
    value = speaker.value(term[1])
    return speaker.arithmetic.atom("sqrt", entries_total(speaker, speaker.arithmetic.mul(value, value)))


def _turn(speaker: Voice, term: Loose) -> Any:
    if term[1][0] == "var" and term[1][1] in NUMBERS:
        raise Missing(f"{term[1][1]} is transposed, so it is no number here")
    return speaker.arithmetic.view(speaker.value(term[1]), lambda a: a.swapaxes(-1, -2))


def _d(speaker: Voice, term: Loose) -> Any:
    of, by = (None, term[1]) if term[0] == "dn" else (term[1], term[2])
    return speaker.source.derivative(speaker, of, by)


def _prime(speaker: Voice, term: Loose) -> Any:
    """`(W)'`: a transpose, to those who write it so."""
    return _turn(speaker, term)


def _grid(speaker: Voice, term: Loose) -> Any:
    cells = [speaker.value(cell) for row in term[1] for cell in row]
    if any(speaker.matrix(cell) != (1, 1) for cell in cells):
        raise Missing("a matrix of matrices")
    rows, columns = len(term[1]), len(term[1][0])
    if rows * columns != len(cells):
        raise Missing("rows of different lengths")
    joined = speaker.arithmetic.join(cells)
    return speaker.arithmetic.view(joined, lambda a: a.reshape((*a.shape[:-2], rows, columns)))


RULES: dict[str, Callable[[Voice, Loose], Any]] = {
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
    "call": call,
    "sum": _sum,
    "prime": _prime,
    "grid": _grid,
    "cmp": compared,
    "cases": chosen,
}


class Speaker(Voice):
    """Evaluates the two sides of one relation, which share their free indices."""

    rules = RULES


__all__ = ["Formal", "Missing", "Open", "Speaker", "at", "number", "sample", "slope", "times"]
