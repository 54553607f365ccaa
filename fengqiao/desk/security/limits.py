"""How long somebody has to wait after too many wrong attempts, and letting an account try again."""

from __future__ import annotations

import hashlib
import hmac
import math
import time

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

APP, ACTION = "allauth.account", "login_failed"


def wait_for(request: HttpRequest, key: str) -> tuple[str, int]:
    """Return by what somebody is held up (`key`: the account, `ip`: the address) and for how many seconds yet."""
    longest, held_by = 0, ""
    for rate in ratelimit.get_rates(app=APP, action=ACTION):
        tried = cache.get(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key), [])
        if len(tried) >= rate.amount:
            seconds = math.ceil(tried[-1] + rate.duration - time.time())
            if seconds > longest:
                longest, held_by = seconds, rate.per
    return held_by, longest


def first_time(held_by: str, key: str, seconds: int) -> bool:
    """Say whether this is the first refusal of a lock: only that one is recorded, or anybody could fill the ledger."""
    return bool(cache.add(f"fengqiao:locked:{held_by}:{_short(key)}", "y", timeout=max(seconds, 1)))


def release(request: HttpRequest, key: str) -> None:
    """Let an account try again at once; the limit by address stays."""
    for rate in ratelimit.get_rates(app=APP, action=ACTION):
        if rate.per == "key":
            cache.delete(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key))
    cache.delete(f"fengqiao:locked:key:{_short(key)}")


def address_code(address: str) -> str:
    """Return a code under which the ledger knows an address without saying it: the same one twice is seen."""
    return _short(f"address:{address}")


def _short(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:12]


__all__ = ["address_code", "first_time", "release", "wait_for"]
