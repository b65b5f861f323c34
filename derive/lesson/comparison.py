"""Which loss when: how absolute and squared error and cross-entropy grow, and what a sigmoid leaves of them.

z is the error in the first two lines, then the argument of the sigmoid of a prediction that should be 1.
"""

from ..derivation import Line, Step
from ..expression import Term
from .setting import Setting

WRONG: Term = ("neg", 4)  # the argument of a prediction that is sure, and wrong
SIGMOID: Term = ("apply", "sigmoid", "z")
LEFT: Term = ("add", 1, ("neg", SIGMOID))  # what is missing to 1


def step(setting: Setting) -> Step:
    """∂|z|/∂z = sign(z), ∂z²/∂z = 2z; through a sigmoid, −∂log σ/∂z = 1 − σ and ∂(1 − σ)²/∂z, and at −4."""
    entropy: Term = ("neg", LEFT)
    square: Term = ("neg", ("mul", 2, ("pow", LEFT, 2), SIGMOID))
    lines = (
        Line(("eq", ("partial", ("apply", "abs", "z"), "z"), ("apply", "sign", "z")), "absolute"),
        Line(("eq", ("partial", ("pow", "z", 2), "z"), ("mul", 2, "z")), "squared"),
        Line(("eq", ("partial", ("neg", ("apply", "log", SIGMOID)), "z"), entropy), "entropy"),
        Line(("eq", ("partial", ("pow", LEFT, 2), "z"), square), "square_of_sigmoid"),
        setting.number(at_wrong(entropy)),
        setting.number(at_wrong(square)),
    )
    return Step("comparison", "comparison", "comparison", (), lines, (), (("ne", "z", 0),), "loss")


def at_wrong(term: Term) -> Term:
    """A term in z at z = −4."""
    if term == "z":
        return WRONG
    return (term[0], *map(at_wrong, term[1:])) if isinstance(term, tuple) else term
