"""What of matters is found by words: written with them, in the same transaction; and the whole index made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from django.db import connection, transaction

from fengqiao.kit.words import tokens_of
from fengqiao.matters.models import Matter, Report

CHUNK = 500


def index(matters: Iterable[Matter], texts: Mapping[UUID, Iterable[str]]) -> None:
    """Put matters that are not in it into the index, with what was told of them. Part of an action."""
    rows = [
        (
            matter.id,
            " ".join(
                sorted(
                    tokens_of(heads=(matter.title, matter.place), texts=texts.get(matter.id, ()), number=matter.number)
                )
            ),
        )
        for matter in matters
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO matters_words (matter_id, words) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))",
                rows,
            )
            return
        cursor.executemany("INSERT INTO matters_word_rows (matter_id) VALUES (%s)", [(key.hex,) for key, _ in rows])
        cursor.executemany(
            "INSERT INTO matters_words (rowid, words) SELECT id, %s FROM matters_word_rows WHERE matter_id = %s",
            [(words, key.hex) for key, words in rows],
        )


def index_again(matter: Matter) -> None:
    """Put one matter into the index again after its words changed. Part of an action."""
    forget([matter.id])
    index([matter], {matter.id: list(Report.objects.filter(matter=matter).values_list("text", flat=True))})


def forget(matter_ids: Collection[UUID]) -> None:
    """Take matters out of the index: nothing of their words stays in it (settings.ON_ERASE). Part of an action."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM matters_words WHERE matter_id = ANY(%s)", [list(matter_ids)])
            return
        keys = [(key.hex,) for key in matter_ids]
        cursor.executemany(
            "DELETE FROM matters_words WHERE rowid = (SELECT id FROM matters_word_rows WHERE matter_id = %s)", keys
        )
        cursor.executemany("DELETE FROM matters_word_rows WHERE matter_id = %s", keys)


def rebuild() -> Iterator[int]:
    """Make the index anew, a chunk a transaction; gives how many are in it after each. Destroyed matters have no words left."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_words")
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM matters_word_rows")
    last, done = None, 0
    while True:
        rows = Matter.objects.order_by("id").only("id", "number", "title", "place")
        chunk = list((rows.filter(id__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        texts: dict[UUID, list[str]] = {}
        for matter_id, text in Report.objects.filter(matter__in=chunk).values_list("matter_id", "text"):
            texts.setdefault(matter_id, []).append(text)
        with transaction.atomic():
            forget([matter.id for matter in chunk])  # people work on meanwhile
            index(chunk, texts)
        last, done = chunk[-1].id, done + len(chunk)
        yield done


def rebuild_all() -> None:
    """Make the index anew at one go (settings.AFTER_RESTORE)."""
    for _done in rebuild():
        pass
