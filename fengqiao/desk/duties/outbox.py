"""The door of phones: a batch of messages comes in, one answer to each goes out; the bytes of photos come after it (ADR 155, 168)."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fengqiao.desk.duty_words import DOUBTS
from fengqiao.desk.words import say
from fengqiao.duties.actions import Answer, keep_photo, take
from fengqiao.duties.terms import Doubt
from fengqiao.kit.problems import Problem
from fengqiao.volunteers.queries import told_of

LARGEST = 256 * 1024


@require_POST
def take_in(request: HttpRequest) -> JsonResponse:
    """Answer a batch `{"sent_at": ms, "messages": […]}`; 401 without a log-in, 422 for what is none."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return JsonResponse({"problem": "log-in"}, status=401)
    now = timezone.now()
    try:
        sent_at, batch = read_batch(request.body)
        answers = take(batch=batch, sent_at=sent_at, by=viewer, at=now, told=told_of(viewer.staff_id, _named(batch)))
    except Problem as problem:
        return JsonResponse({"problem": problem.code, "says": say(problem)}, status=422)
    return JsonResponse({"server_at": _ms(now), "answers": [_said(each) for each in answers]})


@require_POST
def take_photo(request: HttpRequest, photo_id: UUID) -> JsonResponse:
    """Answer the bytes of a photo with their receipt; 401 without a log-in, 422 where they are not taken."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return JsonResponse({"problem": "log-in"}, status=401)
    try:
        kept = keep_photo(message_id=photo_id, content=request.body, by=viewer, at=timezone.now())
    except Problem as problem:
        return JsonResponse({"problem": problem.code, "says": say(problem)}, status=422)
    return JsonResponse({"id": str(photo_id), "receipt": kept.receipt, "received_at": _ms(kept.arrived_at)})


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _named(batch: Collection[object]) -> list[UUID]:
    """The activities that a batch names, as far as they can be read."""
    found = []
    for raw in batch:
        said = raw.get("activity") if isinstance(raw, dict) else None
        try:
            found.append(UUID(said if isinstance(said, str) else ""))
        except ValueError:
            continue
    return found[:200]


def read_batch(body: bytes) -> tuple[int, list[object]]:
    """Return when a batch was sent (ms by the device's clock) and its messages as they stand; refuses what is no batch."""
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
    received = _ms(answer.received_at) if answer.received_at else 0
    doubts = [str(DOUBTS[Doubt(each)]) for each in answer.doubts]
    return {
        "id": answer.id,
        "receipt": answer.receipt,
        "received_at": received,
        "doubts": doubts,
        "marks": list(answer.doubts),
    }
