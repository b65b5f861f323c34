"""One-variable functions and softmax as NumPy writes them, right for every argument that is a float."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function's call, `{}` standing for the argument; its helper's source and the module that needs."""

    call: str
    helper: str = ""
    module: str = ""


_SIGMOID = '''\
def sigmoid(z):
    """1 / (1 + exp(-z)); where exp(-z) overflows, its limit 0 is the right value."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))
'''

_SOFTPLUS = '''\
def softplus(z):
    """log(1 + exp(z)), written so that exp cannot overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
'''

_PHI = '''\
def phi(z):
    """The density of the standard normal distribution."""
    return np.exp(z**2 / -2) / math.sqrt(2 * math.pi)
'''

_CDF = '''\
def Phi(z):
    """The distribution function of the standard normal distribution."""
    erfc = np.frompyfunc(math.erfc, 1, 1)
    return np.asarray(erfc(z / -math.sqrt(2)) / 2, dtype=z.dtype)
'''

_SOFTMAX = '''\
def softmax(Z, axis):
    """exp(Z) over its sum along an axis; the largest entry is subtracted first."""
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)
'''

_LOG_SOFTMAX = '''\
def log_softmax(Z, axis):
    """The logarithm of exp(Z) over its sum along an axis; it stays finite."""
    Z = Z - Z.max(axis=axis, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))
'''

FLOATS = '''\
def floats(*values):
    """Arrays of one floating-point type: the widest given, else float64."""
    arrays = [np.asarray(value) for value in values]
    types = [array.dtype for array in arrays if array.dtype.kind in "fc"]
    dtype = np.result_type(*types) if types else float
    return [array.astype(dtype, copy=False) for array in arrays]
'''

FUNCTIONS: dict[str, Function] = {
    **{
        name: Function(f"np.{name}({{}})")
        for name in ("tanh", "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "abs", "sign")
    },
    "relu": Function("np.maximum({}, 0)"),
    "step": Function("np.heaviside({}, 0)"),
    "sigmoid": Function("sigmoid({})", _SIGMOID),
    "softplus": Function("softplus({})", _SOFTPLUS),
    "phi": Function("phi({})", _PHI, "math"),
    "Phi": Function("Phi({})", _CDF, "math"),
    "softmax": Function("softmax({})", _SOFTMAX),
    "logsoftmax": Function("log_softmax({})", _LOG_SOFTMAX),
}
