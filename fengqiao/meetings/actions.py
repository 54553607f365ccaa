"""Every write of monthly meetings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.meetings.models import Meeting, Suggestion
from fengqiao.meetings.queries import agenda, leads, meeting_for, reached, replies
from fengqiao.meetings.terms import Came, MeetingState, SuggestionAnswer
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys

TEXT, MINUTES, MOST_CAME, AHEAD, BACK = 1000, 5000, 9999, 366, 62


def _tell(
    kind: EventKind,
    row: Meeting,
    by: Viewer,
    at: datetime,
    *,
    measures: Mapping[str, int] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    record_deed(
        kind,
        by,
        at,
        unit_id=row.unit_id,
        subject_id=row.id,
        area_id=row.area_id,
        measures=measures,
        attributes=attributes,
    )


def _fitted(text: str, most: int, *, needed: bool = True) -> str:
    said = fitted(text, most)
    if needed and not said:
        raise Problem("meeting-empty", "请写内容。")
    return said


def _hold(meeting_id: UUID, by: Viewer, seen_version: int | None = None) -> Meeting:
    if meeting_for(by, meeting_id) is None:
        raise Problem("meeting-unknown", "没有这次例会，或者您无权查看。")
    row = Meeting.objects.select_for_update().get(id=meeting_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("meeting-changed", "这次例会刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def _save(row: Meeting) -> None:
    row.version += 1
    row.save()


@transaction.atomic
def plan(*, day: date, team_id: UUID | None, area_id: UUID | None, place: str, by: Viewer, at: datetime) -> UUID:
    """Plan a meeting of one's unit; refuses strangers to meetings, days far off, and two of one round on a day."""
    if not by.may(Right.INSPECT):
        raise denied()
    today = timezone.localdate(at)
    if not today - timedelta(days=BACK) <= day <= today + timedelta(days=AHEAD):
        raise Problem("meeting-day", "例会日期要在近两个月到一年之内。")
    units = directory(at=at)
    if team_id is not None and team_id not in units.units:
        raise Problem("meeting-team", "没有这支队伍。")
    if area_id is not None and area_id not in units.places:
        raise Problem("meeting-area", "没有这个辖区。")
    if Meeting.objects.filter(unit=by.unit_id, team=team_id, day=day).exists():
        raise Problem("meeting-there", "这一天已经有一次例会。")
    row = Meeting.objects.create(
        unit_id=by.unit_id, team_id=team_id, area_id=area_id, day=day, state=MeetingState.COMING.value,
        place=_fitted(place, 120, needed=False), made_by=by.staff_id,
    )  # fmt: skip
    make_missing_keys([row.id], at=at)
    _tell(EventKind.MEETING_PLANNED, row, by, at)
    return row.id


@transaction.atomic
def suggest(*, meeting_id: UUID, text: str, owner_id: UUID, due: date, by: Viewer, at: datetime) -> UUID:
    """Write a suggestion down with who has to reply until when; everybody who sees the meeting may, until its words are gone."""
    row = _hold(meeting_id, by)
    if row.erased_at is not None:
        raise Problem("meeting-erased", "这次例会的保存期限已满，文字已经销毁。")
    if owner_id not in directory(at=at).units:
        raise Problem("suggestion-owner", "请选择由哪个单位答复。")
    if not row.day <= due <= row.day + timedelta(days=AHEAD):
        raise Problem("suggestion-due", "答复日期不能早于例会那天，也不能晚过一年。")
    said = _fitted(text, TEXT)
    last = row.suggestions.aggregate(last=Max("place"))["last"] or 0
    made = Suggestion.objects.create(
        meeting=row, place=last + 1, text=said, owner_id=owner_id, due=due, made_by=by.staff_id, made_at=at
    )
    _save(row)
    _tell(EventKind.SUGGESTION_MADE, row, by, at, attributes={"suggestion": str(made.id)})
    return made.id


