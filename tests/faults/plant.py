"""Plants one fault at a time into a relation: every way that a hand derivation goes wrong, at every place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from derive.derivation import Derivation, Shape
from derive.expression import INDICES, Term, children, rebuild, walk

Place = tuple[int, ...]
VALUE, INDEX, SIZE, NUMBER = "value", "index", "size", "number"

# operator → what its arguments are, where they are not all values
ROLES: dict[str, tuple[str, ...]] = {
    "entry": (VALUE, INDEX, INDEX),
    "sum": (VALUE, INDEX, SIZE),
    "delta": (INDEX, INDEX),
    "ones": (SIZE, SIZE),
    "zeros": (SIZE, SIZE),
    "eye": (SIZE,),
    "shaped": (VALUE, SIZE, SIZE),
    "shape": (VALUE, SIZE, SIZE),
    "pow": (VALUE, NUMBER),
    "hpow": (VALUE, NUMBER),
}


@dataclass(frozen=True)
class Fault:
    """A relation with one fault: its kind, where it stands in the derivation, what it was."""

    kind: str
    line: int
    relation: Term
    original: Term

    def __str__(self) -> str:
        return f"{self.kind} in line {self.line}:\n    {self.original}\n  → {self.relation}"


@dataclass(frozen=True)
class Spot:
    """One subterm of a relation: what it is, its role, and the operator it stands in."""

    term: Any
    role: str
    parent: str
    above: str


@dataclass(frozen=True)
class Surroundings:
    """What a fault may use: the shapes of names, the size letters, the indices and names of the relation."""

    shapes: Mapping[str, Shape]
    sizes: tuple[str, ...]
    indices: tuple[str, ...]
    names: tuple[str, ...]

    def is_matrix(self, term: Term) -> bool:
        """Whether a term is the name of a matrix."""
        return isinstance(term, str) and len(self.shapes.get(term, ())) == 2


Planter = Callable[[Spot, Surroundings], Iterator[Term]]


def _op(term: Term) -> str:
    return str(term[0]) if isinstance(term, tuple) else ""


def _one(op: str, parts: tuple[Any, ...]) -> Term:
    return parts[0] if len(parts) == 1 else (op, *parts)


def sign(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A minus too many, or one forgotten."""
    if spot.role == VALUE and spot.parent != "partial":
        yield spot.term[1] if _op(spot.term) == "neg" else ("neg", spot.term)


def transpose_dropped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A for Aᵀ."""
    if _op(spot.term) == "transpose":
        yield spot.term[1]


def transpose_added(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Aᵀ for A."""
    if spot.role == VALUE and (here.is_matrix(spot.term) or _op(spot.term) == "matrix"):
        yield ("transpose", spot.term)


def factor_dropped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A product without one of its factors."""
    if _op(spot.term) in ("mul", "hadamard", "matmul"):
        op, *parts = spot.term
        for k in range(len(parts)):
            yield _one(op, (*parts[:k], *parts[k + 1 :]))


def term_dropped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A sum without one of its terms."""
    if _op(spot.term) == "add":
        _, *parts = spot.term
        for k in range(len(parts)):
            yield _one("add", (*parts[:k], *parts[k + 1 :]))


def order_swapped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """B A for A B, b/a for a/b."""
    if _op(spot.term) in ("matmul", "div", "hdiv"):
        op, *parts = spot.term
        for k in range(len(parts) - 1):
            yield (op, *parts[:k], parts[k + 1], parts[k], *parts[k + 2 :])


def product_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """⊙ for the matrix product, or the other way round."""
    if _op(spot.term) in ("matmul", "hadamard"):
        yield ("hadamard" if spot.term[0] == "matmul" else "matmul", *spot.term[1:])


