"""Derivation and check time against depth (per layer: constant) and against the samples (not at all).

All L layers are alike, so that the time of each is a share of the whole. As in the command line, Python does
not look for garbage after every few objects: that would take longer the more a deep network has of them.
"""

import gc
from collections.abc import Sequence
from time import process_time

from benchmarks.report import Table, milliseconds
from derive.checks import check
from derive.cli import OBJECTS
from derive.code import module
from derive.lesson import lesson
from derive.network import Model
from tests.checks.kinds import KINDS, alike

DEPTHS = (2, 4, 8, 16, 32, 64)
SAMPLES = (2, 4, 16, 64, 256)
COUNTED = ("sigmoid", "batch norm")  # the kinds measured against the samples


def run(short: bool) -> Table:
    """A row for each kind of layer, a column for each depth: derivation, proof and code, per layer."""
    depths, samples = (DEPTHS[:4], SAMPLES[::2]) if short else (DEPTHS, SAMPLES)
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS)
    try:
        _measure(alike("sigmoid", 2))  # what is done once in a process
        return _table(depths, samples)
    finally:
        gc.set_threshold(*before)


def _table(depths: Sequence[int], samples: Sequence[int]) -> Table:
    rows = []
    for kind in KINDS:
        found = [_measure(alike(kind, depth)) for depth in depths]
        times = [sum(spent) / depth for (*spent, _), depth in zip(found, depths, strict=True)]
        shares = [sum(spent[k] for spent in found) for k in range(3)]
        proof = f"{shares[1] / sum(shares):.0%}"
        missing = str(sum(missing for *_, missing in found))
        rows.append((kind, *map(milliseconds, times), f"{times[-1] / min(times):.2f}", proof, missing))
    columns = ("per layer", *(f"L = {depth}" for depth in depths), "last / least", "proof", "not proved")
    return Table("Processor time per layer, against depth", columns, rows, _against_samples(samples))


def _against_samples(samples: Sequence[int]) -> str:
    """What the number of samples in the example changes: from 5 on, less of it is written out."""
    told = [f"constant up to L = {DEPTHS[-1]}, and against N; with L = 2:"]
    for kind in COUNTED:
        times = [sum(_measure(alike(kind, 2, count))[:3]) for count in samples]
        each = (f"N = {n}: {milliseconds(time)}" for n, time in zip(samples, times, strict=True))
        told.append(f"{kind}, {', '.join(each)}")
    return "\n".join(told)


def _measure(model: Model) -> tuple[float, float, float, int]:
    """Seconds to derive, to check, and to write the code; the least of a few times, while that is quick.

    And how many lines were not proved: a time without a proof is none.
    """
    found: list[tuple[float, float, float]] = []
    missing = 0
    while len(found) < 3 and sum(map(sum, found)) < 2:
        start = process_time()
        record, setting = lesson(model)
        derived = process_time()
        missing = len(check(record).failures)
        checked = process_time()
        module(model, setting.gradients)
        found.append((derived - start, checked - derived, process_time() - checked))
    return *min(found, key=sum), missing
