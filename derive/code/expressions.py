"""A term as a NumPy expression: ones become broadcasting and sums, ⊙ is `*`, the matrix product `@`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ..errors import ExpressionError
from ..expression import Term
from ..shapes import Dimension, Shape
from .functions import FUNCTIONS

# what binds more strongly has the higher level
COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)


@dataclass(frozen=True, slots=True)
class Form:
    """A piece of source: its text, how strongly it binds, and the shapes.

    shape: the letter shape that the array has, a 1 where it is still to be broadcast; full: the letter shape
    that it stands for; matmul: whether it is a product by `@`, which is a new array.
    """

    text: str
    level: int = ATOM
    shape: Shape = ()
    full: Shape = ()
    matmul: bool = False

    def at(self, level: int) -> str:
        """The text, in parentheses if it binds less strongly."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def whole(self) -> bool:
        """Whether the array has the shape it stands for."""
        return self.shape == self.full


@dataclass
class Writer:
    """Writes terms, and collects what the text needs around it: the letters of sizes and the functions.

    shapes: the letter shapes of names; narrow: the shapes of those that are still to be broadcast;
    flat: the parameters that may be vectors.
    """

    shapes: dict[str, Shape]
    letters: frozenset[str]
    flat: frozenset[str] = frozenset()
    narrow: dict[str, Shape] = field(default_factory=dict)
    sizes: set[str] = field(default_factory=set)
    functions: dict[str, None] = field(default_factory=dict)

    def write(self, value: Term) -> Form:
        """A term as source. Raises ExpressionError if NumPy has no form for it."""
        if isinstance(value, int):
            return Form(str(value), ATOM if value >= 0 else SIGN)
        if isinstance(value, str):
            return self._name(value)
        if value[0] not in _WRITERS:
            raise ExpressionError(f"{value[0]} has no form in NumPy")
        return _WRITERS[value[0]](self, *value[1:])

    def _name(self, name: str) -> Form:
        if name in self.letters:
            return Form(self.dimension(name))
        if name == "pi":
            return Form("np.pi")
        shape = self.shapes[name]
        if name in self.flat and shape[1] == 1 and shape[0] != 1:
            return Form(f"{name}.reshape(-1, 1)", ATOM, shape, shape)
        return Form(name, ATOM, self.narrow.get(name, shape), shape)

    def assigned(self, name: str, form: Form) -> None:
        """Takes note of the shape that a name has got."""
        self.shapes.setdefault(name, form.full)
        if form.shape != self.shapes[name]:
            self.narrow[name] = form.shape

    def dimension(self, size: Dimension) -> str:
        """A size in the source."""
        if isinstance(size, str):
            self.sizes.add(size)
        return str(size)

    def whole(self, form: Form) -> Form:
        """A form broadcast to the shape that it stands for."""
        if form.whole:
            return form
        rows, columns = map(self.dimension, form.full)
        if form.text == "1":
            return replace(form, text=f"np.ones(({rows}, {columns}))", shape=form.full)
        text = f"np.broadcast_to({form.text}, ({rows}, {columns}))"
        return Form(text, ATOM, form.full, form.full)

    def factor(self, value: Term) -> Form:
        """A factor of an array of floats; a step is a comparison there."""
        return self.write(_condition(value) or value)

    def call(self, name: str, *arguments: str) -> str:
        """A call of a function of the table, which the module then needs."""
        if name not in FUNCTIONS:
            raise ExpressionError(f"{name} has no form in NumPy; there are {', '.join(FUNCTIONS)}")
        self.functions[name] = None
        return FUNCTIONS[name].call.format(", ".join(arguments))


def _joint(shapes: list[Shape]) -> Shape:
    """The shape that arrays have after broadcasting."""
    found: Shape = ()
    for shape in shapes:
        if not found or not shape:
            found = found or shape
        else:
            found = tuple(b if a == 1 else a for a, b in zip(found, shape, strict=True))
    return found


def _combined(text: str, level: int, *forms: Form) -> Form:
    return Form(text, level, _joint([f.shape for f in forms]), _joint([f.full for f in forms]))


# ── sums and products, entry by entry ─────────────────────────────────────────────────────────────────────


def _add(writer: Writer, *terms: Term) -> Form:
    forms = [writer.write(positive(part)) for part in terms]
    negative = [positive(part) is not part for part in terms]
    text = ("-" + forms[0].at(PRODUCT)) if negative[0] else forms[0].at(SUM)
    for form, minus in zip(forms[1:], negative[1:], strict=True):
        text += f" - {form.at(PRODUCT)}" if minus else f" + {form.at(SUM)}"
    return _combined(text, SUM, *forms)


def positive(part: Term) -> Term:
    """What is subtracted, without its sign; anything else as it is."""
    if isinstance(part, int) and part < 0:
        return -part
    return part[1] if isinstance(part, tuple) and part[0] == "neg" else part


def _neg(writer: Writer, value: Term) -> Form:
    form = writer.write(value)
    if form.level == PRODUCT and not form.matmul:
        return _combined(f"-{form.text}", PRODUCT, form)
    return _combined(f"-{form.at(SIGN)}", SIGN, form)


