"""A contest on its page: set up, scored, signed, corrected, its ranking printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.duty import Family
from fengqiao.contests import actions
from fengqiao.contests.queries import contest_of
from fengqiao.contests.rules.course import read_score
from fengqiao.contests.terms import Better, CorrectionWhy, Total
from fengqiao.desk.contest_words import TOTALS
from fengqiao.desk.contests.showing import contest_context
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import title_of
from fengqiao.desk.fields import Plain
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_chosen, id_or_none, whole_or_none
from fengqiao.desk.words import say
from fengqiao.duties.queries import activity_for, organises
from fengqiao.kit.problems import Problem
from fengqiao.rulebook.queries import pack_on

DONE = {
    "open": gettext_lazy("比武已设好，接着写项目、队伍和评委。"), "discipline": gettext_lazy("项目已加上。"), "team": gettext_lazy("队伍已加上。"), "judge": gettext_lazy("评委已加上。"),
    "drop": gettext_lazy("已去掉。"), "score": gettext_lazy("分数已记下，签字以前还能改。"), "sign": gettext_lazy("已签字。"), "correct": gettext_lazy("已更正，原来的分数留着。"),
    "seal": gettext_lazy("成绩已签发。"),
}  # fmt: skip


@require_GET
@staff_only()
def page(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show the contest of an activity; organisers set one up where there is none."""
    return _shown(request, activity_id, timezone.now())


def _shown(
    request: DeskRequest, activity_id: UUID, now: datetime, status: int = 200, opened: str = "", data: Any = None
) -> HttpResponse:
    viewer, pack = request.viewer, pack_on(now).pack
    row = contest_of(viewer, activity_id)
    if row is not None:
        context = contest_context(viewer, row, pack, now, data) | {"opened": opened}
        return render(request, "desk/contest.html", context, status=status)
    activity = activity_for(viewer, activity_id)
    if activity is None or activity.family != Family.CONTEST.value or not organises(viewer, activity):
        raise Http404
    total = forms.ChoiceField(
        label=_("总分怎么算"), required=False, choices=[(each.value, TOTALS[each]) for each in Total]
    )
    context = {"activity": activity, "title": title_of(activity, pack), "form": Plain("open", None, total=total)}
    return render(request, "desk/contest_new.html", context, status=status)


@require_GET
@staff_only()
def paper(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show the ranking as it is printed."""
    now = timezone.now()
    row = contest_of(request.viewer, activity_id)
    context = contest_context(request.viewer, row, pack_on(now).pack, now) if row else {}
    if not context.get("sees"):
        raise Http404
    return render(request, "desk/contest_paper.html", context | {"printed_at": now, "printed_by": request.viewer.name})


@require_POST
@staff_only()
def act(request: DeskRequest, activity_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a contest."""
    if deed not in DONE:
        raise Http404
    now, viewer = timezone.now(), request.viewer
    row = contest_of(viewer, activity_id)
    if row is None and activity_for(viewer, activity_id) is None:
        raise Http404
    try:
        if deed == "open":
            total = request.POST.get("total", "")
            actions.open_contest(
                activity_id=activity_id, total=Total(total) if total in set(Total) else Total.SCORES, by=viewer, at=now
            )
        elif row is None:
            raise Problem("contest-none", "这不是比武。")  # noqa: TRY301
        else:
            _do(request.POST, row.id, deed, {"contest_id": row.id, "by": viewer, "at": now})
    except Problem as problem:
        messages.error(request, say(problem))
        return _shown(request, activity_id, now, 422, deed, request.POST)
    messages.success(request, DONE[deed])
    return redirect("contest", activity_id=activity_id)


def _do(post: QueryDict, contest_id: UUID, deed: str, given: dict[str, Any]) -> None:
    if deed == "discipline":
        better = post.get("better", "")
        most = read_score(post.get("most", "")) or 0
        actions.add_discipline(
            name=post.get("name", ""),
            better=Better(better) if better in set(Better) else Better.HIGH,
            most=most,
            **given,
        )
    elif deed == "team":
        actions.add_team(name=post.get("name", ""), unit_id=id_or_none(post.get("unit", "")), **given)
    elif deed == "judge":
        actions.add_judge(staff_id=id_chosen(post.get("staff", "")), **given)
    elif deed == "drop":
        actions.drop(what=post.get("what", ""), row_id=id_chosen(post.get("row", "")), **given)
    elif deed == "score":
        actions.score(values=_scores(post), **given)
    elif deed == "sign":
        actions.sign(**given)
    elif deed == "seal":
        actions.seal(seen_version=whole_or_none(post.get("version", "")), **given)
    else:
        value, why = read_score(post.get("value", "")), post.get("why", "")
        if value is None or why not in set(CorrectionWhy):
            raise Problem("score-why", "写更正后的分数，并选一个理由。")
        actions.correct(
            judge_id=id_chosen(post.get("judge", "")), discipline_id=id_chosen(post.get("discipline", "")), team_id=id_chosen(post.get("team", "")), value=value,
            why=CorrectionWhy(why), **given,
        )  # fmt: skip


def _scores(post: QueryDict) -> dict[tuple[UUID, UUID], int]:
    found = {}
    for name in post:
        mark, _dot, rest = name.partition(".")
        discipline, _dot, team = rest.partition(".")
        if mark != "s" or (value := read_score(post.get(name, ""))) is None:
            continue
        found[id_chosen(discipline), id_chosen(team)] = value
    return found
