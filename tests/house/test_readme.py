"""The README's commands: the two that do everything, and every `derive` command and option it shows."""

import re
import subprocess
import sys
from functools import cache

import pytest

from derive.expression import OPERATORS
from tests.house.sources import ROOT

README = ROOT / "README.md"
TEXT = README.read_text("utf-8") if README.is_file() else ""
FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s/$])derive (?P<name>[a-z]+)(?P<rest>[^\n#|&]*)", re.MULTILINE)
SHOWN = [match for block in FENCED.findall(TEXT) for match in COMMAND.finditer(block)]


@pytest.mark.parametrize("end", ["derive build", "python -m pytest -n auto"])
def test_two_commands_do_everything(end: str) -> None:
    """`.ci/run` takes them from here, by how they begin and end."""
    lines = [line.strip() for block in FENCED.findall(TEXT) for line in block.splitlines()]
    found = [line for line in lines if line.startswith("python3 -m venv ") and line.endswith(end)]
    assert len(found) == 1, f"the README holds {len(found)} lines `python3 -m venv … {end}`, not one"


@cache
def help_of(*command: str) -> str:
    """What `derive … --help` prints."""
    line = [sys.executable, "-m", "derive", *command, "--help"]
    return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def test_readme_shows_commands_that_exist() -> None:
    assert SHOWN, "the README shows no command"
    for match in SHOWN:
        options = re.findall(r"--[a-z][a-z-]*", match["rest"])
        missing = [one for one in options if one not in help_of(match["name"])]
        assert not missing, f"derive {match['name']} has no {', '.join(missing)}"


def test_readme_shows_every_command() -> None:
    commands = re.findall(r"^  ([a-z]+)\b", help_of().partition("Commands:")[2], re.MULTILINE)
    assert commands, help_of()
    shown = {match["name"] for match in SHOWN}
    assert set(commands) <= shown, f"the README does not show derive {', '.join(set(commands) - shown)}"


def test_readme_lists_the_operators() -> None:
    table = TEXT.partition("<!-- operators -->")[2].partition("<!-- /operators -->")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))
    assert rows == {name: meaning for name, (_, _, meaning) in OPERATORS.items()}
