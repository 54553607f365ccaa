"""Hand-overs of places on the page of an activity and on the page of phones."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.posted import id_or_none
from fengqiao.duties import actions
from fengqiao.duties.queries import is_guard, mates_for, offers_of
from fengqiao.duties.terms import ActivityState, Outcome, Reply, SeatState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity, Seat

DONE = {
    "hand-offer": gettext_lazy("已请对方接手；他没答应以前还是您去。"), "hand-take": gettext_lazy("已接手，这次由您去。"),
    "hand-decline": gettext_lazy("已回复不接。"), "hand-withdraw": gettext_lazy("已收回，还是您去。"),
}  # fmt: skip


def hand_context(viewer: Viewer, row: Activity, own: Seat | None, leading: frozenset[str], now: datetime, *, leads: bool) -> dict[str, Any] | None:  # fmt: skip
    """Return what the page of an activity shows of hand-overs: to the one who asks or is asked, and to those who lead; else None."""
    if row.state != ActivityState.PLANNED.value or row.ends <= now:
        return None
    offers = offers_of([row.id], at=now)
    asks = next((each for each in offers if each.giver_id == viewer.staff_id), None)
    asked = [each for each in offers if each.receiver_id == viewer.staff_id]
    may = own is not None and may_hand(row, own.state, own.outcome, own.role, leading)
    people = [(str(who), name) for who, name in mates_for([row], at=now)[row.id]] if may and asks is None else []
    found = {
        "asks": asks, "asked": asked, "open": [(each.giver.name, each.receiver.name) for each in offers] if leads else [],
        "form": Plain("hand", None, to=chosen(_("请谁接手"), people)) if people else None,
    }  # fmt: skip
    return found if any(found.values()) else None


def may_hand(row: Activity, state: str, outcome: str, role: str, leading: frozenset[str]) -> bool:
    """Say whether somebody with such a place may ask another to take it."""
    held = state == SeatState.IN.value and outcome == Outcome.OPEN.value and role not in leading
    return held and not (is_guard(row) and row.started_at is not None)


def do(post: QueryDict, activity_id: UUID, deed: str, by: Viewer, now: datetime) -> None:
    """Ask for a hand-over or answer one."""
    chosen_id = id_or_none(post.get("to" if deed == "hand-offer" else "offer", ""))
    if chosen_id is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    if deed == "hand-offer":
        actions.offer_place(activity_id=activity_id, to=chosen_id, by=by, at=now)
    else:
        actions.answer_offer(offer_id=chosen_id, reply=Reply(deed.removeprefix("hand-")), by=by, at=now)


def for_phone(viewer: Viewer, rows: list[Activity], leading: dict[UUID, frozenset[str]], now: datetime) -> dict[UUID, dict[str, Any]]:  # fmt: skip
    """Return for each of one's activities whom its place could go to and whom somebody was asked already (three queries)."""
    held = [
        row for row in rows
        if row.state == ActivityState.PLANNED.value and row.ends > now
        and may_hand(row, row.own_state, row.own_outcome, row.own_role, leading[row.id])  # type: ignore[attr-defined]
    ]  # fmt: skip
    asked = {
        each.activity_id: each for each in offers_of([row.id for row in held], at=now) if each.giver_id == viewer.staff_id
    }  # fmt: skip
    mates, found = mates_for(held, at=now), {}
    for row in held:
        offer = asked.get(row.id)
        found[row.id] = {
            "mates": [{"id": str(who), "name": name} for who, name in mates[row.id]],
            "asked": {"id": str(offer.id), "name": offer.receiver.name} if offer else None,
        }
    return found
