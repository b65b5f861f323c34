"""A term as a NumPy expression: ⊙ is `*`, the matrix product `@`, and a matrix of ones is broadcasting."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from ..expression import Term
from .matrices import MATRICES, as_mean, is_ones
from .writer import ATOM, COMPARISON, POWER, PRODUCT, SIGN, SUM, Form, Writer, combined, joint


def _add(writer: Writer, *terms: Term) -> Form:
    forms = [writer.write(positive(part)) for part in terms]
    negative = [positive(part) is not part for part in terms]
    text = ("-" + forms[0].at(PRODUCT)) if negative[0] else forms[0].at(SUM)
    for form, minus in zip(forms[1:], negative[1:], strict=True):
        text += f" - {form.at(PRODUCT)}" if minus else f" + {form.at(SUM)}"
    return combined(text, SUM, *forms)


def positive(part: Term) -> Term:
    """What is subtracted, without its sign; anything else as it is."""
    if isinstance(part, int) and part < 0:
        return -part
    return part[1] if isinstance(part, tuple) and part[0] == "neg" else part


def _neg(writer: Writer, value: Term) -> Form:
    form = writer.write(value)
    if form.level == PRODUCT and not form.matmul:
        return combined(f"-{form.text}", PRODUCT, form)
    return combined(f"-{form.at(SIGN)}", SIGN, form)


def _times(writer: Writer, *factors: Term) -> Form:
    kept = [factor for factor in factors if not is_ones(factor)] or [*factors[:1]]
    forms = [writer.write(factor) for factor in _comparisons(kept)]
    if not forms[0].full:  # a number meets the smallest array first
        forms[1:] = sorted(forms[1:], key=lambda form: sum(d != 1 for d in form.shape))
    texts = [forms[0].at(POWER if forms[0].matmul else PRODUCT), *(f.at(SIGN) for f in forms[1:])]
    made = combined(" * ".join(texts), PRODUCT if len(forms) > 1 else forms[0].level, *forms)
    return replace(made, full=joint([made.full, *(writer.write(f).full for f in factors if is_ones(f))]))


def _comparisons(factors: list[Term]) -> list[Term]:
    """Steps as comparisons, where another factor makes the product a number again."""
    steps = [condition(factor) for factor in factors]
    others = [f for f, step in zip(factors, steps, strict=True) if step is None and not isinstance(f, int)]
    if not others:
        return factors
    return [factor if step is None else step for factor, step in zip(factors, steps, strict=True)]


def condition(factor: Term) -> Term | None:
    """A step as a comparison."""
    if isinstance(factor, tuple) and factor[:2] == ("apply", "step"):
        return ("gt", factor[2], 0)
    return None


def _over(writer: Writer, above: Term, below: Term) -> Form:
    if isinstance(above, int) and isinstance(below, int):
        return _fraction(above, below)
    mean = as_mean(writer, above, below)
    if mean:
        return mean
    top, bottom = writer.write(above), writer.write(below)
    left = top.at(POWER if top.matmul else PRODUCT)
    return combined(f"{left} / {bottom.at(SIGN if bottom.level != SIGN else POWER)}", PRODUCT, top, bottom)


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
    return combined(below.at(ATOM) + operator + above.at(ATOM), POWER, below)


def _apply(writer: Writer, function: str, argument: Term) -> Form:
    form = writer.write(argument)
    if not form.full and function == "sqrt":  # a plain number, which takes the type of the arrays
        return _raised(form, Form("0.5"))
    return combined(writer.call(function, form.text), ATOM, form)


def _where(writer: Writer, *parts: Term) -> Form:
    forms = [writer.write(part) for part in parts]
    return combined(f"np.where({', '.join(form.text for form in forms)})", ATOM, *forms)


def _gt(writer: Writer, left: Term, right: Term) -> Form:
    forms = [writer.write(left), writer.write(right)]
    return combined(f"{forms[0].at(SUM)} > {forms[1].at(SUM)}", COMPARISON, *forms)


def _extreme(name: str) -> Callable[[Writer, Term, Term], Form]:
    def write(writer: Writer, value: Term, bound: Term) -> Form:
        form = writer.write(value)
        return combined(f"np.{name}({form.text}, {writer.write(bound).text})", ATOM, form)

    return write


def _softmax(name: str) -> Callable[[Writer, Term, int], Form]:
    def write(writer: Writer, value: Term, axis: int) -> Form:
        form = writer.whole(writer.write(value))
        return combined(writer.call(name, form.text, f"axis={axis}"), ATOM, form)

    return write


TABLE: Mapping[str, Callable[..., Form]] = {
    **MATRICES,
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
}
