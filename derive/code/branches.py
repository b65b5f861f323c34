"""Steps as branches: step(c) a + (1 − step(c)) b is a where c > 0, else b, even where the other is infinite.

Beyond the expression language there are `("where", c, a, b)`, the comparison `("gt", a, b)`, and the bounds
`("minimum", a, 0)` and `("maximum", a, 0)`.
"""

from ..expression import Term, rebuild, symbols, walk


def branched(value: Term) -> Term:
    """A term with its steps as branches.

    >>> s = ("apply", "step", "Z")
    >>> branched(("add", ("hadamard", s, "Z"), ("hadamard", ("add", 1, ("neg", s)), ("apply", "exp", "Z"))))
    ('where', ('gt', 'Z', 0), ('hadamard', 1, 'Z'), ('hadamard', 1, ('apply', 'exp', ('minimum', 'Z', 0))))
    """
    if not isinstance(value, tuple):
        return value
    if value[0] == "add":
        for condition in _conditions(value):
            found = _branches(value, condition)
            if found:
                return _where(condition, *(branched(branch) for branch in found))
    opened = rebuild(value, branched)
    return _shared_out(opened) if isinstance(opened, tuple) and opened[0] in ("hadamard", "mul") else opened


def _conditions(value: Term) -> list[Term]:
    """What the steps in a term depend on."""
    steps = [part for part in walk(value) if isinstance(part, tuple) and part[:2] == ("apply", "step")]
    return list(dict.fromkeys(step[2] for step in steps))


def _branches(value: tuple[Term, ...], condition: Term) -> tuple[Term, Term] | None:
    """What a sum is where the condition holds and where not, if that is what its addends depend on."""
    step: Term = ("apply", "step", condition)
    chosen: list[Term] = []
    other: list[Term] = []
    for addend in value[1:]:
        upper, lower = _without(addend, step), _without(addend, ("add", 1, ("neg", step)))
        if upper is not None:
            chosen.append(upper)
        elif lower is not None:
            other.append(lower)
        elif not symbols(addend):
            chosen.append(addend)
            other.append(addend)
        else:
            return None
    return _total(chosen), _total(other)


def _total(parts: list[Term]) -> Term:
    return 0 if not parts else parts[0] if len(parts) == 1 else ("add", *parts)


def _without(value: Term, factor: Term) -> Term | None:
    """A product without one of its factors; None if it has no such factor."""
    if value == factor:
        return 1
    if not isinstance(value, tuple) or value[0] not in ("mul", "hadamard", "div", "hdiv", "neg"):
        return None
    for k in (1,) if value[0] in ("div", "hdiv", "neg") else range(1, len(value)):
        found = _without(value[k], factor)
        if found is not None:
            return (*value[:k], found, *value[k + 1 :])
    return None


def _where(condition: Term, chosen: Term, other: Term) -> Term:
    """Both branches are computed everywhere, so an exponential gets an argument that its branch can have."""
    if isinstance(condition, str):
        chosen = _bounded(chosen, condition, "maximum")
        other = _bounded(other, condition, "minimum")
    return ("where", comparison(condition), chosen, other)


def _bounded(branch: Term, name: str, bound: str) -> Term:
    if branch == name:
        return branch
    if isinstance(branch, tuple) and branch[0] == "apply" and branch[1] in ("exp", "expm1"):
        return rebuild(branch, lambda part: _replaced(part, name, (bound, name, 0)))
    return rebuild(branch, lambda part: _bounded(part, name, bound))


def _replaced(value: Term, name: str, new: Term) -> Term:
    return new if value == name else rebuild(value, lambda part: _replaced(part, name, new))


def comparison(condition: Term) -> Term:
    """`condition > 0`, with what is subtracted on the other side.

    >>> comparison(("add", ("apply", "abs", "E"), ("neg", 1)))
    ('gt', ('apply', 'abs', 'E'), 1)
    """
    if isinstance(condition, tuple) and condition[0] == "add" and len(condition) == 3:
        left, right = condition[1:]
        if isinstance(right, tuple) and right[0] == "neg":
            return ("gt", left, right[1])
    return ("gt", condition, 0)


def _shared_out(value: tuple[Term, ...]) -> Term:
    """A factor that chooses between two numbers chooses between two products instead, of the arrays' type."""
    for k, factor in enumerate(value[1:], 1):
        if isinstance(factor, tuple) and factor[0] == "where" and not any(map(symbols, factor[2:])):
            rest = (*value[1:k], *value[k + 1 :])
            product = rest[0] if len(rest) == 1 else (value[0], *rest)
            return ("where", factor[1], *(("mul", branch, product) for branch in factor[2:]))
    return value
