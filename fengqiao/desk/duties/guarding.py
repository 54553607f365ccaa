"""Guard tasks on the page of an activity: posts and who stands there, the lesson before, the word to go; the plan on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import STATES, TONES, headline_of, place_of, role_of
from fengqiao.desk.fields import Plain, chosen, day_field, figure
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.moments import moment_on
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.duties import actions
from fengqiao.duties.queries import activity_for, guard_of, is_guard, lessons_of, organises, possible_lessons, seats_of
from fengqiao.duties.rules.guarding import opens_at, why_not_sent
from fengqiao.duties.terms import ActivityState, SeatState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, staff_in
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

DONE = {
    "post-set": gettext_lazy("岗位已写好。"), "post-drop": gettext_lazy("岗位已撤下。"), "assign": gettext_lazy("已排到岗位。"),
    "lesson": gettext_lazy("岗前课已排好，缺课的人在名单里。"), "lesson-use": gettext_lazy("这堂课已算作岗前课。"),
    "start": gettext_lazy("已下令上岗。"), "replace": gettext_lazy("已换人。"),
}  # fmt: skip


def guard_context(viewer: Viewer, row: Activity, pack: Pack, now: datetime) -> dict[str, Any] | None:
    """Return what the page of a guard task shows of its posts and its lesson, None for other work."""
    if not is_guard(row):
        return None
    kind = pack.duties.kinds.get(row.kind)
    found, planned = guard_of(row, kind), row.state == ActivityState.PLANNED.value
    names = {seat.staff_id: seat for seat in seats_of(row.id) if seat.state == SeatState.IN.value}
    may = organises(viewer, row) and planned
    refusal = (
        why_not_sent(ActivityState(row.state), row.started_at, opens_at(row.starts, kind.early), now, posts=found.posts, lack=len(found.lack))
        if kind else None
    )  # fmt: skip
    lacking = set(found.lack)

    def person(who: UUID) -> dict[str, Any]:
        seat = names[who]
        role = role_of(row, seat.role, pack) if seat.role else ""
        return {"id": who, "name": seat.staff.name, "role": role, "lacks": who in lacking, "me": who == viewer.staff_id}

    posts = [
        {"id": each.id, "name": each.name, "least": each.least, "missing": each.missing, "people": [person(who) for who in each.people]}
        for each in found.posts
    ]  # fmt: skip
    placed = {who for each in found.posts for who in each.people}
    lessons = lessons_of(row.id) if found.asked else []
    return {
        "posts": posts, "spare": [person(who) for who in found.on_duty if who not in placed], "asked": found.asked,
        "lack": [person(who) for who in found.lack], "people": len(found.on_duty), "may": may, "started": row.started_at,
        "lessons": [{"id": each.id, "title": headline_of(each, pack), "starts": each.starts, "word": STATES[ActivityState(each.state)], "state": each.state, "tone": TONES[each.state]} for each in lessons],
        "why": say(refusal) if refusal else "", "may_start": may and refusal is None, "short": sum(each.missing for each in found.posts),
        **(_forms(viewer, row, pack, posts, now, lesson=kind.lesson if kind else "", again=bool(lessons)) if may else {}),
    }  # fmt: skip


def _forms(
    viewer: Viewer, row: Activity, pack: Pack, posts: list[dict[str, Any]], now: datetime, *, lesson: str, again: bool
) -> dict[str, Any]:
    people = [(str(who), name) for who, name in staff_in(row.team_id or row.unit_id, at=now)][:500]
    seats = [(str(seat.staff_id), seat.staff.name) for seat in seats_of(row.id) if seat.state == SeatState.IN.value]
    where = [(str(each["id"]), each["name"]) for each in posts]
    name = forms.CharField(
        label=_("岗位在哪里"), required=False, max_length=20, help_text=_("如：东门、主席台、2 号路口；不写人名")
    )
    day = timezone.localtime(max(now, row.starts - timedelta(hours=2)) if again else row.starts - timedelta(days=1))
    clock = {"type": "time"}
    found: dict[str, Any] = {
        "post_form": Plain("post", None, name=name, least=figure(_("至少几人"))),
        "assign_form": Plain("assign", None, staff=chosen(_("谁"), people), post=forms.ChoiceField(label=_("站哪里"), required=False, choices=[("", _("暂不定岗")), *where])),
        "replace_form": Plain("replace", None, out=chosen(_("换下谁"), seats), into=chosen(_("换上谁"), people)) if seats else None,
    }  # fmt: skip
    if lesson in pack.duties.kinds:
        minutes = pack.duties.kinds[lesson].minutes
        ready = possible_lessons(viewer, row, lesson)
        found["lesson_form"] = Plain(
            "lesson", None,
            day=day_field(_("哪一天"), day.date()),
            begins=forms.CharField(label=_("几点开始"), required=False, initial=f"{day:%H:%M}", widget=forms.TimeInput(attrs=clock)),
            minutes=forms.CharField(label=_("几分钟"), required=False, initial=str(minutes), widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})),
        )  # fmt: skip
        titles = [
            (
                str(each.id),
                f"{timezone.localtime(each.starts):%m-%d %H:%M} {headline_of(each, pack)} {name_of(each.unit)}",
            )
            for each in ready
        ]
        found["use_form"] = Plain("use", None, lesson=chosen(_("哪一堂"), titles)) if ready else None
        found["makeup"] = again
    return found


def do(post: QueryDict, activity_id: UUID, deed: str, by: Viewer, now: datetime) -> None:
    """Do one thing with a guard task."""
    chosen_id = {name: id_or_none(post.get(name, "")) for name in ("staff", "post", "lesson", "out", "into")}
    given: dict[str, Any] = {"activity_id": activity_id, "by": by, "at": now}
    if deed == "start":
        actions.start(seen_version=whole_or_none(post.get("version", "")), **given)
    elif deed == "post-set":
        actions.set_post(
            name=post.get("name", ""),
            least=whole_or_none(post.get("least", "") or "1") or 0,
            post_id=chosen_id["post"],
            **given,
        )
    elif deed == "post-drop":
        actions.drop_post(post_id=_needed(chosen_id["post"]), **given)
    elif deed == "assign":
        actions.assign(staff_id=_needed(chosen_id["staff"]), post_id=chosen_id["post"], **given)
    elif deed == "replace":
        actions.replace(out=_needed(chosen_id["out"]), into=_needed(chosen_id["into"]), **given)
    elif deed == "lesson-use":
        actions.use_lesson(lesson_id=_needed(chosen_id["lesson"]), **given)
    else:
        starts = moment_on(day_of(post.get("day", "")), post.get("begins", ""))
        ends = starts + timedelta(minutes=whole_or_none(post.get("minutes", "")) or 0)
        actions.plan_lesson(starts=starts, ends=ends, makeup=post.get("makeup") == "yes", **given)


def _needed(found: UUID | None) -> UUID:
    if found is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    return found


@require_GET
@staff_only()
def paper(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show the plan of a guard task as it is printed: who stands where, who still lacks the lesson."""
    now, row = timezone.now(), activity_for(request.viewer, activity_id)
    if row is None or not is_guard(row):
        raise Http404
    pack = pack_on(now).pack
    context = {
        "row": row, "title": headline_of(row, pack), "unit": name_of(row.unit), "place": place_of(row), "word": STATES[ActivityState(row.state)],
        "guard": guard_context(request.viewer, row, pack, now), "printed_at": now, "printed_by": request.viewer.name,
    }  # fmt: skip
    return render(request, "desk/duty_posts_paper.html", context)
