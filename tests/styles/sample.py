"""More styles than the named ones, and the sample networks derived in them."""

from dataclasses import replace
from functools import cache

from derive.derivation import Derivation
from derive.expression import Term
from derive.lesson import lesson
from derive.network import build, read_spec
from derive.notation import STYLES, Style, parse_style
from tests.oracles.networks import OTHERS, PLAIN

AWKWARD = {"W": r"\Theta", "A": "h", "A2": r"\hat{Y}", "L": r"\mathcal{L}", "N": "m", "b": "b^*", "Z": "a_h"}
NETWORKS = {**PLAIN, **OTHERS}
MORE: dict[str, Style] = {
    " ".join(settings): parse_style(settings)
    for settings in (
        ["layer=_l", "gradient=delta"],
        ["layer=(l)", "gradient=nabla", "transpose=prime", "hadamard=circ"],
        ["layout=numerator"],
        ["ng", "layout=numerator"],
        ["nielsen", "layout=numerator"],
        ["cs231n", "layout=numerator"],
        ["gradient=nabla", "layout=numerator", "errors=scaled"],
        ["gradient=nabla", "errors=scaled"],
        ["nielsen", "errors=scaled"],
        ["cs231n", "activation=g"],
        ["nielsen", "activation=g"],
        ["ng", "lowercase=false", "samples=rows"],
    )
}
EVERY: dict[str, Style] = {**STYLES, **MORE}


@cache
def derivation(network: str, samples: str, errors: str, layout: str, recursion: str) -> Derivation:
    """The derivation of a sample network in a style's conventions."""
    model = build(replace(read_spec(NETWORKS[network], network), samples_in=samples), network)
    return lesson(
        model,
        scale_errors=errors == "scaled",
        numerator=layout == "numerator",
        layer_by_layer=recursion == "layer",
    )[0]


def in_style(network: str, style: Style) -> Derivation:
    """The derivation of a sample network in a style."""
    return derivation(network, style.samples, style.errors, style.layout, style.recursion)


def lines(record: Derivation) -> list[Term]:
    """Every line that is displayed, each once."""
    return list(dict.fromkeys(line.expression for _, line in record.walk()))
