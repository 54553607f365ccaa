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


def day_begins(day: date) -> datetime:
    """Return the first moment of a day, as it is here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # make_aware gives the zone


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


def tiles(found: Standing, today: date) -> list[dict[str, Any]]:
    """Return the open matters as figures: late, due today, to sign for, to route, urged."""
    return [
        {
            "label": _("已超期"),
            "number": found.late,
            "url": matters(lamp=Lamp.LATE.value),
            "icon": "alarm",
            "tone": "red" if found.late else "",
        },
        {
            "label": _("今日到期"),
            "number": found.today,
            "url": matters(due_by=today.isoformat()),
            "icon": "hourglass",
            "tone": "amber" if found.today else "",
        },
        {"label": _("待签收"), "number": found.offered, "url": matters(state="offered"), "icon": "inbox"},
        {"label": _("待分流"), "number": found.triage, "url": matters(state="triage"), "icon": "route"},
        {"label": _("在办总数"), "number": found.open, "url": matters(state=OPEN), "icon": "list-check"},
    ]


def strip(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return what stands above the list of those who live in it: came today, late, due today; of their 待办 alone."""
    came, late, due = pressing(viewer, now=now)
    today = timezone.localdate(now).isoformat()
    todo = {"tab": Tab.TODO.value}
    return [
        {"label": _("今日新来"), "number": came, "url": matters(**todo, since=today), "icon": "inbox", "tone": ""},
        {
            "label": _("已超期"),
            "number": late,
            "url": matters(**todo, lamp=Lamp.LATE.value),
            "icon": "alarm",
            "tone": "red" if late else "",
        },
        {
            "label": _("今日到期"),
            "number": due,
            "url": matters(**todo, due_by=today),
            "icon": "hourglass",
            "tone": "amber" if due else "",
        },
    ]
