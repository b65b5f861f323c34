"""Expressions in float64: what the example's numbers are."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .errors import ExpressionError
from .expression import Term
from .shapes import Shape

Array = Any


def _sigmoid(z: Array) -> Array:
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def _normal(z: Array) -> Array:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


_erfc = np.frompyfunc(math.erfc, 1, 1)

FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "sign": np.sign,
    "abs": np.abs,
    "softplus": lambda z: np.logaddexp(0, z),
    "relu": lambda z: np.maximum(z, 0),
    "Phi": lambda z: np.asarray(_erfc(-z / math.sqrt(2)), dtype=np.float64) / 2,
    "phi": _normal,
    "sin": np.sin,
    "cos": np.cos,
}
CONSTANTS = {"pi": math.pi}


def evaluate(term: Term, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The value of a term in float64; index sums run over their range, all terms of a sum at once.

    A function beyond the built-in ones is looked up among the values as `("lambda", "z", body)`.

    >>> x = np.array([[3.0], [4.0]])
    >>> evaluate(("sum", ("pow", ("entry", "x", "i"), 2), "i", "n"), {"x": x}, {"n": 2})
    np.float64(25.0)

    Raises ExpressionError for a name without a value or an operation that has no number.
    """
    if isinstance(term, int):
        return float(term)
    if isinstance(term, str):
        if term in values or term in CONSTANTS:
            return values[term] if term in values else CONSTANTS[term]
        if term in sizes:
            return sizes[term] * 1.0
        raise ExpressionError(f"no value for {term}")
    op, *args = term
    if op in _OPERATIONS:
        return _OPERATIONS[op](*(evaluate(arg, values, sizes) for arg in args))
    if op in _SPECIAL:
        return _SPECIAL[op](args, values, sizes)
    raise ExpressionError(f"{op} has no number")


def _fold(function: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    def fold(first: Array, *rest: Array) -> Array:
        for other in rest:
            first = function(first, other)
        return first

    return fold


_OPERATIONS: dict[str, Callable[..., Array]] = {
    "add": _fold(np.add),
    "neg": np.negative,
    "mul": _fold(np.multiply),
    "hadamard": _fold(np.multiply),
    "div": np.divide,
    "hdiv": np.divide,
    "pow": np.power,
    "hpow": np.power,
    "matmul": _fold(np.matmul),
    "transpose": np.transpose,
    "ones": lambda m, n: np.ones((int(m), int(n))),
    "zeros": lambda m, n: np.zeros((int(m), int(n))),
    "eye": lambda n: np.eye(int(n)),
    "delta": lambda i, j: np.equal(i, j) * 1.0,
}


def _apply(args: list[Any], values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    name, inner = args
    argument = evaluate(inner, values, sizes)
    if name in FUNCTIONS:
        return FUNCTIONS[name](argument)
    match values.get(name):
        case ("lambda", variable, body):
            value = evaluate(body, {**values, variable: argument}, sizes)
            return np.broadcast_to(value, np.shape(argument))  # a constant slope is one number
    raise ExpressionError(f"no number for the function {name}")


def _entry(args: list[Any], values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    matrix = evaluate(args[0], values, sizes)
    indices = [np.asarray(evaluate(i, values, sizes)).astype(int) - 1 for i in args[1:]]
    return matrix.ravel()[indices[0]] if len(indices) == 1 else matrix[tuple(indices)]


def _sum(args: list[Any], values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    body, index, bound = args
    count = int(evaluate(bound, values, sizes))
    if not _is_scalar(body, values):
        return sum(evaluate(body, values, {**sizes, index: k}) for k in range(1, count + 1))
    axes = max(map(np.ndim, sizes.values()), default=0)  # of the sums that this one stands in
    counted = np.arange(1, count + 1).reshape(-1, *(1,) * axes)
    counting: dict[str, Any] = {**sizes, index: counted}
    terms = evaluate(body, values, counting)
    return sum(np.broadcast_to(terms, np.broadcast_shapes(np.shape(terms), counted.shape)))


def _is_scalar(term: Term, values: Mapping[str, Array]) -> bool:
    """Whether a term has one number for each value of its indices, and none of its parts is a matrix."""
    if not isinstance(term, tuple):
        return not (isinstance(term, str) and isinstance(values.get(term), np.ndarray))
    op, *args = term
    if op == "entry":
        return not any(isinstance(part, tuple) for part in args)
    return op in _SCALAR and all(_is_scalar(part, values) for part in args)


def _softmax(args: list[Any], values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    z = evaluate(args[0], values, sizes)
    e = np.exp(z - z.max(axis=args[1], keepdims=True))
    return e / e.sum(axis=args[1], keepdims=True)


def _logsoftmax(args: list[Any], values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    z = evaluate(args[0], values, sizes)
    z = z - z.max(axis=args[1], keepdims=True)
    return z - np.log(np.exp(z).sum(axis=args[1], keepdims=True))


_SCALAR = frozenset({"add", "neg", "mul", "div", "pow", "delta", "apply", "sum"})
_SPECIAL = {"apply": _apply, "entry": _entry, "sum": _sum, "softmax": _softmax, "logsoftmax": _logsoftmax}


def nested(value: Array) -> Any:
    """A number or nested lists of numbers, for JSON."""
    return value.tolist() if isinstance(value, np.ndarray) else float(value)


def arrays(data: Mapping[str, Any], shapes: Mapping[str, Shape]) -> dict[str, Array]:
    """Nested lists as float64 arrays, those with a matrix shape."""
    return {name: np.array(value, dtype=np.float64) for name, value in data.items() if shapes.get(name)}
