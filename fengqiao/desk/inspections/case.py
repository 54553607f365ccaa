"""What the page of one finding shows: its course, its clock, what this viewer may do next, and the effect."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.desk.inspections.forms import MoveForm, WatchForm
from fengqiao.desk.inspections.inspections import where_of
from fengqiao.desk.inspections.rows import lamp_of, owner_of
from fengqiao.desk.inspections.words import (
    EFFECT_TONES,
    EFFECTS,
    MOVE_ICONS,
    MOVE_TONES,
    MOVES,
    OWNERS,
    PAPERS,
    SEVERITIES,
    SEVERITY_TONES,
    SOURCES,
    STATE_TONES,
    STATES,
)
from fengqiao.desk.matters.clocks import clock_bar
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import acting, labelled, name_of
from fengqiao.inspections.queries import FindingCase, actor_of, counted_months, effect_of
from fengqiao.inspections.rules.effect import Compared
from fengqiao.inspections.rules.remedies import checks, owns, why_not_recheck
from fengqiao.inspections.terms import Effect, FindingMove, FindingSource, FindingState, Owner, Severity, SitePaper
from fengqiao.look import charts
from fengqiao.matters.queries import named
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import FileCard, files_by_holder


def context_of(request: DeskRequest, case: FindingCase, opened: str = "") -> dict[str, Any]:
    """Return everything that the page shows."""
    now, viewer, row = timezone.now(), request.viewer, case.finding
    pack, units = pack_on(now).pack, directory(at=now)
    lamp, lamp_word = lamp_of(row, now)
    files = {} if row.erased_at else files_by_holder(row.id)
    forms = _forms(viewer, case, pack, now)
    matter = named(viewer, [row.matter_id]).get(row.matter_id) if row.matter_id else None
    bar = clock_bar(row.id, "remedy", case.clock, pack, now) if case.clock and case.clock.due_at else None
    return {
        "row": row,
        "title": row.title or row.number,
        "state_word": STATES[FindingState(row.state)],
        "tone": STATE_TONES[row.state],
        "lamp": lamp,
        "lamp_word": lamp_word,
        "severity": SEVERITIES[Severity(row.severity)],
        "severity_tone": SEVERITY_TONES[row.severity],
        "source": SOURCES[FindingSource(row.source)],
        "owner": owner_of(row),
        "owner_kind": OWNERS[Owner(row.owner)],
        "where": where_of(row, units),
        "checker": name_of(row.unit),
        "matter": matter,
        "entries": _entries(case, files, units),
        "clock": bar,
        "forms": forms,
        "first": next(iter(forms), ""),
        "opened": opened,
        "waits_for": _waits_for(case, viewer, bool(forms)),
        "papers": [(each.value, word) for each, word in PAPERS.items() if _printable(case, each)],
        "pair": _pair(case, files),
        "effect": _effect(viewer, case, pack, now),
        "watch": _watch_form(viewer, case, pack, now),
    }


def _printable(case: FindingCase, paper: SitePaper) -> bool:
    looked = any(step.move in {FindingMove.PASS.value, FindingMove.SEND_BACK.value} for step in case.steps)
    return case.finding.erased_at is None and (paper is SitePaper.NOTICE or looked)


def _entries(case: FindingCase, files: dict[Any, list[FileCard]], units: Directory) -> list[dict[str, Any]]:
    names = staff_names([step.staff_id for step in case.steps])
    return [
        {
            "actor": acting(names.get(step.staff_id, ""), step.codes, names) if step.move != FindingMove.REMIND.value else "",
            "unit": name_of(step.unit) if step.move != FindingMove.REMIND.value else "",
            "moment": step.at,
            "action": MOVES[FindingMove(step.move)],
            "icon": MOVE_ICONS[FindingMove(step.move)],
            "text": step.text,
            "tone": "red" if step.codes.get("late") == "yes" else MOVE_TONES.get(step.move, ""),
            "details": _details(step.codes),
            "files": [file_line(card) for card in files.get(step.id, [])],
        }
        for step in reversed(case.steps)
    ]  # fmt: skip


def file_line(card: FileCard) -> dict[str, Any]:
    """Return a file as a timeline shows it."""
    small = reverse("site-file-small", args=[card.id]) if card.has_small else ""
    return {"name": card.name, "url": reverse("site-file", args=[card.id]), "small": small, "note": ""}


def _details(codes: dict[str, Any]) -> str:
    said = []
    if "amount" in codes:
        said.append(ngettext("%(n)s 个工作日", "%(n)s 个工作日", codes["amount"]) % {"n": codes["amount"]})
    if "times" in codes:
        said.append(_("第 %(n)s 次退回") % {"n": codes["times"]})
    if codes.get("on_spot") == "yes":
        said.append(_("当场改正"))
    if codes.get("again") == "yes":
        said.append(_("补充材料"))
    if "late" in codes:
        said.append(_("整改期限已过，已告知检查单位") if codes["late"] == "yes" else _("整改期限快到了"))
    if "kept" in codes:
        said.append(_("按期整改") if codes["kept"] == "yes" else _("逾期整改"))
    return format_html_join(" · ", "{}", ((each,) for each in said))


def _forms(viewer: Viewer, case: FindingCase, pack: Pack, now: datetime) -> dict[str, dict[str, Any]]:
    """The buttons of this viewer, the next step first."""
    row, actor = case.finding, actor_of(viewer)
    state = FindingState(row.state)
    owner = owns(actor, case.sides) and (viewer.may(Right.HANDLE) or row.owner_staff_id == viewer.staff_id)
    checker = viewer.may(Right.INSPECT) and why_not_recheck(actor, case.sides) is None
    found: dict[str, dict[str, Any]] = {}
    days = _("延长几个工作日")
    if state is FindingState.SUBMITTED and checker:
        found["pass"] = _move(
            MoveForm("pass", files=True, label=_("复查情况")), _("复查通过"), "circle-check", files=True
        )
        found["send_back"] = _move(
            MoveForm("back", files=True, label=_("哪里还没有整改到位")), _("退回整改"), "arrow-back-up", files=True
        )
    if state in {FindingState.OPEN, FindingState.SUBMITTED} and owner:
        word = _("报请复查") if state is FindingState.OPEN else _("补充材料")
        found["submit"] = _move(MoveForm("submit", files=True, label=_("怎么整改的")), word, "send", files=True)
    if state is FindingState.OPEN:
        if checker:
            form = MoveForm("extend", days=days, label=_("理由"), asked=row.asked)
            found["extend"] = _move(form, _("批准延期"), "calendar-plus")
            if row.asked:
                found["decline"] = _move(MoveForm("decline", label=_("理由")), _("不同意延期"), "ban")
        if owner and not row.asked:
            found["ask"] = _move(MoveForm("ask", days=days, label=_("理由")), _("申请延期"), "calendar-plus")
    if state in {FindingState.OPEN, FindingState.SUBMITTED} and checker:
        found["withdraw"] = _move(MoveForm("withdraw", label=_("为什么撤销")), _("撤销问题"), "circle-x")
    return found


def _move(form: MoveForm, label: str, icon: str, *, files: bool = False) -> dict[str, Any]:
    return {"form": form, "label": label, "icon": icon, "files": files}


def _waits_for(case: FindingCase, viewer: Viewer, acts: bool) -> str:  # noqa: FBT001
    row = case.finding
    if row.state == FindingState.OPEN.value and row.asked:
        return _("已申请延期 %(n)s 个工作日，等检查单位决定。") % {"n": row.asked}
    if row.state == FindingState.OPEN.value and not acts:
        return _("等%(who)s整改。") % {"who": owner_of(row)}
    if row.state == FindingState.SUBMITTED.value:
        refusal = why_not_recheck(actor_of(viewer), case.sides)
        return _("等%(who)s复查。") % {"who": name_of(row.unit)} if refusal or not viewer.may(Right.INSPECT) else ""
    return ""


def _pair(case: FindingCase, files: dict[Any, list[FileCard]]) -> list[dict[str, Any]]:
    """The first picture of how it was and the last of how it is, side by side; nothing without both."""
    raised = [card for step in case.steps if step.move == FindingMove.RAISE.value for card in files.get(step.id, [])]
    after = [
        card
        for step in case.steps
        if step.move in {FindingMove.SUBMIT.value, FindingMove.PASS.value}
        for card in files.get(step.id, [])
    ]
    one = next((card for card in raised if card.has_small), None)
    two = next((card for card in reversed(after) if card.has_small), None)
    if one is None or two is None:
        return []
    return [{"word": _("整改前"), **file_line(one)}, {"word": _("整改后"), **file_line(two)}]


def _watch_form(viewer: Viewer, case: FindingCase, pack: Pack, now: datetime) -> WatchForm | None:
    row = case.finding
    may = viewer.may(Right.INSPECT) and checks(actor_of(viewer), case.sides)
    fits = row.area_id and not row.erased_at and row.state != FindingState.WITHDRAWN.value and pack.inspections.counts
    ended = timezone.localdate(row.ended_at or row.submitted_at or now)
    return WatchForm(pack, row.place, ended, row.watch) if may and fits else None


def _effect(viewer: Viewer, case: FindingCase, pack: Pack, now: datetime) -> dict[str, Any] | None:
    row = case.finding
    found = effect_of(viewer, row, pack, at=now)
    if found is None:
        return None
    months = counted_months(viewer, row, pack, at=now)
    count = pack.inspections.counts[row.watch["count"]]
    labels = [f"{first:%m-%d}" for first, _n, _after in months]
    before = [None if after else n for _first, n, after in months]
    later = [n if after else None for _first, n, after in months]
    today = timezone.localdate(now)
    return {
        "word": EFFECTS[found.effect],
        "tone": EFFECT_TONES[found.effect.value],
        "said": _said(found, pack, today),
        "count": name_of(count),
        "place": row.watch.get("place", ""),
        "remedied": date.fromisoformat(row.watch["from"]),
        "found": found,
        "before_rate": f"{found.before_rate:.1f}",
        "after_rate": f"{found.after_rate:.1f}" if found.after_span.days else "–",
        "ratio": f"{found.ratio:.2f}" if found.ratio is not None else "–",
        "interval": _interval(found),
        "source": known(pack, "effect.months", today).source,
        "chart": _picture(labels, before, later),
        "chart_label": labelled(name_of(count), _("整改前后每 30 天")),
    }


def _picture(labels: list[str], before: list[int | None], later: list[int | None]) -> charts.Chart:
    """Columns of 30 days each, grey before and blue after; the day of the remedy stands between them as an empty place."""
    place = next((n for n, number in enumerate(later) if number is not None), len(later))
    mark = [None]
    return charts.stacked(
        [*labels[:place], _("整改日"), *labels[place:]],
        {_("整改前"): [*before[:place], *mark, *before[place:]], _("整改后"): [*later[:place], *mark, *later[place:]]},
        name=_("从这天起的 30 天"),
        tones={_("整改前"): "grey", _("整改后"): "blue"},
    )


def _interval(found: Compared) -> str:
    if found.low is None:
        return "–"
    high = "∞" if found.high is None else f"{found.high:.2f}"
    return f"{found.low:.2f} – {high}"


def _said(found: Compared, pack: Pack, today: date) -> str:
    """What may be said of the effect, in one sentence."""
    match found.effect:
        case Effect.EARLY:
            days = known(pack, "effect.early_days", today).number
            return _("整改后才 %(n)s 天，满 %(days)s 天再看。") % {"n": found.after_span.days, "days": days}
        case Effect.FEW:
            return _("前后一共才 %(n)s 起，数量太少，说明不了什么。") % {"n": found.before + found.after}
        case Effect.LESS:
            return _("整改后明显少了，不像是碰巧。")
        case Effect.MORE:
            return _("整改后反而多了，不像是碰巧。")
        case _:
            return _("有多有少，可能只是碰巧，看不出变化。")
