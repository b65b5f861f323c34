"""Are two nodes equal? Exactly modulo p first; where that says no, real numbers say what is the matter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .axioms import BIT, fewest
from .environment import Environment
from .index import IndexForms
from .model import Model
from .node import Node
from .reals import DIGITS, Digits, Reals
from .samples import POINTS, Constraints, Point, Samples, many
from .verdict import CHECKED, PROVED, REFUTED, UNDECIDED, Undecided
from .witness import witness

CLOSE = 1e-7
TURNS = 4  # points in float64 at each shape; ten times as many before a line may pass for true


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with its evidence and a detail: a verdict that does not know its place."""

    status: str
    evidence: dict[str, Any] = field(default_factory=dict)
    detail: str = ""


class Prover:
    """Answers about the nodes of one derivation."""

    def __init__(self, model: Model, samples: Samples) -> None:
        self.model = model
        self.samples = samples
        self.forms = IndexForms(model)
        self.order = {letter: place for place, letter in enumerate(model.derivation.sizes)}

    @cached_property
    def digits(self) -> Digits:
        """Fifty digits, made where they are first needed."""
        return Digits()

    def places(self, nodes: Iterable[Node], example: bool) -> list[Point]:
        """The sizes and seeds at which a line is tested: three shapes, or the example at three points."""
        if example:
            names = frozenset().union(*(node.names for node in nodes))
            sizes = self.samples.example_sizes("N" in self.model.dimensions(names))
            return [(sizes, seed) for seed in range(1, POINTS + 1)]
        letters = frozenset().union(*(node.letters for node in nodes))
        return self.samples.points(letters)

    def equal(
        self, left: Node, right: Node, example: bool = False, constraints: Constraints = (), told: bool = True
    ) -> Answer:
        """Whether two nodes have the same value: always, or under the constraints that are in force.

        told: whether an answer that refutes says where and by how much the sides differ.
        """
        places = self.places((left, right), example)
        if not example and self.forms.same(left, right) and self._agree(left, right, places[:1], ()):
            return Answer(PROVED, {"by": "index"})
        for assumed in dict.fromkeys(((), constraints)):
            if self._agree(left, right, places, assumed):
                return Answer(PROVED, self._evidence((left, right), places, example, assumed))
        return self._different(left, right, places, example, constraints, told)

    def agree(self, left: Node, right: Node, constraints: Constraints = ()) -> bool:
        """Whether two nodes are equal modulo p at three shapes."""
        return self._agree(left, right, self.places((left, right), False), constraints)

    def _agree(self, left: Node, right: Node, places: list[Point], assumed: Constraints) -> bool:
        return not any(_differ(self.samples.field(*place, assumed), left, right) for place in places)

    def _evidence(
        self, nodes: Iterable[Node], places: list[Point], example: bool, assumed: Constraints
    ) -> dict[str, Any]:
        letters = sorted(frozenset().union(*(node.letters for node in nodes)), key=self.order.__getitem__)
        shown = [dict(sizes) if example else {x: sizes[x] for x in letters} for sizes, _ in places]
        evidence: dict[str, Any] = {"by": "example", "shapes": shown[:1], "points": len(places)}
        if not example:
            evidence = {"by": "field", "shapes": shown}
        if assumed:
            evidence["assuming"] = [
                f"the {'rows' if axis else 'columns'} of {name} sum to one" for name, axis in assumed
            ]
        return evidence

    def _different(
        self,
        left: Node,
        right: Node,
        places: list[Point],
        example: bool,
        constraints: Constraints,
        told: bool,
    ) -> Answer:
        """Modulo p the sides differ: a law of exp, log or sign may be at work, or the line is wrong."""
        arguments = (left, right, places, constraints)
        real = self._really(*arguments, range(TURNS))
        laws = self._lawful(*arguments) if real is not False else None
        if laws is not None:
            return Answer(PROVED, self._evidence((left, right), places, example, constraints) | laws)
        if real:
            real = self._really(*arguments, range(TURNS, 10 * TURNS))
        if real:
            real = self._to_digits(*arguments)
        evidence = {"by": "digits", "digits": DIGITS}
        if real is False:
            detail = witness(self.samples, left, right, example, constraints) if told else ""
            return Answer(REFUTED, {"by": "witness"}, detail)
        if real is None:
            return Answer(UNDECIDED, {}, "the sides differ as formulas, and have no real values to compare")
        return Answer(CHECKED, evidence, f"equal to {DIGITS} digits, but not proved")

    def _really(
        self, left: Node, right: Node, places: list[Point], constraints: Constraints, turns: range
    ) -> bool | None:
        """Whether float64 says equal at several points; None where it has no value.

        Float64 alone refutes nothing, for it may have lost every digit: fifty digits must differ there too.
        """
        seen = None
        for sizes, seed in places:
            for turn in turns:
                point = (sizes, 100 * seed + turn, constraints)
                same = close(self.samples.real(Reals(), *point), left, right)
                if same is False:
                    same = self._confirmed(self.samples.real(self.digits, *point), left, right)
                if same is False:
                    return False
                seen = same if seen is None else seen
        return seen

    def _confirmed(self, env: Environment, left: Node, right: Node) -> bool | None:
        """Whether two nodes that float64 finds different agree in fifty digits; None without a value."""
        try:
            a, b = np.broadcast_arrays(env.value(left), env.value(right))
        except (Undecided, ZeroDivisionError, ValueError):
            return None
        return all(
            abs(x - y) <= CLOSE * (1 + max(abs(x), abs(y))) for x, y in zip(a.flat, b.flat, strict=True)
        )

    def _lawful(
        self, left: Node, right: Node, places: list[Point], constraints: Constraints
    ) -> dict[str, Any] | None:
        """The laws by which the sides agree modulo p, none of them idle; None where they do not."""

        def enough(laws: Sequence[str]) -> bool:
            return not any(
                _differ(self.samples.lawful(*place, constraints, laws)[1], left, right)
                for place in (many(places) if BIT in laws else places)
            )

        needed = fewest(enough)
        return None if needed is None else {"by": "axiom", "axioms": needed}

    def _to_digits(
        self, left: Node, right: Node, places: list[Point], constraints: Constraints
    ) -> bool | None:
        """Whether fifty digits agree; None where there is no value."""
        least = self.digits.context.mpf(10) ** (10 - DIGITS)
        seen = None
        for sizes, seed in ((sizes, 100 * seed + turn) for sizes, seed in places for turn in (0, 1)):
            env = self.samples.real(self.digits, sizes, seed, constraints)
            try:
                gap = abs(env.value(left) - env.value(right))
            except (Undecided, ZeroDivisionError, ValueError):
                continue
            if any(x > least for x in np.ravel(gap)):
                return False
            seen = True
        return seen


def _differ(env: Environment, left: Node, right: Node) -> bool:
    arithmetic: Any = env.arithmetic
    return bool(arithmetic.differs(env.value(left), env.value(right)))


def close(env: Environment, left: Node, right: Node) -> bool | None:
    """Whether two nodes agree in float64; None where a value is not a number."""
    with np.errstate(all="ignore"):
        a, b = env.value(left), env.value(right)
        gap = abs(a - b)
    if not np.all(np.isfinite(gap)):
        return None
    return bool(np.all(gap <= CLOSE * (1 + np.maximum(abs(a), abs(b)))))


def differences(a: Any, b: Any) -> Iterator[tuple[int, ...]]:
    """The places at which two arrays differ by far."""
    gap = abs(a - b) > 1e-6 * (1 + np.maximum(abs(a), abs(b)))
    yield from (tuple(int(x) for x in place) for place in np.argwhere(gap))
