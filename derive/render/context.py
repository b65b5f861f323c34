"""What the words of a step can talk about: the variable, its equation, the upstream gradient."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..derivation import Derivation, Formula, Line, Step
from ..expression import Term, symbols, walk
from ..lesson.landscape import BIAS, ONWARD, SHARED, STEP
from ..notation import shown
from ..notation.names import parts, split
from .words import Catalogue

LINEAR = frozenset({"affine", "affine_columns", "matmul"})


def formula_of(derivation: Derivation, name: str) -> Formula | None:
    """The forward equation of a name."""
    return next((formula for formula in derivation.equations if formula.name == name), None)


def users(derivation: Derivation, name: str) -> list[Formula]:
    """The forward equations that use a name."""
    return [formula for formula in derivation.equations if name in formula.args]


def is_elementwise(formula: Formula | None) -> bool:
    """Whether an equation applies a function of one variable to each entry."""
    return formula is not None and isinstance(formula.expression, tuple) and formula.expression[0] == "apply"


def steps(derivation: Derivation) -> Iterator[Step]:
    """Every step and substep, in the order of the document."""
    for step in derivation.steps:
        yield step
        yield from step.substeps


def samples_in_columns(derivation: Derivation) -> bool:
    """Whether a sample is a column of the data."""
    shape = derivation.shapes.get(derivation.inputs[0], ())
    return len(shape) == 2 and shape[1] == "N"


def roles(derivation: Derivation, formula: Formula) -> dict[str, str]:
    """The parts of a linear map by what they are: input, weights, bias."""
    if formula.rule not in LINEAR:
        return {}
    factors, bias = formula.args[:2], formula.args[2:]
    found = {"weights" if name in derivation.parameters else "input": name for name in factors}
    return found | ({"bias": bias[0]} if bias else {})


def layer(name: str) -> str:
    """The number of the layer in a name.

    >>> layer("W12"), layer("X")
    ('12', '')
    """
    found = parts(name)
    return found.layer if found and found.layer.isdigit() else ""


class Context:
    """The variables of words, for the steps of one derivation."""

    def __init__(self, derivation: Derivation, words: Catalogue) -> None:
        self.derivation = derivation
        self.functions: Mapping[str, str] = words.table("functions") or {}
        self.loss = derivation.equations[-1].name
        lines = words.table("columns" if samples_in_columns(derivation) else "rows") or {}
        scaled = any(split(name)[0].endswith("m") for name in derivation.shapes)
        self.always: dict[str, Any] = {
            "scaled": scaled,
            "loss": self.loss,
            "samples": "N",
            "title": derivation.title,
            "turned": any(step.rule == "numerator" for step in derivation.steps),
            "mean": any(
                not formula.shape and _is_mean(formula.expression) for formula in derivation.equations
            ),
            **lines,
        }

    def called(self, function: str) -> str:
        """A function's name in words."""
        return self.functions.get(function, function)

    def gradient(self, name: str) -> str:
        """The name under which the document shows a variable's gradient."""
        return shown(name, self.derivation.shapes)

    def of_step(self, step: Step, parent: Step | None = None) -> dict[str, Any]:
        """The variables of a step's words."""
        found: dict[str, Any] = {
            **self.always,
            "of": step.of,
            "gradient": self.gradient(step.of),
            "gradient_shape": self.derivation.shapes.get(self.gradient(step.of), step.shape),
            "shape": step.shape,
        }
        found["data"] = step.of in self.derivation.inputs
        found["conditions"] = step.assumptions
        found["count"] = len(step.lines)
        found |= _of_function(step)
        if step.stage in ("forward", "loss"):
            return found | self._of_formula(formula_of(self.derivation, step.of), step)
        if step.of not in self.derivation.shapes:  # a step about a function, not about a quantity
            found["function"] = self.called(step.of)
        found |= self._of_twins(step) | self._of_descent()
        using = users(self.derivation, step.of)
        if len(using) == 1:
            found |= self._of_use(using[0], step)
        found["uses"] = [formula.name for formula in using]
        return found | self._of_chain(step if parent is None else parent) | self._of_lines(step)

    def _of_formula(self, formula: Formula | None, step: Step) -> dict[str, Any]:
        """A forward step talks about its own equation; one about a function, about that."""
        if formula is None:
            return {"function": self.called(step.of)}
        found: dict[str, Any] = {"args": formula.args, "out": formula.name, **roles(self.derivation, formula)}
        if is_elementwise(formula):
            found["function"] = self.called(formula.expression[1])  # type: ignore[index]
        if not formula.shape:
            found |= {"called": self.called(formula.rule)} | _cells(formula.args, self.derivation.shapes)
        return found

    def _of_use(self, formula: Formula, step: Step) -> dict[str, Any]:
        """A backward step talks about the one equation that uses its variable."""
        parts = roles(self.derivation, formula)
        found: dict[str, Any] = {
            "out": formula.name,
            "upstream": self.gradient(formula.name),
            "args": formula.args,
            "role": next((role for role, name in parts.items() if name == step.of), "other"),
            "next_linear": [use.rule in LINEAR for use in users(self.derivation, formula.name)] == [True],
            **parts,
        }
        if is_elementwise(formula):
            assert isinstance(formula.expression, tuple)
            name = formula.expression[1]
            found |= {"function": self.called(name), "slope": ("apply", name + "'", step.of)}
        if not formula.shape:
            found |= _cells(formula.args, self.derivation.shapes)
        return found

    def _of_twins(self, step: Step) -> dict[str, Any]:
        """The letters of what units that start alike have in common."""
        number = layer(step.of)
        named = {"alike": SHARED, "alike_bias": BIAS, "onward": ONWARD, "alike_step": STEP}
        letters = {key: f"{letter}{number}" for key, letter in named.items()}
        return {key: name for key, name in letters.items() if name in self.derivation.shapes}

    def _of_descent(self) -> dict[str, Any]:
        """The loss after further steps of gradient descent, where these were asked for."""
        descent = self.derivation.descent
        if descent is None:
            return {}
        steps, losses = zip(*descent.losses, strict=True)
        values = [_number(value) or 0.0 for value in losses]
        return {
            "descent_steps": steps,
            "descent_losses": losses,
            "descent_diverged": steps[-1] < descent.steps,
            "descent_fell": values[-1] == min(values),
        }

    @staticmethod
    def _of_chain(step: Step) -> dict[str, Any]:
        """The entries that the chain rule speaks of, and the indices it sums over."""
        chain = next((line.expression for line in step.lines if line.rule == "chain"), None)
        if not isinstance(chain, tuple):
            return {"sums": (), "wide": False}
        parts = [*walk(chain)]
        partials = [part for part in parts if isinstance(part, tuple) and part[0] == "partial"]
        sums = tuple(part[2] for part in parts if isinstance(part, tuple) and part[0] == "sum")
        found: dict[str, Any] = {"sums": sums, "wide": len(sums) > 1}
        if partials:
            found |= {"out_entry": partials[0][1], "entry": partials[0][2]}
        return found

    def _of_lines(self, step: Step) -> dict[str, Any]:
        """How many entries a step shows, of how many there are."""
        shown = sum(line.rule == "each_entry" for line in step.lines)
        total = 1
        for dimension in step.shape:  # without numbers, where L is a letter, nothing is counted
            total *= self.derivation.sizes.get(dimension, 1) if isinstance(dimension, str) else dimension
        return {
            "others": total - shown,
            "fell": _fell(step.lines),
            **_bound(step.lines),
            **(_of_slopes(step.lines) if step.rule == "slopes" else {}),
        }


