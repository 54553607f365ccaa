"""Answering the teller: the draft, what in it is private, and the words as they went out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.leaving import Block, check_list, leaving, look_through
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import CHANNELS, say
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import matter_for
from fengqiao.matters.terms import Channel

LONGEST = 5000


@require_POST
@staff_only(*READERS)
def answer(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show a draft reply with what is private in it ticked; once looked at, record it as it went out."""
    matter = matter_for(request.viewer, matter_id)
    if matter is None:
        raise Http404
    text, channel = request.POST.get("text", "").strip(), request.POST.get("channel", "")
    blocks = [Block("reply", _("答复内容"), text[:LONGEST])]
    masking = look_through(blocks)
    refusal = _why_not(text, channel)
    if refusal:
        messages.error(request, say(refusal))
        return redirect("matter", matter_id=matter_id)
    if "looked" not in request.POST:
        context = {
            "matter": matter,
            "text": text,
            "channel": channel,
            "channel_name": CHANNELS[Channel(channel)],
            **check_list(blocks, masking),
        }
        return render(request, "desk/reply_check.html", context)
    out = leaving(blocks, masking, request.POST)
    seen = request.POST.get("version", "")
    try:
        actions.reply(
            matter_id=matter_id,
            text=out.words["reply"],
            channel=Channel(channel),
            found=out.found,
            left=out.left,
            by=request.viewer,
            at=timezone.now(),
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        )
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("答复已记录。"))
    return redirect("matter", matter_id=matter_id)


def _why_not(text: str, channel: str) -> Problem | None:
    if channel not in set(Channel):
        return Problem("channel-unknown", "请选择答复方式。")
    if not text:
        return Problem("reply-empty", "请写明答复内容。")
    if len(text) > LONGEST:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=LONGEST)
    return None
