"""What there is: layers, losses, primitives, rules, lemmas, styles, formats."""

from typing import Any

from ..layers import LAYERS, LOSSES
from ..lemmas import LEMMAS
from ..notation import STYLES
from ..primitives import PRIMITIVES
from ..render import FORMATS, rules


def vocabulary() -> dict[str, dict[str, str]]:
    """The names of each kind, each with a few words."""
    primitives = {p.name: p.takes for p in PRIMITIVES.values()}
    return {
        "layers": {name: _first_line(layer) for name, layer in LAYERS.items()},
        "losses": {name: _first_line(loss) for name, loss in LOSSES.items()},
        "primitives": primitives,
        "rules": rules(),
        "lemmas": {lemma.name: " then ".join(lemma.over) for lemma in LEMMAS.values()},
        "styles": {name: _style(style) for name, style in STYLES.items()},
        "formats": dict.fromkeys([*FORMATS, "json"], ""),
    }


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


def _style(style: Any) -> str:
    return f"samples in {style.samples}, layer {style.layer}, gradient {style.gradient}"
