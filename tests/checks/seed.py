"""The seed network and a deeper one, written by hand: nothing here comes from what derives."""

from dataclasses import replace

from derive.derivation import Derivation, Formula, Line, Shape, Step
from derive.expression import Term


def entry(name: Term, *indices: Term) -> Term:
    return ("entry", name, *indices)


def add(*parts: Term) -> Term:
    return ("add", *parts)


def neg(part: Term) -> Term:
    return ("neg", part)


def minus(left: Term, right: Term) -> Term:
    return ("add", left, ("neg", right))


def mul(*parts: Term) -> Term:
    return ("mul", *parts)


def div(top: Term, bottom: Term) -> Term:
    return ("div", top, bottom)


def matmul(*parts: Term) -> Term:
    return ("matmul", *parts)


def t(part: Term) -> Term:
    return ("transpose", part)


def apply(name: str, part: Term) -> Term:
    return ("apply", name, part)


def total(body: Term, letter: str, bound: Term) -> Term:
    return ("sum", body, letter, bound)


def ones(m: Term, n: Term) -> Term:
    return ("ones", m, n)


def decimal(text: str) -> Term:
    return ("decimal", text)


def decimals(*rows: str) -> Term:
    """A matrix of decimals from its rows, `"0.1 0.2"`; a number without a point is a whole number."""
    return ("matrix", tuple(tuple(decimal(x) if "." in x else int(x) for x in row.split()) for row in rows))


def affine(x: str, w: str, b: str) -> Term:
    return add(matmul(x, w), matmul(ones("N", 1), b))


def bce(a: str, y: str = "Y") -> Term:
    hit = mul(entry(y, "i"), apply("log", entry(a, "i")))
    miss = mul(minus(1, entry(y, "i")), apply("log", minus(1, entry(a, "i"))))
    return neg(mul(div(1, "N"), total(add(hit, miss), "i", "N")))


DATA = {
    "X": [[1.0, 2.0], [0.5, -1.0]],
    "Y": [[1], [0]],
    "W1": [[0.1, 0.2, -0.3], [0.4, -0.5, 0.6]],
    "b1": [[0.1, 0.0, -0.1]],
    "W2": [[0.3], [-0.2], [0.5]],
    "b2": [[0.1]],
}


def step(
    name: str, *lines: Term, substeps: tuple[Step, ...] = (), assumptions: tuple[Term, ...] = ()
) -> Step:
    """A step of these lines; the rules do not matter to the checks."""
    return Step(
        name[1:], name, "rule", (), tuple(Line(line, "rule") for line in lines), substeps, assumptions
    )


def network(*steps: Step, depth: int = 2, activation: str = "sigmoid") -> Derivation:
    """Linear and an activation `depth` times, the last one a sigmoid of width one, then mean BCE."""
    shapes: dict[str, Shape] = {"X": ("N", "n0"), "Y": ("N", 1)}
    equations: list[Formula] = []
    parameters: list[str] = []
    for k in range(1, depth + 1):
        x, w, b, z, a = f"A{k - 1}" if k > 1 else "X", f"W{k}", f"b{k}", f"Z{k}", f"A{k}"
        width: str | int = f"n{k}" if k < depth else 1
        shapes |= {w: (f"n{k - 1}", width), b: (1, width), z: ("N", width), a: ("N", width)}
        parameters += [w, b]
        function = activation if k < depth else "sigmoid"
        equations.append(Formula(z, ("N", width), affine(x, w, b), "affine", (x, w, b)))
        equations.append(Formula(a, ("N", width), apply(function, z), function, (z,)))
    equations.append(Formula("L", (), bce(f"A{depth}"), "bce", (f"A{depth}", "Y")))
    shapes |= {"d" + name: shape for name, shape in shapes.items() if name != "Y"}
    shapes |= {"L": (), "eta": ()}
    sizes = {"N": 2, "n0": 2} | {f"n{k}": 3 for k in range(1, depth)}
    return Derivation(
        "by hand", ("X", "Y"), tuple(parameters), sizes, shapes, tuple(equations), steps, DATA, 0.5
    )


def with_line(line: Term, **options: object) -> Derivation:
    """The seed network with this one line."""
    return replace(network(step("dX", line)), **options)  # type: ignore[arg-type]


def chain(depth: int = 2, **wrong: Term) -> Derivation:
    """Every gradient of a network with one right line each; `wrong` replaces some of them."""
    lines: dict[str, Term] = {}
    for k in range(depth, 0, -1):
        x, w, b, z, a = f"A{k - 1}" if k > 1 else "X", f"W{k}", f"b{k}", f"Z{k}", f"A{k}"
        width: str | int = f"n{k}" if k < depth else 1
        if k == depth:
            lines["d" + a] = ("hdiv", minus(a, "Y"), mul("N", ("hadamard", a, minus(ones("N", 1), a))))
        lines["d" + z] = ("hadamard", "d" + a, a, minus(ones("N", width), a))
        lines["d" + w] = matmul(t(x), "d" + z)
        lines["d" + b] = matmul(ones(1, "N"), "d" + z)
        lines["d" + x] = matmul("d" + z, t(w))
    lines |= wrong
    return network(*(step(name, ("eq", name, right)) for name, right in lines.items()), depth=depth)
