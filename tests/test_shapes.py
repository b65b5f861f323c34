"""Signatures and letter shapes: check, infer, make an example."""


import pytest

from derive.shapes import infer


@pytest.mark.parametrize(
    ("signature", "shapes", "result"),
    [
        ("m n, n p -> m p", [("N", "n0"), ("n0", "n1")], ("N", "n1")),
        ("m n, n p -> m p", [("N", "n0"), ("n0", 1)], ("N", 1)),
        ("m n, n p, 1 p -> m p", [("N", "n0"), ("n0", 1), (1, 1)], ("N", 1)),
        ("m n -> n m", [("N", 1)], (1, "N")),
        ("m n, m n ->", [("N", 1), ("N", 1)], ()),
        ("-> 2 m", [], (2, "m")),
        (", ->", [(), ()], ()),
    ],
)
def test_infer(signature: str, shapes: list[tuple], result: tuple) -> None:
    if signature.startswith("->"):
        pytest.skip("a primitive takes at least one argument")
    given_shapes = [(f"v{k}", shape) for k, shape in enumerate(shapes)]
    assert infer("f", signature, given_shapes) == result
