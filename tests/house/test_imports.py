"""Imports run one way, start-up imports nothing heavy, and text is never evaluated."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, Import, Module, modules

# Each room imports only from what stands left of it; a package is one room.
LINE = (
    "errors shapes expression indexing functions algebra primitive primitives graph layers network "
    "evaluation derivation lemmas backward lesson notation code figures checks render publish reading "
    "judging reports api files progress cli"
)
ORDER = [*LINE.split(), "__main__"]
# What may be imported inside a function: it takes long, or is not always there. None of our own.
HEAVY = {"jinja2", "matplotlib", "mpmath", "numpy", "rich", "sympy", "torch"}
EVALUATES = {"eval", "exec", "compile", "sympify", "parse_expr", "parse_latex", "lambdify"}
AIM, LIMIT = 300, 400

each_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


def misplaced(module: Module, imported: Import) -> str | None:
    """What is wrong with an import of our own; None if nothing is."""
    parts = imported.module.split(".")
    if parts[0] != "derive":
        return None
    if imported.local:
        return f"imports {imported.module} inside a function"
    if module.room == "__init__":
        return f"imports {imported.module}; the package must stay lazy"
    if len(parts) == 1:
        # the package is lazy: only the door may hold it, to reach what is behind it when it is asked
        return None if module.room == "cli" else "imports the package itself"
    if parts[1] == module.room:
        return None
    if parts[1] not in ORDER:
        return f"imports {imported.module}, which is no room"
    return None if ORDER.index(parts[1]) < ORDER.index(module.room) else f"imports {parts[1]}, right of it"


@each_module
def test_imports_run_one_way(module: Module) -> None:
    assert module.room == "__init__" or module.room in ORDER, f"{module.room} has no place in ORDER"
    wrong = [f"line {one.line}: {what}" for one in module.imports if (what := misplaced(module, one))]
    assert not wrong, f"{module.name}: " + "; ".join(wrong)


@each_module
def test_local_imports_are_heavy(module: Module) -> None:
    local = {one.module.split(".")[0] for one in module.imports if one.local}
    assert local <= HEAVY, f"{module.name} imports {', '.join(sorted(local - HEAVY))} inside a function"


def test_contributing_shows_the_order() -> None:
    assert LINE in " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())


def evaluations(tree: ast.AST) -> Iterator[str]:
    """Every use of a name that evaluates text, or that imports by text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in EVALUATES | {"__import__"}:
            yield f"line {node.lineno}: {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr in EVALUATES - {"eval", "exec", "compile"}:
            yield f"line {node.lineno}: .{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"line {node.lineno}: {one.name}" for one in node.names if one.name in EVALUATES)


@each_module
def test_text_is_never_evaluated(module: Module) -> None:
    found = list(evaluations(module.tree))
    assert not found, f"{module.name}: " + "; ".join(found)


@each_module
def test_only_the_package_imports_by_name(module: Module) -> None:
    """`importlib` would run around the order; the lazy package needs it."""
    if module.room != "__init__":
        assert not [one for one in module.imports if one.module.split(".")[0] == "importlib"], module.name


@each_module
def test_files_are_short(module: Module) -> None:
    length = len(module.path.read_text("utf-8").splitlines())
    assert length <= LIMIT, f"{module.name} has {length} lines; aim for {AIM}"


def start_up(code: str, *arguments: str) -> set[str]:
    """The modules loaded after some code ran in a fresh interpreter."""
    code += "\nimport sys; print(); print(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", code, *arguments]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


HELP = """
import runpy
try:
    runpy.run_module("derive", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize("code", ["import derive", HELP], ids=["import", "help"])
def test_start_up_is_light(code: str) -> None:
    loaded = start_up(code, "--help")
    assert "derive" in loaded
    assert not loaded & HEAVY, f"start-up loads {', '.join(sorted(loaded & HEAVY))}"
