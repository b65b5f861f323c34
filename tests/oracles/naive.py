"""The forward pass in NumPy as a textbook writes it; derivatives by complex step and by differences."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from derive.graph import Equation, Graph
from derive.network import Model
from derive.primitive import Elementwise, Primitive
from derive.primitives.elementwise import PI
from tests.oracles.explicit import grid, written
from tests.oracles.functions import FUNCTIONS, TINY, plain

Array = Any


def _softmax(z: Array, axis: int) -> Array:
    return np.exp(z) / np.exp(z).sum(axis, keepdims=True)


def _center(x: Array, axis: int) -> Array:
    return x - x.mean(axis, keepdims=True)


# primitive → what it computes, its mean over all entries (over the samples for a classification)
NAIVE: dict[str, Callable[..., Array]] = {
    **{name: FUNCTIONS[name] for name in ("sigmoid", "tanh", "relu", "softplus", "silu", "gelu")},
    "matmul": lambda a, b: a @ b,
    "affine": lambda x, w, b: x @ w + b,
    "affine_columns": lambda w, x, b: w @ x + b,
    "add": lambda a, b: a + b,
    "hadamard": lambda a, b: a * b,
    "center_rows": lambda x: _center(x, 1),
    "center_columns": lambda x: _center(x, 0),
    "mean_square_rows": lambda x: (x**2).mean(1, keepdims=True),
    "mean_square_columns": lambda x: (x**2).mean(0, keepdims=True),
    "divide_rows": lambda x, s: x / s,
    "divide_columns": lambda x, s: x / s,
    "scale_shift_rows": lambda x, c, b: x * c + b,
    "scale_shift_columns": lambda x, c, b: x * c + b,
    "softmax": lambda z: _softmax(z, 1),
    "softmax_columns": lambda z: _softmax(z, 0),
    "log_softmax": lambda z: np.log(_softmax(z, 1)),
    "log_softmax_columns": lambda z: np.log(_softmax(z, 0)),
    "bce": lambda a, y: -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean(),
    "bce_with_logits": lambda z, y: NAIVE["bce"](FUNCTIONS["sigmoid"](z), y),
    "mse": lambda a, y: ((a - y) ** 2).mean(),
    "l1": lambda a, y: FUNCTIONS["abs"](a - y).mean(),
    "cross_entropy": lambda a, y: -(y * np.log(a)).sum() / a.shape[0],
    "nll": lambda a, y: -(y * a).sum() / a.shape[0],
}


def compute(primitive: Primitive, *args: Array) -> Array:
    """What a primitive computes: by hand where the table has it, else its own value, entry by entry."""
    if primitive.name in NAIVE and not _is_another(primitive):
        return NAIVE[primitive.name](*args)
    if isinstance(primitive, Elementwise):
        return compiled(primitive)(args[0])
    function = _compiled(primitive, tuple(np.shape(arg) for arg in args))
    return np.asarray(function(*(entry for arg in args for entry in np.ravel(arg))))


def _is_another(primitive: Primitive) -> bool:
    """A known name with other arguments: a sum instead of a mean, classes along the other axis."""
    count = getattr(primitive, "count", None)
    if count is None:
        return False
    rows, columns = sp.Integer(5), sp.Integer(7)
    expected = 5 if primitive.name in ("cross_entropy", "nll") else 35
    return bool(count(sp.MatrixSymbol("a", rows, columns)) != expected)


def compiled(primitive: Elementwise) -> Callable[[Array], Array]:
    """The function that an elementwise primitive declares, in NumPy."""
    z = sp.Symbol("z", real=True)
    return sp.lambdify(z, primitive.function(z).subs(PI, sp.pi), [FUNCTIONS, "numpy"])


@cache
def _compiled(primitive: Primitive, shapes: tuple[tuple[int, ...], ...]) -> Callable[..., Array]:
    arguments = [grid(f"v{k}", *(shape or (1, 1))) for k, shape in enumerate(shapes)]
    value = written(primitive, arguments, [bool(shape) for shape in shapes])
    declared = {one.name: compiled(one) for one in primitive.functions}
    return sp.lambdify([s for argument in arguments for s in argument], value, [declared, FUNCTIONS, "numpy"])


def given(model: Model) -> dict[str, Array]:
    """Data and parameters of a model's example."""
    return {name: np.array(value, float) for name, value in model.data.items()}


def run(graph: Graph, values: Mapping[str, Array], fixed: str = "") -> dict[str, Array]:
    """All values, in order; `fixed` keeps the value it is given instead of its equation's."""
    found = dict(values)
    for equation in graph.equations:
        if equation.out != fixed:
            found[equation.out] = _value(equation, found)
    return found


def _value(equation: Equation, values: Mapping[str, Array]) -> Array:
    found = compute(equation.primitive, *(values[arg] for arg in equation.args))
    moved = any(np.iscomplexobj(values[arg]) for arg in equation.args)
    return found if moved else plain(found)


def complex_step(graph: Graph, values: Mapping[str, Array], name: str) -> Array:
    """dL/d`name`, exact to rounding: Im L(v + i h) / h, entry by entry."""

    def slope(unit: Array) -> float:
        moved = {**values, name: values[name] + 1j * TINY * unit}
        return float(np.imag(run(graph, moved, name)["L"])) / TINY

    return _each_entry(values[name], slope)


def central(graph: Graph, values: Mapping[str, Array], name: str, step: float = 1e-5) -> Array:
    """dL/d`name` by central differences."""

    def loss(moved: Array) -> float:
        return float(run(graph, {**values, name: moved}, name)["L"])

    def slope(unit: Array) -> float:
        return (loss(values[name] + step * unit) - loss(values[name] - step * unit)) / (2 * step)

    return _each_entry(values[name], slope)


def _each_entry(value: Array, slope: Callable[[Array], float]) -> Array:
    found = np.zeros(np.shape(value))
    for place in np.ndindex(*found.shape):
        unit = np.zeros(found.shape)
        unit[place] = 1
        found[place] = slope(unit)
    return found
