"""Korean: how symbols are read, which particle follows, and that nothing is lost on the way to a page."""

import re
import tomllib
from pathlib import Path

import pytest
from markupsafe import Markup

from derive.errors import DeriveError
from derive.notation import STYLES, Notation
from derive.render.formats import read_format
from derive.render.korean import PAIRS, READINGS, josa, read_tex, read_text
from derive.render.places import templates
from derive.render.prose import Prose
from derive.render.typeset import Typesetter
from derive.render.view import Ref
from derive.render.words import Catalogue
from tests.render.documents import made, text
from tests.render.test_latex import TROUBLE, compiled

GREEK = "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"


def said(source: str, format: str = "md", notation: Notation | None = None, **variables: object) -> str:
    """These words in Korean, in the notation of the seed network or another."""
    tables = {"page": {"and": "과/와", "scalar": "수 하나(scalar)"}, "words": {"text": source}}
    prose = Prose(Catalogue("ko", tables), Typesetter(read_format(format), notation or made().notation))
    return str(prose.say("words.text", **variables))


@pytest.mark.parametrize(
    ("tex", "particles"),
    [
        ("W", "는 가 를 와 로"),
        ("L", "은 이 을 과 로"),
        ("M", "은 이 을 과 으로"),
        ("N", "은 이 을 과 으로"),
        ("R", "은 이 을 과 로"),
        ("l", "은 이 을 과 로"),
        (r"\ell", "은 이 을 과 로"),
        ("m", "은 이 을 과 으로"),
        ("X", "는 가 를 와 로"),
        ("W^{[1]}", "은 이 을 과 로"),
        ("W^{[2]}", "는 가 를 와 로"),
        ("b^{[3]}", "은 이 을 과 으로"),
        ("A^{[0]}", "은 이 을 과 으로"),
        ("A^{[6]}", "은 이 을 과 으로"),
        ("A^{[7]}", "은 이 을 과 로"),
        ("A^{[8]}", "은 이 을 과 로"),
        ("A^{[10]}", "은 이 을 과 으로"),
        ("A^{[12]}", "는 가 를 와 로"),
        ("A^{[l]}", "은 이 을 과 로"),
        ("A^{[l-1]}", "은 이 을 과 로"),
        ("n_{0}", "은 이 을 과 으로"),
        ("n_0", "은 이 을 과 으로"),
        ("w_{ij}^{[2]}", "는 가 를 와 로"),
        ("w^{[1]}_{ij}", "는 가 를 와 로"),
        ("w_{11}", "은 이 을 과 로"),
        (r"\frac{\partial L}{\partial W^{[2]}}", "은 이 을 과 로"),
        (r"\dfrac{\partial J}{\partial W^{[1]}}", "는 가 를 와 로"),
        (r"\frac{1}{4}", "은 이 을 과 로"),
        (r"\frac{2}{N}", "는 가 를 와 로"),
        (r"\nabla_{W^{[2]}} L", "은 이 을 과 로"),
        (r"dW^{[2]}", "는 가 를 와 로"),
        (r"\delta^{[3]}", "은 이 을 과 으로"),
        (r"A^{[1]\top}", "는 가 를 와 로"),
        (r"{W^{[1]}}^{T}", "는 가 를 와 로"),
        ("z^2", "은 이 을 과 으로"),
        ("z^{2}", "은 이 을 과 으로"),
        ("e^{-z}", "는 가 를 와 로"),
        (r"\sigma'", "은 이 을 과 으로"),
        (r"\sigma'(Z^{[2]})", "는 가 를 와 로"),
        (r"\hat{Y}", "은 이 을 과 으로"),
        (r"\mathbf{1}", "은 이 을 과 로"),
        (r"\mathrm{ReLU}", "는 가 를 와 로"),
        (r"\operatorname{vec}", "은 이 을 과 으로"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "은 이 을 과 로"),
        ("0.25", "는 가 를 와 로"),
        ("0.1", "은 이 을 과 로"),
        ("100", "은 이 을 과 으로"),
        (r"\epsilon", "은 이 을 과 으로"),
        (r"\varepsilon", "은 이 을 과 으로"),
        (r"\upsilon", "은 이 을 과 으로"),
        (r"\omicron", "은 이 을 과 으로"),
        *[(rf"\{name}", "는 가 를 와 로") for name in GREEK.split()],
    ],
)
def test_the_particle_follows_the_reading(tex: str, particles: str) -> None:
    pairs = ("은/는", "이/가", "을/를", "과/와", "으로/로")
    assert " ".join(josa(read_tex(tex), pair) for pair in pairs) == particles


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("함수", "함수"),
        ("순전파(forward)", "순전파"),
        ("gradient", "그래디언트"),
        ("chain rule", "룰"),
        ("(12)", "이"),
        ("4.10", "십"),
        ("gelu_tanh", "탄젠트"),
        ("…", ""),
        ("", ""),
    ],
)
def test_words_are_read(words: str, end: str) -> None:
    assert read_text(words) == end


