"""SymPy's matrices as the project builds them: values, order of operands, and the way to terms."""

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derive import functions
from derive.algebra import (
    Map,
    Softmax,
    Total,
    add,
    complement,
    hadamard,
    letter,
    lift,
    matmul,
    neg,
    ones,
    power,
    pull,
    quotient,
    scale,
    shape_of,
    sub,
    symbol,
    term,
)
from derive.indexing import shape_of as term_shape
from derive.shapes import Shape
from tests.oracles.evaluator import Evaluator
from tests.oracles.functions import FUNCTIONS
from tests.oracles.random_terms import DIMENSIONS, SHAPES, SIZES, values

VALUES = values()
evaluate = Evaluator(SIZES, VALUES.get)
Pair = tuple[Any, Any]  # a SymPy matrix and what NumPy says of it


def named(name: str) -> Any:
    """The SymPy symbol of a name of SHAPES."""
    return symbol(name, SHAPES[name])


def leaves(shape: Shape) -> st.SearchStrategy[Pair]:
    """A symbol of a shape, with its value."""
    names = [name for name, other in SHAPES.items() if other == shape]
    return st.sampled_from(names).map(lambda name: (named(name), VALUES[name]))


FACTORS = [(1 / letter("m"), 0.5), (sp.Integer(-1), -1.0), (sp.Rational(3, 2), 1.5), (2 / letter("n"), 2 / 3)]


@st.composite
def pairs(draw: st.DrawFn, shape: Shape, depth: int = 3) -> Pair:
    """A matrix built by the project's builders, and in parallel by NumPy."""
    if depth == 0:
        return draw(leaves(shape))
    inner = pairs(shape, depth - 1)
    (a, x), kind = draw(inner), draw(st.sampled_from(["one", "two", "matmul", "transpose", "leaf", "scale"]))
    if kind == "leaf":
        return draw(leaves(shape))
    if kind == "matmul":
        middle = draw(st.sampled_from(DIMENSIONS))
        b, y = draw(pairs((shape[0], middle), depth - 1))
        c, z = draw(pairs((middle, shape[1]), depth - 1))
        return matmul(b, c), y @ z
    if kind == "transpose":
        b, y = draw(pairs(shape[::-1], depth - 1))
        return sp.Transpose(b), y.T  # `.T` of a sum would be worked out
    if kind == "scale":
        factor, number = draw(st.sampled_from(FACTORS))
        return scale(factor, a), number * x
    if kind == "one":
        return draw(st.sampled_from([_ONE[name] for name in _ONE]))(a, x)
    b, y = draw(inner)
    return draw(st.sampled_from([_TWO[name] for name in _TWO]))(a, x, b, y)


_ONE: dict[str, Any] = {
    "neg": lambda a, x: (neg(a), -x),
    "complement": lambda a, x: (complement(a), 1 - x),
    "power": lambda a, x: (power(a, 2), x**2),
    "map": lambda a, x: (Map("tanh", a), np.tanh(x)),
    "quotient": lambda a, x: (quotient(a, Map("exp", Map("tanh", a))), x / np.exp(np.tanh(x))),
    "softmax": lambda a, x: (Softmax(Map("tanh", a), 1), _softmax(np.tanh(x))),
}
_TWO: dict[str, Any] = {
    "add": lambda a, x, b, y: (add(a, b), x + y),
    "sub": lambda a, x, b, y: (sub(a, b), x - y),
    "hadamard": lambda a, x, b, y: (hadamard(a, b), x * y),
}


def _softmax(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum(1, keepdims=True)


@given(st.tuples(st.sampled_from(DIMENSIONS), st.sampled_from(DIMENSIONS)).flatmap(pairs))
def test_a_term_has_the_value_of_the_matrix(drawn: Pair) -> None:
    """Also with every number drawn to the front."""
    matrix, expected = drawn
    for form in (matrix, pull(matrix)):
        found = evaluate(term(form))
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
        assert term_shape(term(form), SHAPES) == shape_of(form)


A, B, C = (symbol(name, ("N", "n")) for name in "ABC")
W, N = symbol("W", ("n", "k")), letter("N")


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (add(B, A), ("add", "B", "A")),
        (sub(A, B), ("add", "A", ("neg", "B"))),
        (neg(A), ("neg", "A")),
        (matmul(A, W), ("matmul", "A", "W")),
        (matmul(A.T, B), ("matmul", ("transpose", "A"), "B")),
        (hadamard(B, A), ("hadamard", "B", "A")),
        (quotient(A, B), ("hdiv", "A", "B")),
        (quotient(sub(A, B), hadamard(A, C)), ("hdiv", ("add", "A", ("neg", "B")), ("hadamard", "A", "C"))),
        (power(A, 2), ("hpow", "A", 2)),
        (scale(1 / N, A), ("mul", ("div", 1, "N"), "A")),
        (scale(1 / N, sub(A, B)), ("div", ("add", "A", ("neg", "B")), "N")),
        (scale(2 / N, A), ("mul", ("div", 2, "N"), "A")),
        (scale(-1 / N, A), ("neg", ("mul", ("div", 1, "N"), "A"))),
        (scale(sp.Integer(1), A), "A"),
        (complement(A), ("add", ("ones", "N", "n"), ("neg", "A"))),
        (ones(1, 1), ("ones", 1, 1)),
        (sp.Identity(letter("n")), ("eye", "n")),
        (Map("sigmoid'", A), ("apply", "sigmoid'", "A")),
        (Softmax(A, 0), ("softmax", "A", 0)),
        (Softmax(A, 1, log=True), ("logsoftmax", "A", 1)),
        (matmul(A, scale(1 / N, W)), ("matmul", "A", ("mul", ("div", 1, "N"), "W"))),
        (pull(matmul(A, scale(1 / N, W))), ("mul", ("div", 1, "N"), ("matmul", "A", "W"))),
        (
            pull(hadamard(scale(2 / N, A), hadamard(B, C))),
            ("mul", ("div", 2, "N"), ("hadamard", "A", "B", "C")),
        ),
    ],
)
def test_operands_keep_their_order(matrix: Any, expected: Any) -> None:
    """As a teacher writes them; SymPy's own operators would sort them."""
    assert term(matrix) == expected


