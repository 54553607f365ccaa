"""Reading practical matters, scoped to the viewer; `shown_items` is what everybody may read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.practical.models import Helper, Item, Milestone
from fengqiao.practical.rules.course import Course, Stone, course_of
from fengqiao.practical.terms import ItemState, StoneState

READERS = (Right.TAKE_IN, Right.HANDLE, Right.INSPECT, Right.SUPERVISE, Right.OVERVIEW)


def reached(viewer: Viewer) -> set[UUID]:
    """Return the units that somebody acts for: their own, and those below it."""
    return {viewer.unit_id, *viewer.seen_units}


def visible_items(viewer: Viewer) -> QuerySet[Item]:
    """Return the matters of units reached and those where one of them helps, with milestones and helpers."""
    if not any(viewer.may(right) for right in READERS):
        return Item.objects.none()
    units = reached(viewer)
    helps = Exists(Helper.objects.filter(item=OuterRef("pk"), unit__in=units))
    return Item.objects.filter(Q(unit__in=units) | Q(helps))


def items(viewer: Viewer, year: int) -> QuerySet[Item]:
    """Return the list of a year as a viewer sees it, unit by unit, with milestones and helpers in one query each."""
    return _whole(visible_items(viewer).filter(year=year)).order_by("unit__name", "place")


def years(viewer: Viewer) -> list[int]:
    """Return the years of which a viewer sees a list, the latest first."""
    return sorted(set(visible_items(viewer).values_list("year", flat=True)), reverse=True)


def item_for(viewer: Viewer, item_id: UUID) -> Item | None:
    """Return a matter if the viewer may see it: the only way by which a page gets one."""
    return _whole(visible_items(viewer).filter(id=item_id)).first()


def shown_items(year: int) -> QuerySet[Item]:
    """Return what the public page shows of a year: nothing that was dropped or whose words are gone."""
    rows = Item.objects.filter(year=year, shown=True, erased_at__isnull=True).exclude(state=ItemState.DROPPED.value)
    return _whole(rows).order_by("unit__name", "place")


def _whole(rows: QuerySet[Item]) -> QuerySet[Item]:
    stones = Prefetch("stones", Milestone.objects.order_by("due", "place"))
    helpers = Prefetch("helpers", Helper.objects.select_related("unit").order_by("unit__name"))
    return rows.select_related("unit").prefetch_related(stones, helpers)


def course(row: Item, today: date) -> Course:
    """Return how far a matter is; one that is over is late nowhere."""
    found = course_of([Stone(each.due, StoneState(each.state)) for each in row.stones.all()], today)
    over = row.state != ItemState.GOING.value
    return Course(found.passed, found.total, 0, None) if over else found


def leads(viewer: Viewer, row: Item) -> bool:
    """Say whether somebody leads a matter: people of its unit, or above, who plan and verify."""
    return plans(viewer) and row.unit_id in reached(viewer)


def plans(viewer: Viewer) -> bool:
    """Say whether somebody plans practical matters at all."""
    return viewer.may(Right.INSPECT) or viewer.may(Right.SUPERVISE)


def works_on(viewer: Viewer, row: Item) -> bool:
    """Say whether somebody reports milestones: people who handle, of the leading unit or of one that helps."""
    units = {row.unit_id, *(helper.unit_id for helper in row.helpers.all())}
    return (viewer.may(Right.HANDLE) or viewer.may(Right.INSPECT)) and bool(units & reached(viewer))


def late_stones(day: date, most: int) -> list[UUID]:
    """Return milestones of matters under way that are overdue and of which nobody was told yet."""
    rows = Milestone.objects.filter(
        state=StoneState.OPEN.value, due__lt=day, warned=False, item__state=ItemState.GOING.value
    )
    return list(rows.order_by("due", "id").values_list("id", flat=True)[:most])


def items_over(*, before: date, most: int) -> list[UUID]:
    """Return the matters that ended before a day and whose words are to go."""
    rows = Item.objects.filter(ended_at__date__lt=before, erased_at__isnull=True)
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:most])


def page_of_file(viewer: Viewer, item_id: UUID, holder_id: UUID) -> bool:
    """Say whether a file belongs to a milestone of a matter that the viewer sees."""
    return visible_items(viewer).filter(id=item_id, stones=holder_id).exists()
