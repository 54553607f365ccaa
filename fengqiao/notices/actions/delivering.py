"""Handing notices over: claimed by one worker, answered, given up when nobody answered, and what gateways report later."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fengqiao.kit.identifiers import new_id
from fengqiao.notices.channels import LOG, channels, sender_named
from fengqiao.notices.models import Notice, NoticeTaste
from fengqiao.notices.queries import plan_at
from fengqiao.notices.rules import TURNS, Plan, Turn, after_quiet, next_wait, turn_of
from fengqiao.notices.terms import (
    DAILY,
    PATHS,
    TO_TELLERS,
    Answer,
    Letter,
    Named,
    NoticeKind,
    NoticeState,
    Outcome,
    Page,
    Receipt,
    Way,
)
from fengqiao.orgs.queries import Viewer, names_of_ended, unit_codes
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import number_to_tell, unseal_to_send

ENDS = frozenset({NoticeState.SENT, NoticeState.RECEIVED, NoticeState.CANCELLED})  # nothing more is to be sent
CLEARED = 1000  # rows at a time


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one worker has in hand: nobody else sends it while its time runs."""

    id: UUID
    claim: UUID
    way: Way
    sender: str


@transaction.atomic
def claim_next(*, at: datetime, but: Collection[Way] = ()) -> Claimed | None:
    """Take the next notice that is due (ways `but` left out), or None; two workers never take the same one."""
    rows = Notice.objects.select_for_update(skip_locked=True).filter(state=NoticeState.QUEUED.value, next_at__lte=at)
    row = rows.exclude(way__in=[way.value for way in but]).order_by("next_at", "id").first()
    if row is None:
        return None
    row.state = TURNS[NoticeState(row.state), Turn.CLAIM].value
    row.claim, row.tries = new_id(), row.tries + 1
    row.next_at = at + timedelta(minutes=plan_at(at).lease)
    row.sender = channels().sender_name(Way(row.way))
    row.save(update_fields=["state", "claim", "tries", "next_at", "sender"])
    return Claimed(row.id, row.claim, Way(row.way), row.sender)


def letter_for(claimed: Claimed, *, by: Viewer, at: datetime) -> tuple[Letter, dict[str, Any]] | Answer:
    """Return what a claimed notice says, to whom, with the settings of its way; or why it cannot be sent.

    Nothing has left the platform when this refuses. A resident's number is read here and nowhere kept.
    """
    row = Notice.objects.get(id=claimed.id)
    found = channels()
    if found.problem:
        return Answer(Outcome.BUSY, problem=found.problem)
    given = dict(found.given(claimed.way))
    to, link = "", ""
    if row.sealed and row.matter_id:
        words = unseal_to_send(matter_id=row.matter_id, bound=row.id, sealed=bytes(row.sealed))
        if words is None:
            return Answer(Outcome.REFUSED, problem="erased")
        whole = json.loads(words)
        to, link = whole["to"], whole["link"]
    elif row.report_id and claimed.sender == LOG:
        to = LOG  # nothing leaves the platform, so nobody's number is read for it
    elif row.report_id:
        to = number_to_tell(report_id=row.report_id, by=by, at=at)
    elif claimed.way is Way.GROUP and row.unit_id:
        robot = found.group_of(unit_codes([row.unit_id]).get(row.unit_id, ""))
        if robot is None:
            return Answer(Outcome.NOBODY, problem="no-group")  # written while the file could not be read
        given |= robot
        to = "group"
    elif row.staff_id:
        to = NoticeTaste.objects.filter(staff_id=row.staff_id).values_list("email", flat=True).first() or ""
    if not to:
        return Answer(Outcome.REFUSED, problem="no-address")
    return _letter(row, to, link, at), given


def _letter(row: Notice, to: str, link: str, at: datetime) -> Letter:
    pack, codes = pack_on(at).pack, row.codes
    kind = pack.kinds.get(codes.get("kind", ""))
    result = kind.result(codes["result"]) if kind and "result" in codes else None
    ids = {name: UUID(codes[name]) for name in ("area", "unit") if name in codes}
    places = {key: Named(*names) for key, names in names_of_ended(set(ids.values())).items()} if ids else {}
    due = codes.get("due")
    return Letter(
        id=row.id,
        kind=NoticeKind(row.kind),
        to=to,
        number=codes.get("number", ""),
        matter=Named(kind.name, kind.name_en) if kind else None,
        area=places.get(ids["area"]) if "area" in ids else None,
        unit=places.get(ids["unit"]) if "unit" in ids else None,
        result=Named(result.name, result.name_en) if result else None,
        due=timezone.localtime(datetime.fromisoformat(due)) if due else None,
        count=row.count,
        urgent=row.urgent,
        url=link or _url(row),
    )


