"""Hours of before: by a document's number, handed in by one person, signed by another (ADR 169)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.models import CarriedPaper, Volunteer
from fengqiao.volunteers.queries import may_sign, paper_for
from fengqiao.volunteers.rules.papers import why_not_signed
from fengqiao.volunteers.terms import PaperState, VolunteerState

NUMBER = re.compile(r"[\w〔〕【】()\[\]/.\- ]{2,40}")


def hand_in_paper(number: str, minutes: Mapping[UUID, int], by: Viewer, at: datetime) -> UUID:
    """Write down that a document says hours of before of some volunteers, which wait to be signed; refuses a number that is none."""
    said = cleaned(number)
    if not NUMBER.fullmatch(said):
        raise Problem("paper-number", "有原有时长，就要写依据文件的文号（2 到 40 个字），由另一人核签以后才算。")
    made = CarriedPaper.objects.create(
        unit_id=by.unit_id, number=said, lines=[{"volunteer": str(who), "minutes": n} for who, n in minutes.items()],
        state=PaperState.WAITS.value, asked_by=by.staff_id, asked_at=at,
    )  # fmt: skip
    numbers = {"people": len(minutes), "carried_minutes": sum(minutes.values())}
    record_deed(
        EventKind.VOLUNTEER_CARRIED, by, at, unit_id=made.unit_id, subject_id=made.id, attributes={"paper": made.state},
        measures=numbers,
    )  # fmt: skip
    return made.id


@transaction.atomic
def sign_paper(*, paper_id: UUID, taken: bool, by: Viewer, at: datetime) -> int:
    """Sign the hours of a document, or refuse them; returns how many people they count for. Whoever left meanwhile gets none.

    Refuses strangers, whoever handed it in or stands in it, and one that was answered.
    """
    if paper_for(by, paper_id) is None:
        raise Problem("paper-unknown", "没有这份原有时长文件，或者您无权查看。")
    if not may_sign(by):
        raise denied()
    row = CarriedPaper.objects.select_for_update().get(id=paper_id)
    minutes = {UUID(line["volunteer"]): int(line["minutes"]) for line in row.lines}
    people = list(Volunteer.objects.select_for_update().filter(id__in=minutes).order_by("id"))
    refusal = why_not_signed(PaperState(row.state), row.asked_by, {each.staff_id for each in people}, by.staff_id)
    if refusal:
        raise refusal
    kept = {VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value}
    people = [each for each in people if taken and each.state in kept]
    for each in people:
        each.carried, each.version = each.carried + minutes[each.id], each.version + 1
    Volunteer.objects.bulk_update(people, ["carried", "version"], batch_size=200)
    row.state = (PaperState.SIGNED if taken else PaperState.REFUSED).value
    row.signed_by, row.signed_at = by.staff_id, at
    row.save(update_fields=["state", "signed_by", "signed_at"])
    numbers = {"people": len(people), "carried_minutes": sum(minutes[each.id] for each in people)}
    record_deed(
        EventKind.VOLUNTEER_CARRIED, by, at, unit_id=row.unit_id, subject_id=row.id, attributes={"paper": row.state},
        measures=numbers,
    )  # fmt: skip
    return len(people)
