"""What is kept of a volunteer: who to ask for, when they can, training, insurance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import AreaLevel
from fengqiao.vault.actions import unmask
from fengqiao.vault.terms import PersonalGroup
from fengqiao.volunteers.actions.writing import Person, hold, save, seal, tell
from fengqiao.volunteers.models import Volunteer
from fengqiao.volunteers.queries import manages, volunteer_for
from fengqiao.volunteers.rules.fitness import slots_of, why_not_insured
from fengqiao.volunteers.terms import VolunteerState

RUNNING = frozenset({VolunteerState.APPLIED, VolunteerState.CHECKED, VolunteerState.ENROLLED, VolunteerState.SUSPENDED})


def _running(volunteer_id: UUID, by: Viewer, seen_version: int | None, *, own: bool = False) -> Volunteer:
    row = hold(volunteer_id, by, seen_version, own=own)
    if VolunteerState(row.state) not in RUNNING:
        raise Problem("volunteer-step", "现在的状态不能这样办，请看过最新情况再操作。")
    return row


@transaction.atomic
def set_wishes(
    *, volunteer_id: UUID, slots: Collection[str], shown: bool, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Say when a volunteer can and whether the public list says their name; they do it themselves, or whoever looks after them."""
    row = _running(volunteer_id, by, seen_version, own=True)
    row.slots, row.shown = slots_of(slots), shown
    save(row)
    numbers = {"slots": len(row.slots)}
    tell(EventKind.VOLUNTEER_SET, row, by, at, attributes={"shown": "yes" if shown else "no"}, measures=numbers)


@transaction.atomic
def set_person(
    *, volunteer_id: UUID, person: Person, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Keep who a volunteer is and who is told in an emergency, sealed, in place of what was there."""
    fields = person.fields()
    row = _running(volunteer_id, by, seen_version)
    seal(row, fields, at)
    save(row)
    tell(EventKind.VOLUNTEER_SET, row, by, at, attributes={"shown": "yes" if row.shown else "no"})


@transaction.atomic
def set_home(*, volunteer_id: UUID, area_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Write down of which village a volunteer is: crossing and linked patrols ask for it."""
    row = _running(volunteer_id, by, seen_version)
    place = directory(at=at).places.get(area_id)
    if place is None or place.level is not AreaLevel.VILLAGE:
        raise Problem("volunteer-area", "请选所在村社。")
    row.area_id = area_id
    save(row)
    tell(EventKind.VOLUNTEER_SET, row, by, at, attributes={"shown": "yes" if row.shown else "no"})


@transaction.atomic
def note_training(*, volunteer_id: UUID, day: date, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Write down that a volunteer passed the training on a day; nobody says so of themselves."""
    row = _running(volunteer_id, by, seen_version)
    if day > timezone.localdate(at):
        raise Problem("volunteer-future", "日期不能在今天之后。")
    row.trained = day
    save(row)
    tell(EventKind.VOLUNTEER_TRAINED, row, by, at)


@transaction.atomic
def note_insurance(
    *, volunteer_id: UUID, begins: date, ends: date, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Write down from when until when a volunteer is insured."""
    row = _running(volunteer_id, by, seen_version)
    refusal = why_not_insured(begins, ends, timezone.localdate(at))
    if refusal:
        raise refusal
    row.insured_from, row.insured_until = begins, ends
    save(row)
    tell(EventKind.VOLUNTEER_INSURED, row, by, at, measures={"days": (ends - begins).days + 1})


@transaction.atomic
def see_person(*, volunteer_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return who a volunteer is and who is told in an emergency, in clear for a purpose; it is recorded who looked."""
    row = volunteer_for(by, volunteer_id)
    if row is None:
        raise Problem("volunteer-unknown", "没有这位义警，或者您无权查看。")
    return unmask(
        report_id=row.id, groups=list(PersonalGroup), purpose=purpose, open_task=manages(by, row), by=by, at=at
    )
