"""Losses: a matrix of predictions and a matrix of targets in, one number out."""

from ..algebra import Map, Total, add, complement, hadamard, quotient, scale, sub
from ..primitive import Primitive

BCE = Primitive(  # the mean over all entries, as in PyTorch
    "bce",
    "m n, m n ->",
    lambda a, y: (
        -Total(add(hadamard(y, Map("log", a)), hadamard(complement(y), Map("log", complement(a)))))
        / (a.shape[0] * a.shape[1])
    ),
    lambda g, out, a, y: (
        scale(1 / (a.shape[0] * a.shape[1]), quotient(sub(a, y), hadamard(a, complement(a)))),
        None,
    ),
    "bce",
)

FAMILY = (BCE,)
