"""Another host where the one whose turn it is cannot: fair as before, and as little changed as can be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.telling import news_of
from fengqiao.duties.actions.writing import save, tell
from fengqiao.duties.models import Activity, Series
from fengqiao.duties.queries import activity_for, organises
from fengqiao.duties.rules.turns import turns
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory


@transaction.atomic
def let_host_off(*, activity_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> list[UUID]:
    """Say that the host of an activity cannot; the turns from then on are shared out anew (ADR 156). Returns the activities with another host.

    What has begun stays; units that are no more have no turn. Refuses those who do not organise it, one without hosts in turn, one that
    has begun, and where nobody else is there.
    """
    found = activity_for(by, activity_id)
    if found is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    if not organises(by, found):
        raise denied()
    series = Series.objects.select_for_update().filter(id=found.series_id).first() if found.series_id else None
    rows = (
        []
        if series is None
        else list(Activity.objects.select_for_update().filter(series=series).order_by("starts", "id"))
    )
    rows = [row for row in rows if row.state != ActivityState.CANCELLED.value]
    row = next((each for each in rows if each.id == activity_id), None)
    if series is None or row is None or row.host_id is None:
        raise Problem("host-none", "这次活动没有轮流主办的单位，或者已经取消。")
    if seen_version is not None and seen_version != row.version:
        raise Problem("duty-changed", "这次活动刚被别人改过，页面已更新，请看过最新情况再操作。")
    if row.state != ActivityState.PLANNED.value or row.starts <= at:
        raise Problem("host-begun", "已经开始的不能再换主办单位。")
    series.away = {**series.away, _day(row): [*series.away.get(_day(row), ()), str(row.host_id)]}
    changed = _shared_out(series, rows, at)
    series.save(update_fields=["away"])
    numbers = {"activities": len(changed)}
    tell(EventKind.DUTY_HOST_OFF, row, by, at, measures=numbers, attributes={"series": str(series.id)})
    tell_hosts(changed, by, at)
    return [each.id for each in changed]


def tell_hosts(rows: Iterable[Activity], by: Viewer, at: datetime, *, kind: NoticeKind = NoticeKind.HOST_TURN) -> None:
    """Tell each unit that is host of some activities of its first turn among them, or that it is off; part of the caller's action."""
    first: dict[UUID, Activity] = {}
    for row in rows:
        if row.host_id and row.starts > at:
            first.setdefault(row.host_id, row)
    turns_told = [news_of(kind, row, units=frozenset({host}), chiefs=True) for host, row in first.items()]
    tell_people(turns_told, by=by, at=at)


def _day(row: Activity) -> str:
    return row.planned_for.isoformat() if row.planned_for else ""


def _shared_out(series: Series, rows: list[Activity], at: datetime) -> list[Activity]:
    """Share the turns of what has not begun out anew; returns what has another host now, saved."""
    units, held = directory(at=at).units, sum(row.starts <= at for row in rows)
    hosts = [UUID(each) for each in series.hosts]
    months = [
        [each for each in hosts if (place < held or each in units) and str(each) not in series.away.get(_day(row), ())]
        for place, row in enumerate(rows)
    ]
    if not all(months):
        raise Problem("host-nobody", "这一次别的单位也都来不了，可以取消这次活动。")
    before = [row.host_id or hosts[0] for row in rows]
    whose = turns(months, held=before[:held], before=before)
    changed = [row for row, host in zip(rows, whose, strict=True) if row.host_id != host]
    for row, host in zip(rows, whose, strict=True):
        if row.host_id != host:
            row.host_id = host
            save(row)
    return changed
