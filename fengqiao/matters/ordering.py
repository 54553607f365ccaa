"""How columns of matters are written out in SQL, so that indexes keep an order, or are left alone."""

from __future__ import annotations

from typing import Any

from django.db import models


class DueOrNever(models.Func):
    """When a matter is due, those without a date last: written out, so that an index can keep the order of the queue."""

    template = "COALESCE(%(expressions)s, '2999-12-31 00:00:00+00')"
    output_field = models.DateTimeField()


class DueOrLongAgo(models.Func):
    """When a matter is due, those without a date last where the latest stands first."""

    template = "COALESCE(%(expressions)s, '1900-01-01 00:00:00+00')"
    output_field = models.DateTimeField()


class AreaOrNone(models.Func):
    """The area of a matter, those without one last on both databases (ids of areas begin with the time, so 01…)."""

    template = "COALESCE(%(expressions)s, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"


class Unindexed(models.Func):
    """A column as it is read row by row: SQLite would else gather and sort all rows of a common value by their index."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Write the sign that keeps SQLite's planner from the index."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)
