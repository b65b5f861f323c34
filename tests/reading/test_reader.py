"""Reading our own lines: names, products by shape, shapes restored, errors with their place."""

import pytest

from derive.functions import BUILT_IN
from derive.notation import Notation, Style
from derive.reading import Misfit, Reader, Unreadable, normal, read
from derive.reading.own import FUNCTIONS

from .terms import SHAPES, SIZES

READER = Reader(SHAPES, SIZES)


@pytest.mark.parametrize(
    ("latex", "term"),
    [
        # names
        (r"W^{[1]}", "W1"),
        (r"\mathbf{W}^{[1]}", "W1"),
        (r"{W^{[1]}}^{T}", ("transpose", "W1")),
        (r"W^{[1]\top}", ("transpose", "W1")),
        (r"\left(W^{[1]}\right)^\top", ("transpose", "W1")),
        (r"\gamma^{[1]}", "gamma1"),
        (r"W^{[1]}_{\mathrm{new}}", "W1_new"),
        # gradients
        (r"\frac{\partial L}{\partial W^{[1]}}", "dW1"),
        (r"{\partial L \over \partial W^{[1]}}", "dW1"),
        (r"\nabla_{W^{[1]}} L", "dW1"),
        (r"dW^{[1]}", "dW1"),
        (r"dW^{[1]\top}", ("transpose", "dW1")),
        (r"\frac{\partial L}{\partial b^{[2]}_1}", ("entry", "db2", 1)),
        # entries
        (r"a^{[1]}_{ij}", ("entry", "A1", "i", "j")),
        (r"a^{[1]}_{i,j}", ("entry", "A1", "i", "j")),
        (r"A^{[1]}_{12}", ("entry", "A1", 1, 2)),
        (r"b^{[1]}_{12}", ("entry", "b1", 12)),
        (r"a_{2,10}^{[1]}", ("entry", "A1", 2, 10)),
        (r"(X W^{[1]})_{ij}", ("entry", ("matmul", "X", "W1"), "i", "j")),
        # products by shape
        (r"\eta L 2", ("mul", "eta", "L", 2)),
        (r"XW^{[1]}", ("matmul", "X", "W1")),
        (r"\eta X W^{[1]}", ("mul", "eta", ("matmul", "X", "W1"))),
        (r"2 \cdot 3", ("mul", 2, 3)),
        (r"X \cdot W^{[1]}", ("matmul", "X", "W1")),
        (r"X W^{[1]} \odot A^{[1]}", ("hadamard", ("matmul", "X", "W1"), "A1")),
        (r"\frac{1}{N} X", ("mul", ("div", 1, "N"), "X")),
        (r"X / N", ("div", "X", "N")),
        # functions
        (r"\sigma'(Z^{[1]})", ("apply", "sigmoid'", "Z1")),
        (r"e^{-z}", ("apply", "exp", ("neg", "z"))),
        (r"\sqrt{L} + \lvert L \rvert", ("add", ("apply", "sqrt", "L"), ("apply", "abs", "L"))),
        (r"\sigma(z)^{2}", ("pow", ("apply", "sigmoid", "z"), 2)),
        (r"\mathrm{softmax}(Z^{[1]})", ("softmax", "Z1", 1)),
        # all-ones matrices take the shape that their place leaves them
        (r"\mathbf{1} - A^{[1]}", ("add", ("ones", "N", "n1"), ("neg", "A1"))),
        (r"\mathbb{1} \odot A^{[1]}", ("hadamard", ("ones", "N", "n1"), "A1")),
        (r"\mathbf{1}^\top A^{[1]}", ("matmul", ("ones", 1, "N"), "A1")),
        (r"Z^{[1]} = \mathbf{1} b^{[1]}", ("eq", "Z1", ("matmul", ("ones", "N", 1), "b1"))),
        (r"\mathbf{1}_{N}", ("ones", "N", 1)),
        (r"\mathbf{1}_{N}^{\top}", ("ones", 1, "N")),
        (r"\mathbf{0}_{N\times n_1} + I_{n_1}_{11}", None),
        # relations
        (r"0 < A^{[2]} < 1", ("lt", 0, "A2", 1)),
        (r"L \ge 0", ("le", 0, "L")),
        (r"A^{[2]} \in \mathbb{R}^{N\times 1}", ("shape", "A2", "N", 1)),
        (r"W^{[2]} \leftarrow W^{[2]} - \eta\, dW^{[2]}",
         ("update", "W2", ("add", "W2", ("neg", ("mul", "eta", "dW2"))))),
        (r"L \approx 0.6931", ("approx", "L", ("decimal", "0.6931"))),
        (r"X = \begin{pmatrix} 1 & -2 \\ 0.5 & 0 \end{pmatrix}",
         ("eq", "X", ("matrix", ((1, ("neg", 2)), (("decimal", "0.5"), 0))))),
        # derivatives
        (r"\frac{\partial a^{[1]}_{ij}}{\partial z^{[1]}_{kl}} = \delta_{ik} \delta_{jl}",
         ("eq", ("partial", ("entry", "A1", "i", "j"), ("entry", "Z1", "k", "l")),
          ("mul", ("delta", "i", "k"), ("delta", "j", "l")))),
        (r"\frac{\partial\,\mathrm{vec}(A^{[1]})}{\partial\,\mathrm{vec}(Z^{[1]})}",
         ("jacobian", "A1", "Z1")),
    ],
)  # fmt: skip
def test_a_line(latex: str, term: object) -> None:
    if term is None:
        with pytest.raises(Unreadable):
            READER.read(latex)
    else:
        assert normal(READER.read(latex)) == term


