"""The pre-commit hook and the GitHub action: they parse, and what they run exists."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from derive.cli import cli
from tests.checking.posts import BAD_POST, GOOD_POST, write
from tests.house.sources import ROOT

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")


def invoked(command: str, *paths: Path) -> int:
    """The exit code of a command line that begins with `derive`."""
    program, *arguments = shlex.split(command)
    assert program == "derive"
    return CliRunner().invoke(cli, [*arguments, *map(str, paths)]).exit_code


def test_the_hook_is_complete() -> None:
    (hook,) = HOOKS
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    pattern = re.compile(hook["files"])
    assert all(pattern.search(f"a.{end}") for end in ("md", "qmd", "rst", "tex", "ipynb"))
    assert not pattern.search("a.py")


@pytest.mark.parametrize(("text", "code"), [(GOOD_POST, 0), (BAD_POST, 1), ("no mathematics", 0)])
def test_what_they_run(tmp_path: Path, text: str, code: int) -> None:
    path = write(tmp_path, post_md=text)
    assert invoked(HOOKS[0]["entry"], path) == code
    step = ACTION["runs"]["steps"][-1]["run"]
    assert invoked(step.replace("$OPTIONS", "--jobs 1").replace("$PATHS", ""), path) == code


def test_the_action_is_composite_and_no_input_is_text_of_a_script() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert "uses" in step or {"shell", "run"} <= set(step)
        assert "${{" not in step.get("run", "")
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])


def test_the_readme_shows_the_hook() -> None:
    assert f"id: {HOOKS[0]['id']}" in README


def test_the_readme_shows_what_is_printed() -> None:
    """The report under the wrong post, its first and last lines."""
    section = README.partition("## Check your own derivation")[2].partition("\n## ")[0]
    post, report = re.findall(r"```(?:tex|text)\n(.*?)```", section, re.DOTALL)
    result = CliRunner().invoke(cli, ["check", "-"], input=post)
    heads = [
        line.replace("<stdin>", "post.md")[:50] for line in result.stdout.splitlines() if "refuted" in line
    ]
    assert heads == [line[:50] for line in report.splitlines() if "refuted" in line]
