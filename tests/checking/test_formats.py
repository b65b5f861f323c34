"""The formats of a report: each holds what was found, and nothing of the document escapes into its syntax."""

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import derive
from tests.checking.posts import BAD_POST, GOOD_POST, MISTAKES, NASTY, WRONG, run, write

KEYS = {
    "line", "column", "cell", "latex", "network", "verdict", "kind", "message", "fix", "counterexample",
    "holds_if", "evidence", "follows_from",
}  # fmt: skip


def columns(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_full_fits_80_columns_and_points_at_the_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, post_md=NASTY.replace("$$\\frac", "그래서 $$\\frac"))
    for options in ((), ("-v",), ("--lang", "ko")):
        result = run("post.md", *options)
        assert result.exit_code == 1
        lines = result.stdout.splitlines()
        assert [line for line in lines if columns(line) > 80] == []
    marked = [_marked(before, caret) for before, caret in pairwise(lines) if re.match(r" +\| +\^", caret)]
    assert marked == [
        (12, r"\frac{\partial L}{\partial Z_2} A_1^\top"),
        (16, "A_1"),
        (18, r"\frac{\partial L}{\partial Z_1}"),
    ]


def _marked(before: str, caret: str) -> tuple[int, str]:
    """The number of a line in an excerpt, and what the carets below it stand under."""
    under = "".join(
        c for k, c in enumerate(before) if columns(before[:k]) < len(caret) and _at(caret, before, k)
    )
    return int(before[: before.index("|")]), under


def _at(caret: str, before: str, place: int) -> bool:
    return caret[columns(before[:place])] == "^"


POINTED = [  # a wrong right side, and what the caret is to point at
    (r"X \frac{\partial L}{\partial Z}", "X"),
    (r"-X^\top \frac{\partial L}{\partial Z}", "-"),
    (r"\frac{\partial L}{\partial Z} X^\top", r"\frac{\partial L}{\partial Z} X^\top"),
    (r"X^\top \frac{\partial L}{\partial A}", "A"),
]


@pytest.mark.parametrize(("wrong", "part"), POINTED)
def test_the_caret_points_at_what_differs(tmp_path: Path, wrong: str, part: str) -> None:
    forward = r"With $Z = X W + b$ and $A = \sigma(Z)$ we have"
    text = rf"{forward} $$\frac{{\partial L}}{{\partial W}} =" + f"\n {wrong}$$"
    lines = run(write(tmp_path, post_md=text)).stdout.splitlines()
    (found,) = [_marked(a, b) for a, b in pairwise(lines) if re.match(r" +\| +\^", b)]
    assert found == (2, part)


def test_what_is_wrong_is_said_with_both_shapes_or_numbers(tmp_path: Path) -> None:
    shown = run(write(tmp_path, post_md=BAD_POST)).stdout
    (shapes,) = re.findall(r"= \((\d+), (\d+)\) times \((\d+), (\d+)\)", shown)
    assert shapes[1] != shapes[2]
    assert len(re.findall(r"\byours .* correct\b", " ".join(shown.split()))) == 1
    both = write(tmp_path, open_md="$Z = X W + b$, $$\\nabla_W L = \\nabla_Z L X$$")
    assert "= tried: a batch of samples / one sample" in run(both).stdout


def test_of_what_has_no_correction_the_caret_marks_the_link(tmp_path: Path) -> None:
    lines = run(write(tmp_path, post_md=BAD_POST), "--no-fix").stdout.splitlines()
    (first, *_) = [_marked(a, b) for a, b in pairwise(lines) if re.match(r" +\| +\^", b)]
    line, text = first
    assert line == 12 and text.endswith("…")
    assert WRONG[0].strip("$").startswith(text[:-1])


def test_concise_is_one_line_each(tmp_path: Path) -> None:
    lines = run(write(tmp_path, post_md=BAD_POST), "--format", "concise").stdout.splitlines()
    assert [line.split(": ")[1].split("]")[0] for line in lines[:-1]] == [
        f"refuted [{k}" for _, k, _ in MISTAKES
    ]
    assert lines[-1] == "judged 5 of 10 equations: 2 hold, 3 refuted; 5 definition"


