"""Putting right what stands in a matter: which fields may be, how a new value is read, and what changes by it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from fengqiao.catalogue.model import Kind, Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.rules.fields import read_fields
from fengqiao.matters.rules.tellings import LONGEST_SUBJECT

TITLE, AREA, PLACE, TOPIC = "title", "area", "place", "topic"
AMENDABLE = (TITLE, AREA, PLACE, TOPIC)
OF_KIND = "field."  # before the code of a field of the kind
LONGEST_PLACE = 120
# The columns of an exported list that lead back to its rows; never translated, as a sheet travels between languages.
ID_COLUMN, VERSION_COLUMN, BASE_COLUMN = "fengqiao.id", "fengqiao.version", "fengqiao.base"


@dataclass(frozen=True, slots=True)
class Change:
    """One field with its old and new value: texts, codes of areas and topics, values of fields."""

    field: str
    old: str
    new: str


def mark(text: str) -> str:
    """Return the short mark by which a cell is known to be as it was exported."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def amendable(kind: Kind) -> tuple[str, ...]:
    """Return what may be put right in a matter of a kind: never the personal fields, which no list holds."""
    return (*AMENDABLE, *(f"{OF_KIND}{field.code}" for field in kind.fields if not field.personal))


def read_value(field: str, text: str, *, kind: Kind, pack: Pack, areas: Mapping[str, str]) -> str:
    """Return the value that somebody wrote for a field; `areas` is code by name. Refuses what means nothing."""
    said = cleaned(text)
    if field == TITLE:
        if not said:
            raise Problem("title-empty", "标题不能为空。")
        if len(said) > LONGEST_SUBJECT:
            raise Problem("title-long", "标题超过 {limit} 个字，请缩短。", limit=LONGEST_SUBJECT)
        return " ".join(said.split())
    if field == PLACE:
        if len(said) > LONGEST_PLACE:
            raise Problem("place-long", "地点超过 {limit} 个字，请缩短。", limit=LONGEST_PLACE)
        return said
    if field == AREA:
        if said and said not in areas:
            raise Problem("area-unknown", "没有“{value}”这个辖区，请写辖区的全名。", value=said[:20])
        return areas[said] if said else ""
    if field == TOPIC:
        return _topic(said, pack)
    code = field.removeprefix(OF_KIND)
    if not field.startswith(OF_KIND) or field not in amendable(kind):
        raise Problem("amend-field", "这一项不能更正。")
    read = read_fields(kind, {code: said}, stage=None)
    if read.problems:
        raise read.problems[code]
    return read.values.get(code, "")


def _topic(said: str, pack: Pack) -> str:
    if not said:
        return ""
    for topic in pack.topics.values():
        if said in {topic.code, topic.name, topic.name_en, *topic.aliases}:
            return topic.code
    raise Problem(
        "topic-unknown", "没有“{value}”这个主题，可选：{topics}。", value=said[:20], topics=tuple(pack.topics.values())
    )


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what would change."""
    return tuple(
        Change(field, old.get(field, ""), value) for field, value in new.items() if old.get(field, "") != value
    )
