"""Work shared out among processes: the largest pieces first, results as they come."""

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from ..errors import DeriveError

T = TypeVar("T")
R = TypeVar("R")
# the work and what is the same for each piece, in a process that shares it
_shared: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []


def in_processes(
    work: Callable[..., R],
    pieces: Sequence[T],
    same: tuple[Any, ...],
    jobs: int,
    size: Callable[[T], int],
    begun: Callable[[], None],
) -> Iterator[tuple[int, R]]:
    """`work(piece, *same)` for every piece, with the piece's number, in the order in which they end.

    A large piece that began last would leave the other processes idle, so the largest begin first.
    `begun` is called when all processes have begun.
    Raises DeriveError where a process ends of itself.
    """
    order = sorted(range(len(pieces)), key=lambda number: -size(pieces[number]))
    pool = ProcessPoolExecutor(
        min(jobs, len(pieces)),
        mp_context=_context(work.__module__),
        initializer=_begin,
        initargs=(work, same),
    )
    try:
        numbers = {pool.submit(_next, pieces[number]): number for number in order}
        begun()
        for done in as_completed(numbers):
            yield numbers[done], done.result()
    except BrokenProcessPool:
        raise DeriveError("a process ended before its work was done, as where memory is short") from None
    finally:  # of what is left after an error or an interruption, nothing is begun
        pool.shutdown(cancel_futures=True)


def _context(module: str) -> BaseContext:
    """How processes begin: as copies of this one, which has everything imported, where that is safe."""
    if sys.platform != "linux":
        return multiprocessing.get_context()
    if threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    copied = multiprocessing.get_context("forkserver")
    copied.set_forkserver_preload([module])
    return copied


def _begin(work: Callable[..., Any], same: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits for this one hears it
    _shared[:] = [(work, same)]


def _next(piece: Any) -> Any:
    work, same = _shared[0]
    return work(piece, *same)
