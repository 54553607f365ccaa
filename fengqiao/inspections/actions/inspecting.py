"""Joint inspections: planned or begun at once, answered line by line, signed by each party, ended by the lead's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fengqiao.inspections.actions.writing import HeldInspection, acts_in, hold_inspection, number, tell_inspection
from fengqiao.inspections.models import Inspection, Party
from fengqiao.inspections.rules.words import PLACE, TEXT
from fengqiao.inspections.terms import Answer, InspectionState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory, venue_named
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import make_missing_keys

MOST_PARTIES, MOST_PRESENT = 20, 9999
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An inspection as somebody wants it: its kind, where (a venue, or words for a stretch of road), with whom, when."""

    kind: str
    area_id: UUID | None
    venue_id: UUID | None = None
    place: str = ""
    parties: Collection[UUID] = ()
    planned_for: datetime | None = None


@transaction.atomic
def plan(*, wanted: Planned, now_at_once: bool, by: Viewer, at: datetime) -> UUID:
    """Put an inspection on the plan, or begin it at once; the unit of the post held leads. Returns its id."""
    if not by.may(Right.INSPECT):
        raise denied()
    published = pack_on(at)
    if wanted.kind not in published.pack.inspections.kinds:
        raise Problem("inspection-kind", "请选择检查种类。")
    units = directory(at=at)
    venue = venue_named(wanted.venue_id) if wanted.venue_id else None
    area_id = venue.area_id if venue else wanted.area_id
    if area_id not in units.places:
        raise Problem("inspection-where", "请选择被检查的场所，或者选辖区并写明路段。")
    place = fitted(wanted.place, PLACE)
    if venue is None and not place:
        raise Problem("inspection-where", "请选择被检查的场所，或者选辖区并写明路段。")
    others = {unit for unit in wanted.parties if unit != by.unit_id}
    if not others <= units.units.keys() or len(others) > MOST_PARTIES:
        raise Problem("inspection-parties", "请从名单里选参加检查的单位，最多 {limit} 个。", limit=MOST_PARTIES)
    when = wanted.planned_for
    if when is None and not now_at_once:
        raise Problem("inspection-when", "请写明计划什么时候检查，或者现在开始。")
    if when is not None and abs(when - at) > FARTHEST:
        raise Problem("inspection-far", "计划时间离今天太远，请核对。")
    row = Inspection.objects.create(
        id=new_id(),
        number=number("JC", at),
        kind=wanted.kind,
        edition_id=published.edition_id,
        state=(InspectionState.UNDERWAY if now_at_once else InspectionState.PLANNED).value,
        unit_id=by.unit_id,
        area_id=area_id,
        venue_id=venue.id if venue else None,
        place=place,
        planned_for=wanted.planned_for,
        began_at=at if now_at_once else None,
        made_by=by.staff_id,
        made_at=at,
    )
    Party.objects.bulk_create([Party(inspection=row, unit_id=unit) for unit in [by.unit_id, *sorted(others)]])
    make_missing_keys([row.id], at=at)
    kind = EventKind.INSPECTION_BEGAN if now_at_once else EventKind.INSPECTION_PLANNED
    tell_inspection(row, kind, by, at, attributes=_where(row), measures={"parties": len(others) + 1})
    return row.id


def _where(row: Inspection) -> dict[str, str]:
    return {"where": "venue" if row.venue_id else "road"}


def _refuse_unless(row: Inspection, *states: InspectionState) -> None:
    if row.state not in {state.value for state in states}:
        words = {
            InspectionState.PLANNED: Problem("inspection-planned", "这次检查还没有开始。"),
            InspectionState.UNDERWAY: Problem("inspection-underway", "这次检查已经开始。"),
            InspectionState.ENDED: Problem("inspection-ended", "这次检查已经结束。"),
            InspectionState.CANCELLED: Problem("inspection-cancelled", "这次检查已经取消。"),
        }
        raise words[InspectionState(row.state)]


def _parties_of(held: HeldInspection, by: Viewer) -> QuerySet[Party]:
    """The parties for which somebody acts; refuses where there is none."""
    rows = Party.objects.filter(inspection=held.inspection)
    mine = [party.id for party in rows if acts_in(by, party.unit_id)]
    if not mine:
        raise Problem("inspection-party", "您的单位没有参加这次检查。")
    return rows.filter(id__in=mine)


