"""What an arithmetic is: the few operations by which the checks evaluate terms, over NumPy arrays.

Every value has its matrix in the last two axes (a scalar is 1 by 1) and one axis per index before them.
Functions given to `view` address axes from the end, since dual numbers put an axis in front.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

View = Callable[[Any], Any]


class Arithmetic(ABC):
    """Numbers of one kind; a value is opaque to everyone but its arithmetic."""

    @abstractmethod
    def number(self, value: Fraction) -> Any:
        """A rational number, as a 1 by 1 matrix."""

    def numbers(self, values: Sequence[Fraction], shape: tuple[int, int]) -> Any:
        """Rational numbers as a matrix, row after row."""
        return self.view(self.join([self.number(value) for value in values]), lambda a: a.reshape(shape))

    @abstractmethod
    def pi(self) -> Any:
        """The constant π, as a 1 by 1 matrix."""

    @abstractmethod
    def integers(self, array: Any) -> Any:
        """An array of machine integers."""

    @abstractmethod
    def add(self, a: Any, b: Any) -> Any:
        """a + b, axes aligned from the end."""

    @abstractmethod
    def neg(self, a: Any) -> Any:
        """-a."""

    @abstractmethod
    def mul(self, a: Any, b: Any) -> Any:
        """a b entrywise, axes aligned from the end."""

    @abstractmethod
    def inverse(self, a: Any) -> Any:
        """1 / a entrywise. Raises Undecided where a may be zero."""

    @abstractmethod
    def matmul(self, a: Any, b: Any) -> Any:
        """The matrix product in the last two axes."""

    @abstractmethod
    def total(self, a: Any, axis: int) -> Any:
        """The sum along an axis (counted from the end), which stays with length one."""

    @abstractmethod
    def view(self, a: Any, function: View) -> Any:
        """The entries of a, picked, repeated or rearranged."""

    @abstractmethod
    def join(self, parts: Sequence[Any]) -> Any:
        """Values of length one in the last axis, side by side in it."""

    @abstractmethod
    def atom(self, name: str, x: Any) -> Any:
        """A function that has no formula, entrywise."""

    @abstractmethod
    def shape(self, a: Any) -> tuple[int, ...]:
        """The lengths of the axes."""


class Arrays(Arithmetic):
    """What every arithmetic shares whose values are plain arrays."""

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def neg(self, a: Any) -> Any:
        return -a

    def total(self, a: Any, axis: int) -> Any:
        return a.sum(axis=axis, keepdims=True)

    def view(self, a: Any, function: View) -> Any:
        return function(a)

    def join(self, parts: Sequence[Any]) -> Any:
        return np.concatenate(np.broadcast_arrays(*parts), axis=-1)

    def shape(self, a: Any) -> tuple[int, ...]:
        return tuple(a.shape)
