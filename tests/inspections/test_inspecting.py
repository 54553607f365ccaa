"""Joint inspections: planned or at once, answered line by line, signed by each party, ended by the lead's name."""

from __future__ import annotations

from uuid import UUID

import pytest

from fengqiao.inspections import actions
from fengqiao.inspections.actions import Checked
from fengqiao.inspections.models import Finding, Party
from fengqiao.inspections.queries import inspection_case, visible_inspections
from fengqiao.inspections.terms import FindingSource, Owner
from fengqiao.ledger.queries import kinds_of
from tests.inspections.helping import SAID, again, answered, finding, inspection, later, venue
from tests.matters.helping import events_of, refused
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db


def sign(row: object, by: str, **over: object) -> None:
    actions.sign(inspection_id=row.id, by=viewer(by), at=later(hours=2), **over)  # type: ignore[attr-defined,arg-type]


def test_an_inspection_is_planned_begun_answered_signed_and_ended(world: None) -> None:
    row = inspection(now_at_once=False)
    assert (row.state, row.number, row.began_at) == ("planned", "JC20260901-001", None)
    actions.begin(inspection_id=row.id, by=viewer("handler.urban"), at=later(hours=1))
    answered(row, lighting="wrong")
    found = finding(source=FindingSource.INSPECTION, inspection_id=row.id, item="lighting", area_id=None)
    assert (found.area_id, found.place) == (area("TC0101"), "老街口到北桥")
    sign(row, "handler.urban")
    assert again(row).state == "underway"
    (event,) = events_of(lambda: sign(row, "chief.north"))
    row = again(row)
    assert (row.state, row.ended_at) == ("ended", later(hours=2))
    assert (event.kind, event.measures) == ("inspection.ended", {"findings": 1, "wrong": 1, "people": 4, "parties": 3})
    assert kinds_of(row.id) == [
        "inspection.planned", "inspection.began", "inspection.checked", "inspection.signed", "inspection.ended",
    ]  # fmt: skip
    signed = Party.objects.filter(inspection=row, signed_by__isnull=False).order_by("signed_by__number")
    assert [party.signed_by.name for party in signed] == ["员01", "员06"]


def test_no_word_of_an_inspection_reaches_the_ledger(world: None) -> None:
    def play() -> None:
        row = inspection(place=SAID)
        answered(row)
        finding(source=FindingSource.INSPECTION, inspection_id=row.id, title=SAID)

    for event in events_of(play):
        text = f"{event.attributes}{event.measures}"
        assert not any(word in text for word in ("王五", "13900000000", "照明", "路灯"))


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"kind": "nothing"}, "inspection-kind"),
        ({"place": ""}, "inspection-where"),
        ({"area_id": None}, "inspection-where"),
        ({"parties": [UUID(int=0)]}, "inspection-parties"),
        ({"now_at_once": False, "planned_for": None}, "inspection-when"),
        ({"by": "volunteer"}, "denied"),
        ({"by": "secretary"}, "denied"),
        ({"place": "长" * 121}, "text-long"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_nothing_changes(world: None, over: dict[str, object], code: str) -> None:
    with refused(code):
        inspection(**over)  # type: ignore[arg-type]


def test_at_a_venue_the_area_follows(world: None) -> None:
    row = inspection(kind="venue", area_id=None, place="", venue_id=venue())
    assert row.area_id == area("TC01")


def test_the_lead_cannot_sign_before_everything_is_answered_and_found(world: None) -> None:
    row = inspection()
    with refused("inspection-unanswered"):
        sign(row, "desk.north")
    answered(row, sight="wrong")
    with refused("inspection-unfound") as told:
        sign(row, "desk.north")
    assert "视距无遮挡" in str(told.value)
    finding(source=FindingSource.INSPECTION, inspection_id=row.id, item="sight")
    sign(row, "desk.north")
    with refused("inspection-signed"):
        sign(row, "chief.north")
    with refused("inspection-not-underway"):
        finding(source=FindingSource.INSPECTION, inspection_id=row.id)
    with refused("inspection-ended"):
        answered(row)


def test_who_takes_no_part_neither_sees_nor_signs(world: None) -> None:
    row = inspection()
    with refused("inspection-unknown"):
        sign(row, "handler.housing")
    with refused("inspection-unknown"):
        sign(row, "desk.south")
    with refused("inspection-party"):
        sign(row, "dispatcher")  # sees it by the area
    assert inspection_case(viewer("handler.housing"), row.id) is None
    assert visible_inspections(viewer("volunteer")).count() == 0
    assert [case.id for case in visible_inspections(viewer("handler.urban"))] == [row.id]


@pytest.mark.parametrize(
    ("checked", "code"),
    [
        (Checked(answers={"nothing": "fine"}), "inspection-line"),
        (Checked(answers={"lighting": "perhaps"}), "inspection-line"),
        (Checked(present={"police": -1}), "inspection-present"),
        (Checked(present={"police": 10_000}), "inspection-present"),
        (Checked(present={"kings": 1}), "inspection-present"),
        (Checked(text="长" * 2001), "text-long"),
    ],
)
def test_a_sheet_takes_what_the_pack_knows(world: None, checked: Checked, code: str) -> None:
    row = inspection()
    with refused(code):
        actions.check(inspection_id=row.id, checked=checked, by=viewer("desk.north"), at=NOW)


def test_only_the_lead_cancels_and_only_what_found_nothing(world: None) -> None:
    row = inspection()
    with refused("inspection-lead"):
        actions.cancel(inspection_id=row.id, by=viewer("handler.urban"), at=NOW)
    finding(source=FindingSource.INSPECTION, inspection_id=row.id)
    with refused("inspection-found"):
        actions.cancel(inspection_id=row.id, by=viewer("desk.north"), at=NOW)
    other = inspection()
    assert other.number == "JC20260901-002"
    actions.cancel(inspection_id=other.id, by=viewer("chief.north"), at=NOW)
    assert again(other).state == "cancelled"


def test_an_old_page_is_told(world: None) -> None:
    row = inspection()
    answered(row)
    with refused("inspection-changed"):
        sign(row, "desk.north", seen_version=row.version)


def test_a_venue_that_is_inspected_may_have_to_put_things_right(world: None) -> None:
    row = inspection(kind="venue", area_id=None, place="", venue_id=venue())
    made = finding(
        source=FindingSource.INSPECTION, inspection_id=row.id, item="exits", owner=Owner.VENUE,
        owner_unit=unit("station.north"), area_id=None,
    )  # fmt: skip
    assert (made.venue_id, made.owner, Finding.objects.count()) == (venue(), "venue", 1)
    with refused("finding-owner-venue"):
        finding(owner=Owner.VENUE)
