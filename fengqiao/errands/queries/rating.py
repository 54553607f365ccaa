"""What was asked after the end of errands: whom to ask, who asks, what was answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fengqiao.errands.models import Errand, ErrandItem, ErrandLine, ErrandRating
from fengqiao.errands.queries.reading import acts_on, barred_from, visible_errands
from fengqiao.matters.rules.rating import QUESTIONS, RateFacts, why_not_rate
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on


def _ends() -> QuerySet[ErrandLine]:
    """Return the lines by which items that are over ended; of one that was done again only the last."""
    return ErrandLine.objects.filter(step=F("item__state"), at=F("item__ended_at"))


def closers_of(errand_id: UUID, item_ids: Collection[UUID] = ()) -> list[UUID]:
    """Return who ended the items of an errand that are over, the newest first; `item_ids`: of these items alone."""
    rows = _ends().filter(errand=errand_id).order_by("-at", "-id")
    if item_ids:
        rows = rows.filter(item__in=item_ids)
    return list(dict.fromkeys(rows.values_list("staff_id", flat=True)))


def rate_facts(row: Errand, by: Viewer | None, *, at: datetime) -> RateFacts:
    """Return what a rating of an errand depends on; `by`: who asks, or None for the resident with the slip."""
    answered = ErrandRating.objects.filter(errand=row, at__gte=row.ended_at or at).exclude(responded="")
    return RateFacts(
        closed_at=row.ended_at,
        sealed=row.erased_at is not None,
        own=by is not None and row.ended_at is not None and by.staff_id in closers_of(row.id),
        rated=row.ended_at is not None and answered.exists(),
        days=limit_on("rating.days", at),
    )


def may_ask(row: Errand, by: Viewer, *, at: datetime) -> bool:
    """Say whether somebody who sees an errand may ask after it now: it is over, not answered for, and others ended all of it."""
    return by.may(Right.ASK_AFTER) and why_not_rate(rate_facts(row, by, at=at), at) is None


@dataclass(frozen=True, slots=True)
class Looks:
    """Whether there is a reason to look at whom an errand is for (`open_`), and whether it is in the viewer's own hands."""

    open_: bool
    own: bool


def looks_at(row: Errand, by: Viewer, *, at: datetime) -> Looks:
    """Say why somebody who sees an errand may look at whom it is for: they act on it while it is open, or ask after its end."""
    acts, asks = acts_on(by, row) and not barred_from(by, row), may_ask(row, by, at=at)
    mine = row.runner_id == by.staff_id
    return Looks(asks or (acts and row.ended_at is None), mine or (asks and acts))


def can_rate_errand(errand_id: UUID, *, at: datetime) -> bool:
    """Say whether whoever holds the slip of an errand may rate how it ended."""
    row = Errand.objects.filter(id=errand_id).first()
    return row is not None and why_not_rate(rate_facts(row, None, at=at), at) is None


def ratings_of(row: Errand) -> list[ErrandRating]:
    """Return what was asked since an errand ended last, the newest first; of one that is open nothing."""
    return list(row.ratings.filter(at__gte=row.ended_at).order_by("-at", "-id")) if row.ended_at else []


def _since(*, answered: bool) -> QuerySet[ErrandRating]:
    rows = ErrandRating.objects.filter(errand=OuterRef("pk"), at__gte=OuterRef("ended_at"))
    return rows.exclude(responded="") if answered else rows.filter(responded="")


def errands_to_ask(viewer: Viewer, *, at: datetime) -> QuerySet[Any]:
    """Return the ended errands that a viewer sees for whom nobody has asked yet, the longest ago first.

    Each with `missed` (how often nobody was reached) and `own` (the viewer ended some of it, and does not ask).
    """
    missed = _since(answered=False).order_by().values("errand").annotate(n=Count("id")).values("n")
    own = _ends().filter(errand=OuterRef("pk"), staff_id=viewer.staff_id)
    rows = visible_errands(viewer).filter(
        ended_at__gte=at - timedelta(days=limit_on("rating.days", at)), erased_at__isnull=True
    )
    return (
        rows.filter(~Exists(_since(answered=True)))
        .annotate(missed=Coalesce(Subquery(missed, output_field=IntegerField()), 0), own=Exists(own))
        .filter(missed__lt=limit_on("rating.tries", at))
        .select_related("unit", "area")
        .defer("area__shape")
        .prefetch_related(Prefetch("items", ErrandItem.objects.order_by("place")))
        .order_by("ended_at", "id")
    )


def errand_ratings(
    viewer: Viewer, *, since: datetime, answer: Mapping[str, str] | None = None
) -> QuerySet[ErrandRating]:
    """Return the answers about errands that a viewer sees, the newest first; `answer`: only those with this code of a question."""
    rows = ErrandRating.objects.filter(errand__in=visible_errands(viewer).values("id"), at__gte=since).exclude(
        responded=""
    )
    rows = rows.filter(**{name: code for name, code in (answer or {}).items() if name in QUESTIONS})
    shown = Prefetch("errand__items", ErrandItem.objects.order_by("place"))
    return (
        rows.select_related("errand__unit", "errand__area")
        .defer("errand__area__shape")
        .prefetch_related(shown)
        .order_by("-at", "-id")
    )
