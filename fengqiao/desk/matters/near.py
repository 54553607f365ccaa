"""What a list needs each time and only an action changes: worked out anew after each action of anybody, and each minute."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.utils.translation import get_language

from fengqiao.desk.matters.amounts import strip
from fengqiao.desk.matters.filters import Choices
from fengqiao.ledger.queries import last_seq
from fengqiao.matters import queries
from fengqiao.matters.queries import QueueFilter
from fengqiao.matters.terms import Tab
from fengqiao.orgs.queries import Viewer, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fengqiao.matters.models import Matter

T = TypeVar("T")


class Near:
    """Kept in the process, as it is, until the ledger has an event more or the minute is over.

    An action that ends in the same moment as another one may be missing for the rest of that minute.
    """

    _kept: ClassVar[tuple[str, dict[Hashable, Any]]] = ("", {})  # replaced as a whole: threads share it

    def __init__(self, now: datetime) -> None:
        self._now = now
        stamp = f"{last_seq()}:{now:%d%H%M}"
        if Near._kept[0] != stamp:
            Near._kept = (stamp, {})
        self._found = Near._kept[1]

    @classmethod
    def forget(cls) -> None:
        """Keep nothing (for tests, whose events are taken back)."""
        cls._kept = ("", {})

    def _of(self, wanted: Hashable, work_out: Callable[[], T]) -> T:
        if wanted not in self._found:
            self._found[wanted] = work_out()
        return cast("T", self._found[wanted])

    def choices(self, viewer: Viewer) -> Choices:
        """Return what the list can be narrowed to."""
        units = self._of("units", lambda: directory(at=self._now))
        tags = self._of(f"tags:{viewer.unit_id}", lambda: queries.tags_seen(viewer))
        return Choices(self._of("pack", lambda: pack_on(self._now).pack), units, tags)

    def counts(self, viewer: Viewer, up_to: int) -> dict[Tab, int]:
        """Return the numbers on the tabs."""
        wanted = f"tabs:{viewer.post.id}:{viewer.staff_id}:{up_to}"
        return self._of(wanted, lambda: queries.tab_counts(viewer, now=self._now, up_to=up_to))

    def side(self, viewer: Viewer, wanted: QueueFilter, first: int) -> int | None:
        """Return from which side a list is short."""
        asked = (viewer.post.id, viewer.staff_id, wanted, first)
        return self._of(("side", *asked), lambda: queries.short_side(viewer, wanted, first=first))

    def counted(self, viewer: Viewer, wanted: QueueFilter, rows: QuerySet[Matter], up_to: int) -> int:
        """Return how many rows a list has, counted up to a number: turning its pages counts nothing again."""
        asked = (viewer.post.id, viewer.staff_id, wanted, up_to)
        return self._of(("rows", *asked), lambda: queries.counted(rows, up_to))

    def staff(self, viewer: Viewer) -> list[tuple[UUID, str]]:
        """Return to whom the viewer may assign, by id and name."""
        if not viewer.may(Right.ASSIGN):
            return []
        return self._of(f"staff:{viewer.unit_id}", lambda: staff_in(viewer.unit_id, at=self._now))

    def strip(self, viewer: Viewer) -> list[dict[str, Any]]:
        """Return the amounts above the list of those who begin with it."""
        wanted = f"strip:{viewer.post.id}:{viewer.staff_id}:{get_language()}"
        return self._of(wanted, lambda: strip(viewer, self._now))