def test_readings_may_be_others() -> None:
    assert josa(read_tex("Z", {**READINGS, "z": "젯"}), "을/를") == "을"
    assert josa(read_tex("Z"), "을/를") == "를"


def test_every_reading_is_hangul() -> None:
    assert [word for word in READINGS.values() if not re.fullmatch("[가-힣]+", word)] == []


def test_a_particle_that_is_not_one_is_named() -> None:
    with pytest.raises(DeriveError, match="no particle '를/을'; there are 은/는, 이/가"):
        josa("이", "를/을")
    with pytest.raises(DeriveError, match="no particle"):
        said('<< of | math | josa("을") >>', of="W2")


def test_the_filter_follows_every_other_filter() -> None:
    assert said('<< of | math | josa("을/를") >>', of="W2") == "$W^{[2]}$를"
    assert said('<< of | math | josa("을/를") >>', of="dW1").endswith("$을")
    assert said('<< of | math | josa("으로/로") >>', of=("entry", "W2", "i", "j")).endswith("$로")
    assert said('<< args | listing | josa("은/는") >>', args=["W2", "b1"]) == "$W^{[2]}$와 $b^{[1]}$은"
    assert said('<< args | listing | josa("은/는") >>', args=["X", "Y", "L"]) == "$X$, $Y$, $L$은"
    assert said('<< one | ref | josa("은/는") >>', one=Ref(Markup("dW1"), "4.3")) == "[4.3](#dW1)은"
    assert said('<< shape | dims | josa("이/가") >>', shape=("N", "n1")).endswith("$이")
    assert said('<< shape | dims | josa("이/가") >>', shape=()) == "수 하나(scalar)가"
    assert said('<< shape | numbers | josa("이/가") >>', shape=(2, 4)).endswith("4가")
    assert said('<< word | josa("을/를") >>', word="행") == "행을"
    assert said('<< 1 | math | josa("으로/로") >>') == "$1$로"


def test_a_word_stays_text() -> None:
    assert said('<< word | josa("을/를") >>', "html", word="<b>열") == "&lt;b&gt;열을"
    assert said('<< word | josa("을/를") >>', "md", word="a*b") == r"a\*b를"


def test_emphasis_before_a_particle() -> None:
    source = "**순전파(forward)**는 *행*과"
    assert said(source) == "<strong>순전파(forward)</strong>는 <em>행</em>과"
    assert said(source, "tex") == r"\textbf{순전파(forward)}는 \textbf{행}과"  # no italic


@pytest.mark.parametrize(
    ("style", "gradient"), [("seed", "∂L 을"), ("cs231n", "dW2 를"), ("ng", "dW[2] 를"), ("nielsen", "∂C 를")]
)
def test_the_notation_decides_how_a_gradient_is_read(style: str, gradient: str) -> None:
    notation = Notation.of(made().derivation, STYLES[style])
    assert said('<< of | math | josa("을/를") >>', of="dW2", notation=notation)[-1] == gradient[-1]


