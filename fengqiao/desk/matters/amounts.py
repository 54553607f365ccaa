"""Amounts of first screens and the lists behind them: every figure opens to as many matters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.matters.queries import Standing, pressing
from fengqiao.matters.terms import Lamp, Tab
from fengqiao.orgs.queries import Viewer

WEEK = timedelta(days=7)
OPEN = ("triage", "offered", "working")


def matters(**query: Any) -> str:
    """Return the list of all that is seen, narrowed."""
    return f"{reverse('queue')}?{urlencode({'tab': Tab.ALL.value, **query}, doseq=True)}"


def length(span: timedelta | None) -> str:
    """Return how long something took: hours up to two days, then days with one decimal."""
    if span is None:
        return "–"
    hours = span.total_seconds() / 3600
    if hours < 1:
        minutes = round(hours * 60)
        return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)s 小时", "%(n)s 小时", round(hours)) % {"n": round(hours)}
    return _("%(days)s 天") % {"days": f"{hours / 24:.1f}"}


def _late(number: int, **query: Any) -> dict[str, Any]:
    return {
        "label": _("已超期"),
        "number": number,
        "url": matters(**query, lamp=Lamp.LATE.value),
        "icon": "alarm",
        "tone": "red" if number else "",
    }


def _due_today(number: int, today: date, **query: Any) -> dict[str, Any]:
    return {
        "label": _("今日到期"),
        "number": number,
        "url": matters(**query, due_by=today.isoformat()),
        "icon": "hourglass",
        "tone": "amber" if number else "",
    }


def tiles(found: Standing, today: date) -> list[dict[str, Any]]:
    """Return the open matters as figures: late, due today, to sign for, to route, all."""
    return [
        _late(found.late),
        _due_today(found.today, today),
        {"label": _("待签收"), "number": found.offered, "url": matters(state="offered"), "icon": "inbox"},
        {"label": _("待分流"), "number": found.triage, "url": matters(state="triage"), "icon": "route"},
        {"label": _("在办总数"), "number": found.open, "url": matters(state=OPEN), "icon": "list-check"},
    ]


def strip(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return what stands above the list of those who live in it: came today, late, due today; of their 待办 alone."""
    came, late, due = pressing(viewer, now=now)
    today, todo = timezone.localdate(now), Tab.TODO.value
    fresh = matters(tab=todo, since=today.isoformat())
    return [
        {"label": _("今日新来"), "number": came, "url": fresh, "icon": "inbox", "tone": ""},
        _late(late, tab=todo),
        _due_today(due, today, tab=todo),
    ]
