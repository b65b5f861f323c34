"""`derive check` on documents: exit codes, and options."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.checking.posts import BAD_POST, GOOD_POST, MISTAKES, RIGHT, SPEC, WRONG, run, write


def verdicts(path: Path, *options: str | Path) -> list[tuple[str, str]]:
    """Every link's verdict and kind, by the JSON report."""
    data = json.loads(run(path, "--format", "json", *options).stdout)
    return [(one["verdict"], one["kind"]) for file in data["files"] for one in file["equations"]]


def test_a_right_post_holds(tmp_path: Path) -> None:
    result = run(write(tmp_path, post_md=GOOD_POST))
    assert result.exit_code == 0, result.output
    assert result.stdout == "judged 5 of 10 equations: 5 hold, 0 refuted; 5 definition\n"


def test_a_wrong_post_is_refuted_where_it_is_wrong(tmp_path: Path) -> None:
    path = write(tmp_path, post_md=BAD_POST)
    result = run(path)
    assert result.exit_code == 1
    heads = [line for line in result.stdout.splitlines() if line.startswith(str(path))]
    found = [re.fullmatch(r".*:(\d+):\d+: refuted \[(.+)\] ([^:]+):.*", line) for line in heads]
    assert [(int(one[1]), one[2], one[3]) for one in found if one] == MISTAKES


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("no mathematics at all", (), 2),
        ("only $x$ and $y_1$", (), 2),
        ("only a definition: $Z = X W$", (), 2),
        ("only a definition: $Z = X W$", ("--allow-empty",), 0),
        ("no mathematics at all", ("--allow-empty",), 0),
        (BAD_POST, ("--allow-empty",), 1),
        (GOOD_POST, ("--fail-on", "undecided"), 0),
        (GOOD_POST + "\n$$\\frac{\\partial L}{\\partial Q} = P$$\n", ("--fail-on", "undecided"), 1),
        (GOOD_POST + "\n$$\\frac{\\partial L}{\\partial Q} = P$$\n", (), 0),
        (GOOD_POST, ("--expect", "W1,b1,W2"), 0),
        (GOOD_POST, ("--expect", "dL/dW1"), 0),
        (GOOD_POST, ("--expect", "b2"), 1),
        (GOOD_POST, ("--format", "html"), 2),
        (GOOD_POST, ("-o", "x"), 2),
        (GOOD_POST, ("--diff", "--no-fix"), 2),
        (GOOD_POST, ("--lang", "xx"), 2),
        (GOOD_POST, ("--format", "doc"), 2),
        (GOOD_POST, ("--network", "missing.toml"), 2),
        (GOOD_POST, ("--macros", "missing.json"), 2),
    ],
)  # fmt: skip
def test_exit_codes(tmp_path: Path, text: str, options: tuple[str, ...], code: int) -> None:
    result = run(write(tmp_path, post_md=text), *options)
    assert result.exit_code == code, result.output


def test_an_expected_gradient_that_is_formal_or_wrong(tmp_path: Path) -> None:
    chain = (
        r"\frac{\partial L}{\partial A_2} \frac{\partial A_2}{\partial Z_2} \frac{\partial Z_2}{\partial W_2}"
    )
    formal = GOOD_POST.replace(RIGHT[0], rf"$$\frac{{\partial L}}{{\partial W_2}} = {chain}$$")
    result = run(write(tmp_path, post_md=formal), "--expect", "W2")
    assert result.exit_code == 1
    assert "expected W2: the lines that state it are left formal" in result.stderr
    wrong = run(write(tmp_path, post_md=BAD_POST), "--expect", "W2,W1")
    assert "expected W2: the line that states it is refuted" in wrong.stderr
    assert "W1" not in wrong.stderr


def test_one_unreadable_file_stops_no_other(tmp_path: Path) -> None:
    bad = write(tmp_path, bad_md=BAD_POST, broken_ipynb="{", paper_pdf="%PDF-1.7", good_md=GOOD_POST)
    result = run(tmp_path / "broken.ipynb", tmp_path / "paper.pdf", tmp_path / "none.md", bad)
    assert result.exit_code == 2
    assert result.stdout.count("refuted [") == 3
    for message in (
        "broken.ipynb: no notebook",
        "paper.pdf: cannot read .pdf; give the .tex",
        "none.md: No such file",
    ):
        assert message in result.stderr


