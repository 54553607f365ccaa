"""What is asked about an activity besides time, place and people: read as typed, and what is missing of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fengqiao.catalogue.duty import DutyField
from fengqiao.duties.terms import AskedAt, FieldForm, Proof
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned

LONGEST, LARGEST = 1000, 999_999  # characters of a text; the greatest number
Value = str | int
Values = Mapping[str, Value]


def read(fields: Sequence[DutyField], said: Mapping[str, str]) -> dict[str, Value | None]:
    """Return what was typed into fields by code, None where one was emptied; those not typed into are left out.

    Refuses a field that is not asked, a text that is too long or, where nobody is to be named, looks private, what is no number, and another choice.
    """
    known = {each.code: each for each in fields}
    if any(code not in known for code in said):
        raise Problem("field-unknown", "这类活动不问这一栏。")
    return {code: _value(known[code], cleaned(text)) for code, text in said.items()}


def _value(field: DutyField, text: str) -> Value | None:
    if not text:
        return None
    if field.form is FieldForm.NUMBER:
        if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
            raise Problem("field-number", "“{field}”填 0 到 {most} 的整数。", field=field, most=LARGEST)
        return int(text)
    if field.form is FieldForm.CHOICE:
        if text not in {each.code for each in field.options}:
            raise Problem("field-choice", "“{field}”请从列表里选。", field=field)
        return text
    if len(text) > LONGEST:
        raise Problem("field-long", "“{field}”最多写 {most} 个字。", field=field, most=LONGEST)
    if not field.personal and find_private(text):
        raise Problem("field-private", "“{field}”里不写群众的姓名、电话、住址。", field=field)
    return text


def in_clear(field: DutyField) -> bool:
    """Say whether a value may lie in clear: a number or a code that is nobody's."""
    return not field.personal and field.form is not FieldForm.TEXT


def missing(fields: Sequence[DutyField], values: Values, asked: Collection[AskedAt]) -> Problem | None:
    """Return which field that has to be filled in is not, of those asked then, or None."""
    found = next((each for each in fields if each.required and each.asked in asked and each.code not in values), None)
    return Problem("field-missing", "请填“{field}”。", field=found) if found else None


def lacking(needed: Mapping[Proof, int], there: Mapping[Proof, int]) -> dict[Proof, int]:
    """Return how much of each proof is still to come."""
    return {each: number - there.get(each, 0) for each, number in needed.items() if there.get(each, 0) < number}


def why_not_proven(left: Mapping[Proof, int]) -> Problem | None:
    """Return what is missing before an activity can end as held, the first of it, or None."""
    match next(iter(left.items()), None):
        case (Proof.PHOTOS, number):
            return Problem(
                "proof-photos", "还差 {count} 张现场照片：补传以后再结束；确实没有的，勾“缺佐证也结束”。", count=number
            )
        case (Proof.SIGN_INS, number):
            return Problem(
                "proof-sign-ins",
                "还差 {count} 人自己签到：补签以后再结束；确实没有的，勾“缺佐证也结束”。",
                count=number,
            )
        case (Proof.MINUTES, _number):
            return Problem("proof-minutes", "还没有写记录：写好以后再结束；确实没有的，勾“缺佐证也结束”。")
    return None
