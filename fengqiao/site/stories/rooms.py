"""Deeds of a story in the rooms above matters: shifts and dispatch of a station, inspections, enterprises, people who begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.command import actions as command
from fengqiao.enterprises import actions as enterprises
from fengqiao.enterprises.queries import visible_enterprises
from fengqiao.enterprises.rules.sheets import EnterpriseRow, with_check_digit
from fengqiao.inspections import actions as inspections
from fengqiao.inspections.actions import Checked, NewFinding, Planned
from fengqiao.inspections.queries import visible_inspections
from fengqiao.inspections.terms import Answer, FindingSource, InspectionState, Owner, Severity
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import matter_for, open_shares
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.stories.together import Units


def _fill(_matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    command.fill_week(station_id=by.unit_id, pattern=step.plan, day=timezone.localdate(at), by=by, at=at)


def _dispatch(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    share = next((each for each in open_shares(by.unit_id) if each.matter_id == matter_id), None)
    part = next((card for card in directory(at=at).parts_of(by.unit_id) if card.part == step.role), None)
    if share is None or part is None:
        raise Problem("dispatch-part", "只能派给本所的队、室。")
    command.dispatch(task_id=share.task_id, part_id=part.id, staff_id=None, reason=step.text, by=by, at=at)


def _inspect(matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    matter = matter_for(by, matter_id)
    wanted = Planned(
        kind=step.plan, area_id=matter.area_id if matter else None, place=step.text, parties=[units[step.to]] if step.to else []
    )  # fmt: skip
    inspections.plan(wanted=wanted, now_at_once=True, by=by, at=at)


def _underway(by: Viewer) -> UUID:
    rows = visible_inspections(by).filter(state=InspectionState.UNDERWAY.value).order_by("-made_at")
    found: UUID | None = rows.values_list("id", flat=True).first()
    if found is None:
        raise Problem("inspection-unknown", "没有这次检查，或者您无权查看。")
    return found


def _find(_matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    wanted = NewFinding(
        title=step.text, severity=Severity(step.result), owner=Owner.UNIT, source=FindingSource.INSPECTION,
        owner_unit=units[step.to], item=step.step, inspection_id=_underway(by),
    )  # fmt: skip
    inspections.raise_finding(wanted=wanted, uploads=[], by=by, at=at)


def _sign(_matter_id: UUID, _units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    row = visible_inspections(by).get(id=_underway(by))
    wrong = set(row.findings.values_list("item", flat=True))
    items = pack_on(at).pack.inspections.kinds[row.kind].items
    answers = {item.code: (Answer.WRONG if item.code in wrong else Answer.FINE).value for item in items}
    inspections.check(inspection_id=row.id, checked=Checked(answers=answers), by=by, at=at)
    inspections.sign(inspection_id=row.id, by=by, at=at)


def _join(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    matter = matter_for(by, matter_id)
    if matter is None or matter.area_id is None:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    row = EnterpriseRow(step.text, _credit(step.text), matter.area_id, step.role, people=0)
    enterprises.add_enterprises(rows=[row], since=timezone.localdate(at), by=by, at=at)


def _credit(name: str) -> str:
    """A code of the fictional company of a name, well-formed as the real ones are."""
    number = sum(ord(sign) * 31**place for place, sign in enumerate(name)) % 10**8
    return with_check_digit(f"91330000MA{number:07d}"[:17])


def _serve(_matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = visible_enterprises(by).order_by("-id").first()
    if row is None:
        raise Problem("enterprise-unknown", "没有这家企业，或者您无权查看。")
    audience = int(step.fields.get("audience", "0"))
    day = timezone.localdate(at)
    enterprises.serve(enterprise_id=row.id, service=step.role, day=day, audience=audience, text=step.text, by=by, at=at)


def _man(_matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    post = orgs.NewPost(unit=step.to, role=Role(step.role), starts=at)
    number = f"M{at:%m%d%H%M}{step.to[-3:]}"
    orgs.engage(staff=[orgs.NewStaff(number=number, name=step.text, login=number.lower(), posts=[post])], recorded_by=by.staff_id, at=at)  # fmt: skip


ROOMS: dict[Deed, Callable[[UUID, Units, CourseStep, Viewer, datetime], None]] = {
    Deed.FILL_SHIFTS: _fill,
    Deed.DISPATCH: _dispatch,
    Deed.INSPECT: _inspect,
    Deed.FIND: _find,
    Deed.SIGN: _sign,
    Deed.JOIN: _join,
    Deed.SERVE: _serve,
    Deed.MAN: _man,
}
