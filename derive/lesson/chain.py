"""The chain rule entry by entry: Σ upstream · local, the local derivative, and what is left of the sum."""

from dataclasses import dataclass

from ..algebra import Map, hadamard, symbol, term
from ..backward import Gradient, Use
from ..derivation import Line
from ..expression import Term, rebuild, substitute
from ..graph import Equation
from ..indexing import collapse, differentiate, indexed, product, total
from ..primitive import Elementwise
from .explicit import at
from .setting import Setting

OUTER = ("k", "l")


@dataclass(frozen=True, slots=True)
class Part:
    """What one equation contributes to an entry of a gradient."""

    chain: Term
    local: Line | None
    left: Term


def entry_lines(setting: Setting, gradient: Gradient) -> list[Line]:
    """The lines for one entry of a gradient; the equations that use the variable add up."""
    name = gradient.of
    left, _ = at("d" + name, setting.shapes, set())
    parts = [_part(setting, name, equation) for equation in _users(gradient)]
    direct = all(part.local is None for part in parts)
    lines = [
        Line(("eq", left, total(*(part.chain for part in parts))), "loss_entry" if direct else "chain"),
        *(part.local for part in parts if part.local is not None),
    ]
    result: Term = ("eq", left, total(*(part.left for part in parts)))
    if result != lines[0].expression:
        lines.append(Line(result, "simplify" if direct else "collapse"))
    return lines


def _users(gradient: Gradient) -> list[Equation]:
    """The equations that use the variable, each once."""
    found: list[Equation] = []
    for use in gradient.uses:
        if not any(use.equation is equation for equation in found):
            found.append(use.equation)
    return found


def _part(setting: Setting, name: str, equation: Equation) -> Part:
    if not setting.shapes[equation.out]:
        return _scalar_part(setting, name, equation)
    used: set[str] = set()
    below, _ = at(name, setting.shapes, used)
    out = equation.out
    above, bound = at(out, setting.shapes, used, OUTER)
    upstream = substitute(above, {out: "d" + out})
    body: Term = ("mul", ("labelled", upstream, "upstream"), ("labelled", ("partial", above, below), "local"))
    local = slope(setting, equation, below)
    left = product(local, upstream) if _local_first(setting, name, equation) else product(upstream, local)
    for index in reversed(bound):
        dimension = setting.shapes[out][OUTER.index(index)]
        body = ("sum", body, index, dimension)
        left = collapse(left, index, dimension)
    return Part(body, Line(("eq", ("partial", above, below), local), "local"), left)


def _local_first(setting: Setting, name: str, equation: Equation) -> bool:
    """Whether the matrix product that an entry is folded into has the upstream gradient on the right."""
    value = next(term(use.value) for use in setting.gradients[name].uses if use.equation is equation)
    return isinstance(value, tuple) and value[0] == "matmul" and value[-1] == "d" + equation.out


def _scalar_part(setting: Setting, name: str, equation: Equation) -> Part:
    """Through the loss itself, or a part of it: no sum, the upstream gradient is a number."""
    used: set[str] = set()
    below, _ = at(name, setting.shapes, used)
    is_loss = equation is setting.model.graph.equations[-1]
    upstream: Term = 1 if is_loss else "d" + equation.out
    chain = product(upstream, slope(setting, equation, below))
    (value,) = (use.value for use in setting.gradients[name].uses if use.equation is equation)
    rows, columns = setting.shapes[name]
    left = indexed(term(value), "i" if rows != 1 else 1, "j" if columns != 1 else 1, setting.shapes, used)
    return Part(chain, None, left)


def slope(setting: Setting, equation: Equation, below: Term) -> Term:
    """∂out[k, l]/∂below, worked out from the forward equation in entries, or as the primitive says it."""
    assert isinstance(below, tuple)
    out, expression = equation.out, setting.forward[equation.out]
    if not setting.shapes[out]:
        return known_slopes(differentiate(substitute(expression, {"i": "k", "j": "l"}), below[1], below[2:]))
    rows, columns = setting.shapes[out]
    k: Term = "k" if rows != 1 else 1
    l: Term = "l" if columns != 1 else 1  # noqa: E741
    if equation.primitive.local is not None and len(below) == 4 and 1 not in (rows, columns):
        return equation.primitive.local(out, k, l, below[2], below[3])
    entry = indexed(expression, k, l, setting.shapes, {"i", "j", "k", "l"})
    return known_slopes(differentiate(entry, below[1], below[2:]))


def known_slopes(expression: Term) -> Term:
    """log′(x) said as 1/x, exp′(x) as exp(x)."""
    if not isinstance(expression, tuple):
        return expression
    if expression[0] == "apply" and expression[1] == "log'":
        return ("div", 1, known_slopes(expression[2]))
    if expression[0] == "apply" and expression[1] == "exp'":
        return ("apply", "exp", known_slopes(expression[2]))
    return rebuild(expression, known_slopes)


def general(setting: Setting, gradient: Gradient) -> Term:
    """The matrix form with the slopes of elementwise functions unopened: dA ⊙ f′(Z)."""
    return total(*(_general(setting, use) for use in gradient.uses))


def _general(setting: Setting, use: Use) -> Term:
    if not isinstance(use.equation.primitive, Elementwise):
        return term(use.value)
    out, z = use.equation.out, use.equation.args[0]
    opened = Map(use.equation.primitive.name + "'", setting.model.graph.symbol(z))
    return term(hadamard(symbol("d" + out, setting.shapes[out]), opened))
