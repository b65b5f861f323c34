"""Derivation and check time against depth (per layer: constant) and against the samples (not at all)."""

from collections.abc import Sequence
from statistics import median
from time import process_time

from benchmarks.report import Table, milliseconds
from derive.checks import check
from derive.code import module
from derive.lesson import lesson
from derive.network import Model, build, read_spec

DEPTHS = (2, 4, 8, 16, 32, 64)
SAMPLES = (2, 4, 16, 64, 256)
MORE = "[sizes]\nN = {}\n[training]\nlearning_rate = 1e-9\n"  # a step of 1 sends 64 layers to infinity
KINDS = {
    "sigmoid": ("Sigmoid()",),
    "ReLU": ("ReLU()",),
    "layer norm": ("LayerNorm(3)",),
    "batch norm": ("BatchNorm1d(3)",),
    "residual tanh": ("Residual(Tanh())",),
    "softmax": ("Softmax()",),
}


def run(short: bool) -> Table:
    """A row for each kind of layer, a column for each depth: derivation, proof and code, per layer."""
    depths, samples = (DEPTHS[:4], SAMPLES[::2]) if short else (DEPTHS, SAMPLES)
    _measure(_network(2, KINDS["sigmoid"], 2))  # what is done once in a process
    rows = []
    for kind, layers in KINDS.items():
        found = [_measure(_network(depth, layers, 2)) for depth in depths]
        times = [sum(spent) / depth for (*spent, _), depth in zip(found, depths, strict=True)]
        shares = [sum(spent[k] for spent in found) for k in range(3)]
        proof = f"{shares[1] / sum(shares):.0%}"
        missing = str(sum(missing for *_, missing in found))
        rows.append((kind, *map(milliseconds, times), f"{times[-1] / min(times):.2f}", proof, missing))
    columns = ("per layer", *(f"L = {depth}" for depth in depths), "last / least", "proof", "not proved")
    return Table("Processor time per layer, against depth", columns, rows, _against_samples(samples))


def _against_samples(samples: Sequence[int]) -> str:
    """What the number of samples in the example changes: the decimals alone depend on it."""
    times = [sum(_measure(_network(2, KINDS["sigmoid"], count))[:3]) for count in samples]
    told = ", ".join(f"N = {n}: {milliseconds(time)}" for n, time in zip(samples, times, strict=True))
    return f"constant up to L = {DEPTHS[-1]}; sigmoid, L = 2, {told}"


def _network(depth: int, layers: tuple[str, ...], samples: int) -> Model:
    hidden = [name for _ in range(depth - 1) for name in ("Linear(3, 3)", *layers)]
    listed = [*hidden, "Linear(3, 1)", "Sigmoid()"]
    return build(read_spec(f"[network]\nlayers = {listed}\nloss = 'BCELoss'\n{MORE.format(samples)}"))


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
