"""Signatures and letter shapes: check, infer, make an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import ShapeError
from derive.primitives import PRIMITIVES
from derive.shapes import example, infer, numbers, show

MATMUL = "m n, n p -> m p"


@pytest.mark.parametrize(
    ("signature", "given_shapes", "result"),
    [
        (MATMUL, [("N", "n0"), ("n0", "n1")], ("N", "n1")),
        (MATMUL, [("N", "n0"), ("n0", 1)], ("N", 1)),
        (MATMUL, [("N", "N"), ("N", "N")], ("N", "N")),
        ("m n, n p, 1 p -> m p", [("N", "n0"), ("n0", 1), (1, 1)], ("N", 1)),
        ("m n -> n m", [("N", 1)], (1, "N")),
        ("m n -> m 1", [("N", "n1")], ("N", 1)),
        ("m n, m n ->", [("N", 1), ("N", 1)], ()),
        (", m n ->", [(), ("N", 1)], ()),
        ("m 2 -> 2 m", [("N", 2)], (2, "N")),
    ],
)
def test_infer(signature: str, given_shapes: list[tuple], result: tuple) -> None:
    named = [(f"v{k}", shape) for k, shape in enumerate(given_shapes)]
    assert infer("f", signature, named) == result


@pytest.mark.parametrize(
    ("signature", "given_shapes", "says"),
    [
        (MATMUL, [("N", "n0"), ("n1", "n2")], "f takes m n, n p, but v1 is (n1, n2) where n is already n0"),
        (MATMUL, [("N", "n0")], "f takes 2 arguments, got 1"),
        (MATMUL, [("N", "n0"), ()], "f takes m n, n p, but v1 is scalar"),
        (
            "m n, 1 n -> m n",
            [("N", "n0"), ("N", "n0")],
            "f takes m n, 1 n, but v1 is (N, n0) where 1 is already 1",
        ),
        ("m n, m n ->", [("N", 1), (1, "N")], "f takes m n, m n, but v1 is (1, N) where m is already N"),
        ("m n", [("N", "n0")], "a signature is 'm n, n p -> m p', not 'm n'"),
    ],
)
def test_what_does_not_fit_is_named(signature: str, given_shapes: list[tuple], says: str) -> None:
    with pytest.raises(ShapeError) as raised:
        infer("f", signature, [(f"v{k}", shape) for k, shape in enumerate(given_shapes)])
    assert str(raised.value) == says


def test_different_letters_are_different_sizes() -> None:
    """Whatever numbers an example gives them; and a letter is never the literal 1."""
    for other in ("n1", "N", 1, 2):
        with pytest.raises(ShapeError):
            infer("add", "m n, m n -> m n", [("a", ("N", "n0")), ("b", ("N", other))])


@pytest.mark.parametrize("name", PRIMITIVES)
def test_an_example_has_a_size_of_its_own_for_every_letter(name: str) -> None:
    shapes, letters = example(PRIMITIVES[name].takes)
    assert len(set(letters.values())) == len(letters)
    named = [(f"v{k}", shape) for k, shape in enumerate(shapes)]
    assert infer(name, PRIMITIVES[name].takes, named) is not None


def test_an_example_in_given_sizes() -> None:
    assert example(MATMUL, (7, 5, 2)) == (((7, 5), (5, 2)), {"m": 7, "n": 5, "p": 2})


def test_show_and_numbers() -> None:
    assert show(("N", 1)) == "(N, 1)" and show(()) == "scalar"
    assert numbers(("N", 1), {"N": 3}) == (3, 1) and numbers((), {}) == ()


@given(
    st.text(alphabet="mnp12 ,->", max_size=20),
    st.lists(st.sampled_from([(), ("a", "b"), ("a", 1)]), max_size=3),
)
def test_any_signature_is_answered(signature: str, shapes: list[tuple]) -> None:
    """A shape or a ShapeError, nothing else."""
    try:
        infer("f", signature, [(f"v{k}", shape) for k, shape in enumerate(shapes)])
    except ShapeError as error:
        assert str(error)
