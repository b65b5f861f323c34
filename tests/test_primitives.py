"""Every primitive, tested by being declared: its signature gives the test its arguments.

Shape and value against NumPy, the pullback against differences, the symbolic pullback against explicit
entries, a slope against SymPy's derivative. A primitive that is made with arguments stands in ARGUMENTS.
"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.algebra import Map, add, hadamard, neg, scale, symbol, term
from derive.evaluation import evaluate
from derive.expression import Term
from derive.indexing import shape_of
from derive.layers import LAYERS
from derive.network import build, read_spec
from derive.primitive import ARGUMENTS as Z_AND_A
from derive.primitive import Elementwise, Primitive, elementwise
from derive.primitives import PRIMITIVES, linear, loss, probability, reduction
from derive.primitives import elementwise as activations
from derive.shapes import example, infer, numbers
from tests.oracles import naive
from tests.oracles.evaluator import Evaluator
from tests.oracles.explicit import as_atoms, explicit, grid, same, vanishes
from tests.oracles.functions import TINY, slope
from tests.oracles.networks import spec

MODULES = (linear, activations, reduction, probability, loss)
# what is called with arguments → arguments that are not those of PRIMITIVES
ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "leaky_relu": [(0.1,)],
    "elu": [(0.5,), (1.0,)],
    "gelu": [("none",), ("tanh",)],
    "root": [(0.01,)],
    "center": [],
    "mean_square": [],
    "divide": [],
    "scale_shift": [],
    "softmax": [],
    "log_softmax": [],
    "bce": [("sum",)],
    "bce_with_logits": [("sum",)],
    "mse": [("sum",)],
    "l1": [("sum",)],
    "huber_function": [(0.5,)],
    "huber": [(0.5,), (2.0, "sum")],
    "cross_entropy": [("mean", 0), ("sum", 1)],
    "nll": [("mean", 0), ("sum", 0)],
    "decayed": [(0.1, 1), (0.25, 3)],
}


def makers(module: ModuleType) -> dict[str, Callable[..., Primitive]]:
    """The public functions of a module that return a primitive."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        and value.__annotations__.get("return") in (Primitive, Elementwise)
    }


MAKERS = {name: maker for module in MODULES for name, maker in makers(module).items()}
DECLARED: dict[str, Primitive] = {
    **PRIMITIVES,
    **{f"{name}{given}": MAKERS[name](*given) for name, several in ARGUMENTS.items() for given in several},
}
ELEMENTWISE = {name: p for name, p in DECLARED.items() if isinstance(p, Elementwise)}

each_primitive = pytest.mark.parametrize("primitive", DECLARED.values(), ids=DECLARED)
each_elementwise = pytest.mark.parametrize("primitive", ELEMENTWISE.values(), ids=ELEMENTWISE)


def test_every_maker_is_tested() -> None:
    assert set(MAKERS) == set(ARGUMENTS)


def test_names_are_unique_and_every_rule_has_a_name() -> None:
    assert all(name == primitive.name for name, primitive in PRIMITIVES.items())
    assert sum(len(module.FAMILY) for module in MODULES) == len(PRIMITIVES)
    assert all(primitive.rule for primitive in DECLARED.values())


