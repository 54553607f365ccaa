"""The register of mediators, and who is proposed for a dispute; rooms and their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fengqiao.disputes.models import Dispute, DisputeDue, Mediator, Recusal, Session
from fengqiao.disputes.rules.proposing import Candidate, Proposed, proposed
from fengqiao.disputes.terms import DisputeState, DueKind, SessionState
from fengqiao.orgs.queries import Directory, venues

if TYPE_CHECKING:
    from fengqiao.orgs.models import Venue

ROOM = "mediation_room"
SOON = timedelta(days=30)


def mediators() -> QuerySet[Any]:
    """Return those on the register with their open disputes counted, those in force alone."""
    going = Count("disputes", filter=Q(disputes__state=DisputeState.OPEN.value))
    rows = Mediator.objects.filter(ended_at__isnull=True).annotate(load=going)
    return rows.select_related("staff", "unit").order_by("unit__path", "staff__number")


def proposals(
    dispute: Dispute, units: Directory, *, at: datetime, dialect: str = ""
) -> list[tuple[Any, Proposed]]:  # fmt: skip
    """Return the mediators with the reasons, those proposed first, those who may not last (two queries)."""
    rows = {row.id: row for row in mediators()}
    recused = dict(Recusal.objects.filter(dispute=dispute).values_list("mediator_id", "interest"))
    area_id = dispute.matter.area_id
    chain = set(units.places[area_id].above) if area_id in units.places else set()
    candidates = [
        Candidate(
            id=row.id,
            kinds=row.kinds,
            dialects=row.dialects,
            standings=len(row.standings),
            years=(at.date() - row.since).days // 365,
            load=row.load,
            most=row.most,
            covers=row.unit_id in units.units and bool(units.units[row.unit_id].covers & chain),
            interest=recused.get(row.id, ""),
        )
        for row in rows.values()
    ]
    return [(rows[each.candidate.id], each) for each in proposed(candidates, kind=dispute.type, dialect=dialect)]


def rooms() -> list[Venue]:
    """Return the mediation rooms; where none is marked as such, every venue."""
    found = venues()
    return [each for each in found if each.kind == ROOM] or found


def calendar(*, since: datetime, until: datetime) -> Sequence[Session]:
    """Return the sessions planned in rooms: pages show whose hour it is only to those who may see the matter."""
    rows = Session.objects.filter(
        state=SessionState.PLANNED.value, venue__isnull=False, starts_at__lt=until, ends_at__gt=since
    )
    return list(rows.select_related("venue", "dispute__unit", "mediator__staff").order_by("starts_at", "id"))


def dues_to_look_at(at: datetime, most: int) -> list[UUID]:
    """Return what is due within a month and was not reminded of, and confirmations whose window has closed."""
    rows = DisputeDue.objects.filter(done_at__isnull=True, due_at__lte=at + SOON)
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(kind=DueKind.CONFIRM.value, due_at__lte=at))
    return list(rows.order_by(F("due_at").asc()).values_list("id", flat=True)[:most])
