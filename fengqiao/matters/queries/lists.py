"""How somebody likes the list of matters: saved lists, the one that it opens with, the columns."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from fengqiao.matters.models import ListTaste, SavedList
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved list: a name for an address; `own` may be shared and deleted, others' are only used."""

    id: UUID
    name: str
    query: str
    own: bool
    shared: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Taste:
    """The saved lists that a viewer may use, own first, and the columns chosen (none: as they come)."""

    saved: tuple[Saved, ...]
    columns: tuple[str, ...]

    @property
    def opens(self) -> str:
        """The address that the list opens with, or nothing."""
        return next((each.query for each in self.saved if each.opens), "")


def usable(viewer: Viewer) -> Q:
    """One's own, and those shared in the unit of the post held now."""
    return Q(staff=viewer.staff_id) | Q(unit=viewer.unit_id)


def taste(viewer: Viewer) -> Taste:
    """Return how a viewer likes the list (two queries)."""
    kept = ListTaste.objects.filter(staff=viewer.staff_id).values_list("columns", "opens").first()
    columns, opens = kept or ([], None)
    rows = SavedList.objects.filter(usable(viewer)).order_by("name", "id")
    saved = [
        Saved(r.id, r.name, r.query, r.staff_id == viewer.staff_id, r.unit_id is not None, r.id == opens) for r in rows
    ]
    return Taste(tuple(sorted(saved, key=lambda each: not each.own)), tuple(columns))
