"""Products and sums in one form, so that equal parts are seen to be equal and numbers are multiplied once.

A product is a number times sizes and constants, times arrays, over arrays; a sum has one number. What is
left of a product reads `c * A * B / D`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from ..expression import Term, rebuild, symbols

PRODUCTS = frozenset({"mul", "hadamard", "div", "hdiv", "neg"})


@dataclass
class Product:
    """number · Π constants · Π arrays, with what stands above and what below the fraction line."""

    number: Fraction = Fraction(1)
    constants: tuple[list[Term], list[Term]] = field(default_factory=lambda: ([], []))
    arrays: tuple[list[Term], list[Term]] = field(default_factory=lambda: ([], []))
    ones: Term = 1

    def times(self, number: Fraction, below: bool) -> None:
        """Multiplies by a number, or divides by it."""
        self.number = self.number / number if below else self.number * number


@dataclass(frozen=True)
class Normal:
    """Brings terms into normal form; letters: the names of sizes, which are numbers."""

    letters: frozenset[str]

    def of(self, value: Term) -> Term:
        """A term in normal form, all the way down.

        >>> tidy = Normal(frozenset({"N"})).of
        >>> tidy(("mul", ("div", 2, "N"), ("hadamard", "A", ("mul", ("div", 1, 2), "B"))))
        ('div', ('hadamard', 'A', 'B'), 'N')
        >>> tidy(("add", ("apply", "exp", "Z"), ("neg", ("ones", "N", 1))))
        ('apply', 'expm1', 'Z')
        """
        if not isinstance(value, tuple):
            return value
        op, *args = value = (value[0], *rebuild(value, self.of)[1:])  # type: ignore[index]
        if op == "add":
            return self._sum(value)
        if op in ("pow", "hpow") and not self.constant(value):
            return self._power(*args)
        return self._built(self._product(value)) if op in PRODUCTS else value

    def constant(self, value: Term) -> bool:
        """Whether a term is a number without arrays: of sizes, π and digits."""
        return value != () and all(name in self.letters or name == "pi" for name in symbols(value))

    def _power(self, base: Term, exponent: Term) -> Term:
        """A reciprocal as a quotient; third and fourth powers by squares, which NumPy computes faster."""
        if exponent in (-1, ("neg", 1)):
            return self._built(self._product(("div", 1, base)))
        square = ("hpow", base, 2)
        powers: dict[Term, Term] = {3: ("hadamard", square, base), 4: ("hpow", square, 2)}
        return powers.get(exponent, ("hpow", base, exponent))

    # ── products ──────────────────────────────────────────────────────────────────────────────────────────

    def _product(self, value: Term) -> Product:
        found = Product()
        self._collect(value, False, found)
        return found

    def _collect(self, value: Term, below: bool, found: Product) -> None:
        if isinstance(value, int) and value != 0:
            found.times(Fraction(value), below)
        elif isinstance(value, tuple) and value[0] == "ones" and not below:
            found.ones = value
        elif isinstance(value, tuple) and value[0] in PRODUCTS:
            self._collect_product(value, below, found)
        else:
            (found.constants if self.constant(value) else found.arrays)[below].append(value)

    def _collect_product(self, value: tuple[Term, ...], below: bool, found: Product) -> None:
        op, *args = value
        if op == "neg":
            found.number = -found.number
        over = op in ("div", "hdiv")
        for position, arg in enumerate(args):
            self._collect(arg, below != (over and position == 1), found)

    def _built(self, product: Product) -> Term:
        """The product as a term, its sign in front."""
        if 0 in product.constants[0]:
            return 0
        number = abs(product.number)
        numerator, denominator = _fraction(number)
        above = [*([] if numerator == 1 else [numerator]), *product.constants[0]]
        below = [*([] if denominator == 1 else [denominator]), *product.constants[1]]
        arrays, under = product.arrays
        arrays = arrays or ([product.ones] if product.ones != 1 else [])
        if above and arrays:
            arrays = [_over(_times("mul", above), below), *arrays]
            below = []
        top = _times("mul" if above else "hadamard", [*arrays] if arrays else above)
        value = _over(top, [*below, *under])
        return ("neg", value) if product.number < 0 else value

    # ── sums ──────────────────────────────────────────────────────────────────────────────────────────────

    def _sum(self, value: tuple[Term, ...]) -> Term:
        """Numbers added up; a term without a sign in front; e^z − 1 as expm1, exact near 0."""
        opened = [part for arg in value[1:] for part in _addends(arg)]
        numbers = [number for part in opened if (number := _number(part)) is not None]
        others = [part for part in opened if _number(part) is None]
        total = sum(numbers, Fraction(0))
        if not others:
            return _scaled_ones(total, opened)
        if len(others) == 1 and total == -1 and _is_exponential(others[0]):
            return ("apply", "expm1", others[0][2])  # type: ignore[index]
        if total:
            first = next(k for k, part in enumerate(opened) if _number(part) is not None)
            others.insert(min(first, len(others)) if total.denominator == 1 else len(others), _term(total))
        if len(others) == 1:
            return others[0]
        plain = next((k for k, part in enumerate(others) if not _is_negative(part)), 0)
        return ("add", others[plain], *others[:plain], *others[plain + 1 :])


def _fraction(number: Fraction) -> tuple[Term, Term]:
    """Numerator and denominator; a fraction that was written as a decimal stays one, as numerator."""
    above, below = number.numerator, number.denominator
    if below % 5 == 0 and Fraction(repr(above / below)) == number:
        return ("div", above, below), 1
    return above, below


def _times(op: str, factors: Iterable[Term]) -> Term:
    listed = list(factors)
    return 1 if not listed else listed[0] if len(listed) == 1 else (op, *listed)


def _over(above: Term, below: list[Term]) -> Term:
    return ("div", above, _times("mul", below)) if below else above


def _addends(part: Term) -> Iterable[Term]:
    return part[1:] if isinstance(part, tuple) and part[0] == "add" else (part,)


def _number(part: Term) -> Fraction | None:
    """The number that a term is, entry by entry, if it is one."""
    if isinstance(part, int):
        return Fraction(part)
    if not isinstance(part, tuple):
        return None
    if part[0] == "ones":
        return Fraction(1)
    if part[0] not in ("neg", "div", "mul"):
        return None
    numbers = [_number(arg) for arg in part[1:]]
    if any(number is None for number in numbers):
        return None
    first, second = (numbers[0] or Fraction(0)), (numbers[-1] or Fraction(0))
    return -first if part[0] == "neg" else first / second if part[0] == "div" else first * second


def _term(number: Fraction) -> Term:
    above, below = abs(number.numerator), number.denominator
    value: Term = above if below == 1 else ("div", above, below)
    return ("neg", value) if number < 0 else value


def _scaled_ones(total: Fraction, parts: list[Term]) -> Term:
    """A sum of numbers; of matrices of ones, if one of them is such a matrix."""
    ones = [part for whole in parts for part in (whole, *(whole[1:] if isinstance(whole, tuple) else ()))]
    shape = next((part for part in ones if isinstance(part, tuple) and part[0] == "ones"), None)
    return _term(total) if shape is None else ("mul", _term(total), shape)


def _is_exponential(part: Term) -> bool:
    return isinstance(part, tuple) and part[:2] == ("apply", "exp")


def _is_negative(part: Term) -> bool:
    return isinstance(part, tuple) and part[0] == "neg"
