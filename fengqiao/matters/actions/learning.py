"""Noting what an act on a matter says about its topic, so that the text model can learn from it."""

from __future__ import annotations

from datetime import datetime

from fengqiao.matters.actions.writing import Held
from fengqiao.matters.models import Correction, Report
from fengqiao.matters.rules.learning import NOT_OURS, topic_meant, topics_of
from fengqiao.matters.terms import Move
from fengqiao.orgs.queries import Viewer


def note_topic(held: Held, topic: str, move: Move, by: Viewer, at: datetime) -> None:
    """Note that the matter's topic is this one (empty: only that it is not what it was). Part of the caller's action."""
    matter = held.matter
    row = Correction.objects.filter(matter=matter).first()
    before = row.was if row else matter.topic
    report = Report.objects.filter(matter=matter).order_by("received_at", "id").values_list("id", flat=True).first()
    if report is None or topic == (row.topic if row else matter.topic):
        return
    values = {"report_id": report, "was": before, "topic": topic, "how": move.value, "staff_id": by.staff_id, "at": at}
    Correction.objects.update_or_create(matter=matter, defaults=values)


def note_route(held: Held, function: str, by: Viewer, at: datetime) -> None:
    """Note what a route by hand to a unit with a function says about the topic, where it says anything."""
    row = Correction.objects.filter(matter=held.matter).first()
    topic = topic_meant(held.pack, function, row.topic if row else held.matter.topic)
    if topic is not None:
        note_topic(held, topic, Move.ROUTE, by, at)


def note_return(held: Held, reason: str, function: str, by: Viewer, at: datetime) -> None:
    """Note that the topic was wrong, where the lead hands a matter back as not its duty that the topic had led to."""
    row = Correction.objects.filter(matter=held.matter).first()
    topic = row.topic if row else held.matter.topic
    if reason == NOT_OURS and topic and topic in topics_of(held.pack, function):
        note_topic(held, "", Move.RETURN, by, at)
