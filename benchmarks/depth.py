"""Derivation and check time against the depth of a network (per layer: constant) and against N (not at all)."""

from statistics import median
from time import perf_counter

from benchmarks.report import Table, milliseconds
from derive.checks import check
from derive.code import module
from derive.lesson import lesson
from derive.network import Model, build, read_spec

DEPTHS = (2, 4, 8, 16, 32, 64)
SAMPLES = (2, 4, 16, 64, 256)
KINDS = {
    "sigmoid": ("Sigmoid()",),
    "layer norm and ReLU": ("LayerNorm(3)", "ReLU()"),
}


def run(short: bool) -> Table:
    """The curve for layers of three features, deeper and deeper, then for more and more samples."""
    depths, samples = (DEPTHS[:4], SAMPLES[::2]) if short else (DEPTHS, SAMPLES)
    _measure(_network(2, ("Sigmoid()",), 2))  # what is done once in a process
    rows = []
    for kind, layers in KINDS.items():
        for depth in depths:
            times = _measure(_network(depth, layers, 2))
            rows.append((f"{kind}, L = {depth}", *map(milliseconds, times), milliseconds(sum(times) / depth)))
    for count in samples:
        times = _measure(_network(2, ("Sigmoid()",), count))
        rows.append((f"sigmoid, L = 2, N = {count}", *map(milliseconds, times), milliseconds(sum(times) / 2)))
    columns = ("", "derivation", "check", "code", "all, per layer")
    return Table("Time against depth and samples", columns, rows, "per layer constant; N changes nothing")


def _network(depth: int, layers: tuple[str, ...], samples: int) -> Model:
    hidden = [name for _ in range(depth - 1) for name in ("Linear(3, 3)", *layers)]
    listed = [*hidden, "Linear(3, 1)", "Sigmoid()"]
    return build(read_spec(f"[network]\nlayers = {listed}\nloss = 'BCELoss'\n[sizes]\nN = {samples}\n"))


def _measure(model: Model) -> tuple[float, float, float]:
    """Seconds to derive, to check, and to write the code; the median of a few times, while that is quick."""
    found: list[tuple[float, float, float]] = []
    while len(found) < 3 and sum(map(sum, found)) < 2:
        start = perf_counter()
        record, setting = lesson(model)
        derived = perf_counter()
        assert check(record).good
        checked = perf_counter()
        module(model, setting.gradients)
        found.append((derived - start, checked - derived, perf_counter() - checked))
    derivation, proof, code = (median(times) for times in zip(*found, strict=True))
    return derivation, proof, code
