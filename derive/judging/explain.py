"""Why a refuted link is wrong: the kind of mistake, the repair in the author's TeX, numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..checks.samples import small_draw
from ..reading.grammar import parse
from ..reading.unreadable import Unreadable
from .claims import Link, Said, is_definition
from .comparing import TRUE
from .conventions import COUNTS, Reading
from .edits import LONGEST, Nearby, edits, slope_of, slopes_in
from .ground import Ground
from .judge import Judge
from .layers import at_layers
from .lexicon import walk
from .phrases import Unsaid
from .sayings import Sayer
from .small import Small
from .spelling import respelled
from .tables import show
from .terms import has_gradient, variables
from .trials import FAILURES
from .values import Speaker

TRIED = 200
FEWEST, LENGTH = 10, 60_000  # of a long side fewer edits are tried: so many characters in all


@dataclass(frozen=True)
class Why:
    """The kind of mistake, the corrected link, numbers that show it, the fix as an edit of the formula."""

    kind: str = ""
    fix: str = ""
    counterexample: dict[str, Any] | None = None
    edit: tuple[int, int, str] | None = None


def explain(judge: Judge, said: Said, link: Link, readings: Sequence[Reading], misfit: bool) -> Why:
    """What is wrong with a link that is false in all of these readings."""
    kind, fix, edit = repair(judge, said, link, readings)
    found = None if misfit else counterexample(judge, link, readings[0])
    return Why(kind or ("shape" if misfit else ""), fix, found, edit)


Repair = tuple[str, str, tuple[int, int, str] | None]


def repair(judge: Judge, said: Said, link: Link, readings: Sequence[Reading]) -> Repair:
    """The first one-edit variant of the side without the gradient that makes the link true."""
    latex = said.equations[link.equation].latex
    left, right = link.left, link.right
    if (
        right.term
        and has_gradient(right.term)
        and left.term
        and not has_gradient(left.term)
        and left.term[0] != "var"
    ):
        left, right = right, left
    text = latex[right.node.start : right.node.stop]
    if not text or left.term is None:
        return "", "", None
    phraser = Sayer(said.lexicon)
    mark = _mark(latex)
    tries = max(FEWEST, min(TRIED, LENGTH // len(text)))
    for number, (kind, made) in enumerate(edits(text, right.node, _count(said), mark, nearby(said, link))):
        if number >= tries:
            break
        try:
            statements = parse(made, said.macros).parts
            term = respelled(said, phraser.say(statements[0])) if len(statements) == 1 else None
        except (Unreadable, Unsaid, ValueError):
            continue
        if term is None or not plausible(term) or _lossy(judge, term) > _lossy(judge, right.term):
            continue
        if any(judge.try_terms(left.term, term, reading).kind == TRUE for reading in readings[:2]):
            before = _start(latex, link) if right is link.right else ""
            after = latex[right.node.stop : link.right.node.stop] if right is link.left else ""
            edit = right.node.start, right.node.stop, _tidy(made)
            return kind, _tidy(before + made + after), edit
    return "", "", None


def _start(latex: str, link: Link) -> str:
    """The left side and the sign between, without the middle of a longer chain."""
    left = latex[link.left.node.start : link.left.node.stop]
    between = latex[link.left.node.stop : link.right.node.start]
    return f"{left} = " if between.count("=") > 1 else left + between


def nearby(said: Said, link: Link) -> Nearby:
    """The symbols of this equation, and the slopes `σ'(z)` that the document writes."""
    symbols: dict[str, None] = {}
    slopes: dict[str, None] = {}
    others: dict[str, None] = {}
    for other in said.links:
        latex = said.equations[other.equation].latex
        for side in (other.left, other.right):
            for node in walk(side.node):
                piece = latex[node.start : node.stop]
                letter = node.kind == "run" and len(piece) == 1 and piece != "d"
                if (node.kind == "script" or letter) and len(piece) < LONGEST:
                    (symbols if other.equation == link.equation else others)[piece] = None
                slopes |= dict.fromkeys(slopes_in(latex, node))
    for other in said.links:
        if is_definition(other):
            slopes |= dict.fromkeys(slope_of(said.equations[other.equation].latex, other.right.node))
    return Nearby(tuple(symbols)[:12], tuple(slopes)[:12], tuple(others)[:24])


def plausible(term: Any) -> bool:
    """Whether a repaired side still says something."""
    return any(True for _ in variables(term))


def _lossy(judge: Judge, term: Any) -> int:
    """How often a loss stands in a term other than to be differentiated: nobody puts it there by a slip."""
    if not isinstance(term, tuple) or not term:
        return 0
    if term[0] == "var":
        return int(term[1] in judge.understood.losses)
    return sum(_lossy(judge, part) for part in (term[2:] if term[0] == "d" else term))


def _mark(latex: str) -> str:
    """The author's transpose."""
    for pattern, mark in (
        (r"\^\{?\\top", r"^{\top}"),
        (r"\^\{?\\mathsf\{?T", r"^{\mathsf{T}}"),
        (r"\^\{?\s*T", "^T"),
    ):
        if re.search(pattern, latex):
            return mark
    return r"^{\top}" if "np." not in latex else ".T"


def _count(said: Said) -> str:
    """The document's letter for the number of samples."""
    keys = [
        key[1]
        for link in said.links
        for side in (link.left, link.right)
        for key in variables(side.term or ())
    ]
    for name in ("m", "N", "n", "B", "M"):
        if name in keys and name in COUNTS:
            return name
    return "N"


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def counterexample(judge: Judge, link: Link, reading: Reading) -> dict[str, Any] | None:
    """Entries in {-1, 0, 1} at the smallest sizes where the two sides differ."""
    left, right = link.left.term, link.right.term
    if left is None or right is None:
        return None
    for values in judge.layers((left, right), judge.has_generic()):
        one, other = at_layers(left, values), at_layers(right, values)
        network = judge.network(reading, judge.has_generic())
        for size in (1, 2):
            for seed in range(4 * size):
                with np.errstate(all="ignore"):
                    found = _differing(Small(network, size, seed, judge.understood), one, other)
                if found is not None:
                    return found
    return None


def _differing(ground: Ground, left: Any, right: Any) -> dict[str, Any] | None:
    speaker = Speaker(ground)
    ground.prepare(left, right)
    with np.errstate(all="ignore"):
        try:
            a, b = speaker.value(left), speaker.value(right)
            if speaker.matrix(a) != speaker.matrix(b) or not (abs(a - b) > 1e-6).any():
                return None
            inputs = {
                show(key): rounded(ground.lookup(key))
                for key in variables((left, right))
                if key in ground.shapes
            }
        except (*FAILURES, ZeroDivisionError):
            return None
    if not all(np.isfinite(value).all() for value in (a, b, *inputs.values())):
        return None
    yours, correct = (b, a) if has_gradient(left) else (a, b)
    return {"values": inputs, "yours": rounded(yours), "correct": rounded(correct)}


def rounded(value: Any) -> Any:
    """Nested lists with four decimals."""
    return [[round(float(x), 4) + 0.0 for x in row] for row in value.reshape(-1, value.shape[-1])]


__all__ = ["Why", "explain", "small_draw"]
