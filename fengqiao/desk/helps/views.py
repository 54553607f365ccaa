"""Help at a station: one page for a thumb, three taps; and the figures by station and month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none, whole_or_none, year_of
from fengqiao.desk.words import in_language, name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.helps import actions
from fengqiao.helps.actions import NewSession
from fengqiao.helps.queries import READERS, by_station, last_venue, latest
from fengqiao.helps.terms import Helped, HelpOutcome
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import desk_at, note_export
from fengqiao.orgs.queries import Viewer, venues
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.catalogue.help import Helps
    from fengqiao.orgs.models import Venue

HELPED = {Helped.SENIOR: gettext_lazy("老年人"), Helped.OTHER: gettext_lazy("其他人")}
OUTCOMES = {HelpOutcome.SOLVED: gettext_lazy("当场办好"), HelpOutcome.PASSED: gettext_lazy("转为事项")}
TONES = {HelpOutcome.SOLVED: "green", HelpOutcome.PASSED: "blue"}
LENGTHS, USUAL, SHOWN, YEARS = (5, 10, 20, 30, 60), 10, 5, 3


def _stations(viewer: Viewer, helps: Helps) -> list[Venue]:
    """Return the stations that somebody may choose: of their own units first, else those of the places they cover."""
    every = [each for each in venues() if helps.is_station(each.kind)]
    mine = [
        each
        for each in every
        if each.unit_id in {viewer.unit_id, *viewer.seen_units} or each.area_id in viewer.seen_areas
    ]
    return mine or every


@require_http_methods(["GET", "POST"])
@staff_only(Right.TAKE_IN)
def record(request: DeskRequest) -> HttpResponse:
    """Show the page of three taps, and write the session down; what was tapped stays where something is wanting."""
    now, post, status = timezone.now(), request.POST, 200
    if request.method == "POST":
        try:
            row = actions.record_help(told=_told(request), desk=desk_at(now), by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(
                request, _("记下了。") if row.matter_id is None else _("记下了，已转为事项，来源留着这次帮办。")
            )
            return redirect("matter", matter_id=row.matter_id) if row.matter_id else redirect("helps")
    helps = pack_on(now).pack.helps
    kinds, chosen = helps.kinds, _chosen(post.get("venue", ""), request.viewer)
    context = {
        "press": post.get("press", "") or str(new_id()),
        "kinds": [(code, name_of(kind), code == post.get("kind")) for code, kind in kinds.items()],
        "helped": [(each.value, word, each.value == post.get("helped", Helped.SENIOR.value)) for each, word in HELPED.items()],
        "lengths": [(each, str(each) == post.get("minutes", str(USUAL))) for each in LENGTHS],
        "venues": [(str(each.id), name_of(each), str(each.id) == chosen) for each in _stations(request.viewer, helps)],
        "text": post.get("text", ""),
        "opened": status != 200 and "passed" in post,
        "lately": [_line(row, kinds) for row in latest(request.viewer, SHOWN)],
        "may_see": any(request.viewer.may(right) for right in READERS),
    }  # fmt: skip
    return render(request, "desk/helps.html", context, status=status)


def _chosen(typed: str, viewer: Viewer) -> str:
    last = last_venue(viewer)
    return typed or (str(last) if last else "")


def _told(request: DeskRequest) -> NewSession:
    post = request.POST
    press, venue = id_or_none(post.get("press", "")), id_or_none(post.get("venue", ""))
    if venue is None:
        raise Problem("help-venue", "请选在哪个站点。")
    return NewSession(
        press=press or new_id(), venue_id=venue, kind=post.get("kind", ""), helped=post.get("helped", ""),
        minutes=whole_or_none(post.get("minutes", "")) or 0, passed="passed" in post, text=post.get("text", ""),
    )  # fmt: skip


def _line(row: Any, kinds: Any) -> dict[str, Any]:
    outcome = HelpOutcome(row.outcome)
    return {
        "at": row.at,
        "kind": name_of(kinds[row.kind]) if row.kind in kinds else row.kind,
        "venue": name_of(row.venue),
        "minutes": row.minutes,
        "outcome": row.outcome,
        "word": OUTCOMES[outcome],
        "tone": TONES[outcome],
        "matter": row.matter_id,
    }


def _year(request: DeskRequest) -> tuple[int, list[dict[str, Any]], dict[str, int]]:
    """Return the year, its stations with their months, and the sums."""
    year, zone = year_of(request, timezone.localdate()), timezone.get_default_timezone()
    since, until = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    found: dict[UUID, dict[str, Any]] = {}
    sums: dict[str, int] = defaultdict(int)
    for line in by_station(request.viewer, since, until):
        name = in_language(line.name, line.name_en)
        station = found.setdefault(
            line.venue, {"name": name, "months": [0] * 12, "sessions": 0, "minutes": 0, "seniors": 0, "passed": 0}
        )
        station["months"][line.month - 1] += line.sessions
        for key in ("sessions", "minutes", "seniors", "passed"):
            station[key] += getattr(line, key)
            sums[key] += getattr(line, key)
    return year, list(found.values()), dict(sums)


@require_GET
@staff_only(*READERS)
def figures(request: DeskRequest) -> HttpResponse:
    """Show how often people were helped, by station and month of a year."""
    (year, stations, sums), this = _year(request), timezone.localdate().year
    solved = sums.get("sessions", 0) - sums.get("passed", 0)
    tiles = [
        {"label": _("帮办次数"), "number": sums.get("sessions", 0), "icon": "users", "tone": ""},
        {"label": _("帮老年人"), "number": sums.get("seniors", 0), "icon": "accessible", "tone": ""},
        {"label": _("当场办好"), "number": solved, "icon": "circle-check", "tone": ""},
        {"label": _("用时（小时）"), "number": round(sums.get("minutes", 0) / 60), "icon": "clock", "tone": ""},
    ]
    context = {
        "year": year, "years": sorted({year, *range(this - YEARS, this + 1)}), "stations": stations, "tiles": tiles, "months": [date(year, month, 1) for month in range(1, 13)],
        "may_record": request.viewer.may(Right.TAKE_IN), "may_export": request.viewer.may(Right.EXPORT),
    }  # fmt: skip
    return render(request, "desk/helps_figures.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the figures by station and month as Excel."""
    year, stations, _sums = _year(request)
    months = [Column(_("%(n)s 月") % {"n": month}) for month in range(1, 13)]
    columns = (
        Column(_("站点"), ColumnKind.TEXT, 24),
        *months,
        Column(_("合计")),
        Column(_("帮老年人")),
        Column(_("转为事项")),
        Column(_("分钟数")),
    )
    cells = [
        [each["name"], *each["months"], each["sessions"], each["seniors"], each["passed"], each["minutes"]]
        for each in stations
    ]
    note_export(by=request.viewer, rows=len(cells), at=timezone.now(), of="helps")
    return sent([SheetSpec(name=_("e 站帮办"), columns=columns, rows=cells)], f"fengqiao-helps-{year}.xlsx")
