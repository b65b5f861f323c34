"""`python benchmarks/shares.py FILE ARGUMENT…`: the command derive; FILE gets the time of each process.

It is processor time: where other things run too, the largest tells how well the work is shared out.
"""

import atexit
import sys
from multiprocessing import util
from pathlib import Path
from time import process_time

from derive.cli import main

RECORD = Path(sys.argv[1])


def note() -> None:
    """A line with the time that this process has used."""
    with RECORD.open("a", encoding="utf-8") as file:
        file.write(f"{process_time()}\n")


class Worker:
    """Notes the time of each process that is copied from this one, at its end."""

    def begin(self) -> None:
        """What is to be done at the end of a copy."""
        util.Finalize(None, note, exitpriority=0)


if __name__ == "__main__":
    worker = Worker()
    util.register_after_fork(worker, Worker.begin)
    atexit.register(note)
    del sys.argv[1]
    main()
