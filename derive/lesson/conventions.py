"""Other people's conventions: errors scaled by the number of samples, gradients in numerator layout.

Both rename gradients and rewrite the lines that hold them; what a line says stays true, and is proved,
because the new names are defined in the document: `mdZ2 = N dZ2` (Coursera's dZ), `tdW1 = dW1ᵀ`, and
`tmdZ2 = N dZ2ᵀ` where both are asked for.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ..derivation import Line, Shape, Step
from ..evaluation import Array
from ..expression import Term, rebuild, substitute, symbols
from ..indexing import negative
from ..primitive import Elementwise
from .chain import general
from .setting import Setting

SAMPLES = "N"
Names = Mapping[str, str]


def each_line(steps: tuple[Step, ...], change: Callable[[Line], Line]) -> tuple[Step, ...]:
    """The steps with every line changed, substeps too."""
    return tuple(
        replace(
            step,
            lines=tuple(map(change, step.lines)),
            substeps=each_line(step.substeps, change),
        )
        for step in steps
    )


# ── errors scaled by N ────────────────────────────────────────────────────────────────────────────────────


def scaled(steps: tuple[Step, ...], names: Names, numbers: Callable[[str], Term]) -> tuple[Step, ...]:
    """Every gradient in `names` replaced by N times itself, under its new name.

    numbers: the decimals of a new name, for the lines that show them.
    """

    def change(line: Line) -> Line:
        if not isinstance(line.expression, tuple):
            return line
        relation, left, *rest = line.expression
        if relation == "approx" and left in names:
            return replace(line, expression=("approx", names[left], numbers(names[left])))
        if relation == "shape":
            return replace(line, expression=(relation, names.get(left, left), *rest))
        if relation != "eq" or not symbols(line.expression) & set(names):
            return line
        new = substitute(left, names)
        over = new == left  # the left side keeps its scale, so the right side carries 1/N
        right = divided(rest[0], names) if over else multiplied(rest[0], names)
        return replace(line, expression=("eq", new, right))

    return each_line(steps, change)


def multiplied(term: Term, names: Names) -> Term:
    """N times a term that is linear in the renamed gradients, or holds none.

    >>> multiplied(("hadamard", "dA1", "A1"), {"dA1": "mdA1"})
    ('hadamard', 'mdA1', 'A1')
    >>> multiplied(("div", ("add", "A2", ("neg", "Y")), "N"), {})
    ('add', 'A2', ('neg', 'Y'))
    """
    if isinstance(term, tuple) and term[0] in ("add", "neg"):
        return rebuild(term, lambda part: multiplied(part, names))
    if symbols(term) & set(names):
        return substitute(term, names)
    stripped = without_samples(term)
    return ("mul", SAMPLES, term) if stripped is None else stripped


def divided(term: Term, names: Names) -> Term:
    """A term that is linear in the renamed gradients, said with their new names: 1/N in front.

    >>> divided(("matmul", ("transpose", "A1"), "dZ2"), {"dZ2": "mdZ2"})
    ('mul', ('div', 1, 'N'), ('matmul', ('transpose', 'A1'), 'mdZ2'))
    """
    if isinstance(term, tuple) and term[0] == "neg":
        return negative(divided(term[1], names))
    if isinstance(term, tuple) and term[0] == "add" and not all(symbols(p) & set(names) for p in term[1:]):
        return rebuild(term, lambda part: divided(part, names))
    if not symbols(term) & set(names):
        return term
    return ("mul", ("div", 1, SAMPLES), substitute(term, names))


def without_samples(term: Term) -> Term | None:
    """N times a term that has 1/N as a factor; None if it has none.

    >>> without_samples(("mul", ("div", 1, ("mul", "N", "n2")), "A"))
    ('mul', ('div', 1, 'n2'), 'A')
    """
    if not isinstance(term, tuple):
        return None
    op, *args = term
    if op == "div":
        return _without_in_quotient(args[0], args[1])
    if op in ("neg", "mul", "hadamard", "matmul", "hdiv"):
        for position, factor in enumerate(args[: 1 if op == "hdiv" else None]):
            found = without_samples(factor)
            if found is not None:
                rest = [
                    *args[:position],
                    *([] if found == 1 and op == "mul" else [found]),
                    *args[position + 1 :],
                ]
                return rest[0] if len(rest) == 1 and op != "neg" else (op, *rest)
    return None


def _without_in_quotient(above: Term, below: Term) -> Term | None:
    if below == SAMPLES:
        return above
    if isinstance(below, tuple) and below[0] == "mul" and SAMPLES in below[1:]:
        rest = [factor for factor in below[1:] if factor != SAMPLES]
        return ("div", above, rest[0] if len(rest) == 1 else ("mul", *rest))
    return None


# ── numerator layout ──────────────────────────────────────────────────────────────────────────────────────


def numerator(steps: tuple[Step, ...], names: Names, numbers: Callable[[str], Term]) -> tuple[Step, ...]:
    """Every gradient in `names` replaced by its transpose, under its new name.

    Entries are scalars and stay as they are, but one of `mdZ2` becomes one of `tmdZ2`, rows and columns
    exchanged. A gradient with a single entry is its own transpose, and keeps its name.
    """

    def change(line: Line) -> Line:
        if not isinstance(line.expression, tuple):
            return line
        relation, left, *rest = line.expression
        if left not in names:
            return replace(line, expression=_whole(line.expression, names))
        if relation == "approx":
            return replace(line, expression=("approx", names[left], numbers(names[left])))
        if relation == "shape":
            return replace(line, expression=("shape", names[left], *rest[::-1]))
        return replace(line, expression=(relation, names[left], transposed(rest[0], names)))

    return each_line(steps, change)


def _whole(term: Term, names: Names) -> Term:
    """The renamed gradients in a term that is not transposed itself."""
    if isinstance(term, str):
        return ("transpose", names[term]) if names.get(term, term) != term else term
    if isinstance(term, tuple) and term[0] == "entry" and isinstance(term[1], str):
        scaled_entry = term[1] in names and term[1].startswith("m")
        return ("entry", names[term[1]], *reversed(term[2:])) if scaled_entry else term
    if isinstance(term, tuple) and term[0] == "transpose" and term[1] in names:
        return names[term[1]]
    return rebuild(term, lambda part: _whole(part, names))


def transposed(term: Term, names: Names) -> Term:
    """The transpose of a matrix expression, drawn inwards: (A B)ᵀ = Bᵀ Aᵀ.

    >>> transposed(("matmul", ("transpose", "A1"), "dZ2"), {"dZ2": "tdZ2"})
    ('matmul', 'tdZ2', 'A1')
    """
    if isinstance(term, str):
        return names.get(term, ("transpose", term))
    if not isinstance(term, tuple):
        return term
    op, *args = term
    if op == "transpose":
        return _whole(args[0], names)
    if op == "matrix":
        return _whole(("matrix", tuple(zip(*args[0], strict=True))), names)
    if op == "matmul":
        return ("matmul", *(transposed(arg, names) for arg in reversed(args)))
    if op in _OUTERMOST:
        return _OUTERMOST[op](args, names)
    return (op, *(transposed(arg, names) for arg in args))


_OUTERMOST: dict[str, Callable[[list[Term], Names], Term]] = {
    "ones": lambda args, names: ("ones", args[1], args[0]),
    "zeros": lambda args, names: ("zeros", args[1], args[0]),
    "eye": lambda args, names: ("eye", args[0]),
    "mul": lambda args, names: ("mul", *args[:-1], transposed(args[-1], names)),
    "div": lambda args, names: ("div", transposed(args[0], names), args[1]),
    "hpow": lambda args, names: ("hpow", transposed(args[0], names), args[1]),
    "apply": lambda args, names: ("apply", args[0], transposed(args[1], names)),
    "softmax": lambda args, names: ("softmax", transposed(args[0], names), 1 - int(args[1])),  # type: ignore[arg-type]
    "logsoftmax": lambda args, names: ("logsoftmax", transposed(args[0], names), 1 - int(args[1])),  # type: ignore[arg-type]
    "shaped": lambda args, names: ("shaped", transposed(args[0], names), args[2], args[1]),
}


# ── one line from layer to layer ──────────────────────────────────────────────────────────────────────────

_LINEAR = frozenset({"affine", "affine_columns", "matmul"})


def layerwise(here: Setting, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Where Z goes through an activation into the next linear map, also dZ_k = (dZ_(k+1) Wᵀ) ⊙ f′(Z_k)."""
    return tuple(_with_layer(here, step) if step.stage == "backward" else step for step in steps)


