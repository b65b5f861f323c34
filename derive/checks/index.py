"""Index form: a certificate for all shapes.

Both sides become sums of products of entries, sums over canonical bound indices and no sum or delta left that
can be taken away. A gradient is what the chain rule says: over the equations that use a variable, the upstream
gradient times the derivative of that equation's own index form. Equal forms are equal whatever the sizes;
different forms say nothing (nothing is cancelled, and sigmoid and tanh have the only derivatives that are
opened), so that the field has the word.
"""

from collections.abc import Callable, Collection
from fractions import Fraction
from itertools import permutations
from typing import Any

from .model import Model
from .monomial import Factor, Form, Monomial, Unfit, indices, multiply, renamed, settled
from .shape import Dim, Node
from .verdict import Undecided

ROUNDS = 4  # gradients that are opened one inside the other
Canonical = tuple[tuple[Any, ...], ...]
BOUND = 4  # indices of one product that are put in order by trying all orders


class IndexForms:
    """Index forms of the nodes of one derivation."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.fresh = 0

    def same(self, left: Node, right: Node) -> bool:
        """Whether both sides have one index form. False says nothing."""
        try:
            return self._same(left, right)
        except (Unfit, Undecided):
            return False

    def _same(self, left: Node, right: Node) -> bool:
        place = ("i'", "j'") if left.shape else ("", "")
        claimed = self.form(right, *place)
        target = canonical(self.expanded(claimed))
        ours = self.form(left, *place)
        kept = entries(claimed) | entries(self.expanded(claimed))
        for _ in range(ROUNDS):
            if canonical(self.expanded(ours)) == target:
                return True
            opened = self.opened(ours, kept)
            if opened is None:
                return False
            ours = opened
        return canonical(self.expanded(ours)) == target

    # --- from nodes to forms

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

    def expanded(self, form: Form) -> Form:
        """Entries of activations replaced by the function of their argument's entry."""
        return [part for m in form for part in self._expanded(m)]

    def _expanded(self, monomial: Monomial) -> Form:
        for factor, n in monomial.factors.items():
            place = self.model.places.get(factor[1]) if factor[0] == "entry" else None
            node = None if place is None else self.model.equations[place].node
            if node is not None and node.op == "apply" and n > 0:
                return self.expanded(self._replaced(monomial, factor, self.form(node, factor[2], factor[3])))
        return [monomial]

    def function(self, name: str, argument: Form) -> Form:
        """f of a form; the derivatives of sigmoid, tanh, exp and log are written by means of these."""
        one = [Monomial(Fraction(1), {}, {})]
        if name in ("sigmoid'", "tanh'"):
            value = self.function(name[:-1], argument)
            square = self.times(value, value)
            return minus(value, square) if name == "sigmoid'" else minus(one, square)
        if name == "log'":
            return self.inverse(argument)
        if name == "exp'":
            name = "exp"
        return [Monomial(Fraction(1), {}, {("apply", name, nested(argument)): 1})]

    def inverse(self, form: Form) -> Form:
        """1 / form: of one product its factors', otherwise a factor of its own."""
        if len(form) == 1 and not form[0].bounds:
            (one,) = form
            if not one.coefficient:
                raise Unfit("zero")
            return [Monomial(1 / one.coefficient, {}, {factor: -n for factor, n in one.factors.items()})]
        return [Monomial(Fraction(1), {}, {("inverse", nested(form)): 1})]

    def times(self, *forms: Form) -> Form:
        """The product of forms, multiplied out."""
        return multiply(forms, self.index)

    def total(self, form: Form, letter: str, bound: Dim) -> Form:
        """The sum of a form over an index."""
        return [s for m in form for s in settled(Monomial(m.coefficient, m.bounds | {letter: bound}, m.factors))]

    # --- derivatives and gradients

    def opened(self, form: Form, kept: Collection[str]) -> Form | None:
        """The form with one name replaced by what it stands for: a gradient first, then a forward value."""
        closed = sorted(entries(form).difference(kept), key=lambda name: (self.model.gradient_of(name) is None, name))
        for name in closed:
            meaning = self._meaning(name)
            if meaning is not None:
                return [part for m in form for part in self._opened(m, name, meaning)]
        return None

    def _opened(self, monomial: Monomial, name: str, meaning: Callable[[str, str], Form]) -> Form:
        for factor, n in monomial.factors.items():
            if factor[0] == "entry" and factor[1] == name and n > 0:
                return self._replaced(monomial, factor, meaning(factor[2], factor[3]))
        return [monomial]

    def _meaning(self, name: str) -> Callable[[str, str], Form] | None:
        of = self.model.gradient_of(name)
        if of is not None:
            return lambda row, column: self.gradient(of, row, column)
        place = self.model.places.get(name)
        if place is None:
            return None
        node = self.model.equations[place].node
        return lambda row, column: self.form(node, row, column)

    def _replaced(self, monomial: Monomial, factor: Factor, form: Form) -> Form:
        """The monomial with a factor replaced by a form, under the same sums."""
        rest = {other: n for other, n in monomial.factors.items() if other != factor}
        made = self.times([Monomial(monomial.coefficient, {}, rest)], *[form] * monomial.factors[factor])
        for letter, bound in monomial.bounds.items():
            made = self.total(made, letter, bound)
        return made

    def gradient(self, of: str, row: str, column: str) -> Form:
        """dL/d of an entry: over the equations that use the variable, upstream times local derivative."""
        if of == self.model.loss:
            return [Monomial(Fraction(1), {}, {})]
        found: Form = []
        for equation in self.model.users.get(of, ()):
            if not equation.node.shape:
                local = self.derivative(self.form(equation.node), of, row, column)
                found += self.times(local, self._upstream(equation.name, "", ""))
                continue
            a, b = self.index(), self.index()
            local = self.derivative(self.form(equation.node, a, b), of, row, column)
            form = self.times(self._upstream(equation.name, *_fixed(equation.node, a, b)), local)
            rows, columns = equation.node.shape
            found += self.total(self.total(form, a, rows), b, columns)
        return found

    def _upstream(self, name: str, row: str, column: str) -> Form:
        if name == self.model.loss:
            return [Monomial(Fraction(1), {}, {})]
        return [Monomial(Fraction(1), {}, {("entry", "d" + name, row, column): 1})]

    def derivative(self, form: Form, of: str, row: str, column: str) -> Form:
        """The derivative of a form by an entry of a symbol: sum and product rule, chain rule for functions."""
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
            return settled(Monomial(Fraction(1), {}, delta(factor[2], row) | delta(factor[3], column)))
        if factor[0] == "apply":
            inner = self.derivative(self.thawed(factor[2]), of, row, column)
            return self.times(self.function(factor[1] + "'", self.thawed(factor[2])), inner) if inner else []
        if factor[0] == "inverse":
            inner = self.derivative(self.thawed(factor[1]), of, row, column)
            return self.times([Monomial(Fraction(-1), {}, {factor: 2})], inner) if inner else []
        return []


    def thawed(self, found: Canonical) -> Form:
        """The form that was put in order, with bound indices that nothing else uses."""
        out = []
        for bounds, factors, coefficient in found:
            names = {f"~{place}": self.index() for place in range(len(bounds))}
            dims: dict[str, Dim] = {
                names[f"~{place}"]: int(bound) if bound.isdigit() else bound for place, bound in enumerate(bounds)
            }
            out.append(Monomial(coefficient, dims, {renamed(factor, names): n for factor, n in factors}))
        return out


