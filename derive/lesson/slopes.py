"""Functions of one number: what they are, and how their slopes follow, one step of calculus to a line.

An activation that has no row here is shown as its primitive says it and as SymPy derives it.
"""

from collections.abc import Iterable

from ..algebra import term
from ..derivation import Line, Step
from ..expression import Term, rebuild, substitute, walk
from ..graph import Equation
from ..indexing import product
from ..primitive import ARGUMENTS, Elementwise
from .setting import Setting

Z: Term = "z"
UP: Term = ("apply", "exp", Z)
DOWN: Term = ("apply", "exp", ("neg", Z))
STEP, PHI = "step", "Phi"
TEN = 10
SHORTEST = 100  # a fraction of this denominator is written in decimals, if it ends


def of(name: str) -> Term:
    """f(z)."""
    return ("apply", name, Z)


def one_minus(term: Term) -> Term:
    """What is left of one."""
    return ("add", 1, ("neg", term))


_SUM, _DIFFERENCE = ("add", UP, DOWN), ("add", UP, ("neg", DOWN))
_FRACTION = ("div", 1, ("add", 1, DOWN))
_SIGMOID = of("sigmoid")

# function -> what it is
DEFINED: dict[str, Term] = {
    "sigmoid": _FRACTION,
    "tanh": ("div", _DIFFERENCE, _SUM),
    "softplus": ("apply", "log", ("add", 1, UP)),
    "silu": ("mul", Z, _SIGMOID),
    "phi": (
        "div",
        ("apply", "exp", ("neg", ("div", ("pow", Z, 2), 2))),
        ("apply", "sqrt", ("mul", 2, "pi")),
    ),
}
# function -> its slope, line by line
WORKED: dict[str, tuple[tuple[str, Term], ...]] = {
    "sigmoid": (
        ("differentiate", ("div", DOWN, ("pow", ("add", 1, DOWN), 2))),
        ("split", ("mul", _FRACTION, ("div", DOWN, ("add", 1, DOWN)))),
        ("complement", ("mul", _FRACTION, one_minus(_FRACTION))),
        ("reuse", ("mul", _SIGMOID, one_minus(_SIGMOID))),
    ),
    "tanh": (
        (
            "differentiate",
            ("div", ("add", ("pow", _SUM, 2), ("neg", ("pow", _DIFFERENCE, 2))), ("pow", _SUM, 2)),
        ),
        ("square_apart", one_minus(("pow", ("div", _DIFFERENCE, _SUM), 2))),
        ("reuse", one_minus(("pow", of("tanh"), 2))),
    ),
    "relu": (
        ("differentiate", ("add", of(STEP), ("mul", Z, of(STEP + "'")))),
        ("nothing_left", of(STEP)),
    ),
    "softplus": (
        ("differentiate", ("div", UP, ("add", 1, UP))),
        ("shorten", _FRACTION),
        ("recognise", _SIGMOID),
    ),
    "silu": (
        ("differentiate", ("add", _SIGMOID, ("mul", Z, of("sigmoid'")))),
        ("put_in", ("add", _SIGMOID, ("mul", Z, _SIGMOID, one_minus(_SIGMOID)))),
        ("gather", ("mul", _SIGMOID, ("add", 1, ("mul", Z, one_minus(_SIGMOID))))),
    ),
    "gelu": (
        ("differentiate", ("add", of(PHI), ("mul", Z, of(PHI + "'")))),
        ("put_in", ("add", of(PHI), ("mul", Z, of("phi")))),
    ),
}


def definition(function: Elementwise) -> Term:
    """f(z), as the page says what f is."""
    return DEFINED.get(function.name) or written(term(function.function(ARGUMENTS[0])))


def written(term: Term) -> Term:
    """SymPy's order made that of a book: |z| − 1 and z + 0.00001, not −1 + |z| and 1/100000 + z.

    >>> written(("add", ("neg", 1), "z"))
    ('add', 'z', ('neg', 1))
    """
    return _in_order(in_decimals(term))


def _in_order(term: Term) -> Term:
    match rebuild(term, _in_order):
        case int(n) if n < 0:
            return ("neg", -n)
        case ("div", ("div", above, below), lowest):
            return ("div", above, ("mul", below, lowest))
        case ("add", ("neg" | "decimal", _) as late, *first):
            return ("add", *first, late)
        case same:
            return same


