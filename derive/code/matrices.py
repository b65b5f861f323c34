"""Matrix operations in NumPy: products with ones become sums along an axis, means and broadcasting."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..expression import Term
from ..shapes import Dimension, Shape
from .writer import ATOM, PRODUCT, SIGN, Form, Writer, combined


def is_ones(value: Term) -> bool:
    """Whether a term is a matrix of ones."""
    return isinstance(value, tuple) and value[0] == "ones"


def _transpose(writer: Writer, value: Term) -> Form:
    form = writer.whole(writer.write(value))
    return Form(f"{form.at(ATOM)}.T", ATOM, form.shape[::-1], form.full[::-1])


def _matmul(writer: Writer, *factors: Term) -> Form:
    """Products with ones are sums along an axis and repetitions; the rest is `@`."""
    for k, factor in enumerate(factors):
        if isinstance(factor, tuple) and factor[0] == "ones":
            return _with_ones(writer, factors[:k], factor[1:], factors[k + 1 :])
    forms = [writer.whole(writer.write(factor)) for factor in factors]
    texts = [form.at(ATOM) for form in forms]
    shape = (forms[0].full[0], forms[-1].full[1])
    return Form(" @ ".join(texts), PRODUCT, shape, shape, matmul=True)


def _with_ones(writer: Writer, left: tuple[Term, ...], shape: Shape, right: tuple[Term, ...]) -> Form:
    """left 1 right: the sums along the rows of left, times the sums along the columns of right."""
    rows = axis_sum(writer, _single(left), 1, shape[0]) if left else None
    columns = axis_sum(writer, _single(right), 0, shape[1]) if right else None
    full = (rows.full[0] if rows else shape[0], columns.full[1] if columns else shape[1])
    if rows and columns:
        return replace(
            combined(f"{rows.at(PRODUCT)} * {columns.at(SIGN)}", PRODUCT, rows, columns), full=full
        )
    one = rows or columns
    return replace(one, full=full) if one else Form("1", ATOM, (), full)


def _single(factors: tuple[Term, ...]) -> Term:
    return factors[0] if len(factors) == 1 else ("matmul", *factors)


def axis_sum(writer: Writer, value: Term, axis: int, size: Dimension, keep: bool = True) -> Form:
    """The sums along an axis, which has the size given: `G.sum(axis=0, keepdims=True)`."""
    return _reduced(writer, value, "sum", axis, size, keep)


def _reduced(writer: Writer, value: Term, name: str, axis: int, size: Dimension, keep: bool = True) -> Form:
    form = writer.write(value)
    if size == 1:
        return form
    form = writer.whole(form)
    options = f"axis={axis}" + (", keepdims=True" if keep else "")
    simple = form.text.isidentifier()
    text = f"{form.text}.{name}({options})" if simple else f"np.{name}({form.text}, {options})"
    shape = (1, form.full[1]) if axis == 0 else (form.full[0], 1)
    return Form(text, ATOM, shape, shape)


def _ones(writer: Writer, rows: Dimension, columns: Dimension) -> Form:
    return Form("1", ATOM, (), (rows, columns))


def _total(writer: Writer, value: Term) -> Form:
    form = writer.whole(writer.write(value))
    return Form(f"np.sum({form.text})")


def as_mean(writer: Writer, above: Term, below: Term) -> Form | None:
    """A sum over what it is a sum of, as a mean."""
    if not isinstance(above, tuple) or above[0] not in ("total", "matmul"):
        return None
    sizes = sorted(map(str, below[1:] if isinstance(below, tuple) and below[0] == "mul" else [below]))
    if above[0] == "total":
        form = writer.write(above[1])
        counted = sorted(str(d) for d in form.full if d != 1)
        return Form(f"np.mean({form.text})") if sizes == counted else None
    for axis, (ones, other) in enumerate((above[1:], above[:0:-1]) if len(above) == 3 else ()):
        inner = ones[2 - axis] if is_ones(ones) else 1
        if inner != 1 and [str(inner)] == sizes:
            form = _reduced(writer, other, "mean", axis, inner)
            return replace(
                form, full=tuple(ones[1:2]) + form.full[1:] if axis == 0 else (form.full[0], ones[2])
            )
    return None


MATRICES: Mapping[str, Callable[..., Form]] = {
    "transpose": _transpose,
    "matmul": _matmul,
    "ones": _ones,
    "total": _total,
}
