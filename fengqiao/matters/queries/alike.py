"""Matters about the same thing: those like one telling, and the groups that the last gathering found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from fengqiao.kit.text.alike import Message, Profile, nearness, profile_of, signs_of
from fengqiao.matters.models import Gathered, Matter, Report, Sign
from fengqiao.matters.queries.gate import visible
from fengqiao.orgs.queries import Viewer

CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter about the same thing: how near it is, by which words, and how many told of it."""

    matter: Matter
    score: float
    shared: tuple[str, ...]
    reports: int


def alike_to(
    viewer: Viewer,
    message: Message,
    *,
    area_ids: Collection[UUID] = (),
    but: UUID | None = None,
    since: datetime,
    least: float,
    most: int,
) -> list[Alike]:
    """Return the matters that tell of the same thing, nearest first: visible ones, not merged into others.

    `area_ids` is the telling's area with those above and below it: matters elsewhere are left out where both are known.
    Looks up names and rare words (`Sign`), then compares at most 60 matters word for word; five queries at most.
    """
    signs = signs_of(message)
    if not signs:
        return []
    found = (
        Sign.objects.filter(sign__in=signs, at__gte=since)
        .values("matter_id")
        .annotate(shared=Count("sign", distinct=True), last=Max("at"))
        .order_by("-shared", "-last")
        .values_list("matter_id", flat=True)
    )
    ids = [matter_id for matter_id in found[: CANDIDATES * 2] if matter_id != but][:CANDIDATES]
    rows = visible(viewer).filter(id__in=ids, merged_into__isnull=True).select_related("unit", "area")
    matters = {row.id: row for row in rows if not area_ids or row.area_id is None or row.area_id in area_ids}
    asked = profile_of(message)
    best: dict[UUID, Alike] = {}
    reports = Report.objects.filter(matter_id__in=matters).order_by("received_at", "id")
    for report in reports:
        near = nearness(asked, _profile(report, matters[report.matter_id]))
        known = best.get(report.matter_id)
        told = (known.reports if known else 0) + 1
        score, shared = max((near.score, near.shared), (known.score, known.shared) if known else (0.0, ()))
        best[report.matter_id] = Alike(matters[report.matter_id], score, shared, told)
    likely = [each for each in best.values() if each.score >= least and each.shared]
    return sorted(likely, key=lambda each: (-each.score, each.matter.number))[:most]


def _profile(report: Report, matter: Matter) -> Profile:
    return profile_of(Message(report.title, report.text, matter.place))


@dataclass(frozen=True, slots=True)
class Gathering:
    """A matter of a group: what the pages of hot issues count and list."""

    matter_id: UUID
    group: UUID
    number: str
    title: str
    state: str
    area_id: UUID | None
    unit_id: UUID
    received_at: datetime
    told: tuple[datetime, ...]


def gathered(viewer: Viewer, *, since: datetime, until: datetime, group: UUID | None = None) -> list[Gathering]:
    """Return the visible matters of the groups with a telling in the period, and when each was told of then.

    Groups and what is counted in them are of visible matters alone: a viewer learns nothing of what they may not see.
    """
    members = Gathered.objects.all() if group is None else Gathered.objects.filter(group=group)
    rows = visible(viewer).filter(id__in=members.values("matter_id"), merged_into__isnull=True)
    told: dict[UUID, list[datetime]] = {}
    reports = Report.objects.filter(matter__in=rows, told_at__gte=since, told_at__lt=until).order_by("told_at", "id")
    for matter_id, told_at in reports.values_list("matter_id", "told_at"):
        told.setdefault(matter_id, []).append(told_at)
    found = Matter.objects.filter(id__in=told).select_related("gathered").order_by("received_at", "id")
    return [
        Gathering(
            row.id,
            row.gathered.group,
            row.number,
            row.title,
            row.state,
            row.area_id,
            row.unit_id,
            row.received_at,
            tuple(told[row.id]),
        )
        for row in found
    ]


def last_gathering() -> datetime | None:
    """Return when matters were last gathered, None where no group was found or nobody has looked."""
    moment: datetime | None = Gathered.objects.order_by("-at").values_list("at", flat=True).first()
    return moment


def to_gather(*, since: datetime, most: int) -> list[tuple[UUID, UUID | None, Message]]:
    """Return the newest matters to be gathered with area and what was first told of each, oldest first; never sealed ones.

    For the job alone: it keeps which matter belongs to which group and shows nothing to anybody.
    """
    rows = Matter.objects.filter(received_at__gte=since, sealed=False, merged_into__isnull=True)
    newest = list(rows.order_by("-received_at", "-id").values_list("id", "area_id", "title", "place")[:most])
    texts: dict[UUID, str] = {}
    ids = [matter_id for matter_id, *_ in newest]
    for start in range(0, len(ids), 500):
        reports = Report.objects.filter(matter_id__in=ids[start : start + 500]).order_by("-received_at", "-id")
        texts.update(reports.values_list("matter_id", "text"))
    return [
        (matter_id, area_id, Message(title, texts[matter_id], place))
        for matter_id, area_id, title, place in reversed(newest)
        if texts.get(matter_id)
    ]


def merged_here(viewer: Viewer, matter_id: UUID) -> list[Matter]:
    """Return the matters that were merged into one, those that the viewer may see."""
    return list(visible(viewer).filter(merged_into_id=matter_id).order_by("received_at", "id"))
