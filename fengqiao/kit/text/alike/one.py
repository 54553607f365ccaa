"""One message against those that are there already: signs to look them up by, and how near each of them is."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fengqiao.kit.text.alike.reading import Message, names_in, plain, rare_words, read_one, without_districts

MOST_SIGNS = 16
_SIGN_CHARS = 200
# Endings that one person adds and another leaves out.
_LOOSE = ("小区", "物业", "公司", "社区", "期", "栋", "号")


@dataclass(frozen=True, slots=True)
class Profile:
    """A message as it is compared with one other: its weighed words and names, and its pairs of characters."""

    words: Mapping[str, float]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two messages are, 0 to 1, and the words and names that both have, the weightiest first."""

    score: float
    shared: tuple[str, ...]


def signs_of(message: Message) -> list[int]:
    """Return whole numbers (64 bits, signed) by which messages that share a name or a rare word are found.

    Of the subject, the place and the first lines; cheap enough for every message that is taken in.
    """
    read = read_one(message, words=False)
    start = f"{read.title} {plain(message.place)} {read.body[:_SIGN_CHARS]}"
    found = [part for name in names_in(start) for part in _parts_of(name)]
    rare = rare_words(f"{read.title} {plain(message.place)}", 1.0)
    found += [word for word in sorted(rare, key=lambda word: (-rare[word], word)) if rare[word] > 0.6]
    return list(dict.fromkeys(_sign(part) for part in found))[:MOST_SIGNS]


def profile_of(message: Message) -> Profile:
    """Return what `nearness` compares."""
    read = read_one(message)
    words = dict(read.rare)
    for names, weight in ((read.body_names, 0.5), (read.title_names, 1.0)):
        for name in names.split():
            words[_core(name)] = max(words.get(_core(name), 0.0), weight)
    text = without_districts(f"{read.title} {read.body[:_SIGN_CHARS]}")
    return Profile(words, frozenset(text[at : at + 2] for at in range(len(text) - 1) if " " not in text[at : at + 2]))


def nearness(one: Profile, other: Profile) -> Nearness:
    """Return how near two messages are: the mean of the weight of words and the number of pairs that they share."""
    both = {word: min(weight, other.words[word]) for word, weight in one.words.items() if word in other.words}
    words = _ratio(sum(both.values()), sum(one.words.values()), sum(other.words.values()))
    pairs = _ratio(len(one.pairs & other.pairs), len(one.pairs), len(other.pairs))
    shared = tuple(sorted(both, key=lambda word: (-both[word], word)))
    return Nearness(round((words + pairs) / 2, 4), shared)


def _ratio(shared: float, one: float, other: float) -> float:
    return shared / math.sqrt(one * other) if one and other else 0.0


def _core(name: str) -> str:
    for ending in _LOOSE:
        if len(name) - len(ending) >= 2 and name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _parts_of(name: str) -> Iterable[str]:
    core = _core(name)
    if len(core) >= 3:
        yield core
        yield core[-3:]
        yield core[:3]


def _sign(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