def entries(form: Form) -> set[str]:
    """The names of the symbols whose entries stand in a form, outside of functions."""
    return {factor[1] for m in form for factor in m.factors if factor[0] == "entry"}


def delta(a: str, b: str) -> dict[Factor, int]:
    """The Kronecker delta of two indices, nothing where they are one."""
    return {} if a == b else {("delta", *sorted((a, b))): 1}


def minus(left: Form, right: Form) -> Form:
    """left - right."""
    return left + [Monomial(-m.coefficient, m.bounds, m.factors) for m in right]


def canonical(form: Form, mark: str = "#") -> Canonical:
    """The one way of writing a form: (bounds, factors, coefficient) in order, zeros left out."""
    found: dict[Any, Fraction] = {}
    for m in form:
        key = _ordered(m, mark)
        found[key] = found.get(key, Fraction(0)) + m.coefficient
    return tuple(sorted(((*key, c) for key, c in found.items() if c), key=repr))


def nested(form: Form) -> Canonical:
    """A form in order for the inside of a function; sums inside of sums inside are left to the field."""
    found = canonical(form, "~")
    inner = indices(factor for _, factors, _ in found for factor, _ in factors if factor[0] in ("apply", "inverse"))
    if any(bounds for bounds, _, _ in found) and any(index.startswith("~") for index in inner):
        raise Unfit("sums inside of sums inside of functions")
    return found


