"""Adding companies as venues, many at once: part of the action of the room that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fengqiao.kit.identifiers import new_id
from fengqiao.orgs.models import Venue
from fengqiao.orgs.queries import COMPANY, REGISTERED


def add_companies(companies: Sequence[tuple[str, str, UUID]]) -> dict[str, UUID]:
    """Add venues for (register code, name, area) and return their ids by register code."""
    rows = [
        Venue(id=new_id(), code=f"{REGISTERED}{code.lower()}", name=name, kind=COMPANY, area_id=area_id)
        for code, name, area_id in companies
    ]
    Venue.objects.bulk_create(rows, batch_size=500)
    return {code: row.id for (code, _name, _area), row in zip(companies, rows, strict=True)}