@transaction.atomic
def reply(*, suggestion_id: UUID, answer: str, text: str, by: Viewer, at: datetime) -> None:
    """Answer a suggestion, as the unit that was asked; it is told at the next meeting. An answer can be put right until then."""
    found = Suggestion.objects.filter(id=suggestion_id).values_list("meeting", flat=True).first()
    if found is None:
        raise Problem("suggestion-unknown", "没有这条建议，或者您无权查看。")
    meeting = _hold(found, by)
    row = Suggestion.objects.select_for_update().get(id=suggestion_id)
    if not replies(by, row):
        raise denied()
    if row.told_at_id is not None:
        raise Problem("suggestion-told", "答复已经在例会上说过，不能再改。")
    if answer not in set(SuggestionAnswer):
        raise Problem("suggestion-answer", "请选择怎么答复。")
    again, today = row.answer != "", timezone.localdate(at)
    row.answer, row.reply = answer, _fitted(text, TEXT)
    row.replied_by, row.replied_on = by.staff_id, row.replied_on or today
    row.save(update_fields=["answer", "reply", "replied_by", "replied_on"])
    _save(meeting)
    _tell(
        EventKind.SUGGESTION_ANSWERED,
        meeting,
        by,
        at,
        measures={"days": (row.replied_on - meeting.day).days},
        attributes={
            "answer": answer,
            "in_time": "yes" if row.replied_on <= row.due else "no",
            "again": "yes" if again else "no",
            "suggestion": str(row.id),
        },
    )


@transaction.atomic
def close_meeting(
    *, meeting_id: UUID, came: Mapping[str, int], minutes: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Hold a meeting: who came in counts, what was resolved. What was answered has been told; what waits is carried over once more."""
    row = _hold(meeting_id, by, seen_version)
    if not leads(by, row):
        raise denied()
    if row.state == MeetingState.HELD.value:
        raise Problem("meeting-held", "这次例会已经开过。")
    if row.day > timezone.localdate(at):
        raise Problem("meeting-early", "例会还没有到日子。")
    if not all(each in set(Came) and 0 <= count <= MOST_CAME for each, count in came.items()):
        raise Problem("meeting-came", "到会人数要填整数。")
    if not sum(came.values()):
        raise Problem("meeting-nobody", "请填到会人数。")
    dealt = agenda(row)
    row.came = {each: count for each, count in came.items() if count}
    row.minutes, row.state, row.held_by = _fitted(minutes, MINUTES, needed=False), MeetingState.HELD.value, by.staff_id
    _save(row)
    Suggestion.objects.filter(id__in=[each.id for each in dealt.answered]).update(told_at=row)
    Suggestion.objects.filter(id__in=[each.id for each in dealt.waiting]).update(carried=F("carried") + 1)
    _tell(
        EventKind.MEETING_HELD,
        row,
        by,
        at,
        measures={
            "came": sum(came.values()),
            "raised": len(dealt.raised),
            "told": len(dealt.answered),
            "carried": len(dealt.waiting),
        },
    )


@transaction.atomic
def note_minutes(*, meeting_id: UUID, form: str, by: Viewer, at: datetime) -> None:
    """Record that the minutes were printed or taken out."""
    row = _hold(meeting_id, by)
    _tell(EventKind.MEETING_PRINTED, row, by, at, attributes={"form": form})


@transaction.atomic
def erase_meetings(*, meeting_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of meetings (the caller says whose term is over); counts and codes stay."""
    due = due_for_destruction(Meeting.objects.filter(id__in=set(meeting_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    destroy(ids, at=at)
    Meeting.objects.filter(id__in=ids).update(place="", minutes="", erased_at=at)
    Suggestion.objects.filter(meeting__in=ids).update(text="", reply="")
    for row in due:
        _tell(EventKind.MEETING_ERASED, row, by, at)
    return len(due)


def may_plan(viewer: Viewer) -> bool:
    """Say whether somebody plans meetings."""
    return viewer.may(Right.INSPECT) and bool(reached(viewer))
