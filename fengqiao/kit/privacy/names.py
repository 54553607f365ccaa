"""Names of people in folded Chinese text: a family name, one or two characters more, and words around that say so."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fengqiao.kit.privacy.lexicon import Lexicon, alternatives, lexicon
from fengqiao.kit.privacy.spans import PrivateKind, PrivateSpan

_CJK = "\u4e00-\u9fff"
_STOPS = re.compile(rf"[^{_CJK}A-Za-z0-9*]|\Z")
# How sure a name is by what stands beside it; `_judged` takes off for what speaks against it.
_TITLED, _NAMED, _DESCRIBED, _LOOSELY, _LISTED, _SIGNED, _ALONE = 0.86, 0.92, 0.92, 0.8, 0.78, 0.8, 0.56
_SURE_ENOUGH_TO_REPEAT, _SURE_ENOUGH_TO_LIST = 0.7, 0.5
_PLACE_ENDS = frozenset("园路街村镇县市区店厂河湖江沟塘苑办")
_JOINS = "、和与及跟同"
_LEFT_OF_ONE = frozenset("的了由和与被把让找给向对是及跟将叫、，。；：！？“”\"'（）()《》,.;:!?\n \t/")


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    behind: re.Pattern[str]
    described: re.Pattern[str]
    alone: re.Pattern[str]
    titles: re.Pattern[str]
    places: re.Pattern[str]
    after: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    words = lexicon()
    single = "".join(sorted(words.single))
    sure = "".join(sorted(words.single - words.little))
    given = "".join(sorted(words.given - words.never_given))
    family = f"(?:{alternatives(words.compound)}|[{single}])"
    name = f"({family}[{_CJK}]{{1,2}})"
    facts = (
        r"收?[（(，, ]{0,2}(?:[男女][，,。）)； ]|[男女]\Z|汉族|现年|身份证|身份号|身份证号|证件号|系[^，。]{0,12}[村人]|(?:\d|[一二三四五六七八九十]){1,3}岁"
        r"|[（(]?(?:电话|手机|联系电话|tel|TEL)?[:： ]{0,2}1[3-9]\d[ -]?\d{4})"
    )
    return _Patterns(
        before=re.compile(rf"({alternatives(words.before)})(?:叫做?|名叫|是|为)?[：: “\"（(]{{0,3}}(?={family})"),
        behind=re.compile(rf"(?={name}(?:{alternatives(words.behind)}))"),
        described=re.compile(rf"(?={name}{facts})"),
        alone=re.compile(rf"(?=((?:{alternatives(words.compound)}|[{sure}])[{given}]{{2}}))"),
        titles=re.compile(alternatives(words.behind)),
        places=re.compile(alternatives(words.no_person)),
        after=re.compile(alternatives(words.after)),
    )


def find_names(text: str) -> Iterator[PrivateSpan]:
    """Yield the people named in full; those named by family name and title only are left out. Spans may overlap."""
    found = {(span.start, span.end): span for span in _beside_words(text)}
    for span in _alone(text):
        found.setdefault((span.start, span.end), span)
    found.update({(s.start, s.end): s for s in _in_lists(text, list(found.values()))})
    yield from found.values()
    yield from _again(text, found.values())


def _beside_words(text: str) -> Iterator[PrivateSpan]:
    patterns, words = _patterns(), lexicon()
    for match in patterns.before.finditer(text):
        loose = match[1] in words.loose and text[match.end() - 1] not in "叫：:"
        span = _best(text, match.end(), _LOOSELY if loose else _NAMED, loose=loose)
        if span:
            yield span
    for pattern, base in ((patterns.behind, _TITLED), (patterns.described, _DESCRIBED)):
        by_end: dict[int, PrivateSpan] = {}
        for match in pattern.finditer(text):
            start, end = match.span(1)
            sure = _judged(text, start, end, base, loose=False) - 0.3 * _crosses(text, start, words)
            longer = by_end.get(end)
            if sure > 0 and (longer is None or text[longer.start] in words.little):
                by_end[end] = PrivateSpan(start, end, PrivateKind.PERSON, sure)
        yield from by_end.values()


def _alone(text: str) -> Iterator[PrivateSpan]:
    """Names with nothing beside them: only of three characters, all of them usual in names, between clear borders."""
    words = lexicon()
    last = len(text.rstrip(" \n。.！!"))
    for match in _patterns().alone.finditer(text):
        start, end = match.span(1)
        if not _left(text, start) or _right(text, end) < 1:
            continue
        if text[start : start + 2] in words.ordinary or text[start + 1 : end + 1] in words.ordinary:
            continue
        signed = end == last and start > 0
        name = text[start:end]
        base = (
            _SIGNED
            if signed
            else _ALONE
            + 0.06 * (_right(text, end) > 1)
            + 0.12 * (name in words.known_names)
            + 0.1 * (text.count(name) > 1)
        )
        sure = _judged(text, start, end, base, loose=True)
        if sure > 0:
            yield PrivateSpan(start, end, PrivateKind.PERSON, sure)


def _left(text: str, start: int) -> bool:
    """Say whether a name may begin there: after a stop, a little word, or a whole word of the dictionary."""
    if start == 0 or text[start - 1] in _LEFT_OF_ONE:
        return True
    words = lexicon().ordinary
    return text[start - 2 : start] in words and text[start - 1 : start + 1] not in words


def _best(text: str, start: int, base: float, *, loose: bool) -> PrivateSpan | None:
    """Return the name that begins there, of the length that what follows speaks for."""
    family = lexicon().surname(text, start)
    best: tuple[float, int, float] | None = None
    for more in (2, 1):
        end = start + family + more
        if end > len(text):
            continue
        sure = _judged(text, start, end, base, loose=loose)
        if sure <= 0:
            continue
        rank = (_right(text, end) + 0.5 * _usual(text[start + family : end]), more, sure)
        if best is None or rank > best:
            best = rank
    return PrivateSpan(start, start + family + best[1], PrivateKind.PERSON, best[2]) if best else None


def _judged(text: str, start: int, end: int, base: float, *, loose: bool) -> float:
    """Return how sure the name at [start, end) is, 0 where it is none."""
    words, patterns = lexicon(), _patterns()
    family = words.surname(text, start)
    given = text[start + family : end]
    if not family or not given or not set(given).isdisjoint(words.never_given):
        return 0.0
    if not all("\u4e00" <= sign <= "\u9fff" for sign in given):
        return 0.0
    if any(text.startswith(word, start) for word in _no_names_by_first().get(text[start], ())):
        return 0.0
    if any(patterns.titles.match(text, at) for at in range(start + family, end)):
        return 0.0
    if not patterns.titles.match(text, end) and _is_place(text, end, given):
        return 0.0
    return round(base - _doubts(text, start, end, family, loose=loose, named=base > _TITLED), 3)


def _is_place(text: str, end: int, given: str) -> bool:
    """Say whether what follows makes it a place, a firm or an office (王家 + 村)."""
    places = _patterns().places
    return bool(places.match(text, end)) or (len(given) > 1 and text[end - 2 : end] in lexicon().no_person)


def _doubts(text: str, start: int, end: int, family: int, *, loose: bool, named: bool) -> float:
    """Return what speaks against a name: it is a word, its signs are seldom names, nothing ends it."""
    words = lexicon()
    name, given, first = text[start:end], text[start + family : end], text[start]
    doubts = 0.0
    if name in words.ordinary:
        doubts += 0.6 if loose else 0.25
    elif loose and len(name) > 2 and name[:2] in words.ordinary and family == 1:
        doubts += 0.15
    usual = _usual(given)
    doubts += (0.4 if loose else 0.12) * (1 - usual)
    if first in words.little and family == 1:
        doubts += 0.4 if loose else 0.25
        # 和李所长: a little word, and a family name with its title.
        if len(name) == 2 and words.surname(text, start + 1) and _patterns().titles.match(text, end):
            doubts += 0.5
    if first in words.doubtful and family == 1:
        doubts += 0.05 if not loose else 0.06 if len(given) > 1 else 0.3
    if start and text[start - 1] == first:  # 谢谢
        doubts += 0.5
    if len(given) > 1:
        # A title beside it speaks for less than 我叫: 主治医生, 教导主任.
        weight = 0.2 if loose else 0.05 if named else 0.25
        doubts += weight * (given in words.ordinary) + 0.4 * (given[-1] in _PLACE_ENDS)
        doubts += 0.4 * loose * (text[end - 1 : end + 1] in words.ordinary)
    elif given == "老":  # 顾老
        doubts += 0.5
    if loose and _right(text, end) < 1:
        doubts += 0.15 if len(given) > 1 and usual == 1 else 0.25
    return doubts


@functools.cache
def _no_names_by_first() -> dict[str, tuple[str, ...]]:
    by_first: dict[str, list[str]] = {}
    for word in lexicon().no_name:
        by_first.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in by_first.items()}


def _usual(given: str) -> float:
    """Return the share of characters that given names are made of."""
    return sum(sign in lexicon().given for sign in given) / len(given)


def _right(text: str, end: int) -> float:
    """Return how well what follows ends a name: 3 a stop or title, else the length of a word that goes on; 0 nothing."""
    if _STOPS.match(text, end) or _patterns().titles.match(text, end):
        return 3.0
    if text[end].isascii():
        return 2.0
    word = _patterns().after.match(text, end)
    if word:
        return float(min(len(word[0]), 3))
    # A verb that is over or goes on: 报了, 骂过.
    return 1.0 if text[end : end + 2] in lexicon().ordinary or text[end + 1 : end + 2] in ("了", "过", "着") else 0.0


def _crosses(text: str, start: int, words: Lexicon) -> bool:
    """Say whether the family name is rather the end of the word before (提高, 措施)."""
    return start > 0 and text[start - 1 : start + 1] in words.ordinary


def _in_lists(text: str, found: Iterable[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Names joined to a sure name by 、和与及, in both directions."""
    todo = [span for span in found if span.confidence >= _SURE_ENOUGH_TO_LIST]
    seen = {span.start for span in todo}
    while todo:
        span = todo.pop()
        for fresh in (_next(text, span), _previous(text, span)):
            if fresh and fresh.start not in seen:
                seen.add(fresh.start)
                todo.append(fresh)
                yield fresh


