"""Links: one task each, opened once into a short session; what is done by them are the same actions as in the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions as matters
from fengqiao.matters.actions import hold_share
from fengqiao.matters.queries import Share, facts_of, matter_for, share_of
from fengqiao.matters.terms import OPEN_TASKS, Channel, TaskRole
from fengqiao.notices.actions import About, send
from fengqiao.notices.terms import Address, NoticeKind, Way
from fengqiao.orgs.queries import Viewer, contact_of, mailbox_of
from fengqiao.orgs.terms import Right
from fengqiao.passes.models import TaskLink
from fengqiao.passes.queries import can_mail, tasks_to_mail
from fengqiao.passes.rules import digest, looks_like_token, new_token
from fengqiao.passes.terms import Deed
from fengqiao.rulebook.queries import limit_on

LINK = MappingProxyType({"through": "link"})
OVER = Problem("link-over", "这件交办已经改派、退回或办结，不能再在这里办理。")


@transaction.atomic
def make_link(*, task_id: UUID, by: Viewer, at: datetime) -> str:
    """Make a link for an open task of a unit that works by e-mail; returns its token. Earlier links of the task end.

    Refuses strangers, those who do not route, sealed matters, tasks that are over, and units that have accounts.
    """
    return _made(_share_for(task_id, by), by, at)


@transaction.atomic
def mail_link(*, task_id: UUID, by: Viewer, at: datetime) -> None:
    """Make a link and send it to the unit's mailbox. Refuses as `make_link`, and where nothing can be sent."""
    _mailed(_share_for(task_id, by), by, at)


@transaction.atomic
def mail_waiting(*, task_id: UUID, by: Viewer, at: datetime) -> None:
    """Send the installation's own link for a task that has none yet, or whose holder asked for a fresh one."""
    share = share_of(task_id)
    if share and can_mail():
        hold_share(matter_id=share.matter_id, task_id=task_id)
        if share.task_id in tasks_to_mail(at=at):
            _mailed(share, by, at)


def _share_for(task_id: UUID, by: Viewer) -> Share:
    share = share_of(task_id)
    matter = matter_for(by, share.matter_id) if share else None
    if share is None or matter is None:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    if not by.may(Right.ROUTE):
        raise denied()
    if matter.sealed:
        raise Problem("link-sealed", "保密事项不能用链接交办。")
    return share


def _made(share: Share, by: Viewer, at: datetime) -> str:
    contact = contact_of(share.unit_id)
    if contact is None or not contact.by_link:
        raise Problem("link-account", "这个单位有账号，不用链接办理。")
    if share.state not in OPEN_TASKS:
        raise OVER
    _end(TaskLink.objects.filter(task_id=share.task_id), at)
    token = new_token()
    link = TaskLink.objects.create(
        matter_id=share.matter_id,
        task_id=share.task_id,
        unit_id=share.unit_id,
        digest=digest(token),
        made_at=at,
        made_by=by.staff_id,
        expires_at=at + timedelta(hours=limit_on("portal.link_hours", at)),
    )
    _tell(EventKind.LINK_MADE, link, by, at)
    return token


def _mailed(share: Share, by: Viewer, at: datetime) -> None:
    contact, facts = contact_of(share.unit_id), facts_of(share.matter_id)
    if not can_mail() or contact is None or facts is None:
        raise Problem("link-mail", "这个系统还没有设置发邮件，请复制链接或打印交办单。")
    token = _made(share, by, at)
    number, kind, area_id, urgent, due = facts
    send(
        kind=NoticeKind.LINK,
        to=Address(Way.EMAIL, contact.mail, share.unit_id),
        about=About(share.matter_id, number, kind, area_id, urgent=urgent, due=due),
        link=f"{settings.PUBLIC_URL}{reverse('task-link', args=[token])}",
        by=by,
        at=at,
    )


