"""What actions of planned work share: the lock, the event, the kind in the pack in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.models import Activity
from fengqiao.duties.queries import activity_for, leads
from fengqiao.duties.terms import ActivityState, Outcome
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

# A place whose holder has asked for nothing; and one that begins, whatever was there before.
NO_LEAVE = {"leave": "", "leave_why": "", "reason": ""}
ANEW = {"outcome": Outcome.OPEN.value, "came_at": None, "reminded": False, **NO_LEAVE}


def kinds_at(at: datetime) -> Mapping[str, DutyKind]:
    """Return the kinds of activity of the pack in force; a pack without any has none."""
    return pack_on(at).pack.duties.kinds


def leading(row: Activity, at: datetime) -> frozenset[str]:
    """Return the roles of an activity's kind that lead."""
    kind = kinds_at(at).get(row.kind)
    return frozenset(role.code for role in kind.roles if role.leads) if kind else frozenset()


def unfit_for(people: Collection[UUID], family: str, starts: datetime, at: datetime) -> Mapping[UUID, Problem]:
    """Return why some people may not be put on planned work that begins then (settings.WHO_MAY_NOT_SERVE); the fit are left out."""
    found: Mapping[UUID, Problem] = import_string(settings.WHO_MAY_NOT_SERVE)(people, family, starts, at=at)
    return found


def after_end(row: Activity, by: Viewer, at: datetime) -> None:
    """Let rooms above see that an activity has ended (settings.AFTER_DUTY, by path); part of the action that ends it."""
    for path in settings.AFTER_DUTY:
        import_string(path)(row, by=by, at=at)


def hold(activity_id: UUID, by: Viewer, seen_version: int | None = None) -> Activity:
    """Return an activity under a lock; refuses strangers and whoever saw an older state."""
    if activity_for(by, activity_id) is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    row = Activity.objects.select_for_update().get(id=activity_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("duty-changed", "这次活动刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def hold_begun(activity_id: UUID, by: Viewer, at: datetime) -> Activity:
    """Return an activity that has begun, under a lock, for whoever leads it; refuses others, and one that was called off."""
    row = hold(activity_id, by)
    if not leads(by, row, leading(row, at)):
        raise denied()
    if row.state == ActivityState.CANCELLED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    if at < row.starts:
        raise Problem("duty-early", "还没有到开始的时间。")
    return row


def save(row: Activity) -> None:
    """Save an activity as its next version."""
    row.version += 1
    row.save()


def tell(
    kind: EventKind,
    row: Activity,
    by: Viewer,
    at: datetime,
    *,
    measures: Mapping[str, int] | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Record what was done with an activity: codes, numbers and ids."""
    own = {"duty": row.kind, "family": row.family, **({"duty_form": row.form} if row.form else {})}
    record_deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=row.area_id, own=own, attributes=attributes,
        measures=measures,
    )  # fmt: skip
