"""The text of the generated module: formatted, straight-line, nothing computed twice or in vain."""

import ast
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.code.generated import execute, network, source_of
from tests.oracles.networks import NETWORKS, model

RULES = "E,F,I,UP,B,C4,C90,SIM,RUF,PTH,PIE,RET,PLC0415"
DEEP = network(*["Linear(3, 3)", "Tanh()"] * 12, "Linear(3, 1)", "Sigmoid()")
TITLES = [
    "plain",
    'a"""b',
    '"""',
    '" * 3',
    "C:\\new\\\\",
    'ends with "',
    "ends with \\",
    '\\"""; raise SystemExit  # "' + '"' * 7,
    "two\nlines and \x00",
    "x" * 300,
    "\\" * 99 + '"' * 99,
    "∂L/∂W ⊙ 漢字 🙂",
    "'''",
]
every_network = pytest.mark.parametrize("name", NETWORKS)


def body(source: str) -> list[ast.stmt]:
    """The statements of `loss_and_gradients` after its docstring."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return functions[-1].body[1:]


def is_work(node: ast.AST, numbers: set[str]) -> bool:
    """Whether a node computes with arrays; another shape of the same numbers is no work."""
    if not isinstance(node, ast.Call | ast.BinOp) or ".reshape(" in ast.unparse(node)[-20:]:
        return False
    return not {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} <= numbers


@pytest.mark.skipif(find_spec("ruff") is None, reason="needs ruff, not installed here")
@pytest.mark.parametrize("width", ["88", "110"])
def test_formatted(tmp_path: Path, width: str) -> None:
    """As ruff formats it, whatever the width of a line, and without a finding."""
    for k, name in enumerate(NETWORKS):
        for inputs in (False, True):
            (tmp_path / f"n{k}{inputs}.py").write_text(source_of(model(name), inputs=inputs), "utf-8")
    for k, title in enumerate(TITLES):
        (tmp_path / f"t{k}.py").write_text(source_of(model("seed"), title=title), "utf-8")
    (tmp_path / "deep.py").write_text(source_of(DEEP), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--isolated", "--no-cache", "--line-length", width, str(tmp_path)]
    lint = ["check", "--select", RULES, "--ignore", "RUF001,RUF002,RUF003"]
    for command in ([*ruff, "format", "--diff", *options], [*ruff, *lint, *options]):
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("title", TITLES)
def test_title_stays_text(title: str) -> None:
    """Nothing in a title ends the docstring; it reads as it was written."""
    source = source_of(model("seed"), title=title)
    read = ast.get_docstring(ast.parse(source), clean=False) or ""
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(title.split()))
    assert "".join(read.split()).startswith("".join(shown.split()) + ":thelossanditsgradients")
    assert len(ast.parse(source).body) == len(ast.parse(source_of(model("seed"))).body)
    execute(source)


@every_network
def test_straight_line(name: str) -> None:
    """Assignments, checks that raise, a return; NumPy alone."""
    source = source_of(model(name))
    for statement in body(source):
        if isinstance(statement, ast.If):
            assert isinstance(statement.body[0], ast.Raise)
        else:
            assert isinstance(statement, ast.Assign | ast.AugAssign | ast.Return)
    modules = [
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    assert set(modules) <= {"numpy", "math"}
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]


@every_network
def test_nothing_is_computed_twice(name: str) -> None:
    """No call and no operation on an array stands in the text a second time."""
    numbers = {"np", *model(name).sizes}
    nodes = [node for statement in body(source_of(model(name))) for node in ast.walk(statement)]
    found = Counter(ast.unparse(node) for node in nodes if is_work(node, numbers))
    assert not [text for text, count in found.items() if count > 1]


@every_network
@pytest.mark.parametrize("inputs", [False, True])
def test_nothing_is_computed_in_vain(name: str, inputs: bool) -> None:
    statements = body(source_of(model(name), inputs=inputs))
    nodes = [node for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name)]
    stored = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    assert stored <= {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    assert ("dX" in stored) is inputs


def test_helpers_only_where_used() -> None:
    source = source_of(network("Linear(2, 2)", "Tanh()", "Linear(2, 1)", loss="MSELoss"))
    assert [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)] == [
        "floats",
        "loss_and_gradients",
    ]