@pytest.mark.parametrize(
    ("latex", "place", "reason"),
    [
        (r"Z^{[1]} = X V", "V", "no such symbol"),
        (r"Z^{[7]} = X", "Z^{[7]}", "no such symbol"),
        (r"X = \mathbf{1} \mathbf{1}", None, "nothing says the shape"),
        (r"\frac{X}{A^{[1]}}", "{A^{[1]}}", "a quotient by a matrix"),
        (r"X \bullet Y", r"\bullet", "no meaning for the operator"),
        (r"L = L = L", "=", "more than one relation"),
        (r"L_{ij}", "L_{ij}", "no such symbol"),
        (r"A^{[1]}_{i}", "A^{[1]}_{i}", "2 indices are due"),
        (r"L'", "L'", "a prime on a scalar"),
        (r"X^{2}", "{2}", "no such power"),
        (r"\frac{\partial L}{\partial N}", r"{\partial N}", "no gradient by"),
        (r"\frac{\partial A^{[1]}}{\partial Z^{[1]}}", None, "matrices by matrices"),
        (r"\sum_{k} z", None, "from k = 1"),
        (r"L \to 0", r"\to", "no relation of ours"),
        (r"L = 1, L = 2", None, "one relation"),
    ],
)
def test_what_has_no_meaning_has_a_place(latex: str, place: str | None, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        READER.read(latex)
    if place is not None:
        assert latex[caught.value.start : caught.value.stop] == place


@pytest.mark.parametrize(
    "latex", [r"X X", r"X + Y", r"X \odot Y", r"X = Y", r"X W^{[2]}", r"A^{[1]} \in \mathbb{R}^{N\times 1}"]
)
def test_shapes_that_do_not_fit(latex: str) -> None:
    with pytest.raises(Misfit, match=r"do(es)? not fit"):
        READER.read(latex)


def test_an_aligned_block() -> None:
    lines = (
        ("define", "Z2", ("add", ("matmul", "A1", "W2"), ("matmul", ("ones", "N", 1), "b2"))),
        (
            "eq",
            "Z2",
            ("add", ("matmul", ("shaped", "A1", "N", "n1"), "W2"), ("matmul", ("ones", "N", 1), "b2")),
        ),
        ("eq", "dZ2", ("mul", ("div", 1, "N"), ("add", "A2", ("neg", "Y")))),
        ("lt", 0, "A2", 1),
    )
    block = Notation(Style(), {}, SHAPES, tuple(SIZES)).aligned(lines)
    assert READER.lines(block) == lines


def test_numbers_in_letters_shapes() -> None:
    assert read(r"X = \begin{pmatrix} 1 \end{pmatrix}", shapes={"X": ("N", 1)}) == (
        "eq",
        "X",
        ("matrix", ((1,),)),
    )
    with pytest.raises(Misfit):
        read(r"X = \begin{pmatrix} 1 \end{pmatrix}", shapes={"X": ("N", 1)}, sizes={"N": 2})


def test_it_knows_every_built_in_function() -> None:
    assert set(FUNCTIONS) >= BUILT_IN


def test_long_products_stay_flat() -> None:
    long = r" \odot ".join(["X"] * 2_000)
    assert len(READER.read(long)) == 2_001
    with pytest.raises(Unreadable, match="too many"):
        READER.read(" / ".join("2" * 2_000))
