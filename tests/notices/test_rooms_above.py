"""What joint incidents, findings and enterprises tell to whom, and where the notices lead."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from fengqiao.enterprises.actions import flag_trouble, set_enterprise
from fengqiao.incidents import actions as incidents
from fengqiao.incidents.actions import Called
from fengqiao.inspections import actions as inspections
from fengqiao.inspections.jobs import look_at_remedies
from fengqiao.inspections.models import Finding
from fengqiao.inspections.terms import Owner
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Staff
from fengqiao.orgs.queries import system_viewer
from tests.enterprises.helping import enterprise
from tests.incidents import helping as joint
from tests.inspections import helping as sites
from tests.notices.test_causes import heard
from tests.world import NOW, make_matter, unit, viewer

pytestmark = pytest.mark.django_db


def told(kind: str) -> Notice:
    return Notice.objects.filter(kind=kind, way="inbox").latest("made_at", "id")


def test_parties_hear_that_they_are_called_stood_down_lead_and_done(world: None) -> None:
    made = []
    assert heard(lambda: made.append(joint.incident(parties=("dept.urban",)))) == {"joint_called": {"handler.urban"}}
    row = made[0]
    assert told("joint_called").urgent
    more = [Called(unit("volunteers"), ask="带绳索")]
    at = joint.later(minutes=2)
    by = viewer("desk.north", at)
    assert heard(lambda: incidents.call_out(incident_id=row.id, calls=more, by=by, at=at)) == {
        "joint_called": {"volunteer"}
    }
    assert heard(lambda: joint.stand_down(row, ("volunteers",), joint.later(minutes=3))) == {
        "joint_stood_down": {"volunteer"}
    }
    urban = joint.party(row, "dept.urban").id
    at = joint.later(minutes=4)
    by = viewer("desk.north", at)
    lead = {"incident_id": row.id, "party_id": urban, "text": joint.SAID, "by": by, "at": at}
    assert heard(lambda: incidents.pass_on(**lead)) == {"joint_led": {"handler.urban"}}
    joint.stand_down(row, None, joint.later(minutes=6), login="handler.urban")
    assert heard(lambda: joint.end(row, joint.later(minutes=7), login="handler.urban")) == {}
    assert joint.SAID not in json.dumps(list(Notice.objects.values_list("codes", flat=True)), ensure_ascii=False)


def test_a_drill_does_not_wake_anybody_and_parties_that_are_done_hear_of_the_end(world: None) -> None:
    row = joint.incident(parties=("dept.urban",), drill=True)
    assert not told("joint_called").urgent
    for minutes, to in enumerate(("signed", "left", "arrived", "done"), start=2):
        joint.step(row, "dept.urban", to, "handler.urban", joint.later(minutes=minutes))
    ended = heard(lambda: joint.end(row, joint.later(minutes=9), outcome="goes_on", numbers={}))
    assert ended == {"joint_ended": {"handler.urban"}}


def test_owner_and_checker_of_a_finding_hear_of_each_others_deeds(world: None) -> None:
    made: list[Finding] = []
    assert heard(lambda: made.append(sites.finding())) == {"finding_raised": {"handler.urban"}}
    row = made[0]
    assert told("finding_raised").codes["due"]
    assert heard(lambda: sites.submit(row)) == {"finding_submitted": {"desk.north"}}
    assert heard(lambda: sites.submit(row)) == {}  # more evidence while it waits
    assert heard(lambda: sites.sent_back(row)) == {"finding_back": {"handler.urban"}}
    at = sites.later(days=5)
    longer = {"finding_id": row.id, "amount": 3, "text": "等配件", "at": at}
    ask = heard(lambda: inspections.ask_longer(by=viewer("handler.urban", at), **longer))
    assert ask == {"finding_asked": {"desk.north"}}
    answer = {"finding_id": row.id, "text": "不同意", "by": viewer("desk.north", at), "at": at}
    assert heard(lambda: inspections.decline(**answer)) == {"finding_declined": {"handler.urban"}}
    assert heard(lambda: inspections.extend(by=viewer("desk.north", at), **longer)) == {
        "finding_extended": {"handler.urban"}
    }
    assert heard(lambda: sites.passed(sites.submit(row, at=at), at=at + timedelta(days=1)))["finding_passed"] == {
        "handler.urban"
    }
    assert heard(lambda: sites.finding(on_spot=True)) == {}
    taken = {"finding_id": sites.finding().id, "text": "重复登记", "by": viewer("desk.north", at), "at": at}
    assert heard(lambda: inspections.withdraw(**taken)) == {"finding_withdrawn": {"handler.urban"}}
    codes = json.dumps(list(Notice.objects.values_list("codes", flat=True)), ensure_ascii=False)
    assert not any(word in codes for word in (sites.SAID, row.title, "等配件", "不同意"))


def test_a_person_is_told_in_place_of_the_desk_and_a_miss_goes_upwards(world: None) -> None:
    person = Staff.objects.get(id=viewer("handler.urban").staff_id).id
    row = sites.finding(owner=Owner.PERSON, owner_staff=person)
    assert told("finding_raised").staff_id == person

    def look(days: int) -> dict[str, set[str]]:
        at = sites.later(days=days)
        by = system_viewer(at=at)
        assert by
        return heard(lambda: look_at_remedies(by=by, now=at))

    assert row.due_at
    assert look(19) == {"finding_soon": {"handler.urban"}}
    missed = look(25)
    assert missed["finding_missed"] >= {"handler.urban", "desk.north"}
    assert look(26) == {}


def test_a_trouble_of_an_enterprise_is_told_to_those_who_look_after_it_and_to_the_matters_unit(world: None) -> None:
    firm, by = enterprise(), viewer("desk.north")
    officer = {viewer("chief.north").staff_id}
    set_enterprise(
        enterprise_id=firm.id, unit_id=unit("station.north"), officers=officer, room_id=None, since=firm.since, until=None,
        by=by, at=NOW,
    )  # fmt: skip
    asked = make_matter(by="desk.north", kind="police_service", title="办临时通行证", text="货车要进城")
    ids = {"enterprise_id": firm.id, "matter_id": asked.id}
    assert heard(lambda: flag_trouble(by=by, at=NOW, **ids)) == {"enterprise_asked": {"chief.north"}}
