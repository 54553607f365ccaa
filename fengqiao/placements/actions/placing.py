"""Placing people, and what changes on the way: begun, another term, another mentor, called off, ended early, over by the term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.placement import PlacementKind
from fengqiao.duties.queries import may_organise, reached
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import end_term, hold_people, move_term, open_term
from fengqiao.orgs.queries import Viewer, directory, staff_in, staff_names
from fengqiao.orgs.terms import Role
from fengqiao.placements.actions.writing import managed, move, notify, save, tell
from fengqiao.placements.models import Placement
from fengqiao.placements.queries import limit, stays_of
from fengqiao.placements.rules.course import (
    SENDER,
    TASKS,
    Term,
    goes_on,
    is_soon,
    why_not_longer,
    why_not_term,
    why_not_worded,
)
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import make_missing_keys, seal_words

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlacement:
    """Who is placed (by id) and where, with whom as mentor, as what, for how long, to do what, and sent by whom."""

    staff_ids: Sequence[UUID]
    unit_id: UUID
    kind: str
    mentor_id: UUID
    term: Term
    tasks: str
    area_id: UUID | None = None
    sender: str = field(default="")


def _kind(code: str, at: datetime) -> PlacementKind:
    found = pack_on(at).pack.placements.kinds.get(code)
    if found is None:
        raise Problem("placement-kind", "请选哪一种实习锻炼。")
    return found


def _refuse(new: NewPlacement, kind: PlacementKind, by: Viewer, at: datetime) -> None:
    """Refuse a host that is not theirs, terms, words, villages, mentors and people that cannot be."""
    units = directory(at=at)
    if not may_organise(by) or new.unit_id not in reached(by) or new.unit_id not in units.units:
        raise denied()
    refusal = (
        why_not_term(new.term, timezone.localdate(at), kind.most_days)
        or why_not_worded(cleaned(new.tasks), TASKS)
        or why_not_worded(cleaned(new.sender), SENDER, needed=False)
    )
    if refusal:
        raise refusal
    people = set(new.staff_ids)
    if not people or len(staff_names(people)) != len(people):
        raise Problem("placement-nobody", "没有这个人，请核对人员编号。")
    if len(people) > MOST:
        raise Problem("placement-many", "一次最多安排 {most} 人。", most=MOST)
    if by.staff_id in people:
        raise Problem("placement-own", "自己的实习锻炼由别人安排。")
    _refuse_mentor(new.unit_id, new.mentor_id, people, at)
    if new.area_id is None:
        if kind.village:
            raise Problem("placement-village", "这一种要写明到哪个村社。")
        return
    place, covers = units.places.get(new.area_id), units.units[new.unit_id].covers
    if place is None or (covers and not covers & set(place.above)):
        raise Problem("placement-elsewhere", "这个村社不在接收单位的辖区里。")


def _refuse_mentor(unit_id: UUID, mentor_id: UUID, people: set[UUID], at: datetime) -> None:
    if mentor_id in people or mentor_id not in {who for who, _name in staff_in(unit_id, at=at)}:
        raise Problem("placement-mentor", "带教人要是接收单位的人，不能是本人。")


@transaction.atomic
def place(*, new: NewPlacement, by: Viewer, at: datetime) -> list[UUID]:
    """Place people in a unit that somebody reaches, each with a post of the term; returns their placements.

    Refuses what `_refuse` names, and somebody whose other placement overlaps with the term; then nobody is placed.
    """
    kind = _kind(new.kind, at)
    _refuse(new, kind, by, at)
    people = sorted(set(new.staff_ids))
    hold_people(people)
    today, names = timezone.localdate(at), staff_names(people)
    every = stays_of(people, "")
    for who in people:
        if any(term.first <= new.term.last and term.last >= new.term.first for term, _s, _e in every.get(who, ())):
            raise Problem("placement-twice", "{name} 在这段时间里已经有实习锻炼。", name=names[who])
    same, ends = stays_of(people, new.kind), pack_on(at).pack.placements.ends
    made = []
    for who in people:
        post = open_term(
            unit_id=new.unit_id, staff_id=who, role=Role.MEMBER, first=new.term.first, last=new.term.last, by_id=by.staff_id, at=at
        )  # fmt: skip
        moved = any(
            goes_on(term, new.term.first, moved=ending in ends and ends[ending].moved)
            for term, _state, ending in same.get(who, ())
        )
        row = Placement.objects.create(
            id=new_id(), staff_id=who, unit_id=new.unit_id, area_id=new.area_id, mentor_id=new.mentor_id, post_id=post, kind=new.kind,
            sender=cleaned(new.sender), first=new.term.first, last=new.term.last, planned_last=new.term.last,
            state=PlacementState.SET.value, fresh=not moved, made_by=by.staff_id, made_at=at,
        )  # fmt: skip
        make_missing_keys([row.id], at=at)
        row.tasks = seal_words(owner_id=row.id, row_id=who, words=cleaned(new.tasks), at=at)
        row.save(update_fields=["tasks"])
        tell(EventKind.PLACEMENT_SET, row, by, at, measures={"days": new.term.days})
        notify(NoticeKind.PLACEMENT_SET, row, by, at, desks=True)
        if new.term.first <= today:
            _begin(row, by, at)
        made.append(row.id)
    return made


def _begin(row: Placement, by: Viewer, at: datetime) -> None:
    move(row, PlacementState.RUNS)
    save(row)
    days = Term(row.first, row.last).days
    tell(EventKind.PLACEMENT_BEGAN, row, by, at, measures={"days": days}, fresh="yes" if row.fresh else "no")


@transaction.atomic
def begin(*, placement_id: UUID, by: Viewer, at: datetime) -> bool:
    """Say that a placement has begun, once its first day has come. Says whether it was so."""
    row = Placement.objects.select_for_update().get(id=placement_id)
    if row.state != PlacementState.SET.value or row.first > timezone.localdate(at):
        return False
    _begin(row, by, at)
    return True


@transaction.atomic
def extend(*, placement_id: UUID, last: date, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Give a placement that is not over another last day, and its post with it; refuses what its kind's longest term forbids."""
    row = managed(placement_id, by, seen_version)
    if row.state not in {PlacementState.SET.value, PlacementState.RUNS.value}:
        raise Problem("placement-state", "现在的状态不能这样办。")
    hold_people([row.staff_id])
    term, kind = Term(row.first, last), _kind(row.kind, at)
    refusal = why_not_longer(term, timezone.localdate(at), kind.most_days)
    if refusal:
        raise refusal
    if last == row.last:
        raise Problem("placement-same", "止期没有变。")
    others = Placement.objects.filter(staff=row.staff_id, first__lte=last, last__gte=row.first).exclude(id=row.id)
    if others.exclude(state=PlacementState.OFF.value).exists():
        raise Problem("placement-overlaps", "延到那天会和他另一份实习锻炼重叠。")
    days, row.last, row.reminded = (last - row.last).days, last, False
    move_term(post_id=row.post_id, last=last, at=at)
    save(row)
    tell(EventKind.PLACEMENT_EXTENDED, row, by, at, measures={"days": days}, longer="yes" if days > 0 else "no")


