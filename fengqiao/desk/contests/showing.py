"""What the page and the printed list of a contest show."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.contests.queries import Sheet, corrections_of, judge_in, rule_of, runs_contest, sees_scores, sheet_of
from fengqiao.contests.terms import Better, ContestState, CorrectionWhy, Total
from fengqiao.desk.contest_words import BETTERS, STATES, TIES, TONES, WHYS, figure_of, total_of
from fengqiao.desk.duty_words import place_of, title_of
from fengqiao.desk.fields import Plain, chosen, unit_list
from fengqiao.desk.words import name_of
from fengqiao.orgs.queries import Viewer, directory, staff_names, staff_seen_ids

if TYPE_CHECKING:
    from fengqiao.contests.models import Contest, Team


def contest_context(viewer: Viewer, row: Contest, pack: Pack, now: datetime, data: Any = None) -> dict[str, Any]:
    """Return all that a contest's page shows to a viewer."""
    sheet, runs, sees = sheet_of(row, at=now), runs_contest(viewer, row), sees_scores(viewer, row)
    open_, judge = row.state == ContestState.OPEN.value, judge_in(viewer, row)
    rule, signed = rule_of(row, now), any(each.signed_at for each in sheet.judges)
    return {
        "row": row, "activity": row.activity, "title": title_of(row.activity, pack), "place": place_of(row.activity), "unit": name_of(row.activity.unit),
        "word": STATES[ContestState(row.state)], "tone": TONES[row.state], "open": open_, "runs": runs and open_, "sees": sees,
        "disciplines": [{"id": each.id, "name": each.name, "better": BETTERS[Better(each.better)], "most": figure_of(each.most) if each.most else ""} for each in sheet.disciplines],
        "teams": [{"id": each.id, "name": each.name, "unit": name_of(each.unit) if each.unit else ""} for each in sheet.teams],
        "judges": [{"id": each.id, "name": each.staff.name, "signed": each.signed_at, "given": sum(key[0] == each.id for key in sheet.scores)} for each in sheet.judges],
        "wanted": len(sheet.teams) * len(sheet.disciplines), "lines": _lines(sheet) if sees else [], "total_word": _total_word(row, rule.points),
        "ties": [TIES[each] for each in rule.ties], "trim": rule.trim_from, "corrections": _corrections(row) if sees else [],
        "unsigned": sum(each.signed_at is None for each in sheet.judges), "fixed": signed, "sealed_by": staff_names([row.sealed_by]).get(row.sealed_by, "") if row.sealed_by else "",
        "grid": _grid(sheet, judge.id, data) if judge and open_ and judge.signed_at is None else None, "begun": row.activity.starts <= now, "judge": judge,
        "forms": _forms(viewer, row, sheet, now) if runs and open_ else {},
    }  # fmt: skip


def _total_word(row: Contest, points: tuple[int, ...]) -> str:
    if row.total == Total.SCORES.value:
        return _("各项得分相加")
    return _("各项按名次计分：%(points)s") % {"points": " · ".join(str(each) for each in points)}


def _lines(sheet: Sheet) -> list[dict[str, Any]]:
    names = {each.id: each for each in sheet.teams}
    total = Total(sheet.contest.total)
    return [
        {
            "place": each.place, "shared": each.shared, "name": names[each.team].name, "unit": _unit(names[each.team]),
            "total": total_of(each.total, total),
            "results": [(one.name, figure_of(each.results.get(one.id)), each.places.get(one.id)) for one in sheet.disciplines],
        }
        for each in sheet.standings
    ]  # fmt: skip


def _unit(team: Team) -> str:
    return name_of(team.unit) if team.unit else ""


def _grid(sheet: Sheet, judge: UUID, data: Any) -> list[dict[str, Any]]:
    """The judge's own scores as fields, what was typed and refused standing in them."""

    def cell(discipline: UUID, team: UUID) -> str:
        there = sheet.scores.get((judge, discipline, team))
        return figure_of(there.value) if there else ""

    return [
        {
            "team": team.name,
            "cells": [
                {"name": f"s.{each.id}.{team.id}", "label": each.name, "value": (data or {}).get(f"s.{each.id}.{team.id}", cell(each.id, team.id))}
                for each in sheet.disciplines
            ],
        }
        for team in sheet.teams
    ]  # fmt: skip


def _corrections(row: Contest) -> list[dict[str, Any]]:
    found = corrections_of(row)
    names = staff_names({each.by_id for each in found})
    return [
        {
            "team": each.score.team.name, "discipline": each.score.discipline.name, "judge": each.score.judge.staff.name, "was": figure_of(each.was),
            "now": figure_of(each.now), "why": WHYS[CorrectionWhy(each.why)], "by": names.get(each.by_id, "–"), "at": each.at,
        }
        for each in found
    ]  # fmt: skip


def _name(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=20)


def score_field(label: str, hint: str = "") -> forms.CharField:
    """Return a field for a score."""
    attrs = {"inputmode": "decimal", "maxlength": 10}
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.TextInput(attrs=attrs))


def _forms(viewer: Viewer, row: Contest, sheet: Sheet, now: datetime) -> dict[str, Plain]:
    betters = [(each.value, BETTERS[each]) for each in Better if each is Better.HIGH or row.total == Total.PLACES.value]
    people = [(str(who), name) for who, name in staff_seen_ids(viewer, at=now)][:500]
    units = unit_list(directory(at=now))
    signed = [each for each in sheet.judges if each.signed_at and each.staff_id != viewer.staff_id]
    found = {
        "discipline": Plain("dis", None, name=_name(_("项目")), better=forms.ChoiceField(label=_("怎样算好"), required=False, choices=betters), most=score_field(_("满分"), _("可以不填"))),
        "team": Plain("team", None, name=_name(_("队名")), unit=forms.ChoiceField(label=_("哪个单位"), required=False, choices=[("", _("不属于哪个单位")), *units])),
        "judge": Plain("judge", None, staff=chosen(_("评委"), people)),
    }  # fmt: skip
    if signed:
        found["correct"] = Plain(
            "fix", None, judge=chosen(_("哪位评委"), [(str(each.id), each.staff.name) for each in signed]),
            discipline=chosen(_("项目"), [(str(each.id), each.name) for each in sheet.disciplines]), team=chosen(_("哪支队"), [(str(each.id), each.name) for each in sheet.teams]),
            value=score_field(_("更正为")), why=chosen(_("为什么更正"), [(each.value, WHYS[each]) for each in CorrectionWhy]),
        )  # fmt: skip
    return found
