"""The text of a module: imports, helpers, the function, statement by statement, and what it returns."""

import keyword
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ..errors import DeriveError
from ..expression import Term, walk
from ..graph import Graph
from ..shapes import Dimension
from . import docstrings
from .expressions import TABLE
from .functions import FLOATS, FUNCTIONS
from .program import Program
from .sharing import repeats
from .stable import GUARDS
from .statements import WIDTH, blocks
from .writer import Writer

INDENT = "    "
TAKEN = frozenset({"np", "given", "gradients", "math", "float", "floats", "ValueError"})


def source(graph: Graph, program: Program, title: str) -> str:
    """A whole module. Raises DeriveError if a name of the graph cannot be one in Python."""
    _refuse_names(graph)
    vectors = _vectors(graph, program)
    shapes = {**graph.shapes, **{"d" + name: shape for name, shape in graph.shapes.items()}}
    letters = frozenset(d for shape in graph.shapes.values() for d in shape if isinstance(d, str))
    writer = Writer(TABLE, shapes, letters, vectors)
    body = [
        docstrings.of_function(graph, vectors, [name for name, _ in program.gradients]),
        *_body(writer, graph, program),
    ]
    modules = sorted({FUNCTIONS[name].module for name in writer.functions} - {""})
    imports = [*(f"import {module}" for module in modules), *([""] if modules else []), "import numpy as np"]
    head = "\n".join([docstrings.of_module(title), "", *imports, ""])
    helpers = [FUNCTIONS[name].helper for name in writer.functions if FUNCTIONS[name].helper]
    arguments = (*graph.inputs, *graph.parameters)
    signature = "\n".join(_listed("def loss_and_gradients(", arguments, "):", WIDTH + 4))
    function = f"{signature}\n{textwrap.indent(chr(10).join(body), INDENT)}\n"
    return "\n\n".join([head, FLOATS, *helpers, function])


def _refuse_names(graph: Graph) -> None:
    for name in graph.shapes:
        if not name.isidentifier() or keyword.iskeyword(name) or name in TAKEN | FUNCTIONS.keys():
            raise DeriveError(f"a name in the code is a free identifier, such as W1, not {name!r}")


def _vectors(graph: Graph, program: Program) -> frozenset[str]:
    """The parameters that are only ever repeated, as a bias is: they may be given as vectors."""
    parts = [part for _, value in program.assignments for part in walk(value)]
    repeated = [_repeated(part) for part in parts]
    return frozenset(
        name
        for name in graph.parameters
        if 1 in graph.shapes[name] and 0 < parts.count(name) == repeated.count(name)
    )


def _repeated(value: Term) -> Term:
    """b in 1 b and in b 1ᵀ."""
    if isinstance(value, tuple) and value[0] == "matmul" and len(value) == 3 and repeats(value[1], value[2]):
        return next((part for part in value[1:] if isinstance(part, str)), 0)
    return 0


def _listed(start: str, items: Sequence[str], end: str, width: int = WIDTH) -> list[str]:
    """Items in one line, or one a line where they are too many for that."""
    line = f"{start}{', '.join(items)}{end}"
    return [line] if len(line) <= width else [start, *(f"{INDENT}{item}," for item in items), end]


# ── the function ──────────────────────────────────────────────────────────────────────────────────────────


def _body(writer: Writer, graph: Graph, program: Program) -> Iterator[str]:
    like = {gradient: name for name, gradient in program.gradients if isinstance(gradient, str)}
    written = blocks(writer, program.assignments, like, {a for a, _ in program.guards})
    forward, backward = _stages(written, program)
    checks = [line for name in graph.inputs[1:] for line in _check(writer, graph, name)]
    yield from _converted((*graph.inputs, *graph.parameters))
    for letter in sorted(writer.sizes):
        yield f"{letter} = {_size(graph, writer, letter)}"
    yield from [*checks, "", "# Forward", *forward, ""]
    if backward:
        yield from ["# Backward", *backward, ""]
    yield from _returned(graph, program)


def _stages(written: Mapping[str, list[str]], program: Program) -> tuple[list[str], list[str]]:
    """The lines up to the loss, with the checks of probabilities, and the lines after it."""
    forward = [line for a, loss in program.guards if a not in written for line in _guard(a, loss)]
    backward: list[str] = []
    stage = forward if program.loss in written else backward
    for name, lines in written.items():
        stage += [f"# {program.notes[name]}"] if name in program.notes else []
        stage += lines
        stage += [line for a, loss in program.guards if a == name for line in _guard(a, loss)]
        if name == program.loss:
            stage = backward
    return forward, backward


def _converted(names: Sequence[str]) -> list[str]:
    if len(names) == 1:
        return [f"({names[0]},) = floats({names[0]})"]
    line = f"{', '.join(names)} = floats({', '.join(names)})"
    if len(line) <= WIDTH:
        return [line]
    start, line = f"given = {', '.join(names)}", f"{', '.join(names)} = floats(*given)"
    if len(line) <= WIDTH:
        return [start, line]
    left, right = _listed("(", names, ")", 0), _listed("floats(", names, ")", 0)
    return [*left[:-1], f"{left[-1]} = {right[0]}", *right[1:]]


def _size(graph: Graph, writer: Writer, letter: Dimension) -> str:
    """Where a size is read off: an array whose shape is certain."""
    first, *others = graph.inputs
    for name in (first, *graph.parameters, *others):
        if name not in writer.flat and letter in graph.shapes[name]:
            return f"{name}.shape[{graph.shapes[name].index(letter)}]"
    return next(f"{name}.size" for name in graph.parameters if letter in graph.shapes[name])


def _check(writer: Writer, graph: Graph, name: str) -> list[str]:
    """The shape of data beyond the first: broadcasting would let a wrong one pass."""
    shape = graph.shapes[name]
    if not shape or any(isinstance(d, str) and _size(graph, writer, d).startswith(f"{name}.") for d in shape):
        return []
    wanted = f"({', '.join(map(writer.dimension, shape))})"
    return [
        f"if {name}.shape != {wanted}:",
        f'{INDENT}raise ValueError(f"{name} must have the shape {{{wanted}}}, but has {{{name}.shape}}")',
    ]


def _guard(a: str, loss: str) -> list[str]:
    condition, message = GUARDS[loss]
    return [f"if not {condition.format(a=a)}:", f'{INDENT}raise ValueError("{message.format(a=a)}")']


def _returned(graph: Graph, program: Program) -> list[str]:
    items = [f'"{name}": {_gradient(graph, name, gradient)}' for name, gradient in program.gradients]
    loss = f"float({program.loss})"
    line = f"return {loss}, {{{', '.join(items)}}}"
    if len(line) <= WIDTH:
        return [line]
    return [*_listed("gradients = {", items, "}", 0), f"return {loss}, gradients"]


def _gradient(graph: Graph, name: str, gradient: Term) -> str:
    """A gradient that is an array, or the same number everywhere."""
    return gradient if isinstance(gradient, str) else f"np.full_like({name}, {gradient})"
