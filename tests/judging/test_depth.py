"""The document about L layers: every line verified, in every style; mistakes planted in it refuted."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from derive.api import Depth
from derive.api.checking import check_text, written
from derive.derivation import Derivation
from derive.errors import DeriveError
from derive.expression import Term, strip, substitute, walk
from derive.judging import Equation, Written
from derive.reading import normal
from derive.reading.document import read_document
from tests.faults.judge import Judge
from tests.faults.plant import FAULTS, Fault, planted
from tests.judging.mutants import KINDS, _written

GOOD = {"verified", "definition", "update", "statement", "formal"}
STYLES = ((), ("ng",), ("nielsen",), ("cs231n",), ("layout=numerator",))
NETWORKS = (("Sigmoid", "BCELoss"), ("ReLU", "CrossEntropyLoss"), ("Tanh", "MSELoss"), ("GELU", "L1Loss"))
# each style and network, as Markdown and LaTeX, in full and in brief
SOME = [
    (NETWORKS[k % 4], STYLES[k % 5], ("md", "tex")[k % 2], ("full", "brief")[k // 5 % 2]) for k in range(10)
]


def _checked(text: str, format: str) -> Counter[str]:
    (file,) = check_text(text, format)["files"]
    bad = [one for one in file["equations"] if one["verdict"] not in GOOD]
    told = "\n".join(f"{one['line']}: {one['verdict']}: {one['latex']}: {one['message']}" for one in bad)
    assert not bad, told
    return Counter(one["verdict"] for one in file["equations"])


@pytest.mark.parametrize(("network", "style", "format", "detail"), SOME)
def test_every_line_is_verified(
    network: tuple[str, str], style: tuple[str, ...], format: str, detail: str
) -> None:
    verdicts = _checked(Depth(*network, style=style).render(format, detail=detail), format)
    assert verdicts["verified"] >= (40 if detail == "full" else 4)


@pytest.mark.sweep
@pytest.mark.parametrize("network", NETWORKS)
def test_every_line_in_every_style(network: tuple[str, str]) -> None:
    for style in (*STYLES, ("gradient=nabla",), ("errors=scaled", "layer=(l)")):
        for how in (
            ("en", "md", "full"),
            ("ko", "tex", "full"),
            ("ko", "md", "brief"),
            ("en", "tex", "brief"),
        ):
            language, format, detail = how
            text = Depth(*network, style=style).render(format, detail=detail, language=language)
            assert _checked(text, format)["verified"] >= (40 if detail == "full" else 4)


def test_it_says_of_which_network_it_is() -> None:
    text = Depth("Tanh", "MSELoss", title="On -- depth", style=["ng"], symbols={"W": r"\Theta"}).render("md")
    said = [line for line in text.splitlines() if line.startswith("<!-- derive: from ")]
    assert said[0] == '<!-- derive: from depth = "L" -->'
    assert r'<!-- derive: from symbols.W = "\\Theta" -->' in said
    assert '<!-- derive: from network.loss = "MSELoss()" -->' in said
    assert _checked(text, "md")["verified"] >= 40
    with pytest.raises(DeriveError, match="one activation for all layers"):
        check_text(text.replace('["Tanh()"]', '["Tanh()", "ReLU()"]'))


# ---- mistakes


def _judge_of(depth: Depth) -> Written:
    document = read_document(depth.render("md"), ".md")
    known = written(document)
    assert known is not None
    return known


def _mistakes(depth: Depth, known: Written, part: Derivation, per_kind: int) -> Iterator[tuple[Fault, str]]:
    """Some mistakes of every kind in a part that change the mathematics and can be seen; with their TeX."""
    oracle, plainly = Judge(_with_targets(part)), _renamed(part)
    shown = {line.expression for _, line in depth.page.walk()}
    for kind, some in planted(part, {name: FAULTS[name] for name in KINDS}).items():
        count = 0
        for fault in random.Random(kind).sample(some, len(some)):
            tex = depth.notation.latex(fault.relation)
            if count == per_kind or fault.original not in shown or not _counted(fault.relation):
                continue
            if not _seen(known, fault, tex):
                continue
            if not oracle.true(substitute(fault.relation, plainly)):
                count += 1
                yield fault, tex


def _counted(relation: Term) -> bool:
    """Whether one would write it so: every sum over an index, up to a size; derivatives of entries."""
    sums = [part for part in walk(relation) if isinstance(part, tuple) and part[0] == "sum"]
    return _written(relation) and all(isinstance(part[2], str) for part in sums)


def _with_targets(part: Derivation) -> Derivation:
    """The step has no targets, which the oracle draws for every network; nothing speaks of these."""
    if "Y" in part.inputs:
        return part
    shapes, data = {**part.shapes, "Y": (1, 1)}, {**part.data, "Y": [[0.5]]}
    return replace(part, inputs=(*part.inputs, "Y"), shapes=shapes, data=data)


def _renamed(part: Derivation) -> dict[str, Term]:
    """The scaled or transposed gradients that lines define: to the oracle they have no value of their own."""
    terms = [line.expression for _, line in part.walk()]
    return {term[1]: term[2] for term in terms if term[0] == "define" and "d" in term[1][:3]}


def _seen(known: Written, fault: Fault, tex: str) -> bool:
    try:
        (read,) = known.reader.lines(tex)
    except DeriveError:  # shapes that do not fit
        return tex != known.notation.latex(fault.original)
    return normal(strip(read)) == normal(strip(fault.relation))


def _found(depth: Depth, per_kind: int) -> list[tuple[str, bool, bool, str]]:
    """For each mistake: its kind, whether it is refuted, whether by its kind, and its TeX."""
    known, found = _judge_of(depth), []
    for name in ("base", "step"):
        for fault, tex in _mistakes(depth, known, depth.induction.parts[name], per_kind):
            links = known.report([Equation(tex)]).equations
            wrong = [one for one in links if one.verdict == "refuted"]
            named = any(one.kind in KINDS[fault.kind] for one in wrong)
            found.append((fault.kind, bool(wrong), named, tex))
    return found


def test_mistakes_are_refuted() -> None:
    found = _found(Depth(), 2)
    missed = [f"{kind}: {tex}" for kind, refuted, _, tex in found if not refuted]
    assert len(found) >= 40
    assert len(missed) <= len(found) // 100, "\n".join(missed)
    assert sum(named for _, _, named, _ in found) >= 0.85 * len(found)


@pytest.mark.sweep
@pytest.mark.parametrize("style", STYLES[1:])
def test_mistakes_are_refuted_in_every_style(style: tuple[str, ...]) -> None:
    found = _found(Depth("Tanh", "MSELoss", style=style), 3)
    missed = [f"{kind}: {tex}" for kind, refuted, _, tex in found if not refuted]
    assert len(missed) <= len(found) // 100, "\n".join(missed)


def test_a_mistake_in_the_document_is_refuted_on_its_line() -> None:
    text = Depth(style=["nielsen"]).render("md")
    right = r"\delta^{\ell} = ((w^{\ell+1})^{T} \delta^{\ell+1})"
    assert right in text
    wrong = text.replace(right, right.replace(r"(w^{\ell+1})^{T}", r"w^{\ell+1}"), 1)
    line = wrong[: wrong.index(right.replace(r"(w^{\ell+1})^{T}", r"w^{\ell+1}"))].count("\n") + 1
    (file,) = check_text(wrong)["files"]
    assert [(one["line"], one["kind"]) for one in file["equations"] if one["verdict"] == "refuted"] == [
        (line, "transpose")
    ]


def test_symbols_of_parts_that_are_proved_apart() -> None:
    def of(relation: str) -> str:
        return _judge_of(Depth()).report([Equation(relation)]).equations[0].verdict

    assert of(r"w^{[\ell]}_{ij} = w^{[L]}_{ij}") == "undecided"
    assert of(r"w^{[\ell]}_{ij} = w^{[\ell]}_{ij}") == "verified"
    assert of("0 < z") == "statement", "where it is so, as of a function in pieces"
    assert of(r"0 < \sigma(z)") == "verified"
    assert of(r"1 < \sigma(z)") == "refuted"
