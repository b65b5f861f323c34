"""Graphs that no list of layers makes, and every primitive by being declared."""

import numpy as np
import pytest

from derive.algebra import Map, Total, hadamard, ones, power, scale
from derive.evaluation import FUNCTIONS
from derive.graph import Builder, Graph
from derive.primitive import Elementwise, LossPrimitive, Primitive, elementwise
from derive.primitives import PRIMITIVES
from derive.primitives.elementwise import elu, gelu, leaky_relu
from derive.primitives.loss import decayed, huber
from derive.primitives.probability import softmax
from derive.primitives.reduction import root
from derive.shapes import numbers
from tests.code.generated import difference, graph_function
from tests.oracles import naive

SQUARES = Primitive(  # Σ a² / 2: closes a graph that has no loss of its own
    "squares", "m n ->", lambda a: Total(power(a, 2)) / 2, lambda g, out, a: (scale(g, a),), "squares"
)
ALL = (
    *PRIMITIVES.values(),
    elu(0.5),
    gelu(),
    gelu("tanh"),
    leaky_relu(0.1),
    root(1e-5),
    huber(0.3),
    softmax(0),
)
SIZES = {"m": 4, "n": 3, "p": 5, "N": 4, "n0": 2, "n1": 3, "m1": 2, "m2": 5, "n2": 6}


def declared(primitive: Primitive) -> Graph:
    """The graph of one primitive; its arguments are parameters, but for a loss's targets."""
    builder = Builder()
    parts = [part.split() for part in primitive.takes.split("->")[0].split(",")]
    shapes = [tuple(int(d) if d.isdigit() else d for d in part) for part in parts]
    if not shapes[0]:  # a scalar: something has to give one
        builder.parameter("U", ("m", "n"))
        builder.add("D", SQUARES, "U")
    builder.input("X", ("m", "n"))
    declare = [
        builder.parameter,
        builder.input if isinstance(primitive, LossPrimitive) else builder.parameter,
    ]
    names = [declare[k > 0](f"V{k}", shape) if shape else "D" for k, shape in enumerate(shapes)]
    if primitive.takes.split("->")[1].split():
        builder.add("A", primitive, *names)
        builder.add("L", SQUARES, "A")
    else:
        builder.add("L", primitive, *names)
    return builder.graph()


def values(graph: Graph) -> dict[str, np.ndarray]:
    """Numbers in (0.1, 0.9) for every leaf, in sizes that are all different where they may be."""
    draw = np.random.default_rng(len(graph.equations))
    names = (*graph.inputs, *graph.parameters)
    return {name: draw.uniform(0.1, 0.9, numbers(graph.shapes[name], SIZES)) for name in names}


@pytest.mark.parametrize("primitive", ALL, ids=lambda p: p.name)
def test_every_primitive(primitive: Primitive) -> None:
    graph = declared(primitive)
    given = values(graph)
    assert difference(graph, graph_function(graph)(**given), given, smooth=False) < 1e-7


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function(name: str) -> None:
    """NumPy's form of a function is the function."""
    builder = Builder()
    builder.input("X", ("m", "n"))
    primitive = Primitive(name, "m n ->", lambda x: Total(Map(name, x)), lambda g, out, x: (None,), name)
    builder.add("L", primitive, "X")
    points = [[0.3, 0.7, 1.5, 4.0]] if name in ("log", "sqrt") else [[-7.5, -0.3, 0.0, 0.4, 6.0]]
    loss, _ = graph_function(builder.graph())(X=points)
    assert loss == pytest.approx(float(np.sum(FUNCTIONS[name](np.array(points)))), rel=1e-14)


def test_fan_out() -> None:
    """v = u + u ⊙ u, and u once more in the output."""
    builder = Builder()
    x, w = builder.input("X", ("m", "n")), builder.parameter("W1", ("n", "n"))
    u = builder.add("U", PRIMITIVES["matmul"], x, w)
    square = builder.add("Q", PRIMITIVES["hadamard"], u, u)
    v = builder.add("V", PRIMITIVES["add"], u, square)
    builder.add("A", PRIMITIVES["hadamard"], v, u)
    builder.add("L", SQUARES, "A")
    graph = builder.graph()
    given = values(graph)
    assert difference(graph, graph_function(graph, inputs=True)(**given), given) < 1e-12


