"""The counter: one screen that takes any kind in, shows where it will go while it is typed, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.model import AT_INTAKE, Kind
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import DOORS, in_language, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import parse_moment
from fengqiao.matters.actions import Desk, Outcome, Proposal, Telling, desk_at, propose, receive_one
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.vault.actions import Upload

HUMAN_DOORS = (Door.COUNTER, Door.PHONE, Door.POST, Door.VOLUNTEER)
SOURCE = "desk"


@require_http_methods(["GET", "POST"])
@staff_only(Right.TAKE_IN)
def intake(request: DeskRequest) -> HttpResponse:
    """Show the form; take a telling in and show its matter, or the form again with every problem beside its field."""
    now = timezone.now()
    desk = desk_at(now)
    problems: dict[str, str] = {}
    if request.method == "POST":
        telling, found = _telling(request, desk, now)
        problems = {field: say(problem) for field, problem in found.items()}
        if not problems:
            uploads = [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]
            try:
                received = receive_one(telling=telling, uploads=uploads, desk=desk, by=request.viewer, at=now)
            except Problem as problem:
                problems["files" if problem.code.startswith(("file", "picture")) else ""] = say(problem)
            else:
                if received.outcome is Outcome.NEW and received.matter_id:
                    messages.success(request, _("已登记，编号 %(number)s。") % {"number": received.number})
                    return redirect("matter", matter_id=received.matter_id)
                if received.outcome is Outcome.KNOWN and received.matter_id:
                    messages.info(request, _("这件诉求刚才已经登记过，这里是原来的事项。"))
                    return redirect("matter", matter_id=received.matter_id)
                problems |= {field: say(problem) for field, problem in received.problems}
    context = _context(request, desk, now, problems)
    return render(request, "desk/intake.html", context, status=422 if problems else 200)


@require_GET
@staff_only(Right.TAKE_IN)
def kind_fields(request: DeskRequest) -> HttpResponse:
    """Return the fields of the kind that was chosen."""
    desk = desk_at(timezone.now())
    kind = desk.published.pack.kinds.get(request.GET.get("kind", ""))
    return render(request, "desk/_kind_fields.html", {"fields": _fields(kind, request.GET, {}) if kind else []})


@require_POST
@staff_only(Right.TAKE_IN)
def preview(request: DeskRequest) -> HttpResponse:
    """Return where the telling would go as it stands, and why; nothing is kept."""
    now = timezone.now()
    desk = desk_at(now)
    telling, _problems = _telling(request, desk, now)
    if len(telling.text) < 4 and len(telling.title) < 4:
        return render(request, "desk/_proposal.html", {"proposal": None})
    prediction = desk.predict([telling])[0]
    proposal = propose(desk, telling, prediction)
    return render(request, "desk/_proposal.html", {"proposal": _proposal(proposal, desk)})


def _proposal(proposal: Proposal, desk: Desk) -> dict[str, Any]:
    routed = proposal.routed
    pack = desk.published.pack
    kind = pack.kinds[routed.kind]
    accept = kind.clocks.get("accept")
    words = {word for words in routed.decision.matched.values() for word in words}
    return {
        "unit": name_of(proposal.unit),
        "lead": name_of(proposal.lead),
        "triage": proposal.state is MatterState.TRIAGE,
        "urgent": routed.urgent,
        "kind": name_of(kind),
        "why": in_language(routed.why, routed.why_en),
        "words": sorted(words),
        "accept": accept,
    }


def _telling(request: DeskRequest, desk: Desk, now: datetime) -> tuple[Telling, dict[str, Problem]]:
    """Return the telling that the form holds, as far as it can be read, and what is wrong by field."""
    post, problems = request.POST, {}
    told_at = now
    if post.get("told_at", "").strip():
        try:
            told_at = parse_moment(post["told_at"].strip(), timezone.get_default_timezone())
        except Problem as problem:
            problems["told_at"] = problem
    areas = {place.code: place.id for place in desk.directory.places.values()}
    door = Door(post["door"]) if post.get("door") in set(HUMAN_DOORS) else Door.COUNTER
    kind = desk.published.pack.kinds.get(post.get("kind", ""))
    raw = {field.code: post.get(f"field.{field.code}", "") for field in kind.fields} if kind else _common(post)
    personal = {field.code for field in kind.fields if field.personal} if kind else set(raw)
    to_unit = _unit(post.get("to_unit", ""), desk)
    reason = post.get("reason", "").strip()
    if to_unit and not reason:
        problems["reason"] = Problem("route-reason", "请写明为什么送往这个单位。")
    return Telling(
        door=door,
        text=post.get("text", ""),
        title=post.get("title", "")[:160],
        told_at=told_at,
        source=SOURCE,
        outside_ref=post.get("ticket", "")[:64],
        kind=kind.code if kind else "",
        area_id=areas.get(post.get("area", "")),
        place=post.get("place", "")[:120],
        fields={k: v for k, v in raw.items() if k not in personal},
        personal={k: v for k, v in raw.items() if k in personal},
        to_unit=to_unit,
        reason=reason,
    ), problems


def _common(post: Any) -> dict[str, str]:
    """The teller's fields before a kind is chosen: every kind has them."""
    prefix = "field."
    return {name.removeprefix(prefix): post[name] for name in post if name.startswith(prefix + "teller_")}


def _unit(text: str, desk: Desk) -> UUID | None:
    return next((card.id for card in desk.directory.receivers() if card.code == text), None)


def _fields(kind: Kind, values: Any, problems: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "code": f.code,
            "name": name_of(f),
            "type": f.type.value,
            "personal": f.personal,
            "needed": f.needed_at == AT_INTAKE,
            "value": values.get(f"field.{f.code}", ""),
            "options": [(option.code, name_of(option)) for option in f.options],
            "hint": in_language(f.hint, f.hint_en),
            "problem": problems.get(f.code, ""),
        }
        for f in kind.fields
        if f.needed_at in (AT_INTAKE, None)
    ]


def _context(request: DeskRequest, desk: Desk, now: datetime, problems: dict[str, str]) -> dict[str, Any]:
    pack = desk.published.pack
    post = request.POST
    chosen = pack.kinds.get(post.get("kind", ""))
    shown = chosen or next(iter(pack.kinds.values()))
    fields = _fields(shown, post, problems)
    places = desk.directory.places
    by_town: list[tuple[str, list[tuple[str, str]]]] = []
    for place in places.values():
        if place.level is AreaLevel.TOWN:
            by_town.append((name_of(place), [(place.code, name_of(place))]))
        elif place.level is AreaLevel.VILLAGE and by_town:
            by_town[-1][1].append((place.code, name_of(place)))
    return {
        "problems": problems,
        "other_problem": problems.get(""),
        "kinds": [(kind.code, name_of(kind), in_language(kind.about, kind.about_en)) for kind in pack.kinds.values()],
        "doors": [(door.value, DOORS[door]) for door in HUMAN_DOORS],
        "towns": by_town,
        "units": [(card.code, name_of(card)) for card in desk.directory.receivers()],
        "fields": fields if chosen else [field for field in fields if field["code"].startswith("teller_")],
        "post": post,
        "ticket": post.get("ticket") or f"desk-{request.viewer.staff_id.hex[:8]}-{now.timestamp():.6f}",
        "now_local": timezone.localtime(now),
        "max_file_mb": int(pack.value_on("file.max_bytes", timezone.localdate()).number) // 1024 // 1024,
    }
