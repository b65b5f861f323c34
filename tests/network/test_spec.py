"""Specs that cannot be used: what is said about each, all problems at once."""

import pytest

from derive.errors import SpecError
from derive.network import SEED, build, read_line, read_spec, read_torch
from tests.oracles.networks import spec

GOOD = ("Linear(2, 3)", "Sigmoid()", "Linear(3, 1)", "Sigmoid()")


def problems(text: str) -> list[str]:
    """Every problem of a spec, without the name of the file."""
    with pytest.raises(SpecError) as raised:
        build(read_spec(text, "net.toml"), "net.toml")
    lines = str(raised.value).splitlines()
    assert all(line.startswith("net.toml: ") for line in lines) and len(lines) == len(raised.value.problems)
    return [line.removeprefix("net.toml: ") for line in lines]


def seed(old: str, new: str) -> str:
    """The seed spec with one change."""
    assert old in SEED
    return SEED.replace(old, new)


X, Y = "[[1, 2], [-1, 1]]", "[[1], [0]]"
ONE_PROBLEM = {
    "unknown table": (seed("[training]", "[trainig]"), "no key 'trainig'; did you mean 'training'?"),
    "unknown key": (
        seed("learning_rate", "learning_rat"),
        "[training]: no key 'learning_rat'; did you mean 'learning_rate'?",
    ),
    "unknown layer": (spec("Linear(2, 1)", "Sigmoyd"), "no layer 'Sigmoyd'; did you mean 'Sigmoid'?"),
    "a layer of images": (
        spec("Conv2d(1, 2, 3)"),
        "Conv2d is not derived: its data are not a matrix of samples by features",
    ),
    "unknown loss": (spec(*GOOD, loss="BCELos"), "no loss 'BCELos'; did you mean 'BCELoss'?"),
    "unknown data": (seed("Y = ", "T = "), "[data]: no key 'T'; there are X, Y"),
    "unknown parameter": (seed("b2 = ", "b3 = "), "no parameter 'b3'; there are W1, b1, W2, b2"),
    "too many columns": (
        seed(X, "[[1, 2, 3], [-1, 1, 2]]"),
        "X is 2 × 3, but its shape (N, n0) is 2 × 2 here",
    ),
    "too few rows": (
        seed("W2 = [[0.5], [-0.4], [0.3]]", "W2 = [[0.5], [-0.4]]"),
        "W2 is 2 × 1, but its shape (n1, 1) is 3 × 1 here",
    ),
    "ragged": (seed(X, "[[1, 2], [-1]]"), "X is 2 × 1 or 2, but its shape (N, n0) is 2 × 2 here"),
    "empty": (seed(X, "[]"), "X is 0 × 0, but its shape (N, n0) is 2 × 2 here"),
    "no matrix": (seed(X, "{ a = 1 }"), "X is a list of 2 rows of 2 numbers, shape (N, n0)"),
    "flat where it is no vector": (
        seed(X, "[1, 2, 3, 4]"),
        "X is a list of 2 rows of 2 numbers, shape (N, n0)",
    ),
    "text": (seed(X, "[['a', 2], [-1, 1]]"), "X[1, 1] is 'a', not a number"),
    "a truth value": (seed(X, "[[1, 2], [-1, true]]"), "X[2, 2] is True, not a number"),
    "NaN": (seed(X, "[[nan, 2], [-1, 1]]"), "X[1, 1] is nan, not a finite number"),
    "infinite": (seed("b2 = [0.1]", "b2 = [-inf]"), "b2[1, 1] is -inf, not a finite number"),
    "no probability": (seed(Y, "[[1], [1.5]]"), "Y[2, 1] = 1.5 lies outside [0, 1]"),
    "negative": (seed(Y, "[[-0.25], [1]]"), "Y[1, 1] = -0.25 lies outside [0, 1]"),
    "no samples": (seed("N = 2 ", "N = 0 "), "sizes.N is a whole number from 1, not 0"),
    "half a sample": (seed("N = 2 ", "N = 2.5 "), "sizes.N is a whole number from 1, not 2.5"),
    "no learning": (
        seed("learning_rate = 1.0", "learning_rate = 0"),
        "training.learning_rate is a positive number, not 0",
    ),
    "NaN learning": (
        seed("learning_rate = 1.0", "learning_rate = nan"),
        "training.learning_rate is a positive number, not nan",
    ),
    "negative decay": (
        seed("learning_rate = 1.0", "weight_decay = -1"),
        "training.weight_decay is a number from 0, not -1",
    ),
    "title": (seed("'Two-layer sigmoid network'", "3"), "title is text, not 3"),
    "no layers": (
        "[network]\nlayers = []\nloss = 'MSELoss'",
        "network.layers is a list of layers such as ['Linear(2, 3)', 'Sigmoid()']",
    ),
    "layers that are no text": (
        "[network]\nlayers = [1]\nloss = 'MSELoss'",
        "network.layers is a list of layers such as ['Linear(2, 3)', 'Sigmoid()']",
    ),
    "open features": (
        spec("Sigmoid()"),
        "the network needs at least one Linear layer: without it the number of features is open",
    ),
    "negative size": (
        spec("Linear(-2, 1)", "Sigmoid()"),
        "Linear(-2, 1): in_features is a whole number from 1, not -2",
    ),
    "size with a point": (
        spec("Linear(2.0, 1)", "Sigmoid()"),
        "Linear(2.0, 1): in_features is a whole number from 1, not 2.0",
    ),
    "missing argument": (
        spec("Linear(2)", "Sigmoid()"),
        "Linear(2): missing 1 required positional argument: 'out_features'",
    ),
    "no argument wanted": (
        spec("Linear(2, 1)", "Sigmoid(3)"),
        "Sigmoid(3): takes 0 positional arguments but 1 was given",
    ),
    "class too large": (
        spec("Linear(2, 3)", loss="CrossEntropyLoss", training="[data]\nY = [0, 3]"),
        "Y holds 3, but a class is a whole number from 0 to 2",
    ),
    "too many classes": (
        spec("Linear(2, 3)", loss="CrossEntropyLoss", training="[data]\nY = [0, 1, 1]"),
        "Y has 3 classes, but there are 2 samples",
    ),
    "normalisation of one": (
        spec("Linear(2, 1)", "LayerNorm(1)", loss="MSELoss"),
        "LayerNorm(1): over a single feature the result is always β",
    ),
    "negative slope": (
        spec("Linear(2, 1)", "LeakyReLU(-1)", loss="MSELoss"),
        "LeakyReLU(-1): negative_slope is a finite number from 0, not -1",
    ),
    "empty residual": (
        spec("Linear(2, 1)", "Residual()", loss="MSELoss"),
        "Residual() takes one layer or more",
    ),
}