def _times(writer: Writer, *factors: Term) -> Form:
    kept = [factor for factor in factors if not _is_ones(factor)] or [*factors[:1]]
    forms = [writer.write(factor) for factor in _comparisons(kept)]
    if not forms[0].full:  # a number meets the smallest array first
        forms[1:] = sorted(forms[1:], key=lambda form: sum(d != 1 for d in form.shape))
    texts = [forms[0].at(POWER if forms[0].matmul else PRODUCT), *(f.at(SIGN) for f in forms[1:])]
    made = _combined(" * ".join(texts), PRODUCT if len(forms) > 1 else forms[0].level, *forms)
    return replace(made, full=_joint([made.full, *(writer.write(f).full for f in factors if _is_ones(f))]))


def _is_ones(value: Term) -> bool:
    return isinstance(value, tuple) and value[0] == "ones"


def _comparisons(factors: list[Term]) -> list[Term]:
    """Steps as comparisons, where another factor makes the product a number again."""
    steps = [_condition(factor) for factor in factors]
    others = [f for f, step in zip(factors, steps, strict=True) if step is None and not isinstance(f, int)]
    if not others:
        return factors
    return [factor if step is None else step for factor, step in zip(factors, steps, strict=True)]


def _condition(factor: Term) -> Term | None:
    if isinstance(factor, tuple) and factor[:2] == ("apply", "step"):
        return ("gt", factor[2], 0)
    return None


def _over(writer: Writer, above: Term, below: Term) -> Form:
    if isinstance(above, int) and isinstance(below, int):
        return _fraction(above, below)
    mean = _mean(writer, above, below)
    if mean:
        return mean
    top, bottom = writer.write(above), writer.write(below)
    left = top.at(POWER if top.matmul else PRODUCT)
    return _combined(f"{left} / {bottom.at(SIGN if bottom.level != SIGN else POWER)}", PRODUCT, top, bottom)


def _fraction(above: int, below: int) -> Form:
    decimal = repr(above / below)
    exact = Fraction(decimal) == Fraction(above, below)
    return Form(decimal) if exact else Form(f"{above} / {below}", PRODUCT)


def _power(writer: Writer, base: Term, exponent: Term) -> Form:
    if exponent == -1:
        return _over(writer, 1, base)
    if exponent == ("div", 1, 2):
        return _apply(writer, "sqrt", base)
    return _raised(writer.write(base), writer.write(exponent))


def _raised(below: Form, above: Form) -> Form:
    simple = all(form.text.replace(".", "").replace("_", "").isalnum() for form in (below, above))
    operator = "**" if simple else " ** "  # as ruff formats it
    return _combined(below.at(ATOM) + operator + above.at(ATOM), POWER, below)


def _apply(writer: Writer, function: str, argument: Term) -> Form:
    form = writer.write(argument)
    if not form.full and function == "sqrt":  # a plain number, which takes the type of the arrays
        return _raised(form, Form("0.5"))
    return _combined(writer.call(function, form.text), ATOM, form)


def _where(writer: Writer, condition: Term, chosen: Term, other: Term) -> Form:
    forms = [writer.write(part) for part in (condition, chosen, other)]
    return _combined(f"np.where({', '.join(form.text for form in forms)})", ATOM, *forms)


def _gt(writer: Writer, left: Term, right: Term) -> Form:
    forms = [writer.write(left), writer.write(right)]
    return _combined(f"{forms[0].at(SUM)} > {forms[1].at(SUM)}", COMPARISON, *forms)


def _extreme(name: str) -> Callable[[Writer, Term, Term], Form]:
    def write(writer: Writer, value: Term, bound: Term) -> Form:
        form = writer.write(value)
        return _combined(f"np.{name}({form.text}, {writer.write(bound).text})", ATOM, form)

    return write


def _softmax(name: str) -> Callable[[Writer, Term, int], Form]:
    def write(writer: Writer, value: Term, axis: int) -> Form:
        form = writer.whole(writer.write(value))
        return _combined(writer.call(name, form.text, f"axis={axis}"), ATOM, form)

    return write


# ── matrices ──────────────────────────────────────────────────────────────────────────────────────────────


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
            _combined(f"{rows.at(PRODUCT)} * {columns.at(SIGN)}", PRODUCT, rows, columns), full=full
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


def _mean(writer: Writer, above: Term, below: Term) -> Form | None:
    """A sum over what it is a sum of, as a mean."""
    if not isinstance(above, tuple) or above[0] not in ("total", "matmul"):
        return None
    sizes = sorted(map(str, below[1:] if isinstance(below, tuple) and below[0] == "mul" else [below]))
    if above[0] == "total":
        form = writer.write(above[1])
        counted = sorted(str(d) for d in form.full if d != 1)
        return Form(f"np.mean({form.text})") if sizes == counted else None
    for axis, (ones, other) in enumerate((above[1:], above[:0:-1]) if len(above) == 3 else ()):
        inner = ones[2 - axis] if _is_ones(ones) else 1
        if inner != 1 and [str(inner)] == sizes:
            form = _reduced(writer, other, "mean", axis, inner)
            return replace(
                form, full=tuple(ones[1:2]) + form.full[1:] if axis == 0 else (form.full[0], ones[2])
            )
    return None


_WRITERS: Mapping[str, Callable[..., Form]] = {
    "add": _add,
    "neg": _neg,
    "mul": _times,
    "hadamard": _times,
    "div": _over,
    "hdiv": _over,
    "pow": _power,
    "hpow": _power,
    "apply": _apply,
    "where": _where,
    "gt": _gt,
    "minimum": _extreme("minimum"),
    "maximum": _extreme("maximum"),
    "softmax": _softmax("softmax"),
    "logsoftmax": _softmax("logsoftmax"),
    "transpose": _transpose,
    "matmul": _matmul,
    "ones": _ones,
    "total": _total,
}
