r"""Macros that a document defines: `\newcommand`, `\def`, `\DeclareMathOperator`; or a table in a file."""

import json
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from ..errors import DeriveError
from .macros import Macro
from .tex import braced_end
from .vocabulary import WORDS

_NEW = re.compile(
    r"""\\(?:(?:re)?new|(?P<provided>provide))command\*?\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))
        \s*(?:\[(?P<arity>[0-9])\])?\s*(?:\[(?P<default>[^\]\n]*)\])?\s*(?=[{\\])
    |\\[gex]?def\s*\\(?P<defined>[A-Za-z]+)\s*(?P<parameters>(?:\#[1-9])*)\s*(?=\{)
    |\\DeclareMathOperator\*?\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?\s*(?=\{)
    |\\let\s*\\(?P<let>[A-Za-z]+)\s*=?\s*(?=\\[A-Za-z])""",
    re.VERBOSE,
)
_COMMAND = re.compile(r"\\[A-Za-z]+")
MAX_BODY = 5_000
MAX_DEFINITIONS = 2_000


def macros_in(text: str) -> dict[str, Macro]:
    r"""The macros defined in a text, the last definition of each; one that is provided, where there is none.

    >>> macros_in(r"\newcommand{\grad}[1]{\nabla_{#1} L}")["grad"]
    Macro(name='grad', arity=1, body='\\nabla_{#1} L', default=None)
    """
    found: dict[str, Macro] = {}
    for match in islice(_NEW.finditer(text), MAX_DEFINITIONS):
        name = match["braced"] or match["bare"] or match["defined"] or match["operator"] or match["let"]
        body = _body(text, match.end())
        if body is None:
            continue
        if match["operator"]:
            body = rf"\operatorname{{{body}}}"
        if match["provided"] and (name in found or "\\" + name in WORDS):
            continue
        arity = int(match["arity"] or 0) if match["defined"] is None else len(match["parameters"]) // 2
        found[name] = Macro(name, arity, body, match["default"])
    return found


def _body(text: str, position: int) -> str | None:
    if text[position : position + 1] == "\\":
        command = _COMMAND.match(text, position)
        return command.group() if command else None
    end = braced_end(text, position)
    return text[position + 1 : end - 1] if position < end <= position + MAX_BODY else None


def macros_from_table(text: str, where: str = "") -> dict[str, Macro]:
    r"""A table of macros in the form of MathJax or KaTeX, as JSON.

    >>> macros_from_table('{"RR": "\\\\mathbb{R}", "\\\\vec": ["{\\\\bf #1}", 1]}')["vec"].arity
    1

    Raises DeriveError for what is no such table.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeriveError(
            f'{where}: a table of macros is JSON, {{"RR": "\\\\mathbb{{R}}"}}: {error}'
        ) from None
    if isinstance(data, dict) and isinstance(data.get("macros"), dict):
        data = data["macros"]
    if not isinstance(data, dict):
        raise DeriveError(
            f"{where}: a table of macros maps names to TeX, but this is a {type(data).__name__}"
        )
    return {name.lstrip("\\"): _from_entry(name.lstrip("\\"), entry, where) for name, entry in data.items()}


def _from_entry(name: str, entry: Any, where: str) -> Macro:
    if isinstance(entry, str):
        return Macro(name, max((int(n) for n in re.findall(r"#([1-9])", entry)), default=0), entry)
    if (
        isinstance(entry, list)
        and 2 <= len(entry) <= 3
        and isinstance(entry[0], str)
        and isinstance(entry[1], int)
    ):
        return Macro(name, entry[1], entry[0], str(entry[2]) if len(entry) == 3 else None)
    raise DeriveError(f"{where}: the macro {name} is TeX, or [TeX, number of arguments], not {entry!r:.60}")


def merged(*tables: Mapping[str, Macro]) -> dict[str, Macro]:
    """One table of several; a later one wins."""
    return {name: macro for table in tables for name, macro in table.items()}
