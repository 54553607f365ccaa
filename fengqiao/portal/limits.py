"""How often public doors open for one address and one thing; counted where the limits of the log-in are counted."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from fengqiao.portal.uploads import CLUES
from fengqiao.rulebook.queries import limit_on

APP = "fengqiao.portal"
_OF_THIS_PROCESS = secrets.token_bytes(32)  # gone with it: what was counted under it cannot be led back to an address
# By what is tried: (limit, how long, whether counted by the address or by what is asked about).
RATES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "page": (("portal.pages_a_minute", "m", "ip"),),
    "number": (("portal.tries_by_number", "h", "key"), ("portal.tries_by_place", "h", "ip")),
    "tell": (("portal.tellings_a_day", "d", "ip"),),
    "errand": (("portal.tellings_a_day", "d", "ip"),),
    "clue": (("clues.tellings_a_day", "d", "ip"),),
    "code": (("clues.tries_an_hour", "h", "ip"),),
    "feed": (("feeds.fetches_an_hour", "h", "key"),),
    "fresh": (("portal.fresh_links_a_day", "d", "key"), ("portal.tries_by_place", "h", "ip")),
}


def allowed(request: HttpRequest, what: str, at: datetime, *, key: str = "-") -> bool:
    """Count one more try and say whether it is within the limits; what is asked about need not exist to be counted."""
    nowhere = request.path.startswith(CLUES)  # no address of those who hand in clues lies on disk, not even hashed
    if nowhere:
        key = hmac.new(_OF_THIS_PROCESS, get_adapter().get_client_ip(request).encode(), hashlib.sha256).hexdigest()
    rates = ",".join(f"{limit_on(code, at)}/{length}/{'key' if nowhere else per}" for code, length, per in RATES[what])
    usage = ratelimit.consume(request, app=APP, action=what, config={what: rates}, key=key, limit_get=True)
    return usage is not None
