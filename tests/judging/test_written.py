"""Documents that derive wrote: every line verified; one mistake found, named and mended; no false alarm."""

from collections import Counter
from itertools import product

import pytest

from derive.api.checking import check_text
from derive.errors import SpecError
from derive.judging import Equation
from derive.notation import elide
from tests.judging.mutants import (
    SPECS,
    Seen,
    checker,
    derivation,
    judge,
    mistakes,
    rewritten,
    said_in_document,
    said_of,
    shares,
)

GOOD = {"verified", "definition", "update", "statement", "formal"}
STYLES = ((), ("ng",), ("nielsen",), ("cs231n",), ("layout=numerator",))
NETWORKS = tuple(SPECS)
KINDS = {"fragment": "tex", "ipynb": "ipynb"}  # what a file in a format is read as
# each network once, and every style, format and detail
SOME = [
    (name, STYLES[k % 5], ("md", "tex")[k % 2], ("full", "brief")[k // 2 % 2])
    for k, name in enumerate(NETWORKS)
]
ALL = list(product(NETWORKS, STYLES, ("md", "tex"), ("full", "brief")))


def _verified(network: str, style: tuple[str, ...], format: str, detail: str, language: str = "en") -> None:
    text = derivation(network, style).render(format, detail=detail, language=language)
    found = check_text(text, KINDS.get(format, format))["files"][0]["equations"]
    bad = [one for one in found if one["verdict"] not in GOOD]
    assert not bad, "\n".join(
        f"{one['line']}: {one['verdict']}: {one['latex']}: {one['message']}" for one in bad
    )
    assert sum(one["verdict"] == "verified" for one in found) >= 5


@pytest.mark.parametrize(("network", "style", "format", "detail"), SOME)
def test_own_documents(network: str, style: tuple[str, ...], format: str, detail: str) -> None:
    _verified(network, style, format, detail)


@pytest.mark.parametrize("format", KINDS)
@pytest.mark.parametrize("network", ["seed", pytest.param("batch norm", marks=pytest.mark.sweep)])
def test_own_fragments_and_notebooks(network: str, format: str) -> None:
    _verified(network, (), format, "full")


@pytest.mark.sweep
@pytest.mark.parametrize("network", NETWORKS)
def test_every_own_fragment(network: str) -> None:
    for style in STYLES[::3]:
        _verified(network, style, "fragment", "full")


def test_own_documents_in_korean() -> None:
    _verified("seed", (), "md", "full", "ko")


@pytest.mark.sweep
@pytest.mark.parametrize("network", NETWORKS)
def test_every_own_document(network: str) -> None:
    for name, *how in ALL:
        if name == network:
            _verified(name, *how)


def _shares(seen: list[Seen]) -> None:
    found = shares(seen)
    missed = [str(one) for one in seen if one.finding is None or one.finding.verdict != "refuted"]
    assert found["refuted"] >= 0.99, (found, *missed)
    assert found["kind"] >= 0.85, (found, Counter((x.fault.kind, x.finding.kind) for x in seen if x.finding))
    assert found["mended"] >= 0.8, found


def test_mistakes_are_found_named_and_mended() -> None:
    _shares([said_of("seed", (), fault) for fault in mistakes("seed", (), 2)])


@pytest.mark.sweep
def test_hundreds_of_mistakes() -> None:
    places = (
        ("seed", ()),
        ("three layers", ("nielsen",)),
        ("relu and softmax", ("cs231n",)),
        ("layer norm", ()),
    )
    seen = [said_of(*place, fault) for place in places for fault in mistakes(*place, 5)]
    assert len(seen) >= 300
    _shares(seen)


@pytest.mark.sweep
@pytest.mark.parametrize(("style", "format"), [((), "md"), (("cs231n",), "tex")])
def test_mistakes_in_documents(style: tuple[str, ...], format: str) -> None:
    seen, elsewhere = [], []
    for fault in mistakes("seed", style, 2):
        if elide(fault.relation, 3) != fault.relation:  # the page leaves out the middle, where it may be
            continue
        one, others = said_in_document("seed", style, fault, format)
        seen.append(one)
        elsewhere += [f"{one}: {others} other lines do not hold either"] * (others > 0)
    assert not elsewhere, "\n".join(elsewhere)
    _shares(seen)


def test_a_piece_whose_shapes_do_not_fit() -> None:
    (finding,) = checker("seed").report([Equation(r"A^{[1]} (A^{[1]} W^{[2]})")]).equations
    assert (finding.verdict, finding.kind, finding.fix) == ("refuted", "shape", "")


def _no_alarm(network: str, style: tuple[str, ...], per_kind: int) -> int:
    some = list(rewritten(network, style, per_kind))
    for fault in some:
        assert judge(network, style).true(fault.relation)
        tex = derivation(network, style).notation.latex(fault.relation)
        (finding,) = checker(network, style).report([Equation(tex)]).equations
        assert finding.verdict in GOOD, f"{tex}: {finding.verdict}: {finding.message}"
    return len(some)


def test_right_lines_in_other_forms() -> None:
    assert _no_alarm("seed", (), 12) >= 70


@pytest.mark.sweep
def test_five_hundred_right_lines_in_other_forms() -> None:
    networks = ("three layers", "two outputs", "relu and softmax", "layer norm", "residuals")
    assert sum(_no_alarm(network, (), 20) for network in networks) >= 500


def test_a_network_that_is_none_is_told() -> None:
    with pytest.raises(SpecError, match="Linear"):
        check_text("$Z = X W$\n<!-- derive: from network.layers = ['Linear(2'] -->\n")