def _ordered(m: Monomial, mark: str) -> tuple[Any, ...]:
    """Bound indices named 0, 1, … such that the product comes first in order."""
    if len(m.bounds) > BOUND:
        raise Unfit("too many bound indices")
    best: tuple[str, tuple[Any, ...]] | None = None
    for order in permutations(sorted(m.bounds, key=lambda x: (str(m.bounds[x]), x))):
        names = {letter: f"{mark}{place}" for place, letter in enumerate(order)}
        bounds = tuple(str(m.bounds[letter]) for letter in order)
        if best is not None and list(bounds) != sorted(bounds):
            continue
        factors = tuple(sorted(((renamed(f, names), n) for f, n in m.factors.items()), key=repr))
        key = (bounds, factors)
        if best is None or repr(key) < best[0]:
            best = (repr(key), key)
    assert best is not None
    return best[1]


# --- one rule for each operation


def _symbol(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    (name,) = node.args
    if name in forms.model.derivation.sizes:
        return [Monomial(Fraction(1), {}, {("size", name): 1})]
    return [Monomial(Fraction(1), {}, {("entry", name, *_fixed(node, row, column)): 1})]


def _fixed(node: Node, row: str, column: str) -> tuple[str, str]:
    """Indices of a matrix; on an axis of length one every index is 1."""
    if not node.shape:
        return "", ""
    return "1" if node.shape[0] == 1 else row, "1" if node.shape[1] == 1 else column


def _number(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return [Monomial(Fraction(node.args[0]), {}, {})] if Fraction(node.args[0]) else []


def _add(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return [m for arg in node.args for m in forms.form(arg, row, column)]


def _neg(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return minus([], forms.form(node.args[0], row, column))


def _times(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return forms.times(*(forms.form(arg, row, column) for arg in node.args))


def _div(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    top, bottom = (forms.form(arg, row, column) for arg in node.args)
    return forms.times(top, forms.inverse(bottom))


def _power(forms: IndexForms, node: Node, row: str, column: str) -> Form:
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


def _matmul(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    """Sum over k of the entries' products, the last factor first."""
    *rest, last = node.args
    form, left = forms.form(last, k := forms.index(), column), last.shape[0]
    for arg in reversed(rest):
        before = row if arg is rest[0] else forms.index()
        form = forms.total(forms.times(forms.form(arg, before, k), form), k, left)
        k, left = before, arg.shape[0]
    return form


def _transpose(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return forms.form(node.args[0], column, row)


def _ones(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return [Monomial(Fraction(1), {}, {})]


def _zeros(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return []


def _eye(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return [Monomial(Fraction(1), {}, delta(row, column))]


def _apply(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return forms.function(node.args[0], forms.form(node.args[1], row, column))


def _entry(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    matrix, i, j = node.args
    return forms.form(matrix, *_fixed(matrix, str(i), str(j)))


def _sum(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    body, letter, bound = node.args
    k = forms.index()
    names = {letter: k}
    form = [Monomial(m.coefficient, m.bounds, {renamed(f, names): n for f, n in m.factors.items()})
            for m in forms.form(body, row, column)]  # fmt: skip
    return forms.total(form, k, bound)


def _delta(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    return [Monomial(Fraction(1), {}, delta(*map(str, node.args)))]


def _partial(forms: IndexForms, node: Node, row: str, column: str) -> Form:
    """Through the one equation that gives y; what is further away is left to the field."""
    y, x = node.args
    matrix, i, j = x.args if x.op == "entry" else (x, "", "")
    if matrix.op != "symbol":
        raise Unfit("a derivative by a term")
    name = matrix.args[0]
    place = _fixed(matrix, str(i), str(j))
    if name in y.names:
        return forms.derivative(forms.form(y), name, *place)
    symbol, *indices = y.args if y.op == "entry" else (y,)
    equation = forms.model.places.get(symbol.args[0]) if symbol.op == "symbol" else None
    if equation is None or name not in forms.model.equations[equation].uses:
        raise Unfit("a derivative through several equations")
    node = forms.model.equations[equation].node
    return forms.derivative(forms.form(node, *map(str, indices)), name, *place)


RULES: dict[str, Callable[[IndexForms, Node, str, str], Form]] = {
    "symbol": _symbol, "integer": _number, "decimal": _number, "add": _add, "neg": _neg, "mul": _times,
    "hadamard": _times, "div": _div, "hdiv": _div, "pow": _power, "hpow": _power, "matmul": _matmul,
    "transpose": _transpose, "ones": _ones, "zeros": _zeros, "eye": _eye, "apply": _apply, "entry": _entry,
    "sum": _sum, "delta": _delta, "partial": _partial,
}  # fmt: skip
