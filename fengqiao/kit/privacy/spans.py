"""Stretches of a text that tell who somebody is or how to reach them, and how they are made unreadable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

HIDDEN = "*"


class PrivateKind(StrEnum):
    """What a stretch of text tells about a person."""

    PERSON = "person"
    PHONE = "phone"
    IDENTITY = "identity"
    PASSPORT = "passport"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    ACCOUNT = "account"
    PLATE = "plate"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """The characters [start, end) of a text. `confidence` lies in (0, 1]: by rule, not by training."""

    start: int
    end: int
    kind: PrivateKind
    confidence: float

    def of(self, text: str) -> str:
        """Return the characters themselves."""
        return text[self.start : self.end]

    def apart(self, other: PrivateSpan) -> bool:
        """Say whether the two share no character."""
        return self.end <= other.start or other.end <= self.start


# Where two claims meet the surer kind wins: numbers with a check, then what is written like nothing else, then the rest.
_RANK = {
    PrivateKind.EMAIL: 0,
    PrivateKind.IDENTITY: 1,
    PrivateKind.ACCOUNT: 2,
    PrivateKind.PHONE: 3,
    PrivateKind.BANK_CARD: 4,
    PrivateKind.PASSPORT: 5,
    PrivateKind.PLATE: 6,
    PrivateKind.ADDRESS: 7,
    PrivateKind.PERSON: 8,
}


def settled(spans: Iterable[PrivateSpan]) -> tuple[PrivateSpan, ...]:
    """Return the spans in order of place without overlaps: the surer one stays, of equals the longer, then by kind."""
    ranked = sorted(spans, key=lambda s: (-round(s.confidence, 2), s.start - s.end, _RANK[s.kind], s.start))
    kept: list[PrivateSpan] = []
    for span in ranked:
        if all(span.apart(other) for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda s: s.start))


_COMPOUND_LENGTH = 2
_NUMERAL = re.compile(r"[0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a零\u3007\u25cb一二三四五六七八九十百两幺]")
_SIGN = re.compile(r"[^\s\-\u2010-\u2015－()（）·•]")


def mask(text: str, spans: Sequence[PrivateSpan], compound: frozenset[str] = frozenset()) -> str:
    """Return the text with the spans made unreadable, sign for sign: as long as it was, the rest untouched.

    A name keeps the family name (those of two characters are given in `compound`), a mobile phone its first three and
    last four digits, a landline its area code, an identity number the first three and last two, a card the last four, an e-mail its first
    sign and its domain, a plate its first two, an address its words without numbers.
    """
    parts: list[str] = []
    at = 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at:
            continue
        parts += [text[at : span.start], _hidden(span.of(text), span.kind, compound)]
        at = span.end
    return "".join([*parts, text[at:]])


def _hidden(words: str, kind: PrivateKind, compound: frozenset[str]) -> str:
    match kind:
        case PrivateKind.PERSON:
            keep = _COMPOUND_LENGTH if words[:_COMPOUND_LENGTH] in compound else 1
            return words[:keep] + HIDDEN * (len(words) - keep)
        case PrivateKind.PHONE:
            return _phone(words)
        case PrivateKind.IDENTITY:
            return _middle(words, 3, 2)
        case PrivateKind.BANK_CARD:
            return _middle(words, 0, 4)
        case PrivateKind.EMAIL:
            name, sign, domain = words.replace("\uff20", "@").partition("@")
            return name[:1] + HIDDEN * (len(name) - 1) + sign + domain
        case PrivateKind.PLATE:
            return _middle(words, 2, 0)
        case PrivateKind.ADDRESS:
            return _NUMERAL.sub(HIDDEN, words)
        case _:
            return _middle(words, 1, 0)


def _phone(words: str) -> str:
    digits = sum(1 for sign in words if _SIGN.match(sign))
    code = re.match(r"[(（]?0[12]\d(?!\d{9})|[(（]?0\d{3}", words)
    if code and digits < 13:  # a landline: area code and seven or eight digits
        return words[: code.end()] + _middle(words[code.end() :], 0, 0)
    return _middle(words, 3, 4) if digits >= 11 else _middle(words, 0, 2)


def _middle(words: str, first: int, last: int) -> str:
    """Hide all signs but the first and last ones; blanks and dashes between them stay and do not count."""
    places = [place for place, sign in enumerate(words) if _SIGN.match(sign)]
    hidden = set(places[first : len(places) - last])
    return "".join(HIDDEN if place in hidden else sign for place, sign in enumerate(words))
