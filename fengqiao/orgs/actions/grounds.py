"""Saying what kind of country areas are, and which teams that are called out cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.models import Area, Unit
from fengqiao.orgs.queries import Viewer, administered_areas, teams_to_call
from fengqiao.orgs.terms import AreaSetting, Right

INHERITED = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is to hold of an area: its setting (INHERITED: as the area above) and its teams; None leaves it as it is."""

    area_id: UUID
    setting: str | None = None
    teams: frozenset[UUID] | None = None


@transaction.atomic
def set_grounds(*, grounds: Sequence[Ground], by: Viewer, at: datetime) -> int:
    """Say of areas how soon help is to be there and which teams cover them; returns how many areas changed.

    Refuses whoever does not administer, areas beyond those of the units administered, and units that are no teams: whom
    units to which matters are routed cover decides where matters go, and is laid down with the structure.
    """
    if not by.may(Right.ADMINISTER):
        raise denied()
    if not {each.area_id for each in grounds} <= administered_areas(by):
        raise Problem("area-beyond", "只能调整本单位管辖范围内的辖区。")
    known = teams_to_call(at=at)
    rows = {
        row.id: row
        for row in Area.objects.select_for_update().order_by("id").filter(id__in=[g.area_id for g in grounds])
    }
    covers = Unit.areas.through.objects
    events = []
    for each in grounds:
        row = rows[each.area_id]
        if each.setting not in {None, INHERITED, *AreaSetting}:
            raise Problem("area-setting", "城乡类别只能是城区、城郊、农村，或者随上级。")
        if each.teams is not None and not each.teams <= set(known):
            raise Problem("area-team", "只能选义警队、救援队这类不承接分流的力量。")
        was = set(covers.filter(area_id=row.id, unit_id__in=known).values_list("unit_id", flat=True))
        setting = row.setting if each.setting is None else str(each.setting)
        teams = was if each.teams is None else set(each.teams)
        if setting == row.setting and teams == was:
            continue
        covers.filter(area_id=row.id, unit_id__in=was - teams).delete()
        covers.bulk_create([Unit.areas.through(area_id=row.id, unit_id=team) for team in sorted(teams - was)])
        before, row.setting = row.setting, setting
        row.save(update_fields=["setting"])
        codes = {
            **({"setting": setting} if setting else {}),
            **({"was": before} if before != setting and before else {}),
        }
        events.append(
            deed(
                EventKind.AREA_SET, by, at, unit_id=by.unit_id, subject_id=row.id, area_id=row.id, attributes=codes,
                measures={"teams": len(teams)},
            )
        )  # fmt: skip
    record(events)
    return len(events)
