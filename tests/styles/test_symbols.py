"""The user's own letters, from the spec to the page."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.api import Network
from derive.cli import cli
from derive.errors import DeriveError
from derive.network import SEED
from derive.notation import Notation, elide

from .sample import AWKWARD, EVERY, in_style, lines

TABLE = r"""
[style]
name = 'ng'
transpose = 'top'
[symbols]
L = 'E'
N = 'k_s'
A = 'h'
W = '\Theta'
A2 = '\hat{Y}'
"""


def test_spec_to_page() -> None:
    derivation = Network.from_spec(SEED + TABLE).derive()
    assert derivation["W2"].latex == r"d\Theta^{[2]} = \frac{1}{k_{s}} dZ^{[2]} h^{[1]\top}"
    assert derivation["Z2"].latex == r"dZ^{[2]} = \hat{Y} - Y"
    assert r"\mathrel{:=} k_{s} \frac{\partial E}{\partial \hat{Y}}" in derivation.render("json").replace(
        r"\\", "\\"
    )


def test_python_to_page() -> None:
    net = Network(
        ["Linear(2, 1)", "Sigmoid()"], "BCELoss", symbols={"dZ": r"\epsilon", "sigmoid": r"\varphi"}
    )
    assert net.derive()["W1"].latex == r"\frac{\partial L}{\partial W^{[1]}} = X^{\top} \epsilon^{[1]}"
    styled = Network(["Linear(2, 1)", "Sigmoid()"], "BCELoss", style=["ng"], symbols={"dZ": r"\epsilon"})
    assert styled.derive()["W1"].latex == r"dW^{[1]} = \frac{1}{m} \epsilon^{[1]} X^{T}"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("A = 'h'\nZ = 'h'", ("A1", "Z1")),
        ("A2 = 'Y'", ("A2", "Y")),
        ("N = 'L'", ("L", "N")),
        ("W = 'g'", ("the activation of Z1", "W1")),
        ("W9 = 'V'", ("no symbol 'W9'",)),
        (r"W = '\input{x}'", ("no command \\input",)),
    ],
)
def test_a_clash_names_both_and_writes_nothing(table: str, named: tuple[str, ...], tmp_path: Path) -> None:
    spec = tmp_path / "net.toml"
    style = "[style]\nname = 'ng'\n" if "activation" in named[0] else ""
    spec.write_text(f"{SEED}\n{style}[symbols]\n{table}\n", encoding="utf-8")
    run = CliRunner().invoke(cli, ["build", str(spec), "-o", str(tmp_path / "out")])
    assert run.exit_code == 2
    assert all(name in run.output for name in named), run.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("setting", ["nilsen", "layer=<l>", "colour=red", "errors=squared"])
def test_a_setting_there_is_not(setting: str) -> None:
    run = CliRunner().invoke(cli, ["eval", "--style", setting])
    assert run.exit_code == 2
    assert "derive: " in run.output
    assert any(word in run.output for word in ("there are", "did you mean", "there is"))


def test_a_letter_for_the_errors_that_is_taken() -> None:
    with pytest.raises(DeriveError, match="Z1 and mdZ1 would both be printed"):
        Notation.of(in_style("seed", EVERY["ng"]), EVERY["ng"], {"dZ": "Z"})


@pytest.mark.rendering("pdflatex")
@pytest.mark.parametrize("style", EVERY)
def test_every_style_compiles_in_awkward_letters(style: str, tmp_path: Path) -> None:
    record = in_style("seed", EVERY[style])
    notation = Notation.of(record, EVERY[style], AWKWARD, {"upstream": "upstream", "local": "local"})
    formulas = [rf"\[ {notation.latex(elide(term))} \]" for term in lines(record)]
    text = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb}\begin{document}"
    (tmp_path / "page.tex").write_text(text + "\n".join(formulas) + r"\end{document}", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, errors="replace")
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Missing character" not in run.stdout
