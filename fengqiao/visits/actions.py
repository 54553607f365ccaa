"""Every write of visits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fengqiao.catalogue.visit import Concern, Tier
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import NewEvent, deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import desk_at, receive
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.vault.actions import Teller, drop_personal, keep_personal, unmask
from fengqiao.vault.queries import masked_in
from fengqiao.vault.terms import PersonalGroup
from fengqiao.visits.models import Origin, Visit, Visitee
from fengqiao.visits.queries import may_open, on_round, visitees
from fengqiao.visits.rules.due import due_in_tier, first_due, next_due
from fengqiao.visits.rules.route import in_order
from fengqiao.visits.rules.sheets import MILLI, Milli, VisiteeRow
from fengqiao.visits.terms import Met, Premise

PURPOSE, LONGEST, AT_ONCE = "visit", 500, 500
NAME, PHONE, ADDRESS = "teller_name", "teller_phone", "teller_address"


@dataclass(frozen=True, slots=True)
class Found:
    """Something found on a visit, to become a matter: a concern of the pack, in the visitor's words or in the proposed ones."""

    concern: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on a round: who is visited, and what lies under seal, in clear for this round."""

    row: Visitee
    personal: Mapping[str, str]


def _event(row: Visitee, kind: EventKind, by: Viewer, at: datetime, happened_at: datetime | None = None, *, attributes: Mapping[str, str] | None = None, measures: Mapping[str, int] | None = None) -> NewEvent:  # fmt: skip
    return deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=row.area_id, happened_at=happened_at,
        own={"tier": row.tier, "premise": row.premise}, attributes=attributes, measures=measures,
    )  # fmt: skip


def _hold(visitee_id: UUID, by: Viewer, seen_version: int | None = None) -> Visitee:
    """Lock somebody visited; refuses strangers, missing rights and pages that are out of date."""
    if not by.may(Right.INSPECT):
        raise denied()
    if not visitees(by).filter(id=visitee_id).exists():
        raise Problem("visitee-unknown", "没有这个走访对象，或者您无权查看。")
    row = Visitee.objects.select_for_update().get(id=visitee_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("visitee-changed", "这个走访对象刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def _save(row: Visitee) -> None:
    row.version += 1
    row.save()


def _tiers(at: datetime) -> Mapping[str, Tier]:
    return pack_on(at).pack.visits.tiers


def _mark(row: VisiteeRow) -> str:
    """A keyed digest by which a row handed in twice is known; nothing can be read from it."""
    said = "\x1f".join((str(row.area_id), row.name, row.address))
    return salted_hmac("fengqiao.visits.visitee", said, algorithm="sha256").hexdigest()


def _unit_for(area_id: UUID, by: Viewer, units: Directory) -> UUID:
    """The unit that visits: one's own where the police are at work, else the station of the place."""
    own = units.units.get(by.unit_id)
    if own is not None and own.line == Line.POLICE.value and by.unit_id in (by.seen_units or ()):
        return own.id
    found = units.unit_for("police", area_id)
    return found.id if found else by.unit_id


@transaction.atomic
def add_visitees(*, rows: Sequence[VisiteeRow], by: Viewer, at: datetime) -> tuple[list[UUID], int]:
    """Put people and premises on the list of those visited; one that stands there already is left as it is.

    Returns the ids of the new ones and how many are known. Without an officer named, an officer who adds somebody visits them.
    """
    if not by.may(Right.INSPECT):
        raise denied()
    units, tiers, today = directory(at=at), _tiers(at), timezone.localdate(at)
    given = {_mark(row): row for row in rows}
    there = set(Visitee.objects.filter(mark__in=list(given)).values_list("mark", flat=True))
    fresh = [(mark, row) for mark, row in given.items() if mark not in there]
    people = {who for who, _name in staff_in(by.unit_id, at=at)}
    made = []
    for mark, row in fresh:
        tier = tiers.get(row.tier)
        if tier is None:
            raise Problem("visit-tier", "没有“{tier}”这个走访档次。", tier=row.tier[:20])
        officer = row.officer_id or (by.staff_id if by.staff_id in people and by.may(Right.UNMASK) else None)
        made.append(
            Visitee(
                id=new_id(), unit_id=_unit_for(row.area_id, by, units), area_id=row.area_id, officer_id=officer,
                tier=tier.code, premise=tier.premise.value, title=row.name if tier.premise is Premise.PREMISES else "",
                point=list(row.point or ()), added=today, due=first_due(tier, today), mark=mark, made_by=by.staff_id,
            )
        )  # fmt: skip
    Visitee.objects.bulk_create(made, batch_size=AT_ONCE)
    tellers = [
        Teller(each.id, each.id, {NAME: row.name, PHONE: row.phone, ADDRESS: row.address})
        for each, (_mark_of, row) in zip(made, fresh, strict=True)
    ]
    keep_personal(tellers, at=at, new_matters=[each.id for each in made])
    record(_event(each, EventKind.VISITEE_ADDED, by, at) for each in made)
    return [each.id for each in made], len(rows) - len(made)


