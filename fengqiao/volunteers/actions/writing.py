"""What actions of volunteers share: the lock, the event, what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Teller, drop_personal, keep_personal
from fengqiao.volunteers.models import Volunteer
from fengqiao.volunteers.queries import manages, volunteer_for

NAME, PHONE, ID_NUMBER = "volunteer_name", "volunteer_phone", "volunteer_id_number"
EMERGENCY_NAME, EMERGENCY_PHONE = "emergency_name", "emergency_phone"
LONGEST = {NAME: 40, PHONE: 30, ID_NUMBER: 20, EMERGENCY_NAME: 40, EMERGENCY_PHONE: 30}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is kept sealed of a volunteer."""

    name: str
    phone: str
    id_number: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""

    def fields(self) -> dict[str, str]:
        """Return the fields as they are sealed; refuses without a name and a telephone."""
        given = {
            NAME: self.name, PHONE: self.phone, ID_NUMBER: self.id_number, EMERGENCY_NAME: self.emergency_name,
            EMERGENCY_PHONE: self.emergency_phone,
        }  # fmt: skip
        clean = {code: cleaned(text) for code, text in given.items()}
        if not clean[NAME] or not clean[PHONE]:
            raise Problem("volunteer-who", "请写姓名和电话。")
        if any(len(text) > LONGEST[code] for code, text in clean.items()):
            raise Problem("volunteer-long", "有一栏写得太长，请核对。")
        return clean


def hold(volunteer_id: UUID, by: Viewer, seen_version: int | None = None, *, own: bool = False) -> Volunteer:
    """Return a volunteer under a lock; refuses strangers, whoever does not manage them (`own`: nor is them), and old pages."""
    found = volunteer_for(by, volunteer_id)
    if found is None:
        raise Problem("volunteer-unknown", "没有这位义警，或者您无权查看。")
    if not manages(by, found) and not (own and found.staff_id == by.staff_id):
        raise denied()
    row = Volunteer.objects.select_for_update().get(id=volunteer_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("volunteer-changed", "这位义警的资料刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def save(row: Volunteer) -> None:
    """Save a volunteer as the next version."""
    row.version += 1
    row.save()


def seal(row: Volunteer, fields: Mapping[str, str], at: datetime, *, fresh: bool = False) -> None:
    """Keep what is sealed of a volunteer, in place of what was."""
    if not fresh:
        drop_personal([row.id])
    keep_personal([Teller(row.id, row.id, fields)], at=at, new_matters=[row.id] if fresh else ())


def tell(
    kind: EventKind,
    row: Volunteer,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record what was done with a volunteer: codes, numbers and ids; it counts for the unit that looks after them."""
    own = {"team": str(row.team_id)}
    record_deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=row.area_id, own=own, attributes=attributes,
        measures=measures,
    )  # fmt: skip
