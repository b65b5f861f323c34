"""More cases of the fuzz test than CI has time for: `python benchmarks/fuzz.py [CASES] [SECONDS]`.

Prints what fails, the largest share of a budget that was spent, the slowest case, and the memory at the end.
"""

import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import HealthCheck, Phase, given, seed, settings

from derive.judging.voice import MAX_OPERATIONS, Budget
from tests.checking.test_fuzz import KINDS

BATCH = 500


class Fuzzing:
    """What was done so far."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.slowest: tuple[float, str] = (0.0, "")
        self.least = MAX_OPERATIONS  # that was left of a budget
        spend = Budget.spend

        def counted(budget: Budget, count: int) -> None:
            self.least = min(self.least, budget.left - count)
            spend(budget, count)

        Budget.spend = counted  # type: ignore[method-assign]

    def timed(self, kind: str, check: Callable[[Any], None]) -> Callable[[Any], None]:
        """A check that is counted and timed."""

        def run(case: Any) -> None:
            start = perf_counter()
            check(case)
            self.done[kind] += 1
            self.slowest = max(self.slowest, (perf_counter() - start, repr(case)))

        return run

    def batch(self, kind: str, number: int) -> bool:
        """So many cases of a kind; whether all were good."""
        check, strategy = KINDS[kind]
        profile = settings(
            max_examples=BATCH, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            profile(seed(number)(given(strategy)(self.timed(kind, check))))()
        except Exception as error:
            print(f"{kind}, seed {number}: {type(error).__name__}: {error}")
            print(*getattr(error, "__notes__", []), sep="\n")
            return False
        return True


def main(arguments: list[str]) -> int:
    """Runs so many cases of each kind, within so many seconds; exit code 1 once one fails."""
    cases = int(arguments[0]) if arguments else 20_000
    seconds = float(arguments[1]) if len(arguments) > 1 else 3600.0
    fuzzing, random, began, good = Fuzzing(), Random(), perf_counter(), True
    while good and min(fuzzing.done[kind] for kind in KINDS) < cases and perf_counter() - began < seconds:
        good = all(fuzzing.batch(kind, random.getrandbits(32)) for kind in KINDS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcome = "no failure" if good else "a failure"
    print(f"{dict(fuzzing.done)} cases in {perf_counter() - began:.0f} s: {outcome}")
    print(
        f"largest share of a budget spent: {1 - fuzzing.least / MAX_OPERATIONS:.0%}; memory {memory:.0f} MB"
    )
    print(f"slowest: {fuzzing.slowest[0]:.2f} s for {fuzzing.slowest[1][:300]}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
