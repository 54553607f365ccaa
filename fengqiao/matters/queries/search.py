"""Finding matters by words, pinyin and numbers: conditions on the index, as the two databases write them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from fengqiao.kit.words import Question, read_question
from fengqiao.kit.words.asking import Term, Way
from fengqiao.matters.models import Matter, Report
from fengqiao.matters.queries import reach
from fengqiao.matters.queries.gate import visible
from fengqiao.orgs.queries import Viewer


def _term(term: Term) -> str:
    # Tokens hold letters, digits, characters and a hyphen: nothing in them ends a quotation.
    if connection.vendor == "postgresql":
        return f"'{term.token}'" + (":*" if term.begins else "")
    return f'"{term.token}"' + (" *" if term.begins else "")


def _ways(ways: tuple[Way, ...], both: str, either: str) -> str:
    return "(" + either.join("(" + both.join(map(_term, way)) + ")" for way in ways) + ")"


def containing(question: Question) -> RawSQL:
    """Return the ids of the matters that answer a question, whoever asks: lists pass the gate besides."""
    if connection.vendor == "postgresql":
        asked = " & ".join(_ways(part, " & ", " | ") for part in question.parts)
        return RawSQL("SELECT matter_id FROM matters_words WHERE words @@ %s::tsquery", [asked])
    asked = " AND ".join(_ways(part, " AND ", " OR ") for part in question.parts)
    return RawSQL(
        "SELECT matter_id FROM matters_word_rows WHERE id IN (SELECT rowid FROM matters_words WHERE matters_words MATCH %s)",
        [asked],
    )


def with_words(rows: QuerySet[Matter], typed: str) -> QuerySet[Matter]:
    """Return those of a list in which all stands that was typed; none where nothing of it can be searched for."""
    question = read_question(typed)
    return rows.filter(id__in=containing(question)) if question else rows.none()


def found(viewer: Viewer, typed: str, most: int) -> list[Matter]:
    """Return the newest matters that somebody may see and in which all stands that was typed; one more than `most` says more."""
    rows = with_words(visible(viewer), typed)
    parts = reach.reached(viewer)
    rows = rows.filter(id__in=reach.together(parts)) if reach.are_few(parts) else rows
    return list(rows.select_related("unit", "area").defer("area__shape").order_by("-received_at", "-id")[: most + 1])


def newest(viewer: Viewer, ids: Collection[UUID], most: int) -> list[Matter]:
    """Return the newest of some matters, of those that somebody may see; one more than `most` says more."""
    rows = visible(viewer).filter(id__in=ids).select_related("unit", "area").defer("area__shape")
    return list(rows.order_by("-received_at", "-id")[: most + 1])


def told_in(matter_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return what was told, by matter; the ids have passed the gate."""
    told: dict[UUID, list[str]] = {}
    rows = Report.objects.filter(matter__in=matter_ids).order_by("received_at", "id")
    for matter_id, text in rows.values_list("matter_id", "text"):
        told.setdefault(matter_id, []).append(text)
    return told


def index_missing() -> bool:
    """Say whether there are matters, but none of them in the index."""
    with connection.cursor() as cursor:
        table = "matters_words" if connection.vendor == "postgresql" else "matters_word_rows"
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  # one of the two names above
        return cursor.fetchone() is None and Matter.objects.exists()
