"""The conference about whose a matter is, on its page: who was asked, what each said, and the forms to go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.fields import Choices
from fengqiao.desk.matters.forms import MoveForm, choice_of, reasons_of, text_of
from fengqiao.desk.words import CALLER_PARTS, VIEWS, name_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.rules.conferring import opinions, takers
from fengqiao.matters.rules.diverting import HOTLINES
from fengqiao.matters.terms import CallerPart, MatterState, Move, TaskRole, View
from fengqiao.orgs.queries import Directory, Viewer
from fengqiao.orgs.terms import Right

TONES = {View.OURS: "green", View.THEIRS: "amber", View.SHARED: "blue"}
SEVERAL = ("unit", "unit_2", "unit_3")


def holds(viewer: Viewer, case: Dossier) -> bool:
    """Say whether the viewer's unit calls and ends a conference: the lead where it is 110 or 12345, before it the centre."""
    if case.matter.state == MatterState.TRIAGE.value:
        return viewer.may(Right.ROUTE) and case.matter.unit_id in viewer.seen_units
    task = case.task_of(viewer)
    is_lead = task is not None and task.role == TaskRole.LEAD.value
    return viewer.may(Right.HANDLE) and is_lead and task is not None and task.unit.line in HOTLINES


def may_confer(viewer: Viewer, case: Dossier) -> bool:
    """Say whether the viewer may ask others whose it is."""
    row = case.matter
    free = not (row.conferring or row.urgent or row.sealed or row.ruling or row.merged_into_id or case.passed_on)
    return free and row.state != MatterState.CLOSED.value and holds(viewer, case)


def asked_of(viewer: Viewer, case: Dossier) -> bool:
    """Say whether the viewer's unit was asked."""
    asked = any(t.role == TaskRole.CONFER.value and t.unit_id in viewer.seen_units for t in case.tasks)
    return case.matter.conferring and viewer.may(Right.HANDLE) and asked


def card(case: Dossier, units: Directory) -> dict[str, Any] | None:
    """Return the conference that is on: since when, with or without the person, each unit with its last words."""
    if not case.matter.conferring:
        return None
    began = next(e for e in reversed(case.entries) if e.move == Move.CONFER.value)
    said = {e.codes["of"]: e for e in case.entries if e.move == Move.OPINE.value and e.at >= began.at}
    rows = []
    for unit_id in began.codes["units"]:
        known, entry = units.units.get(UUID(unit_id)), said.get(unit_id)
        view = View(entry.codes["view"]) if entry else None
        reason = case.published.pack.reason(ReasonUse.RETURN, entry.codes.get("reason", "")) if entry else None
        rows.append(
            {
                "unit": name_of(known) if known else "–",
                "view": view.value if view else "waiting",
                "word": VIEWS[view] if view else _("还没有意见"),
                "tone": TONES[view] if view else "line",
                "text": entry.text if entry else "",
                "reason": name_of(reason) if reason else "",
                "at": entry.at if entry else None,
            }
        )
    return {
        "since": began.at,
        "caller": CALLER_PARTS[CallerPart(began.codes["caller"])],
        "rows": rows,
        "text": began.text,
    }


def forms_of(case: Dossier, viewer: Viewer, units: Directory) -> dict[str, MoveForm]:
    """Return the forms that a viewer can use: asking, saying, ending."""
    made: dict[str, MoveForm] = {}
    if may_confer(viewer, case):
        choices: Choices = [(str(c.id), name_of(c)) for c in units.receivers() if c.id != case.matter.unit_id]
        labels = (_("邀请单位"), _("还邀请（可不选）"), _("还邀请（可不选）"))
        several: dict[str, forms.Field] = {
            name: choice_of(label, choices) for name, label in zip(SEVERAL, labels, strict=True)
        }
        for name in SEVERAL[1:]:
            several[name].required = False
        parts: Choices = [(part.value, str(word)) for part, word in CALLER_PARTS.items()]
        made["confer"] = MoveForm(
            "confer",
            {
                **several,
                "caller": choice_of(_("反映人"), parts),
                "text": text_of(_("要商量什么"), rows=2, required=False, hint=_("作出结论前，仍由本单位负责")),
            },
        )
    by_phone = case.matter.conferring and holds(viewer, case)
    if by_phone or asked_of(viewer, case):
        asked = [t.unit for t in case.tasks if t.role == TaskRole.CONFER.value]
        whose: dict[str, forms.Field] = {"unit": choice_of(_("哪家单位说的"), [(str(u.id), name_of(u)) for u in asked])}
        made["opine"] = MoveForm(
            "opine",
            {
                **(whose if by_phone else {}),
                "view": choice_of(_("意见"), [(view.value, str(word)) for view, word in VIEWS.items()]),
                "reason": forms.ChoiceField(
                    label=_("不归本单位的条款"),
                    required=False,
                    choices=[("", _("不适用")), *reasons_of(case, ReasonUse.RETURN)],
                ),
                "text": text_of(_("谁说的、怎么说的") if by_phone else _("说明"), rows=2, required=by_phone),
            },
        )
    if by_phone:
        said = takers(opinions((e.move, e.codes) for e in case.entries))
        ready = [(unit, name_of(units.units[UUID(unit)])) for unit in said if UUID(unit) in units.units]
        reasons = text_of(_("结论说明"), rows=2, required=False)
        if ready:
            made["agree"] = MoveForm("agree", {"unit": choice_of(_("商定由谁承办"), ready), "text": reasons})
        made["keep"] = MoveForm("keep", {"text": reasons})
        made["refer"] = MoveForm("refer", {"text": reasons})
    return made
