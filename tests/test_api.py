"""What a Python user holds."""

import numpy as np
import pytest
import sympy as sp

import derive
from derive import BCELoss, Linear, Sigmoid

LAYERS = [Linear(2, 3), Sigmoid(), Linear(3, 1), Sigmoid()]


@pytest.fixture(scope="module")
def seed() -> derive.Derivation:
    return derive.Network.seed().derive()


def test_the_gradients_are_sympy_expressions_in_letter_sizes(seed: derive.Derivation) -> None:
    n, n0, n1 = sp.symbols("N n0 n1", integer=True, positive=True)
    value = seed["W1"].value
    assert isinstance(value, sp.MatrixExpr)
    assert value.shape == (n0, n1)
    assert {s.name for s in value.atoms(sp.MatrixSymbol)} == {"X", "A2", "Y", "W2", "A1"}
    assert n in value.free_symbols


def test_a_gradient_has_many_names(seed: derive.Derivation) -> None:
    assert seed["W1"] == seed["dW1"] == seed["dL/dW1"] == seed["∂L/∂W1"]
    with pytest.raises(derive.DeriveError, match="no gradient 'W9'"):
        seed["W9"]
    assert list(seed) == ["A2", "Z2", "W2", "b2", "A1", "Z1", "W1", "b1", "X"]


def test_the_value_explicit_at_the_example_is_the_number(seed: derive.Derivation) -> None:
    numbers = seed.evaluate()
    sizes = {sp.Symbol(k, integer=True, positive=True): v for k, v in (("N", 2), ("n0", 2), ("n1", 3))}
    explicit = seed["W1"].value.subs(sizes).doit()
    values = {s: sp.Matrix(numbers["values"][s.name]) for s in explicit.atoms(sp.MatrixSymbol)}
    entries = [
        [
            float(
                explicit[i, j].subs(
                    {
                        s[a, b]: m[a, b]
                        for s, m in values.items()
                        for a in range(m.rows)
                        for b in range(m.cols)
                    }
                )
            )
            for j in range(3)
        ]
        for i in range(2)
    ]
    np.testing.assert_allclose(entries, numbers["gradients"]["W1"], rtol=1e-12)


def test_a_network_from_python_is_the_network_from_a_spec(seed: derive.Derivation) -> None:
    net = derive.Network(
        LAYERS,
        loss=BCELoss(),
        X=[[1, 2], [-1, 1]],
        Y=[1, 0],
        parameters={
            "W1": [[0.1, -0.2, 0.3], [0.2, 0.1, -0.1]],
            "b1": [0, 0.1, -0.1],
            "W2": [0.5, -0.4, 0.3],
            "b2": [0.1],
        },
    )
    assert net.derive().evaluate() == seed.evaluate()


def test_everything_is_proved(seed: derive.Derivation) -> None:
    report = seed.check()
    assert report.good
    assert {verdict.status for verdict in report} == {"proved", "definition", "statement"}
    assert len(report.gradients) == 9


def test_a_notebook_shows_it(seed: derive.Derivation) -> None:
    assert seed["W1"]._repr_latex_().startswith("$")
    assert "aligned" in seed._repr_latex_()
    assert seed._repr_markdown_().startswith("# ")


def test_problems_are_reported_together() -> None:
    with pytest.raises(derive.DeriveError) as error:
        derive.Network(["Linear(2, 3)", "Sigmoyd"], loss="BCELos")
    assert len(str(error.value).splitlines()) == 2


def test_a_layer_used_twice_shares_its_weights() -> None:
    shared = Linear(3, 3)
    net = derive.Network([Linear(2, 3), shared, derive.Tanh(), shared], loss=derive.MSELoss())
    d = net.derive()
    assert d.record.parameters == ("W1", "b1", "W2", "b2")
    assert d.check().good


@pytest.mark.torch
def test_from_torch_takes_the_weights_along() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)).double()
    x, y = torch.tensor([[1.0, 2.0], [-1.0, 1.0]]).double(), torch.tensor([[1.0], [0.0]]).double()
    d = derive.from_torch(model, torch.nn.MSELoss(), X=x.tolist(), Y=y.tolist()).derive()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    numbers = d.evaluate()
    assert numbers["loss"] == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(numbers["gradients"]["W1"], model[0].weight.grad.T.numpy(), rtol=1e-12)
