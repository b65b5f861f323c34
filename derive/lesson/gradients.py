"""Backward: for every variable the chain rule entry by entry, the matrix form, the shapes, and the number."""

from ..algebra import Map, hadamard, symbol, term
from ..backward import Gradient, Use
from ..derivation import Line, Step
from ..expression import Term, rebuild, size, substitute, walk
from ..indexing import collapse, differentiate, indexed, product
from ..primitive import Elementwise
from .entries import decomposition
from .explicit import at
from .forward import with_shapes
from .jacobian import diagonal
from .setting import Setting


def step(setting: Setting, name: str) -> Step:
    """The gradient dL/d`name`, from the chain rule to its number."""
    gradient = setting.gradients[name]
    lines = _pulled_back(setting, gradient)
    lines += _shaped(setting, gradient)
    if gradient.lemma:
        lines.append(Line(("eq", "d" + name, term(gradient.value)), gradient.lemma.name))
    lines += _substituted(setting, gradient)
    lines[-1] = Line(lines[-1].expression, lines[-1].rule, boxed=True)
    lines.append(Line(("shape", "d" + name, *setting.shapes[name]), "shape_rule"))
    lines.append(setting.number("d" + name))
    rule = gradient.lemma.name if gradient.lemma else rule_of(gradient)
    assumptions = gradient.lemma.when(gradient.chain[0].out) if gradient.lemma else ()
    return Step(
        name, "d" + name, rule, setting.shapes[name], tuple(lines), _substeps(setting, gradient), assumptions
    )


def rule_of(gradient: Gradient) -> str:
    """The rule of a gradient's one use, `affine_1` for its second argument; `sum` for several uses."""
    if len(gradient.uses) > 1:
        return "sum"
    use = gradient.uses[0]
    several = len(use.equation.args) > 1 and use.equation.out != "L"
    return f"{use.equation.primitive.rule}_{use.position}" if several else use.equation.primitive.rule


def _pulled_back(setting: Setting, gradient: Gradient) -> list[Line]:
    """Chain rule, local derivative and what is left of the sum; for several uses, their sum."""
    if len(gradient.uses) > 1:
        return [Line(("eq", "d" + gradient.of, term(gradient.pulled_back)), "sum")]
    use = gradient.uses[0]
    lines = chain(setting, gradient.of, use)
    primitive = use.equation.primitive
    if isinstance(primitive, Elementwise):
        first = general(setting, use)
        lines.append(Line(("eq", "d" + gradient.of, first), "elementwise"))
    pulled = term(gradient.pulled_back)
    if ("eq", "d" + gradient.of, pulled) != lines[-1].expression:
        rule = "reuse" if isinstance(primitive, Elementwise) else rule_of(gradient)
        lines.append(Line(("eq", "d" + gradient.of, pulled), rule))
    return lines


def general(setting: Setting, use: Use) -> Term:
    """An elementwise pullback with the derivative unopened: dA ⊙ f′(Z)."""
    out, z = use.equation.out, use.equation.args[0]
    slope = Map(use.equation.primitive.name + "'", setting.model.graph.symbol(z))
    return term(hadamard(symbol("d" + out, setting.shapes[out]), slope))


def chain(setting: Setting, name: str, use: Use) -> list[Line]:
    """The chain rule in entries: Σ upstream · local, the local derivative, and the sum that is left."""
    used: set[str] = set()
    left, _ = at("d" + name, setting.shapes, used)
    below, _ = at(name, setting.shapes, used)
    out = use.equation.out
    pulled = indexed(term(use.value), *_indices(setting, name), setting.shapes, set(used))
    if not setting.shapes[out]:
        return [
            Line(("eq", left, slope(setting, out, below)), "loss_entry"),
            Line(("eq", left, pulled), "simplify"),
        ]
    above, bound = at(out, setting.shapes, used, ("k", "l"))
    upstream = substitute(above, {out: "d" + out})
    body: Term = ("mul", ("labelled", upstream, "upstream"), ("labelled", ("partial", above, below), "local"))
    for index in reversed(bound):
        body = ("sum", body, index, setting.shapes[out][("k", "l").index(index)])
    local = slope(setting, out, below, above)
    left_over = product(upstream, local)
    for index in reversed(bound):
        left_over = collapse(left_over, index, setting.shapes[out][("k", "l").index(index)])
    return [
        Line(("eq", left, body), "chain"),
        Line(("eq", ("partial", above, below), local), "local"),
        Line(("eq", left, left_over), "collapse"),
    ]


def _indices(setting: Setting, name: str) -> tuple[Term, Term]:
    rows, columns = setting.shapes[name]
    return ("i" if rows != 1 else 1, "j" if columns != 1 else 1)


def slope(setting: Setting, out: str, below: Term, above: Term = "") -> Term:
    """∂out[k, l]/∂below, worked out from the forward equation in entries."""
    assert isinstance(below, tuple)
    expression = setting.forward[out]
    if above:
        used = {"i", "j", "k", "l"}
        rows, columns = setting.shapes[out]
        expression = indexed(
            expression, "k" if rows != 1 else 1, "l" if columns != 1 else 1, setting.shapes, used
        )
    else:
        expression = substitute(expression, {"i": "k", "j": "l"})
    return known_slopes(differentiate(expression, below[1], below[2:]))


def known_slopes(expression: Term) -> Term:
    """log′(x) said as 1/x."""
    if not isinstance(expression, tuple):
        return expression
    if expression[0] == "apply" and expression[1] == "log'":
        return ("div", 1, known_slopes(expression[2]))
    return rebuild(expression, known_slopes)


def _shaped(setting: Setting, gradient: Gradient) -> list[Line]:
    """The matrix form with the shape below every factor, where there is a product of matrices."""
    expression = term(gradient.pulled_back)
    if not any(isinstance(part, tuple) and part[0] == "matmul" for part in walk(expression)):
        return []
    return [Line(("eq", "d" + gradient.of, with_shapes(expression, setting.shapes)), "shapes")]


def _substituted(setting: Setting, gradient: Gradient) -> list[Line]:
    """The gradient in terms of what is known after the forward pass."""
    expression = setting.known[gradient.of]
    if expression == term(gradient.value) or size(expression) > 60:
        return []
    return [Line(("eq", "d" + gradient.of, expression), "substitute")]


def _substeps(setting: Setting, gradient: Gradient) -> tuple[Step, ...]:
    if len(gradient.uses) > 1:
        return ()
    use = gradient.uses[0]
    found = []
    if isinstance(use.equation.primitive, Elementwise):
        found.append(diagonal(setting, gradient.of, use))
    if gradient.lemma:
        found.append(_collapse(setting, gradient))
    found.extend(decomposition(setting, gradient.of, use))
    return tuple(found)


def _collapse(setting: Setting, gradient: Gradient) -> Step:
    """The lemma's own derivation: the upstream gradient put in, and what cancels."""
    assert gradient.lemma is not None
    name, out = "d" + gradient.of, gradient.chain[0].out
    general_form = general(setting, gradient.uses[0])
    upstream = term(setting.gradients[out].value)
    pulled = term(gradient.pulled_back)
    lines = [
        Line(("eq", name, general_form), "elementwise"),
        Line(("eq", name, substitute(pulled, {"d" + out: upstream})), "substitute"),
        Line(("eq", name, term(gradient.value)), "cancel", boxed=True),
    ]
    when = gradient.lemma.when(out)
    return Step(
        gradient.of,
        f"{name}_{gradient.lemma.name}",
        gradient.lemma.name,
        setting.shapes[gradient.of],
        tuple(lines),
        (),
        when,
    )
