"""What a message asks for, sentence by sentence, and which of it a reply says something about.

A demand is a question or a request in the writer's own voice; a courtesy (盼复) and a question that wants no answer (难道…？) are
none. It counts as answered where enough of what it is about, rarer words weighing more, is said in the reply outside the
sentences that only repeat what was asked; a message that asks for one thing only is answered by any reply that goes beyond
the polite forms. A question for a date, a sum or a reason besides wants one; one whether something is right is answered by a rule
or a judgement, whatever its words. Whoever replies that it is not for them to do has said a word on all. It is a reminder
for whoever answers, who decides; how often it is right: bench/README.md.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from fengqiao.kit.folding import folded
from fengqiao.kit.words.segmenting import tokenizer

MOST = 12
"""So many demands of one message are looked at; more is a list that a person has to go through."""
LONGEST = 20_000
ENOUGH = 0.15
"""The share of a demand's weight that has to be said in the reply (see bench/README.md for how it was chosen)."""
FEW, HALF, TITLED, SPEAKS = 3, 0.6, 2, 8
_CLIPPED = 90
_MARKS = re.compile(
    r"(?<=[。！？!?；;\n])|(?<=[^\da-zA-Z\s])(?=\s*(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[、\uff0e)）]))"
)
_CLAUSE = re.compile(r"[，,、：:]")
_BARE = re.compile(r"[^\w\u4e00-\u9fff]+")
_SIGNED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日\s*$")


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked for.

    `number` counts from 1, `place` is its sentence's (0: the title asks), `wants` is a date (when), a sum (how_much), a reason
    (why), a judgement (whether) or nothing of the kind, `words` are what it is about, `wider` its whole sentence's, `head` the
    title's, `own` those of the asking clauses alone; `back`: it points back (这种行为), so that what it is about stands in the title.
    """

    number: int
    place: int
    text: str
    wants: str
    words: tuple[str, ...]
    wider: tuple[str, ...] = ()
    head: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()
    back: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How far a reply goes into a demand: the share of its weight that is said, the words that are, and whether that is enough."""

    demand: Demand
    share: float
    said: tuple[str, ...]
    found: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A kind of thing that questions want: how they ask for it, what shows it, whether that alone `answers` them."""

    code: str
    asks: re.Pattern[str]
    shows: re.Pattern[str]
    answers: bool


@dataclass(frozen=True, slots=True)
class _Cues:
    asks: re.Pattern[str]
    wishes: re.Pattern[str]
    idle: re.Pattern[str]
    told: re.Pattern[str]
    echo: re.Pattern[str]
    back: re.Pattern[str]
    faint: re.Pattern[str]
    firm: re.Pattern[str]
    declines: re.Pattern[str]
    wants: tuple[_Wanted, ...]
    empty: frozenset[str]
    same: dict[str, tuple[str, ...]]


def demands_in(text: str, title: str = "") -> tuple[Demand, ...]:
    """Return what a message asks for, in its order; where the text asks for nothing, what its title does."""
    cues = _cues()
    found: list[Demand] = []
    faint: set[int] = set()
    before, head = folded(title), frozenset(_words(folded(title)))
    for place, sentence in enumerate(sentences_of(text[:LONGEST]), start=1):
        plain = folded(sentence)
        asked = _asked(plain, cues)
        if asked and (_words(asked) or not found):  # 请有关部门处理 after what was asked for adds nothing to it
            words = _topic(asked, plain, before)
            if words and all(set(words) != set(each.words) for each in found):
                wider = tuple(dict.fromkeys((*words, *_words(plain))))
                shown, own = _clipped(sentence, asked), _words(asked)
                want, back = _want(asked, cues), cues.back.search(plain) is not None
                found.append(Demand(len(found) + 1, place, shown, want, words, wider, head, own, back))
                if cues.faint.search(asked) and not cues.firm.search(asked):
                    faint.add(place)
        if len(_words(plain)) > 1:
            before = plain
        if len(found) == MOST:
            break
    if len(faint) < len(found):  # beside what is asked outright, a hope or a question in name only adds nothing
        firm = [each for each in found if each.place not in faint]
        found = [replace(each, number=number) for number, each in enumerate(firm, start=1)]
    if not found and title and (asked := _asked(folded(title), cues)) and (words := _words(asked)):
        found.append(Demand(1, 0, title.strip(), _want(asked, cues), words))
    return tuple(found)


def _topic(asked: str, sentence: str, before: str) -> tuple[str, ...]:
    """Return what a demand is about: its own words; of one that says next to nothing, its sentence's, then the one before it."""
    words = _words(asked)
    for wider in (sentence, before):
        if len(words) >= FEW:
            break
        words = tuple(dict.fromkeys((*words, *_words(wider))))
    return words


