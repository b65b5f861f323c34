r"""Korean: how a symbol is read aloud, and which particle follows it.

`<< of | math | josa("을/를") >>` is the symbol and its particle: after a final consonant the first of the
pair, else the second (로, not 으로, also after ㄹ). What decides is the last word of the reading:

    a letter by its Korean name       W 더블유, so W를; L 엘, so L을; Greek too: ε 엡실론은, η 에타는
    layers and indices as they stand  W^{[2]} 더블유 이, so 를; b^{[3]} 비 삼, so 은; w_{ij} ends in 제이
    a power, a transpose, a prime     z^2 제곱은, A^\top 전치는, σ' 프라임은
    a fraction, denominator first     \frac{\partial L}{\partial W^{[1]}} 더블유 일 분의 엘, so 을
    a matrix written out              행렬은
    words in Latin letters            those of READINGS, any other by the name of its last letter
    what stands in brackets           is read in a formula, σ(Z) 제트, but not in a text: 순전파(forward)는
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from ..errors import DeriveError, unknown
from ..expression import Term
from .escapes import safe
from .formats import Format
from .typeset import Typesetter

# after a final consonant, and without one
PAIRS = (
    *("은/는", "이/가", "을/를", "과/와", "으로/로", "으로서/로서", "으로부터/로부터"),
    *("이다/다", "이며/며", "이고/고", "이라/라", "이라는/라는", "이므로/므로"),
)

_NAMES = """\
a 에이 b 비 c 시 d 디 e 이 f 에프 g 지 h 에이치 i 아이 j 제이 k 케이 l 엘 m 엠 n 엔 o 오 p 피 q 큐 r 알 s 에스
t 티 u 유 v 브이 w 더블유 x 엑스 y 와이 z 제트
0 영 1 일 2 이 3 삼 4 사 5 오 6 육 7 칠 8 팔 9 구
alpha 알파 beta 베타 gamma 감마 delta 델타 epsilon 엡실론 zeta 제타 eta 에타 theta 세타 iota 이오타 kappa 카파
lambda 람다 mu 뮤 nu 뉴 xi 크시 omicron 오미크론 pi 파이 rho 로 sigma 시그마 tau 타우 upsilon 입실론 phi 피
chi 카이 psi 프시 omega 오메가 varepsilon 엡실론 vartheta 세타 varphi 피 varrho 로 varsigma 시그마 ell 엘
partial 라운드 nabla 나블라 infty 무한대 top 전치 intercal 전치 prime 프라임
hat 햇 widehat 햇 tilde 틸다 widetilde 틸다 bar 바 overline 바 dot 점
log 로그 ln 로그 exp 지수함수 tanh 탄젠트 sinh 사인 cosh 코사인 vec 벡 diag 다이애그 sgn 부호 sign 부호
mean 민 relu 렐루 gelu 젤루 silu 실루 elu 엘루 sigmoid 시그모이드 softmax 맥스 softplus 플러스 yhat 햇
gradient 그래디언트 loss 로스 bias 바이어스 weight 웨이트 rule 룰
"""

# letters, digits, TeX commands without their backslash and words, each with its reading or the end of it
READINGS: Mapping[str, str] = dict(re.findall(r"(\S+) (\S+)", _NAMES))

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+|[가-힣]+|[^\s]")
_WORD = re.compile(r"\d+|[가-힣]+|[A-Za-z]+")
_WORDED = frozenset({r"\mathrm", r"\operatorname", r"\text", r"\mathit", r"\textbf", r"\textit"})
_ACCENTS = frozenset({r"\hat", r"\widehat", r"\tilde", r"\widetilde", r"\bar", r"\overline", r"\dot"})
_POWER = re.compile(r"[-−]?\d+")
_PLACES = ((1, "십"), (2, "백"), (3, "천"), (4, "만"), (8, "억"), (12, "조"), (16, "경"))
_RIEUL = 8  # the final consonant ㄹ


def josa(word: str, pair: str) -> str:
    """The particle of a pair that follows a word in Hangul; raises DeriveError for a pair there is not.

    >>> [word + josa(word, "으로/로") for word in ("이", "삼", "엘")]
    ['이로', '삼으로', '엘로']
    """
    if pair not in PAIRS:
        raise DeriveError(unknown("particle", pair, PAIRS))
    closed, open_ = pair.split("/")
    final = (ord(word[-1]) - ord("가")) % 28 if word and "가" <= word[-1] <= "힣" else 0
    return open_ if final == 0 or (final == _RIEUL and closed.startswith("으로")) else closed


def read_word(word: str, readings: Mapping[str, str] = READINGS) -> str:
    """The end of how a word, a name in Latin letters or a number is read.

    >>> [read_word(word) for word in ("함수", "ReLU", "L", "12", "100")]
    ['함수', '렐루', '엘', '이', '백']
    """
    if word.isdigit() and word.endswith("0") and word.strip("0"):
        zeros = len(word) - len(word.rstrip("0"))
        return [place for least, place in _PLACES if least <= zeros][-1]
    return readings.get(word) or readings.get(word.lower()) or readings.get(word[-1].lower(), word)


def read_text(text: str, readings: Mapping[str, str] = READINGS) -> str:
    """The end of how a text is read; a remark in brackets at its end is not.

    >>> read_text("순전파(forward)"), read_text("(12)"), read_text("3.1")
    ('순전파', '이', '일')
    """
    words = _WORD.findall(re.sub(r"\s*\([^()]*\)$", "", text)) or _WORD.findall(text)
    return read_word(words[-1], readings) if words else ""


def read_tex(tex: str, readings: Mapping[str, str] = READINGS) -> str:
    r"""The end of how a formula is read.

    >>> read_tex(r"W^{[2]}"), read_tex(r"\frac{\partial L}{\partial W^{[1]}}"), read_tex(r"A^{[1]\top}")
    ('이', '엘', '전치')
    """
    return _Formula(_TOKEN.findall(tex), readings).read()


class _Formula:
    """The tokens of a formula, read from left to right; the last word read is what counts."""

    def __init__(self, tokens: Sequence[str], readings: Mapping[str, str]) -> None:
        self._tokens, self._readings = tokens, readings
        self._next = iter(tokens)

    def read(self) -> str:
        last = ""
        for token in self._next:
            last = self._one(token, last) or last
        return last

    def _one(self, token: str, last: str) -> str:
        if token in _ACCENTS or token in _WORDED:
            return self._named(token)
        match token:
            case r"\frac" | r"\tfrac" | r"\dfrac":
                above, below = self._inner(self._argument()), self._inner(self._argument())
                return above or below
            case r"\begin":
                self._skip()
                return "행렬"
            case "{":
                return self._inner([*self._group()])
            case "^":
                return self._above(self._argument())
            case "'":
                return self._readings["prime"]
        if token.startswith("\\"):
            return self._readings.get(token[1:], self._readings.get(token[1:].lower(), ""))
        return read_word(token, self._readings) if _WORD.fullmatch(token) else ""

    def _named(self, token: str) -> str:
        inner = self._argument()
        return self._readings[token[1:]] if token in _ACCENTS else read_text("".join(inner), self._readings)

    def _above(self, inner: Sequence[str]) -> str:
        if _POWER.fullmatch("".join(inner)):
            return "제곱"
        return self._readings["top"] if [*inner] == ["T"] else self._inner(inner)

    def _inner(self, tokens: Sequence[str]) -> str:
        return _Formula(tokens, self._readings).read()

    def _argument(self) -> list[str]:
        token = next(self._next, "")
        return [*self._group()] if token == "{" else [token]

    def _group(self) -> Iterator[str]:
        depth = 1
        for token in self._next:
            depth += {"{": 1, "}": -1}.get(token, 0)
            if not depth:
                return
            yield token

    def _skip(self) -> None:
        depth = 1
        for token in self._next:
            depth += {r"\begin": 1, r"\end": -1}.get(token, 0)
            if not depth:
                self._argument()
                return


class Spoken(Markup):
    """Safe text that knows the end of how it is read."""

    end: str

    def __new__(cls, text: str, end: str = "") -> "Spoken":
        """The text, and the last word of its reading."""
        made = super().__new__(cls, text)
        made.end = end
        return made


def filters(
    known: Mapping[str, Callable[..., Any]],
    setter: Typesetter,
    both: str,
    readings: Mapping[str, str] = READINGS,
) -> dict[str, Callable[..., Any]]:
    """The filters of words in Korean: those known, their results with a reading, and `josa`.

    both: the particles that say “and”
    """

    def math(term: Term) -> Spoken:
        return Spoken(known["math"](term), read_tex(setter.notation.latex(setter.short(term)), readings))

    def dims(shape: Sequence[str | int]) -> Spoken:
        text = known["dims"](shape)
        return Spoken(text, math(shape[-1]).end if shape else read_text(text, readings))

    def numbers(shape: Sequence[int]) -> Spoken:
        return Spoken(known["numbers"](shape), read_text(str(shape[-1]), readings) if shape else "")

    def ref(one: Any) -> Spoken:
        return Spoken(known["ref"](one), read_text(one.number, readings))

    def particle(text: str, pair: str) -> Spoken:
        end = text.end if isinstance(text, Spoken) else read_text(text, readings)
        written = text if isinstance(text, Markup) else safe(setter.format.text(text))
        return Spoken(written + safe(josa(end, pair)))

    def listing(terms: Sequence[Term]) -> Spoken:
        parts = [math(term) for term in terms]
        if len(parts) == 2:
            return Spoken(particle(parts[0], both) + safe(" ") + parts[1], parts[1].end)
        return Spoken(", ".join(parts), parts[-1].end if parts else "")

    own: dict[str, Callable[..., Any]] = {"math": math, "dims": dims, "numbers": numbers, "ref": ref}
    return {**known, **own, "listing": listing, "josa": particle}


def emphasised(form: Format) -> Format:
    """A format in which a particle may follow emphasised words.

    `**순전파(forward)**는` is not emphasis in Markdown: a bracket stands before the marks and a letter after.
    In LaTeX, Korean letters have no italic.
    """
    if form.escape == "latex":
        return replace(form, emphasis=form.strong)
    if form.escape != "markdown":
        return form
    return replace(form, emphasis=("<em>", "</em>"), strong=("<strong>", "</strong>"))
