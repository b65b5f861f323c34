"""Definitions that a document does not give: what would have to hold for a claim to be true.

A line such as `dL/dW = Xᵀ dL/dZ` in a document without forward equations is true if Z = XW. It is then
verified under that condition, which the report prints; nothing is ever refuted by an assumption.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any, NamedTuple

from .conventions import COUNTS
from .layers import Definition
from .phrases import Loose
from .sizing import HADAMARD
from .tables import show
from .terms import Key, contains, derivatives, symbol_of, variables


class Assumed(NamedTuple):
    """Definitions to try, in words; `scalar` if every letter is a number."""

    definitions: tuple[Definition, ...]
    words: str
    scalar: bool = False


_FREE: Key = ("var", "M", None, "free")
_WEIGHT: Key = ("var", "W", None, "free")
_ONE = ("num", Fraction(1))
_TWO = ("num", Fraction(2))
_HALF = ("div", _ONE, _TWO)
MOST = 40


def assumptions(left: Loose, right: Loose, loss: Key, given: set[Key]) -> Iterator[Assumed]:
    """Sets of definitions to try, the simplest first, each with its words; `given` symbols are left alone."""
    yield from islice(_all(left, right, loss, given), MOST)


def _all(left: Loose, right: Loose, loss: Key, given: set[Key]) -> Iterator[Assumed]:
    above = [symbol_of(by) for of, by in derivatives(left) if symbol_of(by)]
    below = [symbol_of(by) for of, by in derivatives(right) if symbol_of(by)]
    whole = dict.fromkeys(variables((left, right)))
    others = [
        k
        for k in whole
        if k not in (*above, *below, loss) and k[1] not in COUNTS and k[1] not in ("delta", "Delta")
    ]
    locals_ = [
        (symbol_of(of), symbol_of(by))
        for of, by in derivatives(left)
        if of and symbol_of(of) != loss and symbol_of(by)
    ]
    if plain(left, right, loss):
        yield from _chained(left, right, loss, given)
        for of, by in locals_[:1]:
            if of and of not in given:
                yield from _scalars(of, by, [k for k in whole if k not in (of, by)])
    for of, by in locals_[:1]:
        if of and of not in given:
            yield from _operations(of, by, [k for k in whole if k not in (of, by)], right)
    for u in above[:1]:
        for v in dict.fromkeys(below):
            if v != u and v not in given:
                yield from _operations(v, u, others, right)
        if not below:
            yield from _losses(u, others, loss, given)


def _define(left: Key, right: Loose) -> Definition:
    return Definition(left, right, -1000)


def plain(left: Loose, right: Loose, loss: Key) -> bool:
    """Whether every letter of a claim may stand for a number."""
    if any(contains(side, op) for side in (left, right) for op in ("T", "at", "smp", "ones", "grid", "norm")):
        return False
    signs = str((left, right))
    if any(f"'{op}'" in signs for op in ("@", "odot", "circ", "matmul", "softmax", "axis")):
        return False
    return all(str(key[1])[-1:].islower() or key == loss for key in variables((left, right)))


# ---- numbers


def _chained(left: Loose, right: Loose, loss: Key, given: set[Key]) -> Iterator[Assumed]:
    """`∂L/∂w = ∂L/∂a ∂a/∂z ∂z/∂w`: a is a function of z, z of w, and the loss of a."""
    if left[0] != "d" or right[0] != "prod" or any(part[0] != "d" for part in right[1]):
        return
    pairs = [(symbol_of(of or ()) or loss, symbol_of(by)) for _, of, by in right[1]]
    whole = (symbol_of(left[1] or ()) or loss, symbol_of(left[2]))
    names = [whole[0], *(by for _, by in pairs)]
    if not all(names) or len(set(names)) != len(names) or any(name in given for name in names[:-1]):
        return
    if (
        pairs[0][0] == whole[0]
        and pairs[-1][1] == whole[1]
        and all(one[1] == other[0] for one, other in pairwise(pairs))
    ):
        made = tuple(_define(of, ("call", f"some{k}", None, 0, (by,))) for k, (of, by) in enumerate(pairs))
        words = ", ".join(f"{show(of)} of {show(by)}" for of, by in pairs[1:])
        yield Assumed(made, f"each is a function of the next: {words}", True)


def _scalars(y: Key, x: Key, others: list[Key]) -> Iterator[Assumed]:
    """The derivative of one number by another."""
    name, given = show(x), show(y)
    for o in others[:2]:
        yield Assumed((_define(y, ("prod", (o, x), ("",))),), f"{given} = {show(o)} {name}", True)
    yield Assumed((_define(y, ("add", _FREE, x)),), f"{given} = {name} + …", True)
    for function, words in (
        ("relu", f"relu({name})"), ("sigmoid", f"sigmoid({name})"), ("tanh", f"tanh({name})"),
        ("exp", f"exp({name})"), ("log", f"log({name})"),
    ):  # fmt: skip
        yield Assumed((_define(y, ("call", function, None, 0, (x,))),), f"{given} = {words}", True)
    yield Assumed((_define(y, ("div", _ONE, x)),), f"{given} = 1/{name}", True)
    yield Assumed((_define(y, ("pow", x, _TWO)),), f"{given} = {name}²", True)


# ---- layers


def _operations(v: Key, u: Key, others: list[Key], right: Loose) -> Iterator[Assumed]:
    """v from u by one operation with what else the claim mentions."""
    yield from sorted(_products(v, u, others), key=lambda a: ("⊙" in a.words) != _entrywise(right))
    name, given = show(u), show(v)
    for function in dict.fromkeys(calls(right)):
        applied: Loose = ("call", function[1], function[2], 0, (u,))
        yield Assumed((_define(v, applied),), f"{given} = {function[1]}({name})")
        for o in others[:3]:
            for term, words in (
                (("prod", (o, applied), ("@",)), f"{show(o)} {function[1]}({name})"),
                (("prod", (applied, o), ("@",)), f"{function[1]}({name}) {show(o)}"),
                (("prod", (("T", o), applied), ("@",)), f"{show(o)}ᵀ {function[1]}({name})"),
            ):
                yield Assumed((_define(v, term),), f"{given} = {words}")
    yield from _steps(v, u, right)


def _steps(v: Key, u: Key, right: Loose) -> Iterator[Assumed]:
    """v from u by a function, a shift or a sum."""
    name, given = show(u), show(v)
    if v in set(variables(right)):  # a(1 - a), 1 - a²
        for function_name in ("sigmoid", "tanh", "exp", "softmax"):
            called = ("call", function_name, None, 0, (u,))
            yield Assumed((_define(v, called),), f"{given} = {function_name}({name})")
    if contains(right, "cmp"):
        yield Assumed((_define(v, ("call", "relu", None, 0, (u,))),), f"{given} = relu({name})")
    yield Assumed((_define(v, ("add", _FREE, u)),), f"{given} = … + {name}")
    shifted = ("add", ("prod", (_FREE, _WEIGHT), ("@",)), u)
    yield Assumed((_define(v, shifted),), f"{given} = … + {name}")
    shifted = ("add", ("prod", (_WEIGHT, _FREE), ("@",)), u)
    yield Assumed((_define(v, shifted),), f"{given} = … + {name}")
    if contains(right, "ones"):
        for total, words in (("columnsum", "rows"), ("rowsum", "columns")):
            summed = ("call", total, None, 0, (u,))
            yield Assumed((_define(v, summed),), f"{given} is the sum of the {words} of {name}")
    for term, words in (
        (("prod", (u, _FREE), ("@",)), f"{name} times …"),
        (("prod", (_FREE, u), ("@",)), f"… times {name}"),
    ):
        yield Assumed((_define(v, term),), f"{given} = {words}")
    if right[0] == "T":
        yield Assumed((_define(v, ("T", u)),), f"{given} = {name}ᵀ")


def _products(v: Key, u: Key, others: list[Key]) -> Iterator[Assumed]:
    name, given = show(u), show(v)
    for o in others[:3]:
        for term, words in (
            (("prod", (o, u), ("@",)), f"{show(o)} {name}"),
            (("prod", (u, o), ("@",)), f"{name} {show(o)}"),
            (("prod", (("T", o), u), ("@",)), f"{show(o)}ᵀ {name}"),
            (("prod", (("T", u), o), ("@",)), f"{name}ᵀ {show(o)}"),
            (("prod", (u, o), ("odot",)), f"{name} ⊙ {show(o)}"),
        ):
            yield Assumed((_define(v, ("add", term, _FREE)),), f"{given} = {words} + …")
            yield Assumed((_define(v, term),), f"{given} = {words}")


def _entrywise(term: Any) -> bool:
    """Whether a term has an entrywise product."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "prod" and not (HADAMARD - {"*", "otimes"}).isdisjoint(term[2]):
        return True
    return any(_entrywise(part) for part in term)


def calls(term: Any) -> Iterator[Loose]:
    """Functions whose derivatives occur in a term."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "call" and len(term) == 5 and term[3]:
        yield term
    for part in term:
        yield from calls(part)


# ---- losses


def _losses(u: Key, others: list[Key], loss: Key, given: set[Key]) -> Iterator[Assumed]:
    """The usual losses of an output and a target."""
    if loss in given:
        return
    pairs = [(o, t) for o in [u, *others] for t in others if o != t][:6]
    for out, target in pairs:
        squares = ("call", "sum", None, 0, (("pow", ("add", out, ("neg", target)), _TWO),))
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
            yield Assumed((_define(loss, term),), f"the loss is {words}")
            if out != u and out not in given and "entropy" in words:
                for name in ("sigmoid", "softmax"):
                    yield Assumed(
                        (_define(loss, term), _define(out, ("call", name, None, 0, (u,)))),
                        f"the loss is {words} of {show(out)} = {name}({show(u)})",
                    )


def _logs(weight: Loose, inside: Loose) -> Loose:
    return ("prod", (weight, ("call", "log", None, 0, (inside,))), ("odot",))


def _less(term: Loose) -> Loose:
    return ("add", _ONE, ("neg", term))
