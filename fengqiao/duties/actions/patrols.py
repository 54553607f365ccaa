"""Plans of patrols by hand: villages by nights by people, kept while they are edited, put into effect as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.actions.planning import NewActivity, checked, make
from fengqiao.duties.actions.telling import inform_once
from fengqiao.duties.actions.writing import kinds_at, unfit_for
from fengqiao.duties.models import Activity, PatrolPlan, Seat
from fengqiao.duties.queries import (
    cells_of,
    home_villages,
    may_organise,
    nights_of,
    plan_for,
    point_before,
    reached,
    taken_at,
)
from fengqiao.duties.rules.planning import Cell, flaws, why_not_saved
from fengqiao.duties.terms import Family, Outcome, PlanState, SeatState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer, directory, staff_in

MOST_NIGHTS, MOST_VILLAGES, AHEAD = 31, 60, 366


def _hold(plan_id: UUID, by: Viewer, seen_version: int | None) -> PatrolPlan:
    if plan_for(by, plan_id) is None:
        raise Problem("plan-unknown", "没有这张排班表，或者您无权查看。")
    row = PatrolPlan.objects.select_for_update().get(id=plan_id)
    if not may_organise(by) or row.unit_id not in reached(by):
        raise denied()
    if row.state != PlanState.DRAFT.value:
        raise Problem("plan-issued", "这张排班表已经发布；要改，请到各次巡逻上改。")
    if seen_version is not None and seen_version != row.version:
        raise Problem("plan-changed", "这张排班表刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def _tell(kind: EventKind, row: PatrolPlan, by: Viewer, at: datetime, **measures: int) -> None:
    record_deed(kind, by, at, unit_id=row.unit_id, subject_id=row.id, measures=measures)


@transaction.atomic
def begin_plan(
    *, kind: str, team_id: UUID, villages: Collection[UUID], first: date, nights: int, begins: time, by: Viewer, at: datetime
) -> UUID:  # fmt: skip
    """Begin a plan of a team's patrols; refuses those who may not, a kind that is no patrol, and dates or places that cannot be."""
    if not may_organise(by):
        raise denied()
    units, found = directory(at=at), kinds_at(at).get(kind)
    if found is None or found.family is not Family.PATROL:
        raise Problem("duty-kind", "请选择勤务种类。")
    if team_id not in units.units:
        raise Problem("duty-team", "没有这个单位或队伍。")
    known = [village for village in dict.fromkeys(villages) if village in units.places]
    if not known or len(known) > MOST_VILLAGES:
        raise Problem("plan-villages", "请选 1 到 {most} 个村社。", most=MOST_VILLAGES)
    today = timezone.localdate(at)
    if not 1 <= nights <= MOST_NIGHTS or not today <= first <= today + timedelta(days=AHEAD):
        raise Problem("plan-days", "从今天以后的一天开始，排 1 到 {most} 晚。", most=MOST_NIGHTS)
    row = PatrolPlan.objects.create(
        unit_id=by.unit_id, team_id=team_id, kind=kind, first=first, nights=nights, begins=begins, villages=[str(each) for each in known],
        state=PlanState.DRAFT.value, made_by=by.staff_id,
    )  # fmt: skip
    _tell(EventKind.PLAN_BEGUN, row, by, at, villages=len(known), nights=nights)
    return row.id


