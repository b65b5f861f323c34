"""What there is: layers, losses, primitives, rules, lemmas, styles, formats."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..layers import LAYERS, LOSSES
from ..lemmas import LEMMAS
from ..notation import SOURCES, STYLES, Style
from ..primitives import PRIMITIVES
from ..render import FORMATS, rules
from .network import Network
from .publishing import KINDS


def vocabulary() -> dict[str, dict[str, str]]:
    """The names of each kind, each with a few words."""
    primitives = {p.name: p.takes for p in PRIMITIVES.values()}
    return {
        "layers": {name: _first_line(layer) for name, layer in LAYERS.items()},
        "losses": {name: _first_line(loss) for name, loss in LOSSES.items()},
        "primitives": primitives,
        "rules": rules(),
        "lemmas": {lemma.name: " then ".join(lemma.over) for lemma in LEMMAS.values()},
        "styles": {name: f"{SOURCES[name]}: {_settings(style)}" for name, style in STYLES.items()},
        "formats": dict.fromkeys([*FORMATS, *KINDS], ""),
    }


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


def _settings(style: Style) -> str:
    """The settings of a style that are not the default ones, as they are given to `--style`."""
    changes = [f"{key}={value}" for key, value in style.changes().items()]
    letters = [f"{name} = {tex}" for name, tex in style.symbols.items()]
    return ", ".join([*changes, *letters]) or "the default settings"


def tables() -> str:
    """Layers, losses, styles and the settings of styles as the Markdown tables of the README."""
    known = vocabulary()
    styles = [
        (f"`{name}`", SOURCES[name], _settings(style).replace("|", r"\|"), f"$`{_formula(name)}`$")
        for name, style in STYLES.items()
    ]
    settings = [(f"`{name}`", meaning) for name, meaning in _meanings() if name != "symbols"]
    return "\n\n".join(
        (
            _table(("layer", "what it is"), [(f"`{name}`", text) for name, text in known["layers"].items()]),
            _table(("loss", "what it is"), [(f"`{name}`", text) for name, text in known["losses"].items()]),
            _table(("style", "after", "settings", "weights of the seed network"), styles),
            _table(("setting of a style", "values, the first one the default"), settings),
        )
    )


def _meanings() -> Iterator[tuple[str, str]]:
    """The settings and what they mean, as the class says it."""
    for line in (Style.__doc__ or "").splitlines():
        name, _, meaning = line.strip().partition("  ")
        if meaning:
            yield name, meaning.strip()


def _formula(style: str) -> str:
    return Network.seed([style]).derive()["W2"].latex


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
