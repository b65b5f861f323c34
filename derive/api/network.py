"""A network in a Python user's hand, and the ways in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import network
from ..errors import SpecError
from ..network import Spec, to_toml
from ..notation import Style, parse_style, style_table
from .derived import Derivation


class Network:
    """Layers and a loss under PyTorch's names, with an example.

    layers: `[Linear(2, 3), Sigmoid(), …]` or their text; N: samples; data X, Y and parameters W1, b1, …:
    nested lists, samples in rows, W as in Z = X W + b; what is not given gets small deterministic numbers.
    style: conventions, as in `--style`; symbols: your own TeX for letters or symbols.

    >>> import derive
    >>> net = derive.Network([derive.Linear(2, 3), derive.Sigmoid()], loss=derive.BCELoss())
    >>> net.derive()["W1"].value
    (1/(N*n1))*(X.T*(A1 - Y))

    Raises SpecError with every problem found.
    """

    def __init__(
        self,
        layers: Sequence[Any],
        loss: Any,
        *,
        N: int | None = None,
        X: Any = None,
        Y: Any = None,
        parameters: Mapping[str, Any] | None = None,
        learning_rate: float | None = None,
        weight_decay: float = 0.0,
        title: str = "",
        style: Iterable[str] | Mapping[str, Any] = (),
        symbols: Mapping[str, str] | None = None,
    ) -> None:
        data = {name: value for name, value in (("X", X), ("Y", Y)) if value is not None}
        (read, made), problems = network.made(layers, loss)
        if problems:
            raise SpecError(problems, "network")
        spec = Spec(read, made, title, N, learning_rate, data, dict(parameters or {}), weight_decay)
        self._take(replace(spec, style=style, symbols=dict(symbols or {})), "network")

    def _take(self, spec: Spec, source: str, style: Sequence[str] = ()) -> "Network":
        """The conventions of the spec first, then those given beside it."""
        self.style: Style = parse_style([*style_settings(spec.style), *style])
        self.symbols = spec.symbols
        self.spec = replace(spec, samples_in=self.style.samples)
        self.model = network.build(self.spec, source)
        return self

    @classmethod
    def of(cls, spec: Spec, source: str = "spec", style: Sequence[str] = ()) -> "Network":
        """The network of a spec that was read."""
        return cls.__new__(cls)._take(spec, source, style)

    @classmethod
    def from_spec(cls, text: str, source: str = "spec", style: Sequence[str] = ()) -> "Network":
        """The network of a spec in TOML; see `derive init` for one with comments."""
        return cls.of(network.read_spec(text, source), source, style)

    @classmethod
    def from_line(cls, net: str, loss: str, style: Sequence[str] = ()) -> "Network":
        """The network of one line, `Linear(2, 3) Tanh Linear(3, 1)`."""
        return cls.of(network.read_line(net, loss), "--net", style)

    @classmethod
    def from_torch_repr(cls, text: str, loss: str, style: Sequence[str] = ()) -> "Network":
        """The network that `print(model)` shows of an nn.Sequential; torch itself is not needed."""
        return cls.of(network.read_torch(text, loss), "the printed model", style)

    @classmethod
    def seed(cls, style: Sequence[str] = ()) -> "Network":
        """The two-layer sigmoid network with binary cross-entropy, the network without a spec."""
        return cls.from_spec(network.SEED, "the seed network", style)

    def derive(self, digits: int = 4) -> Derivation:
        """The derivation of every gradient, decimals shown with so many digits."""
        origin = to_toml(self.spec, self.model, style_table(self.style), self.symbols)
        return Derivation(self.model, digits, self.style, self.symbols, self.spec.document, origin)


def style_settings(style: Iterable[str] | Mapping[str, Any]) -> list[str]:
    """A `[style]` table as the settings of `--style`, its name first."""
    if not isinstance(style, Mapping):
        return list(style)
    named = [str(style["name"])] if "name" in style else []
    return named + [f"{key}={value}" for key, value in style.items() if key != "name"]


def from_torch(model: Any, loss: Any, **options: Any) -> Network:
    """The network of an nn.Sequential and a loss module, with the model's own weights.

    Its Linear weights are transposed: torch stores out × in, here W is in × out. Options as for Network.

    Raises SpecError for a layer that is not derived.
    """
    spec = network.read_torch(repr(model), repr(loss) if not isinstance(loss, str) else loss)
    parameters: dict[str, Any] = {}
    linear = norm = 0
    for module in model.modules():
        if type(module).__name__ == "Linear":
            linear += 1
            parameters[f"W{linear}"] = module.weight.detach().T.tolist()
            if module.bias is not None:
                parameters[f"b{linear}"] = [module.bias.detach().tolist()]
        elif type(module).__name__ in ("LayerNorm", "BatchNorm1d"):
            norm += 1
            parameters[f"gamma{norm}"] = [module.weight.detach().tolist()]
            parameters[f"beta{norm}"] = [module.bias.detach().tolist()]
    return Network(spec.layers, spec.loss, parameters=parameters, **options)
