"""How a course writes: conventions as data, and the named bundles of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from ..errors import DeriveError, unknown

CHOICES: dict[str, tuple[str, ...]] = {
    "samples": ("rows", "columns"),
    "layout": ("variable", "numerator"),
    "layer": ("[l]", "(l)", "^l", "_l"),
    "hadamard": ("odot", "circ"),
    "transpose": ("top", "T", "prime"),
    "gradient": ("partial", "nabla", "d", "delta"),
    "errors": ("plain", "scaled"),
    "recursion": ("equation", "layer"),
    "output": ("lemma", "slope"),
    "activation": ("name", "g"),
}


@dataclass(frozen=True)
class Style:
    """The conventions of one author; the default is the seed document's.

    samples     "rows": Z = X W + 1 b; "columns": Z = W X + b 1ᵀ
    layout      "variable": a gradient has the shape of its variable; "numerator": the transposed shape
    layer       where a layer's number goes: "[l]" W^{[2]}, "(l)" W^{(2)}, "^l" W^{2}, "_l" W_{2}
    hadamard    "odot" ⊙ or "circ" ∘
    transpose   "top" ⊤, "T" or "prime" ′
    gradient    of L: "partial" ∂L/∂W, "nabla" ∇_W L, "d" dW, "delta" δ for dZ, ∂L/∂W for W and b, else ∇_A L
    errors      "plain" dZ is ∂L/∂Z; "scaled" dZ is N ∂L/∂Z, so that 1/N stands in front of dW
    recursion   "equation": each equation has a gradient; "layer": dZ of a layer is said by that of the next
    output      the last layer's dZ in the final formulas: by a "lemma" such as A − Y, or by the "slope" σ′(Z)
    activation  applied to Z: by its "name" σ, or as "g" with the layer's number
    lowercase   true: entries of W are written w; false: W
    symbols     this author's letters; a user's own table goes before them
    """

    samples: str = "rows"
    layout: str = "variable"
    layer: str = "[l]"
    hadamard: str = "odot"
    transpose: str = "top"
    gradient: str = "partial"
    errors: str = "plain"
    recursion: str = "equation"
    output: str = "lemma"
    activation: str = "name"
    lowercase: bool = True
    symbols: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise DeriveError(f"style: {unknown(name, str(getattr(self, name)), choices)}")
        if not isinstance(self.lowercase, bool):
            raise DeriveError(f"style: lowercase is true or false, not {self.lowercase!r:.40}")
        object.__setattr__(self, "symbols", MappingProxyType(dict(self.symbols)))

    def changes(self) -> dict[str, object]:
        """The settings that are not the default ones.

        >>> Style(errors="scaled").changes()
        {'errors': 'scaled'}
        """
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "symbols"}
        return {name: value for name, value in named.items() if value != getattr(Style, name)}


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        # the post this project grew from: W^{[2]}, z^{[1]}_{ij}, ∂L/∂W^{[2]} = A^{[1]⊤} ∂L/∂Z^{[2]}
        "seed": Style(),
        # Coursera's deep learning course: dW^{[2]} = 1/m dZ^{[2]} A^{[1]T}, samples in columns, cost J
        "ng": Style(
            samples="columns",
            transpose="T",
            gradient="d",
            errors="scaled",
            recursion="layer",
            activation="g",
            symbols={"N": "m", "L": "J"},
        ),
        # Nielsen's book, chapter 2: BP1 to BP4 for a batch: δ^{2} = ((w^{3})^T δ^{3}) ⊙ σ'(z^{2}), cost C
        "nielsen": Style(
            samples="columns",
            layer="^l",
            transpose="T",
            gradient="delta",
            recursion="layer",
            output="slope",
            symbols={"L": "C", "N": "n", "W": "w", "Z": "z", "A": "a", "X": "x", "Y": "y"},
        ),
        # Stanford's notes: dW_{2} = A_{1}^T dZ_{2}, samples in rows
        "cs231n": Style(layer="_l", transpose="T", gradient="d"),
    }
)


# what each style imitates
def style_table(style: Style) -> dict[str, object]:
    """The `[style]` table of a spec that gives this style: the named one with its letters, and what differs.

    >>> style_table(parse_style(["nielsen", "layer=(l)"]))
    {'name': 'nielsen', 'layer': '(l)'}
    """
    name = next(name for name, known in STYLES.items() if known.symbols == style.symbols)
    known = STYLES[name]
    settings = {f.name: getattr(style, f.name) for f in fields(style) if f.name != "symbols"}
    return {"name": name} | {key: value for key, value in settings.items() if value != getattr(known, key)}


SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "seed": "the post this project grew from",
        "ng": "Coursera's deep learning course",
        "nielsen": "Nielsen's book, chapter 2: BP1 to BP4; with a batch, BP3 sums over the samples",
        "cs231n": "Stanford's CS231n notes",
    }
)


def parse_style(settings: Iterable[str] | Mapping[str, object]) -> Style:
    """A style from a spec's `[style]` table, or from the settings of `--style NAME|key=value`, in order.

    >>> parse_style(["ng", "layer=(l)"]).layer
    '(l)'
    >>> parse_style({"name": "cs231n", "transpose": "top"}).gradient
    'd'

    Raises DeriveError for an unknown name, key or value, and says which there are.
    """
    style = STYLES["seed"]
    for key, value in _pairs(settings):
        if key == "name":
            if value not in STYLES:
                raise DeriveError(unknown("style", str(value), STYLES))
            style = STYLES[str(value)]
        else:
            style = replace(style, **{key: _value(key, value)})  # type: ignore[arg-type]
    return style


def _pairs(settings: Iterable[str] | Mapping[str, object]) -> Iterable[tuple[str, object]]:
    if isinstance(settings, Mapping):
        return sorted(settings.items(), key=lambda pair: pair[0] != "name")
    split = [text.partition("=") for text in settings]
    return [(key.strip(), value.strip()) if equals else ("name", key.strip()) for key, equals, value in split]


def _value(key: str, value: object) -> object:
    known = [f.name for f in fields(Style) if f.name != "symbols"]
    if key not in known:
        raise DeriveError(f"style: {unknown('setting', key, [*known, 'name'])}")
    if key == "lowercase" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    return value
