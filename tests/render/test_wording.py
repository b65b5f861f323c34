"""Register, readings and glossary: the same document in other words."""

import re

import pytest

from derive.errors import DeriveError
from derive.render import FORMATS, Wording
from derive.render.polite import polite
from derive.render.words import tables
from tests.render.documents import made
from tests.render.test_languages import table

POLITE = Wording("ko", "polite")
# what a sentence of the plain register ends in, before its full stop or at the end of the words
PLAIN = re.compile(r"(?:[가-힣]*(?<![니시])다|[가-힣]*[는인]가|[가-힣]*자)(?=[*”’\")]*(?:[.?!:](?!\d)|\s*$))")
NOUNS = ("숫자", "글자", "분자", "상자")


def words(folder: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def flat(part: object, key: str) -> None:
        if isinstance(part, dict):
            for name, inner in part.items():
                flat(inner, f"{key}.{name}")
        elif not key.endswith(".like"):
            found[key] = str(part).strip()

    flat(dict(tables("ko", folder)), folder)
    return found


@pytest.mark.parametrize(
    ("plain", "formal"),
    [
        ("합이 남는다.", "합이 남습니다."),
        ("더한다. 만든다. 이룬다.", "더합니다. 만듭니다. 이룹니다."),
        ("같다. 없다. 했다. 짧다.", "같습니다. 없습니다. 했습니다. 짧습니다."),
        ("식이다. 크다. 아니다. 길다.", "식입니다. 큽니다. 아닙니다. 깁니다."),
        ("<< x | math >>다.", "<< x | math >>입니다."),
        ('<< x | math | josa("이다/다") >>.', "<< x | math >>입니다."),
        ("<< x | math >>이다.", "<< x | math >>입니다."),
        ("어디서 오는가? 무엇인가? 하나인가, 둘인가?", "어디서 옵니까? 무엇입니까? 하나입니까, 둘입니까?"),
        ("**무엇을 구하는가.**", "**무엇을 구합니까?**"),
        ("왜 그렇게 하지 않았을까?", "왜 그렇게 하지 않았을까요?"),
        ("기억해 두자. 왼쪽부터 읽자.", "기억해 둡시다. 왼쪽부터 읽읍시다."),
        ("형상과 숫자. 분자", "형상과 숫자. 분자"),
        ("*섞는다*. (더한다.) 따른다:", "*섞습니다*. (더합니다.) 따릅니다:"),
        ("남는다<% if x %>. 없다<% endif %>.", "남습니다<% if x %>. 없습니다<% endif %>."),
        ("둘 다<% endif %> << n | math >>이라는 값", "둘 다<% endif %> << n | math >>이라는 값"),
        ("한다는 뜻, 샘플마다 다른 값", "한다는 뜻, 샘플마다 다른 값"),
        ("저마다 <% if x %>하나씩<% endif %> 구한다", "저마다 <% if x %>하나씩<% endif %> 구합니다"),
        ("*소실된다*(vanishing). 같은가(same)?", "*소실됩니다*(vanishing). 같은가(same)?"),
    ],
)
def test_endings(plain: str, formal: str) -> None:
    assert polite(plain) == formal and polite(formal) == formal


@pytest.mark.parametrize("folder", ["words", "figures"])
def test_no_sentence_of_the_catalogue_is_left_plain(folder: str) -> None:
    left = {}
    for key, text in words(folder).items():
        bare = re.sub(r"<%.*?%>", " . ", re.sub(r"<<.*?>>", "값", polite(text), flags=re.DOTALL))
        found = [end for end in PLAIN.findall(bare) if end not in (*NOUNS, "다")]
        if found:
            left[key] = found
    assert left == {}


@pytest.mark.parametrize("folder", ["words", "figures"])
def test_the_endings_alone_change(folder: str) -> None:
    for key, text in words(folder).items():
        before, after = text.replace(' | josa("이다/다")', "").split(), polite(text).split()
        assert len(before) == len(after), key
        assert re.findall(r"<%.*?%>", text) == re.findall(r"<%.*?%>", polite(text)), key


@pytest.mark.parametrize("format", FORMATS)
def test_a_polite_document(format: str) -> None:
    document = made().text(format, language=POLITE)
    text = re.sub(r"<[^>]+>|\$[^$]*\$", "", document)
    assert len(re.findall(r"니다[.:]", text)) > 60
    assert not re.findall(r"[가-힣](?:한|는|이)다\.(?:\s|$)", text)


def test_english_has_one_register() -> None:
    with pytest.raises(DeriveError, match="en has no register polite"):
        made().text("md", language=Wording("en", "polite"))


def test_a_glossary_says_it_in_other_words() -> None:
    adjoint = Wording("en", glossary={"upstream gradient": "adjoint"})
    plain, changed = made().text("md"), made().text("md", language=adjoint)
    assert "upstream gradient" in plain and "upstream gradient" not in changed.lower()
    assert changed.lower().count("adjoint") == plain.lower().count("upstream gradient")
    assert "**Adjoint" in changed or "Adjoint" in changed or "adjoint" in changed


@pytest.mark.parametrize(
    ("own", "wanted"),
    [("상류 기울기", "상류 기울기는"), ("위쪽 미분값", "위쪽 미분값은"), ("Adjoint L", "Adjoint L은")],
)
def test_a_particle_follows_the_word_that_is_used(own: str, wanted: str) -> None:
    korean = Wording("ko", glossary={"upstream gradient": own})
    text = " ".join(made().text("plain", language=korean).split())
    assert "upstream gradient" not in text.lower() and wanted in text


def test_a_reading_decides_the_particle() -> None:
    """L is read 엘, which ends in a consonant, unless a spec says otherwise."""
    ends = re.compile(r"L(은|는|이|가|을|를)\b")
    plain, other = (
        set(ends.findall(made().text("plain", language=Wording("ko", readings=own))))
        for own in ({}, {"L": "로스"})
    )
    assert plain and plain <= {"은", "이", "을"}
    assert other and other <= {"는", "가", "를"}


def test_every_key_has_its_words_in_both_registers() -> None:
    assert set(POLITE.catalogue.keys()) == set(table("ko"))
