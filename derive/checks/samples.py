"""Where lines are tested: sizes that differ from letter to letter, and values drawn from a fixed seed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from random import Random
from typing import Any

import numpy as np

from ..derivation import Derivation
from .arithmetic import Arithmetic
from .axioms import ALL, Laws
from .ball import Ball, Balls, Enclosing
from .environment import Draw, Environment
from .field import Field, objects
from .fixed import Fixed
from .model import Equation, Model
from .reals import Fractions, Reals
from .verdict import Undecided

POINTS = 3
FEW = 4  # samples, where it does not matter how many
FINER = (256, 1024, 4096)  # bits after the point, where float64 cannot tell: a deep network widens its balls
BITS = 32  # so many times as many points where steps are 0 or 1
# the batch size, and the sizes that the layers take in turn: neighbours differ, and none is the batch size
CYCLES = (
    (3, (2, 4, 5)), (2, (3, 5, 4)), (4, (5, 3, 2)),
    (5, (2, 3, 4, 6)), (6, (3, 5, 2, 4)), (3, (4, 2, 6, 5)),
    (2, (3, 4, 5, 6, 7)), (4, (7, 5, 2, 6, 3)), (5, (6, 2, 7, 3, 4)),
    (2, (3, 4, 5, 6, 7, 8, 9)), (3, (9, 5, 2, 7, 4, 8, 6)), (4, (6, 3, 8, 2, 9, 5, 7)),
)  # fmt: skip
MANY = 8  # a line with more letters is tested where every two of them differ somewhere
Sizes = dict[str, int]
Point = tuple[Sizes, int]
# a symbol whose entries sum to one along this axis
Constraints = tuple[tuple[str, int], ...]


def _cycled(sizes: Mapping[str, int], batch: int, cycle: Sequence[int]) -> Sizes:
    found: Sizes = {}
    for place, letter in enumerate(x for x in sizes if x != "N"):
        number = re.fullmatch(r"[a-zA-Z]+(\d+)", letter)
        found[letter] = cycle[(int(number[1]) if number else place) % len(cycle)]
    return {x: found.get(x, batch) for x in sizes}


def many(points: list[Point]) -> list[Point]:
    """More points at the same sizes: a step that is 0 or 1 hides half of the faults at each."""
    return [(sizes, BITS * (1 + turn) + seed) for turn in range(BITS) for sizes, seed in points]


def constrained(draw: Draw, arithmetic: Arithmetic, constraints: Constraints) -> Draw:
    """The same draw, with the last entry of each row (column) chosen so that the sum is one."""
    axes = dict(constraints)

    def drawn(name: str, rows: int, columns: int) -> Any:
        value = draw(name, rows, columns)
        if name not in axes:
            return value
        axis = -1 if axes[name] else -2
        last = np.zeros((rows, columns), dtype=np.int64)
        last[(slice(None), -1) if axes[name] else (-1, slice(None))] = 1
        keep = arithmetic.mul(value, arithmetic.integers(1 - last))
        rest = arithmetic.add(arithmetic.number(Fraction(1)), arithmetic.neg(arithmetic.total(keep, axis)))
        return arithmetic.add(keep, arithmetic.mul(rest, arithmetic.integers(last)))

    return drawn


def field_draw(seed: int) -> Draw:
    """Random numbers modulo p."""

    def draw(name: str, rows: int, columns: int) -> Any:
        random = Random(f"{seed}/{name}")
        return objects([random.getrandbits(60) + 1 for _ in range(rows * columns)], (rows, columns))

    return draw


def real_draw(seed: int, arithmetic: Arithmetic) -> Draw:
    """Numbers between -1 and 1 with three decimals; positive ones for every other seed."""
    signs = (-1, 1) if seed % 2 else (1,)

    def draw(name: str, rows: int, columns: int) -> Any:
        random = Random(f"{seed}/{name}")
        numbers = [random.choice(signs) * random.randint(100, 999) for _ in range(rows * columns)]
        thousands = arithmetic.integers(np.array(numbers, dtype=np.int64).reshape(rows, columns))
        return arithmetic.mul(thousands, arithmetic.number(Fraction(1, 1000)))

    return draw


def small_draw(seed: int, arithmetic: Arithmetic | None = None) -> Draw:
    """Numbers in {-1, 0, 1}, and in {-1, 1} for every other seed: a reader can redo them."""
    numbers = (-1, 0, 1) if seed % 2 else (-1, 1)

    def draw(name: str, rows: int, columns: int) -> Any:
        random = Random(f"{seed}/{name}")
        drawn = [[random.choice(numbers) for _ in range(columns)] for _ in range(rows)]
        return (arithmetic or Reals()).integers(np.array(drawn, dtype=np.int64))

    return draw


def data(derivation: Derivation, name: str, rows: int, columns: int) -> list[Fraction]:
    """The example's numbers for a symbol, row after row; 0.1 is one tenth. Raises Undecided without them."""
    if name != "eta" and name not in derivation.data:
        raise Undecided(f"the example has no number for {name}")
    given = derivation.learning_rate if name == "eta" else derivation.data[name]
    found = [Fraction(str(x)) for row in _listed(given) for x in _listed(row)]
    if len(found) != rows * columns:
        raise Undecided(f"{name} has {len(found)} numbers in the example, but is ({rows}, {columns})")
    return found


