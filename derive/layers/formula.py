"""Reads a formula of one variable, such as `x*sigmoid(x)`, as a SymPy expression. Nothing is evaluated."""

import re
from collections.abc import Callable
from typing import Any

import sympy as sp

from ..errors import DeriveError, unknown
from ..functions import Phi, absolute, phi, sigmoid, softplus, step

Scalar = Any
VARIABLE = "x"
MAX_LENGTH, MAX_DEPTH = 500, 40
FUNCTIONS: dict[str, Callable[[Scalar], Scalar]] = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "tanh": sp.tanh,
    "sin": sp.sin,
    "cos": sp.cos,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": lambda z: z * step(z),
    "abs": absolute,
    "step": step,
    "Phi": Phi,
    "phi": phi,
}
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d{1,3})?|\.\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/^()])|(\S))")


def read_formula(text: str) -> Callable[[Scalar], Scalar]:
    """The function that a formula in x stands for.

    >>> read_formula("x*sigmoid(x)")(sp.Symbol("z"))
    z*sigmoid(z)

    Raises DeriveError, with the place, for anything that is not a formula of x.
    """
    z = sp.Symbol("formula_variable", real=True)
    expression = _Reader(text, z).read()
    if expression.has(sp.zoo, sp.oo, -sp.oo, sp.nan):
        raise DeriveError(f"Elementwise({text!r:.60}): the formula has no finite value")
    if z not in expression.free_symbols:
        raise DeriveError(f"Elementwise({text!r:.60}): the formula does not depend on {VARIABLE}")
    return lambda argument: expression.xreplace({z: argument})


class _Reader:
    """Precedence: sums, products, signs, powers (from the right), atoms."""

    def __init__(self, text: str, variable: Scalar) -> None:
        if not isinstance(text, str) or len(text) > MAX_LENGTH:
            shown = f"{text!s:.30}…" if isinstance(text, str) else repr(text)
            raise DeriveError(f"Elementwise({shown}): a formula is text of at most {MAX_LENGTH} characters")
        self.text, self.variable, self.at, self.depth = text, variable, 0, 0
        self.tokens = [m for m in _TOKEN.finditer(text) if m.group().strip()]

    def read(self) -> Scalar:
        value = self.sum()
        if self.peek():
            raise self.error("an operator or the end")
        return value

    def peek(self) -> str:
        return self.tokens[self.at].group().strip() if self.at < len(self.tokens) else ""

    def accept(self, *signs: str) -> str:
        sign = self.peek()
        if sign and sign in signs:
            self.at += 1
            return sign
        return ""

    def error(self, wanted: str) -> DeriveError:
        came = repr(self.peek()) if self.peek() else "the end"
        place = self.tokens[self.at].start() + 1 if self.at < len(self.tokens) else len(self.text) + 1
        return DeriveError(f"Elementwise({self.text!r:.60}): expected {wanted} at {place}, found {came}")

    def sum(self) -> Scalar:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise DeriveError(f"Elementwise({self.text[:30]!r}…): nested deeper than {MAX_DEPTH}")
        value = self.product()
        while sign := self.accept("+", "-"):
            value = value + self.product() if sign == "+" else value - self.product()
        self.depth -= 1
        return value

    def product(self) -> Scalar:
        value = self.signed()
        while sign := self.accept("*", "/"):
            factor = self.signed()
            if sign == "/" and factor == 0:
                raise DeriveError(f"Elementwise({self.text!r:.60}): division by zero")
            value = value * factor if sign == "*" else value / factor
        return value

    def signed(self) -> Scalar:
        negative = False
        while sign := self.accept("+", "-"):
            negative ^= sign == "-"
        value = self.power()
        return -value if negative else value

    def power(self) -> Scalar:
        base = self.atom()
        if not self.accept("**", "^"):
            return base
        negative = bool(self.accept("-"))
        exponent = -self.atom() if negative else self.atom()
        if not exponent.is_Integer or abs(exponent) > 20:
            raise DeriveError(f"Elementwise({self.text!r:.60}): an exponent is a whole number up to 20")
        return base**exponent

    def atom(self) -> Scalar:
        if self.at >= len(self.tokens):
            raise self.error("a number, x or a function")
        number, name, _, _ = self.tokens[self.at].groups()
        if number:
            self.at += 1
            return self._number(number)
        if name == VARIABLE:
            self.at += 1
            return self.variable
        if name:
            return self._function(name)
        if not self.accept("("):
            raise self.error("a number, x or a function")
        return self._closed()

    def _number(self, text: str) -> Scalar:
        value = sp.Rational(text)
        if value and not 1e-300 < abs(float(text)) < 1e300:
            raise DeriveError(f"Elementwise({self.text!r:.60}): {text} is no number that float64 holds")
        return value

    def _function(self, name: str) -> Scalar:
        if name not in FUNCTIONS:
            known = [VARIABLE, *FUNCTIONS]
            raise DeriveError(f"Elementwise({self.text!r:.60}): {unknown('name', name, known)}")
        self.at += 1
        if not self.accept("("):
            raise self.error("'('")
        return FUNCTIONS[name](self._closed())

    def _closed(self) -> Scalar:
        value = self.sum()
        if not self.accept(")"):
            raise self.error("')'")
        return value
