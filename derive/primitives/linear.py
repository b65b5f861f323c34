"""Products and sums of matrices."""

from ..algebra import add, matmul, ones
from ..primitive import Primitive

MATMUL = Primitive(
    "matmul",
    "m n, n p -> m p",
    lambda a, b: matmul(a, b),
    lambda g, out, a, b: (matmul(g, b.T), matmul(a.T, g)),
    "matmul",
)

AFFINE = Primitive(  # Z = X W + 1 b, samples in rows; the 1 repeats the bias for every sample
    "affine",
    "m n, n p, 1 p -> m p",
    lambda x, w, b: add(matmul(x, w), matmul(ones(x.shape[0], 1), b)),
    lambda g, out, x, w, b: (matmul(g, w.T), matmul(x.T, g), matmul(ones(1, x.shape[0]), g)),
    "affine",
)

FAMILY = (MATMUL, AFFINE)
