"""Reading slips and links: for those who keep a matter, by its gate; for those who hold one, by its token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from fengqiao.errands.queries import errand_for
from fengqiao.matters.queries import matter_for, open_shares, share_of
from fengqiao.matters.terms import OPEN_TASKS
from fengqiao.notices.channels import LOG, channels
from fengqiao.notices.terms import Way
from fengqiao.orgs.queries import Viewer, contacts
from fengqiao.orgs.terms import Right
from fengqiao.passes.models import CalendarFeed, ErrandSlip, SheetBack, Slip, TaskLink
from fengqiao.passes.rules import digest, looks_like_token, state_of
from fengqiao.passes.terms import PassState
from fengqiao.vault import shelf

S = TypeVar("S", Slip, ErrandSlip)
GIVERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE)


@dataclass(frozen=True, slots=True)
class SlipCard:
    """A slip as the matter's page shows it."""

    id: UUID
    made_at: datetime
    made_by: UUID
    expires_at: datetime
    opened_at: datetime | None
    state: PassState


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link of a task as the matter's page shows it."""

    id: UUID
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    asked_at: datetime | None
    state: PassState


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """An open task of a unit that works by e-mail, with its links, newest first."""

    task_id: UUID
    unit_id: UUID
    mail: str
    links: tuple[LinkCard, ...]


def slips_of(viewer: Viewer, matter_id: UUID, *, now: datetime) -> list[SlipCard]:
    """Return the slips of a matter, newest first; none where the viewer may not see it."""
    if matter_for(viewer, matter_id) is None:
        return []
    return [_slip_card(row, now) for row in Slip.objects.filter(matter_id=matter_id).order_by("-made_at", "-id")]


def slips_of_errand(viewer: Viewer, errand_id: UUID, *, now: datetime) -> list[SlipCard]:
    """Return the slips of an errand, newest first; none where the viewer may not see it."""
    if errand_for(viewer, errand_id) is None:
        return []
    rows = ErrandSlip.objects.filter(errand_id=errand_id).order_by("-made_at", "-id")
    return [_slip_card(row, now) for row in rows]


def slip_errand(token: str, *, now: datetime) -> UUID | None:
    """Return the errand that a token's slip shows now; None for every other token, whatever is wrong with it."""
    row = _slip_now(ErrandSlip, token, now)
    return row.errand_id if row else None


def _slip_now(kind: type[S], token: str, now: datetime) -> S | None:
    """The slip of a kind that a token opens now."""
    rows = kind._default_manager.filter(digest=digest(token), revoked_at__isnull=True, expires_at__gt=now)
    return rows.first() if looks_like_token(token) else None


def _slip_card(row: Slip | ErrandSlip, now: datetime) -> SlipCard:
    state = state_of(
        expires_at=row.expires_at, revoked_at=row.revoked_at, over=False, opened=row.opened_at is not None, now=now
    )
    return SlipCard(row.id, row.made_at, row.made_by, row.expires_at, row.opened_at, state)


def linked_tasks(viewer: Viewer, matter_id: UUID, tasks: Mapping[UUID, UUID], *, now: datetime) -> list[LinkedTask]:
    """Return those of a matter's open tasks (id → unit) that go out by e-mail; none to those who do not route."""
    known = contacts() if tasks and viewer.may(Right.ROUTE) else {}
    wanted = {task: known[unit] for task, unit in tasks.items() if unit in known and known[unit].by_link}
    if not wanted or matter_for(viewer, matter_id) is None:
        return []
    rows = TaskLink.objects.filter(task_id__in=wanted).order_by("-made_at", "-id")
    links: dict[UUID, list[LinkCard]] = {}
    for row in rows:
        links.setdefault(row.task_id, []).append(_link_card(row, now))
    return [
        LinkedTask(task_id, card.unit_id, card.mail, tuple(links.get(task_id, ()))) for task_id, card in wanted.items()
    ]


def _link_card(row: TaskLink, now: datetime) -> LinkCard:
    state = state_of(
        expires_at=row.expires_at, revoked_at=row.revoked_at, over=False, opened=row.opened_at is not None, now=now
    )
    return LinkCard(row.id, row.made_at, row.expires_at, row.opened_at, row.asked_at, state)


