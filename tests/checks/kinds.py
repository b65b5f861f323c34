"""The kinds of layers whose cost against depth is measured, each behind a linear map."""

from derive.network import Model, build, read_spec

KINDS = {
    "sigmoid": ("Sigmoid()",),
    "ReLU": ("ReLU()",),
    "layer norm": ("LayerNorm(3)",),
    "batch norm": ("BatchNorm1d(3)",),
    "residual tanh": ("Residual(Tanh())",),
    "softmax": ("Softmax()",),
    "log-softmax": ("LogSoftmax()",),
    "softplus": ("Softplus()",),
    "SiLU": ("SiLU()",),
    "GELU": ("GELU()",),
    "own formula": ("Elementwise('x*sigmoid(x)')",),
}


def alike(kind: str, depth: int, samples: int = 2) -> Model:
    """A network whose layers are all of one kind; at a rate of 1, a step would send 64 layers to infinity."""
    listed = ["Linear(3, 3)", *KINDS[kind]] * depth
    spec = f"[network]\nlayers = {listed}\nloss = 'MSELoss'\n[sizes]\nN = {samples}\n"
    return build(read_spec(f"{spec}[training]\nlearning_rate = 1e-9\n"))
