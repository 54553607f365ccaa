"""Reading messages: plain runs of characters, the names of places and organisations in them, codes of districts."""

from __future__ import annotations

import functools
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from fengqiao.kit.words.segmenting import tokenizer

TITLE_CHARS = 120
BODY_CHARS = 600
NAMED_CHARS = 400
_FIRST_WORDS = 30
_NO_SIGN = re.compile(r"[^\w一-鿿]+|_+")
_SENTENCE = re.compile(r"[。！？!?\n;；]")
# Districts of which the name was taken away: A市, K3县, G5区.
_CODE = re.compile(r"[a-z]\d{0,2}(?:市|区|县|镇)(?:市|县)?")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its subject, what it says, and the place where a sheet has a column for it."""

    title: str
    body: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A message as it is compared: plain texts (runs between spaces), its names, its rarer words, its districts."""

    title: str
    body: str
    title_names: str
    body_names: str
    rare: dict[str, float]
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    little: dict[int, str]
    plain: re.Pattern[str]
    name: re.Pattern[str]
    empty: frozenset[str]


def message_of(columns: Sequence[str], place: str = "") -> Message:
    """Return a message from its columns: the first of several is the subject; one alone begins with it."""
    if len(columns) > 1:
        return Message(columns[0].strip(), "\n".join(filter(None, map(str.strip, columns[1:]))), place.strip())
    whole = columns[0].strip() if columns else ""
    return Message(_first_words(whole), whole, place.strip())


def _first_words(text: str) -> str:
    return _SENTENCE.split(text.strip(), maxsplit=1)[0][:_FIRST_WORDS]


def plain(text: str) -> str:
    """Return the text in small half-width letters with a space for each run of signs."""
    return _NO_SIGN.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def read(messages: Sequence[Message]) -> list[Read]:
    """Return the messages read, in their order."""
    return [read_one(message) for message in messages]


def names_in(text: str) -> list[str]:
    """Return what looks like names of places and organisations in a plain text (景蓉华苑, 劳动东路, 第三小学)."""
    words = _words()
    kept = words.plain.sub("|", _CODE.sub("|", text)).translate(words.little)
    return [found for run in re.split(r"[|\s]+", kept) for found in words.name.findall(run) if len(found) > 1]


def without_districts(text: str) -> str:
    """Return a plain text without the codes of districts."""
    return _CODE.sub(" ", text)


def read_one(message: Message, *, words: bool = True) -> Read:
    """Return a message read; without `words` its rare words are not looked for, which takes most of the time."""
    title = plain((message.title.strip() or _first_words(message.body))[:TITLE_CHARS])
    body = plain(message.body[: 2 * BODY_CHARS])[:BODY_CHARS]
    place = plain(message.place[:TITLE_CHARS])
    start = body[:NAMED_CHARS]
    rare = rare_words(start, 0.5) | rare_words(f"{title} {place}", 1.0) if words else {}
    return Read(
        title=title,
        body=body,
        title_names=" ".join([*names_in(title), *place.split()]),
        body_names=" ".join(names_in(start)),
        rare=rare,
        districts=frozenset(_CODE.findall(f"{title} {place} {start}")),
    )


def rare_words(text: str, weight: float) -> dict[str, float]:
    """Return the words of a plain text that are rare in general Chinese, with rarity × weight."""
    empty = _words().empty
    found = {}
    for word in set(_cut(without_districts(text))):
        if len(word) > 1 and word not in empty and not word.isdigit() and (rarity := _rarity(word)) > 0.3:
            found[word] = rarity * weight
    return dict(sorted(found.items()))


@functools.cache
def _rarity(word: str) -> float:
    """Return how seldom a word is in general Chinese: 0 for one in 5,000 words, 1 for one in two million and rarer."""
    words = tokenizer()
    parts = math.log(words.total / (words.FREQ.get(word, 0) + 1))
    return min(max((parts - 8.5) / 6, 0.0), 1.0)


def _cut(text: str) -> Iterator[str]:
    yield from tokenizer().cut(text)


@functools.cache
def _words() -> _Words:
    listed = tomllib.loads((files("fengqiao.kit.text.alike") / "words.toml").read_text(encoding="utf-8"))
    # The longest first, and several in a row: 桂花坪街道 and 滨江苑小区 are one name each.
    endings = "|".join(sorted(listed["endings"].split(), key=lambda word: (-len(word), word)))
    return _Words(
        little=dict.fromkeys(map(ord, listed["little"]), "|"),
        plain=re.compile("|".join(listed["plain"].split())),
        name=re.compile(f"[一-鿿0-9a-z]{{1,7}}?(?:{endings})+"),
        empty=frozenset(listed["empty"].split()),
    )