def test_verbose_shows_every_link(tmp_path: Path) -> None:
    text = run(write(tmp_path, post_md=BAD_POST), "-v", "--format", "concise").stdout
    assert text.count(" verified ") == 2
    assert text.count(" definition ") == 5


def test_json_is_schema_1(tmp_path: Path) -> None:
    path = write(tmp_path, post_md=BAD_POST)
    data = json.loads(run(path, "--format", "json").stdout)
    assert set(data) == {"schema", "files", "summary"}
    assert data["schema"] == 1
    (file,) = data["files"]
    assert set(file) == {"path", "networks", "equations", "notes"}
    assert all(set(one) == KEYS for one in file["equations"])
    wrong = [one for one in file["equations"] if one["verdict"] == "refuted"]
    assert [(one["line"], one["kind"]) for one in wrong] == [mistake[:2] for mistake in MISTAKES]
    assert data["summary"]["refuted"] == 3
    lines = BAD_POST.splitlines()
    assert all(
        lines[one["line"] - 1][one["column"] - 1 :].startswith(one["latex"]) for one in file["equations"]
    )
    assert derive.check_text(BAD_POST, path=str(path)).to_json() == data
    assert dict(derive.check_text(BAD_POST, path=str(path))) == data


def test_csv_has_a_row_for_each_file(tmp_path: Path) -> None:
    bad = write(tmp_path, bad_md=BAD_POST, good_md=GOOD_POST)
    result = run(bad, tmp_path / "good.md", tmp_path / "none.md", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(Path(row["path"]).name, row["verified"], row["refuted"]) for row in rows] == [
        ("bad.md", "2", "3"), ("good.md", "5", "0"), ("none.md", "0", "0"),
    ]  # fmt: skip
    assert rows[2]["error"]


def test_csv_holds_no_formula_of_a_spreadsheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("=1+1.md").write_text(GOOD_POST, "utf-8")
    assert "'=1+1.md" in run("=1+1.md", "--format", "csv").stdout


def unescaped(text: str) -> str:
    """What the runner makes of an escaped value."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_annotations_are_one_line_each_and_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a,b:c%.md"
    Path(name).write_text(NASTY, "utf-8")
    lines = run(name, "--format", "github").stdout.splitlines()
    matches = [re.fullmatch(r"::(error|notice|warning)(?: ([^:]*))?::(.*)", line) for line in lines]
    assert all(matches), lines
    errors = [match for match in matches if match and match[1] == "error"]
    found = [dict(pair.split("=", 1) for pair in match[2].split(",")) for match in errors]
    assert [int(one["line"]) for one in found] == [line for line, *_ in MISTAKES]
    assert {unescaped(one["file"]) for one in found} == {name}
    assert "correction: " in unescaped(errors[0][3])


class Tags(HTMLParser):
    """Every element that a page opens, and whether they close in order."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.names.append(tag)
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_html_page_shows_original_and_correction(tmp_path: Path) -> None:
    path = write(tmp_path, post_md=NASTY)
    result = run(path, "--format", "html", "-o", tmp_path / "pages")
    assert result.exit_code == 1
    page = (tmp_path / "pages" / "post.md.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.opened == []
    assert "script" not in tags.names
    assert page.count('class="fix"') == 3
    math = re.findall(r"<math.*?</math>", page)
    assert len(math) == 10 - 1 + 3  # two claims share a formula; three corrections
    for one in math:
        ElementTree.fromstring(one)
    assert run(path, "--format", "html", "-o", tmp_path / "pages").exit_code == 1, (
        "our own page is overwritten"
    )


def test_pages_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, post_md=GOOD_POST)
    result = run(tmp_path / "a", tmp_path / "b", "--format", "html", "-o", tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["post.md.2.html", "post.md.html"]
    assert result.exit_code == 0


def test_a_terminal_gets_colours(tmp_path: Path) -> None:
    found = derive.check_text(BAD_POST)
    styled = [style for line in found.lines() for _, style in line if style]
    assert "bold red" in styled
    assert "\x1b" not in found.report()


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    text = BAD_POST.replace(
        "$$\\frac{\\partial L}{\\partial W_2}", "\x1b]0;x\x07 $$\\frac{\\partial L}{\\partial W_2}"
    )
    assert "\x1b" not in run(write(tmp_path, post_md=text)).stdout
