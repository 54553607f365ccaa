"""Leave on the page of an activity: asked in two taps, answered by whoever leads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import LEAVE_REASONS, leave_word
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.posted import id_chosen
from fengqiao.duties import actions
from fengqiao.duties.queries import leaves_asked
from fengqiao.duties.terms import ActivityState, Leave, LeaveReason, Outcome, SeatState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity, Seat

DONE = {
    "ask-leave": gettext_lazy("已请假，等组织的人答复；没答应以前还是您去。"), "give-leave": gettext_lazy("已准假，本人收到通知。"), "refuse-leave": gettext_lazy("没有准假，本人收到通知。"),
}  # fmt: skip


def leave_context(
    viewer: Viewer, row: Activity, own: Seat | None, pack: Pack, now: datetime, *, leads: bool
) -> dict[str, Any]:
    """Return what the page shows of leave: one's own, whether it can be asked for, and to those who lead who asks."""
    planned = row.state == ActivityState.PLANNED.value
    held = planned and own is not None and own.state == SeatState.IN.value and own.outcome == Outcome.OPEN.value
    said = own.leave if held and own is not None else ""
    why = LEAVE_REASONS[LeaveReason(own.leave_why)] if own is not None and said == Leave.REFUSED.value else ""
    asked = leaves_asked(row.id) if leads and planned else []
    return {
        "may_ask": held and row.starts > now and said == "", "waits": said == Leave.ASKED.value, "why": why,
        "asked": [
            {"staff": seat.staff_id, "name": seat.staff.name, "why": leave_word(seat.reason, pack), "form": _why_not(seat), "own": seat.staff_id == viewer.staff_id}
            for seat in asked
        ],
    }  # fmt: skip


def _why_not(seat: Seat) -> Plain:
    reasons = [(each.value, LEAVE_REASONS[each]) for each in LeaveReason]
    return Plain(f"leave-{seat.staff_id}", None, reason=chosen(_("为什么不准"), reasons))


def do(post: QueryDict, activity_id: UUID, deed: str, by: Viewer, now: datetime) -> None:
    """Ask for leave, give it or refuse it."""
    if deed == "ask-leave":
        actions.ask_leave(activity_id=activity_id, reason=post.get("reason", ""), by=by, at=now)
        return
    said, why = post.get("reason", ""), None
    if deed == "refuse-leave":
        if said not in set(LeaveReason):
            raise Problem("leave-why", "请选不准的原因。")
        why = LeaveReason(said)
    who = id_chosen(post.get("staff", ""))
    actions.answer_leave(activity_id=activity_id, staff_id=who, why_not=why, by=by, at=now)
