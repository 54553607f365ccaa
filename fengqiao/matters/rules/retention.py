"""How long what people told is kept, and what of a row is left when that term is over: codes and numbers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.catalogue.model import FieldType, Kind, Pack

PREFIX = "retention"
_CODED = ("topic", "area")  # of what may be put right: those that are codes whatever the kind
_OPEN_TYPES = frozenset({FieldType.CHOICE, FieldType.NUMBER, FieldType.DATE})


@dataclass(frozen=True, slots=True)
class Term:
    """How long a matter's personal data and words are kept: months, their last day, where that is laid down."""

    months: int
    last_day: date
    source: str


def term_of(pack: Pack, *, kind: str, result: str, closed_on: date) -> Term:
    """Return the term of a matter closed on a day: that of its result within its kind, its result, its kind, any matter.

    The value is the one that held on the day of closing. The day itself does not count, and the term ends with the day
    of the same number, or the month's last (民法典第二百零一条、第二百零二条).
    """
    codes = (f"kind.{kind}.result.{result}", f"result.{result}", f"kind.{kind}", "default")
    code = next(name for each in codes if (name := f"{PREFIX}.{each}") in pack.values or each == "default")
    dated = pack.values.get(code)
    # What was closed before the first value was laid down has that one.
    value = dated.on(max(closed_on, dated.history[0].since)) if dated else pack.value_on(code, closed_on)
    months = int(value.number)
    return Term(months, months_later(closed_on, months), value.source)


def months_later(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shortest(pack: Pack) -> int:
    """Return the shortest term in a pack that anything can have, in months."""
    values = [value for code, value in pack.values.items() if code.startswith(f"{PREFIX}.") and value.unit == "month"]
    return min(int(each.number) for value in values for each in value.history)


def open_codes(kind: Kind) -> frozenset[str]:
    """Return the fields of a kind that hold codes, numbers and dates: what may be left when words go."""
    return frozenset(field.code for field in kind.fields if field.type in _OPEN_TYPES and not field.personal)


def _without_words(codes: Mapping[str, Any]) -> dict[str, Any]:
    """What a line of the timeline holds beside its text, without the values that people wrote and put right."""
    kept = dict(codes)
    if "changes" in kept:
        kept["changes"] = [each if each[0] in _CODED else [each[0], "", ""] for each in kept["changes"]]
    return kept


def codes_only(table: str, row: Mapping[str, Any], kept: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it (`kept`: the matter's fields that may stay).

    The same holds for rows that are destroyed and for what stands in clear in a backup.
    """
    match table:
        case "matters.matter":
            fields = {code: value for code, value in row["fields"].items() if code in kept}
            changed: dict[str, Any] = {"title": row["number"], "place": "", "fields": fields}
        case "matters.report":
            own = str(row["outside_ref"]).startswith(("sha256:", "erased:"))
            reference = f"erased:{row['id']}" if own else row["outside_ref"]
            changed = {"title": "", "text": "", "digest": "", "outside_ref": reference}
        case "matters.entry":
            changed = {"text": "", "codes": _without_words(row["codes"])}
        case "matters.task":
            changed = {"wanted": ""}
        case "matters.routing":
            decision = row["decision"] or {}
            changed = {"decision": {name: decision[name] for name in ("table", "version", "row") if name in decision}}
        case _:
            changed = {}
    return {column: value for column, value in changed.items() if row[column] != value}
