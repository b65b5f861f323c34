"""What a derivation is: data only, and its JSON both ways (schema 1)."""

from dataclasses import dataclass, field
from typing import Any

from .expression import Term

SCHEMA = 1
Shape = tuple[str | int, ...]
Numbers = Any  # nested lists of floats, or one float


@dataclass(frozen=True, slots=True)
class Line:
    """One displayed relation and the rule that led to it."""

    expression: Term
    rule: str
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The successive forms of one quantity: `of` is the variable, `name` the identifier and anchor."""

    of: str
    name: str
    rule: str
    shape: Shape
    lines: tuple[Line, ...]
    substeps: tuple["Step", ...] = ()
    assumptions: tuple[Term, ...] = ()
    stage: str = "backward"


@dataclass(frozen=True, slots=True)
class Formula:
    """One forward equation as data: `name = expression`."""

    name: str
    shape: Shape
    expression: Term
    rule: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A network's derivation: the forward equations, the example, and every step in order."""

    title: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    sizes: dict[str, int]
    shapes: dict[str, Shape]
    equations: tuple[Formula, ...]
    steps: tuple[Step, ...]
    data: dict[str, Numbers]
    learning_rate: float
    functions: dict[str, Term] = field(default_factory=dict)