def _url(row: Notice) -> str:
    """Return where to look: the matter for staff, the tracking page for tellers where there is one."""
    if not settings.PUBLIC_URL:
        return ""
    if NoticeKind(row.kind) in TO_TELLERS:
        return f"{settings.PUBLIC_URL}{settings.TRACKING_PATH}" if settings.TRACKING_PATH else ""
    if row.codes.get("page"):
        return f"{settings.PUBLIC_URL}/{PATHS[Page(row.codes['page'])]}/{row.codes['at']}/"
    if row.kind in DAILY:
        return f"{settings.PUBLIC_URL}/{DAILY[NoticeKind(row.kind)]}"
    return f"{settings.PUBLIC_URL}/matters/{row.matter_id}/" if row.matter_id else f"{settings.PUBLIC_URL}/notices/"


@transaction.atomic
def answered(claimed: Claimed, answer: Answer, *, at: datetime) -> NoticeState | None:
    """Write down what a try came to; returns where the notice stands, None where it is no longer this worker's.

    An answer after its time was up still counts: it says what nobody knew.
    """
    row = Notice.objects.select_for_update().filter(id=claimed.id, claim=claimed.claim).first()
    if row is None or row.state not in (NoticeState.SENDING.value, NoticeState.DOUBTFUL.value):
        return None
    plan = plan_at(at)
    turn = turn_of(answer.outcome, tries=row.tries, plan=plan, idempotent=_idempotent(row.sender))
    if row.state == NoticeState.DOUBTFUL.value and turn is Turn.UNKNOWN:
        return NoticeState.DOUBTFUL
    return _turned(row, turn, plan, at, problem=answer.problem, reference=answer.reference)


def _turned(
    row: Notice, turn: Turn, plan: Plan, at: datetime, *, problem: str = "", reference: str = ""
) -> NoticeState:
    """Let something happen to a notice under its lock, and write it."""
    state = TURNS[NoticeState(row.state), turn]
    row.state, row.problem = state.value, problem[:40]
    row.reference = (reference or row.reference)[:80]
    if state is NoticeState.QUEUED:
        urgent = row.urgent or row.kind in plan.urgent
        wait = at + next_wait(row.tries, plan)
        row.next_at = wait if urgent else after_quiet(wait, plan, timezone.get_default_timezone())
    else:
        row.next_at, row.ended_at = None, at
    if state in ENDS:
        row.sealed = b""
    row.save()
    return state


def _idempotent(name: str) -> bool:
    sender = sender_named(name)
    return bool(sender and sender.idempotent)


@transaction.atomic
def time_is_up(*, at: datetime, most: int = 100) -> int:
    """Give up senders that never answered (their process died): nobody knows whether those notices went out.

    Only where the gateway knows a letter again is it sent once more; the others wait for a receipt, or for a person.
    """
    states = Notice.objects.select_for_update(skip_locked=True).filter(state=NoticeState.SENDING.value, next_at__lte=at)
    rows, plan = list(states.order_by("next_at")[:most]), plan_at(at)
    for row in rows:
        turn = turn_of(Outcome.UNKNOWN, tries=row.tries, plan=plan, idempotent=_idempotent(row.sender))
        _turned(row, turn, plan, at, problem="no-answer")
    return len(rows)


@transaction.atomic
def take_receipt(receipt: Receipt, *, way: Way, at: datetime) -> NoticeState | None:
    """Write down what a gateway reports; None where it speaks of no notice of this way, or says nothing new."""
    rows = Notice.objects.select_for_update().filter(way=way.value)
    row = rows.filter(id=receipt.notice_id).first() if receipt.notice_id else None
    if row is None and receipt.reference:
        row = rows.filter(reference=receipt.reference).first()
    turn = Turn.ARRIVED if receipt.arrived else Turn.LOST
    if row is None or (NoticeState(row.state), turn) not in TURNS:
        return None
    return _turned(row, turn, plan_at(at), at, problem=receipt.problem, reference=receipt.reference)


@transaction.atomic
def clear_old(*, at: datetime) -> int:
    """Delete notices whose term is over, except those still to be sent; so many at a time. Returns how many."""
    before = at - timedelta(days=plan_at(at).keep_days)
    waiting = [NoticeState.QUEUED.value, NoticeState.SENDING.value]
    ids = list(
        Notice.objects.filter(made_at__lt=before).exclude(state__in=waiting).values_list("id", flat=True)[:CLEARED]
    )
    Notice.objects.filter(id__in=ids).delete()
    return len(ids)
