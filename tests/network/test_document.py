"""What a spec says about its document: read as a whole, every problem named, and what comes of it."""

import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.api import Network
from derive.cli import cli
from derive.errors import DeriveError, SpecError
from derive.network import SEED, read_spec
from derive.network.document import STAGES

WHOLE = """
[document]
language = 'ko'
register = 'polite'
stages = ['forward', 'backward']
figures = ['network']
date = 2024-05-01
slug = 'backprop'
front = { tags = ['Deep Learning', 'a "b": c'], toc = true, math = { engine = 'x' }, updated = 2024-05-02 }
readings = { L = '로스' }
glossary = { 'upstream gradient' = '위쪽 gradient' }
"""


@cache
def derivation(document: str) -> object:
    return Network.from_spec(SEED + "\n[document]\n" + document).derive()


def test_everything_is_read() -> None:
    found = read_spec(SEED + WHOLE).document
    assert (found.language, found.register, found.stages) == ("ko", "polite", ("forward", "backward"))
    assert (found.figures, found.date, found.post("x")) == (("network",), "2024-05-01", "2024-05-01-backprop")
    assert found.readings == {"L": "로스"} and found.glossary == {"upstream gradient": "위쪽 gradient"}
    plain = read_spec(SEED).document
    assert (plain.stages, plain.figures, plain.post("x"), plain.front_matter) == (STAGES, None, "", {})


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("stages = ['loss', 'bakward']", "no stage 'bakward'; did you mean 'backward'"),
        ("stages = 'loss'", "document.stages is a list of names, not 'loss'"),
        ("register = 'kind'", "document.register is one of plain, polite, not 'kind'"),
        ("language = 3", "document.language is text, not 3"),
        ("date = 'soon'", "document.date is a day such as 2024-05-01, not 'soon'"),
        ("date = 12", "document.date is a day such as 2024-05-01, not 12"),
        ("slug = '../x'", "document.slug is letters, digits and hyphens, not '../x'"),
        ("front = 3", "[document.front] is a table, not 3"),
        ("front = { 'a: b' = 1 }", "'a: b' is no key of front matter"),
        ("front = { a = [{ 'b\\nc' = 1 }] }", "is no key of front matter"),
        ("readings = { L = 3 }", "document.readings.L is text, not 3"),
        ("glossary = { weight = '<< x >>' }", "document.glossary.weight is words, without % * < >"),
        ("glossary = { weight = ' ' }", "document.glossary.weight is text"),
        ("figures = 7", "document.figures is a list of names, not 7"),
        ("figure = ['graph']", "[document]: no key 'figure'; did you mean 'figures'"),
    ],
)
def test_a_problem_is_named(document: str, problem: str) -> None:
    with pytest.raises(SpecError, match=re.escape(problem)):
        read_spec(SEED + "\n[document]\n" + document)


@pytest.mark.parametrize("left_out", STAGES)
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("format", ["md", "html", "tex"])
def test_a_stage_can_be_left_out(left_out: str, language: str, format: str) -> None:
    """The others stand, and no link leads to what is not there."""
    stages = [stage for stage in STAGES if stage != left_out]
    page = derivation(f"stages = {stages}").render(format, language=language)  # type: ignore[attr-defined]
    anchors = {
        "md": (r'<a id="([^"]+)"', r"\]\(#([^)]+)\)"),
        "html": (r'\bid="([^"]+)"', r'href="#([^"]+)"'),
        "tex": (r"\\label\{([^}]+)\}", r"\\hyperref\[([^]]+)\]"),
    }
    known, linked = (set(re.findall(pattern, page)) for pattern in anchors[format])
    assert linked - known - {"copy-icon"} == set()
    assert left_out not in known and all(stage in known for stage in stages)


def test_nothing_left_to_tell() -> None:
    with pytest.raises(DeriveError, match="has nothing to tell"):
        derivation("stages = []").render("md")  # type: ignore[attr-defined]


def test_a_register_that_a_language_does_not_have() -> None:
    with pytest.raises(DeriveError, match="en has no register polite"):
        derivation("language = 'en'\nregister = 'polite'").render("md")  # type: ignore[attr-defined]
    assert "합니다" in derivation("register = 'polite'").render("md", language="ko")  # type: ignore[attr-defined]
    assert "This page" in derivation("register = 'polite'").render("md")  # type: ignore[attr-defined]


def test_a_post_for_a_blog(tmp_path: Path) -> None:
    spec = tmp_path / "net.toml"
    spec.write_text(SEED + WHOLE, "utf-8")
    done = CliRunner().invoke(
        cli, ["build", str(spec), "-o", str(tmp_path / "_posts"), "--format", "jekyll,md"]
    )
    assert done.exit_code == 0, done.output
    post = (tmp_path / "_posts" / "2024-05-01-backprop.md").read_text("utf-8")
    head = post.split("---\n")[1]
    assert head.splitlines() == [
        'title: "Two-layer sigmoid network"',
        "use_math: true",
        "date: 2024-05-01",
        'lang: "ko"',
        r'tags: ["Deep Learning", "a \"b\": c"]',
        "toc: true",
        'math: {"engine": "x"}',
        "updated: 2024-05-02",
    ]
    assert "]({{ site.baseurl }}/assets/net-network.svg)" in post and "net-graph.svg" not in post
    assert (tmp_path / "assets" / "net-network.svg").is_file()  # Jekyll publishes no pictures from _posts
    assert "위쪽 gradient" in post and "upstream gradient" not in post
    assert (tmp_path / "_posts" / "net.md").is_file()


def test_a_title_of_its_own_in_the_front_matter() -> None:
    page = derivation("front = { title = 'Mine', layout = 'post' }").render("jekyll")  # type: ignore[attr-defined]
    assert page.startswith('---\ntitle: "Mine"\nuse_math: true\nlayout: "post"\n---\n')


def test_the_words_of_a_spec_are_those_of_its_snippets() -> None:
    made = derivation("language = 'ko'\nregister = 'polite'")
    assert "샘플" in made.snippet("notation")  # type: ignore[attr-defined]
