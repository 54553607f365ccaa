"""Every write to notices.

`tell` writes down what a deed causes, in the same transaction: staff of units, units' groups, tellers. `send` is for other rooms
that have an address of their own to write to (a unit without accounts):

    notices.send(
        kind=NoticeKind.LINK,
        to=Address(Way.EMAIL, "office@unit.example", unit_id),
        about=About(matter_id, number, kind, area_id, urgent=False, due=due),
        link="https://…/one-time-token",
        by=viewer, at=now,
    )

Both are part of the caller's action: its event tells of them, and nothing goes out unless it commits. The worker delivers.
Address and link lie sealed under the matter's key and are gone once the notice has been handed over.
"""

from fengqiao.notices.actions.delivering import (
    Claimed,
    answered,
    claim_next,
    clear_old,
    letter_for,
    take_receipt,
    time_is_up,
)
from fengqiao.notices.actions.keeping import cancel, choose_ways, forget, forget_all, mark_read, resend, resend_failed
from fengqiao.notices.actions.telling import About, News, send, send_test, tell, tell_today

__all__ = [
    "About",
    "Claimed",
    "News",
    "answered",
    "cancel",
    "choose_ways",
    "claim_next",
    "clear_old",
    "forget",
    "forget_all",
    "letter_for",
    "mark_read",
    "resend",
    "resend_failed",
    "send",
    "send_test",
    "take_receipt",
    "tell",
    "tell_today",
    "time_is_up",
]
