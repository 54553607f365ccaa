"""Lists of disputes and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from fengqiao.disputes.models import Dispute, DisputeDue, Review
from fengqiao.disputes.queries.gate import visible_disputes
from fengqiao.disputes.rules.statistics import Counted
from fengqiao.disputes.terms import DisputeState, DueKind, DueResult
from fengqiao.orgs.queries import Viewer

AGREED = (DisputeState.AGREED.value, DisputeState.PERFORMED.value)

CONFIRMED = Exists(
    DisputeDue.objects.filter(
        dispute=OuterRef("pk"), round=OuterRef("round"), kind=DueKind.CONFIRM.value, result=DueResult.DONE.value
    )
)
ONLY = {"late": Q(late=True), "review": Q(waits=True), "agreed": Q(agreed_at__isnull=False), "confirmed": Q(CONFIRMED)}


@dataclass(frozen=True, slots=True)
class DisputeFilter:
    """What a list is narrowed to; empty: everything. `only` is a name of `ONLY`, `sign` one of its signs; `units`, `grades`: one of them; `barred`: none of these sources."""

    state: str = ""
    type: str = ""
    source: str = ""
    grade: str = ""
    form: str = ""
    only: str = ""
    sign: str = ""
    units: frozenset[UUID] | None = None
    grades: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


def disputes(viewer: Viewer, wanted: DisputeFilter, *, at: datetime) -> QuerySet[Any]:
    """Return the disputes that a viewer sees, the newest first, with what is late and what waits for an answer.

    One whose matter was merged into another is not among them: what became one is counted once.
    """
    rows = visible_disputes(viewer).filter(matter__merged_into__isnull=True)
    for name in ("state", "type", "source", "grade", "form"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    for name, among in (("unit", wanted.units), ("grade", wanted.grades)):
        if among is not None:
            rows = rows.filter(**{f"{name}__in": among})
    if wanted.sign:
        rows = rows.annotate(marked=Cast("signs", TextField())).filter(marked__contains=f'"{wanted.sign}"')
    if wanted.barred:
        rows = rows.exclude(source__in=wanted.barred)
    if wanted.since:
        rows = rows.filter(taken_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(taken_at__lt=wanted.until)
    late = DisputeDue.objects.filter(dispute=OuterRef("pk"), done_at__isnull=True, due_at__lt=at)
    waits = Review.objects.filter(dispute=OuterRef("pk"), answered_at__isnull=True)
    found = rows.annotate(late=Exists(late), waits=Exists(waits))
    if wanted.only in ONLY:
        found = found.filter(ONLY[wanted.only])
    return found.select_related("unit", "matter", "matter__area", "mediator__staff").order_by("-taken_at", "-id")


@dataclass(frozen=True, slots=True)
class DisputeSums:
    """What disputes come to: taken, ended, agreed, sum agreed (fen), people; by type, source and grade (code → taken, agreed)."""

    taken: int
    ended: int
    agreed: int
    fen: int
    people: int
    by_type: dict[str, tuple[int, int]]
    by_source: dict[str, tuple[int, int]]
    by_grade: dict[str, tuple[int, int]]

    @property
    def rate(self) -> float | None:
        """Of those that came out, agreed or not, the share that agreed; None where none has."""
        return self.agreed / self.ended if self.ended else None


def sums(rows: QuerySet[Any]) -> DisputeSums:
    """Return what some disputes come to (four queries). Those taken back have not come out."""
    agreed = Q(agreed_at__isnull=False)
    plain = Dispute.objects.filter(id__in=rows.order_by().values("id"))
    whole = plain.aggregate(
        taken=Count("id"),
        agreed=Count("id", filter=agreed),
        ended=Count("id", filter=agreed | Q(state=DisputeState.FAILED.value)),
        fen=Sum("agreed_amount"),
        people=Sum("people"),
    )

    def by(name: str) -> dict[str, tuple[int, int]]:
        found = plain.values(name).order_by().annotate(n=Count("id"), ok=Count("id", filter=agreed))
        return {row[name]: (row["n"], row["ok"]) for row in sorted(found, key=lambda row: (-row["n"], row[name]))}

    return DisputeSums(
        whole["taken"], whole["ended"], whole["agreed"], whole["fen"] or 0, whole["people"] or 0,
        by("type"), by("source"), by("grade"),
    )  # fmt: skip


def counted(rows: QuerySet[Any]) -> list[Counted]:
    """Return disputes by all that the statistics sheet tells apart (one query)."""
    told = ("unit_id", "type", "source", "grade", "form", "state", "has_agreed", "confirmed", "signs")
    found = (
        Dispute.objects.filter(id__in=rows.order_by().values("id"))
        .annotate(has_agreed=Q(agreed_at__isnull=False), confirmed=CONFIRMED)
        .values_list(*told).order_by().annotate(n=Count("id"), persons=Sum("people"), fen=Sum("amount"))
    )  # fmt: skip
    return [Counted(*row) for row in found]
