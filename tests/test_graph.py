"""A graph is built in order: every name once, every shape checked."""

import pytest

from derive.algebra import term
from derive.errors import ShapeError
from derive.graph import Builder, Equation
from derive.primitives import PRIMITIVES

MATMUL, TANH, MSE = (PRIMITIVES[name] for name in ("matmul", "tanh", "mse"))


@pytest.fixture
def builder() -> Builder:
    """X (N, n) and W (n, m)."""
    made = Builder()
    made.input("X", ("N", "n"))
    made.parameter("W", ("n", "m"))
    return made


def test_an_equation_infers_its_shape(builder: Builder) -> None:
    assert builder.add("Z", MATMUL, "X", "W") == "Z"
    assert builder.shapes["Z"] == ("N", "m")
    assert builder.equations == [Equation("Z", MATMUL, ("X", "W"))]


def test_shapes_that_do_not_fit(builder: Builder) -> None:
    with pytest.raises(ShapeError, match=r"matmul takes m n, n p, but X is \(N, n\) where n is already m"):
        builder.add("Z", MATMUL, "W", "X")
    assert "Z" not in builder.shapes and not builder.equations


@pytest.mark.parametrize("again", ["X", "W", "Z"])
def test_a_name_is_defined_once(builder: Builder, again: str) -> None:
    builder.add("Z", MATMUL, "X", "W")
    with pytest.raises(ShapeError, match=f"{again} is defined twice"):
        builder.add(again, TANH, "Z")
    with pytest.raises(ShapeError, match=f"{again} is defined twice"):
        builder.input(again, ("N", 1))


def test_a_parameter_named_twice_is_shared(builder: Builder) -> None:
    assert builder.parameter("W", ("n", "m")) == "W"
    assert builder.parameters == ["W"]


def test_a_parameter_that_is_a_value_is_no_parameter(builder: Builder) -> None:
    with pytest.raises(ShapeError, match="X is defined twice"):
        builder.parameter("X", ("N", "n"))


def test_the_graph_is_what_was_collected(builder: Builder) -> None:
    builder.add("Z", MATMUL, "X", "W")
    builder.add("A", TANH, "Z")
    builder.add("L", MSE, "A", builder.input("Y", ("N", "m")))
    graph = builder.graph()
    assert [equation.out for equation in graph.equations] == ["Z", "A", "L"]
    assert graph.inputs == ("X", "Y") and graph.parameters == ("W",)
    assert graph.consumers("Z") == [(graph.equations[1], 0)]
    assert graph.consumers("W") == [(graph.equations[0], 1)] and graph.consumers("L") == []
    assert term(graph.value(graph.equations[0])) == ("matmul", "X", "W")
    assert term(graph.symbol("A")) == "A" and graph.symbol("L").is_real
    builder.add("H", TANH, "Z")
    assert "H" not in graph.shapes and len(graph.equations) == 3


def test_a_value_used_twice_has_two_consumers(builder: Builder) -> None:
    builder.add("Q", PRIMITIVES["hadamard"], "X", "X")
    graph = builder.graph()
    assert graph.consumers("X") == [(graph.equations[0], 0), (graph.equations[0], 1)]
