"""Names, docstrings, and what no file of the project may hold."""

import ast
import re

import pytest

from tests.house.sources import ROOT, Module, files, modules

VAGUE = {"base", "common", "core", "helpers", "misc", "util", "utils"}
# put together here, so that this file does not hold them itself
HOSTS = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "deb.debian", "security.debian")]
MACHINE = re.compile(r"(?<![\w.~:/-])/(?:home|root|Users|work|tmp|opt|mnt)/\w")

each_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


@each_module
def test_module_says_what_it_is_for(module: Module) -> None:
    first = (ast.get_docstring(module.tree) or "").split("\n", 1)[0]
    assert first, f"{module.name} has no line on top that says what it is for"
    assert not VAGUE & set(module.name.split(".")), f"{module.name} could hold anything"


@each_module
def test_public_names_are_documented(module: Module) -> None:
    definitions = [node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    public = [node for node in definitions if not node.name.startswith("_")]
    silent = [node.name for node in public if not ast.get_docstring(node)]
    assert not silent, f"{module.name}: no docstring on {', '.join(silent)}"


def test_no_host_and_no_machine_path() -> None:
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", "replace")
        hits = [host for host in HOSTS if host in text] + [hit.group() for hit in MACHINE.finditer(text)]
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in hits]
    assert not found, "\n".join(found)
