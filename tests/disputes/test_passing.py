"""The route of a dispute has consequences: another unit leads, units are told, a trifle is settled at once; mediators hear of it."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.models import Dispute
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Task
from fengqiao.matters.terms import TaskRole
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Account, Staff
from tests.disputes.helping import again, dispute, later, made_at, refused
from tests.disputes.test_correcting import correct
from tests.disputes.test_course import CENTRE, mediator
from tests.world import NOW, unit, viewer

STATION = "desk.north"


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=f"dispute_{kind}").values_list("staff_id", flat=True)
    return set(Staff.objects.filter(id__in=rows).values_list("account__username", flat=True))


def test_a_grave_one_goes_to_the_town_s_centre_by_the_change_of_lead(world: None) -> None:
    row = made_at(STATION, signs=["petition"])
    lead = {"dispute_id": row.id, "by": viewer(STATION), "at": NOW}
    with refused("route-reason"):
        actions.pass_on(text=" ", **lead)
    assert actions.pass_on(text="十几个人要去上访", **lead) == unit("centre.north")
    assert again(row).unit_id == row.unit_id, "until the other has signed"
    matters.accept(matter_id=row.matter_id, by=viewer(CENTRE), at=later(minutes=5))
    assert again(row).unit_id == unit("centre.north")
    with refused("route-leads"):
        actions.pass_on(text="再送", dispute_id=row.id, by=viewer(CENTRE), at=later(minutes=6))


def test_an_ordinary_one_goes_nowhere_and_strangers_send_nothing(world: None) -> None:
    row = made_at(STATION)
    with refused("route-leads"):
        actions.pass_on(dispute_id=row.id, text="送", by=viewer(STATION), at=NOW)
    with refused("announce-nobody"):
        actions.announce(dispute_id=row.id, by=viewer(STATION), at=NOW)
    with refused("dispute-denied", "dispute-unknown"):
        actions.pass_on(dispute_id=row.id, text="送", by=viewer("desk.south"), at=NOW)


def test_a_grave_one_is_announced_once_and_seen_by_whom_it_was(world: None) -> None:
    row = dispute(signs=["petition"])
    assert actions.announce(dispute_id=row.id, by=viewer(CENTRE), at=NOW) == 1, "the centre mediates: the station alone"
    task = Task.objects.get(matter=row.matter_id, unit=unit("station.north"))
    assert task.role == "copy"
    assert again(row).announced_at == NOW
    with refused("announce-done"):
        actions.announce(dispute_id=row.id, by=viewer(CENTRE), at=NOW)


def test_a_trifle_is_settled_in_one_step(world: None) -> None:
    row = dispute(amount=5_000)
    assert row.route == "trifle"
    once = {"dispute_id": row.id, "by": viewer(CENTRE), "at": later(minutes=10)}
    with refused("agreement-text"):
        actions.settle_at_once(text="", **once)
    actions.settle_at_once(text="道了歉", **once)
    assert (again(row).state, again(row).form, again(row).matter.state) == ("performed", "oral", "closed")
    other = dispute(ref="2")
    with refused("route-not-at-once"):
        actions.settle_at_once(dispute_id=other.id, text="好", by=viewer(CENTRE), at=NOW)


def name(row: Dispute, login: str, by: str = CENTRE) -> None:
    one = mediator(login, by="desk.north" if login == "officer.north" else CENTRE)
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=viewer(by), at=NOW)


@pytest.mark.parametrize("how", ["replaced", "recused", "moved"])
def test_who_mediates_is_told_and_who_no_longer_does(world: None, how: str) -> None:
    row = dispute()
    name(row, "officer.north")
    assert (told("named"), told("relieved")) == ({"officer.north"}, set())
    if how == "replaced":
        name(row, CENTRE)
    elif how == "recused":
        one = again(row).mediator_id
        actions.recuse(dispute_id=row.id, mediator_id=one, interest="kin", by=viewer(CENTRE), at=NOW)
    else:
        by = viewer("dispatcher")
        matters.route(matter_id=row.matter_id, unit_id=unit("dept.urban"), reason="由他们来调", by=by, at=NOW)
        matters.accept(matter_id=row.matter_id, by=viewer("handler.urban"), at=later(minutes=1))
    assert told("relieved") == {"officer.north"}
    assert told("named") == {"officer.north"}, "nobody is told of what they did themselves"


def page(row: Dispute, login: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client.get(f"/disputes/{row.id}/").content.decode()


LEAD, TELL = "牵头</summary>", "按等级通报："


def test_the_page_offers_the_lead_only_where_it_can_be_sent_and_once(world: None) -> None:
    row, partner = made_at(STATION, signs=["petition"]), made_at("handler.urban", ref="2", signs=["petition"])
    assert (LEAD in page(row, STATION), LEAD in page(partner, "handler.urban")) == (True, False)
    lead = {"text": "十几个人要去上访", "at": NOW}
    with refused("transfer-hands-back"):
        actions.pass_on(dispute_id=partner.id, by=viewer("handler.urban"), **lead)
    actions.pass_on(dispute_id=row.id, by=viewer(STATION), **lead)
    assert LEAD not in page(row, STATION), "it waits for the other to sign"


def test_the_page_announces_to_nobody_who_has_a_share_or_a_copy(world: None) -> None:
    row = dispute(signs=["petition"])
    assert TELL in page(row, CENTRE)
    matters.add_party(
        matter_id=row.matter_id,
        unit_id=unit("station.north"),
        role=TaskRole.COPY,
        wanted="请知晓",
        by=viewer(CENTRE),
        at=NOW,
    )
    assert TELL not in page(row, CENTRE)


def test_another_route_or_another_mediation_is_announced_anew(world: None) -> None:
    row = dispute(signs=["petition"])
    actions.announce(dispute_id=row.id, by=viewer(CENTRE), at=NOW)
    assert correct(row, people=9).announced_at == NOW, "by the same route"
    assert correct(row, signs=[], people=2).announced_at is None
    other = dispute(ref="2", signs=["petition"])
    actions.announce(dispute_id=other.id, by=viewer(CENTRE), at=NOW)
    actions.fail(dispute_id=other.id, way="court", text="不谈", by=viewer(CENTRE), at=later(days=1))
    by = viewer("dispatcher", later(days=2))
    matters.reopen(matter_id=other.matter_id, reason="not_performed", text="又闹", by=by, at=later(days=2))
    actions.resume(dispute_id=other.id, informed=True, consented=True, by=viewer(CENTRE), at=later(days=3))
    assert again(other).announced_at is None
