"""Every language says the same: the same keys, and words for every step of every rule."""

import re
import shutil
from pathlib import Path

import pytest

from derive.checks import bounds
from derive.checks.axioms import BIT
from derive.errors import DeriveError
from derive.render import FORMATS, labels, languages, rules
from derive.render.evidence import LAWS
from derive.render.places import templates
from derive.render.wording import Wording
from derive.render.words import catalogue
from derive.reports import words_of
from tests.oracles.networks import NETWORKS
from tests.render.documents import made, text

OTHERS = [language for language in languages() if language != "en"]
VARIABLE = re.compile(r"<<\s*\(?([A-Za-z_]\w*)|<% (?:el)?if (?:not )?([A-Za-z_]\w*)")


def table(language: str) -> dict[str, str]:
    words = catalogue(language)
    return {key: str(words.find(key)) for key in words.keys()}  # noqa: SIM118


def used(words: str) -> set[str]:
    """The variables that words take."""
    return {one or other for one, other in VARIABLE.findall(words)}


def test_there_are_two() -> None:
    assert {"en", "ko"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_language_says_which_it_is(language: str) -> None:
    assert catalogue(language)["language.code"] == language
    assert catalogue(language)["language.name"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_keys_are_those_of_english(language: str) -> None:
    english, other = table("en"), table(language)
    assert sorted(set(english) ^ set(other)) == []
    assert [key for key in english if bool(english[key].strip()) != bool(other[key].strip())] == []
    assert {key for key in english if key.endswith(".like") and english[key] != other[key]} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_variables_are_those_of_english(language: str) -> None:
    """Words take no variable that the English words of the same family do not have."""
    english, other = table("en"), table(language)
    everywhere = set().union(*map(used, english.values()))
    assert {key: rest for key, words in other.items() if (rest := used(words) - everywhere)} == {}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_step_of_every_rule_is_said(name: str, language: str) -> None:
    text("md", name, language=language, ledger=True)
    text("md", name, language=language, detail="brief")


@pytest.mark.parametrize("language", OTHERS)
def test_every_gradient_can_be_told_alone(language: str) -> None:
    for gradient in (step.name for step in made().derivation.steps if step.stage == "backward"):
        text("md", language=language, only=gradient)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_speaks_every_language(format: str, language: str) -> None:
    assert text(format, language=language) != text(format)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    """No English sentence: three English words in a row."""
    plain = {key: re.sub(r"<<.*?>>|<%.*?%>", "", words) for key, words in table(language).items()}
    left = {key for key, words in plain.items() if re.search(r"(?:\b[A-Za-z’']+ ){3}[A-Za-z]+", words)}
    assert {key for key in left if not key.startswith("evidence")} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_laws_are_said_in_the_language(language: str) -> None:
    """A law whose name is words has words in every language; no ledger shows the English ones."""
    assert set(LAWS) == {*bounds._WORDS.values(), bounds.NUMBERS, bounds.FACTORS, BIT}
    for network in ("seed", "relu and softmax"):
        ledger = text("md", network, language=language, ledger=True)
        assert not [law for law in (*LAWS, ", for ") if law in ledger]


@pytest.mark.parametrize("language", languages())
def test_labels_and_rules(language: str) -> None:
    assert set(labels(language)) == set(labels("en"))
    assert set(rules(language)) == set(rules("en"))


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Captions and reports are the English ones until the language has its own."""
    shutil.copytree(templates(), tmp_path / "templates")
    english = (tmp_path / "templates" / "words" / "en.toml").read_text("utf-8")
    german = english.replace('code = "en"', 'code = "de"').replace("Notation", "Bezeichnungen")
    (tmp_path / "templates" / "words" / "de.toml").write_text(german, "utf-8")
    monkeypatch.setattr("derive.render.words.templates", lambda: tmp_path / "templates")
    page = text("md", language="de")
    assert "## 1 Bezeichnungen" in page
    assert [*Wording("de").figures.keys()] == [*Wording("en").figures.keys()]
    assert words_of("de").say("follows", line=3) == "wrong because line 3 is"
    with pytest.raises(DeriveError, match=r"no language 'dd'.*de, en, ko"):
        text("md", language="dd")
