"""What a notice needs of the vault: the number of whoever told something, read as it is sent; and words kept until then."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault import keys, rules
from fengqiao.vault.actions.keyring import keys_for
from fengqiao.vault.actions.personal import opened
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.queries import TELLER_PHONE, data_keys
from fengqiao.vault.terms import PersonalKind

_MOBILE = re.compile(r"1[3-9]\d{9}\Z")


@transaction.atomic
def number_to_tell(*, report_id: UUID, by: Viewer, at: datetime) -> str:
    """Return the mobile number that the teller left, recording that it was read to send a notice; "" where there is none."""
    row = PersonalRecord.objects.filter(report_id=report_id).first()
    key = data_keys({row.matter_id}).get(row.matter_id) if row else None
    if row is None or key is None:
        return ""
    number = rules.normal(PersonalKind.PHONE, opened(row, key).get(TELLER_PHONE, ""))
    if not _MOBILE.match(number):
        return ""
    record_deed(
        EventKind.PERSONAL_TOLD,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.matter_id,
        attributes={"report": str(report_id)},
    )
    return number


def seal_until_sent(*, matter_id: UUID, bound: UUID, words: str, at: datetime) -> bytes:
    """Return words sealed under the data key of a matter, to be opened by `unseal_to_send`. Part of the caller's action."""
    return keys.seal(keys_for({matter_id}, at)[matter_id], _bound(bound), words.encode())


def unseal_to_send(*, matter_id: UUID, bound: UUID, sealed: bytes) -> str | None:
    """Return the words again; None where the key is gone with its matter."""
    key = data_keys({matter_id}).get(matter_id)
    return keys.unseal(key, _bound(bound), sealed).decode() if key else None


def _bound(bound: UUID) -> bytes:
    return b"notice" + bound.bytes
