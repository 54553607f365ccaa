"""Two people of a station change duties: asked, agreed, consented to by a leader where the pack wants it, done or ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.command.actions.noticing import tell_staff
from fengqiao.command.actions.shifts import duty_held, hold_roster, tell_station
from fengqiao.command.models import Duty, Swap
from fengqiao.command.queries.shifts import may_consent, turns_of
from fengqiao.command.rules import shifts as rules
from fengqiao.command.terms import WAITING_SWAPS, SwapState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer, at_desks
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on

WAITING = [each.value for each in WAITING_SWAPS]


@transaction.atomic
def ask_swap(*, duty_id: UUID, other_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Ask somebody to change a coming duty with one of one's own, on the same post; nothing changes until they say yes."""
    mine, theirs = duty_held(duty_id, by), duty_held(other_id, by)
    if mine.staff_id != by.staff_id:
        raise Problem("swap-own", "只能换自己的班。")
    _both_fit(mine, theirs, at)
    if Swap.objects.filter(mine=mine, state__in=WAITING).exists():
        raise Problem("swap-waits", "这个班已经请人换了，等对方答复。")
    row = Swap.objects.create(
        station_id=mine.station_id, mine=mine, theirs=theirs, asked_by_id=mine.staff_id, asked_id=theirs.staff_id,
        state=SwapState.ASKED.value, asked_at=at,
    )  # fmt: skip
    tell_station(EventKind.SWAP_ASKED, mine.station_id, row.id, by, at, {"post": mine.post})
    _notify(NoticeKind.SWAP_ASKED, [row.asked_id], row, by, at)
    return row.id


def _notify(kind: NoticeKind, staff: Collection[UUID], row: Swap, by: Viewer, at: datetime) -> None:
    tell_staff(kind, staff, (Page.SWAP, row.id), row.station_id, by, at, due=row.mine.begins_at)


def _both_fit(mine: Duty, theirs: Duty, at: datetime) -> None:
    """Refuse two duties that cannot change hands; by the rules of planning each of the two must be able to do the other's."""
    if mine.station_id != theirs.station_id or mine.staff_id == theirs.staff_id or mine.post != theirs.post:
        raise Problem("swap-unfit", "只能和本所同一岗位的人换班。")
    if min(mine.begins_at, theirs.begins_at) <= at:
        raise Problem("swap-begun", "已经开始的班不能换。")
    if mine.begins_at == theirs.begins_at:
        raise Problem("swap-same", "两个人是同一个班，不用换。")
    turns = turns_of(
        [mine.staff_id, theirs.staff_id], min(mine.begins_at, theirs.begins_at), max(mine.ends_at, theirs.ends_at)
    )
    rest = rules.rest_hours(pack_on(at).pack, timezone.localdate(at))
    for own, other in ((mine, theirs), (theirs, mine)):
        left = [turn for turn in turns[own.staff_id] if turn != (own.begins_at, own.ends_at)]
        watch = rules.Span(other.begins_at, other.ends_at)
        refusal = rules.why_not_on(watch, left, rest)
        if refusal:
            raise refusal


def _swap_held(swap_id: UUID, by: Viewer, *states: SwapState) -> Swap:
    station_id = Swap.objects.filter(id=swap_id).values_list("station", flat=True).first()
    if station_id is not None and station_id in by.seen_units:
        hold_roster(station_id, by)
        row = Swap.objects.filter(id=swap_id).select_related("mine", "theirs").first()
        if row is not None:
            if row.state not in states:
                raise Problem("swap-answered", "这次换班已经答复过了。")
            return row
    raise Problem("swap-unknown", "没有这次换班，或者您无权查看。")


@transaction.atomic
def agree_swap(*, swap_id: UUID, by: Viewer, at: datetime) -> None:
    """Say yes to a change that one is asked for: the two duties change hands, or wait for a leader where the pack wants it."""
    row = _swap_held(swap_id, by, SwapState.ASKED)
    if by.staff_id != row.asked_id:
        raise denied()
    _still(row, at)
    if not rules.wants_consent(pack_on(at).pack, timezone.localdate(at)):
        _change(row, by, at)
        return
    row.state, row.answered_at = SwapState.AGREED.value, at
    row.save(update_fields=["state", "answered_at"])
    tell_station(EventKind.SWAP_AGREED, row.station_id, row.id, by, at, {"post": row.mine.post})
    leaders = at_desks({row.station_id}, at=at, also=(Role.CHIEF,)).get(row.station_id, [])
    _notify(NoticeKind.SWAP_TO_CONSENT, [each for each in leaders if each != row.asked_by_id], row, by, at)


@transaction.atomic
def consent_swap(*, swap_id: UUID, by: Viewer, at: datetime) -> None:
    """Consent to a change that both agreed to: the two duties change hands. A leader of the station, neither of the two."""
    row = _swap_held(swap_id, by, SwapState.AGREED)
    if not may_consent(by, row):
        raise denied()
    _still(row, at)
    row.consented_by_id = by.staff_id
    _change(row, by, at)


def _still(row: Swap, at: datetime) -> None:
    """Refuse a change whose duties went to others meanwhile, or can change hands no more."""
    if (row.mine.staff_id, row.theirs.staff_id) != (row.asked_by_id, row.asked_id):
        raise Problem("shift-gone", "这个班刚被改过，页面已更新，请看过最新情况再操作。")
    _both_fit(row.mine, row.theirs, at)


def _change(row: Swap, by: Viewer, at: datetime) -> None:
    mine, theirs = row.mine, row.theirs
    mine.staff_id, theirs.staff_id = theirs.staff_id, mine.staff_id
    mine.part_id, theirs.part_id = theirs.part_id, mine.part_id
    mine.save(update_fields=["staff", "part"])
    theirs.save(update_fields=["staff", "part"])
    row.state, row.answered_at = SwapState.DONE.value, at
    row.save(update_fields=["state", "answered_at", "consented_by"])
    waiting = Swap.objects.filter(state__in=WAITING)
    for side in ("mine", "theirs"):  # what else was asked for these two is over: they have other people
        waiting.filter(**{f"{side}__in": [mine.id, theirs.id]}).update(state=SwapState.WITHDRAWN.value, answered_at=at)
    tell_station(EventKind.SWAP_DONE, row.station_id, row.id, by, at, {"post": mine.post})
    _notify(NoticeKind.SWAP_DONE, [row.asked_by_id, row.asked_id], row, by, at)


@transaction.atomic
def end_swap(*, swap_id: UUID, by: Viewer, at: datetime) -> None:
    """Say no to a change that one is asked for or that one has to consent to, or take back what one asked."""
    row = _swap_held(swap_id, by, *WAITING_SWAPS)
    if by.staff_id not in {row.asked_id, row.asked_by_id} and not may_consent(by, row):
        raise denied()
    own = by.staff_id == row.asked_by_id
    row.state, row.answered_at = (SwapState.WITHDRAWN if own else SwapState.REFUSED).value, at
    row.save(update_fields=["state", "answered_at"])
    tell_station(EventKind.SWAP_ENDED, row.station_id, row.id, by, at, {"post": row.mine.post, "change": row.state})
    _notify(NoticeKind.SWAP_ENDED, [row.asked_by_id, row.asked_id], row, by, at)
