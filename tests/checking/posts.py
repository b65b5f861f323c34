"""A post with three mistakes, the same post without them, and the command run on files."""

from pathlib import Path

from click.testing import CliRunner, Result

from derive.cli import cli

HEAD = r"""---
title: Backpropagation
---
# Two layers

With $Z_1 = X W_1 + b_1$, $A_1 = \sigma(Z_1)$, $Z_2 = A_1 W_2 + b_2$ and $A_2 = \sigma(Z_2)$

$$L = -\frac{1}{N} \sum_{i=1}^{N} \left( y_i \log a_i + (1 - y_i) \log(1 - a_i) \right)$$

we get
"""
RIGHT = (
    r"$$\frac{\partial L}{\partial W_2} = A_1^\top \frac{\partial L}{\partial Z_2}$$",
    r"$$\frac{\partial L}{\partial A_1} = \frac{\partial L}{\partial Z_2} W_2^\top$$",
    r"$$\frac{\partial L}{\partial Z_1} = \frac{\partial L}{\partial A_1} \odot \sigma'(Z_1)$$",
    r"$$\frac{\partial L}{\partial W_1} = X^\top \frac{\partial L}{\partial Z_1},"
    r" \qquad \frac{\partial L}{\partial b_1} = \mathbf{1}^\top \frac{\partial L}{\partial Z_1}$$",
)
WRONG = (
    r"$$\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial Z_2} A_1^\top$$",
    RIGHT[1],
    r"$$\frac{\partial L}{\partial Z_1} = \frac{\partial L}{\partial A_1} \odot \sigma'(A_1)$$",
    r"$$\frac{\partial L}{\partial W_1} = X^\top \frac{\partial L}{\partial Z_1},"
    r" \qquad \frac{\partial L}{\partial b_1} = \frac{\partial L}{\partial Z_1}$$",
)
GOOD_POST = HEAD + "\n" + "\n\n".join(RIGHT) + "\n"
BAD_POST = HEAD + "\n" + "\n\n".join(WRONG) + "\n"
# what would be syntax in the formats of reports
NASTY = BAD_POST.replace("# Two layers", "# <script>alert(1)</script> & ]]> ::error::x %0A").replace(
    "With", "한국어와 日本語 with"
)
# line, kind and claim of what is wrong in the bad post
MISTAKES = [(12, "order", "dL/dW2"), (16, "misplaced-sigma-prime", "dL/dZ1"), (18, "batch-sum", "dL/db1")]
SPEC = """[network]
layers = ['Linear(2, 3)', 'Sigmoid()', 'Linear(3, 1)', 'Sigmoid()']
loss = 'BCELoss'
"""


def run(*args: str | Path, text: str | bytes | None = None) -> Result:
    """`derive check` with arguments, and what stdin holds."""
    return CliRunner().invoke(cli, ["check", *map(str, args)], input=text)


def write(folder: Path, **texts: str) -> Path:
    """Files in a folder: `write(folder, post_md="…")` writes post.md; the first one's path."""
    paths = [folder / name.replace("_", ".") for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_bytes(text.encode())
    return paths[0]
