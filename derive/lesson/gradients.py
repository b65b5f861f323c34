"""Backward: for every variable the chain rule entry by entry, the matrix form, the shapes, and the number."""

from ..algebra import term
from ..backward import Gradient
from ..derivation import Line, Step
from ..expression import Term, size, substitute, walk
from ..primitive import Elementwise
from .chain import entry_lines, general
from .entries import decomposition, one_entry
from .forward import with_shapes
from .jacobian import coupled, diagonal
from .setting import Setting

SUBSTITUTED_LIMIT = 60  # operations in a gradient that is still shown in known quantities


def step(setting: Setting, name: str) -> Step:
    """The gradient dL/d`name`, from the chain rule to its number."""
    gradient = setting.gradients[name]
    shape = setting.shapes[name]
    lines = (
        [*entry_lines(setting, gradient), *_matrix_form(setting, gradient)] if shape else _scalar(gradient)
    )
    if gradient.lemma:
        lines.append(Line(("eq", "d" + name, term(gradient.value)), gradient.lemma.name))
    lines += _substituted(setting, gradient)
    lines[-1] = Line(lines[-1].expression, lines[-1].rule, boxed=True)
    if shape:
        lines.append(Line(("shape", "d" + name, *shape), "shape_rule"))
    lines.append(setting.number("d" + name))
    rule = gradient.lemma.name if gradient.lemma else rule_of(gradient)
    substeps = _substeps(setting, gradient) if shape else ()
    return Step(name, "d" + name, rule, shape, tuple(lines), substeps, assumptions(setting, gradient))


def rule_of(gradient: Gradient) -> str:
    """The rule of a gradient's one use, `affine_1` for its second argument; `sum` for several uses."""
    if len(gradient.uses) > 1:
        return "sum"
    use = gradient.uses[0]
    several = len(use.equation.args) > 1 and use.equation.primitive.takes.endswith(("m p", "m n"))
    return f"{use.equation.primitive.rule}_{use.position}" if several else use.equation.primitive.rule


def assumptions(setting: Setting, gradient: Gradient) -> tuple[Term, ...]:
    """What a gradient rests on: its lemma's condition, probabilities in a loss, no kink where it is used."""
    found: list[Term] = []
    if gradient.lemma is not None:
        a, y = gradient.chain[0].out, gradient.chain[-1].args[1]
        found.append(gradient.lemma.when(a, y, setting.shapes[a]))
    for use in gradient.uses:
        if use.equation.primitive.name == "bce" and use.position == 0:
            found.append(("lt", 0, gradient.of, 1))
        if isinstance(use.equation.primitive, Elementwise):
            found.extend(("ne", use.equation.args[0], kink) for kink in use.equation.primitive.kinks)
    return tuple(found)


def _scalar(gradient: Gradient) -> list[Line]:
    """The upstream gradient of a part of the loss, a number."""
    return [Line(("eq", "d" + gradient.of, term(gradient.pulled_back)), rule_of(gradient))]


def _matrix_form(setting: Setting, gradient: Gradient) -> list[Line]:
    """The entries folded into matrices: first with f′ unopened, then with what f′ is; and the shapes."""
    name = "d" + gradient.of
    opened, first = term(gradient.pulled_back), general(setting, gradient)
    lines = [Line(("eq", name, first), rule_of(gradient))]
    if opened != first:
        lines.append(Line(("eq", name, opened), "reuse"))
    if any(isinstance(part, tuple) and part[0] == "matmul" for part in walk(opened)):
        lines.append(Line(("eq", name, with_shapes(opened, setting.shapes)), "shapes"))
    return lines


def _substituted(setting: Setting, gradient: Gradient) -> list[Line]:
    """The gradient in terms of what is known after the forward pass."""
    expression = setting.known[gradient.of]
    if expression == term(gradient.value) or size(expression) > SUBSTITUTED_LIMIT:
        return []
    return [Line(("eq", "d" + gradient.of, expression), "substitute")]


def _substeps(setting: Setting, gradient: Gradient) -> tuple[Step, ...]:
    found = []
    for use in gradient.uses:
        if isinstance(use.equation.primitive, Elementwise) and len(gradient.uses) == 1:
            found.append(diagonal(setting, gradient.of, use))
        found.extend(coupled(setting, gradient.of, use.equation))
    if gradient.lemma:
        found.append(_collapse(setting, gradient))
    if len(gradient.uses) == 1:
        found.extend(one_entry(setting, gradient.of, gradient.uses[0]))
        found.extend(decomposition(setting, gradient.of, gradient.uses[0]))
    return tuple(found)


def _collapse(setting: Setting, gradient: Gradient) -> Step:
    """The lemma's own derivation: the upstream gradient put in, and what cancels."""
    assert gradient.lemma is not None
    name, out, rule = "d" + gradient.of, gradient.chain[0].out, gradient.lemma.name
    upstream = term(setting.gradients[out].value)
    lines = (
        Line(("eq", name, general(setting, gradient)), rule_of(gradient)),
        Line(("eq", name, substitute(term(gradient.pulled_back), {"d" + out: upstream})), "substitute"),
        Line(("eq", name, term(gradient.value)), "cancel", boxed=True),
    )
    shape = setting.shapes[gradient.of]
    return Step(gradient.of, f"{name}_{rule}", rule, shape, lines, (), assumptions(setting, gradient))