def _next(text: str, span: PrivateSpan) -> PrivateSpan | None:
    if text[span.end : span.end + 1] not in tuple(_JOINS):
        return None
    fresh = _best(text, span.end + 1, _LISTED, loose=True)
    return fresh if fresh and fresh.confidence >= 0.5 else None


def _previous(text: str, span: PrivateSpan) -> PrivateSpan | None:
    end = span.start - 1
    if end < 2 or text[end] not in _JOINS:
        return None
    for length in (4, 3, 2):
        start = end - length
        if start >= 0 and lexicon().surname(text, start) >= length - 2:
            sure = _judged(text, start, end, _LISTED, loose=True)
            clear = start == 0 or text[start - 1] in _LEFT_OF_ONE or length > 2
            if sure >= 0.5 and clear:
                return PrivateSpan(start, end, PrivateKind.PERSON, sure)
    return None


def _again(text: str, found: Iterable[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Every other place where a sure name stands."""
    sure: dict[str, float] = {}
    for span in found:
        name = span.of(text)
        if span.confidence >= (_SURE_ENOUGH_TO_REPEAT if len(name) == 2 else _SURE_ENOUGH_TO_LIST):
            sure[name] = max(sure.get(name, 0.0), span.confidence)
    for name, confidence in sure.items():
        at = text.find(name)
        while at >= 0:
            yield PrivateSpan(at, at + len(name), PrivateKind.PERSON, round(confidence - 0.02, 3))
            at = text.find(name, at + 1)
