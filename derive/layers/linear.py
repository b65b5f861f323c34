"""The linear layer."""

from dataclasses import dataclass

from ..errors import DeriveError
from ..primitives import PRIMITIVES
from .stack import Stack, one_of, positive


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Z = X W + 1 b with samples in rows; W is in × out (torch.nn.Linear stores its transpose).

    The same object used twice in a network shares its weights.
    """

    in_features: int
    out_features: int
    bias: bool = True

    def __post_init__(self) -> None:
        for field in ("in_features", "out_features"):
            positive(str(self), field, getattr(self, field))
        one_of(str(self), "bias", self.bias, (True, False))

    def __str__(self) -> str:
        bias = "" if self.bias is True else f", bias={self.bias}"
        return f"Linear({self.in_features}, {self.out_features}{bias})"

    def features(self, given: int | None) -> int | None:
        """`out_features`, if `given` is `in_features`."""
        if given not in (None, self.in_features):
            raise DeriveError(f"{self} takes {self.in_features} features, but gets {given}")
        return self.out_features

    def build(self, stack: Stack, x: str) -> str:
        """Adds Z_k = A_(k−1) W_k + 1 b_k, or W_k A_(k−1) + b_k 1ᵀ for samples in columns."""
        stack.k += 1
        k, builder, given = stack.k, stack.builder, stack.features[0]
        names = stack.shared.get(id(self))
        if names is None:
            out = stack.widen(self.out_features)
            names = (builder.parameter(f"W{k}", stack.oriented(given, out)),)
            if self.bias:
                names = (*names, builder.parameter(f"b{k}", stack.oriented(1, out)))
            stack.shared[id(self)] = names
        else:
            stack.same(given, builder.shapes[names[0]][1 - stack.axis])
            stack.features = (builder.shapes[names[0]][stack.axis], self.out_features)
        factors = (x, names[0]) if stack.axis == 1 else (names[0], x)
        if not self.bias:
            return builder.add(f"Z{k}", PRIMITIVES["matmul"], *factors)
        affine = PRIMITIVES["affine" if stack.axis == 1 else "affine_columns"]
        return builder.add(f"Z{k}", affine, *factors, names[1])
