"""A closing checked by the command room: in order, or done again by other hands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.command.actions.writing import tell
from fengqiao.command.models import Check, Roster
from fengqiao.command.queries.checks import to_check_of
from fengqiao.command.queries.stations import commands
from fengqiao.command.rules.checks import REASON, why_not_check
from fengqiao.command.terms import CheckOutcome
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import reopen
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

TEXT = 500


@transaction.atomic
def check(
    *,
    matter_id: UUID,
    outcome: str,
    missing: Collection[str],
    text: str,
    by: Viewer,
    at: datetime,
    closed_at: datetime | None = None,
) -> UUID:
    """Keep how a closing was found; one that is not in order is opened again for somebody other than the closer.

    `closed_at`: which closing was looked at; refuses another one, one that was checked, and one's own.
    """
    words = fitted(text, TEXT)
    seen = to_check_of(by, matter_id, at=at)
    if seen is None or not commands(by, seen.matter.unit_id):
        raise Problem("check-unknown", "这件事项不用核查，或者刚被别人查过。")
    Roster.objects.get_or_create(station_id=seen.matter.unit_id)
    Roster.objects.select_for_update().get(station=seen.matter.unit_id)
    found = to_check_of(by, matter_id, at=at)  # again, now that nobody else checks in this station
    if found is None or (closed_at is not None and closed_at != found.closed_at):
        raise Problem("check-done", "这次办结刚被核查过，页面已更新，请看过最新情况再操作。")
    pack = pack_on(at).pack
    refusal = why_not_check(outcome, missing, words, known=pack.station.points, own=found.closer == by.staff_id)
    if refusal:
        raise refusal
    made = Check.objects.create(
        matter=found.matter, station_id=found.matter.unit_id, part=found.part, closed_at=found.closed_at,
        closer=found.closer, outcome=outcome, missing=sorted(missing), text=words, checked_by_id=by.staff_id, checked_at=at,
    )  # fmt: skip
    attributes = {
        "part": found.part or "none", "outcome": outcome, "in_time": "no" if found.late(at) else "yes",
    }  # fmt: skip
    measures = {"hours": max(int((at - found.closed_at).total_seconds() // 3600), 0), "points": len(set(missing))}
    tell(
        found.matter, EventKind.CLOSING_CHECKED, found.matter.unit_id, by, at, attributes=attributes, measures=measures
    )
    if outcome == CheckOutcome.NOT_IN_ORDER.value:
        reasons = pack.reasons.get(ReasonUse.REOPEN, ())
        code = next((each.code for each in reasons if each.code == REASON), reasons[0].code if reasons else REASON)
        reopen(matter_id=matter_id, reason=code, text=words, by=by, at=at, other_hands=True)
    return made.id
