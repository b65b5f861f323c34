"""Every formula of every sample and style is typeset by KaTeX, in strict mode, and by MathJax 3 and 4."""

import re
from functools import cache

import pytest

from derive.api import Depth
from derive.render.formats import read_format
from tests.engines.documents import CASES, STYLES, Case, derived, document, pieces, samples, setter, written
from tests.engines.processes import Found, typeset
from tests.house.sources import ROOT
from tests.oracles.networks import NETWORKS

ENGINES = {"katex": "node:katex", "mathjax3": "node:mathjax3", "mathjax4": "node:mathjax"}
each_engine = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(
            name, marks=[pytest.mark.rendering(package), *([] if name == "katex" else [pytest.mark.sweep])]
        )
        for name, package in ENGINES.items()
    ],
)
# the forms in which TeX leaves us for these engines
FORMS = ("md", "github")
EVERY: tuple[Case, ...] = tuple(
    dict.fromkeys(
        [
            *CASES,
            *(("seed", style, language) for style in STYLES for language in ("en", "ko")),
            *((network, "seed", "en") for network in NETWORKS),
        ]
    )
)


def formulas_of(cases: tuple[Case, ...]) -> list[Found]:
    """The formulas of documents in each form, each once."""
    return unique(
        one for case in cases for form in FORMS for one in written(read_format(form), document(case, form))
    )


def unique(formulas: object) -> list[Found]:
    """Each formula once."""
    return list(dict.fromkeys(formulas))  # type: ignore[call-overload]


def troubles(engine: str, formulas: list[Found]) -> list[str]:
    """What an engine complains of."""
    made = typeset(engine, formulas)
    assert len(made) == len(formulas)
    said = [
        f"{one.tex}: {answer['error']}"
        for one, answer in zip(formulas, made, strict=True)
        if "error" in answer
    ]
    return said + [
        one.tex for one, answer in zip(formulas, made, strict=True) if "merror" in answer.get("mathml", "")
    ]


@each_engine
def test_the_seed_page(engine: str) -> None:
    formulas = formulas_of(CASES[:1])
    assert len(formulas) > 250
    assert troubles(engine, formulas) == []


@pytest.mark.sweep
@each_engine
def test_every_network_and_style(engine: str) -> None:
    formulas = formulas_of(EVERY)
    assert len(formulas) > 5000
    assert troubles(engine, formulas) == []


@each_engine
def test_the_samples(engine: str) -> None:
    found = [
        one
        for path in sorted((ROOT / "outputs").rglob("*.md"))
        for form in ("md", "github")
        for one in written(read_format(form), path.read_text("utf-8"))
    ]
    assert len(found) > 500
    assert troubles(engine, unique(found)) == []


@each_engine
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_depth_document(engine: str, language: str) -> None:
    found = [
        one
        for style in STYLES
        for one in written(read_format("md"), Depth(style=[style]).render("md", language=language))
    ]
    assert len(found) > 100
    assert troubles(engine, unique(found)) == []


# what is rewritten means the same


@cache
def pairs(cases: tuple[Case, ...]) -> list[tuple[Found, Found]]:
    """Each line as it is printed, and as a format writes it for Markdown."""
    return [
        (Found(plain, display=True), Found(form.rows([term])[0].whole, display=True))
        for case in cases
        for form in [setter(case, "md")]
        for term in pieces(case)
        if isinstance(term, tuple)
        for plain in [derived(case[0], case[1]).notation.latex(form.short(term))]
    ]


NAMELESS = re.compile(
    r"<annotation.*?</annotation>"  # the source, which an engine leaves in its answer
    r'|\s+(?:data-[\w-]+|linebreak)="[^"]*"|\n\s*',  # and what it says of the source's commands
    re.DOTALL,
)


SPACE = re.compile(r'<mstyle scriptlevel="0">(<mspace width="[^"]*"></mspace>)</mstyle>')
PRIME = ("<mrow><mi>&#x2032;</mi></mrow>", "<mo>&#x2032;</mo>")


def bare(mathml: str) -> str:
    """MathML without what says how the source was spelt; a prime and a space in one of their two forms."""
    return SPACE.sub(r"\1", NAMELESS.sub("", mathml)).replace(*PRIME)


@each_engine
@samples
def test_rewritten_for_markdown_a_formula_looks_the_same(engine: str, cases: tuple[Case, ...]) -> None:
    plain, rewritten = zip(*pairs(cases), strict=True)
    assert sum(a != b for a, b in pairs(cases)) > 50
    for one, other, before, after in zip(
        plain, rewritten, typeset(engine, [*plain]), typeset(engine, [*rewritten]), strict=True
    ):
        assert bare(before["mathml"]) == bare(after["mathml"]), f"{one.tex}\n{other.tex}"


FAULTS = {
    "an unknown command": r"\bigodott x",
    "a macro of our own": r"\side{x}",
    "a brace too many": r"\frac{a}{b}}",
    "two subscripts": "a_1_2",
    "an end without its beginning": r"a \end{aligned}",
    "a column too many": r"\begin{array}{c} a & b & c \\ \end{pmatrix}",
    "an unclosed bracket": r"\left( a",
}


@each_engine
def test_every_fault_is_seen(engine: str) -> None:
    assert troubles(engine, [Found("x", False)]) == []
    said = troubles(engine, [Found(tex, True) for tex in FAULTS.values()])
    assert len(said) == len(FAULTS)


@pytest.mark.rendering("node:katex")
def test_katex_is_strict() -> None:
    assert len(troubles("katex", [Found(r"a \text{→}", True), Found("a가", True)])) == 2


@each_engine
def test_a_formula_that_looks_different_is_seen(engine: str) -> None:
    lost = [
        r"\begin{pmatrix} a \\ b \end{pmatrix}",
        r"\begin{pmatrix} a \ b \end{pmatrix}",
        r"\{a\}",
        "{a}",
        "a_1",
        "a1",
    ]
    made = [bare(one["mathml"]) for one in typeset(engine, [Found(tex, True) for tex in lost])]
    assert all(a != b for a, b in zip(made[::2], made[1::2], strict=True))
