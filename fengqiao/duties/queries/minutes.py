"""Who was due and came, and the minutes of an activity with its resolutions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.duties.models import Activity, Minutes, Resolution, Seat
from fengqiao.duties.queries.gate import organises
from fengqiao.duties.queries.roll import roll_of
from fengqiao.duties.rules.quorum import Attendance
from fengqiao.duties.terms import Outcome, SeatState
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import open_words_of


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """Minutes with their words and their resolutions, each with its words."""

    row: Minutes
    text: str
    resolutions: Sequence[tuple[Resolution, str]]


def reads_minutes(viewer: Viewer, row: Activity) -> bool:
    """Say whether somebody reads the minutes of an activity that they see: organisers, whoever has a place in it, or a task of it."""
    if organises(viewer, row):
        return True
    seats = Seat.objects.filter(activity=row.id, staff=viewer.staff_id)
    own = Resolution.objects.filter(minutes__activity=row.id, staff=viewer.staff_id)
    return seats.exclude(state=SeatState.LEFT.value).exists() or own.exists()


def attendance_of(row: Activity, *, at: datetime) -> Attendance:
    """Return who was due, came and is on leave at an activity, of those whose role has a vote (two queries).

    Where the kind asks for the whole unit everybody of it is due, on the list or not (ADR 183).
    """
    kind = pack_on(at).pack.duties.kinds.get(row.kind)
    without = {role.code for role in kind.roles if not role.votes} if kind else set()
    seats = list(Seat.objects.filter(activity=row.id, state=SeatState.IN.value).values_list("staff", "role", "outcome"))
    voting = [outcome for _who, role, outcome in seats if role not in without]
    unlisted = set(roll_of(row, at=at)) - {who for who, _role, _outcome in seats}
    came, excused = Outcome.CAME.value, Outcome.EXCUSED.value
    observers = sum(role in without and outcome == came for _who, role, outcome in seats)
    return Attendance(len(voting) + len(unlisted), voting.count(came), voting.count(excused), observers)


def minutes_of(row: Activity) -> MinutesSheet | None:
    """Return the minutes of an activity, None where nobody has begun them; the caller has asked `reads_minutes`."""
    found = Minutes.objects.filter(activity=row.id).first()
    if found is None:
        return None
    made = list(Resolution.objects.filter(minutes=found).select_related("staff").order_by("number"))
    words = open_words_of({found.id: (found.id, found.sealed), **{each.id: (found.id, each.sealed) for each in made}})
    return MinutesSheet(found, words[found.id], [(each, words[each.id]) for each in made])


def minutes_over(*, before: datetime, most: int) -> list[UUID]:
    """Return the minutes of activities before a moment whose words are to go."""
    rows = Minutes.objects.filter(activity__starts__lt=before, erased_at__isnull=True).order_by("activity__starts")
    return list(rows.values_list("id", flat=True)[:most])
