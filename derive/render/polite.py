"""Korean in its polite register: the catalogue's plain endings (-다) become those of 합니다체.

Only what ends a sentence changes: before a full stop, a colon, a question mark, the end of the words, or a
branch of the template. The ending follows from the last syllable of what stands before it:

    남는다, 같다, 했다    남습니다, 같습니다, 했습니다    after a final consonant
    한다, 길다            합니다, 깁니다                  ㄴ or ㄹ gives way to ㅂ
    크다, 이다            큽니다, 입니다                  no final consonant: ㅂ joins it
    남는가, 인가          남습니까, 입니까                a question
    보자, 읽자            봅시다, 읽읍시다                a proposal; not a noun such as 숫자
"""

import re

DONE = ("니", "시")  # of an ending that is polite already: 합니다, 봅시다
NO_ENDS = ("마다",)  # 저마다, 걸음마다: each
NOUNS = frozenset({"숫자", "글자", "분자", "상자", "문자", "각자"})
_END = r"(?=[*”’\")]*(?:\([^()]*\))?[*”’\")]*(?:[.?!:;]|\s*<%|\s*$))"
_WORD = re.compile(rf"([가-힣]+|(?<![\s가-힣]))(다|자){_END}")  # `둘 다` ends no sentence
_QUESTION = re.compile(r"([가-힣]*[가-힣])(가)(?=,|[*”’\")]*(?:[.?!:;]|\s*<%|\s*$))([*]*)(\.?)")
_DOUBT = re.compile(r"([가-힣]+(?<!니)까)(?=[*”’\")]*\?)")
_COPULA = re.compile(r"\s*\|\s*josa\(\"이다/다\"\)\s*>>")
_FIRST, _FINALS = ord("가"), 28
_NIEUN, _RIEUL, _BIEUP = 4, 8, 17


def polite(text: str) -> str:
    """Words of the catalogue with polite endings.

    >>> polite("합을 구한다. 무엇이 남는가? 숫자를 보자. 이것은 식이다")
    '합을 구합니다. 무엇이 남습니까? 숫자를 봅시다. 이것은 식입니다'
    """
    text = _COPULA.sub(" >>입니다", text)
    text = _DOUBT.sub(r"\1요", text)
    text = _QUESTION.sub(_asked, text)
    return _WORD.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    stem, ending = found[1], found[2]
    if (stem + ending).endswith(NO_ENDS):
        return found[0]
    if ending == "다":
        return found[0] if stem.endswith(DONE) and stem != "아니" else _formal(stem, "니다", "습")
    return found[0] if not stem or stem + ending in NOUNS else _formal(stem, "시다", "읍")


def _asked(found: re.Match[str]) -> str:
    stem, dot = found[1], "?" if found[4] else ""
    if stem.endswith("는"):
        return _formal(stem[:-1], "니까", "습") + found[3] + dot
    if _final(stem[-1]) == _NIEUN:
        return _formal(stem, "니까", "습") + found[3] + dot
    return found[0]


def _formal(stem: str, ending: str, syllable: str) -> str:
    """A stem with a polite ending: ㅂ joins a last syllable that is open or ends in ㄴ or ㄹ."""
    if ending == "니다" and stem.endswith("는"):  # 남는다
        stem = stem[:-1]
    if not stem:
        return "입" + ending
    final = _final(stem[-1])
    if final not in (0, _NIEUN, _RIEUL):
        return stem + syllable + ending
    return stem[:-1] + chr(ord(stem[-1]) - final + _BIEUP) + ending


def _final(syllable: str) -> int:
    return (ord(syllable) - _FIRST) % _FINALS
