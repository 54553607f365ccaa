"""The cookie that holds half of an opened key, on the pages of clues alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from fengqiao.clues.queries import private_behind
from fengqiao.desk.middleware import DeskRequest
from fengqiao.rulebook.queries import limit_on

if TYPE_CHECKING:
    from fengqiao.clues.models import KeyPair

COOKIE = "fq_clues"


def opened(request: DeskRequest, now: datetime) -> tuple[KeyPair, bytes] | None:
    """Return the key that this browser has opened, None where it has not or its minutes are over."""
    return private_behind(request.COOKIES.get(COOKIE, ""), request.viewer, at=now)


def minutes(now: datetime) -> int:
    """Return for how many minutes a passphrase opens."""
    return limit_on("clues.unlock_minutes", now)


def keep(response: HttpResponse, token: str, now: datetime) -> HttpResponse:
    """Give the browser its half: for these pages, these minutes, and no script."""
    response.set_cookie(
        COOKIE, token, max_age=minutes(now) * 60, path=reverse("clues"), httponly=True, samesite="Strict", secure=settings.HTTPS
    )  # fmt: skip
    return response


def drop(response: HttpResponse) -> HttpResponse:
    """Take it back."""
    response.delete_cookie(COOKIE, path=reverse("clues"), samesite="Strict")
    return response