@pytest.mark.parametrize(("text", "says"), ONE_PROBLEM.values(), ids=ONE_PROBLEM)
def test_one_problem(text: str, says: str) -> None:
    assert problems(text) == [says]


@pytest.mark.parametrize("inside", ["'Tanh()'", "3", "None", "Tanh, 'x'"])
def test_only_layers_stand_in_a_residual(inside: str) -> None:
    assert problems(spec("Linear(2, 1)", f"Residual({inside})", loss="MSELoss"))


@pytest.mark.parametrize(
    ("layers", "named"),
    [
        (("Linear(2, 3)", "Linear(4, 1)", "Sigmoid()"), ("Linear(2, 3)", "Linear(4, 1)", "4", "3")),
        (
            ("Linear(2, 3)", "LayerNorm(4)", "Linear(3, 1)", "Sigmoid()"),
            ("Linear(2, 3)", "LayerNorm(4)", "4", "3"),
        ),
        (
            ("Linear(2, 3)", "BatchNorm1d(2)", "Linear(3, 1)", "Sigmoid()"),
            ("Linear(2, 3)", "BatchNorm1d(2)", "2", "3"),
        ),
        (
            ("Linear(2, 3)", "Residual(Linear(3, 4))", "Linear(4, 1)", "Sigmoid()"),
            ("Linear(2, 3)", "Residual(Linear(3, 4))", "4", "3"),
        ),
    ],
)
def test_layers_that_do_not_fit_are_both_named_with_both_sizes(layers: tuple, named: tuple) -> None:
    first, *_ = problems(spec(*layers))
    assert all(part in first for part in named)


def test_the_layer_that_gives_the_features_is_named() -> None:
    (told,) = problems(spec("Linear(2, 3)", "Sigmoid()", "Linear(4, 1)", "Sigmoid()"))
    assert "Linear(2, 3)" in told and "Linear(4, 1)" in told


def test_every_misfit_is_told() -> None:
    told = problems(spec("Linear(2, 3)", "Linear(4, 5)", "Linear(6, 1)", "Sigmoid()"))
    assert len(told) == 2 and "5" in told[1] and "6" in told[1]


@pytest.mark.parametrize(
    ("last", "loss", "advice"),
    [
        ("Tanh()", "BCELoss", "end with Sigmoid(), or use BCEWithLogitsLoss"),
        ("Identity()", "BCELoss", "end with Sigmoid(), or use BCEWithLogitsLoss"),
        ("Sigmoid()", "BCEWithLogitsLoss", "or use BCELoss"),
        ("Softmax()", "NLLLoss", "end with LogSoftmax(), or use CrossEntropyLoss"),
    ],
)
def test_a_loss_that_makes_no_sense_gets_advice(last: str, loss: str, advice: str) -> None:
    (told,) = problems(spec("Linear(2, 3)", last, loss=loss))
    blamed = "Linear(2, 3)" if last == "Identity()" else last  # what passes its input on is not to blame
    assert advice in told and f"{loss}()" in told and blamed in told


def test_toml_syntax_with_its_line() -> None:
    (told,) = problems(seed("[network]", "[network"))
    line = SEED.splitlines().index("[network]") + 1
    assert told.startswith("not TOML: ") and f"(at line {line}," in told


