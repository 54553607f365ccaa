"""What follows an agreement: a visit after the last part, visits that are added, one word to those who answer for what is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fengqiao.disputes import actions
from fengqiao.disputes.jobs import look_at_dues
from fengqiao.disputes.models import Dispute, DisputeDue
from fengqiao.disputes.terms import AgreementForm, DueResult
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Account
from fengqiao.orgs.queries import system_viewer
from tests.disputes.helping import again, agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, mediator, settle
from tests.world import NOW, viewer


def days(row: Dispute, kind: str) -> list[int]:
    found = DisputeDue.objects.filter(dispute=row, kind=kind).order_by("due_at").values_list("due_at", flat=True)
    return [(timezone.localdate(due) - timezone.localdate(NOW)).days for due in found]


def visit(row: Dispute, day: date, login: str = CENTRE) -> None:
    actions.add_visit(dispute_id=row.id, day=day, by=viewer(login), at=NOW)


def look(**length: float) -> int:
    by = system_viewer(at=NOW)
    assert by is not None
    return look_at_dues(by=by, now=later(**length))


def late_told() -> dict[str, int]:
    rows = Notice.objects.filter(kind="dispute_late").values_list("staff_id", flat=True)
    logins = (CENTRE, "officer.north", "desk.north")
    return {login: count for login in logins if (count := list(rows).count(viewer(login).staff_id))}


def test_the_visit_is_after_the_last_part(world: None) -> None:
    parts = [(100_000, later(days=5).date()), (200_000, later(days=50).date())]
    row = agree(dispute(), parts=parts, form=AgreementForm.WRITTEN)
    assert (days(row, "follow_up"), days(row, "confirm")) == ([80], [30]), (
        "thirty days after the last; the law's term stays"
    )
    at_once = agree(dispute(ref="2"), performed=True)
    assert days(at_once, "follow_up") == [30]
    far = agree(dispute(ref="3"), parts=[(300_000, later(days=3600).date())])
    assert days(far, "follow_up") == [3630]


def test_another_visit_is_put_down_for_a_day(world: None) -> None:
    row = dispute()
    with refused("dispute-state"):
        visit(row, later(days=60).date())
    row = agree(row, performed=True)
    visit(row, later(days=60).date())
    assert days(row, "follow_up") == [30, 60]
    with refused("visit-there"):
        visit(row, later(days=60).date())
    for day in (NOW.date(), later(days=-1).date(), later(days=1831).date()):
        with refused("visit-day"):
            visit(row, day)
    with refused("dispute-denied", "dispute-unknown"):
        visit(row, later(days=70).date(), "desk.south")
    event = Event.objects.get(kind="dispute.revisit")
    assert (event.measures, event.subject_id) == ({"days": 60}, row.matter_id)
    settle(row, "follow_up", later(days=30), text="满意")
    settle(row, "follow_up", later(days=60), text="还好")
    for n in range(12):
        visit(row, later(days=100 + n).date())
    with refused("visit-many"):
        visit(row, later(days=200).date())


def test_the_page_offers_another_visit(world: None) -> None:
    row = agree(dispute(), performed=True)
    client = Client()
    client.force_login(Account.objects.get(username=CENTRE))
    assert "再安排一次回访" in client.get(f"/disputes/{row.id}/").content.decode()
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = client.post(f"/disputes/{row.id}/do/visit/", {"day": day}, follow=True).content.decode()
    assert "回访已安排" in answer
    assert DisputeDue.objects.filter(dispute=row, kind="follow_up").count() == 2
    assert (
        "日期和时间看不懂" in client.post(f"/disputes/{row.id}/do/visit/", {"day": "x"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("reminded", [True, False])
def test_what_is_late_by_a_day_is_told_once(world: None, reminded: bool) -> None:
    one = mediator("officer.north", by="desk.north")
    row = dispute()
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=viewer(CENTRE), at=NOW)
    row = agree(row, parts=[(300_000, later(days=5).date())])
    if reminded:
        assert look(days=4) == 1
    assert look(days=5, hours=20) == (0 if reminded else 1), "late, and not yet by a day"
    assert late_told() == {}
    assert look(days=7) == 1
    assert late_told() == {CENTRE: 1, "officer.north": 1}
    assert look(days=8) == 0, "once"
    due = DisputeDue.objects.get(kind="perform")
    longer = {"dispute_id": row.id, "due_id": due.id, "days": 10, "consented": True, "text": "收成晚了"}
    actions.extend(by=viewer(CENTRE), at=later(days=8), **longer)
    look(days=14)
    assert look(days=17) == 1
    assert late_told()[CENTRE] == 2, "its new day went by as well"
    settle(row, "perform", later(days=18))
    assert look(days=40) == 0, "the visit moved with the part"
    look(days=44)
    assert look(days=47) == 1, "so is a visit"
    assert late_told()[CENTRE] == 3


def test_what_is_not_waited_for_is_not_late(world: None) -> None:
    parts = [(100_000, later(days=5).date()), (200_000, later(days=6).date())]
    row = agree(dispute(), parts=parts)
    settle(row, "perform", later(days=5), DueResult.FAILED, way="court")
    assert again(row).state == "failed"
    look(days=4)
    assert look(days=20) == 0
    assert late_told() == {}
