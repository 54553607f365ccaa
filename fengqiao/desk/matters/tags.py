"""Tags: those of a matter, and the list that a unit keeps; small forms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import matter_for, tags_on, tags_seen
from fengqiao.rulebook.queries import pack_on


def _most() -> int:
    return int(pack_on(timezone.now()).pack.value_on("queue.page_size", timezone.localdate()).number)


@require_POST
@staff_only(*actions.TAGGERS)
def matter_tags(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Give a matter the tags that are ticked, and a new one; of tags that the viewer does not see nothing changes."""
    if matter_for(request.viewer, matter_id) is None:
        raise Http404
    by, now = request.viewer, timezone.now()
    seen = tags_seen(by)
    worn = {card.id for card in tags_on([matter_id], seen).get(matter_id, ())}
    ticked = set(request.POST.getlist("tag"))
    wanted = {card.id for card in seen if str(card.id) in ticked}
    if request.POST.get("new", "").strip():
        wanted.add(actions.make_tag(name=request.POST["new"], most=_most(), by=by, at=now))
    for tag_id in sorted(wanted ^ worn):
        actions.tag(matter_id=matter_id, tag_id=tag_id, on=tag_id in wanted, by=by, at=now)
    if wanted != worn:
        messages.success(request, _("标签已更新。"))
    return redirect("matter", matter_id=matter_id)


@require_POST
@staff_only(*actions.TAG_KEEPERS)
def tags(request: DeskRequest) -> HttpResponse:
    """Add a tag to the unit's list, or delete one; back to the list of matters as it was."""
    by, now = request.viewer, timezone.now()
    if request.POST.get("do") == "delete":
        try:
            tag_id = UUID(request.POST.get("id", ""))
        except ValueError:
            raise Problem("tag-unknown", "没有这个标签，或者不是您单位的。") from None
        actions.delete_tag(tag_id=tag_id, by=by, at=now)
        messages.success(request, _("已删除。"))
    else:
        actions.make_tag(name=request.POST.get("name", ""), most=_most(), by=by, at=now)
        messages.success(request, _("已保存。"))
    return redirect(f"{reverse('queue')}?{request.GET.urlencode()}")