class Case:
    """A primitive with arguments: shapes and sizes from its signature, random numbers in its domain."""

    def __init__(self, primitive: Primitive, sizes: tuple[int, ...] = ()) -> None:
        self.primitive = primitive
        takes = primitive.takes.partition("->")[0].split(",")
        letters = [tuple(int(d) if d.isdigit() else d for d in part.split()) for part in takes]
        self.names = [f"v{k}" for k in range(len(letters))]
        _, self.sizes = example(primitive.takes, sizes)
        self.shapes = dict(zip(self.names, letters, strict=True))
        self.shapes["out"] = infer(primitive.name, primitive.takes, list(self.shapes.items()))
        self.shapes["g"] = self.shapes["out"]
        self.value = primitive.value(*map(self.symbol, self.names))
        self.pulled = primitive.vjp(self.symbol("g"), self.symbol("out"), *map(self.symbol, self.names))

    def symbol(self, name: str) -> Any:
        """A name's SymPy symbol in letter sizes."""
        return symbol(name, self.shapes[name])

    def numbers(self, name: str) -> tuple[int, ...]:
        """A name's shape in numbers."""
        return numbers(self.shapes[name], self.sizes)

    def draw(self, seed: int) -> dict[str, Any]:
        """Random arguments and cotangent: of both signs where the primitive allows it, else in (0, 1)."""
        random = np.random.default_rng(seed)
        for drawn in (lambda shape: random.normal(size=shape), lambda shape: random.uniform(0.2, 0.8, shape)):
            values = {name: drawn(self.numbers(name)) for name in self.names}
            with np.errstate(all="ignore"):
                values["out"] = np.real(self.compute(values))
            if np.all(np.isfinite(values["out"])):
                return values | {"g": random.normal(size=self.numbers("out"))}
        raise AssertionError(f"{self.primitive.name} has no value at random arguments")

    def compute(self, values: dict[str, Any]) -> Any:
        """The value by the naive oracle."""
        return naive.compute(self.primitive, *(values[name] for name in self.names))

    def functions(self) -> dict[str, Term]:
        """What the primitive declares beyond the built-in functions, and its derivative."""
        found = {}
        for one in self.primitive.functions:
            found[one.name] = ("lambda", "z", term(one.function(Z_AND_A[0])))
            found[one.name + "'"] = ("lambda", "z", term(one.derivative()))
        return found

    def evaluator(self, values: dict[str, Any]) -> Evaluator:
        """The strict evaluator, which finds derivatives by itself."""
        plain = {name: body for name, body in self.functions().items() if not name.endswith("'")}
        return Evaluator(self.sizes, values.get, functions=plain)


@each_primitive
def test_the_shape_is_numpys(primitive: Primitive) -> None:
    """All letters are different sizes, so that a wrong shape cannot pass."""
    case = Case(primitive)
    assert len(set(case.sizes.values())) == len(case.sizes)
    assert np.shape(case.draw(0)["out"]) == case.numbers("out")
    assert shape_of(term(case.value), case.shapes) == case.shapes["out"]


@each_primitive
def test_the_value_is_numpys(primitive: Primitive) -> None:
    case = Case(primitive)
    for seed in range(3):
        values = case.draw(seed)
        given = {name: value for name, value in values.items() if name not in ("out", "g")}
        for found in (
            evaluate(term(case.value), {**given, **case.functions()}, case.sizes),
            case.evaluator(given)(term(case.value)),
        ):
            np.testing.assert_allclose(found, values["out"], rtol=1e-12, atol=1e-12)


def pairing(case: Case, values: dict[str, Any], name: str, moved: Any) -> Any:
    """⟨G, value⟩ where one argument has moved."""
    return np.sum(values["g"] * case.compute({**values, name: moved}))


