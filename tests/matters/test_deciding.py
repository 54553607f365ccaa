"""What the routing table decides is kept: edition, version, row, words found, near misses, and the model's part in it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction

from fengqiao.matters.models import Clock, Matter, Routing, Task
from fengqiao.orgs.queries import directory, is_set_up
from tests import world as county
from tests.matters.helping import offered
from tests.matters.packs import ROUTING, published, published_model
from tests.world import NOW, unit, viewer

STALLS = {"kind": "", "title": "", "text": "学校门口没有问题。桥头摊贩占道。"}


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[UUID]:
    """A table of five rows, published once for this file; returns its edition."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        if not is_set_up():
            county.build()
        yield published(routing=ROUTING)
        transaction.set_rollback(True)


@pytest.fixture
def small(table: UUID, world: None) -> UUID:
    """The table of five rows is in force."""
    return table


def code_of(unit_id: UUID) -> str:
    return directory(at=NOW).units[unit_id].code


def routed(**over: object) -> tuple[Matter, Routing]:
    matter = offered(**{"kind": "", "title": "", **over})
    return matter, Routing.objects.get(matter=matter)


def test_the_decision_is_kept_with_edition_version_row_and_words_found(small: UUID) -> None:
    matter, kept = routed(text="桥头摊贩天天占道，请来管。")
    assert (matter.edition_id, kept.edition_id) == (small, small)
    assert (kept.table_version, kept.row, kept.unit_id) == ("小-1", "stalls", unit("dept.urban"))
    assert (kept.by_hand, kept.staff_id, kept.at) == (False, viewer("dispatcher").staff_id, NOW)
    assert kept.decision == {
        "table": "routing",
        "version": "小-1",
        "row": "stalls",
        "outputs": {"function": "urban", "kind": "complaint"},
        "matched": {"text": ["摊贩", "占道"]},
        "near_misses": [],
        "facts": {"kind": None, "door": "import", "topic": None, "confidence": None},
    }


def test_a_row_that_nearly_decided_is_kept_with_what_stood_in_its_way(small: UUID) -> None:
    matter, kept = routed(text=STALLS["text"])
    assert (matter.state, kept.row) == ("triage", "end")
    assert kept.decision["near_misses"] == [
        {"row": "stalls", "failed": ["text"], "matched": {"text": ["摊贩", "占道"]}, "blocked_by": ["学校"]}
    ]


def test_the_text_itself_is_not_kept_with_the_decision(small: UUID) -> None:
    _, kept = routed(text="王五家门口摊贩占道，电话13900000000。")
    assert "13900000000" not in str(kept.decision)
    assert "王五" not in str(kept.decision)


def test_the_kind_somebody_chose_is_a_fact_and_goes_before_the_tables_own(small: UUID) -> None:
    matter, kept = routed(kind="suggestion", text="摊贩占道，建议划线。")
    assert (matter.kind, kept.decision["outputs"]["kind"], kept.decision["facts"]["kind"]) == (
        "suggestion", "complaint", "suggestion",
    )  # fmt: skip


def test_a_row_without_a_kind_leaves_it_to_the_table_of_kinds(small: UUID) -> None:
    matter, kept = routed(title="咨询路灯", text="请问路灯几点亮")
    assert (kept.row, "kind" in kept.decision["outputs"], matter.kind) == ("word-lamp", False, "inquiry")


def test_without_a_model_the_words_decide(small: UUID) -> None:
    matter, kept = routed(text="河里水黑了，路灯也不亮。")
    assert (kept.row, kept.model_edition_id, matter.topic) == ("word-lamp", None, "")
    assert kept.decision["facts"]["topic"] is None


def test_with_a_model_its_topic_decides_and_its_edition_is_kept(small: UUID) -> None:
    model = published_model()
    matter, kept = routed(text="河里水黑了，路灯也不亮。")
    assert (kept.row, kept.model_edition_id, matter.topic) == ("topic-ecology", model, "ecology")
    assert matter.unit.code == "dept.ecology"
    assert kept.decision["facts"]["topic"] == "ecology"
    assert kept.decision["facts"]["confidence"] > 0.99
    assert matter.state == "offered"


def test_a_model_that_abstains_gives_no_topic_and_is_still_named(small: UUID) -> None:
    model = published_model(temperature=0.1)
    matter, kept = routed(text="河里水黑了，路灯也不亮。")
    assert (kept.row, kept.model_edition_id, matter.topic) == ("word-lamp", model, "")
    assert kept.decision["facts"] == {"kind": None, "door": "import", "topic": None, "confidence": None}


def test_a_topic_below_the_tables_own_bar_is_a_near_miss(small: UUID) -> None:
    published_model(temperature=0.35)  # 0.67: not withheld by the model, yet below the row's 0.7
    matter, kept = routed(text="河里水黑了，路灯也不亮。")
    assert (kept.row, matter.topic) == ("word-lamp", "ecology")
    assert kept.decision["near_misses"] == [
        {"row": "topic-ecology", "failed": ["confidence"], "matched": {}, "blocked_by": []}
    ]


def test_a_human_row_waits_at_the_centre_of_the_place_with_the_proposed_unit_beside(small: UUID) -> None:
    matter, kept = routed(text="路灯不亮")
    assert (matter.state, code_of(matter.unit_id), code_of(kept.unit_id)) == ("triage", "centre.north", "dept.urban")
    assert Task.objects.count() == 0
    assert list(Clock.objects.order_by("code").values_list("code", "task_id")) == [("accept", None), ("finish", None)]
