"""Whether a line is true, decided in floating point by an evaluator that shares nothing with the checks.

Data and parameters are drawn at random, at sizes that are different for every letter; the forward equations
are run; a gradient, a partial derivative or a Jacobian is a complex step through them. A line about the
example (a matrix written out, decimals, a numbered entry on an axis with a letter) is looked at there.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property
from itertools import pairwise, product
from typing import Any

import numpy as np

from derive.derivation import Derivation
from derive.expression import Term, children, substitute, symbols, walk
from tests.oracles.evaluator import INDICES, Array, Evaluator, Meaningless, Scope
from tests.oracles.functions import TINY, plain

NEAR = 1e-9
SIZES = ((5, 3, 4, 6, 7, 8), (3, 5, 2, 4, 7, 6))
KINKED = {"relu", "step", "sign", "abs"}
POINTS = 12  # behind a kink an entry is zero at every second point
STEP = 1e-3  # of a derivative by z
ARGUMENTS = (0.7, -1.3, 0.0, 2.9)  # values of the variable z; 0 is where bounds are reached


class World:
    """One choice of sizes, data, parameters and learning rate, and every value that follows from it."""

    def __init__(
        self, derivation: Derivation, sizes: Mapping[str, int], given: Mapping[str, Array], eta: float
    ):
        self.derivation, self.sizes, self.given, self.eta = derivation, sizes, dict(given), eta
        self.z = ARGUMENTS[0]
        self.letters = _free_letters(derivation, sizes)
        self.cache: dict[Any, dict[str, Array]] = {}

    def evaluator(self, values: Mapping[str, Array]) -> Evaluator:
        """Evaluates terms where the forward values are these."""

        def lookup(name: str) -> Array | None:
            if name in values:
                return values[name]
            if name in ("eta", "z"):
                return {"eta": self.eta, "z": self.z}[name]
            if name in self.letters:
                return self.letters[name]
            if name.endswith("_new"):
                return self.after.get(name.removesuffix("_new"))
            return self.gradient(name[1:]) if name.startswith("d") and name[1:] in values else None

        return Evaluator(self.sizes, lookup, self.local, self.derivation.functions)

    def run(self, given: Mapping[str, Array], fixed: str = "") -> dict[str, Array]:
        """The forward equations in order; `fixed` keeps the value it has."""
        values = dict(given)
        for equation in self.derivation.equations:
            if equation.name != fixed:
                values[equation.name] = self.evaluator(values)(equation.expression)
        return values

    @cached_property
    def values(self) -> dict[str, Array]:
        """Data, parameters and forward values."""
        return {name: plain(value) for name, value in self.run(self.given).items()}

    @cached_property
    def after(self) -> dict[str, Array]:
        """The same after one step of gradient descent."""
        step = {
            name: self.given[name] - self.eta * self.gradient(name) for name in self.derivation.parameters
        }
        return {name: plain(value) for name, value in self.run({**self.given, **step}).items()}

    def moved(
        self, name: str, place: tuple[int, ...], reach: frozenset[str] | None = None
    ) -> dict[str, Array]:
        """All values where one entry of `name` takes a complex step and its own equation is left out.

        `reach` are the only names that follow the step; None: all of them do.
        """
        key = (name, place, reach)
        if key not in self.cache:
            value = np.array(self.values[name], dtype=complex)
            value[place] += 1j * TINY
            values = {**self.values, name: value}
            formulas = {equation.name: equation.expression for equation in self.derivation.equations}
            if reach is None:
                self.cache[key] = self.run(values, name)
            else:
                self.cache[key] = values | {one: self.evaluator(values)(formulas[one]) for one in reach}
        return self.cache[key]

    def reach(self, y: Term, x: str) -> frozenset[str] | None:
        """What a local derivative of y by x goes through: y itself, or the equations of its names that use x.

        Where neither uses x, every equation in between.
        """
        used = symbols(y)
        if x in used:
            return frozenset()
        equations = self.derivation.equations
        return frozenset(e.name for e in equations if e.name in used and x in symbols(e.expression)) or None

    def gradient(self, name: str) -> Array:
        """dL/d`name`."""
        loss = self.derivation.equations[-1].name
        found = np.zeros(self.values[name].shape)
        for place in np.ndindex(*found.shape):
            found[place] = np.imag(self.moved(name, place)[loss]) / TINY
        return found

    def local(self, op: str, args: list[Term], scope: Scope) -> Array:
        """A partial derivative by an entry or a scalar; the Jacobian of stacked rows."""
        if op not in ("partial", "jacobian"):
            raise Meaningless(f"{op} has no value")
        y, x = args
        if (op, x) == ("partial", "z"):
            return self._by_variable(y)
        name = x[1] if isinstance(x, tuple) and x[0] == "entry" else x
        if not isinstance(name, str) or name not in self.values or (op == "jacobian" and x != name):
            raise Meaningless(f"a derivative by {x}")
        shape = self.values[name].shape
        here = self.evaluator(self.values)
        if op == "partial":
            place = here.place(x, shape, scope) if name != x else ()
            if np.shape(here(y, scope)) or len(place) != len(shape):
                raise Meaningless("a partial derivative is of a scalar by a scalar")
            return np.imag(self.evaluator(self.moved(name, place, self.reach(y, name)))(y, scope)) / TINY
        reach = self.reach(y, name)
        columns = [
            np.imag(self.evaluator(self.moved(name, at, reach))(y)).ravel() for at in np.ndindex(*shape)
        ]
        return np.stack(columns, axis=1) / TINY

    def _by_variable(self, y: Term) -> Array:
        """The derivative by the variable z, which no equation uses, by differences of the fourth order."""
        middle, found = self.z, []
        try:
            for self.z in (middle + step * STEP for step in (1, -1, 2, -2)):
                found.append(self.evaluator(self.values)(y))
        finally:
            self.z = middle
        if np.shape(found[0]):
            raise Meaningless("a partial derivative is of a scalar by a scalar")
        return (8 * (found[0] - found[1]) - (found[2] - found[3])) / (12 * STEP)


def _free_letters(derivation: Derivation, sizes: Mapping[str, int]) -> dict[str, Array]:
    """Random values of the matrices that are neither data nor results nor gradients: they stand for any."""
    known = {*derivation.inputs, *derivation.parameters, *(e.name for e in derivation.equations), "eta"}
    known |= {f"d{name}" for name in known} | {f"{name}_new" for name in known}
    draw = np.random.default_rng(len(known))
    return {
        name: draw.normal(scale=0.8, size=[sizes.get(d, d) for d in shape])
        for name, shape in derivation.shapes.items()
        if name not in known
    }


class Judge:
    """Decides about the lines of one derivation."""

    def __init__(self, derivation: Derivation, seed: int = 0):
        self.derivation = derivation
        self.draw = np.random.default_rng(seed)
        self.example = self._example()
        points = POINTS if self._applies(KINKED) else len(SIZES)
        self.elsewhere = [self._random(self._sizes(SIZES[k % len(SIZES)])) for k in range(points)]
        self.at_the_example = [self._random(derivation.sizes) for _ in range(points)]

    def _applies(self, functions: Set[str]) -> bool:
        """Whether the forward equations hold one of these functions."""
        bodies = [e.expression for e in self.derivation.equations]
        bodies += [body for _, _, body in self.derivation.functions.values()]
        parts = (part for body in bodies for part in walk(body))
        return any(isinstance(part, tuple) and part[0] == "apply" and part[1] in functions for part in parts)

    def _sizes(self, numbers: tuple[int, ...]) -> dict[str, int]:
        letters = list(self.derivation.sizes)
        return dict(zip(letters, [*numbers, *range(9, 9 + len(letters))], strict=False))

    def _example(self) -> World:
        given = {name: np.array(value, float) for name, value in self.derivation.data.items()}
        return World(self.derivation, self.derivation.sizes, given, self.derivation.learning_rate)

    def _random(self, sizes: Mapping[str, int]) -> World:
        """Random values; targets keep to what the derivation assumes, and to (0, 1) where a logarithm is."""
        given = {}
        for name in (*self.derivation.inputs, *self.derivation.parameters):
            shape = [sizes.get(d, d) for d in self.derivation.shapes[name]]
            given[name] = self.draw.normal(scale=0.8, size=shape)
        raw = self.draw.uniform(0.1, 0.9, given["Y"].shape) if self._applies({"log"}) else given["Y"]
        for targets in (raw, raw / raw.sum(1, keepdims=True), raw / raw.sum(0, keepdims=True)):
            world = World(self.derivation, sizes, {**given, "Y": targets}, float(self.draw.uniform(0.2, 0.9)))
            if all(self._in(world, assumption) for assumption in self.derivation.assumptions):
                return world
        raise AssertionError("no random data satisfy what the derivation assumes")

    def true(self, relation: Any) -> bool:
        """Whether a relation holds at every point looked at; what has no meaning is not true."""
        return all(self._in(world, relation) for world in self._worlds(relation))

    def meaningful(self, relation: Any) -> bool:
        """Whether both sides of a relation have values, of one shape."""
        try:
            world = self._worlds(relation)[0]
            with np.errstate(all="ignore"):
                sides = relation[1:3] if relation[0] != "shape" else (relation[1], relation[1])
                return any(np.all(np.isfinite(pair)) for pair in self._everywhere(world, *sides))
        except Meaningless:
            return False

    def _worlds(self, relation: Any) -> list[World]:
        op, *sides = relation
        parts = [part for side in sides for part in walk(side)]
        if op == "shape" and all(isinstance(dimension, int) for dimension in sides[1:]):
            return [self.example]
        if op == "approx" or any(isinstance(part, tuple) and part[0] == "decimal" for part in parts):
            return [self.example]
        if any(isinstance(side, tuple) and side[0] == "matrix" and not _letters(side) for side in sides):
            return [self.example]
        return self.at_the_example if any(map(self._at_sizes, parts)) else self.elsewhere

    def _at_sizes(self, part: Term) -> bool:
        """A matrix written out, or an entry that is counted on an axis whose size is a letter."""
        if not isinstance(part, tuple) or part[0] not in ("matrix", "jacobian", "diag", "entry"):
            return False
        return part[0] != "entry" or any(
            isinstance(index, int) and self._on_letter(part) for index in part[2:]
        )

    def _on_letter(self, entry: Any) -> bool:
        shape = self.derivation.shapes.get(entry[1], ("?",)) if isinstance(entry[1], str) else ("?",)
        return any(isinstance(dimension, str) for dimension in shape)

    def _in(self, world: World, relation: Any) -> bool:
        try:
            with np.errstate(all="ignore"):
                return self._holds(world, relation)
        except Meaningless:
            return False

    def _holds(self, world: World, relation: Any) -> bool:
        op, *sides = relation
        if op == "shape":
            return self._has_shape(world, relation)
        if op == "update":
            sides[0] = substitute(sides[0], {name: f"{name}_new" for name in self.derivation.parameters})
        tests: dict[str, Callable[..., bool]] = {
            "lt": lambda a, b, slack: bool(np.all(a < b)),
            "le": lambda a, b, slack: bool(np.all(a <= b + 1e-15)),
            "ne": lambda a, b, slack: bool(np.all(a != b)),
        }
        test = tests.get(op, _close)
        for left, right in pairwise(sides):
            found = [pair for pair in self._everywhere(world, left, right) if np.any(np.isfinite(pair[:2]))]
            if not found or not all(np.all(np.isfinite(pair[:2])) and test(*pair) for pair in found):
                return False
        return True

    def _has_shape(self, world: World, relation: Any) -> bool:
        _, term, *said = relation
        value = world.evaluator(world.values)(term)
        return value.shape == tuple(world.evaluator({}).size(dimension) for dimension in said)

    def _everywhere(self, world: World, left: Term, right: Term) -> Iterator[tuple[Array, Array, Array]]:
        """The two sides at several values of the variable z, where there is one."""
        free = "z" in {name for side in (left, right) for name in walk(side)}
        for world.z in ARGUMENTS if free else ARGUMENTS[:1]:
            yield from self._pairs(world, left, right)

    def _pairs(self, world: World, left: Term, right: Term) -> Iterator[tuple[Array, Array, Array]]:
        """Values of two sides for all values of the free indices, and what rounding allows between them."""
        evaluate = world.evaluator(world.values)
        for a, b in visible(evaluate, left, right):
            for scope in scopes(evaluate, a, b):
                evaluate.shift = 0.0
                x, y = evaluate(a, scope), evaluate(b, scope)
                if x.shape != y.shape and {x.shape, y.shape} not in (
                    {(), (1, 1)},
                    {(), *_numbers(a, b, x, y)},
                ):
                    raise Meaningless(f"{x.shape} and {y.shape}")
                evaluate.shift = 1.0
                slack = np.abs(evaluate(a, scope) - x) + np.abs(evaluate(b, scope) - y)
                yield tuple(np.broadcast_arrays(plain(x), plain(y), slack))


def _letters(term: Term) -> set[str]:
    """The names in a term; the gaps of an elided matrix are none."""
    return {name for name in walk(term) if isinstance(name, str) and name != "..."}


def _numbers(a: Term, b: Term, x: Array, y: Array) -> set[tuple[int, ...]]:
    """Between two sides, a bound may be one number for all entries: 0 < A < 1."""
    return {value.shape for side, value in ((b, x), (a, y)) if isinstance(side, int)}


def _close(a: Array, b: Array, slack: Array) -> bool:
    scale = 1 + np.maximum(np.abs(a), np.abs(b))
    return bool(np.all(np.abs(a - b) <= NEAR * scale + slack * (1 + 1e-9)))


def visible(evaluate: Evaluator, left: Term, right: Term) -> Iterator[tuple[Term, Term]]:
    """The sides; where one is a matrix with elided cells, each cell that is shown with its entry."""
    elided = [side for side in (left, right) if isinstance(side, tuple) and "..." in children(side)]
    if not elided:
        yield left, right
        return
    (matrix,) = elided
    other = right if matrix is left else left
    rows, shape = matrix[1], evaluate(other).shape
    if len(shape) != 2:
        raise Meaningless("a scalar has no cells")
    down = _places([all(cell == "..." for cell in row) for row in rows], shape[0])
    across = _places([all(row[k] == "..." for row in rows) for k in range(len(rows[0]))], shape[1])
    for (i, row), (j, column) in product(enumerate(down), enumerate(across)):
        if rows[i][j] != "...":
            yield rows[i][j], ("entry", other, row, column)


def _places(gaps: list[bool], length: int) -> list[int]:
    """The numbers of the rows shown: those before the gap from the start, those after it from the end."""
    gap = gaps.index(True) if True in gaps else len(gaps)
    if len(gaps) > length or (gap == len(gaps) != length):
        raise Meaningless("more cells than entries")
    return [k + 1 if k <= gap else length - len(gaps) + k + 1 for k in range(len(gaps))]


def scopes(evaluate: Evaluator, *sides: Term) -> Iterator[Scope]:
    """Every value of the free indices, each over the axis it is used on."""
    ranges: dict[str, int] = {}
    sums = [part[2] for side in sides for part in walk(side) if isinstance(part, tuple) and part[0] == "sum"]
    waiting = [pair for side in sides for pair in _ranges(evaluate, side, frozenset(), ranges)]
    if set(sums) & set(ranges):
        raise Meaningless("an index is free, and bound by a sum")
    for first, second in waiting:
        for index, other in ((first, second), (second, first)):
            if index in ranges or index not in INDICES:
                continue
            if other not in ranges:
                raise Meaningless(f"{index} runs over nothing")
            ranges[index] = ranges[other]
    for numbers in product(*(range(1, run + 1) for run in ranges.values())):
        yield {index: (k, run) for (index, run), k in zip(ranges.items(), numbers, strict=True)}


def _ranges(
    evaluate: Evaluator, term: Term, bound: frozenset[str], ranges: dict[str, int]
) -> Iterator[tuple[Any, Any]]:
    """Notes the axis of every free index; yields the deltas, whose indices may have none."""
    if not isinstance(term, tuple):
        return
    if term[0] == "sum":
        if term[2] in bound:
            raise Meaningless(f"{term[2]} is bound twice")
        yield from _ranges(evaluate, term[1], bound | {term[2]}, ranges)
        return
    if term[0] == "delta" and not bound & set(term[1:]):
        yield term[1:]
    if term[0] == "entry":
        shape = evaluate(term[1]).shape
        if len(shape) != 2 or (len(term) == 3 and 1 not in shape):
            raise Meaningless(f"{term} of a shape {shape}")
        axes = shape if len(term) == 4 else (shape[1] if shape[0] == 1 else shape[0],)
        for index, length in zip(term[2:], axes, strict=True):
            if index in INDICES and index not in bound and ranges.setdefault(index, length) != length:
                raise Meaningless(f"{index} runs over {ranges[index]} and over {length}")
    for child in children(term):
        yield from _ranges(evaluate, child, bound, ranges)
