"""What a slip with a QR code opens: the page of what it leads to, and the slip itself on paper; one way for every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.look.addresses import full
from fengqiao.look.codes import qr
from fengqiao.passes.actions import note_opened
from fengqiao.portal.doors import View, opens_nothing, public

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Leads(Generic[C]):
    """Where slips of a kind lead: how a token finds the course, what is shown of it, the templates, the addresses' names.

    `beside`: what the page has besides the course (the token is known there, the number alone is not enough).
    """

    course: Callable[[str, datetime], C | None]
    shown: Callable[[C, datetime], dict[str, Any]]
    page: str
    paper: str
    name: str
    paper_name: str
    beside: Callable[[C, str, datetime], dict[str, Any]] = lambda _course, _token, _now: {}


def page(leads: Leads[C]) -> View:
    """Return the view of the page that a slip leads to; every other address gets the one answer."""

    @require_GET
    @public
    def view(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        course = leads.course(token, now)
        if course is None:
            return opens_nothing(request)
        note_opened(token=token, at=now)
        beside = leads.beside(course, token, now)
        slip = reverse(leads.paper_name, args=[token])
        return render(request, leads.page, {**leads.shown(course, now), "slip": slip, **beside})

    return view


def paper(leads: Leads[C]) -> View:
    """Return the view of the slip itself, to be printed or photographed from somebody's phone."""

    @require_GET
    @public
    def view(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        course = leads.course(token, now)
        if course is None:
            return opens_nothing(request)
        address, back = full(request, leads.name, token), reverse(leads.name, args=[token])
        told = {"address": address, "qr": qr(address), "printed_at": now, "back": back}
        return render(request, leads.paper, {**leads.shown(course, now), **told})

    return view
