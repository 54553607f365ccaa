"""How one likes to get notices: the inbox always, a mailbox of one's own for the kinds one chooses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.words import GROUPS, STATE_TONES, problem_words, state_words
from fengqiao.desk.words import listed, say
from fengqiao.gateway.wording import NOTICE_KINDS
from fengqiao.kit.problems import Problem
from fengqiao.notices import actions
from fengqiao.notices.channels import LOG, channels
from fengqiao.notices.queries import last_test, plan_at, taste_of
from fengqiao.notices.terms import NoticeKind, NoticeState, Way
from fengqiao.orgs.queries import unit_codes

TOLD_AS_ONE = frozenset({NoticeKind.OFFERED_MANY, NoticeKind.TRIAGE_MANY})


@require_http_methods(["GET", "POST"])
@staff_only()
def ways(request: DeskRequest) -> HttpResponse:
    """Show and keep one's ways."""
    if request.method == "GET":
        return _page(request, None)
    email, kinds = request.POST.get("email", ""), request.POST.getlist("kind")
    try:
        actions.choose_ways(email=email, email_kinds=kinds, by=request.viewer)
    except Problem as problem:
        return _page(request, (email, kinds, say(problem)), 422)
    messages.success(request, _("已保存。"))
    return redirect("notice-ways")


def _page(request: DeskRequest, typed: tuple[str, list[str], str] | None, status: int = 200) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    taste, plan, found = taste_of(viewer), plan_at(now), channels()
    email, kinds, refused = typed or (taste.email, list(taste.email_kinds), "")
    code = unit_codes([viewer.unit_id]).get(viewer.unit_id, "")
    known = {kind.value: str(words) for kind, words in NOTICE_KINDS.items()}
    context: dict[str, Any] = {
        "email": email,
        "kept": bool(taste.email),
        "refused": refused,
        "groups": [
            {
                "words": words,
                "kinds": [(k.value, NOTICE_KINDS[k], k.value in kinds) for k in some if k not in TOLD_AS_ONE],
            }
            for words, some in GROUPS.values()
        ],
        "quiet": plan.quiet_from != plan.quiet_to,
        "quiet_from": f"{plan.quiet_from:02}:00",
        "quiet_to": f"{plan.quiet_to:02}:00",
        "urgent": listed(known[kind] for kind in sorted(plan.urgent) if kind in known),
        "mail_works": found.sender_name(Way.EMAIL) != LOG,
        "group": bool(found.group_of(code)),
        "test": _test(last_test(viewer)),
    }
    return render(request, "desk/notice_ways.html", context, status=status)


def _test(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    state = NoticeState(row.state)
    return {
        "at": row.made_at,
        "word": state_words(state, row.sender),
        "tone": "grey" if row.sender == LOG and state is NoticeState.SENT else STATE_TONES[state],
        "problem": problem_words(row.problem),
    }


@require_POST
@staff_only()
def test(request: DeskRequest) -> HttpResponse:
    """Send a test to one's own mailbox."""
    now = timezone.now()
    actions.send_test(way=Way.EMAIL, by=request.viewer, at=now, staff_id=request.viewer.staff_id)
    messages.success(request, _("测试已交给后台发送，一分钟内到；结果显示在这一页。"))
    return redirect("notice-ways")
