"""Every test that may be skipped says why."""

import ast

from tests.house.sources import ROOT

FILES = sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)


def unexplained(source: str) -> list[int]:
    """The lines of calls that skip without a reason.

    >>> unexplained("pytest.skip('no TeX here')\\npytest.importorskip('torch')")
    [2]
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if _name(call) in SKIPS and not _explained(call)]


SKIPS = ("skip", "skipif", "importorskip", "xfail")


def _name(call: ast.Call) -> str:
    """`skipif` of `pytest.mark.skipif(…)`; nothing for calls that are none of pytest's."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not ast.unparse(function).startswith("pytest."):
        return ""
    return function.attr


def _explained(call: ast.Call) -> bool:
    first = _name(call) == "skip" and bool(call.args)
    return first or any(keyword.arg == "reason" for keyword in call.keywords)


def test_it_says_why() -> None:
    bare = {str(path.relative_to(ROOT)): unexplained(path.read_text("utf-8")) for path in FILES}
    assert {name: lines for name, lines in bare.items() if lines} == {}


def test_a_skip_without_a_reason_is_found() -> None:
    bare = "@pytest.mark.skipif(True)\ndef test(): ...\npytest.importorskip('torch')\npytest.skip()\n"
    assert sorted(unexplained(bare)) == [1, 3, 4]
