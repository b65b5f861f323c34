"""Posts: only what stands between the marks changes, twice is as once, and a bad mark changes nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.api import embed
from derive.cli import cli
from derive.errors import DeriveError
from derive.network import SEED
from derive.publish import Mark, fill_marks, post_spec

POST = """---
title: a post
---
Text $x$.

<!-- derive: dL/dW1 -->
old
<!-- /derive -->

- item
  <!-- derive: W2 lines=all style=ng -->
  <!-- /derive -->

> <!-- derive: b1 -->
> <!-- /derive -->

In line <!-- derive: dZ2 -->old<!-- /derive --> it goes.

```
<!-- derive: nothing -->
```
`<!-- derive: nothing -->`

<!-- derive: forward -->
<!-- /derive -->
end"""
ARTICLE = "\\section{A}\n% derive: dL/dW1\nold\n% /derive\n  %% derive: notation\n  %% /derive\nend\n"


def test_a_post() -> None:
    filled = embed(POST)
    assert filled != POST and embed(filled) == filled
    assert "\nold\n" not in filled and ">old<" not in filled
    assert "<!-- derive: dL/dW1 -->\n\n$$\n\\boxed{" in filled
    assert "\n  $$\n  " in filled and "\n> $$\n> " in filled
    assert re.search(r"In line <!-- derive: dZ2 -->\$[^\n$]+\$<!-- /derive --> it goes\.", filled)


def test_an_article() -> None:
    filled = embed(ARTICLE, "a.tex")
    assert embed(filled, "a.tex") == filled
    assert "% derive: dL/dW1\n\\begin{equation*}\n\\boxed{" in filled
    assert "\\end{equation*}\n% /derive\n" in filled
    assert "\n\n" not in filled


@pytest.mark.parametrize(
    ("text", "name"), [(POST, "a.md"), (ARTICLE, "a.tex"), (POST, "a.qmd"), (POST, "a.html")]
)
def test_line_ends_are_kept(text: str, name: str) -> None:
    windows = "\ufeff" + text.replace("\n", "\r\n")
    filled = embed(windows, name)
    assert not re.search(r"(?<!\r)\n", filled)
    assert filled.replace("\r\n", "\n") == "\ufeff" + embed(text, name)
    assert embed(filled, name) == filled


PIECES = ["<!-- derive: x -->", "<!-- /derive -->", "\n", "\r\n", "```\n", "`", "> ", "  ", "text", "é", "- "]


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.sampled_from(["F", "$$\nF\n$$\n", "a\n\nb"]),
)
def test_properties(text: str, filled: str) -> None:
    """Outside of the marks nothing changes, and the second time changes nothing."""

    def write(mark: Mark) -> str:
        return "F" if mark.inline else filled

    try:
        once = fill_marks(text, "a.md", write)
    except DeriveError as error:
        assert re.match(r"a\.md, line \d+: ", str(error))
        return
    assert fill_marks(once, "a.md", write) == once
    marked = re.compile(r"(<!-- derive: x -->).*?(<!-- /derive -->)", re.DOTALL)
    if "`" not in text:
        assert marked.sub(r"\1\2", once) == marked.sub(r"\1\2", text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n<!-- derive: W1 -->\n", "line 2: this mark has no end, <!-- /derive -->"),
        ("<!-- /derive -->", "line 1: the end of a mark that was not begun"),
        (
            "<!-- derive: W1 -->\n<!-- derive: W2 -->\n<!-- /derive -->",
            "line 2: a mark inside the one",
        ),
        ("\n\n<!-- derive: dL/dW8 -->\n<!-- /derive -->", "line 3: no gradient 'dL/dW8'; did you mean"),
        ("<!-- derive: W1 line=all -->\n<!-- /derive -->", "line 1: no option 'line'; did you mean 'lines'"),
        ("<!-- derive: W1 style=n -->\n<!-- /derive -->", "line 1: "),
        ("<!-- derive W1 -->\n<!-- /derive -->", "line 1: a mark is written"),
        ("<!-- derive:\nW1 -->\n<!-- /derive -->", "line 1: a mark is written"),
        ("<!-- derive: -->\n<!-- /derive -->", "line 1: the mark names nothing"),
        ("<!-- derive: forward --><!-- /derive -->", "line 1: forward takes more than one line"),
        ("<!-- derive: W1 spec=no.toml -->\n<!-- /derive -->", "line 1: no file"),
    ],
)
def test_bad_marks(tmp_path: Path, text: str, message: str) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(POST, "utf-8")
    bad.write_text(text, "utf-8")
    result = run("embed", str(good), str(bad))
    assert result.exit_code == 2
    assert message in result.output
    assert good.read_text("utf-8") == POST and bad.read_text("utf-8") == text


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_the_command(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_bytes(POST.replace("\n", "\r\n").encode())
    post.chmod(0o640)
    assert run("embed", "--check", str(post)).exit_code == 1
    assert post.read_bytes() == POST.replace("\n", "\r\n").encode()
    assert run("embed", str(post)).exit_code == 0
    assert post.stat().st_mode & 0o777 == 0o640
    once = post.read_bytes()
    assert run("embed", "--check", str(post)).exit_code == 0
    assert run("embed", str(post)).exit_code == 0
    assert post.read_bytes() == once and b"\n" not in once.replace(b"\r\n", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["post.md"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.md", b"one\n\xff", "line 2: not UTF-8: the byte 0xff"),
        ("a.docx", b"", "cannot fill .docx"),
        ("b.md", None, "no file"),
    ],
)
def test_bad_posts(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("embed", str(tmp_path / name))
    assert (result.exit_code, message in result.output) == (2, True), result.output


OTHER = SEED.replace("0.1, -0.2", "0.7, -0.2")


def test_specs(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(OTHER, "utf-8")
    mark = "<!-- derive: numbers%s -->\n<!-- /derive -->\n"
    post = tmp_path / "post.md"
    indented = "".join(f"  {line}" for line in OTHER.splitlines(keepends=True))
    filled = []
    for text in (
        mark % " spec=net.toml",
        f"---\nderive: net.toml\n---\n{mark % ''}",
        f"---\ntitle: x\nderive: |\n{indented}date: y\n---\n{mark % ''}",
    ):
        post.write_text(text, "utf-8")
        result = run("embed", str(post))
        assert result.exit_code == 0, result.output
        filled.append(post.read_text("utf-8").partition("-->")[2])
    assert filled[0] == filled[1] == filled[2]
    assert "0.7" in filled[0] and "0.7" not in embed(mark % "")


def test_a_spec_in_the_front_matter() -> None:
    assert post_spec("text") == ("", "")
    assert post_spec("---\nderive: 'a b.toml'\n---\n") == ("", "a b.toml")
    assert post_spec("---\r\nderive: |\r\n  a = 1\r\n\r\n  b = 2\r\n---\r\n")[0].split() == [
        "a",
        "=",
        "1",
        "b",
        "=",
        "2",
    ]


def test_options(monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[Mark] = []
    write: Callable[[Mark], str] = lambda mark: marks.append(mark) or "x"  # noqa: E731
    fill_marks('<!-- derive: \\frac{a}{b} lines=all spec="my net.toml" -->\n<!-- /derive -->', "a.md", write)
    assert marks[0] == Mark("\\frac{a}{b}", 1, False, {"lines": "all", "spec": "my net.toml"})


FIGURES = """<!-- derive: figure:graph -->
<!-- /derive -->

