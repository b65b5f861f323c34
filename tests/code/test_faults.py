"""Planted faults: every small change of the generated code is noticed by the tests' comparison."""

import ast
import copy
from collections.abc import Iterator

import numpy as np
import pytest

from tests.code.generated import difference, execute, source_of
from tests.oracles.networks import model, random_values

OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with another operator, order, number, or without its sign or transpose."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OTHER:
        new = copy.deepcopy(node)
        new.op = OTHER[type(node.op)]()
        yield new
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Sub | ast.Div):
        yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
        yield node.left  # a factor dropped
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value + 1)


class Replace(ast.NodeTransformer):
    """Replaces one node."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def faulty(source: str) -> Iterator[tuple[str, str]]:
    """Sources with one change in the forward or backward statements, and the statement that was changed."""
    tree = ast.parse(source)
    function = tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    for position, statement in enumerate(function.body):
        if isinstance(statement, ast.Assign | ast.AugAssign) and "floats" not in ast.unparse(statement):
            for node in ast.walk(statement):
                for new in changed(node):
                    kept = function.body[position]
                    function.body[position] = line = Replace(node, new).visit(copy.copy(statement))
                    yield ast.unparse(ast.fix_missing_locations(tree)), ast.unparse(line)
                    function.body[position] = kept


@pytest.mark.parametrize("name", ["seed", "tanh", "relu and softmax", "layer norm, samples in columns"])
def test_faults_are_noticed(name: str) -> None:
    _, given = random_values(name)
    graph = model(name).graph
    source = source_of(model(name))
    found = list(faulty(source))
    assert len(found) > 25
    for text, line in found:
        try:
            with np.errstate(all="ignore"):
                wrong = difference(graph, execute(text).loss_and_gradients(**given), given) > 1e-9
        except (ValueError, TypeError, IndexError, AssertionError, ArithmeticError, np.exceptions.AxisError):
            wrong = True
        assert wrong, line