def _of_function(step: Step) -> dict[str, Any]:
    """Whether the lines of a step have the step function in them; whether they differentiate a product."""
    terms = [line.expression for line in step.lines]
    parts = (part for term in terms for part in walk(term) if isinstance(part, tuple))
    return {
        "with_step": any(part[:2] == ("apply", "step") for part in parts),
        "factors": any(line.rule == "differentiate" and _by_factors(line.expression) for line in step.lines),
    }


KINDS = {  # how the slope of an activation behaves, by the activation
    "with_sigmoid": ("sigmoid",),
    "with_tanh": ("tanh",),
    "with_relu": ("relu",),
    "with_leaky": ("leaky_relu",),
    "with_tail": ("silu", "gelu", "gelu_tanh", "softplus", "elu"),
    "with_gate": ("silu", "gelu", "gelu_tanh"),
}


def _of_slopes(lines: tuple[Line, ...]) -> dict[str, bool]:
    """Which kinds of slopes stand on the way to the first weights."""
    parts = (part for line in lines for part in walk(line.expression) if isinstance(part, tuple))
    named = {str(part[1]).rstrip("'") for part in parts if part[0] == "apply"}
    return {kind: bool(named & {*functions}) for kind, functions in KINDS.items()}


def _by_factors(relation: Term) -> bool:
    """Whether the right side is f(z) + z f′(z), the derivative of the product z f(z)."""
    match relation:
        case (_, _, ("add", ("apply", name, "z"), ("mul", "z", ("apply", slope, "z")))):
            return bool(slope == f"{name}'")
    return False


def _cells(args: tuple[str, ...], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of a loss's first two arguments, the prediction and the target."""
    named = {"entry": args[0]} | ({"target_entry": args[1]} if len(args) > 1 else {})
    cells = {key: cell(name, shapes.get(name, ())) for key, name in named.items()}
    return {**cells, "several": "j" in symbols(cells["entry"]) and "i" in symbols(cells["entry"])}


def cell(name: str, shape: tuple[str | int, ...]) -> Term:
    """A general entry of a symbol; a vector has one index."""
    letters = [letter for letter, size in zip("ij", shape, strict=False) if size != 1]
    return ("entry", name, *letters) if letters else name


def _is_mean(expression: Term) -> bool:
    """Whether a loss divides by the number of its samples."""
    quotients = (part for part in walk(expression) if isinstance(part, tuple) and part[0] == "div")
    return any("N" in symbols(quotient[2]) for quotient in quotients)


def _fell(lines: tuple[Line, ...]) -> bool:
    """Whether the last number shown is below the first."""
    values = [
        _number(line.expression[2])
        for line in lines
        if isinstance(line.expression, tuple) and line.rule == "numbers"
    ]
    numbers = [value for value in values if value is not None]
    return len(numbers) > 1 and numbers[-1] < numbers[0]


def _number(term: Term) -> float | None:
    if isinstance(term, tuple) and term[0] == "neg":
        inner = _number(term[1])
        return None if inner is None else -inner
    return float(term[1]) if isinstance(term, tuple) and term[0] == "decimal" else None


def _bound(lines: tuple[Line, ...]) -> dict[str, Any]:
    """The largest value that a bound allows."""
    bound = next((line.expression for line in lines if line.rule == "bound"), None)
    return {"largest": bound[-1]} if isinstance(bound, tuple) else {}