def slip_matter(token: str, *, now: datetime) -> UUID | None:
    """Return the matter that a token's slip shows now; None for every other token, whatever is wrong with it."""
    row = _slip_now(Slip, token, now)
    return row.matter_id if row else None


def link_waits(token: str, *, now: datetime) -> bool:
    """Say whether a token's link may still be opened, for the first and only time."""
    if not looks_like_token(token):
        return False
    rows = TaskLink.objects.filter(
        digest=digest(token), revoked_at__isnull=True, opened_at__isnull=True, expires_at__gt=now
    )
    return any(_task_open(row) for row in rows)


def _task_open(row: TaskLink) -> bool:
    share = share_of(row.task_id)
    return share is not None and share.state in OPEN_TASKS


@dataclass(frozen=True, slots=True)
class Session:
    """A session into which a link was opened: the task it is for, and the unit that does it."""

    link_id: UUID
    matter_id: UUID
    task_id: UUID
    unit_id: UUID
    until: datetime


def session_behind(key: str, *, now: datetime) -> Session | None:
    """Return the session of a browser's key; None once it is over, its link revoked, or for any other text."""
    if not looks_like_token(key):
        return None
    row = TaskLink.objects.filter(session=digest(key), session_until__gt=now, revoked_at__isnull=True).first()
    return _session(row) if row else None


def _session(row: TaskLink) -> Session | None:
    until = row.session_until
    return Session(row.id, row.matter_id, row.task_id, row.unit_id, until) if until else None


def can_mail() -> bool:
    """Say whether links can go out by e-mail: there is a channel for it, and an address under which the site is reached."""
    found = channels()
    return bool(settings.PUBLIC_URL) and not found.problem and found.sender_name(Way.EMAIL) != LOG


def tasks_to_mail(*, at: datetime) -> list[UUID]:
    """Return the open tasks of units that work by e-mail which have no link yet, or whose holder asked for a fresh one.

    A link that was taken back by hand stays taken back: no other goes out by itself.
    """
    units = [card.unit_id for card in contacts().values() if card.by_link]
    shares = [share.task_id for unit_id in units for share in open_shares(unit_id)]
    rows = TaskLink.objects.filter(task_id__in=shares).order_by("made_at", "id")
    last = {row.task_id: row for row in rows}
    return [
        task_id
        for task_id in shares
        if task_id not in last or (last[task_id].asked_at is not None and last[task_id].revoked_at is None)
    ]


def sheet_back(viewer: Viewer, sheet_id: UUID, *, lock: bool = False) -> SheetBack | None:
    """Return a sheet that the viewer took back."""
    rows = SheetBack.objects.select_for_update() if lock else SheetBack.objects.all()
    return rows.filter(id=sheet_id, staff_id=viewer.staff_id).first()


def sheets_back(viewer: Viewer, unit_id: UUID) -> QuerySet[SheetBack]:
    """Return the sheets of a unit that the viewer took back, newest first."""
    return SheetBack.objects.filter(staff_id=viewer.staff_id, unit_id=unit_id).order_by("-uploaded_at", "-id")


def head_of(sheet_id: UUID) -> list[str]:
    """Return the headings of a sheet; refuses one that is thrown away."""
    return [str(each) for each in json.loads(shelf.take(sheet_id, "head"))]


def feeds_of(viewer: Viewer, *, of_unit: bool) -> QuerySet[CalendarFeed]:
    """Return the address that holds of somebody's own calendar feed, or of that of the unit of their post; at most one."""
    rows = CalendarFeed.objects.filter(revoked_at__isnull=True)
    return rows.filter(unit=viewer.unit_id) if of_unit else rows.filter(staff=viewer.staff_id, unit__isnull=True)


def feed_behind(token: str) -> CalendarFeed | None:
    """Return the feed that a token opens; None for every other token, whatever is wrong with it."""
    if not looks_like_token(token):
        return None
    return CalendarFeed.objects.filter(digest=digest(token), revoked_at__isnull=True).first()
