"""What makes no sense is refused: which layer or loss it is, why, and what to use instead; exit code 2."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.errors import DeriveError
from derive.layers import LOSSES, REFUSED
from derive.lesson import lesson
from derive.network import build, read_spec
from tests.evidence.vocabulary import ADMISSIBLE, HIDDEN, SENSELESS
from tests.oracles.networks import spec


def told(*layers: str, loss: str = "MSELoss", training: str = "") -> str:
    """What is said when a network is refused."""
    with pytest.raises(DeriveError) as raised:
        lesson(build(read_spec(spec(*layers, loss=loss, training=training))))
    assert raised.value.exit_code == 2
    message = str(raised.value)
    assert message and len(message) < 500
    return message


def says(message: str, *words: str) -> None:
    """Every word stands in the message."""
    missing = [word for word in words if word not in message]
    assert not missing, f"{missing} not in: {message}"


# a loss → what to use instead, in a message that names both the loss and the layer before it
INSTEAD = {
    "BCELoss": ("Sigmoid()", "BCEWithLogitsLoss"),
    "NLLLoss": ("LogSoftmax()", "CrossEntropyLoss"),
    "BCEWithLogitsLoss": ("drop it", "BCELoss"),
}
# what passes its input on is not the layer that the loss looks at
NAMED = dict.fromkeys(("Identity()", "Dropout()", "Flatten()"), "Linear(2, 3)")


@pytest.mark.parametrize(("layer", "loss"), SENSELESS)
def test_pairs_that_make_no_sense(layer: str, loss: str) -> None:
    says(told("Linear(2, 3)", layer, loss=loss), f"{loss}()", NAMED.get(layer, layer), *INSTEAD[loss])


def test_which_pairs_make_no_sense() -> None:
    """Written down a second time, by hand: probabilities for BCE, log-probabilities for NLL, no σ twice."""
    accepted = {"BCELoss": {"Sigmoid()", "Softmax()"}, "NLLLoss": {"LogSoftmax()"}}
    accepted["BCEWithLogitsLoss"] = set(HIDDEN) - {"Sigmoid()", "Softmax()", "LogSoftmax()"}
    found = {loss: {layer for layer, other, *_ in ADMISSIBLE if other == loss} for loss in LOSSES}
    assert found == {loss: accepted.get(loss, set(HIDDEN)) for loss in LOSSES}


@pytest.mark.parametrize("name", REFUSED)
def test_layers_refused_by_name(name: str) -> None:
    for text in (f"{name}(3, 3)", f"Residual({name}(3, 3))"):
        says(told("Linear(2, 3)", text), f"{name} is not derived: {REFUSED[name]}")


SIZES = {
    "layer norm": (["Linear(2, 3)", "LayerNorm(4)"], ["Linear(2, 3)", "LayerNorm(4) takes 4", "gets 3"]),
    "batch norm": (
        ["Linear(2, 3)", "BatchNorm1d(2)"],
        ["Linear(2, 3)", "BatchNorm1d(2) takes 2", "gets 3"],
    ),
    "after a norm": (["LayerNorm(4)", "Linear(3, 2)"], ["LayerNorm(4) gives 4", "Linear(3, 2) takes 3"]),
    "into a residual": (["Linear(2, 3)", "Residual(Linear(4, 4))"], ["Linear(4, 4) takes 4", "gets 3"]),
    "out of a residual": (
        ["Linear(2, 3)", "Residual(Linear(3, 4))"],
        ["Residual(Linear(3, 4)) adds 4 features to 3", "keep the number"],
    ),
    "norm in a residual": (["Linear(2, 3)", "Residual(LayerNorm(4))"], ["LayerNorm(4) takes 4", "gets 3"]),
    "residual in a residual": (
        ["Linear(2, 3)", "Residual(Tanh(), Residual(Linear(3, 4)))"],
        ["Residual(Linear(3, 4)) adds 4 features to 3"],
    ),
    "through a residual": (
        ["Linear(2, 3)", "Residual(Tanh())", "Linear(2, 1)"],
        ["gives 3 features", "Linear(2, 1) takes 2"],
    ),
    "nothing in a residual": (["Linear(2, 3)", "Residual(Identity())"], ["Residual(Identity())", "nothing"]),
}


@pytest.mark.parametrize(("layers", "words"), SIZES.values(), ids=SIZES)
def test_sizes_that_do_not_fit(layers: list[str], words: list[str]) -> None:
    says(told(*layers), *words)


def test_all_misfits_are_named_at_once() -> None:
    lines = told("Linear(2, 3)", "LayerNorm(4)", "Linear(5, 3)", "Residual(Linear(3, 2))").splitlines()
    assert len(lines) == 3


ARGUMENTS = {
    "Linear(-2, 3)": "in_features is a whole number from 1, not -2",
    "Linear(2, 0)": "out_features is a whole number from 1, not 0",
    "LayerNorm(-3)": "whole number from 1, not -3",
    "LayerNorm(3, eps=-1e-5)": "eps is a finite number from 0, not -1e-05",
    "LayerNorm(3, eps=1e999)": "eps is a finite number from 0, not inf",
    "BatchNorm1d(2.5)": "whole number from 1, not 2.5",
    "BatchNorm1d(3, eps='x')": "eps is a finite number from 0, not 'x'",
    "LeakyReLU(-0.1)": "negative_slope is a finite number from 0, not -0.1",
    "ELU(-1)": "alpha is a finite number from 0, not -1",
    "GELU(approximate='erf')": "approximate is one of 'none', 'tanh', not 'erf'",
    "Softmax(dim=0)": "dim is 1 or -1",
    "Dropout(-0.5)": "p is a finite number from 0, not -0.5",
    "Dropout(1.5)": "p is a probability, not 1.5",
    "HuberLoss(-1)": "delta is a finite number from",
    "HuberLoss(delta=0)": "delta is a finite number from",
    "HuberLoss(delta=1e999)": "not inf",
    "MSELoss(reduction='none')": "reduction is one of 'mean', 'sum', not 'none'",
}


@pytest.mark.parametrize(("text", "words"), ARGUMENTS.items())
def test_arguments_that_mean_nothing(text: str, words: str) -> None:
    loss = text if "Loss" in text else "MSELoss"
    layers = ["Linear(2, 3)"] if "Loss" in text else ["Linear(2, 3)", text]
    says(told(*layers, loss=loss), text.partition("(")[0], words)


@pytest.mark.parametrize("text", ["LeakyReLU(nan)", "ELU(inf)", "LayerNorm(3, eps=nan)", "Dropout(nan)"])
def test_no_number_is_refused(text: str) -> None:
    told("Linear(2, 3)", text)


@pytest.mark.parametrize("value", ["-1", "nan", "inf", "'x'", "true"])
@pytest.mark.parametrize("key", ["learning_rate", "weight_decay"])
def test_training_that_means_nothing(key: str, value: str) -> None:
    says(told("Linear(2, 3)", training=f"{key} = {value}"), f"training.{key} is a ", "number")


TARGETS = {
    "too large a class": ("CrossEntropyLoss", "[0, 3]", "Y holds 3, but a class is a whole number"),
    "a negative class": ("CrossEntropyLoss", "[0, -1]", "Y holds -1, but a class"),
    "a class with a point": ("CrossEntropyLoss", "[0, 1.0]", "Y holds 1.0, but a class"),
    "a class in words": ("NLLLoss", "[0, 'cat']", "Y holds 'cat', but a class"),
    "too many classes": ("NLLLoss", "[0, 1, 2]", "Y has 3 classes, but there are 2 samples"),
    "above one": ("CrossEntropyLoss", "[[1.5, 0, 0], [1, 0, 0]]", "Y[1, 1] = 1.5 lies outside [0, 1]"),
    "below zero": ("NLLLoss", "[[1, 0, 0], [1, 0, -0.5]]", "Y[2, 3] = -0.5 lies outside [0, 1]"),
    "not a number": ("CrossEntropyLoss", "[[nan, 0, 0], [1, 0, 0]]", "Y[1, 1] is nan, not a finite number"),
    "no probability": ("BCELoss", "[[2, 0, 0], [1, 0, 0]]", "Y[1, 1] = 2 lies outside [0, 1]"),
    "no probability of logits": (
        "BCEWithLogitsLoss",
        "[[-1, 0, 0], [1, 0, 0]]",
        "Y[1, 1] = -1 lies outside [0, 1]",
    ),
    "classes for probabilities": ("BCELoss", "[0, 1]", "Y is a list of 2 rows of 3 numbers"),
    "too few": ("CrossEntropyLoss", "[[1, 0], [0, 1]]", "Y is 2 × 2, but its shape (N, n1) is 2 × 3"),
}  # fmt: skip
LAST = {"BCELoss": ["Sigmoid()"], "NLLLoss": ["LogSoftmax()"]}


@pytest.mark.parametrize(("loss", "targets", "words"), TARGETS.values(), ids=TARGETS)
def test_targets_neither_classes_nor_probabilities(loss: str, targets: str, words: str) -> None:
    says(told("Linear(2, 3)", *LAST.get(loss, []), loss=loss, training=f"[data]\nY = {targets}"), words)


POLES = {
    "1/x": "[0, 1, 2]",
    "log(x)": "[0, 1, 2]",
    "log(x - 1)": "[0.5, 2, 3]",
    "1/(x - x^2)": "[2, 1, 3]",
    "sqrt(x)": "[-1, 1, 1]",
    "exp(x)": "[1, 1, 1000]",
}


@pytest.mark.parametrize(("formula", "biases"), POLES.items())
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_pole_in_the_data(formula: str, biases: str) -> None:
    """X is zero, so that the arguments are the biases."""
    numbers = f"[data]\nX = [[0, 0], [0, 0]]\n[parameters]\nb1 = {biases}"
    says(
        told("Linear(2, 3)", f"Elementwise('{formula}')", training=numbers),
        "A1 is not finite",
        "f has no finite value",
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_pole_of_the_slope_in_the_data() -> None:
    numbers = "[data]\nX = [[0, 0], [0, 0]]\n[parameters]\nb1 = [0, 1, 2]"
    told("Linear(2, 3)", "Elementwise('sqrt(x)')", training=numbers)


@pytest.mark.parametrize("passing", ["Identity()", "Dropout(0.5)", "Flatten()"])
def test_the_sigmoid_twice_with_nothing_between(passing: str) -> None:
    says(told("Linear(2, 3)", "Sigmoid()", passing, loss="BCEWithLogitsLoss"), "Sigmoid()", "use BCELoss")
    build(read_spec(spec("Linear(2, 3)", "Sigmoid()", passing, loss="BCELoss")))


def test_a_convolution_as_torch_prints_it() -> None:
    says(told("Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))"), "Conv2d is not derived")


AT_A_POLE = "[data]\nX = [[0, 0], [0, 0]]\n[parameters]\nb1 = [0, 1, 2]"
NESTED = "(" * 10_000 + "x" + ")" * 10_000
REFUSED_SPECS = {
    "loss": spec("Linear(2, 3)", loss="BCELoss"),
    "convolution": spec("Conv2d(1, 2, 3)", loss="MSELoss"),
    "sizes": spec("Linear(2, 3)", "Residual(LayerNorm(4))", loss="MSELoss"),
    "layer norm": spec("Linear(2, 3)", "LayerNorm(4)", loss="MSELoss"),
    "argument": spec("Linear(2, 3)", "ELU(-1)", loss="MSELoss"),
    "no number": spec("Linear(2, 3)", "LeakyReLU(nan)", loss="MSELoss"),
    "no probability": spec("Linear(2, 1)", "Sigmoid()", training="[data]\nY = [[2], [0]]"),
    "pole": spec("Linear(2, 3)", "Elementwise('1/x')", loss="MSELoss", training=AT_A_POLE),
    "targets": spec("Linear(2, 3)", loss="CrossEntropyLoss", training="[data]\nY = [0, 7]"),
    "unknown name": spec("Linear(2, 3)", "Elementwise('x*foo(x)')", loss="MSELoss"),
    "no variable": spec("Linear(2, 3)", "Elementwise('3')", loss="MSELoss"),
    "10,000 parentheses": spec("Linear(2, 3)", f"Elementwise('{NESTED}')", loss="MSELoss"),
    "41 parentheses": spec("Linear(2, 3)", f"Elementwise('{'(' * 41}x{')' * 41}')", loss="MSELoss"),
}


@pytest.mark.parametrize("text", REFUSED_SPECS.values(), ids=REFUSED_SPECS)
def test_the_command_line_writes_nothing(text: str, tmp_path: Path) -> None:
    """Exit code 2, a message on stderr and no file."""
    (tmp_path / "net.toml").write_text(text, encoding="utf-8")
    found = CliRunner().invoke(cli, ["build", str(tmp_path / "net.toml"), "-o", str(tmp_path / "out")])
    assert found.exit_code == 2 and "derive: " in found.stderr and not found.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["net.toml"]
    assert len(found.stderr) < 1000 and "Traceback" not in found.stderr
