"""Terms and limits of mediation: dated values of the pack, or what the product holds where the pack has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, tzinfo

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.disputes.terms import DueKind
from fengqiao.kit.clocks import ClockUnit, Limit, Paused, Resumed, Started, deadline
from fengqiao.kit.workcalendar import WorkCalendar

DAY_ENDS = time(17, 30)
_OF = {
    DueKind.FIRST: ("dispute.police.first", ClockUnit.WORKDAY),
    DueKind.SECOND: ("dispute.police.second", ClockUnit.WORKDAY),
    DueKind.CONFIRM: ("dispute.confirm", ClockUnit.DAY),
    DueKind.FOLLOW_UP: ("dispute.follow_up", ClockUnit.DAY),
}


def due_after(pack: Pack, kind: DueKind, since: datetime, calendar: WorkCalendar, zone: tzinfo) -> tuple[datetime, str]:
    """Return when something that begins at a moment is due, and by which source; working days by the calendar."""
    limit = _limit(pack, kind, since, zone)
    return deadline(limit, (Started(since),), calendar, zone).due_at or since, limit.source


def due_without(
    pack: Pack,
    kind: DueKind,
    since: datetime,
    rests: Iterable[tuple[datetime, datetime]],
    calendar: WorkCalendar,
    zone: tzinfo,
) -> tuple[datetime, str]:
    """Return when it is due where the term rested from one moment to another, once or more: no day between is counted, none twice."""
    limit = _limit(pack, kind, since, zone)
    rested: list[Paused | Resumed] = []
    until = since
    for out, back in sorted(rests):
        if max(out, until) < back:
            rested += [Paused(max(out, until), "appraisal"), Resumed(back)]
            until = back
    return deadline(limit, (Started(since), *rested), calendar, zone).due_at or since, limit.source


def _limit(pack: Pack, kind: DueKind, since: datetime, zone: tzinfo) -> Limit:
    code, unit = _OF[kind]
    found = known(pack, code, since.astimezone(zone).date())
    return Limit(amount=found.number, unit=unit, soon_hours=24, source=found.source, day_ends=DAY_ENDS)
