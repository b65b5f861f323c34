"""Which loss when: how absolute and squared error and cross-entropy grow, and what a sigmoid leaves of them.

z is the error in the first two lines, then the argument of the sigmoid of a prediction that should be 1.
"""

from dataclasses import replace

from ..derivation import Line, Step
from ..expression import Term
from .setting import Setting
from .slopes import WORKED, explained, said_before

WRONG: Term = ("neg", 4)  # the argument of a prediction that is sure, and wrong
SIGMOID: Term = ("apply", "sigmoid", "z")
SLOPE: Term = ("apply", "sigmoid'", "z")
LEFT: Term = ("add", 1, ("neg", SIGMOID))  # what is missing to 1


def step(setting: Setting) -> Step:
    """∂|z|/∂z = sign(z), ∂z²/∂z = 2z; through a sigmoid, −∂log σ/∂z = 1 − σ and ∂(1 − σ)²/∂z, and at −4.

    What σ is and its slope stand before, where the page has not said them.
    """
    entropy: Term = ("neg", LEFT)
    square: Term = ("neg", ("mul", 2, LEFT, SIGMOID, LEFT))
    said = said_before(setting, None)
    known = explained(["sigmoid"], said)
    if "sigmoid'" not in said:
        known += [Line(("eq", SLOPE, value), "with_slope") for _, value in WORKED["sigmoid"]]
    surprise, missed = (
        ("partial", ("neg", ("apply", "log", SIGMOID)), "z"),
        ("partial", ("pow", LEFT, 2), "z"),
    )
    lines = (
        Line(("eq", ("partial", ("apply", "abs", "z"), "z"), ("apply", "sign", "z")), "absolute"),
        Line(("eq", ("partial", ("pow", "z", 2), "z"), ("mul", 2, "z")), "squared"),
        *known,
        Line(("eq", surprise, ("neg", ("mul", ("div", 1, SIGMOID), SLOPE))), "entropy"),
        Line(("eq", surprise, entropy), "entropy"),
        Line(("eq", missed, ("neg", ("mul", 2, LEFT, SLOPE))), "square_of_sigmoid"),
        Line(("eq", missed, square), "square_of_sigmoid"),
        *(replace(setting.number(at_wrong(slope)), rule="at_wrong") for slope in (entropy, square)),
    )
    return Step("comparison", "comparison", "comparison", (), lines, (), (("ne", "z", 0),), "loss")


def at_wrong(term: Term) -> Term:
    """A term in z at z = −4."""
    if term == "z":
        return WRONG
    return (term[0], *map(at_wrong, term[1:])) if isinstance(term, tuple) else term