@transaction.atomic
def begin(*, inspection_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Begin an inspection that was planned; any party may."""
    held = hold_inspection(inspection_id, by, seen_version=seen_version)
    row = held.inspection
    _refuse_unless(row, InspectionState.PLANNED)
    _parties_of(held, by)
    row.state, row.began_at = InspectionState.UNDERWAY.value, at
    _save(row)
    parties = row.parties.count()
    tell_inspection(row, EventKind.INSPECTION_BEGAN, by, at, attributes=_where(row), measures={"parties": parties})


def _save(row: Inspection) -> None:
    row.version += 1
    row.save()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What stands on the sheet: an answer a line, how many were there in which role, what is to be said of it all."""

    answers: Mapping[str, str] = field(default_factory=dict)
    present: Mapping[str, int] = field(default_factory=dict)
    text: str = ""


@transaction.atomic
def check(*, inspection_id: UUID, checked: Checked, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Keep the sheet as it stands while the inspection is under way; refuses lines and roles that the pack has not."""
    held = hold_inspection(inspection_id, by, seen_version=seen_version)
    row, pack = held.inspection, held.pack.inspections
    _refuse_unless(row, InspectionState.UNDERWAY)
    _parties_of(held, by)
    lines = {item.code for item in pack.kinds[row.kind].items}
    if not set(checked.answers) <= lines or not set(checked.answers.values()) <= set(Answer):
        raise Problem("inspection-line", "检查表里没有这一项。")
    counts = checked.present
    if not set(counts) <= set(pack.present) or not all(0 <= n <= MOST_PRESENT for n in counts.values()):
        raise Problem("inspection-present", "在场人数要填 0 到 {limit} 的整数。", limit=MOST_PRESENT)
    row.answers = dict(checked.answers)
    row.present = {code: n for code, n in counts.items() if n}
    row.text = fitted(checked.text, TEXT)
    _save(row)
    measures = {"answered": len(row.answers), "wrong": _wrong(row), "people": sum(row.present.values())}
    tell_inspection(row, EventKind.INSPECTION_CHECKED, by, at, measures=measures)


def _wrong(row: Inspection) -> int:
    return sum(answer == Answer.WRONG.value for answer in row.answers.values())


@transaction.atomic
def sign(*, inspection_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Sign for the party whose unit one acts for; the lead's name ends the inspection, others may sign before or after.

    Refuses a second name for a party, and the lead's while a line has no answer or a wrong one has no finding.
    """
    held = hold_inspection(inspection_id, by, seen_version=seen_version)
    row = held.inspection
    _refuse_unless(row, InspectionState.UNDERWAY, InspectionState.ENDED)
    parties = sorted(_parties_of(held, by), key=lambda each: (each.unit_id != by.unit_id, each.id))
    party = next((each for each in parties if each.signed_by_id is None), None)
    if party is None:
        raise Problem("inspection-signed", "您的单位已经签过字。")
    leads = party.unit_id == row.unit_id
    if leads:
        _refuse_unfinished(held)
        row.state, row.ended_at = InspectionState.ENDED.value, at
    party.signed_by_id, party.signed_at = by.staff_id, at
    party.save(update_fields=["signed_by", "signed_at"])
    _save(row)
    if leads:
        found = row.findings.count()
        measures = {
            "findings": found,
            "wrong": _wrong(row),
            "people": sum(row.present.values()),
            "parties": row.parties.count(),
        }
        attributes = {**_where(row), "found": "yes" if found else "no"}
        tell_inspection(row, EventKind.INSPECTION_ENDED, by, at, attributes=attributes, measures=measures)
    else:
        tell_inspection(row, EventKind.INSPECTION_SIGNED, by, at)


def _refuse_unfinished(held: HeldInspection) -> None:
    row = held.inspection
    left = [item for item in held.pack.inspections.kinds[row.kind].items if item.code not in row.answers]
    if left:
        raise Problem("inspection-unanswered", "还有 {count} 项没有检查：{items}。", count=len(left), items=tuple(left))
    found = set(row.findings.values_list("item", flat=True))
    wrong = [
        item
        for item in held.pack.inspections.kinds[row.kind].items
        if row.answers[item.code] == Answer.WRONG.value and item.code not in found
    ]
    if wrong:
        raise Problem("inspection-unfound", "{items}查出不符合，还没有登记问题。", items=tuple(wrong))


@transaction.atomic
def cancel(*, inspection_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Take an inspection off the plan, or break off one that has found nothing; only the lead may."""
    held = hold_inspection(inspection_id, by, seen_version=seen_version)
    row = held.inspection
    _refuse_unless(row, InspectionState.PLANNED, InspectionState.UNDERWAY)
    if not acts_in(by, row.unit_id):
        raise Problem("inspection-lead", "只有牵头单位可以取消检查。")
    if row.findings.exists():
        raise Problem("inspection-found", "已经登记了问题的检查不能取消。")
    row.state, row.ended_at = InspectionState.CANCELLED.value, at
    _save(row)
    tell_inspection(row, EventKind.INSPECTION_CANCELLED, by, at)
