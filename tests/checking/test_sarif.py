"""Reports as SARIF: valid by the 2.1.0 schema, the whole of it where that is installed, else its part."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.checking.posts import BAD_POST, MISTAKES, NASTY, run, write
from tests.checking.sarif import LOG
from tests.engines.processes import FOLDER

OFFICIAL = (
    FOLDER / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
)
OPTIONS = ((), ("-v",), ("--lang", "ko"), ("--no-fix", "-v"))


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is printed for a post with mistakes, notes and what cannot be read, a notebook, and no file."""
    monkeypatch.chdir(tmp_path)
    odd = "\n$\\frac{\\partial L}{Z_1} = 1$\n\n![a](a.png) \\frac{1}{2}\n\n$\\oint q = 1$\n"
    Path("my post#1.md").write_text(NASTY + odd, "utf-8")
    cells = {"cells": [{"cell_type": "markdown", "source": [BAD_POST]}]}
    Path("hw.ipynb").write_text(json.dumps(cells), "utf-8")
    files = ("my post#1.md", "hw.ipynb", "none.md")
    return [json.loads(run(*files, "--format", "sarif", *options).stdout) for options in OPTIONS]


def test_it_validates(logs: list[Any]) -> None:
    for log in logs:
        jsonschema.Draft7Validator(LOG).validate(log)
        errors = [one for one in log["runs"][0]["results"] if one["level"] == "error"]
        assert [one["ruleId"] for one in errors] == [kind for _, kind, _ in MISTAKES] * 2
        used = {one["ruleId"] for one in log["runs"][0]["results"]}
        assert used == {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert not log["runs"][0]["invocations"][0]["executionSuccessful"]
        region = errors[0]["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["endLine"]) == (12, 12)
    first = next(one for one in logs[0]["runs"][0]["results"] if one["level"] == "error")
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "my%20post%231.md"


@pytest.mark.rendering("node:@microsoft/jest-sarif")
def test_it_validates_by_the_whole_schema(logs: list[Any]) -> None:
    schema = json.loads(OFFICIAL.read_text("utf-8"))
    assert "2.1.0" in schema["title"] and schema["additionalProperties"] is False
    formats = jsonschema.Draft4Validator.FORMAT_CHECKER
    official = jsonschema.Draft4Validator(schema, format_checker=formats)
    for log in logs:
        official.validate(log)
    for spoil in SPOILT:
        log = json.loads(json.dumps(logs[0]))
        spoil(log["runs"][0]["results"][-1])
        assert not official.is_valid(log)
        assert not jsonschema.Draft7Validator(LOG).is_valid(log)


def _at_line_zero(result: Any) -> None:
    for one in result["locations"]:
        one["physicalLocation"]["region"] = {"startLine": 0}


SPOILT = (
    _at_line_zero,
    lambda result: result.update(level="fatal"),
    lambda result: result.update(kindness=1),
    lambda result: result.pop("message"),
    lambda result: result["message"].update(text=1),
)


def test_the_subset_refuses_what_sarif_refuses(tmp_path: Path) -> None:
    log = json.loads(run(write(tmp_path, post_md=BAD_POST), "--format", "sarif").stdout)
    _at_line_zero(log["runs"][0]["results"][0])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(LOG).validate(log)
