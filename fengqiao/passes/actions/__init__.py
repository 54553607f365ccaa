"""Making, revoking and opening slips and links; doing a task by a link."""

from fengqiao.passes.actions.feeds import note_fetched, renew_feed, revoke_feed
from fengqiao.passes.actions.links import (
    act_by_link,
    ask_again,
    mail_link,
    mail_waiting,
    make_link,
    open_link,
    revoke_link,
)
from fengqiao.passes.actions.sheets import Filled, hand_back_sheet, settle_rows, throw_away_expired
from fengqiao.passes.actions.slips import (
    forget,
    make_errand_slip,
    make_slip,
    note_opened,
    revoke_errand_slip,
    revoke_slip,
)

__all__ = [
    "Filled",
    "act_by_link",
    "ask_again",
    "forget",
    "hand_back_sheet",
    "mail_link",
    "mail_waiting",
    "make_errand_slip",
    "make_link",
    "make_slip",
    "note_fetched",
    "note_opened",
    "open_link",
    "renew_feed",
    "revoke_errand_slip",
    "revoke_feed",
    "revoke_link",
    "revoke_slip",
    "settle_rows",
    "throw_away_expired",
]
