"""A notebook that runs: the page in Markdown cells, and code that computes its numbers and checks them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..derivation import Derivation

_CODE = re.compile(r"^<!-- code: (\w+) -->\n?", re.MULTILINE)
# a new cell begins at a heading, with the anchor before it
_HEADING = re.compile(r'(?<!</a>\n)\n(?=(?:<a id="[^"]+"></a>\n\n)?#{1,3} )')
DIGITS = 12
CLOSE = "rtol=1e-9, atol=1e-12"


def notebook(markdown: str, code: Mapping[str, Sequence[str]]) -> str:
    """The notebook of a page; `code` has the cells that follow a section, by its key."""
    parts = _CODE.split(markdown)
    cells: list[dict[str, Any]] = []
    for text, key in zip(parts[::2], [*parts[1::2], ""], strict=True):
        cells += [_markdown(piece) for piece in _HEADING.split(text) if piece.strip()]
        cells += [_code(source) for source in code.get(key, ())]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    data = {
        "cells": cells,
        "metadata": {
            "generated_by": "derive build",
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "", "metadata": {}, "source": _lines(text)}


def _code(text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "execution_count": None, "id": "", "metadata": {}}
    return {**cell, "outputs": [], "source": _lines(text)}


def _lines(text: str) -> list[str]:
    return text.strip("\n").splitlines(keepends=True)


def check_cells(derivation: Derivation, module: str, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The code cells by the section that they follow: data, the generated module, what it must compute.

    values: the numbers of the example as nested lists, gradients as `dW1`, a step of descent as `W1_new`.
    """
    names = [*derivation.inputs, *derivation.parameters]
    arguments = ", ".join(names)
    data = "\n".join(f"{name} = np.array({derivation.data[name]!r})" for name in names)
    wanted = ",\n".join(f'    "{name}": {_round(values["d" + name])!r}' for name in derivation.parameters)
    check = f"""
loss, gradients = loss_and_gradients({arguments})
shown = {{
{wanted},
}}
np.testing.assert_allclose(loss, {_round(values["L"])!r}, {CLOSE})
for name, value in shown.items():
    np.testing.assert_allclose(gradients[name].ravel(), np.ravel(value), {CLOSE})
loss, gradients
"""
    stepped = ",\n".join(f'    "{name}": {name}' for name in derivation.parameters)
    update = f"""
rate = {derivation.learning_rate!r}
parameters = {{
{stepped},
}}
after = {{name: value - rate * gradients[name].reshape(value.shape) for name, value in parameters.items()}}
loss_after, _ = loss_and_gradients({", ".join(derivation.inputs)}, *after.values())
np.testing.assert_allclose(loss_after, {_round(values["L_new"])!r}, {CLOSE})
loss_after
"""
    return {"backward": [f"import numpy as np\n\n{data}", module, check], "optimization": [update]}


def _round(value: Any) -> Any:
    if isinstance(value, list):
        return [_round(inner) for inner in value]
    return float(f"{float(value):.{DIGITS}g}")
