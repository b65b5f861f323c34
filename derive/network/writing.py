"""A network as the TOML of its spec: what `read_spec` reads back."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .build import Model
from .spec import Spec

FEW = 500  # numbers of an example that are written out even where they are the default ones
_BARE = re.compile(r"[A-Za-z0-9_]+")


def to_toml(spec: Spec, model: Model, style: Mapping[str, object], symbols: Mapping[str, str]) -> str:
    """The spec of a model, with its `[style]` table and its author's letters.

    Data and parameters are written out if they are few or were given; otherwise `read_spec` makes the same
    ones again.
    """
    *layers, loss = model.text
    tables: dict[str, Mapping[str, Any]] = {
        "": {"title": spec.title} if spec.title else {},
        "network": {"layers": layers, "loss": loss},
        "sizes": {"N": model.sizes["N"]},
        "training": {
            "learning_rate": model.learning_rate,
            "weight_decay": spec.weight_decay,
            **({"steps": spec.steps} if spec.steps > 1 else {}),
        },
        "style": style,
        "symbols": symbols,
        "data": _numbers(spec, model, spec.data, model.graph.inputs),
        "parameters": _numbers(spec, model, spec.parameters, model.graph.parameters),
    }
    return toml(tables)


def toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Tables by name as TOML, one setting a line, and no two dashes in a row, so that comments may hold it.

    >>> print(toml({"": {"title": "A"}, "sizes": {"N": 2}}), end="")
    title = "A"
    sizes.N = 2
    """
    return "".join(line for name, table in tables.items() for line in _lines(name, table))


def _numbers(spec: Spec, model: Model, given: Mapping[str, Any], names: Any) -> dict[str, Any]:
    """Numbers for samples in rows, by name: all of them if they are few, else those that were given."""
    entries = sum(len(row) for value in model.data.values() for row in value)
    wanted = names if entries <= FEW else given
    flipped = spec.samples_in == "columns"
    return {
        name: [list(column) for column in zip(*model.data[name], strict=True)]
        if flipped
        else model.data[name]
        for name in wanted
    }


def _lines(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        path = ".".join(part if _BARE.fullmatch(part) else _text(part) for part in (name, key) if part)
        yield f"{path} = {_text(value)}\n"


def _text(value: Any) -> str:
    """JSON, which is TOML for text, numbers and lists of them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f").replace("--", "-\\u002d")
