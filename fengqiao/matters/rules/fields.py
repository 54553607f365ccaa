"""Reading the fields of a kind from what people typed: values by code, and every problem by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from fengqiao.catalogue.model import CallClass, Field, FieldType, Kind, Option
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned

_PHONE = re.compile(r"[+0-9][0-9\- ]{4,19}\Z")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]\Z|[A-Za-z0-9()（）]{6,20}\Z")
LONGEST_TEXT = 200
LONGEST_LONGTEXT = 5000
WAY = " / "  # between the levels of a class of calls
MOST_DIGITS = 15  # before or after the point: 1E999999999 would be written out


@dataclass(frozen=True, slots=True)
class FieldsRead:
    """What was read: open values (kept with the matter), personal ones (encrypted), problems by field code."""

    values: dict[str, str]
    personal: dict[str, str]
    problems: dict[str, Problem]


def read_fields(kind: Kind, raw: Mapping[str, str], *, stage: str | None) -> FieldsRead:
    """Return the fields of a kind from raw texts.

    `stage` ("intake", "close" or a step) makes the fields needed there compulsory; None asks for none. Values stay
    texts: choices as codes, numbers in plain decimals, dates as ISO.
    """
    read = FieldsRead({}, {}, {})
    for field in kind.fields:
        text = cleaned(raw.get(field.code) or "")
        if not text:
            if stage and field.needed_at == stage:
                read.problems[field.code] = Problem("field-needed", "请填写“{field}”。", field=field)
            continue
        try:
            value = _value(field, text)
        except Problem as problem:
            read.problems[field.code] = problem
            continue
        (read.personal if field.personal else read.values)[field.code] = value
    return read


def missing_at(kind: Kind, values: Mapping[str, str], *stages: str) -> tuple[Field, ...]:
    """Return the open fields needed at some stages that have no value yet."""
    return tuple(f for f in kind.fields if f.needed_at in stages and not f.personal and not values.get(f.code))


def counted_in(kind: Kind, values: Mapping[str, str]) -> dict[str, int]:
    """Return the counted numbers of a matter by field code; those not filled in, or read otherwise before, are left out."""
    counted = {each.code: values.get(each.code, "") for each in kind.fields if each.counted}
    return {code: int(text) for code, text in counted.items() if text.isdecimal()}


def _value(field: Field, text: str) -> str:
    longest = LONGEST_LONGTEXT if field.type is FieldType.LONGTEXT else LONGEST_TEXT
    if len(text) > longest:
        raise Problem("field-long", "“{field}”超过 {limit} 个字。", field=field, limit=longest)
    match field.type:
        case FieldType.CHOICE:
            option = field.option(text) or next((o for o in field.options if text in _called(o, field)), None)
            if option is None:
                raise Problem(
                    "field-choice",
                    "“{field}”没有“{value}”这一项，可选：{options}。",
                    field=field,
                    value=text[:20],
                    options=tuple(o for o in field.options if not isinstance(o, CallClass) or o.level == 1),
                )
            return option.code
        case FieldType.NUMBER:
            try:
                number = Decimal(text.replace(",", "").replace("，", ""))
            except InvalidOperation:
                number = Decimal("NaN")
            if not number.is_finite() or abs(number.adjusted()) >= MOST_DIGITS:
                raise Problem("field-number", "“{field}”应为数字。", field=field)
            if field.counted and (number < 0 or number != number.to_integral_value()):
                raise Problem("field-count", "“{field}”应为不小于 0 的整数。", field=field)
            return f"{int(number)}" if field.counted else f"{number:f}"
        case FieldType.DATE:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise Problem("field-date", "“{field}”应为日期，如 2026-11-21。", field=field) from None
        case FieldType.PHONE if not _PHONE.match(text):
            raise Problem("field-phone", "“{field}”应为电话号码。", field=field)
        case FieldType.ID_NUMBER if not _ID_NUMBER.match(text):
            raise Problem("field-id", "“{field}”应为证件号码。", field=field)
    return text


def _called(option: Option, field: Field) -> tuple[str, ...]:
    """What an option may be called in a sheet: by its names; a class of calls also by its way, or its codes elsewhere."""
    names = (option.name, option.name_en)
    if not isinstance(option, CallClass):
        return names
    way = field.way(option.code)
    return (*names, WAY.join(o.name for o in way), WAY.join(o.name_en for o in way), *option.aliases)
