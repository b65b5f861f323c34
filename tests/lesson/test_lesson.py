"""The lesson: what stands in it and in what order; that its lines are true is tested in `faults`."""

import re
from collections.abc import Iterator

import pytest

from derive.derivation import Derivation, Step
from derive.expression import RELATIONS, Term, from_json, symbols, to_json, walk
from derive.lesson import lesson
from derive.network import build, read_spec
from tests.oracles.networks import NETWORKS, derivation, model

STAGES = ["forward", "loss", "backward", "optimization", "vanishing"]
each_network = pytest.mark.parametrize("network", NETWORKS)


def steps(whole: Derivation) -> Iterator[Step]:
    """Every step and substep."""

    def below(step: Step) -> Iterator[Step]:
        yield step
        for inner in step.substeps:
            yield from below(inner)

    for step in whole.steps:
        yield from below(step)


def gradient(network: str, name: str) -> Step:
    """The step of one gradient."""
    return next(step for step in derivation(network).steps if step.name == "d" + name)


@each_network
def test_the_stages_come_in_order(network: str) -> None:
    found = [STAGES.index(step.stage) for step in derivation(network).steps]
    assert found == sorted(found)


@each_network
def test_every_gradient_has_one_box_a_shape_and_a_number(network: str) -> None:
    whole = derivation(network)
    wanted = [name for name in whole.shapes if name.startswith("d") and name != "d"]
    found = {step.name: step for step in whole.steps if step.stage == "backward"}
    assert set(found) == set(wanted)
    for name, step in found.items():
        assert sum(line.boxed for line in step.lines) == 1, name
        assert step.of == name[1:] and step.shape == whole.shapes[name]
        assert step.lines[-1].expression[:2] == ("approx", name)
        if step.shape:
            assert ("shape", name, *step.shape) in [line.expression for line in step.lines]
        boxed = next(line for line in step.lines if line.boxed)
        assert boxed.expression[:2] == ("eq", name)


@each_network
def test_gradients_stand_from_the_loss_to_the_input(network: str) -> None:
    """A line uses only gradients whose own step stands above it."""
    seen: set[str] = set()
    for step in derivation(network).steps:
        if step.stage == "backward":
            used = {name for _, line in step.walk() for name in symbols(line.expression)}
            assert {n for n in used if n in derivation(network).shapes and n.startswith("d")} <= seen | {
                step.name
            }
            seen.add(step.name)


def test_the_seed_network_goes_from_the_loss_to_the_input() -> None:
    """Parameters before what flows further back, the data last."""
    found = [step.of for step in derivation("seed").steps if step.stage == "backward"]
    assert found == ["A2", "Z2", "W2", "b2", "A1", "Z1", "W1", "b1", "X"]


@each_network
def test_every_line_is_a_relation_of_known_names(network: str) -> None:
    whole = derivation(network)
    known = {*whole.shapes, *whole.sizes, *"ijklrspqtuvz", "eta", "pi", "..."}
    for place, line in whole.walk():
        assert line.expression[0] in RELATIONS and line.rule
        assert from_json(to_json(line.expression)) == line.expression
        assert symbols(line.expression) <= known, place


@each_network
def test_names_are_anchors(network: str) -> None:
    """Identifiers, and no two steps with one name."""
    names = [step.name for step in steps(derivation(network)) if step.rule != "function"]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"\w+", name) for name in names)
    places = [place for place, _ in derivation(network).walk()]
    assert len(places) == len(set(places))


@each_network
def test_the_update_and_the_loss_before_and_after(network: str) -> None:
    whole = derivation(network)
    last = [
        step for step in whole.steps if step.stage == "optimization" and step.rule in ("update", "loss_after")
    ]
    assert [step.of for step in last] == [*whole.parameters, "L"]
    assert [line.expression[1] for line in last[-1].lines] == ["L", "L_new"]


