"""Changing an activity on its page, and calling it off, alone or with all later ones of its series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.desk.duties.planning import SUBJECT_HELP, point_of, where_fields
from fengqiao.desk.duty_words import OFF_REASONS, TAKEN
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.moments import moment_on
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import say
from fengqiao.duties import actions
from fengqiao.duties.actions import Called, Change, Changed, NotFit
from fengqiao.duties.terms import ActivityState, OffReason, Taken
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, directory, staff_names

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

DONE = {
    "call-all": gettext_lazy("单位的人都在名单里了。"),
    "change": gettext_lazy("已改好；改了时间、地点、主题的，有名额的人都收到通知。"), "call-off": gettext_lazy("活动已取消。"), "rest-off": gettext_lazy("这次和以后的都取消了，有关的人都收到通知。"),
}  # fmt: skip


def change_context(
    row: Activity, now: datetime, *, organises: bool, typed: QueryDict | None = None, problem: Problem | None = None
) -> dict[str, Any] | None:
    """Return the forms of whoever organises an activity that is to come: when and where, and why it is off; else None.

    `typed`: what was sent of a change that was refused, because of `problem`: with people who are not fit then, it asks about them.
    """
    if not organises or row.state != ActivityState.PLANNED.value:
        return None
    ahead = row.starts > now and row.started_at is None
    reasons = [(each.value, OFF_REASONS[each]) for each in OffReason]
    return {
        "form": _form(row, now, typed) if ahead else None, "unfit": _unfit(problem.people) if isinstance(problem, NotFit) else [], "rest": ahead and row.series_id is not None,
        "reason": Plain("off", None, reason=chosen(_("为什么取消"), reasons)), "reasons": Plain("rest", None, reason=chosen(_("为什么取消"), reasons)),
    }  # fmt: skip


def _unfit(people: Mapping[UUID, Problem]) -> list[tuple[str, str]]:
    names = staff_names(people)
    return [(names.get(who, "–"), say(why)) for who, why in people.items()]


def _form(row: Activity, now: datetime, typed: QueryDict | None) -> Plain:
    starts, ends = timezone.localtime(row.starts), timezone.localtime(row.ends)
    subject = forms.CharField(label=_("主题、集合地点"), help_text=SUBJECT_HELP, required=False, max_length=60)
    form = Plain("change", typed, **where_fields(directory(at=now), starts.date()), subject=subject)
    given = {
        "day": starts.date().isoformat(), "begins": f"{starts:%H:%M}", "finishes": f"{ends:%H:%M}", "area": row.area.code if row.area else "",
        "venue": str(row.venue_id or ""), "places": str(row.places), "subject": row.subject, "point": f"{row.point[0] / 1_000_000:.6f}, {row.point[1] / 1_000_000:.6f}" if len(row.point) == 2 else "",
    }  # fmt: skip
    for name, value in given.items():
        form.fields[name].initial = value
    form.fields["places"].help_text = _("0 为不限")
    return form


def do(post: QueryDict, activity_id: UUID, deed: str, by: Viewer, now: datetime) -> str:
    """Change an activity or call it off; returns what there is to say besides."""
    version = whole_or_none(post.get("version", ""))
    if deed == "change":
        changed = actions.change(activity_id=activity_id, to=_change(post, now), by=by, at=now, seen_version=version)
        return _said(changed)
    if deed == "call-all":
        return _called(actions.call_all(activity_id=activity_id, by=by, at=now, seen_version=version))
    said = post.get("reason", "")
    reason = OffReason(said) if said in set(OffReason) else None
    if deed == "call-off":
        actions.call_off(activity_id=activity_id, reason=reason, by=by, at=now, seen_version=version)
        return ""
    gone = actions.call_off_rest(activity_id=activity_id, reason=reason, by=by, at=now, seen_version=version)
    return _("取消了 {n} 次，有关的人都收到通知。").format(n=len(gone))


def _change(post: QueryDict, now: datetime) -> Change:
    day = day_of(post.get("day", ""))
    starts, ends = moment_on(day, post.get("begins", "")), moment_on(day, post.get("finishes", ""))
    if ends <= starts:
        ends += timedelta(days=1)
    many = post.get("places", "").strip()
    area = next((one.id for one in directory(at=now).places.values() if one.code == post.get("area", "")), None)
    return Change(
        starts=starts, ends=ends, area_id=area, venue_id=id_or_none(post.get("venue", "")), places=0 if many == "0" else whole_or_none(many) or -1,
        point=point_of(post.get("point", "")), subject=post.get("subject"), unfit_off=post.get("off") == "yes",
    )  # fmt: skip


def _said(changed: Changed) -> str:
    """Who was taken off, and who of those with a place cannot come then and why, in words."""
    off = _("已改好，移出了不能参加的 {n} 人，已经告诉他们。").format(n=len(changed.off)) if changed.off else ""
    if not changed.cannot:
        return off
    return off + _("已改好。这些人那时来不了，请另排：{who}").format(who=_named(changed.cannot))


def _named(cannot: Mapping[UUID, Taken]) -> str:
    names = staff_names(cannot)
    return strung(_("{who}（{why}）").format(who=names.get(each, "–"), why=TAKEN[why]) for each, why in cannot.items())


def _called(found: Called) -> str:
    """How many are on the list now, who of them is on leave, and who cannot come then."""
    said = _("已把 {n} 人排上名单，其中 {away} 人写过来不了，记为请假。").format(
        n=len(found.people), away=len(found.excused)
    )
    return said + (_("这些人那时来不了：{who}").format(who=_named(found.cannot)) if found.cannot else "")