@transaction.atomic
def hand_mentor(*, placement_id: UUID, staff_id: UUID, by: Viewer, at: datetime) -> None:
    """Give a placement another mentor of the host unit; whoever mentored reads it no more."""
    row = managed(placement_id, by)
    if row.state in {PlacementState.CLOSED.value, PlacementState.OFF.value}:
        raise Problem("placement-state", "现在的状态不能这样办。")
    _refuse_mentor(row.unit_id, staff_id, {row.staff_id, row.mentor_id}, at)
    row.mentor_id = staff_id
    save(row)
    tell(EventKind.PLACEMENT_MENTORED, row, by, at)
    notify(NoticeKind.PLACEMENT_SET, row, by, at)


@transaction.atomic
def call_off(*, placement_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Call a placement off that has not begun; its post never counts, and nobody was placed."""
    row = managed(placement_id, by, seen_version)
    move(row, PlacementState.OFF)
    end_term(post_id=row.post_id, by_id=by.staff_id, at=at)
    save(row)
    tell(EventKind.PLACEMENT_OFF, row, by, at)
    notify(NoticeKind.PLACEMENT_OVER, row, by, at)


@transaction.atomic
def end_early(*, placement_id: UUID, ending: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """End a placement today with one of the pack's reasons; its post ends now. The mentor's word is still owed."""
    row = managed(placement_id, by, seen_version)
    if ending not in pack_on(at).pack.placements.ends:
        raise Problem("placement-ending", "请选提前结束的原因。")
    move(row, PlacementState.OVER)
    row.ending, row.last = ending, max(row.first, min(row.last, timezone.localdate(at)))
    end_term(post_id=row.post_id, by_id=by.staff_id, at=at)
    save(row)
    days = Term(row.first, row.last).days
    tell(EventKind.PLACEMENT_ENDED, row, by, at, measures={"days": days}, ending=ending)
    notify(NoticeKind.PLACEMENT_OVER, row, by, at)


@transaction.atomic
def remind(*, placement_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind whoever is placed, the mentor and the host unit that the term ends; once. Says whether they were."""
    row = Placement.objects.select_for_update().get(id=placement_id)
    soon = is_soon(row.last, timezone.localdate(at), limit("remind_days", at))
    if row.state != PlacementState.RUNS.value or row.reminded or not soon:
        return False
    row.reminded = True
    save(row)
    tell(EventKind.PLACEMENT_SOON, row, by, at)
    notify(NoticeKind.PLACEMENT_SOON, row, by, at, desks=True)
    return True


@transaction.atomic
def pass_by(*, placement_id: UUID, by: Viewer, at: datetime) -> bool:
    """Say that the term of a placement is over; the post has ended by itself, summary and word are owed. Says whether it was."""
    row = Placement.objects.select_for_update().get(id=placement_id)
    if row.state != PlacementState.RUNS.value or row.last >= timezone.localdate(at):
        return False
    move(row, PlacementState.OVER)
    save(row)
    tell(EventKind.PLACEMENT_OVER, row, by, at, measures={"days": Term(row.first, row.last).days})
    notify(NoticeKind.PLACEMENT_OVER, row, by, at, desks=True)
    return True