def source() -> str:
    return (templates() / "words" / "ko.toml").read_text("utf-8")


def test_every_particle_after_a_gap_is_chosen() -> None:
    """A particle typed after a variable would be right for some symbols only."""
    typed = re.findall(r">>(?:은|는|이|가|을|를|과|와|으로|로)(?![가-힣])[^\n]{0,20}", source())
    numbers = re.findall(r"<< \((?:0|1)\) \| math >>(?:은|는|이|가|을|를|과|와|으로|로)(?![가-힣])", source())
    assert len(typed) == len(numbers)


def test_numbers_that_are_typed_have_their_particle() -> None:
    """0 영 and 1 일: 은, 이, 을, 과; 영으로, 일로."""
    assert re.findall(r"<< \((?:0|1)\) \| math >>(?:는|가|를|와)(?![가-힣])", source()) == []
    assert re.findall(r"<< \(0\) \| math >>로|<< \(1\) \| math >>으로", source()) == []


def test_a_term_and_its_particle_are_one() -> None:
    """`<< of | math >><< of | josa(…) >>` would print the term's name a second time."""
    assert re.findall(r">><<[^>]*josa", source()) == []


def test_every_pair_is_known() -> None:
    assert set(re.findall(r"josa\(\"([^\"]*)\"\)", source())) <= set(PAIRS)


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the catalogue, with its key's last part."""
    found: list[tuple[str, str]] = []

    def collect(table: dict[str, object], path: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                collect(value, f"{path}.{key}")
            elif isinstance(value, str):
                found.append((f"{path}.{key}", value))

    collect(tomllib.loads(source()), "")
    return found


def test_the_register_is_plain() -> None:
    assert [
        key for key, words in sentences() if re.search(r"[습입합됩십]니다|세요|[어해]요|십시오|니까", words)
    ] == []


@pytest.mark.parametrize(
    "name", ["seed", "three layers", "batch norm", "relu and softmax, samples in columns"]
)
def test_no_particle_is_wrong_on_the_page(name: str) -> None:
    found = re.findall(r"\$([^$\n]+)\$(은|는|이|가|을|를|과|와)(?=[ ,.]|$)", text("md", name, language="ko"))
    assert len(found) > 20
    wrong = [
        (tex, particle)
        for tex, particle in found
        if (particle in "은이을과") != closed(tex.replace("_ ", "_"))
    ]
    assert wrong == []


def closed(tex: str) -> bool:
    """Whether a formula's reading ends in a consonant."""
    return (ord(read_tex(tex)[-1]) - ord("가")) % 28 > 0


def test_the_page_says_its_language() -> None:
    assert '<html lang="ko">' in text("html", language="ko")


def test_a_formula_in_markdown_stands_after_a_space() -> None:
    """GitHub reads `$` as text after most characters: only a space, or the start of a line, is safe."""
    document = re.sub(r"\$\$.*?\$\$", "", text("md", language="ko"), flags=re.DOTALL)
    before = {
        line[m.start() - 1]
        for line in document.splitlines()
        for m in re.finditer(r"\$[^$]+\$", line)
        if m.start()
    }
    assert before <= {" ", "\u00a0"}


def test_latex_asks_for_kotex() -> None:
    assert r"\usepackage{kotex}" in text("tex", language="ko")
    assert "inputenc" not in text("tex", language="ko")
    assert "kotex" not in text("tex")


@pytest.mark.rendering("xelatex")
def test_it_compiles_in_korean(tmp_path: Path, program: str) -> None:
    pdf, log = compiled(tmp_path, program, text("tex", language="ko", ledger=True))
    assert TROUBLE.findall(log) == []
    assert pdf.stat().st_size > 50_000
