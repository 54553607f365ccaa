"""The register of mediators, and who is proposed for a dispute; rooms and their calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fengqiao.disputes.models import Dispute, DisputeDue, DisputeParty, Mediator, MediatorTie, Recusal, Session
from fengqiao.disputes.rules.proposing import Candidate, Proposed, proposed
from fengqiao.disputes.terms import DisputeState, DueKind, PartyKind, SessionState
from fengqiao.orgs.queries import Directory, Viewer, venues
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import masked_in, shared
from fengqiao.vault.terms import PersonalKind

if TYPE_CHECKING:
    from fengqiao.orgs.models import Venue

ROOM = "mediation_room"
SOON, A_DAY = timedelta(days=30), timedelta(days=1)
LATE = (DueKind.PERFORM.value, DueKind.FOLLOW_UP.value)
NOTHING_LATE = (DisputeState.FAILED.value, DisputeState.WITHDRAWN.value)  # its parts are not waited for any more


def mediators() -> QuerySet[Any]:
    """Return those on the register with their open disputes counted, those in force alone."""
    going = Count(
        "disputes", filter=Q(disputes__state=DisputeState.OPEN.value, disputes__matter__merged_into__isnull=True)
    )
    rows = Mediator.objects.filter(ended_at__isnull=True).annotate(load=going)
    return rows.select_related("staff", "unit").order_by("unit__path", "staff__number")


@dataclass(frozen=True, slots=True)
class Tied:
    """Mediators who declared somebody who is a party, and those who declared somebody of a party's name."""

    out: frozenset[UUID]
    namesakes: frozenset[UUID]


def tied(dispute_id: UUID) -> Tied:
    """Compare what mediators declared with the parties of a dispute (four queries); nothing is opened for it.

    The same telephone or identity number is the same person, and the same name the same firm; the same name of a person
    has to be looked at.
    """
    parties = dict(DisputeParty.objects.filter(dispute=dispute_id).values_list("id", "kind"))
    ties = dict(MediatorTie.objects.filter(ended_at__isnull=True).values_list("id", "mediator_id"))
    if not ties or not parties:
        return Tied(frozenset(), frozenset())
    met = shared(parties, ties)
    sure = {
        ties[tie] for tie, party, kind in met
        if kind is not PersonalKind.NAME or parties[party] == PartyKind.FIRM.value
    }  # fmt: skip
    return Tied(frozenset(sure), frozenset({ties[tie] for tie, _party, _kind in met} - sure))


def ties_of(mediator_id: UUID) -> list[tuple[MediatorTie, Mapping[str, str]]]:
    """Return what a mediator declared, with who it is as pages show it: the middle hidden (two queries)."""
    rows = list(MediatorTie.objects.filter(mediator=mediator_id, ended_at__isnull=True).order_by("at", "id"))
    masked = masked_in([row.id for row in rows])
    return [(row, masked.get(row.id, {})) for row in rows]


def mediator_of(viewer: Viewer) -> Mediator | None:
    """Return the viewer's own entry in the register."""
    return Mediator.objects.filter(staff_id=viewer.staff_id, ended_at__isnull=True).first()


def may_declare(viewer: Viewer, mediator: Mediator) -> bool:
    """Say whether somebody may say and see whom a mediator declared: the mediator, and who assigns work in their unit."""
    if mediator.staff_id == viewer.staff_id:
        return True
    return viewer.may(Right.ASSIGN) and mediator.unit_id in {viewer.unit_id, *viewer.seen_units}


def proposals(
    dispute: Dispute, units: Directory, *, at: datetime, dialects: Collection[str] = ()
) -> list[tuple[Any, Proposed]]:  # fmt: skip
    """Return the mediators with the reasons, those proposed first, those who may not last (six queries).

    Without `dialects` those that the dispute needs.
    """
    rows = {row.id: row for row in mediators()}
    met = tied(dispute.id)
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
            tied=row.id in met.out,
            namesake=row.id in met.namesakes,
        )
        for row in rows.values()
    ]
    return [
        (rows[each.candidate.id], each)
        for each in proposed(candidates, kind=dispute.type, dialects=dialects or dispute.dialects)
    ]


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


def is_late(due: DisputeDue, state: str, at: datetime) -> bool:
    """Say whether a payment or a visit is late by a day in a dispute in a state; a reminder after its day says so once."""
    return due.kind in LATE and due.due_at <= at - A_DAY and state not in NOTHING_LATE


def dues_to_look_at(at: datetime, most: int) -> list[UUID]:
    """Return what is due within a month and was not reminded of, what is late and was not told so, and confirmations whose window has closed."""
    rows = DisputeDue.objects.filter(done_at__isnull=True, due_at__lte=at + SOON, matter__merged_into__isnull=True)
    late = Q(kind__in=LATE, due_at__lte=at - A_DAY, reminded_at__lt=F("due_at") + A_DAY) & ~Q(
        dispute__state__in=NOTHING_LATE
    )
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(kind=DueKind.CONFIRM.value, due_at__lte=at) | late)
    return list(rows.order_by(F("due_at").asc()).values_list("id", flat=True)[:most])
