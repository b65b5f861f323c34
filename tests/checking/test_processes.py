"""Work shared out among processes: everything is done, the largest first; a process that dies is told."""

import operator
import os
import time

import pytest

from derive.api.processes import in_processes
from derive.errors import DeriveError


def test_every_piece_with_its_number() -> None:
    begun: list[str] = []
    pieces = [5, 1, 4, 2, 3]
    results = in_processes(pow, pieces, (2,), 2, lambda piece: piece, lambda: begun.append("begun"))
    assert not begun
    found = dict(results)
    assert begun == ["begun"]
    assert [found[number] for number in range(5)] == [25, 1, 16, 4, 9]


def test_the_largest_pieces_begin_first() -> None:
    pieces = [0.0, 0.0, 0.4, 0.0]
    order = [
        number
        for number, _ in in_processes(time.sleep, pieces, (), 2, lambda piece: int(piece * 10), _nothing)
    ]
    assert order[-1] == 2, "the others were done beside it"


def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_processes(operator.truediv, [1, 2], (0,), 2, abs, _nothing))


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(DeriveError, match="a process ended before its work was done"):
        list(in_processes(os._exit, [3, 4], (), 2, abs, _nothing))


def _nothing() -> None:
    pass
