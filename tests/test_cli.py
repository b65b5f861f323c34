"""The command line: what it prints, writes, refuses, and with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from derive.cli import cli
from derive.network import SEED
from tests.house.sources import ROOT


def run(*args: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=text)


def test_build_writes_four_documents_and_prints_their_paths(tmp_path: Path) -> None:
    result = run("build", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    names = [Path(line).name for line in result.stdout.split()]
    pictures = [name for name in names if name.endswith(".svg")]  # what the Markdown links to
    assert [name for name in names if name not in pictures] == [
        "seed.tex",
        "seed.md",
        "seed.html",
        "seed.json",
    ]
    assert pictures == ["seed-network.svg", "seed-graph.svg"]
    assert all(Path(line).is_file() for line in result.stdout.split())
    assert run("build", "-o", str(tmp_path)).exit_code == 0, "our own files are overwritten"


def test_build_of_a_spec_takes_its_stem(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(SEED, "utf-8")
    result = run("build", str(tmp_path / "net.toml"), "-o", str(tmp_path / "out"), "--format", "md")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "net.md").is_file()


def test_build_to_stdout_is_one_document() -> None:
    result = run("build", "-o", "-", "--detail", "brief")
    assert result.exit_code == 0
    assert result.stdout.startswith("# ")


def test_build_of_one_gradient() -> None:
    whole, one = run("build", "-o", "-").stdout, run("build", "-o", "-", "--only", "dL/dW1").stdout
    assert 0 < len(one) < len(whole) / 4
    result = run("build", "-o", "-", "--only", "dL/dW7")
    assert result.exit_code == 2
    assert "no gradient 'dL/dW7'; did you mean 'dL/dW" in result.stderr


@pytest.mark.parametrize("command", ["build", "eval", "code"])
def test_every_way_in(command: str) -> None:
    tail = ("-o", "-", "--format", "json") if command == "build" else ()
    line = run(command, "--net", "Linear(2, 3) Tanh Linear(3, 1)", "--loss", "MSELoss", *tail)
    assert line.exit_code == 0, line.output
    model = "Sequential(\n  (0): Linear(in_features=2, out_features=3, bias=True)\n  (1): Tanh()\n"
    model += "  (2): Linear(in_features=3, out_features=1, bias=True)\n)\n"
    torch = run(command, "--torch-repr", "-", "--loss", "MSELoss", *tail, text=model)
    assert torch.stdout == line.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("build", "missing.toml"), "no file missing.toml"),
        (("build", "--format", "doc"), "no format 'doc'"),
        (("build", "--net", "Linear(2, 3)"), "--net needs --loss"),
        (("build", "--loss", "MSELoss"), "--loss goes with --net or --torch-repr"),
        (("eval", "a.toml", "--net", "Linear(2, 3)"), "SPEC and --net each say which network"),
        (("code", "--net", "Linear(2, 3) Conv2d(3, 3)", "--loss", "MSELoss"), "Conv2d is not derived"),
        (("build", "--style", "nielson"), "no style 'nielson'; did you mean 'nielsen'"),
        (("check", "missing.json"), "no file missing.json"),
    ],
)
def test_bad_use_is_one_message_and_exit_code_2(args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_every_problem_of_a_spec_at_once(tmp_path: Path) -> None:
    spec = (
        SEED.replace("'Linear(3, 1)'", "'Linear(3, 0)'").replace("title", "titel").replace("N = 2", "N = -1")
    )
    (tmp_path / "bad.toml").write_text(spec, "utf-8")
    result = run("build", str(tmp_path / "bad.toml"), "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 3
    assert not (tmp_path / "out").exists()


def test_check_proves_what_build_wrote_and_refuses_a_change(tmp_path: Path) -> None:
    text = run("build", "-o", "-", "--format", "json").stdout
    (tmp_path / "seed.json").write_text(text, "utf-8")
    good = run("check", str(tmp_path / "seed.json"))
    assert good.exit_code == 0, good.output
    assert "9 of 9 gradients agree" in good.output
    data = json.loads(text)
    step = next(step for step in data["steps"] if step["name"] == "dW2")
    line = next(
        line for line in step["lines"] if line["expression"][2] == ["matmul", ["transpose", "A1"], "dZ2"]
    )
    line["expression"][2] = ["neg", line["expression"][2]]
    (tmp_path / "bad.json").write_text(json.dumps(data), "utf-8")
    bad = run("check", str(tmp_path / "bad.json"))
    assert bad.exit_code == 1
    assert "dW2/" in bad.output
    assert "refuted" in bad.output


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": 2}', '{"schema": 1}', "[" * 100_000, "nan"])
def test_check_of_something_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    result = run("check", str(tmp_path / "x.json"))
    assert result.exit_code == 2
    assert result.stderr.startswith("derive: not ")
    assert len(result.stderr.splitlines()) == 1


def test_init_prints_a_spec_that_builds(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(run("init").output, "utf-8")
    assert run("eval", str(tmp_path / "net.toml")).output == run("eval").output


def test_list_shows_every_kind() -> None:
    output = run("list").output
    for word in ("Linear", "BCELoss", "matmul", "sigmoid_bce", "seed", "html"):
        assert word in output
    assert run("list", "losses").output.split()[0] == "BCELoss"


@pytest.mark.parametrize(
    "command", [["eval"], ["list"], ["build", "-o", "-"], ["build", "-o", "-", "--format", "tex"]]
)
def test_a_terminal_that_lacks_characters(command: list[str]) -> None:
    """A Korean console, and one that knows ASCII alone."""
    for encoding in ("cp949", "ascii"):
        environ = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-m", "derive", *command], capture_output=True, env=environ)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        assert done.stdout


def test_a_derivation_in_place_of_a_spec_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{"generator": "derive build"}', "utf-8")
    result = run("build", str(tmp_path / "seed.json"))
    assert result.exit_code == 2
    assert "JSON, and a spec is TOML" in result.stderr and "`derive check" in result.stderr


def test_the_vocabulary_fits_a_terminal() -> None:
    listed = run("list").stdout
    assert max(map(len, listed.splitlines())) <= 80
    words = " ".join(listed.split())
    assert "(torch.nn.Linear stores its transpose)." in words, "wrapped, not cut"
