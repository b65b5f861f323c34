"""The numbers that a written derivation states beside its lines: those of its network and its data?"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..derivation import Derivation
from ..errors import DeriveError
from .model import Model
from .samples import Samples
from .verdict import CHECKED, FAULTS, PROVED, REFUTED, UNDECIDED, Verdict

NEAR = Fraction(1, 10**9)  # of the largest entry: what twelve digits leave to rounding and cancellation
MOST = 1e-12  # of an entry, by the rounding of float64


def stated(derivation: Derivation, numbers: Mapping[str, tuple[str, Any]]) -> tuple[Verdict, ...]:
    """A verdict for each number or matrix of numbers; `numbers` holds its symbol and itself, by its place.

    The symbol's value comes from the forward equations alone, enclosed in balls that narrow until they tell.
    """
    samples = Samples(Model(derivation))
    return tuple(_verdict(samples, place, *found) for place, found in numbers.items())


def _verdict(samples: Samples, place: str, symbol: str, given: Any) -> Verdict:
    try:
        rows = [list(map(_number, row)) for row in _rows(given)]
        status, detail = _compared(samples, symbol, rows)
    except (DeriveError, *FAULTS) as error:
        return Verdict("stated", UNDECIDED, {}, f"cannot be compared: {error}"[:200], place)
    return Verdict("stated", status, {"by": "enclosure"}, detail, place)


def _rows(given: Any) -> Sequence[Any]:
    return given if isinstance(given, list) else [[given]]


def _number(given: Any) -> Fraction:
    return Fraction(str(given))


def _compared(samples: Samples, symbol: str, rows: Sequence[Sequence[Fraction]]) -> tuple[str, str]:
    flat = [number for row in rows for number in row]
    reach = [NEAR * max(map(abs, flat)) + noise for noise in _noise(samples, symbol)]
    for env in samples.enclosed():
        balls = env.arithmetic
        value = env.lookup(symbol)
        shape = balls.shape(value)
        if shape != (len(rows), len(rows[0])):
            return REFUTED, f"{len(rows)} × {len(rows[0])} numbers are stated of a {symbol} that is {shape}"
        said = balls.shown(flat, reach, True, shape)
        if balls.inside(value, said).all():
            return PROVED, ""
        apart = balls.apart(value, said)
        if apart.any():
            row, column = next(_places(apart))
            true = float(balls.floats(value.middle)[row, column])
            return REFUTED, f"({row + 1}, {column + 1}) is {true:.6g}, not {float(rows[row][column]):.6g}"
    return CHECKED, "too near to tell"


def _noise(samples: Samples, symbol: str) -> list[Fraction]:
    """What float64 may be wrong by in each entry: a number that is zero may be stated as 1e-19."""
    env = samples.example()
    radii = env.arithmetic.floats(env.lookup(symbol).radius)
    return [Fraction(min(float(radius), MOST)) for radius in radii.ravel()]


def _places(found: Any) -> Iterator[tuple[int, int]]:
    return ((int(row), int(column)) for row, column in zip(*found.nonzero(), strict=True))
