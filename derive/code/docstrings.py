"""The words of a generated module: what it computes, in which shapes, and what it returns."""

import textwrap
from collections.abc import Iterable, Sequence

from ..expression import Term
from ..graph import Graph
from ..shapes import Shape
from .expressions import TABLE
from .normal import Normal
from .rewriting import code_term
from .writer import Writer

WIDTH = 80


class Prose(Writer):
    """Writes an equation for a reader: functions by their names alone."""

    def call(self, name: str, *arguments: str) -> str:
        """A call of any function."""
        return f"{name.replace('logsoftmax', 'log_softmax')}({', '.join(arguments)})"

    def equation(self, name: str, value: Term) -> str:
        """`A1 = tanh(Z1)`, where the code has `np.tanh`."""
        return f"{name} = {self.write(value).text}".replace("np.", "")


def escaped(line: str) -> str:
    """Text as it can stand in a docstring: nothing in it ends the docstring.

    >>> print(escaped("Tom's " + '"' * 3 + " net"))
    Tom's \\"\\"\\" net
    """
    safe = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "\\" + safe if safe.startswith('"') else safe


def of_module(title: str) -> str:
    """The docstring on top of the module: the title in one paragraph, what cannot be printed by its code."""
    line = " ".join(title.split()) or "A network"
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    width = WIDTH // 2 if "\\" in shown or '"""' in shown else WIDTH  # escapes make a line longer
    lines = textwrap.wrap(f"{shown}: the loss and its gradients in NumPy.", width)
    return _quoted([escaped(part) for part in lines])


def of_function(graph: Graph, vectors: frozenset[str], results: Iterable[str]) -> str:
    """The docstring of the function: shapes of the arguments, equations, what is returned.

    vectors: the parameters that may be given as vectors; results: what there are gradients of.
    """
    arguments = (*graph.inputs, *graph.parameters)
    wide = max(map(len, arguments))
    shapes = [f"    {name:{wide}}  {_shape(graph.shapes[name], name in vectors)}" for name in arguments]
    letters = frozenset(d for shape in graph.shapes.values() for d in shape if isinstance(d, str))
    prose = Prose(TABLE, dict(graph.shapes), letters)
    equations = [
        (prose.equation(e.out, Normal(letters).of(code_term(graph.value(e)))), graph.shapes[e.out])
        for e in graph.equations
    ]
    returned = (
        "Returns (loss, gradients): a float, and a dict that holds dL/dv under the name of v, "
        f"in the shape of v, for v = {', '.join(results)}."
    )
    return _quoted(
        [
            "The loss and its gradients.",
            "",
            "Arrays or nested lists, in these shapes; a letter is any size:",
            "",
            *shapes,
            "",
            "The equations, with the shapes of their results:",
            "",
            *_table(equations),
            "",
            *_filled(returned),
        ]
    )


def _quoted(lines: Sequence[str]) -> str:
    end = "\n" if len(lines) > 1 else ""
    return '"""' + "\n".join(lines) + end + '"""'


def _filled(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH)


def _table(rows: Sequence[tuple[str, Shape]]) -> list[str]:
    wide = max((len(equation) for equation, _ in rows if len(equation) < 50), default=0)
    lines = [f"{equation:{wide}}  {_shape(shape) if shape else ''}".rstrip() for equation, shape in rows]
    return [
        part
        for line in lines
        for part in textwrap.wrap(line, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8)
    ]


def _shape(shape: Shape, vector: bool = False) -> str:
    whole = f"({', '.join(map(str, shape))})"
    size = next((d for d in shape if d != 1), 1)
    return f"({size},) or {whole}" if vector else whole
