"""Visits that a phone wrote down without a line: once, as of when they were made, dropped never (ADR 168)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.duties.models import PhoneMessage
from fengqiao.duties.rules.messages import METS, digest_of
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import Viewer
from fengqiao.visits import actions as visits
from fengqiao.visits.models import Origin, Visit, Visitee
from fengqiao.visits.terms import Met
from tests.duties.helping import HOUR, ms, sent
from tests.matters.helping import at_once
from tests.visits.helping import visitee
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def visit(row: Visitee, by: Viewer, *, seq: int = 1, at: Any = NOW, **over: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "v": 2, "what": "visit", "id": str(new_id()), "device": str(new_id()), "by": str(by.staff_id), "visitee": str(row.id), "seq": seq,
        "at": ms(at), "lat": None, "lon": None, "accuracy": None, "met": "met", "concern": "", **over,
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def test_a_visit_counts_once_as_of_when_it_was_made(world: None) -> None:
    assert {each.value for each in Met} == METS
    row, by = visitee(), viewer("officer.north")
    said = visit(row, by)
    (first,) = sent(by, said, at=NOW + 2 * DAY)  # two days without a signal
    (again,) = sent(by, said, at=NOW + 3 * DAY)
    assert (first, first.doubts, Visit.objects.count(), PhoneMessage.objects.count()) == (again, (), 1, 1)
    row.refresh_from_db()
    made, today = Visit.objects.get(), timezone.localdate(NOW)
    assert (made.at, made.staff_id, row.last) == (NOW, by.staff_id, today)
    event = Event.objects.get(kind="visit.made")
    assert (event.happened_at, event.recorded_at) == (NOW, NOW + 2 * DAY)
    # One that comes later although it was made before does not take the day back on which the next is due.
    due = row.due
    (late,) = sent(by, visit(row, by, seq=2, at=NOW - DAY, met="nobody"), at=NOW + 3 * DAY)
    row.refresh_from_db()
    assert (late.doubts, Visit.objects.count(), row.due, row.last) == ((), 2, due, today)
    # Something found becomes a matter with its origin; its words are the pack's, none stand on the phone.
    (found,) = sent(by, visit(row, by, seq=3, at=NOW + DAY, concern="quarrel"), at=NOW + 3 * DAY)
    assert (found.doubts, Origin.objects.count()) == ((), 1), found
    # What can no longer be written down is kept with that doubt: off the list, another's, nobody's.
    other = viewer("desk.south")
    cases = [(by, visit(row, by, seq=4, concern="nothing-known")), (other, visit(row, other)), (by, visit(row, by, seq=5, visitee=str(new_id()))), (by, visit(row, by, seq=6, met="nobody", concern="quarrel"))]  # fmt: skip
    visits.visit(visitee_id=row.id, met=Met.GONE, by=by, at=NOW + 3 * DAY)
    cases.append((by, visit(row, by, seq=7)))
    for who, each in cases:
        (answer,) = sent(who, each, at=NOW + 3 * DAY)
        assert (answer.doubts, len(answer.receipt)) == (("undone",), 64)
    (fast,) = sent(by, visit(row, by, seq=8, at=NOW + HOUR), at=NOW, sent_at=NOW + HOUR)
    assert fast.doubts == ("clock", "undone")
    wild = ({"met": "x"}, {"concern": "A b"}, {"concern": None}, {"visitee": ""})
    assert [
        each.refusal and each.refusal.code for over in wild for each in sent(by, visit(row, by, **over), at=NOW)
    ] == ["message-malformed"] * 4


def test_the_same_visit_by_two_lines_at_once_is_one(committed_world: None) -> None:
    row, by = visitee(), viewer("officer.north")
    said = visit(row, by)
    found = at_once(*[lambda: sent(by, said, at=NOW + HOUR)] * 3)
    assert len({each[0].receipt for each in found if isinstance(each, list)}) == 1, found
    assert (Visit.objects.count(), PhoneMessage.objects.count(), Event.objects.filter(kind="visit.made").count()) == (
        1,
        1,
        1,
    )