def _listed(numbers: Any) -> Sequence[Any]:
    return numbers if isinstance(numbers, list | tuple) else [numbers]


Data = Callable[[str, int, int], Sequence[Fraction]]


def data_draw(data: Data, arithmetic: Enclosing) -> Draw:
    """The numbers of the example as balls."""

    def draw(name: str, rows: int, columns: int) -> Ball:
        return arithmetic.enclose(data(name, rows, columns), (rows, columns))

    return draw


def exact_draw(data: Data, arithmetic: Arithmetic) -> Draw:
    """The numbers of the example, exactly."""

    def draw(name: str, rows: int, columns: int) -> Any:
        return arithmetic.numbers(data(name, rows, columns), (rows, columns))

    return draw


class Example(Environment):
    """The example's numbers, enclosed; what may be zero is made exact where there are no functions."""

    arithmetic: Enclosing
    exactly: Callable[[], Environment]  # the same numbers without rounding

    def after(self) -> Environment:
        """After one step; what is exact there follows from what is exact here."""
        made = super().after()
        assert isinstance(made, Example)
        made.exactly = lambda: self.exactly().after()
        return made

    def computed(self, equation: Equation) -> Any:
        """The value that an equation gives to its symbol."""
        value = super().computed(equation)
        if not np.any((abs(value.middle) <= value.radius) & (value.radius > 0)):
            return value
        try:
            exact = self.exactly().lookup(equation.name)
        except Undecided:
            return value
        return self.arithmetic.enclose(exact.ravel().tolist(), value.middle.shape)


