"""Nodes as index forms, and the derivative of a form by an entry."""

from collections.abc import Callable
from fractions import Fraction

from ..derivation import Shape
from .model import Model
from .monomial import (
    ONE,
    Canonical,
    Factor,
    Form,
    Monomial,
    Unfit,
    multiply,
    nested,
    renamed,
    settled,
)
from .node import Dim, Node
from .rational import decimal


class Forms:
    """Index forms of the nodes of one derivation."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.fresh = 0

    def form(self, node: Node, row: str = "", column: str = "") -> Form:
        """The index form of a scalar node, or of one entry of a matrix node."""
        rule = RULES.get(node.op)
        if rule is None:
            raise Unfit(node.op)
        return rule(self, node, row, column)

    def index(self) -> str:
        """A bound index that nothing else uses."""
        self.fresh += 1
        return f"#{self.fresh}"

    def function(self, name: str, argument: Form) -> Form:
        """f of a form; the derivatives of sigmoid, tanh, exp and log are written by means of these."""
        if name in ("sigmoid'", "tanh'"):
            value = self.function(name[:-1], argument)
            square = self.times(value, value)
            return minus(value, square) if name == "sigmoid'" else minus(ONE, square)
        if name == "log'":
            return self.inverse(argument)
        if name == "exp'":
            name = "exp"
        return [Monomial(1, {}, {("apply", name, nested(argument)): 1})]

    def inverse(self, form: Form) -> Form:
        """1 / form: of one product its factors', otherwise a factor of its own."""
        if len(form) == 1 and not form[0].bounds:
            (one,) = form
            if not one.coefficient:
                raise Unfit("zero")
            return [
                Monomial(Fraction(1) / one.coefficient, {}, {factor: -n for factor, n in one.factors.items()})
            ]
        return [Monomial(1, {}, {("inverse", nested(form)): 1})]

    def times(self, *forms: Form) -> Form:
        """The product of forms, multiplied out."""
        return multiply(forms, self.index)

    def total(self, form: Form, letter: str, bound: Dim) -> Form:
        """The sum of a form over an index."""
        return [
            s for m in form for s in settled(Monomial(m.coefficient, m.bounds | {letter: bound}, m.factors))
        ]

    def derivative(self, form: Form, of: str, row: str, column: str) -> Form:
        """The derivative of a form by an entry of a symbol: sum, product and chain rule."""
        found: Form = []
        for m in form:
            for factor, n in m.factors.items():
                inner = self._inner(factor, of, row, column)
                if not inner:
                    continue
                rest = {other: k for other, k in m.factors.items() if other != factor}
                rest |= {factor: n - 1} if n != 1 else {}
                made = self.times([Monomial(m.coefficient * n, {}, rest)], inner)
                for letter, bound in m.bounds.items():
                    made = self.total(made, letter, bound)
                found += made
        return found

    def _inner(self, factor: Factor, of: str, row: str, column: str) -> Form:
        if factor[0] == "entry":
            if factor[1] != of:
                return []
            return settled(Monomial(1, {}, delta(factor[2], row) | delta(factor[3], column)))
        if factor[0] == "apply":
            inner = self.derivative(self.thawed(factor[2]), of, row, column)
            return self.times(self.function(factor[1] + "'", self.thawed(factor[2])), inner) if inner else []
        if factor[0] == "inverse":
            inner = self.derivative(self.thawed(factor[1]), of, row, column)
            return self.times([Monomial(-1, {}, {factor: 2})], inner) if inner else []
        return []

    def thawed(self, found: Canonical) -> Form:
        """The form that was put in order, with bound indices that nothing else uses."""
        out = []
        for bounds, factors, coefficient in found:
            names = {f"~{place}": self.index() for place in range(len(bounds))}
            dims: dict[str, Dim] = {
                names[f"~{place}"]: int(bound) if bound.isdigit() else bound
                for place, bound in enumerate(bounds)
            }
            out.append(Monomial(coefficient, dims, {renamed(factor, names): n for factor, n in factors}))
        return out


def delta(a: str, b: str) -> dict[Factor, int]:
    """The Kronecker delta of two indices, nothing where they are one."""
    return {} if a == b else {("delta", *sorted((a, b))): 1}


def minus(left: Form, right: Form) -> Form:
    """left - right."""
    return left + [Monomial(-m.coefficient, m.bounds, m.factors) for m in right]


def _symbol(forms: Forms, node: Node, row: str, column: str) -> Form:
    (name,) = node.args
    if name in forms.model.derivation.sizes:
        return [Monomial(1, {}, {("size", name): 1})]
    return [Monomial(1, {}, {("entry", name, *fixed(node.shape, row, column)): 1})]