def mean_missing(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """The fraction is left out."""
    if _op(spot.term) == "div":
        yield spot.term[1]


def mean_added(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """1/N where there is none."""
    if spot.parent in ("eq", "define", "update", "sum", "mul"):
        yield ("div", spot.term, here.sizes[0])


def slope_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """σ for σ′, σ′ for σ, tanh for σ, or no function at all."""
    if _op(spot.term) == "apply":
        _, name, inner = spot.term
        yield ("apply", name[:-1] if name.endswith("'") else name + "'", inner)
        yield ("apply", "exp" if name == "tanh" else "tanh", inner)
        yield inner


def layer_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Another layer's variable, the gradient for the variable, or the variable for the gradient."""
    if spot.role == VALUE and isinstance(spot.term, str) and spot.term in here.shapes:
        name = spot.term
        near = [name.replace(a, b) for a, b in zip("1223", "2132", strict=True) if a in name]
        near += [name.removeprefix("d") if name.startswith("d") else "d" + name]
        near += [name.replace("A", "Z"), name.replace("Z", "A"), name.replace("W", "b"), name + "_new"]
        yield from (other for other in dict.fromkeys(near) if other != name and other in here.shapes)


def number_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A constant or an exponent that is one too large or too small."""
    if spot.role in (VALUE, NUMBER) and isinstance(spot.term, int):
        yield spot.term + 1
        if spot.term > 1:
            yield spot.term - 1


def digit_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A decimal with another last digit, another first digit, or two digits swapped."""
    if _op(spot.term) == "decimal":
        text = spot.term[1]
        for place in {len(text) - 1, text.index(".") - 1}:
            for step in (1, 9):
                digit = str((int(text[place]) + step) % 10)
                yield ("decimal", text[:place] + digit + text[place + 1 :])
        if text[-2].isdigit():
            yield ("decimal", text[:-2] + text[-1] + text[-2])


def ones_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Ones the other way round, or zeros."""
    if _op(spot.term) == "ones":
        _, rows, columns = spot.term
        yield ("ones", columns, rows)
        yield ("zeros", rows, columns)


def axis_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """The sum over the columns for the sum over the rows."""
    if _op(spot.term) == "matmul" and len(spot.term) == 3:
        _, left, right = spot.term
        if _op(left) == "ones" and here.is_matrix(right):
            yield ("matmul", right, ("ones", here.shapes[right][1], 1))
        if _op(right) == "ones" and here.is_matrix(left):
            yield ("matmul", ("ones", 1, here.shapes[left][0]), left)


def size_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Another size: of a sum, of ones, of a shape said, of a fraction."""
    if spot.role == SIZE or (spot.role == VALUE and spot.term in here.sizes):
        yield from (other for other in (*here.sizes, 1) if other != spot.term)


def shape_turned(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """n × m for m × n."""
    if _op(spot.term) in ("shaped", "shape"):
        op, inner, rows, columns = spot.term
        yield (op, inner, columns, rows)


def sum_dropped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """The general term for the sum."""
    if _op(spot.term) == "sum":
        yield spot.term[1]


def sum_of_another(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """The sum over another index of the same term."""
    if _op(spot.term) == "sum":
        _, body, index, bound = spot.term
        yield from (("sum", body, other, bound) for other in here.indices if other != index)


def index_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """One index is another one, or one further."""
    if spot.role == INDEX and spot.parent in ("entry", "delta"):
        if isinstance(spot.term, int):
            yield from (k for k in (spot.term - 1, spot.term + 1) if k > 0)
        else:
            yield from (other for other in here.indices if other != spot.term)


def indices_swapped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """w_ji for w_ij."""
    if _op(spot.term) == "entry" and len(spot.term) == 4 and spot.term[2] != spot.term[3]:
        yield ("entry", spot.term[1], spot.term[3], spot.term[2])


def cell_mistaken(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Two neighbouring cells of a matrix swapped, a zero for an entry, an entry for a zero."""
    if _op(spot.term) != "matrix":
        return
    rows = spot.term[1]
    flat = [cell for row in rows for cell in row]
    width = len(rows[0])
    for k, cell in enumerate(flat):
        for other in (k + 1, k + width):
            if other < len(flat) and cell != flat[other]:
                yield _matrix([*flat[:k], flat[other], *flat[k + 1 : other], cell, *flat[other + 1 :]], width)
        if cell == 0:
            entry = next((x for x in flat if x not in (0, "...")), 1)
            yield _matrix([*flat[:k], entry, *flat[k + 1 :]], width)
        elif cell != "...":
            yield _matrix([*flat[:k], 0, *flat[k + 1 :]], width)


def _matrix(flat: list[Term], width: int) -> Term:
    return ("matrix", tuple(tuple(flat[k : k + width]) for k in range(0, len(flat), width)))


def relation_turned(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """The larger side on the left."""
    if _op(spot.term) in ("le", "lt"):
        yield (spot.term[0], *reversed(spot.term[1:]))


FAULTS: dict[str, Planter] = {
    planter.__name__: planter
    for planter in (
        *(sign, transpose_dropped, transpose_added, factor_dropped, term_dropped, order_swapped),
        *(product_mistaken, mean_missing, mean_added, slope_mistaken, layer_mistaken, number_mistaken),
        *(digit_mistaken, ones_mistaken, axis_mistaken, size_mistaken, shape_turned, sum_dropped),
        *(sum_of_another, index_mistaken, indices_swapped, cell_mistaken, relation_turned),
    )
}

# ── what changes nothing ─────────────────────────────────────────────────────────────────────────────────


def operands_swapped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """b + a for a + b, B ⊙ A for A ⊙ B."""
    if _op(spot.term) in ("add", "hadamard"):
        yield (spot.term[0], *reversed(spot.term[1:]))


def grouped(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """(A B) C for A B C."""
    if _op(spot.term) in ("add", "hadamard", "matmul") and len(spot.term) > 3:
        op, *parts = spot.term
        yield (op, (op, *parts[:2]), *parts[2:])
        yield (op, *parts[:-2], (op, *parts[-2:]))


def twice_minus(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """−(−a) for a."""
    if spot.role == VALUE and spot.parent in ("eq", "add", "mul", "matmul"):
        yield ("neg", ("neg", spot.term))


def twice_transposed(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """(Bᵀ Aᵀ)ᵀ for A B, Aᵀᵀ for A."""
    if spot.role == VALUE and here.is_matrix(spot.term) and spot.parent in ("matmul", "add", "hadamard"):
        yield ("transpose", ("transpose", spot.term))
    if _op(spot.term) == "matmul":
        yield ("transpose", ("matmul", *(("transpose", part) for part in reversed(spot.term[1:]))))


def index_renamed(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """Σ over another letter, everywhere."""
    if _op(spot.term) == "sum":
        _, body, index, bound = spot.term
        free = next(letter for letter in sorted(INDICES) if letter not in here.indices)
        yield ("sum", _renamed(body, index, free), free, bound)


def _renamed(term: Term, old: str, new: str) -> Term:
    return new if term == old else rebuild(term, lambda part: _renamed(part, old, new))


def fraction_moved(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """(1/b) a for a/b."""
    if _op(spot.term) == "div" and spot.term[1] != 1:
        yield ("mul", ("div", 1, spot.term[2]), spot.term[1])


def ones_multiplied(spot: Spot, here: Surroundings) -> Iterator[Term]:
    """A ⊙ 1 for A, 1 · a for a."""
    if spot.role == VALUE and here.is_matrix(spot.term) and spot.parent in ("matmul", "add", "hadamard"):
        yield ("hadamard", spot.term, ("ones", *here.shapes[spot.term]))
    if spot.role == VALUE and spot.parent in ("mul", "sum"):
        yield ("mul", 1, spot.term)


REWRITINGS: dict[str, Planter] = {
    planter.__name__: planter
    for planter in (
        *(operands_swapped, grouped, twice_minus, twice_transposed),
        *(index_renamed, fraction_moved, ones_multiplied),
    )
}


def spots(term: Term, role: str = VALUE, parent: str = "", above: str = "") -> Iterator[tuple[Place, Spot]]:
    """Every subterm with its place, the relation itself first."""
    yield (), Spot(term, role, parent, above)
    op = _op(term)
    roles = ROLES.get(op)
    for k, child in enumerate(children(term)):
        inner = roles[k] if roles else VALUE
        yield from (((k, *place), spot) for place, spot in spots(child, inner, op, parent))


def replaced(term: Term, place: Place, new: Term) -> Term:
    """The relation with another subterm at a place."""
    if not place:
        return new
    numbers = iter(range(len(children(term))))
    return rebuild(term, lambda part: replaced(part, place[1:], new) if next(numbers) == place[0] else part)


def surroundings(derivation: Derivation, relation: Term) -> Surroundings:
    """What the faults in one relation may use."""
    names = tuple(sorted({part for part in walk(relation) if isinstance(part, str)}))
    indices = tuple(name for name in names if name in INDICES)
    return Surroundings(derivation.shapes, tuple(derivation.sizes), indices, names)


def planted(derivation: Derivation, kinds: Mapping[str, Planter]) -> dict[str, list[Fault]]:
    """Every fault of every kind in every line, each relation once."""
    found: dict[str, list[Fault]] = {kind: [] for kind in kinds}
    lines = list(dict.fromkeys(line.expression for _, line in derivation.walk()))
    seen = set(lines)
    for number, relation in enumerate(lines):
        here = surroundings(derivation, relation)
        for place, spot in spots(relation):
            for kind, planter in kinds.items():
                if spot.parent == "" and kind not in ("shape_turned", "relation_turned"):
                    continue
                for new in planter(spot, here):
                    wrong = replaced(relation, place, new)
                    if wrong not in seen:
                        seen.add(wrong)
                        found[kind].append(Fault(kind, number, wrong, relation))
    return found
