"""The fields of a kind: what each type takes, what is needed when, and which are personal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.catalogue.model import AT_CLOSE, AT_INTAKE, Field, FieldType, Kind, Option
from fengqiao.matters.rules.fields import LONGEST_LONGTEXT, LONGEST_TEXT, counted_in, missing_at, read_fields

CHOICES = (Option("written", "书面", "In writing"), Option("oral", "口头", "Oral"))


def field(code: str = "it", kind: FieldType = FieldType.TEXT, **over: object) -> Field:
    options = CHOICES if kind is FieldType.CHOICE else ()
    return Field(code=code, name=f"字段{code}", name_en=code, type=kind, **{"options": options, **over})  # type: ignore[arg-type]


def a_kind(*fields: Field) -> Kind:
    return Kind(
        code="k", name="种类", name_en="Kind", about="", about_en="", version="1", valid_from=date(2020, 1, 1),
        valid_to=None, urgent=False, sealed=False, fields=fields, steps=(), clocks={}, extendable=frozenset(), reached={},
        results=(),
    )  # fmt: skip


def one(kind: FieldType, text: str) -> tuple[str | None, str | None]:
    """Return (value, code of the refusal) of one field of a type."""
    read = read_fields(a_kind(field(kind=kind)), {"it": text}, stage=None)
    problem = read.problems.get("it")
    assert problem is None or "字段it" in str(problem)
    return read.values.get("it"), problem.code if problem else None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.TEXT, "  东门\x00 ", "东门"),
        (FieldType.TEXT, "字" * LONGEST_TEXT, "字" * LONGEST_TEXT),
        (FieldType.LONGTEXT, "一\n二", "一\n二"),
        (FieldType.PLACE, "菜场东门", "菜场东门"),
        (FieldType.CHOICE, "oral", "oral"),
        (FieldType.CHOICE, "书面", "written"),
        (FieldType.CHOICE, "In writing", "written"),
        (FieldType.NUMBER, "1,200", "1200"),
        (FieldType.NUMBER, "1，200.50", "1200.50"),
        (FieldType.NUMBER, "-3", "-3"),
        (FieldType.NUMBER, "1e3", "1000"),
        (FieldType.NUMBER, "0", "0"),
        (FieldType.NUMBER, "999999999999999", "999999999999999"),
        (FieldType.DATE, "2026-02-28", "2026-02-28"),
        (FieldType.PHONE, "0571-88886666", "0571-88886666"),
        (FieldType.PHONE, "+86 139 0000 0000", "+86 139 0000 0000"),
        (FieldType.ID_NUMBER, "33010619900101001X", "33010619900101001X"),
        (FieldType.ID_NUMBER, "H1234567", "H1234567"),
    ],
)  # fmt: skip
def test_a_field_takes_what_people_write(kind: FieldType, text: str, value: str) -> None:
    assert one(kind, text) == (value, None)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldType.TEXT, "字" * (LONGEST_TEXT + 1), "field-long"),
        (FieldType.LONGTEXT, "字" * (LONGEST_LONGTEXT + 1), "field-long"),
        (FieldType.CHOICE, "电话", "field-choice"),
        (FieldType.NUMBER, "三", "field-number"),
        (FieldType.NUMBER, "NaN", "field-number"),
        (FieldType.NUMBER, "-Infinity", "field-number"),
        (FieldType.NUMBER, "1E999999999", "field-number"),
        (FieldType.NUMBER, "1E-999999999", "field-number"),
        (FieldType.NUMBER, "0E-999999999", "field-number"),
        (FieldType.NUMBER, "1000000000000000", "field-number"),
        (FieldType.DATE, "2026-02-29", "field-date"),
        (FieldType.DATE, "去年", "field-date"),
        (FieldType.PHONE, "139", "field-phone"),
        (FieldType.PHONE, "一三九零零零零零零零零", "field-phone"),
        (FieldType.PHONE, "13900000000\nDROP", "field-phone"),
        (FieldType.ID_NUMBER, "12345", "field-id"),
        (FieldType.ID_NUMBER, "33010619900101001X X", "field-id"),
    ],
)
def test_a_field_refuses_in_words_what_it_cannot_read(kind: FieldType, text: str, code: str) -> None:
    assert one(kind, text) == (None, code)


@pytest.mark.parametrize("text", ["", "  ", "\x00"])
@pytest.mark.parametrize("kind", list(FieldType))
def test_an_empty_field_is_no_problem_where_it_is_not_needed(kind: FieldType, text: str) -> None:
    assert one(kind, text) == (None, None)


def test_a_field_is_needed_at_its_own_stage_only() -> None:
    kind = a_kind(
        field("a", needed_at=AT_INTAKE), field("b", needed_at="check"), field("c", needed_at=AT_CLOSE), field("d")
    )
    for stage, needed in ((AT_INTAKE, "a"), ("check", "b"), (AT_CLOSE, "c")):
        problems = read_fields(kind, {}, stage=stage).problems
        assert {code: problem.code for code, problem in problems.items()} == {needed: "field-needed"}
        assert str(problems[needed]) == f"请填写“字段{needed}”。"
    assert read_fields(kind, {}, stage=None).problems == {}


def test_every_problem_is_told_at_once() -> None:
    kind = a_kind(field("a", FieldType.NUMBER), field("b", FieldType.DATE), field("c", needed_at=AT_INTAKE))
    read = read_fields(kind, {"a": "三", "b": "昨天"}, stage=AT_INTAKE)
    assert {code: problem.code for code, problem in read.problems.items()} == {
        "a": "field-number", "b": "field-date", "c": "field-needed",
    }  # fmt: skip


def test_personal_fields_are_kept_apart_from_open_ones() -> None:
    kind = a_kind(field("name", personal=True), field("open"))
    read = read_fields(kind, {"name": "王五", "open": "东门", "strange": "别的"}, stage=None)
    assert (read.values, read.personal) == ({"open": "东门"}, {"name": "王五"})


def test_what_is_missing_are_the_open_fields_of_the_stages_asked_about() -> None:
    kind = a_kind(
        field("a", needed_at="check"), field("b", needed_at=AT_CLOSE), field("c", needed_at=AT_CLOSE, personal=True),
        field("d"),
    )  # fmt: skip

    def codes(values: dict[str, str], *stages: str) -> list[str]:
        return [each.code for each in missing_at(kind, values, *stages)]

    assert codes({}, "check", AT_CLOSE) == ["a", "b"]
    assert codes({"a": "1"}, "check", AT_CLOSE) == ["b"]
    assert codes({"a": ""}, "check") == ["a"]
    assert codes({}, "handle") == []


@given(st.sampled_from(list(FieldType)), st.text(max_size=300))
def test_whatever_is_typed_is_a_value_or_a_refusal_and_a_value_is_read_back_as_itself(
    kind: FieldType, text: str
) -> None:
    value, code = one(kind, text)
    assert value is None or code is None
    if value is not None:
        assert "\x00" not in value
        assert one(kind, value) == (value, None)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=3))
def test_a_number_is_kept_to_the_last_digit(number: Decimal) -> None:
    value, code = one(FieldType.NUMBER, str(number))
    assert code is None
    assert value is not None
    assert Decimal(value) == number
    assert "E" not in value


@pytest.mark.parametrize(
    ("text", "value"), [("0", "0"), ("95,290", "95290"), ("12.0", "12"), ("1E3", "1000"), ("-0", "0")]
)
def test_a_counted_number_is_kept_as_a_whole_one(text: str, value: str) -> None:
    read = read_fields(a_kind(field(kind=FieldType.NUMBER, counted=True)), {"it": text}, stage=None)
    assert (read.values, read.problems) == ({"it": value}, {})


@pytest.mark.parametrize("text", ["-1", "0.5", "-0.01"])
def test_a_counted_number_is_never_a_part_nor_less_than_nothing(text: str) -> None:
    read = read_fields(a_kind(field(kind=FieldType.NUMBER, counted=True)), {"it": text}, stage=None)
    assert read.values == {}
    assert read.problems["it"].code == "field-count"


def test_what_is_counted_leaves_out_the_empty_the_uncounted_and_what_is_no_whole_number() -> None:
    kind = a_kind(
        *(field(code, FieldType.NUMBER, counted=True) for code in ("full", "empty", "old", "none")),
        field("amount", FieldType.NUMBER),
    )
    values = {"full": "40", "empty": "", "old": "2.5", "amount": "7", "strange": "9"}
    assert counted_in(kind, values) == {"full": 40}
