"""Products and sums of matrices."""

from ..algebra import add, hadamard, matmul, ones
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

AFFINE_COLUMNS = Primitive(  # Z = W X + b 1ᵀ, samples in columns
    "affine_columns",
    "m n, n p, m 1 -> m p",
    lambda w, x, b: add(matmul(w, x), matmul(b, ones(1, x.shape[1]))),
    lambda g, out, w, x, b: (matmul(g, x.T), matmul(w.T, g), matmul(g, ones(x.shape[1], 1))),
    "affine_columns",
)

ADD = Primitive(
    "add",
    "m n, m n -> m n",
    lambda a, b: add(a, b),
    lambda g, out, a, b: (g, g),
    "add",
)

HADAMARD = Primitive(
    "hadamard",
    "m n, m n -> m n",
    lambda a, b: hadamard(a, b),
    lambda g, out, a, b: (hadamard(g, b), hadamard(g, a)),
    "product",
)

FAMILY = (MATMUL, AFFINE, AFFINE_COLUMNS, ADD, HADAMARD)