<!-- derive: figure:network style=ng -->
<!-- /derive -->
"""


def test_a_picture_in_a_post_lies_beside_it(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(FIGURES + FIGURES.replace("style=ng", "lang=ko"), "utf-8")
    done = run("embed", str(post))
    assert done.exit_code == 0, done.output
    text = post.read_text("utf-8")
    assert re.findall(r"\]\((.*?)\)", text) == [
        "post-graph.svg",
        "post-network.svg",
        "post-graph.svg",
        "post-2-network.svg",
    ]
    assert (tmp_path / "post-graph.svg").read_text("utf-8").startswith("<svg ")
    assert "신경망" in text and "신경망" in (tmp_path / "post-2-network.svg").read_text("utf-8")
    assert run("embed", "--check", str(post)).exit_code == 0
    (tmp_path / "post-graph.svg").unlink()
    stale = run("embed", "--check", str(post))
    assert stale.exit_code == 1 and "post-graph.svg: out of date" in stale.output
    assert run("embed", str(post)).exit_code == 0 and (tmp_path / "post-graph.svg").exists()


def test_pictures_of_posts_go_where_they_are_told(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(FIGURES, "utf-8")
    done = run(
        "embed", str(post), "--assets", str(tmp_path / "images"), "--assets-url", "{{site.url}}/images"
    )
    assert done.exit_code == 0, done.output
    assert "]({{site.url}}/images/post-graph.svg)" in post.read_text("utf-8")
    assert sorted(place.name for place in (tmp_path / "images").iterdir()) == [
        "post-graph.svg",
        "post-network.svg",
    ]


def test_a_picture_that_derive_did_not_write_stays(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(FIGURES, "utf-8")
    (tmp_path / "post-graph.svg").write_text("<svg/>", "utf-8")
    done = run("embed", str(post))
    assert done.exit_code == 2 and "not written by derive build" in done.output
    assert post.read_text("utf-8") == FIGURES
    assert (tmp_path / "post-graph.svg").read_text("utf-8") == "<svg/>"


def test_pictures_in_other_posts() -> None:
    article = embed("% derive: figure:network\n% /derive\n", "a.tex")
    assert r"\begin{tikzpicture}" in article and r"\caption{The network for one sample" in article
    assert embed(article, "a.tex") == article
    page = embed(FIGURES, "a.html")
    assert page.count("<svg ") == 2 and "<figcaption>The network" in page and embed(page, "a.html") == page


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        ("figure:graf", "line 1: no figure 'graf'; did you mean 'graph'"),
        ("figure:", "no figure ''"),
        ("figure:graph scale=2", "no option 'scale'"),
        ("dL/dW1 lang=xx", "no language 'xx'"),
    ],
)
def test_a_picture_there_is_not(mark: str, problem: str) -> None:
    with pytest.raises(DeriveError, match=re.escape(problem)):
        embed(f"<!-- derive: {mark} -->\n<!-- /derive -->\n")
    with pytest.raises(DeriveError, match="more than one line"):
        embed("a <!-- derive: figure:graph --><!-- /derive --> b")


def test_a_snippet_in_korean() -> None:
    assert "샘플의 수" in embed("<!-- derive: notation lang=ko -->\n<!-- /derive -->\n")
