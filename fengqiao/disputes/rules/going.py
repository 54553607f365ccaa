"""Whether a mediation still goes on: until it has come out, and its written agreement is signed."""

from __future__ import annotations

from datetime import datetime

from fengqiao.disputes.terms import AgreementForm, DisputeState

_AGREED = frozenset({DisputeState.AGREED.value, DisputeState.PERFORMED.value})


def goes_on(state: str, form: str, signed_at: datetime | None) -> bool:
    """Say whether a mediation has yet to close its matter: it is open, or its agreement waits for signatures."""
    waits = state in _AGREED and form == AgreementForm.WRITTEN.value and signed_at is None
    return state == DisputeState.OPEN.value or waits