def _end(rows: Any, at: datetime) -> None:
    rows.filter(revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def revoke_link(*, link_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a link back, and the session that it was opened into. Refuses strangers and those who do not route."""
    link = TaskLink.objects.select_for_update().filter(id=link_id).first()
    if link is None or matter_for(by, link.matter_id) is None:
        raise Problem("link-unknown", "没有这条交办链接，或者您无权查看。")
    if not by.may(Right.ROUTE):
        raise denied()
    if link.revoked_at is not None:
        raise Problem("link-revoked", "这条交办链接已经作废。")
    link.revoked_at = at
    link.save(update_fields=["revoked_at"])
    _tell(EventKind.LINK_REVOKED, link, by, at)


@transaction.atomic
def open_link(*, token: str, at: datetime) -> str | None:
    """Open a link, the first time only; returns the key of its session, for the browser that opened it to keep.

    None for every token that opens nothing, whatever is wrong with it. Of two at once one gets in.
    """
    if not looks_like_token(token):
        return None
    link = TaskLink.objects.select_for_update().filter(digest=digest(token)).first()
    if link is None or link.revoked_at or link.opened_at or at >= link.expires_at:
        return None
    share, mailbox = share_of(link.task_id), mailbox_of(link.unit_id, through=LINK)
    if share is None or share.state not in OPEN_TASKS or mailbox is None:
        return None
    key = new_token()
    link.opened_at, link.session = at, digest(key)
    link.session_until = at + timedelta(hours=limit_on("portal.session_hours", at))
    link.save(update_fields=["opened_at", "session", "session_until"])
    _tell(EventKind.LINK_OPENED, link, mailbox, at)
    return key


@transaction.atomic
def ask_again(*, token: str, at: datetime) -> None:
    """Note that whoever holds an old link wants a fresh one; nothing is said of whether there was such a link.

    The fresh one goes to the unit's mailbox, never to whoever asks.
    """
    if looks_like_token(token):
        TaskLink.objects.filter(digest=digest(token), revoked_at__isnull=True).update(asked_at=at)


@transaction.atomic
def act_by_link(*, key: str, deed: Deed, given: Mapping[str, Any], at: datetime) -> None:
    """Do a task in the session of a link, as the unit's mailbox. Refuses a session that is over and a task that is.

    The task is looked at again under the lock of its matter: where the desk sends the matter elsewhere at the same
    moment, one of the two is first and the other is told.
    """
    link = TaskLink.objects.select_for_update().filter(session=digest(key)).first()
    if link is None or link.revoked_at or link.session_until is None or at >= link.session_until:
        raise Problem("link-session", "这次打开已经超时，请用新的链接。")
    mailbox = mailbox_of(link.unit_id, through=LINK)
    if mailbox is None:
        raise OVER
    act_for(mailbox, matter_id=link.matter_id, task_id=link.task_id, deed=deed, given=given, at=at)


def act_for(
    mailbox: Viewer, *, matter_id: UUID, task_id: UUID, deed: Deed, given: Mapping[str, Any], at: datetime
) -> None:
    """Do one deed to one open task as a unit's mailbox. Part of the caller's action."""
    role = matters.hold_share(matter_id=matter_id, task_id=task_id)
    DEEDS[deed](role, dict(given), matter_id=matter_id, by=mailbox, at=at)


def _accept(_role: TaskRole, given: dict[str, Any], **who: Any) -> None:
    matters.accept(seen_version=given.get("seen_version"), **who)


def _progress(_role: TaskRole, given: dict[str, Any], **who: Any) -> None:
    matters.progress(
        text=given["text"],
        uploads=(),
        step="",
        seen_version=given.get("seen_version"),
        fields=given.get("fields"),
        **who,
    )


def _finish(role: TaskRole, given: dict[str, Any], **who: Any) -> None:
    """A helper reports its share done; the lead answers the teller in words, if it has any, and closes."""
    if role is not TaskRole.LEAD:
        matters.finish_task(text=given["text"], uploads=(), seen_version=given.get("seen_version"), **who)
        return
    seen = given.get("seen_version")
    if given.get("reply", "").strip():
        matters.reply(
            text=given["reply"], channel=Channel.ONLINE, found=given.get("found", 0), left=0, seen_version=seen, **who
        )
        seen = None  # the answer was the first of two steps
    matters.close(
        result=given["result"],
        text=given["text"],
        fields=given.get("fields") or {},
        uploads=(),
        seen_version=seen,
        **who,
    )


def _return(_role: TaskRole, given: dict[str, Any], **who: Any) -> None:
    matters.give_back(reason=given["reason"], text=given["text"], seen_version=given.get("seen_version"), **who)


DEEDS: Mapping[Deed, Callable[..., None]] = MappingProxyType(
    {Deed.ACCEPT: _accept, Deed.PROGRESS: _progress, Deed.FINISH: _finish, Deed.RETURN: _return}
)


def _tell(kind: EventKind, link: TaskLink, by: Viewer, at: datetime) -> None:
    record_deed(
        kind,
        by,
        at,
        unit_id=link.unit_id,
        subject_id=link.matter_id,
        attributes={"link": str(link.id), "task": str(link.task_id)},
    )
