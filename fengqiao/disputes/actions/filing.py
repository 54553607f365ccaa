"""Taking the file of a dispute out on paper: its parties in clear, for a purpose that is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.writing import hold, tell
from fengqiao.disputes.models import DisputeParty
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import unmask
from fengqiao.vault.queries import tellers_of
from fengqiao.vault.terms import PersonalGroup


@transaction.atomic
def take_file(
    *, dispute_id: UUID, purpose: str, documents: int, by: Viewer, at: datetime
) -> Mapping[UUID, Mapping[str, str]]:
    """Return the personal fields of every party (name, phone, id_number, address) as the documents carry them.

    Each look is recorded with its purpose as any unmasking is, the taking out with counts alone. Refuses who does not
    act on the dispute; a party of whom nothing is known is left out.
    """
    if documents < 1:
        raise Problem("file-empty", "没有可以出的文书。")
    held = hold(dispute_id, by)
    known = tellers_of(held.dispute.matter_id)
    parties = [
        each for each in DisputeParty.objects.filter(dispute=held.dispute).order_by("place") if known.get(each.id)
    ]
    clear = {
        each.id: {
            code.removeprefix("party_"): value
            for code, value in unmask(
                report_id=each.id, groups=list(PersonalGroup), purpose=purpose, open_task=True, by=by, at=at
            ).items()
        }
        for each in parties
    }
    tell(held, EventKind.DISPUTE_FILED, by, at, measures={"parties": len(parties), "documents": documents})
    return clear