@transaction.atomic
def set_cell(
    *, plan_id: UUID, day: date, village: UUID, form: str, people: Collection[UUID], by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Say who patrols a village on a night, and how; nobody takes the cell out. Flaws are said, and do not stand in the way yet."""
    row = _hold(plan_id, by, seen_version)
    kind = kinds_at(at).get(row.kind)
    if not row.first <= day < row.first + timedelta(days=row.nights) or str(village) not in row.villages:
        raise Problem("plan-cell", "这一格不在排班表里。")
    if people and (kind is None or form not in {each.code for each in kind.forms}):
        raise Problem("duty-form", "请选择形式。")
    own = {who for who, _name in staff_in(row.team_id, at=at)}
    if not set(people) <= own:
        raise Problem("seat-stranger", "只能排本单位或这支队伍的人。")
    rest = [cell for cell in row.cells if (cell["day"], cell["village"]) != (day.isoformat(), str(village))]
    if people:
        rest.append(
            {
                "day": day.isoformat(),
                "village": str(village),
                "form": form,
                "people": [str(who) for who in dict.fromkeys(people)],
            }
        )
    row.cells, row.version = sorted(rest, key=lambda cell: (cell["day"], cell["village"])), row.version + 1
    row.save(update_fields=["cells", "version"])
    _tell(EventKind.PLAN_SET, row, by, at, people=len(set(people)))


@transaction.atomic
def issue_plan(*, plan_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> int:
    """Put a plan into effect: each cell becomes an activity with its people on the list; returns how many. Refuses one with flaws, or with somebody unfit."""
    row = _hold(plan_id, by, seen_version)
    kind = kinds_at(at).get(row.kind)
    cells = cells_of(row)
    if kind is None or not cells:
        raise Problem("plan-empty", "还没有排人。")
    people = {who for cell in cells for who in cell.people}
    hold_people(people)
    spans = nights_of(row, kind.minutes)
    refusal = why_not_saved(
        flaws(
            cells, [UUID(each) for each in row.villages], least=kind.least, taken=taken_at(people, spans), home=home_villages(people, at=at)
        )
    )  # fmt: skip
    if refusal:
        raise refusal
    nights = {day: {who for cell in cells if cell.day == day for who in cell.people} for day in {cell.day for cell in cells}}  # fmt: skip
    unfit = sum(len(unfit_for(there, kind.family.value, spans[day][0], at)) for day, there in nights.items())
    if unfit:
        raise Problem("plan-unfit", "排班表里还有 {count} 处的人不宜巡逻，请先换人或补齐培训、保险。", count=unfit)
    made = _patrols(row, cells, spans, kind, by, at)
    row.cells = [{**each, "activity": str(activity.id)} for each, activity in zip(row.cells, made, strict=True)]
    row.state, row.version = PlanState.ISSUED.value, row.version + 1
    row.save(update_fields=["cells", "state", "version"])
    _tell(EventKind.PLAN_ISSUED, row, by, at, activities=len(cells), people=len(people))
    inform_once(NoticeKind.PATROLS_SET, [(one, cell.people) for cell, one in zip(cells, made, strict=True)], by, at)
    return len(cells)


def _patrols(
    row: PatrolPlan, cells: Sequence[Cell], spans: Mapping[date, tuple[datetime, datetime]], kind: DutyKind, by: Viewer, at: datetime
) -> list[Activity]:  # fmt: skip
    """Make an activity of each cell with its people on the list; returns them in the order of the cells."""
    units, made = directory(at=at), []
    points = {each: point_before(by.unit_id, area_id=each, venue_id=None) for each in {cell.village for cell in cells}}
    for cell in cells:
        starts, ends = spans[cell.day]
        new = NewActivity(
            kind=row.kind, form=cell.form, starts=starts, ends=ends, team_id=row.team_id, area_id=cell.village, point=points[cell.village],
            places=max(kind.places, len(cell.people)) if kind.places else 0,
        )  # fmt: skip
        activity = make(new, checked(new, units, at), by)
        activity.save()
        Seat.objects.bulk_create(
            Seat(activity=activity, staff_id=who, role="", state=SeatState.IN.value, outcome=Outcome.OPEN.value, at=at)
            for who in cell.people
        )
        made.append(activity)
    return made


@transaction.atomic
def note_plan_print(*, plan_id: UUID, form: str, by: Viewer, at: datetime) -> None:
    """Record that a plan left as paper (`form`: pdf or docx); refuses those who may not see it."""
    row = plan_for(by, plan_id)
    if row is None:
        raise Problem("plan-unknown", "没有这张排班表，或者您无权查看。")
    record_deed(EventKind.PLAN_PRINTED, by, at, unit_id=row.unit_id, subject_id=row.id, attributes={"as": form})