z, a = sp.symbols("z a", real=True)
X, Y = VALUES["A1"] / 4, VALUES["B1"] / 4
_FUNCTIONS = [
    (lambda s: -s, np.negative),
    (lambda s: s**2, np.square),
    (lambda s: z / (2 + sp.exp(s * z)), lambda x: X / (2 + np.exp(x * X))),
    (sp.tanh, np.tanh),
    (functions.sigmoid, FUNCTIONS["sigmoid"]),
    (lambda s: sp.sqrt(1 + s**2), lambda x: np.sqrt(1 + x**2)),
]
SCALARS = st.recursive(  # an expression in z and a, and its value for every entry of X and Y
    st.one_of(
        st.sampled_from([(z, X), (a, Y)]),
        st.sampled_from([sp.Integer(1), sp.Integer(2), sp.Rational(-1, 3), sp.Integer(-2)]).map(
            lambda number: (number, np.full(X.shape, float(number)))
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: (two[0][0] + two[1][0], two[0][1] + two[1][1])),
        st.tuples(inner, inner).map(lambda two: (two[0][0] * two[1][0], two[0][1] * two[1][1])),
        *(inner.map(lambda one, f=f, g=g: (f(one[0]), g(one[1]))) for f, g in _FUNCTIONS),
    ),
    max_leaves=5,
)


@given(SCALARS)
def test_a_scalar_term_has_its_value(drawn: Pair) -> None:
    scalar, expected = drawn
    found = Evaluator({}, {"z": X[0, 0], "a": Y[0, 0]}.get)(term(scalar))
    np.testing.assert_allclose(found, expected[0, 0], rtol=1e-9, atol=1e-9)


@given(SCALARS)
def test_lifting_is_entry_by_entry(drawn: Pair) -> None:
    """A formula in z and a on matrices Z and A: ⊙ for products, ones for numbers, Map for functions."""
    scalar, expected = drawn
    found = Evaluator(SIZES, {"A1": X, "B1": Y}.get)(term(lift(scalar, {z: named("A1"), a: named("B1")})))
    assert found.shape == X.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("scalar", "expected"),
    [
        (sp.Rational(1, 3), ("div", 1, 3)),
        (sp.Rational(-2, 3), ("neg", ("div", 2, 3))),
        (sp.Float(0.25), ("div", 1, 4)),
        (1 / (1 + sp.exp(-z)), ("div", 1, ("add", 1, ("apply", "exp", ("neg", "z"))))),
        (z**3, ("pow", "z", 3)),
        (z**-2, ("div", 1, ("pow", "z", 2))),
        (-z, ("neg", "z")),
        (2 / N, ("div", 2, "N")),
        (sp.sqrt(z), ("apply", "sqrt", "z")),
        (sp.exp(-z) * z, ("mul", "z", ("apply", "exp", ("neg", "z")))),
    ],
)
def test_scalars_as_they_are_written(scalar: Any, expected: Any) -> None:
    assert term(scalar) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (("N", "n"), ("sum", ("sum", ("entry", "M", "i", "j"), "j", "n"), "i", "N")),
        (("N", 1), ("sum", ("entry", "M", "i"), "i", "N")),
        ((1, "n"), ("sum", ("entry", "M", "j"), "j", "n")),
        ((1, 1), ("entry", "M", 1)),
    ],
)
def test_a_total_is_a_sum_over_both_indices(shape: Shape, expected: Any) -> None:
    total = Total(symbol("M", shape))
    assert term(total) == expected
    assert term(total / letter("N")) == ("mul", ("div", 1, "N"), expected)
    assert term(-total) == ("neg", ("mul", 1, expected)) or term(-total) == ("neg", expected)


def test_letters_and_shapes() -> None:
    assert letter(1) == 1 and letter("N").is_positive and letter("N").is_integer
    assert symbol("L", ()).is_real and shape_of(symbol("L", ())) == ()
    assert shape_of(symbol("b", (1, "n"))) == (1, "n")


def test_a_product_of_inverses_has_ones_above() -> None:
    expected = ("hdiv", ("ones", "N", "n"), ("hadamard", "A", "B"))
    assert term(hadamard(power(A, -1), power(B, -1))) == expected


def test_the_number_e_has_a_term() -> None:
    assert term(sp.exp(sp.Integer(1)) * z) == ("mul", ("apply", "exp", 1), "z")


def test_what_has_no_term_is_told() -> None:
    with pytest.raises(TypeError, match="no term for"):
        term(sp.Determinant(symbol("M", ("n", "n"))))
