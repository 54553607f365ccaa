"""Personal fields: what kind each is, how pages show it, and the one form in which it is searched for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from fengqiao.kit.addresses import address_form
from fengqiao.vault.terms import PersonalGroup, PersonalKind

_ENDINGS = (
    ("phone", PersonalKind.PHONE),
    ("id_number", PersonalKind.ID_NUMBER),
    ("address", PersonalKind.ADDRESS),
    ("name", PersonalKind.NAME),
    ("party", PersonalKind.NAME),
)
_GROUPS = {
    PersonalKind.NAME: PersonalGroup.CONTACT,
    PersonalKind.PHONE: PersonalGroup.CONTACT,
    PersonalKind.ID_NUMBER: PersonalGroup.IDENTITY,
    PersonalKind.ADDRESS: PersonalGroup.DETAILS,
    PersonalKind.OTHER: PersonalGroup.DETAILS,
}
_NOT_DIGITS = re.compile(r"\D")
_NOT_ID = re.compile(r"[^0-9A-Z]")
_PHONE = re.compile(r"[+0-9][0-9\- ()]{4,24}\Z")
_ID_NUMBER = re.compile(r"[0-9A-Z()]{6,20}\Z")
_DOOR = re.compile(r"\d(?:号(?!楼)|[室户房]|\Z)")  # not the number of a village, a group or a building
_BLANK = re.compile(r"\s+")


def kind_of(code: str) -> PersonalKind:
    """Return what a personal field holds, told by the ending of its code in the pack."""
    return next((kind for ending, kind in _ENDINGS if code.endswith(ending)), PersonalKind.OTHER)


def group_of(code: str) -> PersonalGroup:
    """Return with which other fields a personal field is shown."""
    return _GROUPS[kind_of(code)]


def normal(kind: PersonalKind, value: str) -> str:
    """Return the one form of a value under which it is searched for; "" where it cannot be searched for.

    Telephone: its digits, without the country's 86; identity number: letters and digits, upper case; name: as typed,
    full-width and compatibility forms made one (NFKC), without white space; address: numbers in Arabic numerals, without
    signs, and only one with the number of a door: in a village or a building many live.
    """
    text = unicodedata.normalize("NFKC", value)
    if kind is PersonalKind.PHONE:
        digits = _NOT_DIGITS.sub("", text)
        digits = digits.removeprefix("00") if digits.startswith("0086") else digits
        found = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
        return found if len(found) >= 5 else ""
    if kind is PersonalKind.ID_NUMBER:
        found = _NOT_ID.sub("", text.upper())
        return found if len(found) >= 6 else ""
    if kind is PersonalKind.NAME:
        return _BLANK.sub("", text).upper()
    if kind is PersonalKind.ADDRESS:
        found = address_form(text)
        return found if _DOOR.search(found) else ""
    return ""


def looks_like(value: str) -> list[PersonalKind]:
    """Return the kinds that a typed value may be meant as: a number may be a telephone or a document; words are a name."""
    text = unicodedata.normalize("NFKC", value).strip().upper()
    kinds = []
    if _PHONE.match(text):
        kinds.append(PersonalKind.PHONE)
    if _ID_NUMBER.match(text) and any(char.isdigit() for char in text):
        kinds.append(PersonalKind.ID_NUMBER)
    if 2 <= len(text) <= 40 and not any(char.isdigit() for char in text):
        kinds.append(PersonalKind.NAME)
    return kinds


def masked(fields: Mapping[str, str]) -> dict[str, str]:
    """Return personal fields as pages show them: 张**, 199****1234; of short numbers the end alone, of others nothing."""
    return {code: _mask(kind_of(code), value.strip()) for code, value in fields.items() if value.strip()}


def _mask(kind: PersonalKind, value: str) -> str:
    if kind is PersonalKind.NAME:
        return value[0] + "*" * min(len(value) - 1, 3)
    if kind is PersonalKind.PHONE and len(value) >= 7:
        return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else f"****{value[-2:]}"
    if kind is PersonalKind.ID_NUMBER and len(value) >= 8:
        return f"{value[:3]}********{value[-2:]}" if len(value) >= 15 else f"********{value[-2:]}"
    return "••••••"
