"""An appraisal of injuries lets the term of a police mediation rest; what is made later keeps its reason, and the visit follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.disputes import actions
from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, Extension
from fengqiao.disputes.terms import Mediation
from fengqiao.ledger.models import Event
from tests.disputes.helping import agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, meet
from tests.disputes.test_file import read
from tests.world import NOW, viewer

TODAY = timezone.localdate(NOW)


def send(row: Dispute, days: int = 0, on: int = 0) -> Any:
    day = TODAY + timedelta(days=on)
    return actions.send_appraisal(dispute_id=row.id, day=day, by=viewer(CENTRE), at=later(days=days))


def back(row: Dispute, days: int, text: str = "轻微伤", on: int | None = None) -> None:
    day = TODAY + timedelta(days=days if on is None else on)
    actions.end_appraisal(dispute_id=row.id, day=day, text=text, by=viewer(CENTRE), at=later(days=days))


def waiting(kind: str) -> list[DisputeDue]:
    return list(DisputeDue.objects.filter(kind=kind, done_at__isnull=True))


def test_the_term_of_the_first_session_begins_anew_when_the_appraisal_is_back(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    (before,) = waiting("first")
    length = before.due_at - NOW
    send(row)
    assert waiting("first") == []
    assert DisputeDue.objects.get(id=before.id).result == "rested"
    with refused("appraisal-out"):
        send(row)
    back(row, 14)
    (after,) = waiting("first")
    assert later(days=14) < after.due_at <= later(days=14) + length + timedelta(days=4), "three working days from then"
    assert [e.attributes["step"] for e in Event.objects.filter(kind="dispute.appraised").order_by("seq")] == [
        "out",
        "back",
    ]
    assert Event.objects.filter(kind="dispute.appraised").order_by("seq").last().measures["days"] == 14  # type: ignore[union-attr]
    case, _forms, _places = read(row)
    assert "伤情鉴定" in case.fields["terms"]
    assert "轻微伤" in case.fields["terms"]


def test_the_term_of_the_second_session_goes_on_without_the_days_that_it_took(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    meet(row, at=NOW)
    (before,) = waiting("second")
    send(row, days=1, on=1)
    back(row, 14)
    (after,) = waiting("second")
    assert [timezone.localdate(each.due_at) for each in (before, after)] == [date(2026, 9, 10), date(2026, 9, 22)]


def test_a_session_held_meanwhile_or_the_end_leaves_nothing_to_run_again(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    send(row)
    meet(row, at=later(days=2))
    back(row, 5)
    assert waiting("first") == []
    other = dispute(ref="2", mediation=Mediation.POLICE)
    send(other)
    actions.fail(dispute_id=other.id, way="police_case", text="不谈", by=viewer(CENTRE), at=later(days=1))
    back(other, 5)
    assert not DisputeDue.objects.filter(dispute=other, done_at__isnull=True).exists()


def test_appraisals_have_bounds(world: None) -> None:
    row, people = dispute(mediation=Mediation.POLICE), dispute(ref="2")
    with refused("appraisal-people"):
        send(people)
    for on in (-1, 1):
        with refused("appraisal-day"):
            send(row, on=on)
    with refused("appraisal-none"):
        back(row, 1)
    send(row)
    for days, on, text, code in (
        (3, -1, "好", "appraisal-back"),
        (3, 4, "好", "appraisal-back"),
        (3, 3, " ", "appraisal-text"),
    ):
        with refused(code):
            back(row, days, text, on)
    assert Appraisal.objects.get().back_on is None


@pytest.mark.parametrize("own", [False, True])
def test_the_visit_moves_with_the_last_part(world: None, own: bool) -> None:
    row = agree(dispute(), parts=[(100_000, later(days=5).date()), (200_000, later(days=9).date())])
    first, last = DisputeDue.objects.filter(kind="perform").order_by("due_at")
    visit = DisputeDue.objects.get(kind="follow_up")
    if own:
        actions.add_visit(dispute_id=row.id, day=later(days=20).date(), by=viewer(CENTRE), at=NOW)
    longer = {"dispute_id": row.id, "consented": True, "by": viewer(CENTRE), "at": NOW}
    with refused("due-text"):
        actions.extend(due_id=last.id, days=10, text=" ", **longer)
    actions.extend(due_id=first.id, days=2, text="要凑钱", **longer)
    assert DisputeDue.objects.get(id=visit.id).due_at == visit.due_at, "the last part is where it was"
    actions.extend(due_id=last.id, days=10, text="卖了粮再付", **longer)
    assert DisputeDue.objects.get(id=visit.id).due_at == visit.due_at + timedelta(days=10)
    if own:
        by_hand = DisputeDue.objects.get(kind="follow_up", source="另行安排")
        assert timezone.localdate(by_hand.due_at) == timezone.localdate(later(days=20)), "put down for a day by hand"
    assert list(Extension.objects.order_by("at", "kind").values_list("kind", flat=True)) == [
        "follow_up",
        "perform",
        "perform",
    ]
    case, _forms, _places = read(row)
    assert "卖了粮再付" in case.fields["terms"]
    assert "卖了粮再付" not in str(list(Event.objects.values_list("attributes", flat=True)))
