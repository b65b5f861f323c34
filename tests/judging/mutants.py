"""Documents of ours with one line mistaken, and lines of ours said in another way, from a fixed seed.

Whether a mistake changes the mathematics is decided by `tests.faults.judge`, in floating point.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import derive
from derive.api.checking import written
from derive.api.origin import origin_comments
from derive.derivation import Derivation, Line, Step
from derive.errors import DeriveError
from derive.expression import Term, strip, walk
from derive.judging import Equation, Finding, Written
from derive.judging.check import equations
from derive.judging.elided import LIMITS
from derive.judging.lookalike import signs
from derive.notation import elide
from derive.reading import normal
from derive.reading.document import read_document
from derive.render import labels, render
from tests.faults.judge import Judge
from tests.faults.plant import FAULTS, REWRITINGS, Fault, planted
from tests.oracles.networks import OTHERS, PLAIN

SPECS = {**PLAIN, **OTHERS}
# how the kinds of planted mistakes are called; an all-ones matrix has no shape on the page to be mistaken
KINDS: dict[str, set[str]] = {
    "sign": {"sign"},
    "transpose_dropped": {"transpose"},
    "transpose_added": {"transpose"},
    "factor_dropped": {"factor", "batch-sum", "missing-mean", "lost-sigma-prime"},
    "term_dropped": {"term"},
    "order_swapped": {"order"},
    "product_mistaken": {"order"},
    "mean_missing": {"missing-mean", "factor"},
    "mean_added": {"doubled-mean"},
    "slope_mistaken": {"lost-sigma-prime", "misplaced-sigma-prime", "function"},
    "layer_mistaken": {"layer", "variable"},
    "number_mistaken": {"factor", "entry"},
    "digit_mistaken": {"number"},
    "axis_mistaken": {"batch-sum", "order"},
    "sum_dropped": {"batch-sum", "sum"},
    "sum_of_another": {"index"},
    "index_mistaken": {"index"},
    "indices_swapped": {"index"},
    "cell_mistaken": {"entry"},
}


@dataclass(frozen=True)
class Seen:
    """What the checker said of a mistaken line, and whether its correction is right."""

    network: str
    fault: Fault
    tex: str
    finding: Finding | None
    mended: bool

    def __str__(self) -> str:
        said = self.finding and (self.finding.verdict, self.finding.kind, self.finding.message)
        return f"{self.network}, {self.fault.kind}: {self.tex}\n    {said}"


@cache
def derivation(network: str, style: tuple[str, ...] = ()) -> derive.Derivation:
    """The derivation of a sample network in a style."""
    return derive.Network.from_spec(SPECS[network], style=style).derive()


@cache
def judge(network: str, style: tuple[str, ...] = ()) -> Judge:
    """What is true of it, in floating point."""
    return Judge(derivation(network, style).record)


@cache
def checker(network: str, style: tuple[str, ...] = ()) -> Written:
    """The judge of its documents."""
    here = derivation(network, style)
    return Written(here.record, here.notation, {word: key for key, word in labels().items()})


def mistakes(network: str, style: tuple[str, ...], per_kind: int, seed: int = 7) -> Iterator[Fault]:
    """Some mistakes of every kind that change the mathematics, and can be seen on the page."""
    here = derivation(network, style)
    for kind, some in planted(here.record, {name: FAULTS[name] for name in KINDS}).items():
        shuffled = random.Random(f"{seed}/{kind}").sample(some, len(some))
        count = 0
        for fault in shuffled:
            visible = _written(fault.relation) and _seen(network, style, fault)
            if count < per_kind and visible and not judge(network, style).true(fault.relation):
                count += 1
                yield fault


def _seen(network: str, style: tuple[str, ...], fault: Fault) -> bool:
    """Whether the page shows the mistake: an all-ones matrix, for one, has no shape there; dots hide some."""
    if any(elide(fault.relation, limit) == elide(fault.original, limit) for limit in LIMITS):
        return False
    notation = derivation(network, style).notation
    tex = notation.latex(fault.relation)
    try:
        (read,) = checker(network, style).reader.lines(tex)
    except DeriveError:  # shapes that do not fit
        return tex != notation.latex(fault.original)
    return normal(strip(read)) == normal(strip(fault.relation))


def _written(relation: Term) -> bool:
    """Whether one would write it so: derivatives of symbols and their entries, sums up to a size."""
    for part in walk(relation):
        match part:
            case ("partial" | "jacobian", *sides) if not all(_is_entry(side) for side in sides):
                return False
            case ("sum", _, _, bound) if not isinstance(bound, str | int):
                return False
    return True


def _is_entry(term: Term) -> bool:
    return isinstance(term, str) or (term[0] == "entry" and isinstance(term[1], str))  # type: ignore[index]


def rewritten(network: str, style: tuple[str, ...], per_kind: int, seed: int = 7) -> Iterator[Fault]:
    """Some true lines in other forms."""
    for kind, some in planted(derivation(network, style).record, REWRITINGS).items():
        yield from random.Random(f"{seed}/{kind}").sample(some, min(per_kind, len(some)))


def said_of(network: str, style: tuple[str, ...], fault: Fault) -> Seen:
    """The finding about a mistaken line that stands alone."""
    tex = derivation(network, style).notation.latex(fault.relation)
    found = checker(network, style).report([Equation(tex)]).equations
    wrong = next((one for one in found if one.verdict == "refuted"), None)
    return Seen(network, fault, tex, wrong or (found[0] if found else None), mended(network, style, wrong))


def said_in_document(network: str, style: tuple[str, ...], fault: Fault, format: str) -> tuple[Seen, int]:
    """The finding about a mistaken line in its document, and how many other lines are not judged to hold."""
    here = derivation(network, style)
    record = _with(here.record, fault)
    text = render(record, here.check(), format=format, notation=replace(here.notation, words=labels()))
    document = read_document(text + origin_comments(here.origin, format), f".{format}")
    known = written(document)
    assert known is not None
    found = known.report(equations(document, document.formulas), document.macros).equations
    bad = [one for one in found if one.verdict in ("refuted", "undecided", "not_understood")]
    tex = here.notation.latex(fault.relation)
    forms = [tex, *(here.notation.latex(elide(fault.relation, limit)) for limit in LIMITS)]
    # a result may be shown again in a table
    there = [one for one in bad if any(_shows(one.latex, form) for form in forms)]
    wrong = next((one for one in there if one.verdict == "refuted"), None)
    # a bound that rests on the mistaken line may be undecided
    others = [one for one in bad if one not in there and one.verdict != "undecided"]
    return Seen(network, fault, tex, wrong, mended(network, style, wrong)), len(others)


def _shows(latex: str, tex: str) -> bool:
    """Whether a formula is this line or a piece of it: in another row, in a table, to show a sign."""
    return " ".join(signs(latex.replace(r"\fitmath", ""))) in " ".join(signs(tex))


def mended(network: str, style: tuple[str, ...], wrong: Finding | None) -> bool:
    """Whether the correction that a finding offers is a true line, in floating point."""
    if wrong is None or not wrong.fix:
        return False
    (term,) = checker(network, style).reader.lines(wrong.fix)
    return judge(network, style).true(term)


def _with(record: Derivation, fault: Fault) -> Derivation:
    """A derivation with a mistaken line, in the one place where it first stands."""
    done: list[bool] = []

    def step_with(step: Step) -> Step:
        lines = []
        for line in step.lines:
            if line.expression == fault.original and not done:
                done.append(True)
                line = Line(fault.relation, line.rule, line.boxed)
            lines.append(line)
        return replace(step, lines=tuple(lines), substeps=tuple(map(step_with, step.substeps)))

    return replace(record, steps=tuple(map(step_with, record.steps)))


def shares(seen: list[Seen]) -> Mapping[str, float]:
    """How many of the mistakes were refuted, called by their kind, and mended, in parts of one."""
    refuted = [one for one in seen if one.finding is not None and one.finding.verdict == "refuted"]
    named = [one for one in refuted if one.finding and one.finding.kind in KINDS[one.fault.kind]]
    return {
        "refuted": len(refuted) / len(seen),
        "kind": len(named) / len(refuted),
        "mended": sum(one.mended for one in refuted) / len(refuted),
    }
