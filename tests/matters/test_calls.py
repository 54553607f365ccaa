"""Calls: two classes, the one as found counts; nuisance calls are no valid ones."""

from __future__ import annotations

import pytest

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.matters.rules.calls import (
    CallFacts,
    call_kinds,
    contradicts,
    counted_classes,
    is_valid,
    top_of,
    unknown_codes,
    way_down,
)
from fengqiao.matters.rules.fields import read_fields
from fengqiao.rulebook.queries import pack_on
from tests.world import NOW

FALSE = "public_order.order.nuisance.false"


@pytest.fixture
def pack(world: object) -> Pack:
    return pack_on(NOW).pack


def test_the_class_as_found_counts_and_the_one_as_told_where_there_is_none() -> None:
    assert CallFacts("dispute.family", "").final == "dispute.family"
    assert CallFacts("dispute.family", "criminal").final == "criminal"


def test_void_classes_are_left_out_of_the_valid_calls(pack: Pack) -> None:
    assert is_valid(CallFacts("help.fire", ""), pack.classes)
    assert not is_valid(CallFacts("help.fire", FALSE), pack.classes)
    assert is_valid(CallFacts(FALSE, "help.fire"), pack.classes), "the class as found decides"
    assert not is_valid(CallFacts("", "", nuisance="yes"), pack.classes)


def test_a_tick_and_a_class_may_contradict_each_other(pack: Pack) -> None:
    assert contradicts(CallFacts("", FALSE, nuisance="no"), pack.classes)
    assert contradicts(CallFacts("", "help", nuisance="yes"), pack.classes)
    assert not contradicts(CallFacts("", FALSE, nuisance="yes"), pack.classes)
    assert not contradicts(CallFacts(FALSE, "", nuisance="no"), pack.classes), "not found out yet"


def test_every_class_counts_in_one_of_six(pack: Pack) -> None:
    six = {each.code for each in counted_classes(pack.classes)}
    assert len(six) == 6
    assert {top_of(code, pack.classes) for code in pack.classes} == six
    assert top_of("linkage", pack.classes) == "other"
    assert top_of("gone", pack.classes) == ""
    assert unknown_codes(["gone", "", "help"], pack.classes) == ["gone"]
    assert [each.code for each in way_down(FALSE, pack.classes)] == [
        "public_order", "public_order.order", "public_order.order.nuisance", FALSE,
    ]  # fmt: skip


def test_calls_are_the_kinds_that_close_with_a_class_as_found(pack: Pack) -> None:
    assert call_kinds(pack) == ("emergency", "police_report")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("dispute.family", "dispute.family"),
        ("纠纷", "dispute"),
        ("家庭暴力", "dispute.family.violence"),
        ("行政（治安）类警情 / 侵犯财产权利 / 盗窃", "public_order.property.theft"),
        ("Criminal / Against property / Theft", "criminal.property.theft"),
        ("100600", "dispute.neighbours"),
        ("DIC003008", "dispute"),
    ],
)
def test_a_class_is_read_by_code_name_way_or_the_code_of_another_system(said: str, code: str, pack: Pack) -> None:
    assert read_fields(pack.kinds["help"], {"call_class": said}, stage=None).values == {"call_class": code}


def test_an_unknown_class_is_refused_with_those_of_the_first_level(pack: Pack) -> None:
    problem: Problem = read_fields(pack.kinds["help"], {"call_class": "吵闹"}, stage=None).problems["call_class"]
    assert len(problem.params["options"]) == 12
