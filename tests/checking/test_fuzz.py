"""Whatever a document holds: a report in every format, or an error that says why not; within the budget."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import derive
from derive.errors import DeriveError
from derive.judging import Findings, check_document
from derive.judging.voice import MAX_OPERATIONS, MAX_PLACES, Budget
from derive.reading.document import decode, read_document
from tests.checking.strategies import SUFFIXES, disturbed, written

MOST = 400 * MAX_PLACES  # what a single operation may compute: a tangent for every entry, at every place


def report(text: str, suffix: str) -> None:
    """Check a text and write every report of it."""
    try:
        document = read_document(text, suffix, "post" + suffix)
        findings = check_document(document)
    except DeriveError:
        return
    found = derive.Checked(Findings((findings,)))
    for format_ in ("full", "concise", "csv", "github", "html"):
        found.report(format_, verbose=True)
    json.loads(found.report("json"))
    json.loads(found.report("sarif"))
    found.patch()
    for file in found.files:
        for one in file.equations:
            assert one.line >= 1
            assert one.column >= 1


def grammatical(text: str) -> None:
    """A document from the grammar."""
    report(text, ".md")


def bytewise(data: bytes) -> None:
    """A document with its bytes disturbed, read as each format in turn."""
    try:
        text = decode(data)
    except DeriveError:
        return
    report(text, SUFFIXES[sum(data) % len(SUFFIXES)])


KINDS: dict[str, tuple[Callable[[Any], None], Any]] = {
    "grammar": (grammatical, written),
    "bytes": (bytewise, disturbed),
}


@pytest.fixture
def budgets(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was left of the worst budget."""
    worst = [MAX_OPERATIONS]
    spend = Budget.spend

    def counted(self: Budget, count: int) -> None:
        assert count <= MOST
        worst[0] = min(worst[0], self.left - count)
        spend(self, count)

    monkeypatch.setattr(Budget, "spend", counted)
    return worst


def fuzz(kind: str, cases: int, number: int) -> None:
    """So many cases of a kind, the same ones every time for a number."""
    check, strategy = KINDS[kind]
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    profile = settings(max_examples=cases, deadline=None, database=None, suppress_health_check=health)
    profile(seed(number)(given(strategy)(check)))()


@pytest.mark.parametrize("kind", list(KINDS))
def test_some_documents(kind: str, budgets: list[int]) -> None:
    fuzz(kind, 20, 0)
    assert budgets[0] >= -MOST


@pytest.mark.sweep
@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("kind", list(KINDS))
def test_thousands_of_documents(kind: str, number: int, budgets: list[int]) -> None:
    """5,000 in all."""
    fuzz(kind, 500, number)
    assert budgets[0] >= -MOST
