"""Long matrices and sums shortened for the page."""

from derive.notation import Notation, elide


def test_a_large_matrix_keeps_two_and_the_last() -> None:
    rows = tuple(tuple(10 * i + j for j in range(1, 7)) for i in range(1, 6))
    assert elide(("matrix", rows)) == (
        "matrix",
        ((11, 12, "...", 16), (21, 22, "...", 26), ("...",) * 4, (51, 52, "...", 56)),
    )


def test_a_small_one_stays() -> None:
    small = ("matrix", tuple(tuple(range(4)) for _ in range(4)))
    assert elide(small) == small


def test_a_tall_column() -> None:
    column = ("matrix", tuple((k,) for k in range(9)))
    assert elide(column) == ("matrix", ((0,), (1,), ("...",), (8,)))
    assert Notation().latex(elide(column)) == r"\begin{pmatrix} 0 \\ 1 \\ \vdots \\ 8 \end{pmatrix}"


def test_a_long_sum_inside_a_relation() -> None:
    terms = tuple(("entry", "Y", k) for k in range(1, 8))
    short = elide(("eq", "L", ("add", *terms)))
    assert short == ("eq", "L", ("add", terms[0], terms[1], "...", terms[-1]))
    assert Notation().latex(short) == r"L = y_{1} + y_{2} + \cdots + y_{7}"
    assert elide(("add", *terms[:6])) == ("add", *terms[:6])


def test_limit() -> None:
    assert elide(("diag", *range(9)), limit=6) == ("diag", 0, 1, 2, 3, "...", 8)