@pytest.mark.parametrize("tex", ["\\beta", "\\Theta", "x\\to y", "\\frac{1}{2}", "\\nu", "\\rho"])
def test_tex_in_double_quotes_is_told_to_use_single_ones(tex: str) -> None:
    """Some of it is no TOML at all, some silently becomes a backspace, a tab or a new line."""
    for text in (seed("'Two-layer sigmoid network'", f'"{tex}"'), SEED + f'[symbols]\nW = "{tex}"\n'):
        told = problems(text)
        assert len(told) == 1 and "single quotes" in told[0]


def test_tex_in_single_quotes_is_fine() -> None:
    model = build(read_spec(seed("'Two-layer sigmoid network'", "'The \\beta network'")))
    assert model.title == "The \\beta network"


def test_all_problems_at_once() -> None:
    text = (
        SEED.replace("[training]", "[trainig]")
        .replace("['Linear(2, 3)', 'Sigmoid()'", "['Linear(2, 3)', 'Sigmoyd()'")
        .replace("N = 2 ", "N = 0 ")
        .replace("'BCELoss'", "'BCELos'")
        .replace("'Two-layer sigmoid network'", "7")
    )
    told = problems(text)
    for part in ("'trainig'", "'Sigmoyd'", "sizes.N", "'BCELos'", "title"):
        assert sum(part in line for line in told) == 1, part
    assert len(told) == 5


def test_all_problems_of_the_numbers_at_once() -> None:
    text = (
        SEED.replace(X, "[[nan, 2], ['a', 1]]")
        .replace(Y, "[[2], [0]]")
        .replace("b2 = [0.1]", "b2 = [0.1, 0.2]")
    )
    assert [line.split()[0] for line in problems(text)] == ["X[1,", "X[2,", "Y[1,", "b2"]


def test_an_empty_spec_says_what_it_needs() -> None:
    told = problems("")
    assert any("network.layers" in line for line in told) and any("network.loss" in line for line in told)


@pytest.mark.parametrize(
    "text",
    ["network = 3", "sizes = [1]\n" + spec(*GOOD).partition("[sizes]")[0], "data = 'x'\n" + spec(*GOOD)],
)
def test_a_table_that_is_none(text: str) -> None:
    assert any("is a table, not" in line for line in problems(text))


@pytest.mark.parametrize("text", [spec("Linear(2, 1000000000)", "Sigmoid()"), spec(*GOOD, samples=10**9)])
def test_an_example_too_large_to_write_down(text: str) -> None:
    """Told before a list of a billion numbers is made."""
    (told,) = problems(text)
    assert "numbers" in told


@pytest.mark.parametrize("text", ["\ufeff" + SEED, SEED.replace("\n", "\r\n"), SEED + "\n\n"])
def test_what_editors_add_is_fine(text: str) -> None:
    assert read_spec(text).samples == 2


@pytest.mark.parametrize("depth", [100, 400, 100_000])
def test_deeply_nested_arrays(depth: int) -> None:
    assert problems(seed(X, "[" * depth + "]" * depth))


LONG = "0" * 5000
ESCAPES = {
    "a whole number that is no float": seed("learning_rate = 1.0", "learning_rate = 1" + "0" * 400),
    "data that are no floats": seed(X, f"[[1{'0' * 400}, 2], [-1, 1]]"),
    "a number too long to read": seed("learning_rate = 1.0", f"learning_rate = 1{LONG}"),
    "a number too long to print": seed("N = 2 ", f"N = 0x1{LONG} "),
    "a title too long to print": seed("'Two-layer sigmoid network'", f"0x1{LONG}"),
    "a size too long to read": spec(f"Linear(2, 1{LONG})", "Sigmoid()"),
    "dotted keys": "x" + ".a" * 3000 + " = 1\n" + SEED,
    "a dotted table": "[" + ".".join("a" * 5000) + "]\n",
    "parentheses": spec("Linear" + "(" * 9000),
}


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_nothing_escapes(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6 + " = 1", spec("L" * 10**6), spec("L" * 9000), seed(X, f"[['{'a' * 10**6}', 1], [1, 1]]")],
)
def test_huge_strings_make_no_huge_message(text: str) -> None:
    assert max(map(len, problems(text))) <= 1000


def test_a_network_in_one_line() -> None:
    spec_of_line = read_line("Linear(2, 3) Tanh Linear(3, 1)", "MSELoss")
    assert [str(layer) for layer in spec_of_line.layers] == ["Linear(2, 3)", "Tanh()", "Linear(3, 1)"]


PRINTED = """Sequential(
  (0): Linear(in_features=2, out_features=3, bias=True)
  (1): Sequential(
    (0): LayerNorm((3,), eps=1e-05, elementwise_affine=True)
    (1): ReLU(inplace=True)
  )
  (2): Linear(in_features=3, out_features=1, bias=False)
)"""


def test_a_printed_model() -> None:
    names = [str(layer) for layer in read_torch(PRINTED, "MSELoss").layers]
    assert names == ["Linear(2, 3)", "LayerNorm(3)", "ReLU()", "Linear(3, 1, bias=False)"]
