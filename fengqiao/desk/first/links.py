"""The first screen of secretaries and administrators: a few big doors, with what waits behind each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.menu import is_member
from fengqiao.desk.middleware import DeskRequest
from fengqiao.orgs.queries import deputies_of, has_factor, own_posts, standing_of, waiting_for
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import model_drafts


@require_GET
@staff_only()
def doors(request: DeskRequest) -> HttpResponse:
    """Show the doors that the post opens."""
    viewer, now = request.viewer, timezone.now()
    today = timezone.localdate(now)
    answers = waiting_for(viewer) if viewer.may(Right.ADMINISTER) else 0
    drafts = len(model_drafts()) if viewer.may(Right.PUBLISH) else 0
    posts = {post.id for post in own_posts(viewer, at=now)}
    stood = deputies_of(posts, at=now).count() + standing_of(viewer, at=now).count()
    factor = viewer.account_id is not None and has_factor(viewer.account_id)
    found: list[tuple[bool, str, str, str, str, str | int]] = [
        (viewer.may(Right.ADMINISTER), "people", "users", _("人员与岗位"), _("登记人员、任免岗位、重置密码"), answers and ngettext("%(n)s 项等第二个人核准", "%(n)s 项等第二个人核准", answers) % {"n": answers}),
        (viewer.may(Right.READ_RULES), "rules", "book-2", _("规则与时限"), _("种类、分流清单、每个时限的依据"), ""),
        (viewer.may(Right.PUBLISH), "text-model", "bulb", _("文本模型"), _("认得什么、多有把握、对了多少"), drafts and ngettext("%(n)s 个新模型待发布", "%(n)s 个新模型待发布", drafts) % {"n": drafts}),
        (is_member(viewer), "placement-mine", "school", _("我的实习"), _("到哪里、谁带、要做什么，做了什么在这里记"), ""),
        (is_member(viewer), "phone", "device-mobile", _("手机签到"), _("排给您的勤务，没有信号也能签"), ""),
        (True, "deputies", "user-check", _("代理"), _("休假、出差时请人在您的岗位上办事"), stood and ngettext("%(n)s 项代理", "%(n)s 项代理", stood) % {"n": stood}),
        (True, "mfa_index", "shield-check", _("账号与安全"), _("密码、两步验证、在哪里登录着"), "" if factor else _("还没有开两步验证")),
    ]  # fmt: skip
    context = {
        "doors": [_door(name, icon, title, about, waits) for shown, name, icon, title, about, waits in found if shown]
        + _calendar(viewer, today)
    }
    return render(request, "desk/first_doors.html", context)


def _door(name: str, icon: str, title: str, about: str, waits: str | int) -> dict[str, Any]:
    return {"url": reverse(name), "icon": icon, "title": title, "about": about, "waits": waits or ""}


def _calendar(viewer: Any, today: date) -> list[dict[str, Any]]:
    if not viewer.may(Right.READ_RULES):
        return []
    url = reverse("rules-calendar", args=[today.year])
    return [
        {"url": url, "icon": "calendar", "title": _("工作日历"), "about": _("放假、调休，时限怎样数日子"), "waits": ""}
    ]
