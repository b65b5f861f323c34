"""`derive init DOC` and `derive build DOC`: the network that a document describes."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import derive
from derive.cli import cli
from tests.checking.posts import GOOD_POST, write

COLUMNS = r"""
$z^{[1]} = W^{[1]} x + b^{[1]}$, $a^{[1]} = \tanh(z^{[1]})$, $z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$,
$a^{[2]} = \mathrm{softmax}(z^{[2]})$, $L = -\sum_k y_k \log a^{[2]}_k$,
so $\frac{\partial L}{\partial z^{[2]}} = a^{[2]} - y$
"""
GENERAL = r"$z^l = W^l a^{l-1} + b^l$, $a^l = g(z^l)$, $\delta^L = (a^L - y) \odot g'(z^L)$"
ONE = r"$s = X W$, $L = \|s - Y\|^2$, $\frac{\partial L}{\partial s} = 2 (s - Y)$"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [*map(str, args)])


@pytest.mark.parametrize(
    ("text", "layers", "loss"),
    [
        (GOOD_POST, ["Linear", "Sigmoid", "Linear", "Sigmoid"], "BCELoss"),
        (COLUMNS, ["Linear", "Tanh", "Linear"], "CrossEntropyLoss"),
        (GENERAL, ["Linear", "Sigmoid"] * 4, "MSELoss"),
        (ONE, ["Linear"], "MSELoss"),
        (r"$z = X V + b$, $s = \max(0, z)$, " + ONE.partition(", ")[2], ["Linear", "ReLU"], "MSELoss"),
    ],
    ids=["rows", "columns", "general", "one", "relu"],
)  # fmt: skip
def test_init_prints_a_spec_that_builds(tmp_path: Path, text: str, layers: list[str], loss: str) -> None:
    path = write(tmp_path, post_md=text)
    result = run("init", path)
    assert result.exit_code == 0, result.output
    network = derive.Network.from_spec(result.stdout)
    spec = tomllib.loads(result.stdout)["network"]
    assert [layer.split("(")[0] for layer in spec["layers"]] == layers
    assert spec["loss"] == loss
    assert network.style.samples == ("columns" if text in (COLUMNS, GENERAL) else "rows")


def test_what_is_assumed_is_said(tmp_path: Path) -> None:
    text = run("init", write(tmp_path, post_md=GENERAL)).stdout
    assert "# nothing says what g is: Sigmoid stands in for it\n" in text
    assert "# nothing says what the loss is" in text
    assert "any number of layers" in text


def test_build_writes_the_derivation_of_a_document(tmp_path: Path) -> None:
    path = write(tmp_path, post_md=ONE)
    result = run("build", path, "-o", tmp_path / "out", "--format", "md")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "post.md").is_file()
    assert path.read_text("utf-8") == ONE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no mathematics", "no equation, so no network"),
        (r"$\nabla_W L = X^T \nabla_Z L$", "no definition such as Z = X W + b"),
        (r"$Z = X W + b$, $A = Z^{3} + X W V$, $\nabla_Z L = \nabla_A L$", "computes A"),
    ],
)
def test_what_is_no_network_of_layers(tmp_path: Path, text: str, message: str) -> None:
    result = run("init", write(tmp_path, post_md=text))
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_path_does_not_become_toml(tmp_path: Path) -> None:
    path = tmp_path / "a\n[network]\nx = 1.md"
    path.write_text(ONE, "utf-8")
    derive.Network.from_spec(run("init", path).stdout)


def test_a_document_of_ours_says_its_network(tmp_path: Path) -> None:
    spec = "[network]\nlayers = ['Linear(2, 1)']\nloss = 'MSELoss'\n[data]\nX = [[1, 3]]\n"
    page = derive.Network.from_spec(spec, style=["ng"]).derive().render("md", detail="brief")
    found = run("init", write(tmp_path, own_md=page)).stdout
    assert derive.Network.from_spec(found).derive().render("md", detail="brief") == page


def test_a_document_about_any_depth_has_no_spec(tmp_path: Path) -> None:
    result = run("init", write(tmp_path, deep_md=derive.Depth().render("md")))
    assert result.exit_code == 2
    assert "--depth L" in result.stderr
