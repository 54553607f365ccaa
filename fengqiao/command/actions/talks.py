"""The daily talk: a task decided with who, by when and on which matter; said to be done, or taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.command.actions.noticing import tell_staff
from fengqiao.command.actions.shifts import tell_station
from fengqiao.command.models import Talk, TalkTask
from fengqiao.command.queries.stations import commands
from fengqiao.command.queries.talks import may_end
from fengqiao.command.rules.talks import reminds, standing, why_not_decide
from fengqiao.command.terms import Standing, TalkTaskState
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import visible
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

TEXT = 500


@transaction.atomic
def decide(
    *,
    station_id: UUID,
    text: str,
    part_id: UUID,
    staff_id: UUID | None,
    due_at: datetime | None,
    by: Viewer,
    at: datetime,
    matter_number: str = "",
) -> UUID:
    """Keep what today's talk of a station decided: what, which part (and who there), by when, on which matter or none.

    The talk begins with its first task. Refuses strangers, a part that is not of the station, a matter that one may not see
    or that is sealed. Whoever has to do it is told. Returns the task.
    """
    if not commands(by, station_id):
        raise denied()
    words = fitted(text, TEXT)
    refusal = why_not_decide(words, due_at, at)
    if refusal or due_at is None:
        raise refusal or Problem("talk-due", "请选择一年以内、还没有过的完成时间。")
    units = directory(at=at)
    parts = {card.id: card for card in units.parts_of(station_id)} or {station_id: units.units[station_id]}
    if part_id not in parts:
        raise Problem("talk-part", "请选择由哪个队、室来办。")
    people = [each for each, _name in staff_by_unit([part_id], at=at)[part_id]]
    if staff_id is not None and staff_id not in people:
        raise Problem("talk-person", "只能交给这个队、室在岗的人。")
    matter = _matter(matter_number, by)
    begun = {"led_by_id": by.staff_id, "begun_at": at}
    talk, made = Talk.objects.get_or_create(station_id=station_id, day=timezone.localdate(at), defaults=begun)
    if made:
        make_missing_keys([talk.id], at=at)
    row = TalkTask(
        talk=talk, station_id=station_id, matter=matter, part_id=part_id, staff_id=staff_id, due_at=due_at,
        state=TalkTaskState.OPEN.value, made_by_id=by.staff_id, made_at=at,
    )  # fmt: skip
    row.sealed = seal_words(owner_id=talk.id, row_id=row.id, words=words, at=at)
    row.save(force_insert=True)
    attributes = {"part": parts[part_id].part or "none", "about": "matter" if matter else "none"}
    hours = int((due_at - at).total_seconds() // 3600)
    tell_station(EventKind.TALK_DECIDED, station_id, row.id, by, at, attributes, {"hours": hours})
    to = [staff_id] if staff_id else people
    tell_staff(NoticeKind.TALK_TASK, to, (Page.TALK_TASK, row.id), station_id, by, at, due=due_at)
    return row.id


def _matter(number: str, by: Viewer) -> Matter | None:
    wanted = number.strip()
    if not wanted:
        return None
    found = visible(by).filter(number__iexact=wanted[:40]).first()
    if found is None:
        raise Problem("talk-matter", "没有这个编号的事项，或者您无权查看。")
    if found.sealed:
        raise Problem("talk-sealed", "保密事项不在会商里定。")
    return found


def _hold(task_id: UUID, by: Viewer) -> TalkTask:
    row = TalkTask.objects.select_for_update(of=("self",)).select_related("talk", "part").filter(id=task_id).first()
    if row is None or row.station_id not in by.seen_units:
        raise Problem("talk-unknown", "没有这件会商任务，或者您无权查看。")
    if row.talk.erased_at is not None:
        raise Problem("talk-erased", "这次会商的保存期限已满，文字已经销毁。")
    if row.state != TalkTaskState.OPEN.value:
        raise Problem("talk-ended", "这件会商任务刚被别人报完成或者撤销，页面已更新。")
    return row


@transaction.atomic
def finish(*, task_id: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Say that a task is done, and what came of it (may be empty): who was named, somebody of its part, or the room."""
    words = fitted(text, TEXT)
    row = _hold(task_id, by)
    if not may_end(by, row):
        raise denied()
    if words:
        row.said = seal_words(owner_id=row.talk_id, row_id=row.id, words=words, at=at)
    _end(row, TalkTaskState.DONE, by, at)
    how = standing(row.state, row.due_at, row.ended_at, at)
    attributes = {"part": row.part.part or "none", "in_time": "yes" if how is Standing.IN_TIME else "no"}
    hours = max(int((at - row.made_at).total_seconds() // 3600), 0)
    tell_station(EventKind.TALK_DONE, row.station_id, row.id, by, at, attributes, {"hours": hours})


@transaction.atomic
def withdraw(*, task_id: UUID, by: Viewer, at: datetime) -> None:
    """Take back what a talk decided: it is neither done nor late from then on."""
    row = _hold(task_id, by)
    if not commands(by, row.station_id):
        raise denied()
    _end(row, TalkTaskState.WITHDRAWN, by, at)
    tell_station(EventKind.TALK_WITHDRAWN, row.station_id, row.id, by, at, {"part": row.part.part or "none"})


def _end(row: TalkTask, state: TalkTaskState, by: Viewer, at: datetime) -> None:
    row.state, row.ended_by_id, row.ended_at = state.value, by.staff_id, at
    row.save(update_fields=["state", "ended_by", "ended_at", "said"])


@transaction.atomic
def erase_talks(*, talk_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of talks (the caller says whose term is over); codes, ids and dates stay."""
    due = due_for_destruction(Talk.objects.filter(id__in=set(talk_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    destroy(ids, at=at)
    TalkTask.objects.filter(talk__in=ids).update(sealed=b"", said=b"")
    Talk.objects.filter(id__in=ids).update(erased_at=at)
    for row in due:
        tell_station(EventKind.TALK_ERASED, row.station_id, row.id, by, at, {})
    return len(due)


@transaction.atomic
def remind(*, task_id: UUID, begins: datetime, by: Viewer, at: datetime) -> int:
    """Tell who has to do a task of a talk that its date is near, once; returns 1 where that was done now, 0 where it is not due."""
    row = TalkTask.objects.select_for_update(of=("self",)).select_related("part").filter(id=task_id).first()
    if row is None or row.state != TalkTaskState.OPEN.value or row.reminded_at is not None:
        return 0
    if not reminds(row.made_at, row.due_at, begins, at):
        return 0
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    people = [each for each, _name in staff_by_unit([row.part_id], at=at)[row.part_id]]
    to = [row.staff_id] if row.staff_id in people else people  # whoever was named may have left since
    tell_staff(NoticeKind.TALK_SOON, to, (Page.TALK_TASK, row.id), row.station_id, by, at, due=row.due_at)
    hours = int((row.due_at - at).total_seconds() // 3600)
    tell_station(
        EventKind.TALK_REMINDED, row.station_id, row.id, by, at, {"part": row.part.part or "none"}, {"hours": hours}
    )
    return 1
