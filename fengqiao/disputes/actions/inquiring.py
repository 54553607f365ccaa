"""Somebody is asked about a dispute (调查): when, where, by whom, and what was said; who and what lie sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.writing import hold, settle, tell
from fengqiao.disputes.models import Inquiry
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Teller, keep_personal

LONGEST, SHORT, MOST = 4000, 120, 30
OLDEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A 调查: `name` and what else is known of who was asked (`about`), what they are to the parties, who else was there, what was said."""

    asked_at: datetime
    name: str
    text: str
    place: str = ""
    about: str = ""
    relation: str = ""
    others: str = ""


@transaction.atomic
def inquire(*, dispute_id: UUID, asked: Asked, by: Viewer, at: datetime, seen_version: int | None = None) -> UUID:
    """Keep a record of inquiry with the file. Returns its id. Refuses one without a name, a place or what was said, and one to come."""
    held = hold(dispute_id, by, seen_version=seen_version)
    name, place, text = fitted(asked.name, SHORT), fitted(asked.place, SHORT), fitted(asked.text, LONGEST)
    if not name or not text or not place:
        raise Problem("inquiry-empty", "请写明问了谁、在哪里、问答的内容。")
    if not at - OLDEST <= asked.asked_at <= at + timedelta(minutes=5):
        raise Problem("inquiry-when", "调查的时间不能在以后，也不能太久以前。")
    if Inquiry.objects.filter(dispute=held.dispute).count() >= MOST:
        raise Problem("inquiry-many", "一起纠纷最多记 {most} 份调查记录。", most=MOST)
    sealed = {
        "asked_name": name, "asked_text": text, "asked_about": fitted(asked.about, SHORT),
        "asked_relation": fitted(asked.relation, SHORT), "asked_others": fitted(asked.others, SHORT),
    }  # fmt: skip
    row = held.dispute
    made = Inquiry.objects.create(
        dispute=row, matter_id=row.matter_id, asked_at=asked.asked_at, place=place, added_at=at, staff_id=by.staff_id
    )
    keep_personal([Teller(made.id, row.matter_id, sealed)], at=at)
    settle(row)
    tell(held, EventKind.DISPUTE_INQUIRED, by, at)
    return made.id
