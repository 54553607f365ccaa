"""Findings as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.desk.inspections.words import SEVERITIES, SEVERITY_TONES, SOURCES, STATE_TONES, STATES
from fengqiao.desk.words import entered, name_of
from fengqiao.inspections.terms import FindingSource, FindingState, Owner, Severity

if TYPE_CHECKING:
    from fengqiao.inspections.models import Finding


def tabs_of(active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = (("findings", _("整改")), ("inspections", _("联合检查")))
    return [{"label": label, "url": reverse(name), "active": name == active} for name, label in pages]


def lamp_of(row: Finding, now: datetime) -> tuple[str, str]:
    """Return the lamp of a finding with its word."""
    state = FindingState(row.state)
    if state is FindingState.PASSED:
        return "done", _("按期整改") if row.kept else _("逾期整改")
    if state is FindingState.SUBMITTED:
        return "pause", _("待复查")
    if state is FindingState.WITHDRAWN or row.due_at is None:
        return "wait", _("已撤销")
    if row.due_at < now:
        return "late", _("已超期")
    return ("soon", _("将到期")) if row.soon_at and row.soon_at <= now else ("ok", _("正常"))


def owner_of(row: Finding, *, whole: bool = False) -> str:
    """Return who puts it right, the unit last; on paper by its whole name."""
    name = row.owner_unit.name if whole else row.owner_unit.short or row.owner_unit.name
    unit = entered(name, row.owner_unit.name_en)
    if row.owner == Owner.PERSON.value and row.owner_staff:
        return f"{row.owner_staff.name} · {unit}"
    if row.owner == Owner.VENUE.value and row.venue:
        return f"{name_of(row.venue)} · {unit}"
    return unit


def finding_lines(rows: Iterable[Finding], now: datetime) -> list[dict[str, Any]]:
    """Return findings as lines of a table."""
    lines = []
    for row in rows:
        lamp, word = lamp_of(row, now)
        lines.append(
            {
                "id": row.id,
                "url": reverse("finding", args=[row.id]),
                "number": row.number,
                "title": row.title or row.number,
                "lamp": lamp,
                "lamp_word": word,
                "state": row.state,
                "word": STATES[FindingState(row.state)],
                "tone": STATE_TONES[row.state],
                "severity": SEVERITIES[Severity(row.severity)],
                "severity_tone": SEVERITY_TONES[row.severity],
                "source": SOURCES[FindingSource(row.source)],
                "owner": owner_of(row),
                "due_at": row.due_at,
                "found_at": row.found_at,
                "ended_at": row.ended_at,
                "sent_back": row.sent_back,
            }
        )
    return lines
