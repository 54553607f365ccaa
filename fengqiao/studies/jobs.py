"""What the worker does for study by itself: reminders once each, and words whose term is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit
from fengqiao.orgs.terms import Line
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.actions import erase, nudge, remind
from fengqiao.studies.queries import due_soon, hours_of_year, lecturers_over, notes_over, told_already
from fengqiao.studies.rules.course import lags, moment_now

BATCH, MONTH = 500, 31


def remind_due(*, by: Viewer, now: datetime) -> int:
    """Remind of make-ups that are due, and of hours missing where a moment of the pack has come; returns how many people times."""
    today, pack = timezone.localdate(now), pack_on(now).pack
    days = known(pack, "study.makeup_soon", today).number
    done = sum(remind(make_up_id=each, by=by, at=now) for each in due_soon(today, days, BATCH))
    return done + _remind_of_hours(by, now)


def _remind_of_hours(by: Viewer, now: datetime) -> int:
    """Remind the people of Party branches who have less than the moment's share of what their year asks."""
    today, pack = timezone.localdate(now), pack_on(now).pack
    moment = moment_now(pack.duties.moments.values(), today)
    if moment is None:
        return 0
    branches = {card.id for card in directory(at=now).units.values() if card.line == Line.PARTY.value}
    people = {who for each in staff_by_unit(branches, at=now).values() for who, _name in each}
    left = people - told_already(today.year, moment.code)
    if not left:
        return 0
    found = hours_of_year(by, today.year, units=branches, at=now, only=left).people
    late = [each.staff_id for each in found if lags(each.hours.total, each.hours.asked, moment.share)]
    return sum(nudge(staff_id=who, year=today.year, moment=moment.code, by=by, at=now) for who in late)


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy names of outside lecturers and words of make-ups whose term is over; returns of how many."""
    today, pack = timezone.localdate(now), pack_on(now).pack

    def before(code: str) -> date:
        return today - timedelta(days=MONTH * int(known(pack, f"retention.{code}", today).number))

    things, notes = lecturers_over(before("lecturers"), BATCH), notes_over(before("makeups"), BATCH)
    return erase(thing_ids=things, make_up_ids=notes, by=by, at=now)
