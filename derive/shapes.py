"""Signatures such as `m n, n p -> m p`: check shapes, infer the result, make an example.

A shape is a tuple of dimensions: `()` a scalar, `("N", "n1")` a matrix. A dimension is a letter or a whole
number; different letters are different sizes, whatever numbers an example gives them.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from .errors import ShapeError

Dimension = str | int
Shape = tuple[Dimension, ...]


def show(shape: Shape) -> str:
    """A shape for a message: `(N, n1)`, or `scalar`."""
    return "(" + ", ".join(map(str, shape)) + ")" if shape else "scalar"


def _parse(text: str) -> tuple[tuple[Shape, ...], Shape]:
    left, arrow, right = text.partition("->")
    if not arrow:
        raise ShapeError(f"a signature is 'm n, n p -> m p', not {text!r}")
    takes = tuple(_dimensions(part) for part in left.split(","))
    return takes, _dimensions(right)


def _dimensions(part: str) -> Shape:
    return tuple(int(word) if word.isdigit() else word for word in part.split())


def infer(name: str, signature: str, given: Sequence[tuple[str, Shape]]) -> Shape:
    """The shape of the result, every argument checked against the signature.

    >>> infer("matmul", "m n, n p -> m p", [("X", ("N", "n0")), ("W1", ("n0", "n1"))])
    ('N', 'n1')

    Raises ShapeError, naming what it takes and what came.
    """
    takes, result = _parse(signature)
    if len(takes) != len(given):
        raise ShapeError(f"{name} takes {len(takes)} arguments, got {len(given)}")
    bound: dict[str, Dimension] = {}
    for (argument, shape), wanted in zip(given, takes, strict=True):
        if len(shape) != len(wanted):
            raise ShapeError(
                f"{name} takes {signature.split('->')[0].strip()}, but {argument} is {show(shape)}"
            )
        for letter, dimension in zip(wanted, shape, strict=True):
            expected = bound.setdefault(letter, dimension) if isinstance(letter, str) else letter
            if expected != dimension:
                raise ShapeError(
                    f"{name} takes {signature.split('->')[0].strip()}, but {argument} is {show(shape)} "
                    f"where {letter} is already {expected}"
                )
    return tuple(bound.get(letter, letter) if isinstance(letter, str) else letter for letter in result)


def example(signature: str, sizes: Iterable[int] = ()) -> tuple[tuple[tuple[int, ...], ...], dict[str, int]]:
    """Number shapes for a signature's arguments, every letter a size of its own.

    >>> example("m n, n p -> m p")
    (((3, 4), (4, 5)), {'m': 3, 'n': 4, 'p': 5})
    """
    takes, _ = _parse(signature)
    supply = iter([*sizes]) if sizes else count(3)
    letters: dict[str, int] = {}
    for shape in takes:
        for letter in shape:
            if isinstance(letter, str) and letter not in letters:
                letters[letter] = next(supply)
    return tuple(tuple(letters[d] if isinstance(d, str) else d for d in shape) for shape in takes), letters


def numbers(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """A letter shape in the sizes of an example."""
    return tuple(sizes[d] if isinstance(d, str) else d for d in shape)
