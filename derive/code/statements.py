"""Assignments as lines of source; what starts as a matrix product is finished in place."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from ..expression import Term, children, rebuild, walk
from .expressions import condition, positive
from .matrices import axis_sum, is_ones
from .program import Assignment
from .writer import ATOM, Form, Writer

WIDTH = 84  # what formatters agree on, less the indent of a function
OPERATORS = {"add": "+=", "hadamard": "*="}


def blocks(
    writer: Writer, assignments: Sequence[Assignment], like: Mapping[str, str], kept: Container[str] = ()
) -> dict[str, list[str]]:
    """The statements of each assignment, in order; `like` names the array whose shape a result must have.

    A matrix product that is only used as a factor of the next array becomes that array, multiplied in place,
    unless it is to be kept: another array would cost as much as the product.
    """
    uses = Counter(part for _, value in assignments for part in walk(value) if isinstance(part, str))
    values = dict(assignments)
    found: dict[str, list[str]] = {}
    for name, value in assignments:
        factors = value[1:] if isinstance(value, tuple) and value[0] == "hadamard" else ()
        ready = [
            f
            for f in factors
            if f in found and uses[f] == 1 and f not in kept and f not in like and _starts(values[f])
        ]
        if ready:
            del found[ready[0]]
            others = [factor for factor in factors if factor != ready[0]]
            found[name] = _finished(writer, name, ready[0], values[ready[0]], others)
        else:
            found[name] = _statement(writer, name, value, like.get(name, ""))
    return found


def _finished(writer: Writer, name: str, start: str, value: Term, factors: list[Term]) -> list[str]:
    """The array `start` computed under the name of what it is turned into, and the factors that do it."""
    first, *rest = _statement(writer, name, value)
    found = [f"{first}  # {start}", *rest]
    for factor in factors:
        found += _update(writer, name, "*=", factor)
    return found


def _statement(writer: Writer, name: str, value: Term, like: str = "") -> list[str]:
    """One assignment: a matrix product first and the rest in place, or a line; longer ones in parts."""
    start = _starts(value)
    if start and isinstance(value, tuple) and value[0] in OPERATORS and not like_vector(writer, like):
        found = _statement(writer, name, start)
        for part in (part for part in value[1:] if part is not start):
            found += _update(writer, name, OPERATORS[value[0]], part)
        return found
    form = _result(writer, value, like)
    line = f"{name} = {form.text}"
    if len(line) <= WIDTH or not isinstance(value, tuple):
        writer.assigned(name, form)
        return [line]
    before, shorter = _in_parts(writer, value)
    return [*before, *_statement(writer, name, shorter, like)] if before else [line]


def like_vector(writer: Writer, like: str) -> bool:
    """Whether a result has the shape of a parameter that may be a vector."""
    return like in writer.flat


def _starts(value: Term) -> Term:
    """The matrix product that an assignment can start from: an array of its own in the full shape; else 0."""
    if not isinstance(value, tuple):
        return 0
    if value[0] == "matmul" and not any(map(is_ones, value[1:])):
        return value
    if value[0] in OPERATORS:
        return next((part for part in value[1:] if _starts(part) == part != 0), 0)
    return 0


def _update(writer: Writer, name: str, operator: str, part: Term) -> list[str]:
    """`name += part`; what is subtracted with `-=`."""
    if operator == "+=" and positive(part) is not part:
        operator, part = "-=", positive(part)
    form = writer.write((condition(part) if operator == "*=" else None) or part)
    line = f"{name} {operator} {form.text}"
    if len(line) <= WIDTH:
        return [line]
    before, shorter = _in_parts(writer, part)
    return [*before, *_update(writer, name, operator, shorter)] if before else [line]


def _result(writer: Writer, value: Term, like: str) -> Form:
    """The right side, in the shape of the array that it is like."""
    if like_vector(writer, like):
        return _vector(writer, value, like)
    form = writer.write(value)
    if like and not form.whole:
        form = writer.whole(form)
        copy = "" if form.text.startswith("np.ones") else ".copy()"
        return Form(form.at(ATOM) + copy, ATOM, form.full, form.full)
    return form


def _vector(writer: Writer, value: Term, like: str) -> Form:
    """A row or a column in the shape in which the parameter was given, (n,) or (1, n)."""
    form = _sum(writer, value) or writer.write(value)
    form = form if form.whole else writer.whole(form)
    return Form(f"{form.at(ATOM)}.reshape({like}.shape)", ATOM, form.full, form.full)


def _sum(writer: Writer, value: Term) -> Form | None:
    """The sums along an axis without the axis that the reshaping would drop again."""
    if not isinstance(value, tuple) or value[0] != "matmul" or len(value) != 3:
        return None
    for axis, (ones, other) in enumerate((value[1:], value[:0:-1])):  # 1ᵀ G, then G 1
        if is_ones(ones) and ones[1 + axis] == 1:
            return axis_sum(writer, other, axis, ones[2 - axis], keep=False)
    return None


def _in_parts(writer: Writer, value: Term) -> tuple[list[str], Term]:
    """The longest operand of a value under a name of its own, and the value with that name."""
    operands = [part for part in children(value) if isinstance(part, tuple) and part[0] not in ("gt", "ones")]
    operands = [part for part in operands if writer.write(part).full]
    if not operands:
        return [], value
    longest = max(operands, key=lambda part: len(writer.write(part).text))
    name = next(name for k in range(1, 10**6) if (name := f"S{k}") not in writer.shapes)
    before = _statement(writer, name, longest)
    return before, rebuild(value, lambda part: name if part == longest else part)
