"""The patch: `patch -p0` and `git apply` take it, and what comes out holds."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.checking.posts import BAD_POST, GOOD_POST, run, write

CLAIM = "$$\\nabla_W L = \\nabla_Z L X^T$$"
PROGRAMS = {"patch": ["patch", "-p0", "--binary"], "git": ["git", "apply", "-p0"]}
TEXTS = {
    "a post": BAD_POST,
    "Windows": f"$Z = X W$\n\ntext\n{CLAIM}\ntext\n".replace("\n", "\r\n"),
    "in the last line": "$Z = X W$\n\n" + CLAIM,
    "Korean": f"식 $Z = X W$\n\n다음을 얻는다 {CLAIM}\n",
    "two mistakes": "$Z = X W$\n$$\\nabla_W L = \\nabla_Z L X^T, \\quad \\nabla_X L = \\nabla_Z L W$$\n",
    "byte-order mark": "\ufeff$Z = X W$\n" + CLAIM + "\n",
}


def apply(program: str, folder: Path, text: str) -> None:
    """Apply a patch in a folder."""
    if shutil.which(PROGRAMS[program][0]) is None:
        pytest.skip(f"{program} is not here")
    subprocess.run(PROGRAMS[program], cwd=folder, input=text.encode(), check=True, capture_output=True)


@pytest.mark.parametrize("program", list(PROGRAMS))
@pytest.mark.parametrize("name", list(TEXTS))
def test_the_corrected_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts").mkdir()
    path = tmp_path / "posts" / "post.md"
    path.write_bytes(TEXTS[name].encode())
    assert run("posts/post.md").exit_code == 1
    result = run("posts/post.md", "--diff")
    assert result.exit_code == 1
    before = TEXTS[name].encode().split(b"\n")
    apply(program, tmp_path, result.stdout_bytes.decode())
    assert run("posts/post.md").exit_code == 0
    after = path.read_bytes().split(b"\n")
    assert len(before) == len(after)
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert changed == (3 if name == "a post" else 1)


def test_a_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = [
        {"cell_type": "code", "source": ["x = 1\n"], "outputs": []},
        {"cell_type": "markdown", "source": BAD_POST.splitlines(keepends=True)},
    ]
    Path("hw.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}, indent=1), "utf-8")
    assert "hw.ipynb[cell 2]:12:3: refuted [order]" in run("hw.ipynb").stdout
    apply("patch", tmp_path, run("hw.ipynb", "--diff").stdout)
    assert run("hw.ipynb").exit_code == 0
    assert json.loads(Path("hw.ipynb").read_text("utf-8"))["nbformat"] == 4


def test_a_file_that_another_one_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, main_tex="$Z = X W$\n\\input{claims}\n", claims_tex="% claims\n\n" + CLAIM + "\n")
    result = run("main.tex")
    assert "claims.tex:3:3: refuted [order]" in result.stdout
    data = json.loads(run("main.tex", "--format", "json").stdout)
    assert [one.get("path") for one in data["files"][0]["equations"]] == [None, "claims.tex"]
    apply("patch", tmp_path, run("main.tex", "--diff").stdout)
    assert run("main.tex").exit_code == 0


def test_nothing_to_correct_is_an_empty_patch(tmp_path: Path) -> None:
    result = run(write(tmp_path, post_md=GOOD_POST), "--diff")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_quotation_is_left_alone(tmp_path: Path) -> None:
    """Where the marks of a quotation stand inside a formula, an edit might lose them."""
    text = "$Z = X W$\n\n> $$\\nabla_W L = \\nabla_Z L\n> X^T$$\n"
    result = run(write(tmp_path, post_md=text), "--diff")
    assert result.exit_code == 1
    assert result.stdout == ""