def test_the_activation_is_shown_three_ways() -> None:
    """Entries with δ, the diagonal matrix, the Hadamard product."""
    for name in ("Z1", "Z2"):
        jacobian = next(step for step in gradient("seed", name).substeps if step.rule == "jacobian")
        rules = [line.rule for line in jacobian.lines]
        assert rules == ["delta", "diagonal", "diagonal_product", "row_by_row", "hadamard"]
        delta, diagonal = jacobian.lines[0].expression, jacobian.lines[1].expression
        assert "delta" in [part[0] for part in walk(delta) if isinstance(part, tuple)]
        rows = diagonal[2][1]
        assert all((cell == 0) == (i != j) for i, row in enumerate(rows) for j, cell in enumerate(row))


@pytest.mark.parametrize("name", ["W1", "W2", "A1", "X", "b1", "b2"])
def test_products_are_shown_the_posts_way(name: str) -> None:
    """The shape fixed first, every entry on its own, their matrix taken apart into the product."""
    entries = next(step for step in gradient("seed", name).substeps if step.rule == "entries")
    rules = [line.rule for line in entries.lines]
    assert rules[:2] == ["shape_rule", "matrix_of_entries"] and rules[-3:] == ["collect", "decompose", "fold"]
    assert set(rules[2:-3]) == {"each_entry"}
    assert entries.lines[-1].boxed


def test_sigmoid_and_loss_collapse_in_a_step_of_its_own() -> None:
    collapse = next(step for step in gradient("seed", "Z2").substeps if step.rule == "sigmoid_bce")
    assert collapse.assumptions == (("lt", 0, "A2", 1),) == gradient("seed", "Z2").assumptions
    assert collapse.lines[-1].expression == ("eq", "dZ2", ("div", ("add", "A2", ("neg", "Y")), "N"))


def test_a_kink_is_an_assumption() -> None:
    assert ("ne", "Z1", 0) in gradient("relu and softmax", "Z1").assumptions


def test_what_the_targets_have_to_be_holds_throughout() -> None:
    (assumed,) = derivation("relu and softmax").assumptions
    assert assumed[0] == "eq" and "Y" in symbols(assumed)
    assert derivation("seed").assumptions == ()


def test_softmax_shows_an_entry_off_the_diagonal() -> None:
    rules = [step.rule for step in steps(derivation("hidden softmax"))]
    assert "softmax_coupled" in rules


def test_fan_out_is_a_sum_over_the_uses() -> None:
    added = gradient("residuals", "Z1")
    assert added.rule == "sum"
    forms = [line.expression[2] for line in added.lines if line.expression[:2] == ("eq", "dZ1")]
    assert any(isinstance(form, tuple) and form[0] == "add" for form in forms)


def test_the_bound_is_shown_as_a_square() -> None:
    bound = next(step for step in derivation("seed").steps if step.rule == "bound")
    assert [line.rule for line in bound.lines] == ["reuse", "square", "bound"]
    assert bound.lines[-1].expression == ("le", ("apply", "sigmoid'", "z"), ("div", 1, 4))


def test_a_function_is_explained_where_it_is_used_first() -> None:
    """Once for a network, whatever the number of its layers."""
    explained = [step.name for step in steps(derivation("three layers")) if step.rule == "function"]
    assert sorted(explained) == ["sigmoid", "tanh"]


@pytest.mark.parametrize("digits", [2, 6, 9])
def test_the_digits_asked_for_are_shown(digits: int) -> None:
    whole = lesson(model("seed"), digits)[0]
    loss: Term = next(line.expression for _, line in whole.walk() if line.expression[:2] == ("approx", "L"))
    assert len(loss[2][1].partition(".")[2]) == digits


def test_declared_functions_travel_with_the_derivation() -> None:
    """Those that the language does not know by itself, without their derivatives."""
    assert set(derivation("batch norm").functions) == {"root", "huber"}
    assert derivation("seed").functions == {}


