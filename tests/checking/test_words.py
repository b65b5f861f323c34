"""The words of the reports: the same keys in every language, and a translation for what the judge says."""

import re
import tomllib

import pytest

import derive
from derive.reports.words import FOLDER, languages, words_of
from tests.checking.posts import BAD_POST, run
from tests.house.sources import ROOT

TABLES = {
    name: tomllib.loads((ROOT / "templates" / FOLDER / f"{name}.toml").read_text("utf-8"))
    for name in languages()
}
FIELD = re.compile(r"\{(\w*)\}")
SAID = re.compile(
    r'(?:Missing|Misfit|Unsaid|doubts\.add|Outcome)\((?:MISSING, )?f?"((?:[^"\\]|\\.)*)"', re.DOTALL
)


@pytest.mark.parametrize("language", list(TABLES))
def test_every_language_has_the_same_words(language: str) -> None:
    for table in ("words", "kinds"):
        assert TABLES[language][table].keys() == TABLES["en"][table].keys()
    for key, text in TABLES["en"]["words"].items():
        assert sorted(FIELD.findall(text)) == sorted(FIELD.findall(TABLES[language]["words"][key])), key


@pytest.mark.parametrize("language", [name for name in TABLES if name != "en"])
def test_translations_keep_every_part(language: str) -> None:
    for key, text in TABLES[language]["messages"].items():
        assert len(FIELD.findall(text)) == key.count("{}"), key


def test_every_kind_of_mistake_has_words() -> None:
    text = (ROOT / "derive" / "judging" / "edits.py").read_text("utf-8")
    kinds = set(re.findall(r'yield (?:\(\s*)?"([a-z-]+)"', text)) | {"shape", "contradiction"}
    assert len(kinds) > 10
    assert kinds <= TABLES["en"]["kinds"].keys()


def said_by_the_judge() -> list[str]:
    """What the judge may say, with an X in place of what it puts in."""
    folder = ROOT / "derive" / "judging"
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.py"))]
    found = [match for text in texts for match in SAID.findall(text)]
    return sorted({re.sub(r"\{[^{}]*\}", "X", text) for text in found})


def test_what_the_judge_says_is_translated() -> None:
    """Nine in ten at least; what is new stays English until it is."""
    texts, words = said_by_the_judge(), words_of("ko")
    assert len(texts) > 60
    missing = [text for text in texts if words.message(text) == text]
    assert len(missing) <= len(texts) / 10, missing


def test_messages_inside_messages() -> None:
    words = words_of("ko")
    assert words.message("(3, 4) is not (4, 3)") == "(3, 4)는 (4, 3)가 아님"
    assert words.message("one sample; the loss is a sum") == "샘플이 하나; 손실이 합"
    assert words.message("something new") == "something new"


def test_a_report_in_korean() -> None:
    lines = run("-", "--lang", "ko", "--format", "concise", text=BAD_POST).stdout.splitlines()
    assert lines[0] == "<stdin>:12:3: 틀림 [order] dL/dW2: 곱의 순서가 다름"
    assert lines[-1] == "식 10개 중 5개 판정: 성립 2, 틀림 3; 정의 5"
    with pytest.raises(derive.DeriveError, match="no language 'xx'"):
        derive.check_text("$x$", language="xx")
