"""What the page of an incident shows: parties, lines, clocks, the map; the same for the page and for its refreshes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.catalogue.joint import Joint
from fengqiao.desk.joint.lanes import picture
from fengqiao.desk.joint.words import ICONS, MOVES, STANDS, STEPS, TONES, length, limit_words
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.words import acting, entered, labelled, listed, name_of
from fengqiao.incidents.queries import Sheet, Standing, acts_for, leads, may_step, things_of
from fengqiao.incidents.terms import STEPS as ORDER
from fengqiao.incidents.terms import JointMove, JointStep
from fengqiao.kit.identifiers import new_id
from fengqiao.look.maps import Survey, survey
from fengqiao.orgs.queries import Directory, Place, Viewer, staff_names
from fengqiao.orgs.terms import AreaLevel
from fengqiao.vault.queries import FileCard, files_by_holder


def second(moment: datetime | None) -> str:
    """Return a moment of the clock with its seconds; with the day where it is not the day shown."""
    return f"{timezone.localtime(moment):%H:%M:%S}" if moment else ""


def unit_name(unit: Any) -> str:
    """Return the short name of a unit."""
    return entered(unit.short or unit.name, unit.name_en)


def place_words(sheet: Sheet, units: Directory) -> str:
    """Return where an incident is."""
    row = sheet.incident.matter
    area = units.places.get(row.area_id) if row.area_id else None
    return " ".join(filter(None, (full_name(area, units.places) if area else "", row.place)))


def party_rows(sheet: Sheet, joint: Joint, viewer: Viewer) -> list[dict[str, Any]]:
    """Return the parties as the table and the lanes show them."""
    steps_for = leads(viewer, sheet.incident) and sheet.running
    return [_party(number, each, joint, viewer, steps_for=steps_for) for number, each in enumerate(sheet.parties, 1)]


def _party(number: int, each: Standing, joint: Joint, viewer: Viewer, *, steps_for: bool) -> dict[str, Any]:
    party, moments = each.party, each.moments
    role = joint.roles.get(party.role)
    gone = moments.stood_down_at is not None
    reason = joint.reasons.get(party.reason)
    mine = acts_for(viewer, party.unit_id) and may_step(viewer)
    return {
        "id": party.id,
        "number": number,
        "unit": unit_name(party.unit),
        "role": _("牵头") if each.leads else name_of(role) if role else _("协办"),
        "wanted": "" if each.leads else party.task.wanted,
        "leads": each.leads,
        "stands": _("已撤回") if gone else str(STANDS[moments.last]),
        "tone": "grey" if gone else TONES[moments.last],
        "reason": name_of(reason) if reason else _("在事项里退回或改派") if gone and not party.reason else "",
        "moments": [_moment(each, step) for step in ORDER],
        "gone_at": second(moments.stood_down_at),
        "seconds": length(each.seconds) if each.seconds is not None else "",
        "kept": each.kept,
        "waits": moments.over is False and JointStep.ARRIVED not in moments.at and not each.leads,
        "since": party.told_at.isoformat(),
        "over": moments.over,
        "mine": mine,
        "may": [] if moments.over or not steps_for else _possible(each),
        "press": new_id(),
    }


def _moment(each: Standing, step: JointStep) -> dict[str, Any]:
    return {"label": STEPS[step], "at": second(each.moments.at.get(step)), "by_desk": step.value in each.party.by_desk}


def _possible(each: Standing) -> list[tuple[str, str]]:
    """The steps that may be written down for a party."""
    last = ORDER.index(each.moments.last)
    there = JointStep.ARRIVED in each.moments.at
    return [(s.value, str(STEPS[s])) for s in ORDER[last + 1 :] if s is not JointStep.DONE or there]


def mine(sheet: Sheet, viewer: Viewer, joint: Joint) -> dict[str, Any] | None:
    """Return the party for which somebody presses, with the one big step that comes next."""
    if not sheet.running or not may_step(viewer):
        return None
    own = [each for each in sheet.parties if acts_for(viewer, each.party.unit_id) and not each.moments.over]
    if not own:
        return None
    each = min(own, key=lambda each: (each.party.unit_id != viewer.unit_id, each.leads))
    following = each.moments.next
    verbs = {
        JointStep.SIGNED: _("签收"),
        JointStep.LEFT: _("出发"),
        JointStep.ARRIVED: _("到场"),
        JointStep.DONE: _("撤收"),
    }
    return {
        **_party(0, each, joint, viewer, steps_for=True),
        "next": following.value if following else "",
        "verb": verbs.get(following, "") if following else "",
        "others": [pair for pair in _possible(each) if not following or pair[0] != following.value],
    }


def lines(sheet: Sheet, joint: Joint) -> list[dict[str, Any]]:
    """Return the timeline as look/_timeline.html wants it, newest first."""
    people = {line.staff_id for line in sheet.lines}
    people |= {UUID(line.codes["deputy_for"]) for line in sheet.lines if "deputy_for" in line.codes}
    names = staff_names(people)
    files = files_by_holder(sheet.incident.matter_id)
    return [_line(line, sheet, joint, names, files.get(line.id, [])) for line in sheet.lines]


def _line(line: Any, sheet: Sheet, joint: Joint, names: dict[UUID, str], files: list[FileCard]) -> dict[str, Any]:
    move = JointMove(line.move)
    party = unit_name(line.party.unit) if line.party else ""
    what, tone = _what(line, move, joint)
    details = []
    if line.by_desk:
        details.append(_("牵头单位代记"))
    if line.area:
        details.append(labelled(_("位置"), name_of(line.area)))
    if abs((line.at - line.happened_at).total_seconds()) >= 60:
        details.append(labelled(_("记录于"), second(line.at)))
    return {
        "action": f"{party} {what}".strip(),
        "actor": acting(names.get(line.staff_id, ""), line.codes, names),
        "unit": unit_name(line.unit),
        "moment": line.happened_at,
        "second": second(line.happened_at),
        "icon": ICONS[move],
        "tone": tone,
        "text": line.text,
        "details": listed(details),
        "files": [_file(sheet, file) for file in files],
    }


def _what(line: Any, move: JointMove, joint: Joint) -> tuple[str, str]:
    """What a line says, and its tone."""
    if move is JointMove.STEP:
        return str(STEPS[JointStep(line.code)]), "green" if line.code == JointStep.ARRIVED.value else "blue"
    lists = {
        JointMove.OPEN: (joint.plans, "blue"),
        JointMove.CALL: (joint.roles, ""),
        JointMove.STAND_DOWN: (joint.reasons, "amber"),
        JointMove.REPORT: (joint.reports, "amber"),
        JointMove.END: (joint.outcomes, "green"),
    }
    coded, tone = lists.get(move, ({}, ""))
    named = coded.get(line.code)
    if move is JointMove.REPORT and named:
        return name_of(named), tone
    return labelled(MOVES[move], name_of(named)) if named else str(MOVES[move]), tone


def _file(sheet: Sheet, file: FileCard) -> dict[str, str]:
    ids = [sheet.incident.id, file.id]
    return {
        "name": file.name,
        "url": reverse("joint-file", args=ids),
        "small": reverse("joint-file-small", args=ids) if file.has_small else "",
        "note": "",
    }


def map_of(sheet: Sheet, units: Directory) -> Survey | None:
    """Return the map: the place, where each party is at home (by its number), positions given by hand."""
    places = units.places
    area = places.get(sheet.incident.matter.area_id) if sheet.incident.matter.area_id else None
    if area is None or len(area.label_point) != 2:
        return None
    marks = [("place", _spot(area), _("事发地"))]
    for number, each in enumerate(sheet.parties, 1):
        if (home := _home(each.party.unit_id, units)) is not None:
            marks.append(("base", home, str(number)))
    seen = set()
    for line in sheet.lines:
        here = places.get(line.area_id) if line.area_id else None
        if here and line.party_id not in seen and len(here.label_point) == 2:
            seen.add(line.party_id)
            number = next((n for n, each in enumerate(sheet.parties, 1) if each.party.id == line.party_id), 0)
            marks.append(("position", _spot(here), str(number or "")))
    frame = [_ring(place) for place in places.values() if place.level is AreaLevel.TOWN and place.shape]
    return survey(frame, _ring(area), marks)


def _spot(place: Place) -> tuple[float, float]:
    return place.label_point[0], place.label_point[1]


def _ring(place: Place) -> list[tuple[float, float]]:
    return [(x, y) for x, y in (place.shape[0] if place.shape else [])]


def _home(unit_id: UUID, units: Directory) -> tuple[float, float] | None:
    """Where a unit is at home: its post or thing, else the middle of the one area that it covers."""
    points = {thing.unit_id: thing.point for thing in things_of(units.places) if thing.point}
    if unit_id in points:
        return points[unit_id]
    card = units.units.get(unit_id)
    own = [units.places[each] for each in (card.covers if card else ()) if each in units.places]
    return _spot(own[0]) if len(own) == 1 and len(own[0].label_point) == 2 else None


def shown(sheet: Sheet, joint: Joint, viewer: Viewer, units: Directory, now: datetime) -> dict[str, Any]:
    """Return everything of the parts that refresh themselves."""
    row = sheet.incident
    plan, outcome = joint.plans.get(row.plan), joint.outcomes.get(row.outcome)
    rows = party_rows(sheet, joint, viewer)
    for line, each in zip(rows, sheet.parties, strict=True):
        limit = timedelta(minutes=row.limit_minutes) if row.limit_minutes else None
        line["overdue"] = bool(sheet.running and line["waits"] and limit and now > each.party.told_at + limit)
    drawn = picture(sheet, now)
    first = sheet.first_seconds
    arrived = sum(each.seconds is not None and not each.leads for each in sheet.parties)
    return {
        "incident": row,
        "matter": row.matter,
        "version": f"{row.version}.{row.matter.version}",
        "plan": name_of(plan) if plan else row.plan,
        "lead_name": unit_name(row.unit),
        "where": place_words(sheet, units),
        "running": sheet.running,
        "outcome": name_of(outcome) if outcome else "",
        "numbers": [(name_of(joint.counts[code]), n) for code, n in row.numbers.items() if code in joint.counts],
        "limit": limit_words(row.setting, row.limit_minutes),
        "first": length(first) if first is not None else "",
        "first_kept": None if first is None or not row.limit_minutes else first <= row.limit_minutes * 60,
        "took": length(int(((row.ended_at or now) - row.told_at).total_seconds())),
        "arrived": arrived,
        "out": len([each for each in sheet.parties if not each.leads]),
        "parties": list(zip(rows, drawn.lanes, strict=True)),
        "ticks": drawn.ticks,
        "entries": lines(sheet, joint),
        "map": map_of(sheet, units),
        "mine": mine(sheet, viewer, joint),
        "leads": leads(viewer, row) and sheet.running,
        "sees_matter": acts_for(viewer, row.unit_id) or row.matter.area_id in viewer.seen_areas,
    }
