"""What the package declares is what it uses, and what it promises is there."""

import re
import sys
import tomllib

import pytest

from tests.house.sources import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# import name, where it differs from the distribution's
IMPORTED = {"markdown-it-py": "markdown_it", "pyyaml": "yaml"}
# imported beside the distribution that brings it, or only where a user has it
UNDECLARED = {"mpmath", "torch"}
PLUGINS = {"pytest-xdist"}  # pytest finds it: `-n auto`


def declared(requirements: list[str]) -> set[str]:
    """The import names of a list of requirements."""
    names = [re.split(r"[\[<>=!~; ]", one, maxsplit=1)[0] for one in requirements]
    return {IMPORTED.get(name, name) for name in names}


def third_party(folder: str) -> set[str]:
    """The top-level packages that a folder's modules import, beyond the standard library and the project."""
    names = {one.module.split(".")[0] for module in modules(folder) for one in module.imports}
    return names - sys.stdlib_module_names - {"derive", "tests"} - UNDECLARED


DEPENDENCIES = declared(PROJECT["project"]["dependencies"])
EXTRAS = {name: declared(lines) for name, lines in PROJECT["project"]["optional-dependencies"].items()}


def test_every_import_is_declared() -> None:
    assert third_party("derive") <= DEPENDENCIES | EXTRAS["plots"]
    assert third_party("tests") <= DEPENDENCIES | EXTRAS["plots"] | EXTRAS["test"]


@pytest.mark.parametrize("name", sorted(DEPENDENCIES))
def test_every_dependency_is_imported(name: str) -> None:
    assert name in third_party("derive"), f"{name} is declared in pyproject.toml, but nothing imports it"


@pytest.mark.parametrize("name", sorted(EXTRAS["test"] - PLUGINS))
def test_every_test_dependency_is_imported(name: str) -> None:
    assert name in third_party("tests"), f"{name} is in the extra `test`, but no test imports it"


def test_one_python_version() -> None:
    least = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert PROJECT["tool"]["mypy"]["python_version"] == least
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + least.replace(".", "")


def test_what_is_promised_is_there() -> None:
    assert (ROOT / "derive" / "py.typed").is_file()
    assert PROJECT["project"]["readme"] == "README.md"
    shipped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == {"templates": "derive/_templates"}
    assert (ROOT / "templates").is_dir()
    assert "Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
