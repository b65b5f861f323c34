"""Pictures of a network and its numbers, as SVG for the web and as TikZ for LaTeX.

Every function takes a setting, a notation and the words of a language (`figure.…`), and returns text; the
same input gives the same text. The curves need matplotlib, the extra `plots`.
"""

from collections.abc import Callable, Mapping

from ..errors import DeriveError, unknown
from ..lesson import Setting
from ..lesson.descent import Entry
from ..notation import Notation
from . import curves, flow, training, units
from .drawing import Drawing
from .experiments import STEPS
from .facts import facts
from .labels import Labels
from .svg import svg
from .tikz import tikz
from .words import Words, word

LANGUAGES = ("svg", "tikz")
# the widest that a picture may be, in pixels: for a phone, and for the page of an article
NETWORK, GRAPH, CURVES = (
    {"svg": 570.0, "tikz": 570.0},
    {"svg": 500.0, "tikz": 650.0},
    {"svg": 440.0, "tikz": 600.0},
)
TALLEST = {"svg": 1400.0, "tikz": 950.0}


def network(
    setting: Setting, notation: Notation, *, words: Words, as_: str = "svg", widest: float = 0
) -> str:
    """The network as columns of units, its matrices on the connections, the shapes below."""
    return _made(units.draw(_labels(setting, notation, words, as_), widest or NETWORK[as_]), words, as_)


def computational_graph(
    setting: Setting, notation: Notation, *, words: Words, as_: str = "svg", widest: float = 0
) -> str:
    """A node for every primitive; above each edge the value, below it the gradient.

    Where there are too many for one page, the numbers are left out.
    """
    labels = _labels(setting, notation, words, as_)
    return _made(flow.draw(labels, widest or GRAPH[as_], TALLEST[as_]), words, as_)


def activations(
    setting: Setting, notation: Notation, *, words: Words, as_: str = "svg", widest: float = 0
) -> str:
    """σ and tanh with their derivatives, the saturated regions shaded."""
    return _made(
        curves.activations(_labels(setting, notation, words, as_), widest or CURVES[as_]), words, as_
    )


def losses(setting: Setting, notation: Notation, *, words: Words, as_: str = "svg", widest: float = 0) -> str:
    """MAE and MSE against the error; MAE, MSE and BCE against the prediction of a 1."""
    return _made(curves.losses(_labels(setting, notation, words, as_), widest or CURVES[as_]), words, as_)


def gradient_depth(
    setting: Setting, notation: Notation, *, words: Words, as_: str = "svg", widest: float = 0
) -> str:
    """The size of the gradient in each of 50 layers, for sigmoid, tanh and ReLU."""
    return _made(
        training.gradient_depth(_labels(setting, notation, words, as_), widest or CURVES[as_]), words, as_
    )


def loss_surface(
    setting: Setting,
    notation: Notation,
    *,
    words: Words,
    as_: str = "svg",
    widest: float = 0,
    steps: int = STEPS,
    entries: tuple[Entry, Entry] | None = None,
) -> str:
    """Lines of equal loss over two weights, all others fixed, and the path of gradient descent in these two.

    entries: which weights; without it the two with the largest gradients. Raises DeriveError where gradient
    descent diverges at its first step.
    """
    labels = _labels(setting, notation, words, as_)
    return _made(training.loss_surface(labels, widest or CURVES[as_], steps, entries), words, as_)


def training_curve(
    setting: Setting,
    notation: Notation,
    *,
    words: Words,
    as_: str = "svg",
    widest: float = 0,
    steps: int = STEPS,
) -> str:
    """The loss of the example in each step of gradient descent.

    Raises DeriveError where gradient descent diverges at its first step.
    """
    labels = _labels(setting, notation, words, as_)
    return _made(training.training_curve(labels, widest or CURVES[as_], steps), words, as_)


# a picture's name, as in `figure:graph` -> what draws it
FIGURES: Mapping[str, Callable[..., str]] = {
    "network": network,
    "graph": computational_graph,
    "activations": activations,
    "losses": losses,
    "depth": gradient_depth,
    "surface": loss_surface,
    "training": training_curve,
}


def _labels(setting: Setting, notation: Notation, words: Words, as_: str) -> Labels:
    if as_ not in LANGUAGES:
        raise DeriveError(unknown("language of pictures", as_, LANGUAGES))
    return Labels.of(setting, notation, words)


def _made(drawing: Drawing, words: Words, as_: str) -> str:
    if as_ == "tikz":
        return tikz(drawing)
    return svg(drawing, word(words, f"{drawing.name}.title"), word(words, f"{drawing.name}.alt"))


__all__ = [
    "FIGURES",
    "Entry",
    "activations",
    "computational_graph",
    "facts",
    "gradient_depth",
    "loss_surface",
    "losses",
    "network",
    "training_curve",
]
