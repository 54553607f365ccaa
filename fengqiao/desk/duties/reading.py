"""Reading in what a phone that found no network put down as QR codes or as a file: the same receipts, nothing twice (ADR 168)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duties.outbox import read_batch
from fengqiao.desk.duty_words import DOUBTS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import say
from fengqiao.duties.actions import MOST_AT_ONCE, Answer, take
from fengqiao.duties.rules.pictures import put_together
from fengqiao.duties.terms import Doubt
from fengqiao.kit.documents import marks_on
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

MOST_FILES = 100


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def read_in(request: DeskRequest) -> HttpResponse:
    """Show where to hand pictures or a file in, and after that what became of each message."""
    if request.method != "POST":
        return render(request, "desk/duty_read.html", {"lines": None})
    try:
        answers = _taken(request)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/duty_read.html", {"lines": None}, status=422)
    return render(request, "desk/duty_read.html", {"lines": [_line(each) for each in answers]})


def _taken(request: DeskRequest) -> list[Answer]:
    now = timezone.now()
    found: list[Answer] = []
    for batch in _batches(request):
        for place in range(0, len(batch), MOST_AT_ONCE):
            # How far the phone's clock is off cannot be known from paper: it is taken as it stands, and a lead looks.
            sent_at = round(now.timestamp() * 1000)
            found += take(
                batch=batch[place : place + MOST_AT_ONCE], sent_at=sent_at, by=request.viewer, at=now, carried=True
            )
    return found


def _batches(request: HttpRequest) -> list[list[object]]:
    """The batches on the pictures and in the files that were handed in."""
    limits = file_limits(pack_on(timezone.now()).pack, timezone.now())
    marks: list[str] = []
    batches: list[list[object]] = []
    files = request.FILES.getlist("files")[:MOST_FILES]
    if not files:
        raise Problem("file-none-pictures", "请选择二维码的照片，或者手机存的文件。")
    for file in files:
        if (file.size or 0) > limits.max_bytes:
            raise Problem(
                "file-large",
                "文件“{name}”超过 {limit} MB，请压缩后再传。",
                name="",
                limit=limits.max_bytes // 1024 // 1024,
            )
        content = file.read()
        if content.lstrip()[:1] in (b"[", b"{"):
            batches.append(_of_file(content))
        else:
            marks += marks_on(content)
    if marks or not batches:
        batches += [read_batch(each)[1] for each in put_together(marks)]
    return batches


def _of_file(content: bytes) -> list[object]:
    """The messages of a file as a phone saves it: a list, each perhaps with why it was refused before."""
    try:
        said: Any = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, list):
        raise Problem("outbox-malformed", "上传的内容看不懂。")
    return [
        {key: value for key, value in each.items() if key != "refused"} if isinstance(each, dict) else each
        for each in said[:2000]
    ]


def _line(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id[:8], "receipt": answer.receipt[:8], "why": say(answer.refusal) if answer.refusal else "",
        "doubts": [DOUBTS[Doubt(each)] for each in answer.doubts],
    }  # fmt: skip
