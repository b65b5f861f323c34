"""The four documents of an 8-layer network against those of the seed network, in time per layer."""

from collections.abc import Callable

import derive
from benchmarks.report import Table, interleaved, milliseconds, ratio

DEPTH, SEED_DEPTH = 8, 2
FORMATS = ("tex", "md", "html", "json")
GOAL = "an 8-layer network: at most twice the seed network's time per layer"


def run(short: bool) -> Table:
    """Derivation, proof and all four documents, each network in turns."""
    layers = ["Linear(3, 3)", "Sigmoid()"] * (DEPTH - 1) + ["Linear(3, 1)", "Sigmoid()"]
    networks: dict[str, Callable[[], derive.Network]] = {
        "seed": derive.Network.seed,
        f"{DEPTH} layers": lambda: derive.Network(layers, "BCELoss"),
    }
    depths = dict(zip(networks, (SEED_DEPTH, DEPTH), strict=True))
    documents = {name: lambda made=made: _documents(made) for name, made in networks.items()}
    times = interleaved(documents, 3 if short else 7)
    per_layer = {name: [time / depths[name] for time in found] for name, found in times.items()}
    rows = [
        (
            name,
            milliseconds(min(times[name])),
            milliseconds(min(per_layer[name])),
            f"{ratio(per_layer, name, 'seed'):.2f}",
        )
        for name in networks
    ]
    return Table("Documents", ("tex, md, html, json", "time", "per layer", "ratio per layer"), rows, GOAL)


def _documents(made: Callable[[], derive.Network]) -> None:
    derivation = made().derive()
    for name in FORMATS:
        derivation.render(name)
