"""What the buttons of a person's page do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people.forms import id_of
from fengqiao.desk.people.views import begin, password_once
from fengqiao.desk.security import limits
from fengqiao.desk.security.asked import asked_on
from fengqiao.orgs import actions
from fengqiao.orgs.queries import person_for
from fengqiao.orgs.terms import Right


def _password(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    now = timezone.now()
    fresh = actions.reset_password(staff_id=staff_id, weighty=asked_on(now).weighty, by=request.viewer, at=now)
    if fresh is not None:
        card = person_for(request.viewer, staff_id, at=now)
        return password_once(request, staff_id, card.staff.name if card else "", fresh)
    messages.info(request, _("这个账号的权限超出您能给的，已提交，等第二个人核准；核准人会看到临时密码。"))
    return redirect("person", staff_id=staff_id)


def _factor(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    now = timezone.now()
    done = actions.reset_factor(staff_id=staff_id, weighty=asked_on(now).weighty, by=request.viewer, at=now)
    said = _("两步验证已重置，本人登录后可以重新开启。") if done else _("已提交，等第二个人核准后生效。")
    messages.success(request, said)
    return redirect("person", staff_id=staff_id)


def _switch(*, on: bool) -> Callable[[DeskRequest, UUID], HttpResponse]:
    def do(request: DeskRequest, staff_id: UUID) -> HttpResponse:
        actions.switch_account(staff_id=staff_id, on=on, by=request.viewer, at=timezone.now())
        messages.success(request, _("账号已启用。") if on else _("账号已停用，各处登录已退出。"))
        return redirect("person", staff_id=staff_id)

    return do


def _unlock(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    username = actions.note_unlocked(staff_id=staff_id, by=request.viewer, at=timezone.now())
    card = person_for(request.viewer, staff_id, at=timezone.now())
    limits.release(request, get_adapter()._get_login_attempts_cache_key(request, username=username))
    if card is not None:
        limits.release(request, f"mfa-auth-user-{card.staff.account.id}")
    messages.success(request, _("已解锁，可以马上再试。"))
    return redirect("person", staff_id=staff_id)


def _stop(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    actions.stop_post(post_id=id_of(request.POST.get("post", "")), by=request.viewer, at=timezone.now())
    messages.success(request, _("岗位已结束，从现在起看不到里面的事项。"))
    return redirect("person", staff_id=staff_id)


MOVES: dict[str, Callable[[DeskRequest, UUID], HttpResponse]] = {
    "post": begin,
    "stop": _stop,
    "password": _password,
    "factor": _factor,
    "off": _switch(on=False),
    "on": _switch(on=True),
    "unlock": _unlock,
}


@require_POST
@staff_only(Right.ADMINISTER)
def move(request: DeskRequest, staff_id: UUID, name: str) -> HttpResponse:
    """Do one thing with a person whom the viewer administers."""
    if name not in MOVES or person_for(request.viewer, staff_id, at=timezone.now()) is None:
        raise Http404
    return MOVES[name](request, staff_id)