def answers_in(demands: Sequence[Demand], reply: str) -> tuple[Answer, ...]:
    """Return for each demand how far a reply goes into it."""
    whole = folded(reply[:LONGEST])
    said = _substance(whole)
    if _cues().declines.search(whole):
        return tuple(Answer(demand, 1.0, (), found=True) for demand in demands)
    speaks = len(_words(said)) >= SPEAKS
    return tuple(_answer(demand, said, alone=speaks and len(demands) == 1) for demand in demands)


def _answer(demand: Demand, said: str, *, alone: bool) -> Answer:
    """Judge one demand; the only one of its message (`alone`) is answered by whatever of substance is replied."""
    about = (demand.words, demand.wider, demand.own, tuple(demand.head) if demand.back else ())
    share, there = max(_share(words, demand.head, said) for words in about if words)
    wanted = next((each for each in _cues().wants if each.code == demand.wants), None)
    shown = wanted is None or wanted.shows.search(said) is not None
    enough = shown and (alone or share >= ENOUGH or (wanted is not None and wanted.answers))
    return Answer(demand, round(share, 3), there, enough)


def _share(words: Sequence[str], head: frozenset[str], said: str) -> tuple[float, tuple[str, ...]]:
    """Return how much of the weight of some words is said, and which of them are; what the title has too weighs double."""
    cues = _cues()
    weights = {word: _weight(word) * (TITLED if word in head else 1) for word in words}
    there = {word: held for word in words if (held := _holds(said, word, cues))}
    return sum(weights[word] * held for word, held in there.items()) / (sum(weights.values()) or 1), tuple(there)


def _holds(said: str, word: str, cues: _Cues) -> float:
    """Return 1 where a word is said, or one that means as much; part of it where half of a longer word is (丧葬费 by 丧葬)."""
    if word in said or any(other in said for other in cues.same.get(word, ())):
        return 1.0
    return HALF if len(word) > 2 and (word[:2] in said or word[-2:] in said) else 0.0


def sentences_of(text: str) -> Iterator[str]:
    """Return the sentences of a text; numbered points begin one each."""
    for part in _MARKS.split(text):
        whole = part.strip(" \t\n\r\u3000")
        if whole:
            yield whole


def _asked(sentence: str, cues: _Cues) -> str:
    """Return the part of a sentence that asks, from the clause with the cue on; empty where nothing is asked."""
    if cues.idle.search(sentence):
        return ""
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause.strip()]
    for number, clause in enumerate(clauses):
        wishes = cues.wishes.search(clause) and not cues.told.search(clause)
        if wishes or cues.asks.search(clause):
            return "，".join(clauses[number:])
    return "，".join(clauses[-2:]) if sentence.rstrip().endswith("?") else ""


def _want(asked: str, cues: _Cues) -> str:
    return next((each.code for each in cues.wants if each.asks.search(asked)), "")


def _clipped(sentence: str, asked: str) -> str:
    if len(sentence) <= _CLIPPED:
        return sentence
    start = max(folded(sentence).find(asked[:6]), 0)
    rest = sentence[start:]
    return ("…" if start else "") + (rest if len(rest) <= _CLIPPED else rest[: _CLIPPED - 1] + "…")


def _substance(reply: str) -> str:
    """Return a reply without the sentences that only repeat what was asked, and without the day it was signed."""
    cues = _cues()
    kept = []
    for sentence in sentences_of(_SIGNED.sub("", reply.strip())):
        match = cues.echo.search(sentence)
        kept.append(sentence[match.end() :] if match else sentence)
    return "\n".join(kept)


@functools.lru_cache(maxsize=2000)
def _words(text: str) -> tuple[str, ...]:
    """Return the words that say what a text is about, each once."""
    empty = _cues().empty
    words = (str(word) for run in _BARE.split(text.lower()) for word in tokenizer().cut(run, HMM=False))
    return tuple(dict.fromkeys(each for each in words if len(each) > 1 and each not in empty and not each.isdigit()))


@functools.cache
def _weight(word: str) -> float:
    """Return how much a word says: 0.2 for the commonest of general Chinese, 1 for one in a million and rarer."""
    known = tokenizer()
    share = max(known.FREQ.get(word, 1), 1) / known.total
    return min(max((math.log10(1 / share) - 2) / 4, 0.2), 1.0)


@functools.cache
def _cues() -> _Cues:
    read = tomllib.loads(files("fengqiao.kit.text").joinpath("demands.toml").read_text(encoding="utf-8"))

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(read[name]))

    wants = tuple(
        _Wanted(
            each["code"], re.compile("|".join(each["asks"])), re.compile("|".join(each["shows"])), each.get("answers", False)
        )
        for each in read["want"]
    )  # fmt: skip
    same: dict[str, tuple[str, ...]] = {}
    for group in read["same"]:
        for word in group:
            same[word] = tuple(other for other in group if other != word)
    return _Cues(
        any_of("asks"),
        any_of("wishes"),
        any_of("idle"),
        any_of("told"),
        any_of("echo"),
        any_of("back"),
        any_of("faint"),
        any_of("firm"),
        any_of("declines"),
        wants,
        frozenset(read["empty"]),
        same,
    )