def check_pullback(primitive: Primitive) -> None:
    """The pullback is the gradient of ⟨G, value⟩: by complex step, and by central differences."""
    case = Case(primitive)
    values = case.draw(1)
    for name, pulled in zip(case.names, case.pulled, strict=True):
        if pulled is None:
            continue
        found = np.asarray(case.evaluator(values)(term(pulled)))
        assert found.shape == case.numbers(name)
        exact, central = np.zeros(found.shape), np.zeros(found.shape)
        for place in np.ndindex(*found.shape):
            unit = np.zeros(found.shape)
            unit[place] = 1
            exact[place] = np.imag(pairing(case, values, name, values[name] + 1j * TINY * unit)) / TINY
            up, down = (pairing(case, values, name, values[name] + h * unit) for h in (1e-5, -1e-5))
            central[place] = np.real(up - down) / 2e-5
        np.testing.assert_allclose(found, exact, rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(found, central, rtol=1e-6, atol=1e-8)


def check_symbolic(primitive: Primitive) -> None:
    """The pullback, written out, is SymPy's derivative of ⟨G, value⟩, entry by entry: rational algebra."""
    case = Case(primitive, (2, 3, 4, 5, 6, 7))
    known = {name: grid(name, *(case.numbers(name) or (1, 1))) for name in (*case.names, "g")}
    scalars = {sp.Symbol(name, real=True): known[name][0] for name in known if not case.shapes[name]}

    def written(expression: Any) -> Any:
        found = as_atoms(explicit(expression, case.sizes, known), *primitive.functions).xreplace(scalars)
        return found if getattr(found, "is_Matrix", False) else sp.Matrix([[found]])

    known["out"] = value = written(case.value)
    total = sum(g * entry for g, entry in zip(known["g"], value, strict=True))
    for name, pulled in zip(case.names, case.pulled, strict=True):
        if pulled is not None:
            assert same(written(pulled), known[name].applyfunc(lambda entry: sp.diff(total, entry))), name


@each_primitive
def test_the_pullback_is_the_derivative(primitive: Primitive) -> None:
    check_pullback(primitive)


@each_primitive
def test_the_pullback_is_the_explicit_derivative(primitive: Primitive) -> None:
    check_symbolic(primitive)


@each_primitive
def test_a_wrong_pullback_would_be_seen(primitive: Primitive) -> None:
    """The two tests above can fail: with a sign, and with another factor, in each argument."""
    for position in range(len(Case(primitive).names)):
        for wrong in (
            lambda v: neg(v) if v.is_Matrix else -v,
            lambda v: scale(2, v) if v.is_Matrix else 2 * v,
        ):

            def vjp(*given: Any, position: int = position, wrong: Any = wrong) -> tuple[Any, ...]:
                right = primitive.vjp(*given)
                return tuple(wrong(v) if k == position and v is not None else v for k, v in enumerate(right))

            if Case(primitive).pulled[position] is not None:
                with pytest.raises(AssertionError):
                    check_pullback(replace(primitive, vjp=vjp))


@each_primitive
def test_only_targets_have_no_derivative(primitive: Primitive) -> None:
    pulled = Case(primitive).pulled
    assert [v is None for v in pulled] == [False] * len(pulled) or (
        len(pulled) == 2 and pulled[0] is not None
    )


def opened(value: Any) -> Any:
    """Every σ and tanh of z as a fraction of E = e^(−z), so that nothing is left but rational algebra."""
    z, e = Z_AND_A[0], sp.Symbol("E", positive=True)
    atoms = as_atoms(value)
    atoms = atoms.replace(lambda f: type(f).__name__ == "S", lambda f: 1 / (1 + sp.exp(-f.args[0])))
    atoms = atoms.replace(lambda f: type(f).__name__ == "T", lambda f: 1 - 2 / (1 + sp.exp(2 * f.args[0])))
    return atoms.replace(
        lambda f: isinstance(f, sp.exp) and f.args[0].has(z), lambda f: e ** (-f.args[0] / z)
    )


@each_elementwise
def test_the_slope_said_with_the_answer_is_the_derivative(primitive: Elementwise) -> None:
    """f′ said with z and the answer a, with f(z) put in for a, is SymPy's derivative of f."""
    z, a = Z_AND_A
    if primitive.via is None:
        assert primitive.slope() == primitive.derivative()
        return
    said = primitive.via(z, a)
    assert vanishes(opened(said.subs(a, primitive.function(z)) - sp.diff(primitive.function(z), z)))
    assert not vanishes(opened(2 * said.subs(a, primitive.function(z)) - sp.diff(primitive.function(z), z)))


GRID = np.concatenate([np.linspace(-30, 30, 6001), np.linspace(-0.01, 0.01, 201)]) + 1e-7


@each_elementwise
def test_the_slope_is_the_derivative_on_a_grid(primitive: Elementwise) -> None:
    """`derivative()` and `slope()`, in NumPy, are the complex step of the function."""
    with np.errstate(all="ignore"):
        points = GRID[np.isfinite(naive.plain(naive.compiled(primitive)(GRID)))]
    expected = slope(naive.compiled(primitive))(points)
    z, a = Z_AND_A
    for said in (primitive.derivative(), primitive.slope().subs(a, primitive.function(z))):
        found = naive.compiled(replace(primitive, function=lambda x, said=said: said.subs(z, x)))(points)
        np.testing.assert_allclose(np.real(found), expected, rtol=1e-9, atol=1e-12)


@each_elementwise
def test_the_bound_is_the_largest_slope(primitive: Elementwise) -> None:
    """Never exceeded, and no larger than it has to be."""
    if primitive.bound is None:
        return
    steepest = np.abs(slope(naive.compiled(primitive))(GRID)).max()
    assert float(primitive.bound) * 0.999 <= steepest <= float(primitive.bound) * (1 + 1e-12)


@each_elementwise
def test_the_function_is_smooth_but_for_its_kinks(primitive: Elementwise) -> None:
    """f′ jumps nowhere but at a kink that is declared."""
    points = np.linspace(-5, 5, 201)
    with np.errstate(all="ignore"):
        left, right = (slope(naive.compiled(primitive))(points + h) for h in (-1e-7, 1e-7))
        inside = np.isfinite(naive.plain(naive.compiled(primitive)(points - 1e-6)))
    jumps = set(points[inside & (np.abs(right - left) > 1e-3)].round(6))
    assert jumps <= set(map(float, primitive.kinks))


@pytest.mark.parametrize(
    "name", [name for name, p in PRIMITIVES.items() if isinstance(p, Elementwise) and p.layer]
)
def test_an_activation_is_a_layer_by_being_declared(name: str) -> None:
    layer = PRIMITIVES[name].layer
    assert str(LAYERS[layer]()) == f"{layer}()"
    graph = build(read_spec(spec("Linear(2, 3)", layer, loss="MSELoss"))).graph
    assert [equation.primitive for equation in graph.equations if equation.out == "A1"] == [PRIMITIVES[name]]


def test_a_new_activation_is_one_line() -> None:
    """x ↦ x²/(1 + x²), declared here, passes everything above; with a wrong slope it does not."""
    right = elementwise("bump", lambda z: z**2 / (1 + z**2), lambda z, a: 2 * z / (1 + z**2) ** 2)
    for test in (
        *(test_the_shape_is_numpys, test_the_value_is_numpys, check_pullback, check_symbolic),
        *(test_the_slope_said_with_the_answer_is_the_derivative, test_the_slope_is_the_derivative_on_a_grid),
    ):
        test(right)
    wrong = elementwise("bump", lambda z: z**2 / (1 + z**2), lambda z, a: 2 * a * z / (1 + z**2) ** 2)
    for test in (check_pullback, check_symbolic, test_the_slope_said_with_the_answer_is_the_derivative):
        with pytest.raises(AssertionError):
            test(wrong)


def test_a_new_loss_is_one_record() -> None:
    """Σ w (a − y)² with weights of its own, declared here: tested without a line of NumPy."""
    weighted = Primitive(
        "weighted",
        "m n, m n, m n ->",
        lambda a, y, w: PRIMITIVES["mse"].value(hadamard(w, a), hadamard(w, y)),
        lambda g, out, a, y, w: (
            scale(2 * g / (a.shape[0] * a.shape[1]), hadamard(w, w, add(a, neg(y)))),
            None,
            scale(2 * g / (a.shape[0] * a.shape[1]), hadamard(w, add(a, neg(y)), add(a, neg(y)))),
        ),
        "weighted",
    )
    for test in (test_the_shape_is_numpys, test_the_value_is_numpys, check_pullback, check_symbolic):
        test(weighted)


def test_an_elementwise_pullback_without_a_slope_said_uses_sympys() -> None:
    """f′ comes from SymPy where no better form is given."""
    cube = elementwise("cube", lambda z: z**3)
    z = symbol("Z", ("N", "n"))
    (pulled,) = cube.vjp(symbol("G", ("N", "n")), Map("cube", z), z)
    assert term(pulled) == ("hadamard", "G", ("mul", 3, ("hpow", "Z", 2)))
