"""What the actions of the command room share: fitted words, the one event about a matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

SHORT = 200


def tell(
    matter: Matter,
    kind: EventKind,
    station_id: UUID,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action about a matter; it counts for the station."""
    record_deed(
        kind,
        by,
        at,
        unit_id=station_id,
        subject_id=matter.id,
        area_id=matter.area_id,
        measures=measures,
        attributes=attributes,
        own={"kind": matter.kind},
    )