@transaction.atomic
def set_visitee(
    *, visitee_id: UUID, tier: str, officer_id: UUID | None, point: Milli | None, by: Viewer, at: datetime,
    seen_version: int | None = None,
) -> None:  # fmt: skip
    """Say in which tier somebody is, who visits them and whereabouts; another tier moves the day on which they are due."""
    row = _hold(visitee_id, by, seen_version)
    _open(row)
    found = _tiers(at).get(tier)
    if found is None or found.premise.value != row.premise:
        raise Problem("visit-tier", "没有“{tier}”这个走访档次。", tier=tier[:20])
    if officer_id is not None and officer_id not in {who for who, _name in staff_in(row.unit_id, at=at)}:
        raise Problem("visit-officer-unit", "请从负责走访的单位里选走访人。")
    if tier != row.tier:
        row.tier, row.due = tier, due_in_tier(found, row.last, row.added)
    row.officer_id, row.point = officer_id, list(point or ())
    _save(row)
    record([_event(row, EventKind.VISITEE_SET, by, at)])


def _open(row: Visitee) -> None:
    if row.due is None:
        raise Problem("visitee-closed", "这个走访对象已经不在名单上。")


@transaction.atomic
def hand_round(*, ids: Collection[UUID], officer_id: UUID | None, by: Viewer, at: datetime) -> int:
    """Give some of those visited to somebody of their unit, or to nobody; returns how many."""
    if not ids:
        raise Problem("choose-one", "请先从列表里选一项。")
    if not by.may(Right.INSPECT):
        raise denied()
    seen = visitees(by).filter(id__in=ids, due__isnull=False).values("id")
    rows = list(Visitee.objects.select_for_update().filter(id__in=seen).order_by("id"))
    people = {unit: {who for who, _name in staff_in(unit, at=at)} for unit in {row.unit_id for row in rows}}
    if officer_id is not None and any(officer_id not in people[row.unit_id] for row in rows):
        raise Problem("visit-officer-unit", "请从负责走访的单位里选走访人。")
    for row in rows:
        row.officer_id = officer_id
        _save(row)
    record(_event(row, EventKind.VISITEE_SET, by, at) for row in rows)
    return len(rows)


@transaction.atomic
def open_round(
    *, ids: Collection[UUID], start: tuple[float, float] | None, by: Viewer, at: datetime
) -> list[Stop]:  # fmt: skip
    """Return those whom somebody goes to now in the order in which to go, in clear; each look is recorded.

    Those chosen, else one's own that are due or soon will be, as many as one round may have; who was visited today is left out.
    `start`: where one stands, in degrees; it is used for the order and kept nowhere.
    """
    if not by.may(Right.UNMASK):
        raise denied()
    rows = [
        row
        for row in on_round(
            by,
            ids,
            today=timezone.localdate(at),
            soon=limit_on("visits.soon_days", at),
            most=limit_on("visits.round", at),
        )
        if may_open(by, row)
    ]
    if not rows:
        raise Problem("round-empty", "没有要去的：选几家，或者等有快到期的再出发。")
    points = [(row.point[0] / MILLI, row.point[1] / MILLI) if len(row.point) == 2 else None for row in rows]
    sealed = masked_in([row.id for row in rows])
    stops = []
    for place in in_order(points, start):
        row = rows[place]
        clear = (
            unmask(report_id=row.id, groups=list(PersonalGroup), purpose=PURPOSE, open_task=True, by=by, at=at)
            if row.id in sealed
            else {}
        )
        stops.append(Stop(row, clear))
    first = stops[0].row
    record([deed(EventKind.VISIT_ROUND, by, at, unit_id=by.unit_id, subject_id=first.id, measures={"places": len(stops)})])  # fmt: skip
    return stops