class Samples:
    """The environments of a derivation, each made once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.data = cache(partial(data, model.derivation))
        self.made: dict[Any, Environment] = {}
        sizes = model.derivation.sizes
        self.cycled = [(_cycled(sizes, batch, cycle), seed) for seed, (batch, cycle) in enumerate(CYCLES, 1)]
        self.chosen: dict[frozenset[str], list[Point]] = {}
        self.few = sizes | {"N": FEW} if sizes.get("N", 0) > FEW else sizes
        self.first = 0  # the balls that are asked first, from those of float64 on

    def forget(self) -> None:
        """Lets go of all terms and their values; those of symbols are kept."""
        self.model.letters.table.clear()
        self.model.example.table.clear()
        for env in self.made.values():
            env.forget()

    def example_sizes(self, counted: bool) -> Sizes:
        """The sizes of the example; fewer samples where a line does not say how many there are."""
        return self.model.derivation.sizes if counted else self.few

    def points(self, letters: frozenset[str]) -> list[Point]:
        """Three assignments of sizes in which these letters are pairwise different, each with its seed."""
        if letters not in self.chosen:
            self.chosen[letters] = self._choose(sorted(letters))
        return self.chosen[letters]

    def _choose(self, letters: list[str]) -> list[Point]:
        if len(letters) > MANY:
            return self.cycled[: 3 * POINTS : 3]
        fit = [point for point in self.cycled if len({point[0][x] for x in letters}) == len(letters)][:POINTS]
        for turn in range(POINTS - len(fit)):
            own = {x: 2 + (place + turn * 2) % (len(letters) + turn) for place, x in enumerate(letters)}
            sizes = _cycled(self.model.derivation.sizes, *CYCLES[turn])
            fit.append((sizes | own, len(CYCLES) + 1 + turn))
        return fit

    def field(self, sizes: Sizes, seed: int, constraints: Constraints = ()) -> Environment:
        """Values modulo p at these sizes."""
        key = (id(sizes), seed, constraints)  # the sizes are kept by `chosen`, or by the derivation
        if key not in self.made:
            arithmetic = Field()
            draw = constrained(field_draw(seed), arithmetic, constraints)
            self.made[key] = Environment(self.model, arithmetic, sizes, draw)
        return self.made[key]

    def lawful(
        self, sizes: Sizes, seed: int, constraints: Constraints = (), allowed: Collection[str] = ALL
    ) -> tuple[Laws, Environment]:
        """Values modulo p at these sizes, by the laws of exp and log that are allowed."""
        key = (id(sizes), seed, constraints, frozenset(allowed))
        if key not in self.made:
            laws = Laws(allowed)
            draw = constrained(field_draw(seed), laws, constraints)
            self.made[key] = Environment(self.model, laws, sizes, draw)
        env = self.made[key]
        assert isinstance(env.arithmetic, Laws)
        return env.arithmetic, env

    def real(
        self, arithmetic: Arithmetic, sizes: Sizes, seed: int, constraints: Constraints = ()
    ) -> Environment:
        """Real values at these sizes."""
        key = (type(arithmetic), id(sizes), seed, constraints)
        if key not in self.made:
            draw = constrained(real_draw(seed, arithmetic), arithmetic, constraints)
            self.made[key] = Environment(self.model, arithmetic, sizes, draw)
        return self.made[key]

    def small(
        self, arithmetic: Arithmetic, sizes: Sizes, seed: int, constraints: Constraints = ()
    ) -> Environment:
        """Real values whose inputs and parameters are -1, 0 or 1."""
        draw = constrained(small_draw(seed, arithmetic), arithmetic, constraints)
        return Environment(self.model, arithmetic, sizes, draw)

    def example(self) -> Example:
        """The example's own numbers, enclosed in the balls of float64."""
        return self._enclosed(0)

    def enclosed(self) -> Iterator[Example]:
        """The example's own numbers in balls of float64, and then ever narrower ones.

        Those that could not tell about a line are not asked about the lines that follow: in a deep network
        float64 can tell about few of them, and each would be evaluated again and again.
        """
        for place, bits in enumerate((0, *FINER)):
            if place >= self.first:
                yield self._enclosed(bits)
                # whoever asks for more has no answer yet; the finest are for single lines
                self.first = max(self.first, min(place + 1, len(FINER) - 1))

    def _enclosed(self, bits: int) -> Example:
        if bits not in self.made:
            derivation = self.model.derivation
            arithmetic = Fixed(bits) if bits else Balls()
            draw = data_draw(self.data, arithmetic)
            made = self.made[bits] = Example(self.model, arithmetic, derivation.sizes, draw)
            made.exactly = lambda: self.exactly(Fractions())
        found = self.made[bits]
        assert isinstance(found, Example)
        return found

    def exactly(self, arithmetic: Arithmetic) -> Environment:
        """The example's own numbers in an arithmetic that has them exactly, or to many digits."""
        if type(arithmetic) not in self.made:
            derivation = self.model.derivation
            draw = exact_draw(self.data, arithmetic)
            self.made[type(arithmetic)] = Environment(self.model, arithmetic, derivation.sizes, draw)
        return self.made[type(arithmetic)]
