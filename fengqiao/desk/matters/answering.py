"""Answering the teller: the draft, what in it is private, which of what was asked for it answers, the words as they went out."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.leaving import Block, check_list, leaving, look_through
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import CHANNELS, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import demands_of, matter_for
from fengqiao.matters.terms import Channel
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

LONGEST = 5000
OF = "demand."
AGAIN = "again"  # the button that asks for another look


@require_POST
@staff_only(*READERS)
def answer(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show a draft reply with what is private in it ticked and what was asked for; once both were looked at, record it.

    Words that were changed since they were looked at are shown again.
    """
    matter = matter_for(request.viewer, matter_id)
    if matter is None:
        raise Http404
    text, channel = request.POST.get("text", "").strip(), request.POST.get("channel", "")
    if refusal := _why_not(text, channel):
        messages.error(request, say(refusal))
        return redirect("matter", matter_id=matter_id)
    looked = request.POST.get("looked", "")
    if looked != _mark(text):
        if looked not in {"", AGAIN}:  # pressed to record, with other words than those that were looked at
            messages.warning(request, _("文字改过，已重新核对。没有问题再点一次“已这样答复”。"))
        return render(request, "desk/reply_check.html", _to_check(request, matter, text, channel))
    blocks = [Block("reply", _("答复内容"), text)]
    out = leaving(blocks, look_through(blocks), request.POST)
    seen = request.POST.get("version", "")
    try:
        actions.reply(
            matter_id=matter_id,
            text=out.words["reply"],
            channel=Channel(channel),
            found=out.found,
            left=out.left,
            reasons=_chosen(request),
            by=request.viewer,
            at=timezone.now(),
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        )
    except Problem as problem:
        messages.error(request, say(problem))
        if problem.code in {"demand-open", "demand-reason"}:
            return render(request, "desk/reply_check.html", _to_check(request, matter, text, channel), status=422)
    else:
        messages.success(request, _("答复已记录。"))
    return redirect("matter", matter_id=matter_id)


def _mark(text: str) -> str:
    """Return what stands for words that were looked at: other words have another."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


def _chosen(request: DeskRequest) -> dict[str, str]:
    return {name.removeprefix(OF): request.POST.get(name, "") for name in request.POST if name.startswith(OF)}


def _to_check(request: DeskRequest, matter: Matter, text: str, channel: str) -> dict[str, Any]:
    blocks = [Block("reply", _("答复内容"), text)]
    reasons = pack_of(matter.edition_id).pack.reasons.get(ReasonUse.DEMAND, ())
    asked, chosen = (demands_of(matter, text) if reasons else ()), _chosen(request)
    names = {reason.code: name_of(reason) for reason in reasons}
    return {
        "matter": matter,
        "text": text,
        "mark": _mark(text),
        "channel": channel,
        "channel_name": CHANNELS[Channel(channel)],
        "demands": [
            {
                "name": f"{OF}{each.key}",
                "text": each.text,
                "found": each.found,
                "before": names.get(each.reason, "") if each.reason else "",
                "chosen": chosen.get(each.key, ""),
            }
            for each in asked
        ],
        "open": sum(not each.settled for each in asked),
        "reasons": list(names.items()),
        **check_list(blocks, look_through(blocks), request.POST if request.POST.get("looked") == _mark(text) else None),
    }


def _why_not(text: str, channel: str) -> Problem | None:
    if channel not in set(Channel):
        return Problem("channel-unknown", "请选择答复方式。")
    if not text:
        return Problem("reply-empty", "请写明答复内容。")
    if len(text) > LONGEST:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=LONGEST)
    return None
