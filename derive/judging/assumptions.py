"""Definitions that a document does not give: what would have to hold for a claim to be true.

A line such as `dL/dW = Xᵀ dL/dZ` in a document without forward equations is true if Z = XW. It is then
verified under that condition, which the report prints; nothing is ever refuted by an assumption.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from .layers import Definition, symbol_of
from .network import COUNTS
from .phrases import Loose
from .sizing import Key, variables
from .understand import derivatives

Assumed = tuple[Definition, ...]
_FREE: Key = ("var", "M", None, "free")
_HALF = ("div", ("num", Fraction(1)), ("num", Fraction(2)))
_ONE = ("num", Fraction(1))
MOST = 40


def assumptions(left: Loose, right: Loose, loss: Key, given: set[Key]) -> Iterator[tuple[Assumed, str]]:
    """Sets of definitions to try, the simplest first, each with its words; `given` symbols are left alone."""
    yield from islice(_all(left, right, loss, given), MOST)


def _all(left: Loose, right: Loose, loss: Key, given: set[Key]) -> Iterator[tuple[Assumed, str]]:
    above = [symbol_of(by) for of, by in derivatives(left) if symbol_of(by)]
    below = [symbol_of(by) for of, by in derivatives(right) if symbol_of(by)]
    whole = dict.fromkeys(variables((left, right)))
    others = [
        k
        for k in whole
        if k not in (*above, *below, loss) and k[1] not in COUNTS and k[1] not in ("delta", "Delta")
    ]
    locals_ = [(symbol_of(of), symbol_of(by)) for of, by in derivatives(left) if of and symbol_of(of) != loss]
    for of, by in locals_[:1]:
        if of and by and of not in given:
            yield from _operations(of, by, [k for k in whole if k not in (of, by)], right)
    for u in above[:1]:
        for v in dict.fromkeys(below):
            if v != u and v not in given:
                yield from _operations(v, u, others, right)
        if not below:
            yield from _losses(u, others, loss, given)


def _define(left: Key, right: Loose) -> Definition:
    return Definition(left, right, -1000)


def _operations(v: Key, u: Key, others: list[Key], right: Loose) -> Iterator[tuple[Assumed, str]]:
    """v from u by one operation with what else the claim mentions."""
    name, given = show(u), show(v)
    for o in others[:3]:
        for term, words in (
            (("prod", (o, u), ("@",)), f"{show(o)} {name}"),
            (("prod", (u, o), ("@",)), f"{name} {show(o)}"),
            (("prod", (("T", o), u), ("@",)), f"{show(o)}ᵀ {name}"),
            (("prod", (("T", u), o), ("@",)), f"{name}ᵀ {show(o)}"),
            (("prod", (u, o), ("odot",)), f"{name} ⊙ {show(o)}"),
        ):
            yield (_define(v, ("add", term, _FREE)),), f"{given} = {words} + …"
            yield (_define(v, term),), f"{given} = {words}"
    for function in dict.fromkeys(calls(right)):
        applied: Loose = ("call", function[1], function[2], 0, (u,))
        yield (_define(v, applied),), f"{given} = {function[1]}({name})"
        for o in others[:3]:
            for product_, words in (
                (("prod", (o, applied), ("@",)), f"{show(o)} {function[1]}({name})"),
                (("prod", (applied, o), ("@",)), f"{function[1]}({name}) {show(o)}"),
                (("prod", (("T", o), applied), ("@",)), f"{show(o)}ᵀ {function[1]}({name})"),
            ):
                yield (_define(v, product_),), f"{given} = {words}"
    for function_name in ("sigmoid", "exp"):
        yield (_define(v, ("call", function_name, None, 0, (u,))),), f"{given} = {function_name}({name})"
    yield (_define(v, ("add", _FREE, u)),), f"{given} = … + {name}"
    yield (
        (_define(v, ("add", ("prod", (_FREE, ("var", "W", None, "free")), ("@",)), u)),),
        f"{given} = … + {name}",
    )
    yield (_define(v, ("T", u)),), f"{given} = {name}ᵀ"
    yield (_define(v, ("div", _ONE, u)),), f"{given} = 1/{name}"


def calls(term: Any) -> Iterator[Loose]:
    """Functions whose derivatives occur in a term."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "call" and len(term) == 5 and term[3]:
        yield term
    for part in term:
        yield from calls(part)


def _losses(u: Key, others: list[Key], loss: Key, given: set[Key]) -> Iterator[tuple[Assumed, str]]:
    """The usual losses of an output and a target."""
    if loss in given:
        return
    pairs = [(o, t) for o in [u, *others] for t in others if o != t][:6]
    for out, target in pairs:
        squares = ("call", "sum", None, 0, (("pow", ("add", out, ("neg", target)), ("num", Fraction(2))),))
        entropy = (
            "neg",
            ("call", "sum", None, 0, (("add", _logs(target, out), _logs(_less(target), _less(out))),)),
        )
        cross = ("neg", ("call", "sum", None, 0, (_logs(target, out),)))
        mean = ("div", _ONE, ("var", "N", None, ""))
        for term, words in (
            (("prod", (_HALF, squares), ("",)), "half the squared error"),
            (squares, "the squared error"),
            (entropy, "binary cross-entropy"),
            (("prod", (mean, entropy), ("",)), "mean binary cross-entropy"),
            (cross, "cross-entropy"),
            (("prod", (mean, squares), ("",)), "mean squared error"),
        ):
            yield (_define(loss, term),), f"the loss is {words}"
            if out != u and out not in given and "entropy" in words:
                for name in ("sigmoid", "softmax"):
                    yield (
                        (_define(loss, term), _define(out, ("call", name, None, 0, (u,)))),
                        f"the loss is {words} of {show(out)} = {name}({show(u)})",
                    )


def _logs(weight: Loose, inside: Loose) -> Loose:
    return ("prod", (weight, ("call", "log", None, 0, (inside,))), ("odot",))


def _less(term: Loose) -> Loose:
    return ("add", _ONE, ("neg", term))


def show(key: Key) -> str:
    """A symbol for a message."""
    mark = "" if key[2] is None else str(key[2]) if isinstance(key[2], int) else ""
    return f"{key[1]}{mark}{'_' + key[3] if key[3] else ''}"
