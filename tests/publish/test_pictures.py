"""Pictures in documents: inline, as TikZ, or as files beside; with captions, alternatives and numbers."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from derive.api import Network
from derive.api.pictures import chosen, links
from derive.cli import cli
from derive.errors import DeriveError
from derive.network import SEED
from derive.render import BASIC, FORMATS, PLACES
from tests.render.test_latex import TROUBLE, compiled

DERIVATION = Network.seed().derive()
LINKING = [name for name in FORMATS if links(name)]
LANGUAGES = ("en", "ko")


def build(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["build", *arguments])


def test_html_holds_its_pictures() -> None:
    page = DERIVATION.render("html")
    assert re.findall(r'data-figure="(\w+)"', page) == list(BASIC)
    assert page.index('data-figure="network"') < page.index('data-figure="graph"')
    assert page.count("<figcaption>") == 2 and "<b>Figure 1.</b>" in page and "<b>Figure 2.</b>" in page
    assert "<desc>Columns of circles from left to right, with 2, 3, 1 units" in page


def test_latex_holds_its_pictures() -> None:
    page = DERIVATION.render("tex")
    assert page.count(r"\begin{tikzpicture}") == 2 == page.count(r"\caption{")
    assert r"\usepackage{tikz}" in page and "tikz" not in DERIVATION.render("tex", figures=())
    assert r"\label{figure-graph}" in page


def test_a_fragment_has_none_unless_asked() -> None:
    assert "tikz" not in DERIVATION.render("fragment")
    asked = DERIVATION.render("fragment", figures=["graph"], stem="my net")
    assert r"\usepackage{amsmath,graphicx,tikz}" in asked and r"\label{fig:my-net:graph}" in asked


@pytest.mark.parametrize("format", LINKING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_formats_link_to_files(format: str, language: str) -> None:
    page = DERIVATION.render(format, assets="{{site.url}}/images", stem="net", language=language)
    files = DERIVATION.pictures([format], stem="net", language=language)
    assert list(files) == [f"net-{name}.svg" for name in BASIC]
    for name, picture in files.items():
        assert "({{site.url}}/images/" + name + ")" in page
        assert picture.startswith("<svg ") and picture.endswith("</svg>\n")
        if language == "ko":
            assert re.search(r"<desc>[^<]*[가-힣]", picture)


def test_without_a_place_for_files_nothing_is_linked() -> None:
    assert "](" not in re.sub(r"\]\(#", "", DERIVATION.render("md")) and ".svg" not in DERIVATION.render("md")


def test_what_is_brief_or_a_part_has_no_pictures() -> None:
    for options in ({"detail": "brief"}, {"only": "dW1"}):
        assert "<figure" not in DERIVATION.render("html", **options)
        assert DERIVATION.pictures(["md"], **options) == {}


def test_a_picture_goes_with_its_stage() -> None:
    told = Network.from_spec(SEED + "\n[document]\nstages = ['forward', 'loss']\n").derive()
    assert list(told.pictures(["md"], stem="n")) == ["n-network.svg"]
    assert 'data-figure="network"' in told.render("html") and 'data-figure="graph"' not in told.render("html")


def test_plain_text_says_what_a_picture_shows() -> None:
    page = DERIVATION.render("plain", figures=["network"])
    assert "[Figure 1: Columns of circles" in page and "svg" not in page


def test_names() -> None:
    assert chosen("html", None) == BASIC and chosen("fragment", None) == ()
    assert chosen("md", ["all"]) == tuple(PLACES) and chosen("md", ["none"]) == ()
    assert chosen("md", ["graph", "network"]) == BASIC
    with pytest.raises(DeriveError, match="no figure 'graf'; did you mean 'graph'"):
        DERIVATION.render("html", figures=["graf"])
    with pytest.raises(DeriveError, match="cannot stand in a link"):
        DERIVATION.render("md", assets="a b)(")


def test_the_default_needs_no_plotting_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes with matplotlib and without; a curve that is asked for says how to get it."""
    before = [DERIVATION.render("html"), *DERIVATION.pictures(["md"]).values()]
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    derivation = Network.seed().derive()
    assert [derivation.render("html"), *derivation.pictures(["md"]).values()] == before
    with pytest.raises(DeriveError, match=r"pip install 'derive-backprop\[plots\]'"):
        derivation.render("html", figures=["training"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_pictures_in_one_page(language: str) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    page = DERIVATION.render("html", figures=["all"], language=language)
    assert re.findall(r'data-figure="(\w+)"', page) == list(PLACES)
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page, re.DOTALL)
    for caption in captions:
        assert len(re.sub("<[^>]+>", "", caption)) > 60


def test_files_of_a_build(tmp_path: Path) -> None:
    done = build("-o", str(tmp_path / "posts"), "--format", "md,jekyll", "--assets", str(tmp_path / "images"))
    assert done.exit_code == 0, done.output
    assert "](../images/seed-graph.svg)" in (tmp_path / "posts" / "seed.md").read_text("utf-8")
    pictures = sorted(place.name for place in (tmp_path / "images").iterdir())
    assert pictures == ["seed-graph.svg", "seed-network.svg"]
    again = build("-o", str(tmp_path / "posts"), "--format", "md", "--assets", str(tmp_path / "images"))
    assert again.exit_code == 0  # what derive wrote it overwrites


def test_a_foreign_picture_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "seed-graph.svg").write_text("<svg/>", "utf-8")
    done = build("-o", str(tmp_path), "--format", "md")
    assert done.exit_code == 2 and "seed-graph.svg: not written by derive build" in done.output
    assert not (tmp_path / "seed.md").exists()


def test_standard_output_has_no_links_to_files_that_are_not_written() -> None:
    done = CliRunner().invoke(cli, ["build", "-o", "-", "--format", "md"])
    assert done.exit_code == 0 and ".svg" not in done.stdout


@pytest.mark.sweep
@pytest.mark.rendering("pdflatex")
def test_pictures_compile(tmp_path: Path, program: str) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    _, log = compiled(tmp_path, program, DERIVATION.render("tex", figures=["all"]))
    assert TROUBLE.findall(log) == []


def test_the_pictures_of_a_post_lie_where_jekyll_publishes_them(tmp_path: Path) -> None:
    done = build("-o", str(tmp_path / "_posts"), "--format", "jekyll", "--figures", "graph")
    assert done.exit_code == 0, done.output
    (picture,) = (tmp_path / "assets").glob("*.svg")
    assert str(picture) in done.output  # it is said where they went
    (post,) = (tmp_path / "_posts").iterdir()
    assert f"derive: {post.name}: Jekyll publishes from _posts only what is named by its date" in done.output
    assert f"({{{{ site.baseurl }}}}/assets/{picture.name})" in post.read_text("utf-8")


@pytest.mark.parametrize("output", ["_posts", "_posts/2024-1-2-mine.md", "drafts"])
def test_a_post_that_jekyll_publishes_has_no_remark(tmp_path: Path, output: str) -> None:
    spec = (Path(__file__).parents[2] / "outputs" / "lesson.toml").read_text("utf-8")
    dated = spec if output == "_posts" else spec.replace("date =", "# date =")
    (tmp_path / "net.toml").write_text(dated, "utf-8")
    spec_of, to = str(tmp_path / "net.toml"), str(tmp_path / output)
    done = build(spec_of, "-o", to, "--format", "jekyll", "--figures", "none")
    assert done.exit_code == 0 and "Jekyll publishes" not in done.output, done.output
