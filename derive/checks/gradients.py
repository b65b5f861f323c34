"""The check of the whole: every displayed gradient G against the forward equations, <G, V> = dL[V].

G comes from the derivation's own final lines, each evaluated with the gradients that the lines before it
gave. dL[V] comes from dual numbers through the forward equations only. All gradients are tested at once,
with an independent random direction V at every variable, added where the variable gets its value:

    sum over v of <G_v, V_v> = dL[all V]

modulo p. Since the directions are independent, the sum is right only if every G_v is (but for one chance in
p), so one pass per shape is enough and the cost is linear in depth. Only where the sum is wrong does every
gradient get a tangent of its own, to name the ones that are wrong. A gradient that is shown scaled or
transposed, such as mdZ2 = N dZ2, is turned back by its definition; no line may use the plain one but by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..derivation import Derivation
from ..errors import DeriveError, ShapeError
from ..expression import Term
from .axioms import BIT, fewest
from .displayed import Displayed, Pushed
from .environment import Environment
from .functions import duals
from .model import Model, names
from .node import Node
from .samples import Constraints, Point, Samples, field_draw, many
from .text import bare
from .verdict import FAULTS, PROVED, REFUTED, UNDECIDED, Undecided, Verdict

DIRECTIONS = 77  # the seed of the directions; the points have seeds of their own


def directional(derivation: Derivation) -> tuple[Verdict, ...]:
    """One verdict for each gradient that the derivation displays."""
    model = Model(derivation)
    return gradients(model, Samples(model))


def gradients(model: Model, samples: Samples) -> tuple[Verdict, ...]:
    """One verdict for each gradient that the derivation displays, in document order."""
    lines = final_lines(model)
    nodes: dict[str, Node] = {}
    answers: dict[str, Verdict] = {}
    for name, candidates in lines.items():
        try:
            nodes[name] = _formula(model, name, candidates)
        except (DeriveError, *FAULTS) as error:
            answers[name] = _verdict(name, UNDECIDED, {}, str(error))
    try:
        answers |= _tested(model, samples, nodes)
    except (DeriveError, *FAULTS) as error:
        answers |= {name: _verdict(name, UNDECIDED, {}, str(error)[:200]) for name in nodes}
    return tuple(answers[name] for name in lines)


def final_lines(model: Model) -> dict[str, list[tuple[Term, Term]]]:
    """For each gradient, the lines that say what it is, the last one first."""
    found: dict[str, list[tuple[bool, Term, Term]]] = {}
    for where, _, line in model.lines():
        match line.expression:
            case ("eq" | "define", left, right):
                match bare(left):
                    case str(name) | ("entry", str(name), *_):
                        of = model.varies(name)
                        if of and name not in names(right) and right != model.definitions.get(name):
                            own = where.partition("/")[0] in (name, "d" + of)
                            found.setdefault(name, []).append((own, bare(left), right))
    return {name: [(left, right) for _, left, right in _ordered(some)] for name, some in found.items()}


def _ordered(lines: list[tuple[bool, Term, Term]]) -> list[tuple[bool, Term, Term]]:
    """The last line first, those of the gradient's own step before all others."""
    return [line for own in (True, False) for line in reversed(lines) if line[0] == own]


def _formula(model: Model, name: str, candidates: Iterable[tuple[Term, Term]]) -> Node:
    """The node of the last line that gives the gradient as a formula, as a matrix or entry by entry."""
    failure = f"no line gives {name} as a formula"
    entries: Node | None = None
    for left, right in candidates:
        try:
            a, b = model.letters.nodes(left, right)
        except (DeriveError, *FAULTS) as error:
            failure = str(error)
            continue
        if left == name and a.shape == b.shape:
            return b
        if entries is None and not b.shape and _covers(a):
            entries = b
            indices = a.args[1:]
    if entries is None:
        raise Undecided(failure)
    shape = model.letters.symbol(name)
    return Node(-1 - entries.key, "table", (entries, *indices), shape, {}, entries.names, entries.letters)


def _covers(entry: Node) -> bool:
    """Whether an entry with free indices stands for every entry of its matrix."""
    if entry.op != "entry":
        return False
    matrix, *indices = entry.args
    letters = [x for x in indices if isinstance(x, str)]
    whole = all(isinstance(x, str) or dim == 1 for x, dim in zip(indices, matrix.shape, strict=True))
    return whole and len(set(letters)) == len(letters)


