"""Index form: a certificate for all shapes.

Both sides become sums of products of entries, with bound indices in canonical order and no delta left that a
sum can take away. A gradient is what the chain rule says: over the equations that use a variable, upstream
gradient times derivative of that equation's own index form. Equal forms are equal whatever the sizes.
Different forms say nothing, for nothing is cancelled, and the only derivatives that are opened are those of
sigmoid, tanh, exp and log; then the field has the word.
"""

from collections.abc import Callable, Collection

from .forms import Forms, fixed
from .model import Model
from .monomial import ONE, Factor, Form, Monomial, Unfit, canonical, renamed
from .node import Node
from .verdict import Undecided

ROUNDS = 4  # gradients that are opened one inside the other


class IndexForms(Forms):
    """Certificates about the nodes of one derivation."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.chained: dict[str, Form] = {}

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
            if opened is None or (divides(opened) and not divides(claimed)):
                return False
            ours = opened
        return canonical(self.expanded(ours)) == target

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

    def opened(self, form: Form, kept: Collection[str]) -> Form | None:
        """The form with one name replaced by what it stands for: a gradient first, then a forward value."""
        closed = sorted(
            entries(form).difference(kept), key=lambda name: (self.model.gradient_of(name) is None, name)
        )
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
        """What an entry of a symbol stands for: by the chain rule, an update, or an equation."""
        of = self.model.gradient_of(name)
        if of is not None:
            return lambda row, column: self.gradient(of, row, column)
        base = name.removesuffix("_new")
        if base != name and base in self.model.derivation.parameters:
            return lambda row, column: self._updated(base, row, column)
        place = self.model.places.get(base)
        if place is None:
            return None
        node = self.model.equations[place].node
        if base == name:
            return lambda row, column: self.form(node, row, column)
        return lambda row, column: self._later(self.form(node, row, column))

    def _updated(self, name: str, row: str, column: str) -> Form:
        """W_new = W - eta dL/dW."""
        rate: Factor = ("entry", "eta", "", "")
        change = Monomial(-1, {}, {rate: 1, ("entry", "d" + name, row, column): 1})
        return [Monomial(1, {}, {("entry", name, row, column): 1}), change]

    def _later(self, form: Form) -> Form:
        """The same form after the step: parameters and forward values are the new ones."""
        if any(factor[0] in ("apply", "inverse") for m in form for factor in m.factors):
            raise Unfit("a function after the step")
        kept = {*self.model.derivation.inputs, "eta"}

        def new(factor: Factor) -> Factor:
            if factor[0] != "entry" or factor[1] in kept:
                return factor
            return (factor[0], factor[1] + "_new", *factor[2:])

        return [m._replace(factors={new(factor): n for factor, n in m.factors.items()}) for m in form]

    def _replaced(self, monomial: Monomial, factor: Factor, form: Form) -> Form:
        """The monomial with a factor replaced by a form, under the same sums."""
        rest = {other: n for other, n in monomial.factors.items() if other != factor}
        made = self.times([Monomial(monomial.coefficient, {}, rest)], *[form] * monomial.factors[factor])
        for letter, bound in monomial.bounds.items():
            made = self.total(made, letter, bound)
        return made

    def gradient(self, of: str, row: str, column: str) -> Form:
        """dL/d of an entry: over the equations that use the variable, upstream times local derivative."""
        if of not in self.chained:
            self.chained[of] = self._chained(of, *fixed(self.model.letters.symbol(of), "r'", "c'"))
        names = {"r'": row, "c'": column}
        return [
            m._replace(factors={renamed(factor, names): n for factor, n in m.factors.items()})
            for m in self.chained[of]
        ]

    def _chained(self, of: str, row: str, column: str) -> Form:
        if of == self.model.loss:
            return ONE
        found: Form = []
        for equation in self.model.users.get(of, ()):
            if not equation.node.shape:
                local = self.derivative(self.form(equation.node), of, row, column)
                found += self.times(local, self._upstream(equation.name, "", ""))
                continue
            a, b = self.index(), self.index()
            local = self.derivative(self.form(equation.node, a, b), of, row, column)
            form = self.times(self._upstream(equation.name, *fixed(equation.node.shape, a, b)), local)
            rows, columns = equation.node.shape
            found += self.total(self.total(form, a, rows), b, columns)
        return found

    def _upstream(self, name: str, row: str, column: str) -> Form:
        if name == self.model.loss:
            return ONE
        return [Monomial(1, {}, {("entry", "d" + name, row, column): 1})]


def entries(form: Form) -> set[str]:
    """The names of the symbols whose entries stand in a form, outside of functions."""
    return {factor[1] for m in form for factor in m.factors if factor[0] == "entry"}


def divides(form: Form) -> bool:
    """Whether a divisor is more than one product; then a line must show it to have this form."""
    return any(factor[0] == "inverse" for m in form for factor in m.factors)
