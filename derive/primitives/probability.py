"""Softmax and its logarithm along an axis (1: each row is one sample)."""

from ..algebra import Matrix, Softmax, hadamard, matmul, ones, sub
from ..expression import Term
from ..indexing import product
from ..primitive import Primitive


def _summed(g: Matrix, axis: int) -> Matrix:
    """Each entry replaced by the sum over its sample."""
    size = g.shape[axis]
    return matmul(g, ones(size, size)) if axis == 1 else matmul(ones(size, size), g)


def softmax(axis: int = 1) -> Primitive:
    """S = exp(Z) / Σ exp(Z); ∂s_kl/∂z_ij = δ_ki s_kl (δ_lj − s_kj) for samples in rows."""

    def local(s: str, k: Term, l: Term, i: Term, j: Term) -> Term:  # noqa: E741
        other = ("entry", s, k, j) if axis == 1 else ("entry", s, i, l)
        same, along = (("delta", k, i), ("delta", l, j)) if axis == 1 else (("delta", l, j), ("delta", k, i))
        return product(same, ("entry", s, k, l), ("add", along, ("neg", other)))

    return Primitive(
        "softmax" if axis == 1 else "softmax_columns",
        "m n -> m n",
        lambda z: Softmax(z, axis),
        lambda g, s, z: (hadamard(s, sub(g, _summed(hadamard(g, s), axis))),),
        "softmax",
        local,
    )


def log_softmax(axis: int = 1) -> Primitive:
    """log softmax(Z); ∂s_kl/∂z_ij = δ_ki (δ_lj − e^(s_kj)) for samples in rows."""

    def local(s: str, k: Term, l: Term, i: Term, j: Term) -> Term:  # noqa: E741
        other = ("entry", s, k, j) if axis == 1 else ("entry", s, i, l)
        same, along = (("delta", k, i), ("delta", l, j)) if axis == 1 else (("delta", l, j), ("delta", k, i))
        return product(same, ("add", along, ("neg", ("apply", "exp", other))))

    return Primitive(
        "log_softmax" if axis == 1 else "log_softmax_columns",
        "m n -> m n",
        lambda z: Softmax(z, axis, log=True),
        lambda g, s, z: (sub(g, hadamard(Softmax(z, axis), _summed(g, axis))),),
        "log_softmax",
        local,
    )


FAMILY = (softmax(1), softmax(0), log_softmax(1), log_softmax(0))