def _with_layer(here: Setting, step: Step) -> Step:
    line = layer_line(here, step.of)
    at = next((k for k, old in enumerate(step.lines, 1) if old.rule == "elementwise"), None)
    if line is None or at is None:
        return step
    return replace(step, lines=(*step.lines[:at], line, *step.lines[at:]))


def layer_line(here: Setting, name: str) -> Line | None:
    """dL/d`name` by the gradient of the next linear map, past one activation; None for any other variable."""
    uses = here.gradients[name].uses
    if len(uses) != 1 or not isinstance(uses[0].equation.primitive, Elementwise):
        return None
    after = here.gradients[uses[0].equation.out]
    if after.lemma or not all(use.equation.primitive.name in _LINEAR for use in after.uses):
        return None
    upstream = general(here, after)
    slope = substitute(general(here, here.gradients[name]), {"d" + after.of: upstream})
    return Line(("eq", "d" + name, slope), "layer")


# ── all of them ───────────────────────────────────────────────────────────────────────────────────────────


def convention(
    here: Setting, steps: tuple[Step, ...], scale_errors: bool, in_numerator: bool
) -> tuple[tuple[Step, ...], Setting]:
    """The steps in the conventions asked for, and a setting that knows the new names."""
    samples = here.sizes[SAMPLES]
    new = {"d" + name: "d" + name for name in here.gradients if here.shapes[name]}
    if scale_errors:
        names = {old: "m" + old for old in new if SAMPLES in here.shapes[old]}
        here = _extended(here, names, lambda value: samples * value, lambda shape: shape)
        steps = scaled(steps, names, here.decimals)
        new |= names
    definitions: list[tuple[str, Term]] = [
        (name, ("mul", SAMPLES, old)) for old, name in new.items() if old != name
    ]
    if in_numerator:
        names = {name: name if here.shapes[name] == (1, 1) else "t" + name for name in new.values()}
        here = _extended(here, names, lambda value: value.T, lambda shape: shape[::-1])
        steps = numerator(steps, names, here.decimals)
        turned = [(old, name) for old, name in new.items() if names[name] != name]
        definitions = [(names[name], _turned(old, name)) for old, name in turned]
        here = _without(here, [name for name in names if name.startswith("m")])
    if not definitions:
        return steps, here
    rule = "numerator" if in_numerator else "scaled"
    used = {name for step in steps for _, line in step.walk() for name in symbols(line.expression)}
    lines = tuple(Line(("define", name, value), "definition") for name, value in definitions if name in used)
    return (_before_backward(steps, Step("L", rule, rule, (), lines)) if lines else steps), here


def _turned(old: str, name: str) -> Term:
    """dZᵀ, or N dZᵀ where errors are scaled."""
    turned: Term = ("transpose", old)
    return turned if name == old else ("mul", SAMPLES, turned)


def _extended(
    here: Setting, names: Names, value: Callable[[Array], Array], shape: Callable[[Shape], Shape]
) -> Setting:
    shapes = {**here.shapes, **{new: shape(here.shapes[old]) for old, new in names.items()}}
    return replace(here, example=here.example.extended(names, value), shapes=shapes)


def _without(here: Setting, names: Collection[str]) -> Setting:
    """The setting without names that no line uses any more."""
    shapes = {name: shape for name, shape in here.shapes.items() if name not in names}
    return replace(here, example=here.example.without(names), shapes=shapes)


def _before_backward(steps: tuple[Step, ...], new: Step) -> tuple[Step, ...]:
    first = next(k for k, step in enumerate(steps) if step.stage in ("backward", "vanishing"))
    return (*steps[:first], new, *steps[first:])
