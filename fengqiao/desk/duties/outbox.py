"""The door of phones: a batch of check-ins comes in, one answer to each goes out (ADR 155)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fengqiao.desk.duty_words import DOUBTS
from fengqiao.desk.words import say
from fengqiao.duties.actions import Answer, take
from fengqiao.duties.terms import Doubt
from fengqiao.kit.problems import Problem

LARGEST = 256 * 1024


@require_POST
def take_in(request: HttpRequest) -> JsonResponse:
    """Answer a batch `{"sent_at": ms, "messages": […]}`; 401 without a log-in, 422 for what is none."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return JsonResponse({"problem": "log-in"}, status=401)
    now = timezone.now()
    try:
        sent_at, batch = _read(request.body)
        answers = take(batch=batch, sent_at=sent_at, by=viewer, at=now)
    except Problem as problem:
        return JsonResponse({"problem": problem.code, "says": say(problem)}, status=422)
    return JsonResponse({"server_at": round(now.timestamp() * 1000), "answers": [_said(each) for each in answers]})


def _read(body: bytes) -> tuple[int, list[object]]:
    problem = Problem("outbox-malformed", "上传的内容看不懂。")
    if len(body) > LARGEST:
        raise problem
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise problem from None
    if not isinstance(said, dict) or type(said.get("sent_at")) is not int or not isinstance(said.get("messages"), list):
        raise problem
    return max(-(10**15), min(10**15, said["sent_at"])), said["messages"]


def _said(answer: Answer) -> dict[str, object]:
    if answer.refusal is not None:
        return {"id": answer.id, "refused": answer.refusal.code, "says": say(answer.refusal)}
    received = round(answer.received_at.timestamp() * 1000) if answer.received_at else 0
    doubts = [str(DOUBTS[Doubt(each)]) for each in answer.doubts]
    return {"id": answer.id, "receipt": answer.receipt, "received_at": received, "doubts": doubts}
