"""The matrix expressions SymPy lacks, and the way from SymPy to the expression language.

The only room that knows SymPy's matrix classes.
"""

from sympy.matrices.expressions.hadamard import HadamardProduct

from .matrices import (
    Map,
    Matrix,
    Scalar,
    Softmax,
    Total,
    add,
    complement,
    hadamard,
    letter,
    lift,
    matmul,
    neg,
    ones,
    power,
    pull,
    quotient,
    scale,
    shape_of,
    sub,
    symbol,
)
from .terms import term

__all__ = [
    "HadamardProduct",
    "Map",
    "Matrix",
    "Scalar",
    "Softmax",
    "Total",
    "add",
    "complement",
    "hadamard",
    "letter",
    "lift",
    "matmul",
    "neg",
    "ones",
    "power",
    "pull",
    "quotient",
    "scale",
    "shape_of",
    "sub",
    "symbol",
    "term",
]
