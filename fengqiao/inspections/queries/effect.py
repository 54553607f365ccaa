"""Counting what was told before and after a remedy, at its place, through the gate of matters."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from fengqiao.catalogue.inspection import EffectCount
from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.inspections.models import Finding
from fengqiao.inspections.rules.effect import MONTH, Compared, Span, compared, spans
from fengqiao.matters.queries import visible
from fengqiao.matters.rules.calls import CALL_CLASS, FOUND_CLASS
from fengqiao.orgs.queries import Place, Viewer, places


def known_place(finding: Finding) -> str:
    """Return the words by which a matter is at the place of a finding: what was chosen, else nothing (the whole area)."""
    return str(finding.watch.get("place", ""))


def _rows(viewer: Viewer, finding: Finding, count: EffectCount, pack: Pack, areas: set[UUID]) -> QuerySet:  # type: ignore[type-arg]
    empty = Value("")
    told = Coalesce(NullIf(KT(f"fields__{FOUND_CLASS}"), empty), KT(f"fields__{CALL_CLASS}"), output_field=CharField())
    under = [each.code for each in pack.classes.values() if any(each.under(code) for code in count.classes)]
    rows = visible(viewer).filter(sealed=False, area__in=areas, merged_into__isnull=True).annotate(counted_class=told)
    rows = rows.filter(Q(counted_class__in=under) | Q(kind__in=count.kinds))
    words = known_place(finding)
    return rows.filter(Q(place__icontains=words) | Q(title__icontains=words)) if words else rows


def _areas(finding: Finding, at: datetime) -> set[UUID]:
    """The area of a finding and those below it."""
    found: dict[UUID, Place] = places(at=at)
    return {each.id for each in found.values() if finding.area_id in each.above}


def effect_of(viewer: Viewer, finding: Finding, pack: Pack, *, at: datetime) -> Compared | None:
    """Return what a remedy has come to, counted from the matters that the viewer may see; None where none is watched."""
    found = _watched(finding, pack)
    if found is None:
        return None
    count, remedied = found
    today = timezone.localdate(at)
    two = spans(remedied, today, known(pack, "effect.months", today).number)
    rows = _rows(viewer, finding, count, pack, _areas(finding, at))
    before, after = (rows.filter(_within(span)).count() if span.days else 0 for span in two)
    early, few = (known(pack, code, today).number for code in ("effect.early_days", "effect.few"))
    return compared(before, after, two, early_days=early, few=few)


def counted_months(viewer: Viewer, finding: Finding, pack: Pack, *, at: datetime) -> list[tuple[date, int, bool]]:
    """Return (first day, count, after the remedy) of each stretch of 30 days around it; one not yet over is left out."""
    found = _watched(finding, pack)
    if found is None:
        return []
    count, remedied = found
    today = timezone.localdate(at)
    before, after = spans(remedied, today, known(pack, "effect.months", today).number)
    firsts = [before.first + timedelta(days=n) for n in range(0, before.days, MONTH)]
    firsts += [after.first + timedelta(days=n) for n in range(0, after.days - MONTH + 1, MONTH)]
    rows = _rows(viewer, finding, count, pack, _areas(finding, at))
    whole = Span(before.first, (today - before.first).days)
    moments = rows.filter(_within(whole)).values_list("received_at", flat=True)
    days = Counter(timezone.localdate(each) for each in moments)
    return [
        (first, sum(n for day, n in days.items() if first <= day < first + timedelta(days=MONTH)), first > remedied)
        for first in firsts
    ]


def _watched(finding: Finding, pack: Pack) -> tuple[EffectCount, date] | None:
    watch = finding.watch
    count = pack.inspections.counts.get(watch.get("count", ""))
    if count is None or finding.area_id is None or not watch.get("from"):
        return None
    return count, date.fromisoformat(watch["from"])


def _within(span: Span) -> Q:
    begins = timezone.make_aware(datetime.combine(span.first, datetime.min.time()))
    ends = timezone.make_aware(datetime.combine(span.last + timedelta(days=1), datetime.min.time()))
    return Q(received_at__gte=begins, received_at__lt=ends)
