"""Matrices written out entry by entry at the sizes of the example."""

from collections.abc import Mapping
from itertools import product as pairs

from ..expression import Term, rebuild, substitute
from ..indexing import Shapes, entry, indexed, shape_of, tidy
from ..shapes import Shape, numbers

LARGEST = 8  # a matrix with more rows or columns is not written out


def fits(shape: Shape, sizes: Mapping[str, int]) -> bool:
    """Whether a matrix of this shape can be written out at the sizes of the example."""
    return all(size <= LARGEST for size in numbers(shape, sizes))


def unroll(term: Term, sizes: Mapping[str, int]) -> Term:
    """Index sums written out: Σ_k a_k becomes a_1 + a_2 + … at the sizes of the example.

    >>> unroll(("sum", ("entry", "a", "k"), "k", "N"), {"N": 2})
    ('add', ('entry', 'a', 1), ('entry', 'a', 2))
    """
    if isinstance(term, tuple) and term[0] == "sum":
        _, body, index, bound = term
        count = bound if isinstance(bound, int) else sizes[bound]
        parts = [unroll(substitute(body, {index: k}), sizes) for k in range(1, count + 1)]
        return parts[0] if count == 1 else ("add", *parts)
    return rebuild(term, lambda part: unroll(part, sizes))


def written_out(term: Term, shapes: Shapes, sizes: Mapping[str, int]) -> Term:
    """A matrix expression as the matrix of its entries, each a sum of products of entries."""
    rows, columns = numbers(shape_of(term, shapes), sizes)
    cells = {
        (i, j): cell(term, i, j, shapes, sizes) for i, j in pairs(range(1, rows + 1), range(1, columns + 1))
    }
    return ("matrix", tuple(tuple(cells[i, j] for j in range(1, columns + 1)) for i in range(1, rows + 1)))


def cell(term: Term, i: int, j: int, shapes: Shapes, sizes: Mapping[str, int]) -> Term:
    """Entry (i, j) of a matrix expression, sums written out."""
    return tidy(unroll(indexed(term, i, j, shapes, set()), sizes))


def cells(term: Term, shapes: Shapes, sizes: Mapping[str, int]) -> tuple[Term, ...]:
    """The entries of a matrix expression, row by row."""
    rows, columns = numbers(shape_of(term, shapes), sizes)
    positions = pairs(range(1, rows + 1), range(1, columns + 1))
    return tuple(cell(term, i, j, shapes, sizes) for i, j in positions)


def at(
    name: str, shapes: Shapes, used: set[str], letters: tuple[str, str] = ("i", "j")
) -> tuple[Term, tuple[str, ...]]:
    """A symbol's general entry and its index letters: two for a matrix, one for a vector, else none."""
    shape = shapes[name]
    free = tuple(letter for letter, dimension in zip(letters, shape, strict=True) if dimension != 1)
    used.update(free)
    row = letters[0] if shape[0] != 1 else 1
    column = letters[1] if shape[1] != 1 else 1
    return entry(name, shape, row, column), free
