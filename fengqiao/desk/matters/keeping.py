"""What a matter's page says about personal data: until when it is kept, and who looked at it for what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.words import PERSONAL_GROUPS, in_language, listed, name_of
from fengqiao.ledger.queries import events_about
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import Dossier, kept_until
from fengqiao.orgs.queries import Directory, Viewer, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.vault.terms import PersonalGroup


def kept(case: Dossier, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Until when the matter's personal data and words are kept, for those who handle such data; that it is gone, for all."""
    found = kept_until(case.matter, now=now)
    if found.destroyed_at:
        return {"destroyed": found.destroyed_at}
    if not (viewer.may(Right.UNMASK) or viewer.may(Right.SUPERVISE)):
        return {}
    if found.held:
        return {"held": True}
    return {"until": found.term.last_day, "source": in_language(found.term.source, "")} if found.term else {}


def looks(case: Dossier, viewer: Viewer, units: Directory) -> list[dict[str, Any]]:
    """Who looked at personal data of the matter, when, at what and for what: for those in charge alone."""
    if not viewer.may(Right.SUPERVISE):
        return []
    events = events_about(case.matter.id, EventKind.PERSONAL_UNMASKED)
    names = staff_names({event.staff_id for event in events})
    return [
        {
            "at": event.at,
            "who": names.get(event.staff_id, ""),
            "unit": name_of(units.units[event.unit_id]) if event.unit_id in units.units else "",
            "what": _groups(event.attributes.get("groups", "")),
            "purpose": _purpose(case, event.attributes.get("purpose", "")),
        }
        for event in events
    ]


def _groups(codes: str) -> str:
    known = set(PersonalGroup)
    return listed(str(PERSONAL_GROUPS[PersonalGroup(code)]) for code in codes.split(".") if code in known)


def _purpose(case: Dossier, code: str) -> str:
    reason = case.published.pack.reason(ReasonUse.UNMASK, code)
    return name_of(reason) if reason else code