def test_tied_weights() -> None:
    builder = Builder()
    x, w, b = (
        builder.input("X", ("m", "n")),
        builder.parameter("W1", ("n", "n")),
        builder.parameter("b1", (1, "n")),
    )
    first = builder.add("A1", PRIMITIVES["tanh"], builder.add("Z1", PRIMITIVES["affine"], x, w, b))
    second = builder.add("A2", PRIMITIVES["tanh"], builder.add("Z2", PRIMITIVES["affine"], first, w, b))
    builder.add("L", SQUARES, second)
    graph = builder.graph()
    given = values(graph)
    given["b1"] = given["b1"].ravel()
    found = graph_function(graph, inputs=True)(**given)
    assert found[1]["b1"].shape == (3,)
    assert difference(graph, found, given) < 1e-12


def test_probabilities_used_twice_are_not_fused() -> None:
    """σ's result is used by the loss and once more: no lemma, but the numbers are right all the same."""
    builder = Builder()
    x, w, y = (
        builder.input("X", ("m", "n")),
        builder.parameter("W1", ("n", "p")),
        builder.input("Y", ("m", "p")),
    )
    a = builder.add("A1", PRIMITIVES["sigmoid"], builder.add("Z1", PRIMITIVES["matmul"], x, w))
    builder.add("D", PRIMITIVES["bce"], a, y)
    builder.add("L", decayed(0.1, 1), "D", a)
    graph = builder.graph()
    given = values(graph)
    run = graph_function(graph, inputs=True)
    assert difference(graph, run(**given), given) < 1e-12
    with pytest.raises(ValueError, match="BCEWithLogitsLoss"):
        run(**{**given, "W1": given["W1"] * 1e4})


def test_constant_gradients() -> None:
    """L = Σ (V + 1·c): gradients that are numbers, shapes that broadcasting leaves open."""
    total = Primitive("total", "m n ->", Total, lambda g, out, a: (scale(g, ones(*a.shape)),), "total")
    builder = Builder()
    builder.input("X", ("m", "n"))
    builder.parameter("V", ("m", "n"))
    builder.parameter("c", (1, "n"))
    builder.add("A", PRIMITIVES["add"], builder.add("B", PRIMITIVES["scale_shift_rows"], "V", "c", "c"), "V")
    builder.add("L", total, "A")
    graph = builder.graph()
    given = values(graph)
    assert difference(graph, graph_function(graph)(**given), given) < 1e-12


def test_unused_parameter() -> None:
    """The gradient by a parameter that the loss does not depend on is zero."""
    builder = Builder()
    builder.input("X", ("m", "n"))
    builder.parameter("W1", ("m", "n"))
    builder.parameter("W2", ("m", "n"))
    builder.add("L", SQUARES, builder.add("A", PRIMITIVES["hadamard"], "X", "W1"))
    graph = builder.graph()
    given = values(graph)
    _, gradients = graph_function(graph)(**given)
    np.testing.assert_array_equal(gradients["W2"], np.zeros((4, 3)))


def test_own_function() -> None:
    """A function that no table has, with its derivative by SymPy."""
    cube: Elementwise = elementwise("cube", lambda z: z**3 / 3)
    graph = declared(cube)
    given = values(graph)
    assert difference(graph, graph_function(graph)(**given), given) < 1e-12
    assert naive.run(graph, given)["A"][0, 0] == pytest.approx(given["V0"][0, 0] ** 3 / 3)


def test_products_with_a_matrix_of_ones() -> None:
    both = Primitive(
        "both",
        "m n ->",
        lambda a: Total(hadamard(a, ones(*a.shape))) * Total(power(a, 2)),
        lambda g, out, a: (None,),
        "both",
    )
    builder = Builder()
    builder.input("X", ("m", "n"))
    builder.add("L", both, "X")
    loss, gradients = graph_function(builder.graph())(X=[[1.0, 2.0], [3.0, 4.0]])
    assert loss == 10 * 30
    assert gradients == {}
