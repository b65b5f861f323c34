"""Dual numbers over any arithmetic, with a batch of tangents: one pass gives a whole local Jacobian."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .arithmetic import Arithmetic, View

# (arithmetic, name of an atom, x) -> the derivative of the atom at x
Slope = Callable[[Arithmetic, str, Any], Any]


@dataclass(frozen=True, slots=True)
class Dual:
    """value + tangent ε; the tangent has one more axis in front, None is zero."""

    value: Any
    tangent: Any = None


class Duals(Arithmetic):
    """value + tangent ε with ε² = 0, for `count` tangents at once."""

    def __init__(self, base: Arithmetic, count: int, slope: Slope) -> None:
        self.base = base
        self.count = count
        self.slope = slope

    def variable(self, x: Any) -> Dual:
        """x with tangent one in every entry."""
        return Dual(x, self.base.add(self.base.number(Fraction(1)), self._zero(x)))

    def derivative(self, y: Dual) -> Any:
        """The one tangent of a value, without its axis."""
        if y.tangent is None:
            return self.base.mul(self.base.number(Fraction(0)), y.value)
        axes = self._axes(y.value)
        return self.base.view(
            y.tangent, lambda a: a.reshape(a.shape[: a.ndim - axes - 1] + a.shape[a.ndim - axes :])
        )

    def _axes(self, value: Any) -> int:
        return len(self.base.shape(value))

    def _zero(self, value: Any) -> Any:
        """A zero tangent of full shape."""
        axes = self._axes(value)
        zero = self.base.mul(self.base.number(Fraction(0)), value)
        return self.base.view(
            zero, lambda a: a.reshape((*a.shape[: a.ndim - axes], 1, *a.shape[a.ndim - axes :]))
        )

    def number(self, value: Fraction) -> Dual:
        return Dual(self.base.number(value))

    def pi(self) -> Dual:
        return Dual(self.base.pi())

    def integers(self, array: Any) -> Dual:
        return Dual(self.base.integers(array))

    def _raise(self, tangent: Any, axes: int) -> Any:
        """A tangent whose value has fewer axes than the result: ones between its axis and the others."""
        have = self._axes(tangent) - 1
        if have >= axes:
            return tangent
        extra = (1,) * (axes - have)

        def spread(a: Any) -> Any:
            cut = a.ndim - have
            return a.reshape(a.shape[:cut] + extra + a.shape[cut:])

        return self.base.view(tangent, spread)

    def _full(self, tangent: Any, value: Any) -> Any:
        """A tangent with as many entries as the value, so that sums along its axes count every one."""
        shape = self.base.shape(value)
        tangent = self._raise(tangent, len(shape))
        if self.base.shape(tangent)[1:] == shape:
            return tangent
        return self.base.add(tangent, self._zero(value))

    def add(self, a: Dual, b: Dual) -> Dual:
        value = self.base.add(a.value, b.value)
        if a.tangent is None or b.tangent is None:
            one = a.tangent if b.tangent is None else b.tangent
            return Dual(value, None if one is None else self._full(one, value))
        axes = self._axes(value)
        return Dual(value, self.base.add(self._raise(a.tangent, axes), self._raise(b.tangent, axes)))

    def neg(self, a: Dual) -> Dual:
        return Dual(self.base.neg(a.value), None if a.tangent is None else self.base.neg(a.tangent))

    def _scaled(self, a: Dual, factor: Any, axes: int) -> Any:
        return None if a.tangent is None else self.base.mul(self._raise(a.tangent, axes), factor)

    def _sum(self, left: Any, right: Any) -> Any:
        if left is None or right is None:
            return right if left is None else left
        return self.base.add(left, right)

    def mul(self, a: Dual, b: Dual) -> Dual:
        value = self.base.mul(a.value, b.value)
        axes = self._axes(value)
        return Dual(value, self._sum(self._scaled(a, b.value, axes), self._scaled(b, a.value, axes)))

    def inverse(self, a: Dual) -> Dual:
        value = self.base.inverse(a.value)
        if a.tangent is None:
            return Dual(value)
        return Dual(value, self.base.mul(a.tangent, self.base.neg(self.base.mul(value, value))))

    def matmul(self, a: Dual, b: Dual) -> Dual:
        value = self.base.matmul(a.value, b.value)
        axes = self._axes(value)
        left = None if a.tangent is None else self.base.matmul(self._raise(a.tangent, axes), b.value)
        right = None if b.tangent is None else self.base.matmul(a.value, self._raise(b.tangent, axes))
        return Dual(value, self._sum(left, right))

    def total(self, a: Dual, axis: int) -> Dual:
        return self._each(a, lambda x: self.base.total(x, axis))

    def view(self, a: Dual, function: View) -> Dual:
        return self._each(a, lambda x: self.base.view(x, function))

    def _each(self, a: Dual, function: View) -> Dual:
        return Dual(function(a.value), None if a.tangent is None else function(a.tangent))

    def join(self, parts: Sequence[Dual]) -> Dual:
        value = self.base.join([part.value for part in parts])
        if all(part.tangent is None for part in parts):
            return Dual(value)
        tangents = [
            self._zero(part.value) if part.tangent is None else self._full(part.tangent, part.value)
            for part in parts
        ]
        axes = self._axes(value)
        return Dual(value, self.base.join([self._raise(tangent, axes) for tangent in tangents]))

    def atom(self, name: str, x: Dual) -> Dual:
        value = self.base.atom(name, x.value)
        if x.tangent is None:
            return Dual(value)
        return Dual(value, self.base.mul(x.tangent, self.slope(self.base, name, x.value)))

    def shape(self, a: Dual) -> tuple[int, ...]:
        return self.base.shape(a.value)
