"""Derivation and check time against depth (per layer: constant) and against the samples (not at all)."""

from statistics import median
from time import process_time

from benchmarks.report import Table, milliseconds
from derive.checks import check
from derive.code import module
from derive.lesson import lesson
from derive.network import Model, build, read_spec

DEPTHS = (2, 4, 8, 16, 32, 64)
SAMPLES = (2, 4, 16, 64, 256)
KINDS = {
    "sigmoid": ("Sigmoid()",),
    "residual tanh": ("Residual(Tanh())",),
    "layer norm, SiLU": ("LayerNorm(3)", "SiLU()"),
}


def run(short: bool) -> Table:
    """The curve for layers of three features, deeper and deeper, then for more and more samples."""
    depths, samples = (DEPTHS[:4], SAMPLES[::2]) if short else (DEPTHS, SAMPLES)
    _measure(_network(2, ("Sigmoid()",), 2))  # what is done once in a process
    cases = [(f"{kind}, L = {depth}", depth, 2, kind) for kind in KINDS for depth in depths]
    cases += [(f"sigmoid, L = 2, N = {count}", 2, count, "sigmoid") for count in samples]
    rows = []
    for name, depth, count, kind in cases:
        *times, missing = _measure(_network(depth, KINDS[kind], count))
        per_layer = milliseconds(sum(times) / depth)
        rows.append((name, *map(milliseconds, times), per_layer, str(missing)))
    columns = ("processor time", "derivation", "check", "code", "all, per layer", "not proved")
    return Table("Time against depth and samples", columns, rows, "per layer constant; N changes nothing")


def _network(depth: int, layers: tuple[str, ...], samples: int) -> Model:
    hidden = [name for _ in range(depth - 1) for name in ("Linear(3, 3)", *layers)]
    listed = [*hidden, "Linear(3, 1)", "Sigmoid()"]
    return build(read_spec(f"[network]\nlayers = {listed}\nloss = 'BCELoss'\n[sizes]\nN = {samples}\n"))


def _measure(model: Model) -> tuple[float, float, float, int]:
    """Seconds to derive, to check, and to write the code; the median of a few times, while that is quick.

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
    derivation, proof, code = (median(times) for times in zip(*found, strict=True))
    return derivation, proof, code, missing
