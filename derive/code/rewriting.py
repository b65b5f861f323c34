"""From SymPy to the terms that code is made of: totals kept whole, functions opened."""

from collections.abc import Mapping
from typing import Any

import sympy as sp

from ..algebra import Total, term
from ..expression import Term, rebuild, substitute


def code_term(value: Any) -> Term:
    """A SymPy expression as a term in which the sum of all entries of A is one operation, `("total", A)`."""
    if isinstance(value, int) or value.is_Matrix:
        return value if isinstance(value, int) else term(value)
    totals = sorted(value.atoms(Total), key=str)
    names = {f"total {k}": total for k, total in enumerate(totals)}
    scalar = value.xreplace({total: sp.Symbol(name) for name, total in names.items()})
    return substitute(term(scalar), {name: ("total", term(total.matrix)) for name, total in names.items()})


def opened(value: Term, bodies: Mapping[str, Term]) -> Term:
    """Functions replaced by their bodies, expressions of z, where there is one.

    >>> opened(("apply", "f", "Z1"), {"f": ("pow", "z", 2)})
    ('pow', 'Z1', 2)
    """
    value = rebuild(value, lambda part: opened(part, bodies))
    if isinstance(value, tuple) and value[0] == "apply" and value[1] in bodies:
        return opened(substitute(bodies[value[1]], {"z": value[2]}), bodies)
    return value


def renamed(value: Term, names: Mapping[Term, Term]) -> Term:
    """A term with some of its parts replaced, the largest first."""
    if value in names:
        return names[value]
    return rebuild(value, lambda part: renamed(part, names))
