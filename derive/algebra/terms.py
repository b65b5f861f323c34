"""From SymPy to the expression language, operands in their order."""

from functools import singledispatch
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.special import OneMatrix

from ..expression import Term
from ..indexing import indexed
from .matrices import Map, Scalar, Softmax, Total, shape_of


@singledispatch
def term(value: Any) -> Term:
    """A SymPy expression as a term of the expression language, operands in their order."""
    raise TypeError(f"no term for {type(value).__name__}: {value}")


@term.register(sp.MatrixSymbol)
def _(value: Any) -> Term:
    return str(value.name)


@term.register(sp.Symbol)
def _(value: Any) -> Term:
    return str(value.name)


@term.register(type(sp.E))
def _(value: Any) -> Term:
    return ("apply", "exp", 1)


@term.register(sp.Integer)
def _(value: Any) -> Term:
    return int(value)


@term.register(sp.Rational)
def _(value: Any) -> Term:
    fraction = ("div", abs(int(value.p)), int(value.q))
    return ("neg", fraction) if value < 0 else fraction


@term.register(sp.Float)
def _(value: Any) -> Term:
    return term(sp.nsimplify(value, rational=True))


@term.register(sp.Transpose)
def _(value: Any) -> Term:
    return ("transpose", term(value.arg))


@term.register(OneMatrix)
def _(value: Any) -> Term:
    return ("ones", *map(term, value.shape))


@term.register(sp.Identity)
def _(value: Any) -> Term:
    return ("eye", term(value.shape[0]))


@term.register(sp.MatAdd)
def _(value: Any) -> Term:
    return ("add", *map(term, value.args))


@term.register(Map)
def _(value: Any) -> Term:
    return ("apply", value.name, term(value.matrix))


@term.register(Softmax)
def _(value: Any) -> Term:
    return ("logsoftmax" if value.log else "softmax", term(value.matrix), value.axis)


@term.register(HadamardPower)
def _(value: Any) -> Term:
    return ("hpow", term(value.base), term(value.exp))


@term.register(HadamardProduct)
def _(value: Any) -> Term:
    below = [f for f in value.args if isinstance(f, HadamardPower) and f.exp == -1]
    above = [term(f) for f in value.args if f not in below] or [("ones", *map(term, value.shape))]
    numerator = above[0] if len(above) == 1 else ("hadamard", *above)
    if not below:
        return numerator
    denominators = [term(f.base) for f in below]
    return ("hdiv", numerator, denominators[0] if len(denominators) == 1 else ("hadamard", *denominators))


@term.register(sp.MatMul)
def _(value: Any) -> Term:
    scalars = [f for f in value.args if not f.is_Matrix]
    matrices = [term(f) for f in value.args if f.is_Matrix]
    body: Term = matrices[0] if len(matrices) == 1 else ("matmul", *matrices)
    return _scaled(sp.Mul(*scalars), body)


def _scaled(factor: Scalar, body: Term) -> Term:
    """factor × body; 1/N times a sum is written as one fraction, times a product in front of it."""
    if factor.could_extract_minus_sign():
        return ("neg", _scaled(-factor, body))
    above, below = sp.fraction(factor)
    if below != 1 and above == 1 and isinstance(body, tuple) and body[0] == "add":
        return ("div", body, term(below))
    return body if factor == 1 else ("mul", term(factor), body)


@term.register(sp.Add)
def _(value: Any) -> Term:
    return ("add", *map(term, value.args))


@term.register(sp.Pow)
def _(value: Any) -> Term:
    if value.exp.could_extract_minus_sign():
        below = value.base**-value.exp
        return ("div", 1, term(below))
    if value.exp == sp.Rational(1, 2):
        return ("apply", "sqrt", term(value.base))
    return ("pow", term(value.base), term(value.exp))


@term.register(sp.Function)
def _(value: Any) -> Term:
    return ("apply", type(value).__name__, *map(term, value.args))


@term.register(sp.Mul)
def _(value: Any) -> Term:
    if value.could_extract_minus_sign():
        return ("neg", term(-value))
    totals = [f for f in value.args if isinstance(f, Total)]
    if totals:
        plain = sp.Mul(*(f for f in value.args if f not in totals))
        return ("mul", term(plain), *map(term, totals))
    below = sp.Mul(*(1 / f for f in value.args if f.is_Pow and f.exp.is_negative))  # e^(−z) stays above
    if below != 1:
        return ("div", term(value * below), term(below))
    return ("mul", *map(term, value.args))


@term.register(Total)
def _(value: Any) -> Term:
    body = term(value.matrix)
    shapes = {str(s.name): shape_of(s) for s in value.atoms(sp.MatrixSymbol)}
    rows, columns = shape_of(value.matrix)
    used = {"i", "j"}
    inner = indexed(body, 1 if rows == 1 else "i", 1 if columns == 1 else "j", shapes, used)
    if columns != 1:
        inner = ("sum", inner, "j", columns)
    return inner if rows == 1 else ("sum", inner, "i", rows)