@transaction.atomic
def see_visitee(*, visitee_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return name, address and telephone in clear for a purpose, and record who looked."""
    row = _hold(visitee_id, by)
    return unmask(
        report_id=row.id, groups=list(PersonalGroup), purpose=purpose, open_task=may_open(by, row), by=by, at=at
    )


@transaction.atomic
def visit(
    *, visitee_id: UUID, met: Met, found: Sequence[Found] = (), by: Viewer, at: datetime, seen_version: int | None = None,
    tell_who: bool = True, went_at: datetime | None = None,
) -> list[UUID]:  # fmt: skip
    """Write down a visit, and make a matter of everything that was found; returns the matters, in order.

    A matter goes where its words send it, keeps the visit as its origin and, unless `tell_who` is false, takes the name
    and telephone of who was visited along under its own seal. Refuses one that is closed, and findings where nobody was met.
    `went_at`: when it was made, if that is told later; a visit made after it keeps the day on which the next is due.
    """
    row = _hold(visitee_id, by, seen_version)
    _open(row)
    if not may_open(by, row):
        raise Problem("visit-other", "只有走访人和负责走访的单位可以记这次走访。")
    if found and met is not Met.MET:
        raise Problem("visit-found-nobody", "没有见到人，不能登记走访发现；看到的隐患请另外登记事项。")
    went_at = went_at or at
    today, due = timezone.localdate(went_at), row.due
    late = max(0, (today - due).days) if due else 0
    made = Visit.objects.create(visitee=row, staff_id=by.staff_id, unit_id=row.unit_id, at=went_at, met=met.value, late=min(late, 32_000))  # fmt: skip
    matters = _raise(row, made, found, by, at, tell_who=tell_who) if found else []
    if row.last is None or row.last <= today:
        row.due = next_due(_tiers(at).get(row.tier), met, today, again=limit_on("visits.again_days", at))
        row.tries = row.tries + 1 if met is Met.NOBODY else 0
        if met is not Met.NOBODY:
            row.last = today
    if met is Met.GONE:
        drop_personal([row.id])
        row.mark, row.title = None, ""
    _save(row)
    attributes = {"met": met.value, "in_time": "no" if late else "yes"}
    record([_event(row, EventKind.VISIT_MADE, by, at, went_at, attributes=attributes, measures={"concerns": len(found), "days_late": late})])  # fmt: skip
    return matters


def _raise(
    row: Visitee, made: Visit, found: Sequence[Found], by: Viewer, at: datetime, *, tell_who: bool
) -> list[UUID]:
    """Make a matter of each thing that was found, in order; who was visited is read once for all. Refuses what receiving refuses."""
    concerns = [_concern(each, at) for each in found]
    personal: Mapping[str, str] = {}
    if tell_who and masked_in([row.id]):
        personal = unmask(report_id=row.id, groups=list(PersonalGroup), purpose=PURPOSE, open_task=True, by=by, at=at)
    kinds = pack_on(at).pack.kinds
    tellings = [
        Telling(
            door=Door.VISIT, text=text, told_at=at, source="visit", outside_ref=f"{made.id}:{place}",
            area_id=row.area_id, place=row.title, personal=personal, kind=concern.kind if concern.kind in kinds else "",
        )
        for place, (concern, text) in enumerate(concerns)
    ]  # fmt: skip
    matters = []
    for (concern, _text), received in zip(
        concerns, receive(telling_list=tellings, desk=desk_at(at), by=by, at=at), strict=True
    ):
        if received.problems:
            raise received.problems[0][1]
        if received.matter_id is None:
            raise Problem("visit-concern", "请选择发现了什么。")
        Origin.objects.create(matter_id=received.matter_id, visit=made, concern=concern.code)
        attributes = {"concern": concern.code, "kind": received.kind}
        record([_event(row, EventKind.VISIT_FOUND, by, at, attributes=attributes)])
        matters.append(received.matter_id)
    return matters


def _concern(found: Found, at: datetime) -> tuple[Concern, str]:
    """Return what was found and its words; refuses a concern that is none, and words that are none or too many."""
    concern = pack_on(at).pack.visits.concerns.get(found.concern)
    if concern is None:
        raise Problem("visit-concern", "请选择发现了什么。")
    text = cleaned(found.text) or concern.text
    if len(text) > LONGEST:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=LONGEST)
    if not text:
        raise Problem("visit-words", "请写一句发现了什么。")
    return concern, text