def fixed(shape: Shape, row: str, column: str) -> tuple[str, str]:
    """Indices of a matrix; on an axis of length one every index is 1."""
    if not shape:
        return "", ""
    return "1" if shape[0] == 1 else row, "1" if shape[1] == 1 else column


def _number(forms: Forms, node: Node, row: str, column: str) -> Form:
    number = node.args[0] if node.op == "integer" else decimal(node.args[0])
    return [Monomial(number, {}, {})] if number else []


def _add(forms: Forms, node: Node, row: str, column: str) -> Form:
    return [m for arg in node.args for m in forms.form(arg, row, column)]


def _neg(forms: Forms, node: Node, row: str, column: str) -> Form:
    return minus([], forms.form(node.args[0], row, column))


def _times(forms: Forms, node: Node, row: str, column: str) -> Form:
    return forms.times(*(forms.form(arg, row, column) for arg in node.args))


def _div(forms: Forms, node: Node, row: str, column: str) -> Form:
    top, bottom = (forms.form(arg, row, column) for arg in node.args)
    return forms.times(top, forms.inverse(bottom))


def _power(forms: Forms, node: Node, row: str, column: str) -> Form:
    base, exponent = node.args
    if exponent.op == "neg" and exponent.args[0].op == "integer":
        n = -exponent.args[0].args[0]
    elif exponent.op == "integer":
        n = exponent.args[0]
    else:
        raise Unfit("an exponent")
    if not 0 < abs(n) <= 4:
        raise Unfit("an exponent")
    found = forms.times(*[forms.form(base, row, column)] * abs(n))
    return found if n > 0 else forms.inverse(found)


def _matmul(forms: Forms, node: Node, row: str, column: str) -> Form:
    """Sum over k of the entries' products, the last factor first."""
    *rest, last = node.args
    form, left = forms.form(last, k := forms.index(), column), last.shape[0]
    for arg in reversed(rest):
        before = row if arg is rest[0] else forms.index()
        form = forms.total(forms.times(forms.form(arg, before, k), form), k, left)
        k, left = before, arg.shape[0]
    return form


def _transpose(forms: Forms, node: Node, row: str, column: str) -> Form:
    return forms.form(node.args[0], column, row)


def _ones(forms: Forms, node: Node, row: str, column: str) -> Form:
    return ONE


def _zeros(forms: Forms, node: Node, row: str, column: str) -> Form:
    return []


def _eye(forms: Forms, node: Node, row: str, column: str) -> Form:
    return [Monomial(1, {}, delta(row, column))]


def _apply(forms: Forms, node: Node, row: str, column: str) -> Form:
    return forms.function(node.args[0], forms.form(node.args[1], row, column))


def _entry(forms: Forms, node: Node, row: str, column: str) -> Form:
    matrix, i, j = node.args
    return forms.form(matrix, *fixed(matrix.shape, str(i), str(j)))


def _sum(forms: Forms, node: Node, row: str, column: str) -> Form:
    body, letter, bound = node.args
    k = forms.index()
    names = {letter: k}
    form = [Monomial(m.coefficient, m.bounds, {renamed(f, names): n for f, n in m.factors.items()})
            for m in forms.form(body, row, column)]  # fmt: skip
    return forms.total(form, k, bound)


def _delta(forms: Forms, node: Node, row: str, column: str) -> Form:
    return [Monomial(1, {}, delta(*map(str, node.args)))]


def _partial(forms: Forms, node: Node, row: str, column: str) -> Form:
    """Through the one equation that gives y; what is further away is left to the field."""
    y, x = node.args
    matrix, i, j = x.args if x.op == "entry" else (x, "", "")
    if matrix.op != "symbol":
        raise Unfit("a derivative by a term")
    name = matrix.args[0]
    place = fixed(matrix.shape, str(i), str(j))
    if name in y.names:
        return forms.derivative(forms.form(y), name, *place)
    symbol, *indices = y.args if y.op == "entry" else (y,)
    equation = forms.model.places.get(symbol.args[0]) if symbol.op == "symbol" else None
    if equation is None or name not in forms.model.equations[equation].uses:
        raise Unfit("a derivative through several equations")
    node = forms.model.equations[equation].node
    return forms.derivative(forms.form(node, *map(str, indices)), name, *place)


RULES: dict[str, Callable[[Forms, Node, str, str], Form]] = {
    "symbol": _symbol, "integer": _number, "decimal": _number, "add": _add, "neg": _neg, "mul": _times,
    "hadamard": _times, "div": _div, "hdiv": _div, "pow": _power, "hpow": _power, "matmul": _matmul,
    "transpose": _transpose, "ones": _ones, "zeros": _zeros, "eye": _eye, "apply": _apply, "entry": _entry,
    "sum": _sum, "delta": _delta, "partial": _partial,
}  # fmt: skip
