"""Words that are one symbol where they stand among letters, and what has no value by its kind."""

NUMBERS = {"one": 1}
A_SET = "a set, not a value"
A_CHAIN = "a chain rule without its product"
A_LIST = "a list has no value"  # such as [N, 10], which says a shape
WORDS = {
    "sigmoid", "sigm", "tanh", "relu", "softmax", "log", "ln", "exp", "max", "min", "sin", "cos",
    "sqrt", "abs", "sign", "sgn", "sum", "mean", "dot", "tr", "diag", "softplus", "elu", "gelu",
    "silu", "swish", "leakyrelu", "sech", "cosh", "sinh", "lg", "vec", "ones", "mse", "bce",
    "columnsum", "rowsum", "rot180", "len", "indicator",
}  # fmt: skip
SIGNS = {
    "sigma", "varsigma", "phi", "varphi", "psi", "f", "g", "Phi", "Psi", "theta'", "sigma_", "sign",
}  # fmt: skip
NAMES = {
    "net", "out", "loss", "target", "label", "error", "cost", "grad", "gradient", "input", "output", "len",
    "predicted", "delta", "Loss", "Cost", "total", "axis", "keepdims", "True", "weights", "scores", "lr",
    "learning", "rate", "Output", "Input", "ReLU", "Relu", "RELU", "ReLu", "Sigmoid", "Softmax",
    "Tanh", "LeakyReLU", "GELU", "SiLU", "Swish", "column_sum", "row_sum",
}  # fmt: skip
