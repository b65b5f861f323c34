"""What every operator looks like in LaTeX, in the default style."""

import pytest

from derive.errors import DeriveError
from derive.expression import OPERATORS, Term, walk
from derive.notation import Notation

from .terms import SHAPES, SIZES

NOTATION = Notation(shapes=SHAPES, sizes=SIZES, words={"upstream": "upstream gradient"})

TABLE: list[tuple[Term, str]] = [
    # names and numbers
    ("X", "X"),
    ("W1", "W^{[1]}"),
    ("W1_new", r"W^{[1]}_{\mathrm{new}}"),
    ("L_new", r"L_{\mathrm{new}}"),
    ("n1", "n_{1}"),
    ("n_lm1", r"n_{\ell-1}"),
    ("W_l", r"W^{[\ell]}"),
    (("transpose", "W_lp1"), r"W^{[\ell+1]\top}"),
    (("entry", "dZ_L", "i", "j"), r"\frac{\partial L}{\partial z^{[L]}_{ij}}"),
    ("eta", r"\eta"),
    ("gamma1", r"\gamma^{[1]}"),
    ("dW2", r"\frac{\partial L}{\partial W^{[2]}}"),
    (7, "7"),
    (-2, "-2"),
    (("decimal", "0.6225"), "0.6225"),
    (("decimal", "-0.50"), "-0.50"),
    (("decimal", "1.5e-05"), r"1.5\times 10^{-5}"),
    # sums
    (("add", "A1", "Z1"), "A^{[1]} + Z^{[1]}"),
    (("add", "A2", ("neg", "Y")), "A^{[2]} - Y"),
    (("add", ("neg", "A2"), "Y"), "-A^{[2]} + Y"),
    (("add", "A2", ("neg", ("add", "Y", "Z2"))), "A^{[2]} - (Y + Z^{[2]})"),
    (("add", "z", -2), "z + (-2)"),
    (("add", "z", "...", "z"), r"z + \cdots + z"),
    (("neg", ("matmul", "X", "W1")), "-X W^{[1]}"),
    (("neg", ("neg", "X")), "-(-X)"),
    (("sum", ("entry", "Y", "i"), "i", "N"), r"\sum_{i=1}^{N} y_{i}"),
    (("sum", ("add", "z", 1), "k", "n1"), r"\sum_{k=1}^{n_{1}} (z + 1)"),
    (("mul", ("sum", "z", "k", 3), "z"), r"\left(\sum_{k=1}^{3} z\right) z"),
    (("mul", "z", ("sum", "z", "k", 3)), r"z \sum_{k=1}^{3} z"),
    # products and quotients
    (("mul", "eta", "dW1"), r"\eta \frac{\partial L}{\partial W^{[1]}}"),
    (("mul", 2, 3, "z"), r"2 \cdot 3 z"),
    (("mul", 2, ("div", 1, 3)), r"2 \cdot \frac{1}{3}"),
    (("mul", 1, ("neg", ("decimal", "0.5"))), r"1 \cdot (-0.5)"),
    (("mul", ("neg", 1), ("neg", ("decimal", "0.5"))), r"(-1) \cdot (-0.5)"),
    (("mul", 2, ("neg", "z")), "2 (-z)"),
    (("mul", "z", ("add", 1, ("neg", "z"))), "z (1 - z)"),
    (("mul", "z", ("neg", "z")), "z (-z)"),
    (("mul", ("div", 1, "N"), ("matmul", "X", "W1")), r"\frac{1}{N} X W^{[1]}"),
    (("div", ("add", "A2", ("neg", "Y")), "N"), r"\frac{A^{[2]} - Y}{N}"),
    (("pow", "z", 2), "z^{2}"),
    (("pow", "z", -1), "z^{-1}"),
    (("pow", ("entry", "X", 1, 2), 2), "x_{12}^{2}"),
    (("pow", ("entry", "W1", 1, 2), 2), "(w^{[1]}_{12})^{2}"),
    (("pow", ("add", ("div", 1, 2), "z"), 2), r"\left(\frac{1}{2} + z\right)^{2}"),
    (("pow", ("apply", "sigmoid", "z"), 2), r"\sigma(z)^{2}"),
    # matrices
    (("matmul", ("transpose", "A1"), "dZ2"), r"A^{[1]\top} \frac{\partial L}{\partial Z^{[2]}}"),
    (("matmul", "X", ("add", "W1", "W1")), "X (W^{[1]} + W^{[1]})"),
    (("transpose", "X"), r"X^{\top}"),
    (("transpose", ("matmul", "X", "W1")), r"(X W^{[1]})^{\top}"),
    (("transpose", ("transpose", "X")), r"(X^{\top})^{\top}"),
    (("transpose", "dW1"), r"\left(\frac{\partial L}{\partial W^{[1]}}\right)^{\top}"),
    (("hadamard", "A1", "Z1"), r"A^{[1]} \odot Z^{[1]}"),
    (("hadamard", ("matmul", "X", "W1"), "A1"), r"(X W^{[1]}) \odot A^{[1]}"),
    (("matmul", ("hadamard", "A1", "A1"), "W2"), r"(A^{[1]} \odot A^{[1]}) W^{[2]}"),
    (("hdiv", "A1", "Z1"), r"A^{[1]} \oslash Z^{[1]}"),
    (("hpow", "X", 2), r"X^{\odot 2}"),
    (("hpow", "A1", 2), r"(A^{[1]})^{\odot 2}"),
    (("eye", "n1"), "I_{n_{1}}"),
    (("zeros", "N", "n1"), r"\mathbf{0}_{N\times n_{1}}"),
    (("diag", "z", "...", 1), r"\mathop{\mathrm{diag}}(z, \dots, 1)"),
    (("matrix", ((1, 2), (3, 4))), r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    (
        ("matrix", ((1, "...", 2), ("...", "...", "..."), (3, "...", 4))),
        r"\begin{pmatrix} 1 & \cdots & 2 \\ \vdots & \ddots & \vdots \\ 3 & \cdots & 4 \end{pmatrix}",
    ),
    # ones: without a shape where the neighbours say it
    (("ones", "N", "n1"), r"\mathbf{1}_{N\times n_{1}}"),
    (("ones", "N", 1), r"\mathbf{1}_{N}"),
    (("ones", 1, "N"), r"\mathbf{1}_{N}^{\top}"),
    (("ones", 1, 1), r"\mathbf{1}_{1\times 1}"),
    (("add", ("ones", "N", "n1"), ("neg", "A1")), r"\mathbf{1} - A^{[1]}"),
    (("add", ("ones", "N", 1), ("ones", "N", 1)), r"\mathbf{1}_{N} + \mathbf{1}"),
    (("matmul", ("ones", 1, "N"), "dZ2"), r"\mathbf{1}^{\top} \frac{\partial L}{\partial Z^{[2]}}"),
    (("matmul", ("ones", "N", 1), "b1"), r"\mathbf{1}_{N} b^{[1]}"),
    (("add", "Z1", ("matmul", ("ones", "N", 1), "b1")), r"Z^{[1]} + \mathbf{1} b^{[1]}"),
    (("eq", "Z1", ("matmul", ("ones", "N", 1), "b1")), r"Z^{[1]} = \mathbf{1} b^{[1]}"),
    # functions
    (("apply", "sigmoid", "Z1"), r"\sigma(Z^{[1]})"),
    (("apply", "sigmoid'", "z"), r"\sigma'(z)"),
    (("apply", "relu", "z"), r"\mathrm{ReLU}(z)"),
    (("apply", "Phi", "z"), r"\Phi(z)"),
    (("apply", "my_f", "z"), r"\text{my\_f}(z)"),
    (("apply", "swish", ("div", "z", 2)), r"\mathrm{swish}\left(\frac{z}{2}\right)"),
    (("apply", "exp", ("neg", "z")), "e^{-z}"),
    (("apply", "exp", "Z1"), r"\exp(Z^{[1]})"),
    (("apply", "sqrt", "z"), r"\sqrt{z}"),
    (("apply", "abs", ("div", "z", 2)), r"\left\lvert \frac{z}{2}\right \rvert"),
    (("apply", "abs", "z"), r"\lvert z \rvert"),
    (("softmax", "Z1", 1), r"\mathrm{softmax}(Z^{[1]})"),
    (("softmax", "Z1", 0), r"\mathrm{softmax}_{0}(Z^{[1]})"),
    (("logsoftmax", "Z1", 1), r"\mathrm{logsoftmax}(Z^{[1]})"),
    # entries and derivatives
    (("entry", "W1", "i", "j"), "w^{[1]}_{ij}"),
    (("entry", "W1", 12, 3), "w^{[1]}_{12,3}"),
    (("entry", "b1", "j"), "b^{[1]}_{j}"),
    (("entry", "gamma1", "j"), r"\gamma^{[1]}_{j}"),
    (("entry", "W1_new", "i", "j"), r"w^{[1]}_{\mathrm{new},ij}"),
    (("entry", "dW1", "i", "j"), r"\frac{\partial L}{\partial w^{[1]}_{ij}}"),
    (("entry", ("matmul", "X", "W1"), "i", "j"), "(X W^{[1]})_{ij}"),
    (("delta", "i", "k"), r"\delta_{ik}"),
    (
        ("partial", ("entry", "A2", "i"), ("entry", "Z2", "k")),
        r"\frac{\partial a^{[2]}_{i}}{\partial z^{[2]}_{k}}",
    ),
    (("partial", ("apply", "tanh", "z"), "z"), r"\frac{\partial \tanh(z)}{\partial z}"),
    (("partial", ("pow", "z", 2), "z"), r"\frac{\partial}{\partial z} (z^{2})"),
    (
        ("jacobian", "A2", "Z2"),
        r"\frac{\partial\, \mathrm{vec}(A^{[2]})}{\partial\, \mathrm{vec}(Z^{[2]})}",
    ),
    # notes
    (("shaped", "X", "N", "n0"), r"\underbrace{X}_{N\times n_{0}}"),
    (
        ("labelled", "dZ2", "upstream"),
        r"\underbrace{\frac{\partial L}{\partial Z^{[2]}}}_{\text{upstream gradient}}",
    ),
    (("labelled", "z", "50% {x}"), r"\underbrace{z}_{\text{50\% \{x\}}}"),
    (
        ("matmul", ("shaped", ("add", "X", "X"), "N", "n0"), "W1"),
        r"\underbrace{(X + X)}_{N\times n_{0}} W^{[1]}",
    ),
    (
        ("shaped", ("labelled", "X", "upstream"), "N", "n0"),
        r"\underbrace{X}_{\substack{N\times n_{0} \\ \text{upstream gradient}}}",
    ),
    # relations
    (("eq", "A1", "Z1"), "A^{[1]} = Z^{[1]}"),
    (("define", "A1", "Z1"), r"A^{[1]} \mathrel{:=} Z^{[1]}"),
    (("approx", "L", ("decimal", "0.69")), r"L \approx 0.69"),
    (("shape", "W1", "n0", "n1"), r"W^{[1]} \in \mathbb{R}^{n_{0}\times n_{1}}"),
    (("update", "W1", "W1"), r"W^{[1]} \leftarrow W^{[1]}"),
    (("ne", "X", 0), r"X \ne 0"),
    (("lt", 0, "A2", 1), "0 < A^{[2]} < 1"),
    (("le", 0, "Y", ("ones", "N", 1)), r"0 \le Y \le \mathbf{1}"),
]


@pytest.mark.parametrize(("term", "latex"), TABLE, ids=[latex for _, latex in TABLE])
def test_look(term: Term, latex: str) -> None:
    assert NOTATION.latex(term) == latex


def test_table_has_every_operator() -> None:
    shown = {part[0] for term, _ in TABLE for part in walk(term) if isinstance(part, tuple)}
    assert shown == set(OPERATORS)


def test_tall_rows_of_a_matrix_keep_apart() -> None:
    cell = ("div", 1, "N")
    assert NOTATION.latex(("matrix", ((cell,), (0,)))) == (
        r"\begin{pmatrix} \displaystyle \frac{1}{N} \vphantom{\Bigg|} \\ 0 \end{pmatrix}"
    )
    assert r"\vphantom" not in NOTATION.latex(("matrix", ((cell,),)))


def test_without_shapes_the_letter_says_what_is_a_matrix() -> None:
    bare = Notation()
    assert bare.latex(("apply", "exp", "Z1")) == r"\exp(Z^{[1]})"
    assert bare.latex(("apply", "exp", "eta")) == r"e^{\eta}"


def test_rows_say_the_left_side_once() -> None:
    rows = NOTATION.lines([("eq", "dX", "X"), ("eq", ("shaped", "dX", "N", "n0"), "X"), ("lt", "L", "z", 1)])
    assert [row.left for row in rows] == [r"\frac{\partial L}{\partial X}", "", "L"]
    assert rows[2].relation == "<"
    assert rows[2].right == "z < 1"


def test_aligned() -> None:
    block = NOTATION.aligned([("eq", "Y", "A2"), ("approx", "Y", "Z2")])
    assert block == "\\begin{aligned}\nY &= A^{[2]} \\\\\n&\\approx Z^{[2]}\n\\end{aligned}"


def test_a_line_is_a_relation() -> None:
    with pytest.raises(DeriveError, match="a line is a relation"):
        NOTATION.lines(["X"])


@pytest.mark.parametrize("name", ["</math><script>", "\\input{x}", "a b", "$x$", "", "W_1_2"])
def test_text_that_is_no_name_stays_text(name: str) -> None:
    latex, mathml = Notation().latex(("eq", name, ("apply", name, 1))), Notation().mathml(name)
    assert "\\input" not in latex
    assert "$" not in latex.replace("\\$", "")
    assert "<script" not in mathml
