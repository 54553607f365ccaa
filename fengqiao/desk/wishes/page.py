"""One wish: what members see, whom it is for to those who keep it, its pictures; and each deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.files import send_file
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.wishes.words import PERSON, card_of
from fengqiao.desk.words import called, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of, pack_on
from fengqiao.vault.actions import staging
from fengqiao.vault.queries import content_of, file_of
from fengqiao.vault.terms import MediaType
from fengqiao.wishes import actions
from fengqiao.wishes.queries import MEMBERS, picture_for, wish_for, wish_sheet
from fengqiao.wishes.rules.course import why_not
from fengqiao.wishes.terms import WishMove, WishState

DONE = {
    "claim": gettext_lazy("认领了。东西备好后送到登记单位，由他们交给孩子。"), "give_back": gettext_lazy("已让出，别人可以认领。"),
    "deliver": gettext_lazy("照片已交，等登记单位看过。"), "confirm": gettext_lazy("心愿实现了，照片大家看得到。"),
    "send_back": gettext_lazy("已退回，照片已销毁。"), "thank": gettext_lazy("已记下。"), "withdraw": gettext_lazy("心愿已撤回，文字、照片和个人信息都已销毁。"),
    "look": "",
}  # fmt: skip
DEEDS = (*DONE,)


@require_GET
@staff_only(*MEMBERS)
def page(request: DeskRequest, wish_id: UUID) -> HttpResponse:
    """Show one wish."""
    return _page(request, wish_id)


def _page(
    request: DeskRequest, wish_id: UUID, *, clear: Mapping[str, str] | None = None, opened: str = "", status: int = 200
) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    found = wish_sheet(viewer, wish_id)
    if found is None:
        raise Http404
    row, actor, state = found.wish, found.actor, WishState(found.wish.state)
    said = pack_of(row.edition_id).pack.wishes
    person = clear or found.person
    own = row.collected_by_id == viewer.staff_id
    may = {move.value: row.erased_at is None and why_not(move, state, actor) is None for move in WishMove}
    reasons = pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())
    context = {
        "row": row,
        "card": card_of(row),
        "unit": name_of(row.unit),
        "keeps": actor.keeps,
        "mine": actor.mine,
        "may": may,
        "person": [(word, person[code]) for code, word in PERSON.items() if person.get(code)],
        "relation": called(said.relations, row.relation),
        "clear": clear is not None,
        "may_look": bool(found.person)
        and row.ended_at is None
        and (viewer.may(Right.UNMASK) or (own and viewer.may(Right.UNMASK_OWN))),
        "purposes": [(each.code, name_of(each), each.code == "contact") for each in reasons],
        "shown": [photo.id for photo in found.shown],
        "waiting": [photo.id for photo in found.waiting],
        "back": called(said.backs, row.back) if row.back else "",
        "why": called(said.withdrawals, row.withdrawn) if row.withdrawn else "",
        "backs": [(each.code, name_of(each)) for each in said.backs.values()],
        "withdrawals": [(each.code, name_of(each)) for each in said.withdrawals.values()],
        "opened": opened,
    }
    return render(request, "desk/wish.html", context, status=status)


@require_POST
@staff_only(*MEMBERS)
def act(request: DeskRequest, wish_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a wish."""
    if deed not in DONE or wish_for(request.viewer, wish_id) is None:
        raise Http404
    try:
        clear = _do(request, wish_id, deed, timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, wish_id, opened=deed, status=422)
    if deed == "look":
        return _page(request, wish_id, clear=clear)
    messages.success(request, str(DONE[deed]))
    return redirect("wish", wish_id=wish_id)


def _do(request: DeskRequest, wish_id: UUID, deed: str, now: datetime) -> Mapping[str, str] | None:
    get, who = request.POST.get, dict[str, Any](wish_id=wish_id, by=request.viewer, at=now)
    if deed == "look":
        return actions.look(purpose=get("purpose", ""), **who)
    if deed == "deliver":
        with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as staged:
            actions.deliver(text=get("text", ""), uploads=staged, **who)
    elif deed == "confirm":
        actions.confirm(faceless=get("faceless") == "1", **who)
    elif deed == "send_back":
        actions.send_back(reason=get("reason", ""), **who)
    elif deed == "withdraw":
        actions.withdraw(reason=get("reason", ""), **who)
    elif deed == "thank":
        actions.thank(text=get("text", ""), **who)
    elif deed == "claim":
        actions.claim(**who)
    else:
        actions.give_back(**who)
    return None


@require_GET
@staff_only(*MEMBERS)
def picture(request: DeskRequest, picture_id: UUID) -> HttpResponse:
    """Send the small picture; the original stays sealed and has no address."""
    found = picture_for(request.viewer, picture_id)
    row = file_of([found.id], found.file_id) if found else None
    if row is None:
        raise Http404
    return send_file(row, content_of(row, small=True), MediaType.JPEG.value, attachment=False)