def _tested(model: Model, samples: Samples, nodes: Mapping[str, Node]) -> dict[str, Verdict]:
    """A verdict for each gradient that has a node."""
    places = samples.points(frozenset(model.derivation.sizes))
    assumed = model.constraints(model.derivation.steps)
    good, answers = _computable(model, samples.field(*places[0]), nodes)
    if not good:
        return answers
    shapes = {name: [_shown(model, name, found) for found, _ in places] for name in good}
    for constraints in dict.fromkeys(((), assumed)):
        if all(not _wrong(samples.field(*place, constraints), good, together=True) for place in places):
            return answers | {
                name: _verdict(name, PROVED, _evidence(shapes[name], constraints)) for name in good
            }

    def enough(laws: Sequence[str]) -> bool:
        points = many(places) if BIT in laws else places
        return not any(_wrong(samples.lawful(*p, assumed, laws)[1], good, together=True) for p in points)

    laws = fewest(enough)
    if laws is not None:
        named = {"by": "axiom", "axioms": laws}
        proofs = {name: _evidence(shapes[name], assumed) | named for name in good}
        return answers | {name: _verdict(name, PROVED, proofs[name]) for name in good}
    wrong, lawful = _culprits(samples, places, good, assumed)
    for name in good:
        if name in wrong:
            answers[name] = _verdict(name, REFUTED, {"by": "field"}, wrong[name])
        else:
            answers[name] = _verdict(name, PROVED, _evidence(shapes[name], assumed) | lawful.get(name, {}))
    return answers


def _evidence(shapes: list[dict[str, int]], constraints: Constraints) -> dict[str, Any]:
    evidence: dict[str, Any] = {"by": "field", "shapes": shapes}
    if constraints:
        evidence["assuming"] = [
            f"the {'rows' if axis else 'columns'} of {x} sum to one" for x, axis in constraints
        ]
    return evidence


def _shown(model: Model, name: str, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes to report: all of them, or in a deep network those of the gradient."""
    letters = model.letters.symbol(name) if len(sizes) > 8 else tuple(sizes)
    return {x: sizes[x] for x in letters if isinstance(x, str)}


def _computable(
    model: Model, env: Environment, nodes: Mapping[str, Node]
) -> tuple[dict[str, Node], dict[str, Verdict]]:
    """The gradients whose lines have values, and verdicts on the others."""
    displayed = Displayed(env, nodes)
    good: dict[str, Node] = {}
    failed: dict[str, Verdict] = {}
    for name, node in nodes.items():
        try:
            displayed.lookup(name)
            good[name] = node
        except ShapeError as error:
            failed[name] = _verdict(name, REFUTED, {"by": "shape"}, str(error))
        except (DeriveError, *FAULTS) as error:
            failed[name] = _verdict(name, UNDECIDED, {}, str(error)[:200])
    return good, failed


def _wrong(env: Environment, nodes: Mapping[str, Node], together: bool) -> list[str]:
    """The gradients that the forward equations contradict; with `together`, all or none."""
    arithmetic: Any = env.arithmetic
    displayed = Displayed(env, nodes)
    draw = field_draw(DIRECTIONS)
    directions: dict[str, Any] = {}
    expected = []
    for channel, name in enumerate(nodes):
        of = str(env.model.varies(name))
        gradient = displayed.plain(name)
        rows, columns = arithmetic.shape(gradient)
        direction = draw(name, rows, columns)
        expected.append(int((gradient * direction).sum()))
        one = direction[None] if together else _channel(arithmetic, direction, channel, len(nodes))
        directions[of] = arithmetic.add(directions[of], one) if of in directions else one
    tangent = Pushed(env, duals(arithmetic, 1 if together else len(nodes)), directions).run()
    found = [0] * len(nodes) if tangent is None else [int(x) for x in tangent.ravel()]
    if together:
        return list(nodes) if (found[0] - sum(expected)) % arithmetic.modulus else []
    return [name for name, a, b in zip(nodes, found, expected, strict=True) if (a - b) % arithmetic.modulus]


def _channel(arithmetic: Any, direction: Any, channel: int, count: int) -> Any:
    """A direction in one of many tangents, zero in the others."""
    unit = np.zeros((count, 1, 1), dtype=np.int64)
    unit[channel] = 1
    return arithmetic.mul(arithmetic.integers(unit), direction)


def _culprits(
    samples: Samples, places: list[Point], nodes: Mapping[str, Node], constraints: Constraints
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """The wrong gradients and what to say of each, and the evidence of those that are right by laws only."""
    wrong: set[str] = set()
    plain: set[str] = set()
    used: set[str] = set()
    for place in places:
        laws, env = samples.lawful(*place, constraints)
        wrong.update(_wrong(env, nodes, together=False))
        plain.update(_wrong(samples.field(*place, constraints), nodes, together=False))
        used |= laws.used
    told = {}
    for name in (name for name in nodes if name in wrong):
        before = sorted(nodes[name].names & wrong - {name})
        why = f"; its line uses {', '.join(before)}" if before else ""
        told[name] = f"the lines give a {name} that is not the derivative of the forward equations{why}"
    return told, {name: {"by": "axiom", "axioms": sorted(used)} for name in plain - wrong}


def _verdict(name: str, status: str, evidence: dict[str, Any], detail: str = "") -> Verdict:
    return Verdict("directional", status, evidence, detail, name)
