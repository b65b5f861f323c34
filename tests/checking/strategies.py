"""Documents that nobody would write: formulas from a grammar, and documents with their bytes disturbed."""

import json
from collections.abc import Callable

from hypothesis import strategies as st

from tests.checking.posts import BAD_POST

NETWORKS = (
    "",
    r"$Z = X W + b$, $A = \sigma(Z)$, $L = \frac{1}{N} \sum_{i=1}^N (a_i - y_i)^2$. ",
    r"$z^l = W^l a^{l-1} + b^l$, $a^l = f(z^l)$, $C = \frac12 \sum_j (y_j - a_j^L)^2$. ",
    r"$z_j = \sum_k w_{jk} x_k + b_j$, $p = \mathrm{softmax}(z)$, $L = -\sum_j y_j \log p_j$. ",
)
SUFFIXES = (".md", ".tex", ".rst", ".html", ".ipynb", ".txt", ".qmd")
TEX = r"""\documentclass{article}
\newcommand{\dL}[1]{\frac{\partial L}{\partial #1}}
\begin{align}
Z &= X W \\
\dL{W} &= X^T \dL{Z}
\end{align}
"""
RST = "Title\n=====\n\n:math:`Z = X W`\n\n.. math::\n\n   \\nabla_W L = X^T \\nabla_Z L\n"
BASES = (
    BAD_POST,
    TEX,
    RST,
    json.dumps({"cells": [{"cell_type": "markdown", "source": [BAD_POST]}]}),
    "<p>\\(Z = X W\\) <script type='math/tex'>\\nabla_W L = \\nabla_Z L X^T</script></p>",
    "---\na: b\n---\n```math\nZ = XW\n```\n<!-- derive: shapes X=(N,d) -->\n{{< math >}}$$x$${{< /math >}}\n",
)
LETTERS = (
    *"XWZAbLxyzwNmaijk12",
    "\\delta",
    "\\sigma",
    "\\hat y",
    "\\mathbf{1}",
    "0",
    "10",
    "f",
    "\\mathbb{R}",
)
BINARY = (
    "{0} + {1}",
    "{0} {1}",
    "{0} \\odot {1}",
    "{0} - {1}",
    "{0} \\cdot {1}",
    "{0} * {1}",
    "{0} \\times {1}",
)
WRAPS: tuple[str, ...] = (
    "({0})", "\\left[{0}\\right]", "\\frac{{{0}}}{{{1}}}", "{0}^{{{1}}}", "{0}_{{{1}}}", "{0}^T", "{0}'",
    "\\sum_{{i=1}}^{{{1}}} {0}", "\\sum_{{ijk}} {0}", "\\frac{{\\partial {0}}}{{\\partial {1}}}",
    "\\nabla_{{{0}}} {1}", "\\sqrt{{{0}}}", "\\log {0}", "\\exp({0})", "\\sigma({0})", "f'({0})",
    "\\mathrm{{sum}}({0}, axis=0)", "\\|{0}\\|^2", "\\max(0, {0})", "\\text{{{0}}}", "\\overline{{{0}}}",
    "\\begin{{pmatrix}} {0} & {1} \\\\ {1} & {0} \\end{{pmatrix}}", "\\underbrace{{{0}}}_{{{1}}}", "|{0}|",
    "{0} \\in \\mathbb{{R}}^{{{1} \\times 3}}", "\\begin{{cases}} {0} & {1} > 0 \\\\ 0 \\end{{cases}}",
    "\\mathrm{{diag}}({0})", "{0}^{{[2]}}", "{0}^{{(i)}}", "\\frac{{d}}{{d {0}}} {1}", "{{{0} \\over {1}}}",
    "\\frac{{\\partial^2 {0}}}{{\\partial {1}^2}}", "1e9{0}", "{0}^{{-1}}", "{0}^{{99}}",
    "\\mathrm{{tr}}({0})", "{0} \\times {1}",
)  # fmt: skip
RELATIONS = ("=", ":=", "\\approx", "\\leftarrow", "\\in", "\\le", "&=", "\\\\ =", "\\implies", ", \\quad")


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from((*BINARY, *WRAPS)), inner, inner)
    return parts.map(lambda made: made[0].format(made[1], made[2]))


expressions = st.recursive(st.sampled_from(LETTERS), _combined, max_leaves=10)
formulas = st.lists(st.tuples(expressions, st.sampled_from(RELATIONS)), min_size=1, max_size=3).map(
    lambda made: " ".join(f"{text} {relation}" for text, relation in made)
)
written = st.tuples(
    st.sampled_from(NETWORKS), st.lists(st.tuples(formulas, expressions), min_size=1, max_size=3)
).map(lambda made: made[0] + "\n\n".join(f"$${left} {right}$$" for left, right in made[1]))


def _cut(data: bytes, at: int, count: int) -> bytes:
    return data[:at] + data[at + count :]


def _doubled(data: bytes, at: int, count: int) -> bytes:
    return data[: at + count] + data[at:]


def _noise(data: bytes, at: int, count: int) -> bytes:
    noise = bytes((value * 151 + count) % 256 for value in data[at : at + count])
    return data[:at] + noise + data[at + count :]


def _turned(data: bytes, at: int, count: int) -> bytes:
    return data[at:] + data[:at]


CHANGES: tuple[Callable[[bytes, int, int], bytes], ...] = (_cut, _doubled, _noise, _turned)
changes = st.lists(
    st.tuples(st.sampled_from(CHANGES), st.integers(0, 1_000), st.integers(1, 40)), min_size=1, max_size=6
)


def _disturbed(made: tuple[str, list[tuple[Callable[[bytes, int, int], bytes], int, int]]]) -> bytes:
    data = made[0].encode()
    for change, at, count in made[1]:
        data = change(data, at % max(len(data), 1), count)
    return data


disturbed = st.one_of(st.binary(max_size=200), st.tuples(st.sampled_from(BASES), changes).map(_disturbed))
