"""Hostile and broken input: a clear message or a verdict, never a crash or a hang; other files go on."""

import errno
import os
from pathlib import Path

import pytest

import derive
from derive.judging.check import MAX_EQUATIONS
from derive.reading.document import MAX_BYTES
from tests.checking.posts import BAD_POST, GOOD_POST, MISTAKES, run, write

NETWORK = r"$Z = X W + b$, $A = \sigma(Z)$, $L = \frac{1}{N} \sum_{i=1}^N (a_i - y_i)^2$. "
CHAIN = " ".join(rf"\sum_{{{a}}} x_{{{a}{b}}}" for a, b in zip("klmpqrstuv", "lmpqrstuvk", strict=True))
# what a formula holds -> its verdict, and a part of the message
HOSTILE = {
    "1e999999999 X^T": ("undecided", "a number that cannot be read"),
    "9" * 5_000: ("undecided", "a number that cannot be read"),
    "10^{999999999} X": ("undecided", "999999999 is not a whole number or a half"),
    "(" * 60 + "X" + ")" * 60: ("not_understood", "nested deeper than 48"),
    "(" * 6_000: ("not_understood", "more than 5000 tokens"),
    r"\frac{1}{" * 60 + "X" + "}" * 60: ("not_understood", "nested deeper than 48"),
    CHAIN: ("undecided", "too many operations"),
    "\x00\x01": ("not_understood", "no such symbol"),
    r"\a": ("not_understood", "a macro expands without end"),
}
BOMB = r"\newcommand{\a}{\b\b}\newcommand{\b}{\c\c}\newcommand{\c}{\a\a}" + "\n"


@pytest.mark.parametrize("claim", list(HOSTILE), ids=lambda claim: ascii(claim[:16]))
def test_hostile_formulas(claim: str) -> None:
    name = "w_{ij}" if claim == CHAIN else "W"
    text = BOMB + NETWORK + rf"$\frac{{\partial L}}{{\partial {name}}} = {claim}$"
    found = derive.check_text(text).files[0].equations[-1]
    verdict, message = HOSTILE[claim]
    assert found.verdict == verdict
    assert message in found.message


def test_a_long_claim_is_decided_or_says_why_not() -> None:
    text = NETWORK + r"$\nabla_W L = " + " + ".join([r"X^T \nabla_Z L"] * 300) + "$"
    (found,) = [one for one in derive.check_text(text).files[0].equations if one.gradient]
    assert found.verdict in ("refuted", "undecided")


ENCODED = {
    "Windows": GOOD_POST.replace("\n", "\r\n").encode(),
    "byte-order mark": b"\xef\xbb\xbf" + GOOD_POST.encode(),
    "UTF-16": GOOD_POST.encode("utf-16"),
    "broken UTF-8": GOOD_POST.replace("we get", "\x7f").encode().replace(b"\x7f", b"\xff\xfe\xe2\x82"),
    "old Macintosh": GOOD_POST.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("name", list(ENCODED))
def test_encodings(tmp_path: Path, name: str) -> None:
    path = tmp_path / "post.md"
    path.write_bytes(ENCODED[name])
    result = run(path)
    assert result.exit_code == 0, result.output
    assert "judged 5 of 10" in result.stdout


@pytest.mark.parametrize("name", ["Windows", "byte-order mark", "broken UTF-8"])
def test_positions_in_encodings(tmp_path: Path, name: str) -> None:
    path = tmp_path / "post.md"
    changes = {"Windows": lambda text: text.replace("\n", "\r\n").encode(),
               "byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
               "broken UTF-8": lambda text: text.encode().replace(b"we get", b"\xff\xe2")}  # fmt: skip
    path.write_bytes(changes[name](BAD_POST))
    heads = [line for line in run(path).stdout.splitlines() if line.startswith(str(path))]
    assert [int(head.split(":")[1]) for head in heads] == [line for line, *_ in MISTAKES]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x7fELF\x02\x01\x01\0\0\0", "no text but binary data"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text but binary data"),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
        (b"$x_1 = y$ " * (MAX_EQUATIONS + 1), f"at most {MAX_EQUATIONS} are judged"),
    ],
    ids=["program", "picture", "too large", "too many"],
)
def test_files_that_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "post.md"
    path.write_bytes(data)
    good = write(tmp_path, good_md=GOOD_POST)
    result = run(path, good)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "judged 5 of 10" in result.stdout


FILLERS = [
    "word ",
    "$",
    "$$",
    "\\(",
    "<div>",
    "`",
    "\\begin{align}",
    "<!--",
    "| a | b |\n",
    "{",
    "\\\\",
    "> $$\n",
]


@pytest.mark.parametrize("filler", FILLERS)
def test_large_files(tmp_path: Path, filler: str) -> None:
    """Whatever marks a file is full of, its time is in proportion to its length."""
    path = write(tmp_path, post_md=GOOD_POST + "\n\n" + filler * (150_000 // len(filler)))
    assert run(path).exit_code in (0, 2)


@pytest.mark.sweep
@pytest.mark.parametrize("filler", ["word ", "$", "\\(", "> $$\n"])
def test_ten_megabytes(tmp_path: Path, filler: str) -> None:
    path = write(tmp_path, post_md=GOOD_POST + "\n\n" + filler * (10_000_000 // len(filler)))
    assert run(path).exit_code in (0, 2)


def test_loops_by_links_and_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, a_tex="\\input{b} $Z = XW$", b_tex="\\input{a} $\\nabla_W L = X^T \\nabla_Z L$")
    assert run("a.tex").exit_code == 0
    os.symlink("self.md", "self.md")  # noqa: PTH211
    result = run("self.md")
    assert result.exit_code == 2
    assert "self.md" in result.stderr
    Path("self.md").unlink()
    Path("folder").mkdir()
    os.symlink("..", "folder/up")  # noqa: PTH211
    write(Path("folder"), c_md=GOOD_POST)
    assert run("folder").exit_code == 0


def test_inputs_stay_inside_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inside").mkdir()
    write(tmp_path, secret_tex="$\\nabla_W L = \\nabla_Z L X^T$")
    write(tmp_path / "inside", main_tex="$Z = XW$ \\input{../secret}")
    monkeypatch.chdir(tmp_path / "inside")
    assert run("main.tex", "--allow-empty").stdout.startswith("judged 0 of 1 ")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The superuser reads every file, so it is the system that is asked to refuse."""

    def refused(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    path = write(tmp_path, post_md=GOOD_POST)
    monkeypatch.setattr(Path, "read_bytes", refused)
    result = run(path)
    assert result.exit_code == 2
    assert "Permission denied" in result.stderr
