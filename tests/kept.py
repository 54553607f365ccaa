"""The whole test database kept as it stands, to be put back after a test that commits: quicker than emptying and building.

SQLite copies its pages to memory and back; PostgreSQL copies the rows into a schema of their own and back, with triggers
(foreign keys and the ledger's guard) asleep, as for a replica.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fengqiao.matters.models import Matter

Scene = dict[str, Matter]

_pages: dict[str, sqlite3.Connection] = {}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
SEQUENCES = (
    "SELECT format('SELECT setval(%L, %s, %L)', schemaname || '.' || sequencename, "
    "coalesce(last_value, start_value), last_value IS NOT NULL) FROM pg_sequences WHERE schemaname = 'public'"
)
_sequences: dict[str, list[str]] = {}
_played: dict[str, dict[str, UUID]] = {}
_under = ["county"]  # what lies under the tests that run now


def keep(name: str) -> None:
    """Keep everything under a name."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _pages[name] = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(_pages[name])
        return
    with connection.cursor() as cursor:
        _sequences[name] = _column(cursor, SEQUENCES)
        cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")
        for table in _column(cursor, TABLES, "public"):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE {name}."{table}" AS TABLE public."{table}"')


def is_kept(name: str) -> bool:
    """Say whether there is something under a name."""
    return name in _pages or name in _sequences


def put_back(name: str) -> None:
    """Make everything as it was when it was kept."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _pages[name].backup(connection.connection)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        kept = _column(cursor, TABLES, name)
        emptied = [f'DELETE FROM public."{table}"' for table in _column(cursor, TABLES, "public")]
        filled = [f'INSERT INTO public."{table}" SELECT * FROM {name}."{table}"' for table in kept]
        cursor.execute(
            "; ".join(["SET LOCAL session_replication_role = replica", *emptied, *filled, *_sequences[name]])
        )


def clean_up() -> None:
    """Take back what a test committed."""
    put_back(_under[-1])


def scene(name: str, play: Callable[[], Mapping[str, Matter]]) -> Scene:
    """Make everything as it is once matters have been played; they are played once a process. Returns them by name."""
    if is_kept(name):
        put_back(name)
    else:
        with transaction.atomic():
            _played[name] = {each: matter.id for each, matter in play().items()}
        keep(name)
    rows = Matter.objects.in_bulk(_played[name].values())
    return {each: rows[matter_id] for each, matter_id in _played[name].items()}


@contextmanager
def on(name: str, play: Callable[[], Mapping[str, Matter]]) -> Iterator[Scene]:
    """Let a file of tests run on top of matters that have been played."""
    found = scene(name, play)
    _under.append(name)
    try:
        yield found
    finally:
        _under.pop()
        clean_up()


def _column(cursor: Any, statement: str, *values: str) -> list[str]:
    cursor.execute(statement, values or None)
    return [row[0] for row in cursor.fetchall()]
