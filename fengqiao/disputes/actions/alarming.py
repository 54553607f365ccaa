"""A dispute that may turn violent goes to the station of its place at once: raised by hand, or by a sign at acceptance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.writing import HeldDispute, hold, settle, tell
from fengqiao.disputes.rules.grading import graded
from fengqiao.disputes.terms import DisputeState
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Desk, Telling, call_jointly, desk_at, receive
from fengqiao.matters.terms import Door, MatterState
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import UnitCard, Viewer, directory, system_viewer
from fengqiao.orgs.terms import Right

POLICE = "police"
USUAL = "violence"  # the sign that an alarm adds where the pack has none that alarms


@transaction.atomic
def alarm(*, dispute_id: UUID, text: str, by: Viewer, at: datetime, desk: Desk, seen_version: int | None = None) -> UUID | None:  # fmt: skip
    """Tell the station at once of a dispute that may turn violent: an emergency of its own, with the shortest clock.

    Returns the emergency's id. Where the post may not take in, the station is called to help in the matter, or told
    again where it has a share already (None); once the matter is over, the installation makes the emergency.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, DisputeState.AGREED, seen_version=seen_version)
    card = _station(held, at)
    if card is None:
        raise Problem("dispute-station", "没有覆盖这里的派出所，请直接拨打 110。")
    return _raise(held, card, fitted(text, 500), desk=desk, by=by, at=at)


def alarm_taken(held: HeldDispute, by: Viewer, at: datetime) -> None:
    """Do what an alarm does for a dispute taken in with a sign that alarms; part of the caller's action.

    Not where the station that would be told takes it in itself, nor where no station covers the place.
    """
    signs = held.pack.disputes.signs
    seen = next((signs[code] for code in held.dispute.signs if code in signs and signs[code].alarms), None)
    card = _station(held, at) if seen else None
    if seen is None or card is None or card.id == held.dispute.unit_id:
        return
    _raise(held, card, f"受理调解时有这种情形：{seen.name}。", desk=desk_at(at), by=by, at=at)


def _station(held: HeldDispute, at: datetime) -> UnitCard | None:
    return directory(at=at).unit_for(POLICE, held.matter.matter.area_id)


def _raise(held: HeldDispute, card: UnitCard, words: str, *, desk: Desk, by: Viewer, at: datetime) -> UUID | None:
    """Tell the station in the one way that the post and the matter allow, then write that down."""
    works = held.matter.matter.state == MatterState.WORKING.value
    made = None
    if by.may(Right.TAKE_IN):
        made = _emergency(held, card, words, desk=desk, by=by, at=at)
    elif works:
        _call(held, card, words, by, at)
    else:
        made = _emergency(held, card, words, desk=desk, by=_installation(at), at=at)
    row, signs = held.dispute, held.pack.disputes.signs
    alarming = [code for code, sign in signs.items() if sign.alarms] or [code for code in (USUAL,) if code in signs]
    if not set(row.signs) & set(alarming):
        row.signs = sorted({*row.signs, *alarming[:1]})
    row.alarmed_at = at
    grade_again(held)
    settle(row)
    tell(held, EventKind.DISPUTE_ALARMED, by, at, attributes={"line": card.line})
    return made


def _installation(at: datetime) -> Viewer:
    found = system_viewer(at=at)
    if found is None:
        raise Problem("dispute-station-untold", "现在没有办法告知派出所，请直接拨打 110。")
    return found


def _emergency(held: HeldDispute, card: UnitCard, words: str, *, desk: Desk, by: Viewer, at: datetime) -> UUID:
    matter = held.matter.matter
    telling = Telling(
        door=Door.POST, text=f"纠纷可能动手，请立即到场。{words}", told_at=at, source="dispute", kind="emergency",
        outside_ref=f"{held.dispute.id}:{held.dispute.version}", area_id=matter.area_id, place=matter.place,
        to_unit=card.id, reason="纠纷可能激化，直送派出所",
    )  # fmt: skip
    (received,) = receive(telling_list=[telling], desk=desk, by=by, at=at)
    if received.problems:
        raise received.problems[0][1]
    if received.matter_id is None:
        raise Problem("dispute-station-untold", "现在没有办法告知派出所，请直接拨打 110。")
    return received.matter_id


def _call(held: HeldDispute, card: UnitCard, words: str, by: Viewer, at: datetime) -> None:
    matter = held.matter.matter
    try:
        call_jointly(held.matter, [(card, words or "纠纷可能动手，请立即到场")], by=by, at=at)
    except Problem as problem:
        if problem.code != "party-there":  # it has a share already: what it has to hear is the alarm
            raise
    about = About(matter.id, matter.number, matter.kind, matter.area_id, urgent=True)
    news = News(
        NoticeKind.DISPUTE_ALARM, about, units=frozenset({card.id}), chiefs=True, codes={"unit": str(by.unit_id)}
    )
    notify([news], by=by, at=at)


def grade_again(held: HeldDispute) -> None:
    """Ask the table that graded the dispute again, now that its facts are others; by another route others are to be told."""
    row = held.dispute
    table = held.pack.tables.get(row.table)
    found = graded(held.pack, table, kind=row.type, people=row.people, amount=row.amount, signs=row.signs)
    if found.route != row.route:
        row.announced_at = None
    row.grade, row.route, row.table, row.row = found.grade, found.route, found.table, found.row
