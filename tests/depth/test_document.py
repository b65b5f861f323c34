"""The document about L layers: what it states, its JSON proved from the file alone, and its letters."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.api import Depth, check_derivation
from derive.cli import cli
from derive.errors import DeriveError
from derive.expression import strip
from derive.files import marked
from derive.network import SEED
from derive.reading.normal import normal
from derive.reading.reader import Reader
from derive.render import FORMATS
from tests.house.sources import ROOT

EQUATIONS = {
    "seed": (
        r"\frac{\partial \mathcal{L}}{\partial Z^{[L]}}"
        r" = \frac{\partial \mathcal{L}}{\partial A^{[L]}} \odot \sigma'(Z^{[L]})",
        r"\frac{\partial \mathcal{L}}{\partial Z^{[\ell]}} = \left(\frac{\partial \mathcal{L}}{\partial"
        r" Z^{[\ell+1]}} W^{[\ell+1]\top}\right) \odot \sigma'(Z^{[\ell]})",
        r"\frac{\partial \mathcal{L}}{\partial b^{[\ell]}}"
        r" = \mathbf{1}^{\top} \frac{\partial \mathcal{L}}{\partial Z^{[\ell]}}",
        r"\frac{\partial \mathcal{L}}{\partial W^{[\ell]}}"
        r" = A^{[\ell-1]\top} \frac{\partial \mathcal{L}}{\partial Z^{[\ell]}}",
    ),
    "ng": (
        r"dZ^{[L]} = dA^{[L]} \odot g^{[L]\prime}(Z^{[L]})",
        r"dZ^{[\ell]} = (W^{[\ell+1]T} dZ^{[\ell+1]}) \odot g^{[\ell]\prime}(Z^{[\ell]})",
        r"db^{[\ell]} = \frac{1}{m} dZ^{[\ell]} \mathbf{1}",
        r"dW^{[\ell]} = \frac{1}{m} dZ^{[\ell]} A^{[\ell-1]T}",
    ),
    "nielsen": (
        r"\delta^{L} = \nabla_{a^{L}} C \odot \sigma'(z^{L})",
        r"\delta^{\ell} = ((w^{\ell+1})^{T} \delta^{\ell+1}) \odot \sigma'(z^{\ell})",
        r"\frac{\partial C}{\partial b^{\ell}} = \delta^{\ell} \mathbf{1}",
        r"\frac{\partial C}{\partial w^{\ell}} = \delta^{\ell} (a^{\ell-1})^{T}",
    ),
    "cs231n": (
        r"dZ_{L} = dA_{L} \odot \sigma'(Z_{L})",
        r"dZ_{\ell} = (dZ_{\ell+1} W_{\ell+1}^{T}) \odot \sigma'(Z_{\ell})",
        r"db_{\ell} = \mathbf{1}^{T} dZ_{\ell}",
        r"dW_{\ell} = A_{\ell-1}^{T} dZ_{\ell}",
    ),
}


@pytest.mark.parametrize("style", EQUATIONS)
def test_the_four_equations(style: str) -> None:
    assert tuple(Depth(style=[style]).statement.values()) == EQUATIONS[style]


@pytest.mark.parametrize("style", [*EQUATIONS, "layout=numerator"])
def test_every_line_comes_back(style: str) -> None:
    depth = Depth(style=[style])
    words = {"upstream": "upstream", "local": "local"}
    reader = Reader.of(depth.page, depth.style, depth.notation.symbols, words)
    for _, line in depth.page.walk():
        latex = depth.notation.latex(line.expression)
        assert normal(strip(reader.read(latex))) == normal(strip(line.expression)), latex


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("style", ["seed", "ng"])
def test_the_page_in_every_format(format: str, style: str) -> None:
    assert Depth(style=[style]).render(format)


@pytest.mark.parametrize("arguments", [("ReLU", "CrossEntropyLoss"), ("Tanh", "BCEWithLogitsLoss")])
@pytest.mark.parametrize("options", [{}, {"detail": "brief"}, {"language": "ko"}, {"only": "dZ_l"}])
def test_the_page_of_others(arguments: tuple[str, str], options: dict[str, str]) -> None:
    assert Depth(*arguments).render("md", **options)


def test_the_page_has_no_numbers_of_an_example() -> None:
    text = Depth().render("md")
    assert "In the example" not in text
    assert "learning rate" not in text.partition("## 2")[0]
    assert r"pprox" not in text
    assert "By induction over the layers" in text


@pytest.mark.parametrize("arguments", [("Sigmoid", "BCELoss"), ("Tanh", "MSELoss")])
def test_the_table_of_symbols_says_of_which_layer(arguments: tuple[str, str]) -> None:
    text = Depth(*arguments).render("md")
    for row in (
        "| $n_ {\\ell-1}$ | number of units in layer $\\ell - 1$ |",
        "| $W^{[\\ell+1]}$ | weights of layer $\\ell + 1$ |",
        "| $b^{[L]}$ | bias of layer $L$ |",
        "| $A^{[L-1]}$ | activations of layer $L - 1$; before the first layer, the data |",
        "| $L$ | number of layers |",
    ):
        assert row in text, row
    table = text.partition("| Symbol |")[2].partition("\n\n")[0].splitlines()
    meanings = [line.split("|")[2].strip() for line in table[2:]]
    assert len(set(meanings)) == len(meanings)
    assert "Shape rule and numbers" not in text


def test_the_sample_is_current() -> None:
    place = ROOT / "outputs" / "depth.md"
    command = "derive build --depth L --style nielsen --force -o outputs/depth.md"
    written = marked(Path("depth.md"), Depth(style=["nielsen"]).render("md"))
    assert place.is_file(), f"outputs/depth.md is missing; `{command}` writes it"
    if place.read_text("utf-8") != written:
        pytest.fail(f"outputs/depth.md is not what the program writes; look at the diff of `{command}`")


def test_the_bound_of_the_slopes() -> None:
    depth = Depth()
    lines = [depth.notation.latex(line.expression) for place, line in depth.page.walk() if "product" in place]
    assert lines[-1] == r"0 \le P^{[\ell]} \le \left(\frac{1}{4}\right)^{L - \ell}"
    assert "bound" not in Depth("Tanh", "MSELoss").induction.parts


def test_own_letters() -> None:
    assert Depth(symbols={"L": "J", "W": r"\Theta"}).statement["BP4"] == (
        r"\frac{\partial J}{\partial \Theta^{[\ell]}}"
        r" = A^{[\ell-1]\top} \frac{\partial J}{\partial Z^{[\ell]}}"
    )


def written(**changes: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(Depth("Tanh", "MSELoss", style=["ng"]).render("json"))
    return found | changes


def test_the_json_is_proved_from_the_file_alone() -> None:
    report = check_derivation(json.dumps(written()))
    assert report.good
    assert [v.evidence["by"] for v in report[:4]] == ["induction"] * 4
    assert report[3].evidence == {"by": "induction", "base": "dW_L/4", "step": "dW_l/4"}


def test_a_statement_that_no_line_says() -> None:
    found = written()
    statement: list[dict[str, object]] = found["statement"]  # type: ignore[assignment]
    statement[1]["expression"] = json.loads(
        json.dumps(statement[1]["expression"]).replace('["transpose", "W_lp1"]', '"W_lp1"')
    )
    report = check_derivation(json.dumps(found))
    assert [(v.where, v.status) for v in report.failures] == [("BP2", "undecided"), ("BP2", "refuted")]


def test_a_line_that_is_wrong() -> None:
    found = json.dumps(written())
    assert found.count('["transpose", "W_lp1"]') > 2
    report = check_derivation(found.replace('["transpose", "W_lp1"]', '"W_lp1"'))
    assert {"BP2"} <= {v.where for v in report.failures}


@pytest.mark.parametrize("change", [{"loss": "L1Loss()"}, {"activation": "Sigmoid()"}, {"style": {}}])
def test_another_network_than_it_says(change: dict[str, object]) -> None:
    with pytest.raises(DeriveError, match="is not that of"):
        check_derivation(json.dumps(written(**change)))


@pytest.mark.parametrize("change", [{"parts": 7}, {"statement": [{}]}, {"parts": {}}, {"activation": "X"}])
def test_not_such_a_document(change: dict[str, object]) -> None:
    with pytest.raises(DeriveError):
        check_derivation(json.dumps(written(**change)))


def test_from_the_command_line(tmp_path: Path) -> None:
    spec = tmp_path / "net.toml"
    spec.write_text(SEED + "[symbols]\nW = '\\Theta'\n", encoding="utf-8")
    out = tmp_path / "deep.json"
    run = CliRunner().invoke(cli, ["build", str(spec), "--depth", "L", "-o", str(out), "--style", "cs231n"])
    assert run.exit_code == 0, run.output
    assert r"d\\Theta_{\\ell}" in out.read_text("utf-8")
    assert CliRunner().invoke(cli, ["check", str(out)]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--net", "ReLU Tanh"], "one activation for all layers, not ReLU(), Tanh()"),
        (["--net", "Linear(2, 3)"], "one activation for all layers, not none"),
        (["--net", "LayerNorm(3)"], "one activation for all layers, not LayerNorm(3)"),
        (["--net", "Tanh"], "BCEWithLogitsLoss"),
        (["--torch-repr", "x"], "--depth L takes its activation"),
    ],
)
def test_what_has_no_such_induction(arguments: list[str], message: str) -> None:
    run = CliRunner().invoke(cli, ["build", "--depth", "L", "-o", "-", *arguments])
    assert run.exit_code == 2
    assert message in run.output
