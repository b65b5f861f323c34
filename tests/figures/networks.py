"""Settings, notations and words for the tests of the pictures."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import jinja2

from derive.figures import facts
from derive.lesson import Setting
from derive.lesson.setting import setting
from derive.network import SEED, Model, build, read_line, read_spec
from derive.notation import Notation, parse_style
from tests.house.sources import ROOT

Case = tuple[Setting, Notation]
DEEP = (
    "Linear(4, 6) Tanh LayerNorm(6) Residual(Linear(6, 6), ReLU)"
    " Linear(6, 5) Sigmoid Linear(5, 4) Tanh Linear(4, 1) Sigmoid"
)
NESTED = "LayerNorm(3) Linear(3, 3) Residual(Linear(3, 3), Residual(LayerNorm(3), Tanh))"


def _case(model: Model, style: Any = (), symbols: Mapping[str, str] | None = None) -> Case:
    made = setting(model, 4)
    return made, Notation(parse_style(style), symbols or {}, made.shapes, tuple(made.sizes))


def _line(net: str, loss: str, **changes: Any) -> Model:
    return build(replace(read_line(net, loss), **changes))


_MADE: dict[str, Callable[[], Case]] = {
    "seed": lambda: _case(build(read_spec(SEED))),
    "deep": lambda: _case(_line(DEEP, "BCELoss", weight_decay=0.01)),
    "columns": lambda: _case(
        _line("Linear(3, 4) ReLU Linear(4, 2)", "CrossEntropyLoss", samples_in="columns"), ["ng"]
    ),
    "wide": lambda: _case(_line("Linear(784, 128) ReLU Linear(128, 10)", "CrossEntropyLoss", samples=8)),
    "nested": lambda: _case(_line(NESTED, "MSELoss"), ["gradient=nabla"], {"W": r"\Theta"}),
    "data reused": lambda: _case(_line("Residual(Linear(3, 3), BatchNorm1d(3))", "L1Loss"), ["cs231n"]),
    "one layer": lambda: _case(_line("Linear(2, 1, bias=False)", "HuberLoss")),
}
CASES = tuple(_MADE)


@cache
def case(name: str) -> Case:
    """A setting and its notation."""
    return _MADE[name]()


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
    return found


RAW = _flat(tomllib.loads((ROOT / "templates" / "figures" / "en.toml").read_text("utf-8")))


def environment(notation: Notation) -> jinja2.Environment:
    """The delimiters of the catalogues."""
    made = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        undefined=jinja2.StrictUndefined,
    )
    made.filters["math"] = lambda term: f"${notation.latex(term)}$"
    return made


@cache
def words(figure: str, name: str) -> Mapping[str, str]:
    """The English words, those of one figure with their variables filled in."""
    made, notation = case(name)
    environ, values = environment(notation), facts(figure, made, notation)
    own = f"figure.{figure}."
    return {
        key: environ.from_string(text).render(**values) if key.startswith(own) else text
        for key, text in RAW.items()
    }
