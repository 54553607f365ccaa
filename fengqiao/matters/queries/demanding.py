"""What the tellers of a matter asked for, judged by what they have been replied."""

from __future__ import annotations

from fengqiao.matters.models import Entry, Matter, Report
from fengqiao.matters.rules.demanding import Asked, asked_of, chosen_in
from fengqiao.matters.terms import Move


def demands_of(matter: Matter, reply: str = "") -> tuple[Asked, ...]:
    """Return what was asked for in a matter's tellings, with what the replies so far, and `reply`, say of it."""
    tellings = Report.objects.filter(matter=matter).order_by("told_at", "id").values_list("id", "title", "text")
    lines = Entry.objects.filter(matter=matter, move=Move.REPLY.value).order_by("at", "id").values_list("text", "codes")
    before = list(lines)
    return asked_of(tellings, [*(text for text, _ in before), reply], chosen_in(codes for _, codes in before))
