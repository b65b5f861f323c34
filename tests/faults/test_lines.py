"""Faults in displayed lines: every one that changes the mathematics is refused, and none that does not.

What changes the mathematics is decided by `judge`, in floating point; what is refused, by `derive.checks`.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from derive.checks import Verdict, check
from derive.derivation import Derivation, Line, Step
from tests.faults.judge import Judge
from tests.faults.plant import FAULTS, REWRITINGS, Fault, planted
from tests.oracles.networks import derivation

SEED = 20
MOST = 30  # faults of one kind in the seed network
FEW = 3  # in each of the others
OTHERS = (
    "two outputs",
    "one sample",
    "relu and softmax",
    "layer norm",
    "elu",
    "sums",
    "seed, samples in columns",
)


@cache
def judge(network: str) -> Judge:
    """The judge of a network's lines."""
    return Judge(derivation(network))


@cache
def faults(network: str, table: str) -> dict[str, list[Fault]]:
    """All faults, or all harmless rewritings, by kind, in an order that is random and always the same."""
    found = planted(derivation(network), FAULTS if table == "faults" else REWRITINGS)
    return {kind: random.Random(SEED).sample(some, len(some)) for kind, some in found.items()}


def verdicts(whole: Derivation, some: Iterable[Fault]) -> list[tuple[Fault, Verdict]]:
    """The verdict on each faulty line, put in the place of the right one; the right lines are left out."""
    waiting: dict[object, list[Fault]] = defaultdict(list)
    for fault in some:
        waiting[fault.original].append(fault)
    order: list[Fault] = []

    def with_faults(step: Step) -> Step:
        here = [(fault, line.rule) for line in step.lines for fault in waiting.pop(line.expression, ())]
        order.extend(fault for fault, _ in here)
        lines = tuple(Line(fault.relation, rule) for fault, rule in here)
        return replace(step, lines=lines, substeps=tuple(map(with_faults, step.substeps)))

    report = check(replace(whole, steps=tuple(map(with_faults, whole.steps))))
    return list(zip(order, report, strict=True))


def wrongly(network: str, some: Iterable[Fault]) -> list[str]:
    """What the checks got wrong: a false line that they accept, a true one that they refute."""
    told = []
    for fault, verdict in verdicts(derivation(network), some):
        true = judge(network).true(fault.relation)
        if verdict.good and not true:
            told.append(f"accepted as {verdict.status}, but false: {fault}")
        if verdict.status == "refuted" and true:
            told.append(f"refuted ({verdict.detail}), but true: {fault}")
    return told


@pytest.mark.parametrize("kind", FAULTS)
def test_faults_in_the_seed_network(kind: str) -> None:
    some = faults("seed", "faults")[kind][:MOST]
    assert some, f"no line of the seed network can have the fault {kind}"
    assert not (told := wrongly("seed", some)), "\n".join(told)


def test_there_are_enough_faults() -> None:
    """Two hundred and more are distinct, change the mathematics and are refuted, not only left undecided."""
    some = [fault for kind in faults("seed", "faults").values() for fault in kind[: MOST // 2]]
    assert len({fault.relation for fault in some}) == len(some)
    found = verdicts(derivation("seed"), some)
    false = [(fault, verdict) for fault, verdict in found if not judge("seed").true(fault.relation)]
    refuted = [fault for fault, verdict in false if verdict.status == "refuted"]
    assert len(refuted) >= 200
    assert len(refuted) >= 0.98 * len(false)
    kinds = {fault.kind for fault in refuted}
    assert kinds == set(FAULTS), f"no fault of the kind {set(FAULTS) - kinds} changes the mathematics"


@pytest.mark.parametrize("network", OTHERS)
def test_faults_in_other_networks(network: str) -> None:
    some = [fault for kind in faults(network, "faults").values() for fault in kind[:FEW]]
    assert not (told := wrongly(network, some)), "\n".join(told)


@pytest.mark.parametrize("network", ["seed", "two outputs"])
def test_what_changes_nothing_is_proved(network: str) -> None:
    """Operands in another order, −(−a), another name for an index: the line is as true as before."""
    some = [fault for kind in faults(network, "rewritings").values() for fault in kind[: MOST // 4]]
    for fault, verdict in verdicts(derivation(network), some):
        assert judge(network).true(fault.relation), fault
        assert verdict.good, f"{verdict.status} ({verdict.detail}): {fault}"


def test_a_fault_is_found_where_it_stands() -> None:
    """One wrong line in the whole derivation: this line fails, and no other one."""
    whole = derivation("seed")
    right = check(whole)
    places = [where for where, _ in whole.walk()]
    for kind in ("sign", "index_mistaken", "digit_mistaken", "cell_mistaken", "layer_mistaken"):
        fault = next(f for f in faults("seed", "faults")[kind] if not judge("seed").true(f.relation))
        wrong = next(where for where, line in whole.walk() if line.expression == fault.original)
        report = check(with_line(whole, wrong, fault.relation))
        failing = [
            place for place, now, before in zip(places, report, right, strict=True) if now.good < before.good
        ]
        assert failing == [wrong], f"{failing} for {wrong}: {fault}"


def with_line(whole: Derivation, place: str, relation: object) -> Derivation:
    """The derivation with another relation at a place, `dW2/dW2_entries/1`."""

    def changed(step: Step, path: str) -> Step:
        here = f"{path}{step.name}"
        lines = tuple(
            replace(line, expression=relation) if f"{here}/{number}" == place else line
            for number, line in enumerate(step.lines, 1)
        )
        return replace(
            step, lines=lines, substeps=tuple(changed(inner, f"{here}/") for inner in step.substeps)
        )

    return replace(whole, steps=tuple(changed(step, "") for step in whole.steps))