def in_decimals(term: Term) -> Term:
    """Fractions such as 1/100000 and 8943/200000 written as 0.00001 and 0.044715.

    >>> in_decimals(("add", ("div", 8943, 200000), ("div", 1, 3)))
    ('add', ('decimal', '0.044715'), ('div', 1, 3))
    """
    match term:
        case ("div", int(p), int(q)) if q >= SHORTEST:
            places = next((k for k in range(1, 20) if p * TEN**k % q == 0), None)
            if places is not None and p >= 0:
                digits = str(p * TEN**places // q).zfill(places + 1)
                return ("decimal", f"{digits[:-places]}.{digits[-places:]}")
    return rebuild(term, in_decimals)


# ── where a function is said ──────────────────────────────────────────────────────────────────────────────


def named(term: Term) -> set[str]:
    """The functions in an expression, primes aside.

    >>> named(("mul", "z", ("apply", "sigmoid'", "z")))
    {'sigmoid'}
    """
    return {str(part[1]).rstrip("'") for part in walk(term) if isinstance(part, tuple) and part[0] == "apply"}


def said_before(setting: Setting, equation: Equation | None) -> set[str]:
    """The functions that the page has said by the time it comes to an equation, None for its end.

    A slope that it has derived is said with a prime.
    """
    end = len(setting.places) if equation is None else setting.places[equation.out]
    before = (first for first in setting.firsts.values() if setting.places[first.out] < end)
    return {name for first in before for name in _introduced(setting, first)}


def _introduced(setting: Setting, equation: Equation) -> set[str]:
    if not setting.shapes[equation.out]:
        found = _of_loss(setting, equation)
        return found | {f"{name}'" for name in found} | ({"sigmoid"} if "softplus" in found else set())
    if not isinstance(equation.primitive, Elementwise):
        return set()
    name = equation.primitive.name
    used = named(definition(equation.primitive)) & _EXPLAINED.keys()
    found = {name, *used} | {f"{one}'" for one in (name, *used)}
    return found | ({"sigmoid"} if name == "softplus" else set())


def _of_loss(setting: Setting, equation: Equation) -> set[str]:
    return (named(setting.forward[equation.out]) & {"softplus"}) | {
        function.name for function in equation.primitive.functions
    }


# function -> the lines that explain it where another function is made of it
_EXPLAINED: dict[str, tuple[Line, ...]] = {
    "sigmoid": (Line(("define", _SIGMOID, DEFINED["sigmoid"]), "with_sigmoid"),),
    "tanh": (Line(("define", of("tanh"), DEFINED["tanh"]), "with_tanh"),),
    "softplus": (Line(("define", of("softplus"), DEFINED["softplus"]), "with_softplus"),),
    PHI: (
        Line(("eq", of(PHI + "'"), of("phi")), "with_normal"),
        Line(("define", of("phi"), DEFINED["phi"]), "density"),
    ),
}


def explained(names: Iterable[str], said: set[str]) -> list[Line]:
    """What functions are that have not been said."""
    return [line for name in _EXPLAINED if name in names and name not in said for line in _EXPLAINED[name]]


def function_lines(setting: Setting, equation: Equation) -> list[Line]:
    """What an activation does to one number, where it is used first; of the sigmoid also its range."""
    primitive = equation.primitive
    if not isinstance(primitive, Elementwise) or not setting.is_first_use(equation):
        return []
    value, said = definition(primitive), said_before(setting, equation)
    lines = [Line(("define", of(primitive.name), value), "function"), *explained(named(value), said)]
    return [*lines, Line(("lt", 0, of("sigmoid"), 1), "range")] if primitive.name == "sigmoid" else lines


def loss_lines(setting: Setting, equation: Equation) -> list[Line]:
    """What the functions in a loss are, where the page has not said it."""
    said = said_before(setting, equation)
    lines = [
        Line(("define", of(function.name), definition(function)), "function")
        for function in equation.primitive.functions
    ]
    return [*lines, *explained(_of_loss(setting, equation), said)]


# ── slopes ────────────────────────────────────────────────────────────────────────────────────────────────


def slope_steps(setting: Setting, equation: Equation) -> tuple[Step, ...]:
    """The derivative of an activation where it is used first, after those of what it is made of."""
    if equation.primitive.rule in _MIXED and setting.is_first_use(equation):
        return _mixed_slope(setting, equation)
    primitive, said = equation.primitive, said_before(setting, equation)
    if not setting.shapes[equation.out]:
        return _slopes_of_loss(setting, equation, said)
    if not isinstance(primitive, Elementwise) or not setting.is_first_use(equation):
        return ()
    used = named(definition(primitive))
    before = [name for name in ("sigmoid", "tanh") if name in used and f"{name}'" not in said]
    own = [] if f"{primitive.name}'" in said else [_slope_step(primitive, said)]
    return (*(_step(name, _worked(name, said)) for name in before), *own)


def _slopes_of_loss(setting: Setting, equation: Equation, said: set[str]) -> tuple[Step, ...]:
    """The slopes of the functions in a loss, where it is not an activation that had them already."""
    own = tuple(_slope_step(function, said) for function in equation.primitive.functions)
    wanted = "softplus" in _of_loss(setting, equation) and "softplus'" not in said
    return (*own, _step("softplus", _worked("softplus", said))) if wanted else own


def _slope_step(primitive: Elementwise, said: set[str]) -> Step:
    assumed: tuple[Term, ...] = tuple(("ne", Z, kink) for kink in primitive.kinks)
    lines = _worked(primitive.name, said) if primitive.name in WORKED else _derived(primitive)
    if STEP in named(definition(primitive)):
        lines = [Line(("eq", of(STEP + "'"), 0), "flat"), *lines]
    return _step(primitive.name, lines, assumed)


def _step(name: str, lines: list[Line], assumed: tuple[Term, ...] = ()) -> Step:
    return Step(name, name, "function", (), tuple(lines), (), assumed, "forward")


def _worked(name: str, said: set[str]) -> list[Line]:
    """The slope line by line; where it turns out to be a function with a name, that is said before."""
    found: list[Line] = []
    rows = WORKED[name]
    for k, (rule, value) in enumerate(rows):
        if rule == "recognise":
            found += explained(named(value), said)
        found.append(Line(("eq", of(name + "'"), value), rule, boxed=k == len(rows) - 1))
    return found


def _derived(primitive: Elementwise) -> list[Line]:
    """f′(z) as SymPy derives it, then, where that is another formula, with the answer f(z) reused."""
    value, slope = of(primitive.name), of(primitive.name + "'")
    derived = written(term(primitive.derivative()))
    said = derived
    if primitive.via is not None:
        said = written(substitute(term(primitive.via(*ARGUMENTS)), {"a": value}))
    rows = list(dict.fromkeys((_in_pieces(definition(primitive)) or derived, said)))
    rules = ("differentiate", "reuse" if value in walk(said) else "gather")
    return [
        Line(("eq", slope, row), rule, boxed=row is rows[-1]) for rule, row in zip(rules, rows, strict=False)
    ]


def _in_pieces(value: Term) -> Term | None:
    """The slope of z step(z) + s z (1 − step(z)), straight on either side; None of another function."""
    match value:
        case ("add", ("mul", "z", ("apply", "step", "z")), ("mul", factor, "z", rest)):
            return ("add", of(STEP), ("mul", factor, rest))
    return None


# ── softmax, which is no function of one number ───────────────────────────────────────────────────────────

_MIXED = {"softmax": "quotient", "log_softmax": "logarithm"}


def _mixed_slope(setting: Setting, equation: Equation) -> tuple[Step, ...]:
    """∂s/∂z within one sample, by the quotient rule, or of the logarithm by its own."""
    out, (z,) = equation.out, equation.args
    if equation.primitive.local is None or 1 in setting.shapes[out]:
        return ()
    down = equation.primitive.name.endswith("columns")
    places = [("j", "i"), ("l", "i"), ("k", "i")] if down else [("i", "j"), ("i", "l"), ("i", "k")]
    by, own, any_of = (("entry", z, *place) for place in places)
    own_value, by_value = ("entry", out, *places[1]), ("entry", out, *places[0])
    bound = setting.shapes[out][0 if down else 1]
    exp, exp_by = ("apply", "exp", own), ("apply", "exp", by)
    total: Term = ("sum", ("apply", "exp", any_of), "k", bound)
    same: Term = ("delta", "l", "j")
    rows: list[tuple[str, Term]]
    lines = [
        Line(("eq", ("partial", exp, by), product(same, exp)), "above"),
        Line(("eq", ("partial", total, by), exp_by), "below"),
    ]
    left = ("partial", own_value, by)
    if equation.primitive.rule == "softmax":
        above = ("add", product(same, exp, total), ("neg", ("mul", exp, exp_by)))
        within = ("add", same, ("neg", ("div", exp_by, total)))
        rows = [
            ("quotient", ("div", above, ("pow", total, 2))),
            ("apart", ("mul", ("div", exp, total), within)),
            ("recognise", ("mul", own_value, ("add", same, ("neg", by_value)))),
        ]
    else:
        lines = lines[1:]
        rows = [
            ("logarithm", ("add", same, ("neg", ("div", exp_by, total)))),
            ("recognise", ("add", same, ("neg", ("apply", "exp", by_value)))),
        ]
    lines += [Line(("eq", left, value), rule, boxed=rule == "recognise") for rule, value in rows]
    name = f"{out}_slope"
    rule = f"{equation.primitive.rule}_slope"
    return (Step(out, name, rule, setting.shapes[out], tuple(lines), (), (), "forward"),)