@pytest.mark.parametrize(("suffix", "instead"), [("pdf", ".tex it was made from"), ("docx", "pandoc")])
def test_what_to_give_instead(tmp_path: Path, suffix: str, instead: str) -> None:
    path = tmp_path / f"paper.{suffix}"
    path.write_bytes(b"\0\1")
    result = run(path)
    assert result.exit_code == 2
    assert instead in result.stderr
    assert not result.stdout, "nothing was read, so nothing is said of equations"


def test_a_folder_with_hidden_parts_and_a_loop(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    (folder / "more").mkdir(parents=True)
    (folder / ".git").mkdir()
    write(folder / "more", b_md=GOOD_POST, notes_py="$x = 1$")
    write(folder, a_md=BAD_POST)
    write(folder / ".git", c_md=BAD_POST)
    os.symlink(folder, folder / "more" / "loop")  # noqa: PTH211
    data = json.loads(run(folder, "--format", "json").stdout)
    assert [Path(file["path"]).name for file in data["files"]] == ["a.md", "b.md"]


def test_two_processes_find_the_same(tmp_path: Path) -> None:
    for k in range(5):
        (tmp_path / f"{k}.md").write_text(BAD_POST if k % 2 else GOOD_POST, "utf-8")
    one, two = (run(tmp_path, "--format", "json", "--jobs", jobs) for jobs in ("1", "2"))
    assert one.exit_code == two.exit_code == 1
    assert one.stdout == two.stdout


def test_stdin(tmp_path: Path) -> None:
    result = run("-", text=BAD_POST)
    assert result.exit_code == 1
    assert "<stdin>:12:3: refuted [order]" in result.stdout
    tex = "\\documentclass{article}\n% $ a comment\n" + BAD_POST.partition("---\n# ")[2]
    assert run("-", "--kind", "tex", text=tex).exit_code == 1
    notebook = json.dumps({"cells": [{"cell_type": "markdown", "source": [BAD_POST]}]})
    assert "<stdin>[cell 1]:12:3: refuted" in run("-", text=notebook).stdout
    assert run("-", tmp_path, text=BAD_POST).exit_code == 2


def test_stdin_may_hold_a_derivation_of_ours() -> None:
    assert run("-", text='{"schema": 7}').exit_code == 2
    assert "schema" in run("-", text='{"schema": 7}').stderr


def test_no_fix_hides_every_correction(tmp_path: Path) -> None:
    path = write(tmp_path, post_md=BAD_POST)
    assert "correction" in run(path).stdout
    for format_ in ("full", "json", "sarif", "github"):
        shown = run(path, "--no-fix", "--format", format_).stdout
        assert "correction" not in shown
        assert r"\sigma'(Z_1)" not in shown and r"\\sigma'(Z_1)" not in shown
    pages = run(path, "--no-fix", "--format", "html", "-o", tmp_path / "out")
    assert pages.exit_code == 1
    assert (
        "correction"
        not in (tmp_path / "out" / "post.md.html")
        .read_text("utf-8")
        .partition("<main>")[2]
        .partition("</p>")[2]
    )


def test_a_network_from_a_spec_or_another_document(tmp_path: Path) -> None:
    claims = write(tmp_path, claims_md="\n\n".join(WRONG), net_toml=SPEC, solution_md=GOOD_POST)
    for network in ("net.toml", "solution.md"):
        found = verdicts(claims, "--network", tmp_path / network)
        assert [kind for verdict, kind in found if verdict == "refuted"] == [kind for _, kind, _ in MISTAKES]


def test_a_forward_line_that_contradicts_the_network(tmp_path: Path) -> None:
    text = GOOD_POST.replace("$A_1 = \\sigma(Z_1)$", "$A_1 = \\sigma(Z_1) + X W_1$")
    path = write(tmp_path, post_md=text, net_toml=SPEC)
    assert ("refuted", "contradiction") not in verdicts(path)
    assert ("refuted", "contradiction") in verdicts(path, "--network", tmp_path / "net.toml")
    right = write(tmp_path, right_md=GOOD_POST)
    assert run(right, "--network", tmp_path / "net.toml").exit_code == 0


def test_macros_from_a_table(tmp_path: Path) -> None:
    text = GOOD_POST.replace("\\frac{\\partial L}{\\partial W_2}", "\\dL{W_2}")
    path = write(tmp_path, post_md=text, macros_json='{"dL": ["\\\\frac{\\\\partial L}{\\\\partial #1}", 1]}')
    assert ("not_understood", "") in verdicts(path)
    assert ("not_understood", "") not in verdicts(path, "--macros", tmp_path / "macros.json")


def test_directives_hide_and_show(tmp_path: Path) -> None:
    hidden = BAD_POST.replace(WRONG[0], f"<!-- derive: off -->\n{WRONG[0]}\n<!-- derive: on -->")
    found = verdicts(write(tmp_path, post_md=hidden))
    assert [kind for verdict, kind in found if verdict == "refuted"] == [kind for _, kind, _ in MISTAKES[1:]]


def test_a_redefinition_opens_a_new_network(tmp_path: Path) -> None:
    text = (
        "$$Z = X W$$ $$\\nabla_W L = X^T \\nabla_Z L$$\n\nNow $$Z = W X$$ $$\\nabla_W L = \\nabla_Z L X^T$$\n"
    )
    data = json.loads(run(write(tmp_path, two_md=text), "--format", "json").stdout)
    (file,) = data["files"]
    assert [(one["verdict"], one["network"]) for one in file["equations"]] == [
        ("definition", 0), ("verified", 0), ("definition", 1), ("verified", 1),
    ]  # fmt: skip
    assert len(file["networks"]) == 2


def test_what_follows_from_an_earlier_mistake(tmp_path: Path) -> None:
    text = r"""$Z = X W + \mathbf{1} b$, $A = \sigma(Z)$.
$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot \sigma'(A)$$
$$\frac{\partial L}{\partial W} = X^\top \left( \frac{\partial L}{\partial A} \odot \sigma'(A) \right)$$
$$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} W$$
$$\frac{\partial L}{\partial b} = \mathbf{1}^\top \frac{\partial L}{\partial Z}$$
"""
    path = write(tmp_path, post_md=text)
    (file,) = json.loads(run(path, "--format", "json").stdout)["files"]
    found = [(one["verdict"], one["follows_from"]) for one in file["equations"][2:]]
    assert found == [("refuted", None), ("refuted", 2), ("refuted", None), ("verified", None)]
    assert file["equations"][2]["line"] == 2
    assert "wrong because line 2 is" in run(path).stdout


def test_shapes_from_a_directive(tmp_path: Path) -> None:
    text = "$Z = X W + b$, $$\\nabla_b L = \\nabla_Z L$$\n"
    assert run(write(tmp_path, one_md=text)).exit_code == 0, "one sample"
    said = "<!-- derive: shapes X=(N,d) W=(d,h) -->\n" + text
    assert "refuted [batch-sum]" in run(write(tmp_path, two_md=said)).stdout
    odd = "<!-- derive: shapes X(N,d) -->\n" + text
    assert (
        ":1:5: note: shapes are given as X=(N,d)"
        in run(write(tmp_path, odd_md=odd), "--format", "concise").stdout
    )


def test_notes_on_what_was_not_read(tmp_path: Path) -> None:
    text = (
        GOOD_POST + "\n![a](a.png) and <img src='b.png'>\n\n\\frac{1}{2} here `\\frac` not\n```\n\\sum\n```\n"
    )
    path = write(tmp_path, post_md=text)
    result = run(path)
    assert result.exit_code == 0
    (file,) = json.loads(run(path, "--format", "json").stdout)["files"]
    line = GOOD_POST.count("\n") + 2
    assert [(note["line"], note["column"], note["text"].split(":")[0]) for note in file["notes"]] == [
        (line, 1, "2 images were not read"), (line + 2, 1, "TeX outside of math marks is not read"),
    ]  # fmt: skip
    tex = write(tmp_path, a_tex=r"\newcommand{\x}{\frac12} $Z = XW$, $\nabla_W L = X^T \nabla_Z L$")
    assert json.loads(run(tex, "--format", "json").stdout)["files"][0]["notes"] == []
