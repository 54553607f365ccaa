"""Finding matters by who told of them: exactly, with the right to see personal fields, for a purpose that is recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import matters_matching, searched_as


@transaction.atomic
def find_by_person(*, value: str, purpose: str, by: Viewer, at: datetime, beside: int = 0) -> list[UUID]:
    """Return the matters that somebody sees in which a telephone, identity number or name stands exactly so, newest first.

    Recorded with the purpose (a reason's code), as what the value was taken, and how many there were: what was typed
    stands nowhere. `beside`: how many rows of rooms above are shown with them. Refuses without the right, and what is none of the three.
    """
    if not by.may(Right.UNMASK):
        raise denied()
    if not purpose:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    kinds = searched_as(value)
    if not kinds:
        raise Problem("person-value", "请写完整的电话、证件号或姓名。")
    rows = visible(by).filter(id__in=matters_matching(value)).order_by("-received_at", "-id")
    found = list(rows.values_list("id", flat=True))
    record_deed(
        EventKind.PERSONAL_SEARCHED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=by.post.id,
        measures={"matters": len(found), **({"beside": beside} if beside else {})},
        attributes={"purpose": purpose, "as": ".".join(kind.value for kind in kinds)},
    )
    return found
