"""Asking whether somebody knows a telephone that was left, without telling anything else."""

from __future__ import annotations

import hmac
from uuid import UUID

from fengqiao.vault import rules
from fengqiao.vault.actions.personal import opened
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.queries import data_keys
from fengqiao.vault.terms import PersonalKind

NOBODY = UUID(int=0)
NOTHING = {"teller_phone": "0000000000"}
OF_TELLER = "teller_"


def teller_phone_ends(*, matter_id: UUID | None, digits: str) -> bool:
    """Say whether a telephone that a teller of the matter left ends with these digits.

    A matter that does not exist, or where none was left, takes the same steps: the time taken tells nothing apart.
    """
    asked = matter_id or NOBODY
    rows = list(PersonalRecord.objects.filter(matter_id=asked))
    keys = data_keys({asked})
    fields = [opened(row, keys[asked]) for row in rows if asked in keys] or [NOTHING]
    wanted, found = digits.encode(), False
    for each in fields:
        for code, value in each.items():
            if code.startswith(OF_TELLER) and rules.kind_of(code) is PersonalKind.PHONE:
                form = rules.normal(PersonalKind.PHONE, value)
                found |= hmac.compare_digest(form[-len(wanted) :].encode(), wanted) and each is not NOTHING
    return found and bool(wanted)
