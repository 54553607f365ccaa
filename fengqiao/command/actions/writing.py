"""What the actions of the command room share: fitted words, the one event about a matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

_BLANK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SHORT = 200


def fitted(text: str, most: int = SHORT) -> str:
    """Return a text without control characters and outer white space; refuses one that is too long."""
    found = _BLANK.sub("", text).strip()
    if len(found) > most:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=most)
    return found


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
