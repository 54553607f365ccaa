"""The check of a return on a matter's page: whose it is, by which clause, by when, and the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.matters.forms import MoveForm, choice_of, text_of
from fengqiao.desk.words import CHECK_OUTCOMES, in_language, name_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.terms import MatterState, Move, TaskRole
from fengqiao.orgs.queries import Directory, Viewer
from fengqiao.orgs.terms import Right


def may_check(viewer: Viewer, case: Dossier) -> bool:
    """Say whether the viewer checks the return that waits: in the centre that routes it, else as its lead."""
    row = case.matter
    if row.check_of is None or row.conferring or row.merged_into_id or row.state == MatterState.CLOSED.value:
        return False
    if row.state == MatterState.TRIAGE.value:
        return viewer.may(Right.ROUTE) and row.unit_id in viewer.seen_units
    task = case.task_of(viewer)
    return viewer.may(Right.HANDLE) and task is not None and task.role == TaskRole.LEAD.value


def card(case: Dossier, units: Directory) -> dict[str, Any] | None:
    """Return the return that waits: the unit, its clause with what it rests on, its words, since when, until when."""
    if case.matter.check_of is None or case.matter.state == MatterState.CLOSED.value:
        return None
    entry = next((e for e in reversed(case.entries) if e.move == Move.RETURN.value), None)
    if entry is None:
        return None
    unit = units.units.get(case.matter.check_of)
    reason = case.published.pack.reason(ReasonUse.RETURN, entry.codes.get("reason", ""))
    clocks = [row for row, _found in case.clocks if row.code == "check" and row.stopped_at is None]
    return {
        "unit": name_of(unit) if unit else "–",
        "clause": f"{in_language(reason.clause, '')} {name_of(reason)}".strip() if reason else "",
        "source": reason.source if reason else "",
        "text": entry.text,
        "since": entry.at,
        "due": clocks[0].due_at if clocks else None,
    }


def form_of(case: Dossier) -> MoveForm:
    """Return the form of the check."""
    outcomes = [(outcome.value, str(word)) for outcome, word in CHECK_OUTCOMES.items()]
    hint = _("退错了的，写明对照条款看出来的理由；对方再退回，次数照算")
    words = text_of(_("核查情况"), rows=2, required=False, hint=hint)
    return MoveForm("check", {"outcome": choice_of(_("核查结论"), outcomes), "text": words})
