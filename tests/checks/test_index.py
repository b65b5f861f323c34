"""Index forms: certificates for right lines, none for wrong ones, and never against the field."""

from collections.abc import Iterator

import pytest

from derive.checks.field import Field
from derive.checks.forms import Forms
from derive.checks.index import IndexForms
from derive.checks.model import Model
from derive.checks.monomial import canonical
from derive.checks.samples import Samples
from derive.checks.verdict import Undecided
from derive.errors import ShapeError
from derive.expression import Term
from tests.checks.seed import (
    add,
    affine,
    apply,
    chain,
    div,
    entry,
    matmul,
    minus,
    mul,
    neg,
    network,
    ones,
    t,
    total,
)

WIDE = minus(ones("N", "n1"), "A1")
Z = entry("Z1", "i", "j")
CERTIFIED: list[tuple[Term, Term]] = [
    ("Z1", affine("X", "W1", "b1")),
    (Z, add(total(mul(entry("X", "i", "k"), entry("W1", "k", "j")), "k", "n0"), entry("b1", "j"))),
    ("dW1", matmul(t("X"), "dZ1")),
    ("db1", matmul(ones(1, "N"), "dZ1")),
    ("dX", matmul("dZ1", t("W1"))),
    ("dX", t(matmul("W1", t("dZ1")))),
    ("dZ1", ("hadamard", "dA1", apply("sigmoid'", "Z1"))),
    ("dZ1", ("hadamard", "dA1", "A1", WIDE)),
    ("dZ1", ("hadamard", matmul("dZ2", t("W2")), "A1", WIDE)),
    ("dW1", matmul(t("X"), ("hadamard", matmul("dZ2", t("W2")), "A1", WIDE))),
    (entry("dW1", "k", "l"), total(total(mul(entry("dZ1", "i", "j"), ("partial", Z, entry("W1", "k", "l"))),
        "i", "N"), "j", "n1")),
    (("partial", Z, entry("W1", "k", "l")), mul(entry("X", "i", "k"), ("delta", "j", "l"))),
    (total(1, "i", "N"), "N"),
    (total(("delta", "i", "j"), "i", "N"), total(("delta", "i", "j"), "i", "N")),
    (matmul("X", matmul("W1", "W2")), matmul(matmul("X", "W1"), "W2")),
    (matmul("X", "W1", "W2"), matmul(matmul("X", "W1"), "W2")),
    (("hpow", add("X", "X"), 2), mul(4, ("hadamard", "X", "X"))),
    (div("X", mul("N", "eta")), mul(div(1, "eta"), div("X", "N"))),
    ("W1_new", minus("W1", mul("eta", "dW1"))),
    ("Z1_new", affine("X", "W1_new", "b1_new")),
    ("X", matmul(("eye", "N"), "X")),
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(network())


@pytest.mark.parametrize(("left", "right"), CERTIFIED, ids=str)
def test_certificates(model: Model, left: Term, right: Term) -> None:
    assert IndexForms(model).same(*model.letters.nodes(left, right))


def mutants(term: Term) -> Iterator[Term]:
    """The term with one thing changed, everywhere in turn."""
    yield neg(term)
    yield mul(2, term) if not isinstance(term, tuple) or term[0] != "matrix" else term
    if not isinstance(term, tuple) or term[0] in ("ones", "eye", "delta", "entry"):
        if isinstance(term, tuple) and term[0] == "entry" and len(term) == 4:
            yield ("entry", term[1], term[3], term[2])
        return
    op, *args = term
    if op in ("matmul", "hadamard", "add", "mul") and len(args) == 2:
        yield from (args[0], args[1], (op, args[1], args[0]))
    if op == "transpose":
        yield args[0]
    if op == "matmul":
        yield ("hadamard", *args)
    if op == "hadamard":
        yield ("matmul", *args)
    for k, arg in enumerate(args):
        if op in ("apply", "sum", "hpow") and k != (1 if op == "apply" else 0):
            continue
        for changed in mutants(arg):
            yield (op, *args[:k], changed, *args[k + 1 :])


def test_no_certificate_against_the_field(model: Model) -> None:
    samples, forms = Samples(model), IndexForms(model)
    certified = tried = 0
    for left, right in CERTIFIED:
        for changed in mutants(right):
            try:
                a, b = model.letters.nodes(left, changed)
                points = samples.points(a.letters | b.letters)
                same = a.shape == b.shape and all(
                    not Field().differs(*(samples.field(*point).value(node) for node in (a, b)))
                    for point in points
                )
            except (ShapeError, Undecided):
                continue
            tried += 1
            if a.shape == b.shape and forms.same(a, b):
                certified += 1
                assert same, (left, changed)
    assert tried > 200
    assert 0 < certified < tried / 2


def test_forms_of_sums(model: Model) -> None:
    """Bound indices have no names; the order of sums and factors does not count."""
    forms = Forms(model)
    one = total(total(mul(entry("X", "i", "k"), entry("X", "i", "l")), "k", "n0"), "l", "n0")
    two = total(total(mul(entry("X", "i", "j"), entry("X", "i", "r")), "r", "n0"), "j", "n0")
    a, b = model.letters.nodes(one, two)
    assert canonical(forms.form(a)) == canonical(forms.form(b))
    (square,) = model.letters.nodes(("pow", total(entry("X", "i", "k"), "k", "n0"), 2))
    assert canonical(forms.form(square)) == canonical(forms.form(a))
    (other,) = model.letters.nodes(total(("pow", entry("X", "i", "k"), 2), "k", "n0"))
    assert canonical(forms.form(square)) != canonical(forms.form(other))


def test_sums_inside_of_functions(model: Model) -> None:
    """log of a sum keeps its bound index apart from those outside."""
    inner = apply("log", total(apply("exp", entry("Z1", "i", "k")), "k", "n1"))
    again = apply("log", total(apply("exp", entry("Z1", "i", "l")), "l", "n1"))
    left, right = total(inner, "i", "N"), total(again, "i", "N")
    other = total(apply("log", total(apply("exp", entry("Z1", "i", "k")), "i", "N")), "k", "n1")
    forms = IndexForms(model)
    assert forms.same(*model.letters.nodes(left, right))
    a, b = model.letters.nodes(left, other)
    assert not forms.same(a, b)


def test_the_loss_is_differentiated() -> None:
    model = Model(chain())
    right = div(
        add(neg(div(entry("Y", "i"), entry("A2", "i"))),
            div(minus(1, entry("Y", "i")), minus(1, entry("A2", "i")))),
        "N",
    )  # fmt: skip
    left, node = model.letters.nodes(entry("dA2", "i"), right)
    assert IndexForms(model).same(left, node)
    left, node = model.letters.nodes(entry("dA2", "i"), neg(right))
    assert not IndexForms(model).same(left, node)
