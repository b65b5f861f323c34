"""Statistics along an axis and their use, what normalisation layers are made of.

axis 1: over the entries of each row; axis 0: over the entries of each column.
"""

import sympy as sp

from ..algebra import Matrix, add, hadamard, matmul, neg, ones, power, quotient, scale, sub
from ..primitive import Elementwise, Primitive, elementwise
from .elementwise import exact

SUFFIX = {1: "rows", 0: "columns"}


def _mean(x: Matrix, axis: int) -> Matrix:
    """Each entry replaced by the mean along the axis."""
    size = x.shape[axis]
    body = matmul(x, ones(size, size)) if axis == 1 else matmul(ones(size, size), x)
    return scale(1 / size, body)


def spread(v: Matrix, x: Matrix, axis: int) -> Matrix:
    """A vector of one number per row (axis 1) or column (axis 0), repeated to the shape of x."""
    return matmul(v, ones(1, x.shape[1])) if axis == 1 else matmul(ones(x.shape[0], 1), v)


def gathered(x: Matrix, axis: int) -> Matrix:
    """The sums along the axis, one number per row (axis 1) or column (axis 0)."""
    return matmul(x, ones(x.shape[1], 1)) if axis == 1 else matmul(ones(1, x.shape[0]), x)


def _vector(axis: int) -> str:
    return "m 1" if axis == 1 else "1 n"


def center(axis: int) -> Primitive:
    """X minus its mean along the axis; the pullback centers the cotangent in the same way."""
    return Primitive(
        f"center_{SUFFIX[axis]}",
        "m n -> m n",
        lambda x: sub(x, _mean(x, axis)),
        lambda g, out, x: (sub(g, _mean(g, axis)),),
        "center",
    )


def mean_square(axis: int) -> Primitive:
    """The mean of the squares along the axis: the variance of what is centered."""
    return Primitive(
        f"mean_square_{SUFFIX[axis]}",
        f"m n -> {_vector(axis)}",
        lambda x: scale(1 / x.shape[axis], gathered(power(x, 2), axis)),
        lambda g, out, x: (scale(2 / x.shape[axis], hadamard(x, spread(g, x, axis))),),
        "mean_square",
    )


def root(eps: float) -> Elementwise:
    """√(v + ε), the standard deviation of a variance; its derivative is 1/(2 √(v + ε))."""
    e = exact(eps)
    return elementwise("root", lambda z: sp.sqrt(z + e), lambda z, a: 1 / (2 * a))


def divide(axis: int) -> Primitive:
    """Every row (axis 1) or column (axis 0) of X divided by its number in s."""
    return Primitive(
        f"divide_{SUFFIX[axis]}",
        f"m n, {_vector(axis)} -> m n",
        lambda x, s: quotient(x, spread(s, x, axis)),
        lambda g, out, x, s: (
            quotient(g, spread(s, x, axis)),
            neg(quotient(gathered(hadamard(g, out), axis), s)),
        ),
        "divide",
    )


def scale_shift(axis: int) -> Primitive:
    """X ⊙ (1 γ) + 1 β: a factor and a shift per feature; axis 1 for samples in rows, 0 for columns."""
    feature = 1 - axis
    vector = _vector(feature)
    return Primitive(
        f"scale_shift_{SUFFIX[axis]}",
        f"m n, {vector}, {vector} -> m n",
        lambda x, c, b: add(hadamard(x, spread(c, x, feature)), spread(b, x, feature)),
        lambda g, out, x, c, b: (
            hadamard(g, spread(c, x, feature)),
            gathered(hadamard(g, x), feature),
            gathered(g, feature),
        ),
        "scale_shift",
    )


FAMILY = tuple(make(axis) for make in (center, mean_square, divide, scale_shift) for axis in (1, 0))
