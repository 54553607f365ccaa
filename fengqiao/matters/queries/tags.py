"""Tags as somebody sees them: those of the unit of their post and of the units above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from fengqiao.matters.models import Tag, Tagged
from fengqiao.orgs.queries import Viewer, units_above


@dataclass(frozen=True, slots=True)
class TagCard:
    """A tag; `own`: it is of the list of the viewer's own unit."""

    id: UUID
    name: str
    own: bool


def tags_seen(viewer: Viewer) -> list[TagCard]:
    """Return the tags that a viewer sees and may put on, those of their own unit first (one query)."""
    rows = Tag.objects.filter(unit__in=units_above(viewer.unit_id)).order_by("name", "id")
    cards = [TagCard(row.id, row.name, row.unit_id == viewer.unit_id) for row in rows]
    return sorted(cards, key=lambda card: not card.own)


def tags_on(matter_ids: Iterable[UUID], tags: Collection[TagCard]) -> dict[UUID, list[TagCard]]:
    """Return which of the tags each matter bears, in the order given (one query, none where there are no tags)."""
    if not tags:
        return {}
    place = {card.id: number for number, card in enumerate(tags)}
    cards = {card.id: card for card in tags}
    found: dict[UUID, list[TagCard]] = {}
    rows = Tagged.objects.filter(matter__in=list(matter_ids), tag__in=list(place)).values_list("matter_id", "tag_id")
    for matter_id, tag_id in sorted(rows, key=lambda row: place[row[1]]):
        found.setdefault(matter_id, []).append(cards[tag_id])
    return found