def test_one_entry_is_worked_out_with_the_numbers_shown() -> None:
    """The letters, the numbers of X and of dL/dZ1 in their places, and the entry that they give."""
    (worked,) = [step for step in gradient("seed", "W1").substeps if step.rule == "one_entry"]
    letters, numbers = (line.expression for line in worked.lines)
    assert letters[1] == ("entry", "dW1", 1, 1)
    shown = next(line.expression for line in gradient("seed", "Z1").lines if line.rule == "numbers")[2][1]
    assert numbers == (
        "approx",
        ("add", ("mul", 1, shown[0][0]), ("mul", ("neg", 1), shown[1][0])),
        ("neg", ("decimal", "0.05911")),
    )


@each_network
def test_one_entry_in_numbers_agrees_with_the_exact_gradient(network: str) -> None:
    """No more digits are given than the rounded numbers and the exact entry have in common."""
    for step in steps(derivation(network)):
        if step.rule == "one_entry":
            value = lesson(model(network))[1].example.values["d" + step.of][0, 0]
            _, _, right = step.lines[-1].expression
            sign, digits = (-1, right[1][1]) if right[0] == "neg" else (1, right[1])
            assert abs(sign * float(digits) - value) <= 0.5001 * 10.0 ** -len(digits.partition(".")[2])


def test_factors_stand_in_the_order_of_the_product() -> None:
    """What is left of the sum has its factors as the matrix product that it becomes."""
    for name, before in (("W1", "X"), ("W2", "A1")):
        left = next(line.expression for line in gradient("seed", name).lines if line.rule == "collapse")
        assert [factor[1] for factor in left[2][1][1:]] == [before, "dZ" + name[1]]
    local = next(line.expression for line in gradient("seed", "Z1").lines if line.rule == "local")
    jacobian = next(step for step in gradient("seed", "Z1").substeps if step.rule == "jacobian")
    assert jacobian.lines[0].expression == local


def test_the_sigmoid_is_defined_where_it_is_used_first() -> None:
    first = next(step for step in derivation("seed").steps if step.name == "A1")
    rules = [line.rule for line in first.lines]
    assert rules[:4] == ["definition", "same_shape", "function", "range"]
    assert first.lines[3].expression == ("lt", 0, ("apply", "sigmoid", "z"), 1)
    assert gradient("seed", "A2").assumptions == (("lt", 0, "A2", 1),)


def test_a_slope_is_said_once_where_the_value_is_of_no_use() -> None:
    """ReLU's slope has one formula; the sigmoid's is boxed with the value reused."""
    found = {step.name: step for step in steps(derivation("relu and softmax")) if step.rule == "function"}
    rules = [(line.rule, line.boxed) for line in found["relu"].lines]
    assert rules == [("flat", False), ("differentiate", False), ("nothing_left", True)]
    assert found["relu"].assumptions == (("ne", "z", 0),)
    sigmoid = next(step for step in steps(derivation("seed")) if step.rule == "function")
    rules = [(line.rule, line.boxed) for line in sigmoid.lines]
    assert rules[:3] == [("differentiate", False), ("split", False), ("complement", False)]
    assert rules[3:] == [("reuse", True)]


@each_network
def test_a_line_about_shapes_shows_some(network: str) -> None:
    """Each line with the rule `shapes` has shapes below its factors."""
    for step in steps(derivation(network)):
        for line in step.lines:
            if line.rule == "shapes":
                assert any(isinstance(part, tuple) and part[0] == "shaped" for part in walk(line.expression))


def test_a_long_sum_is_not_written_out() -> None:
    """The mean over 16 samples is a matrix of one row; its entries would have 16 terms each."""
    spec = "[network]\nlayers = ['Linear(2, 3)', 'BatchNorm1d(3)']\nloss = 'MSELoss'\n[sizes]\nN = {}\n"
    short, long = (lesson(build(read_spec(spec.format(count))))[0] for count in (2, 16))
    rules = [{line.rule for line in step.lines} for whole in (short, long) for step in steps(whole)
             if step.stage == "forward" and step.name == "H2"]  # fmt: skip
    assert ["entries" in found for found in rules] == [True, False]
    longest = max(len(term) for step in steps(long) for line in step.lines for term in walk(line.expression)
                  if isinstance(term, tuple) and term[0] == "add")  # fmt: skip
    assert longest <= 9
