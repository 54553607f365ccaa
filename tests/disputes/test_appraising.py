"""An appraisal of injuries lets the term of a police mediation rest; what is made later keeps its reason, and the visit follows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.disputes import actions
from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, Extension
from fengqiao.disputes.rules.terms_of import due_without
from fengqiao.disputes.terms import DueKind, Mediation, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.queries import CALENDAR
from fengqiao.rulebook.queries import pack_on
from tests.disputes.helping import agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, meet, plan
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


def second_after(*days: tuple[int, int], since: int = 0) -> date:
    """Return the day of the second session's term from a day on, without the days of rests."""
    pack, zone = pack_on(NOW).pack, timezone.get_default_timezone()
    rests = [(midnight(out), midnight(back)) for out, back in days]
    due, _source = due_without(pack, DueKind.SECOND, later(days=since), rests, pack.calendars[CALENDAR], zone)
    return timezone.localdate(due)


def midnight(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(TODAY + timedelta(days=days), time()))


def test_days_of_two_appraisals_in_the_second_term_are_all_left_out_once(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    meet(row, at=NOW)
    send(row, days=1, on=1)
    back(row, 6)
    send(row, days=7, on=5)  # noted for a day on which the other was still out
    back(row, 12)
    (due,) = waiting("second")
    assert timezone.localdate(due.due_at) == second_after((1, 12)) == second_after((1, 6), (5, 12))
    assert second_after((5, 12)) < second_after((1, 12))


def test_the_second_term_rests_from_its_beginning_while_the_appraisal_is_out(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    send(row)
    meet(row, at=later(days=2))
    assert (waiting("first"), waiting("second")) == ([], [])
    back(row, 9)
    (due,) = waiting("second")
    assert timezone.localdate(due.due_at) == second_after((0, 9), since=2) > second_after(since=2)


@pytest.mark.parametrize(("result", "left"), [(SessionResult.NOT_AGREED, 0), (SessionResult.AGAIN, 1)])
def test_a_session_written_down_after_the_appraisal_was_noted_was_held_all_the_same(
    world: None, result: SessionResult, left: int
) -> None:
    row = dispute(mediation=Mediation.POLICE)
    session = plan(row, later(hours=1), None)
    actions.send_appraisal(dispute_id=row.id, day=TODAY, by=viewer(CENTRE), at=later(hours=2))
    meet(row, result, at=later(hours=3), session=session)
    back(row, 5)
    assert (len(waiting("first")), len(waiting("second"))) == (0, left)


def test_the_second_term_runs_from_the_session_on_however_late_that_is_written_down(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    session = plan(row, later(hours=1), None)
    meet(row, at=later(days=3), session=session)
    (before,) = waiting("second")
    assert timezone.localdate(before.due_at) == second_after()
    send(row, days=3, on=3)
    back(row, 3)
    assert waiting("second")[0].due_at == before.due_at, "back on the same day"


def test_a_term_that_was_missed_stays_missed_when_the_appraisal_is_sent(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    (due,) = waiting("first")
    late = (timezone.localdate(due.due_at) - TODAY).days + 1
    send(row, days=late, on=late)
    assert [each.id for each in waiting("first")] == [due.id]
    back(row, late + 4)
    assert [(each.id, each.due_at) for each in waiting("first")] == [(due.id, due.due_at)]
    other = dispute(ref="2", mediation=Mediation.POLICE)
    send(other, days=late, on=late - 1)
    assert not DisputeDue.objects.filter(dispute=other, done_at__isnull=True, kind="first").exists(), (
        "noted late, sent in time"
    )


def test_an_appraisal_that_is_out_when_it_is_mediated_again_lets_the_new_term_rest(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    send(row)
    actions.fail(dispute_id=row.id, way="police_case", text="不谈", by=viewer(CENTRE), at=later(days=1))
    by = viewer("dispatcher", later(days=2))
    matters.reopen(matter_id=row.matter_id, reason="not_performed", text="又闹", by=by, at=later(days=2))
    actions.resume(dispute_id=row.id, informed=True, consented=True, by=viewer(CENTRE), at=later(days=3))
    assert waiting("first") == []
    back(row, 20)
    (due,) = waiting("first")
    assert (due.round, due.due_at > later(days=20)) == (2, True)
