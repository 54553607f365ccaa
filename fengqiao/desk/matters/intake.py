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

from fengqiao.catalogue.model import Kind
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.alike import alike_now, joined_matter
from fengqiao.desk.matters.clocks import limit_words
from fengqiao.desk.matters.forms import HUMAN_DOORS, PREFIX, IntakeForm
from fengqiao.desk.matters.weighing import weighed
from fengqiao.desk.matters.whereabouts import near, offers, reason_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language, listed, name_of
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import parse_moment
from fengqiao.kit.text import Prediction
from fengqiao.matters.actions import (
    Desk,
    Outcome,
    Proposal,
    Telling,
    desk_at,
    file_limits,
    join,
    place_told,
    propose,
    receive_one,
)
from fengqiao.matters.queries import matter_for
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.terms import Line, Right
from fengqiao.vault.actions import Upload, staging

SOURCE = "desk"


def _local(now: datetime) -> str:
    return f"{timezone.localtime(now):%Y-%m-%d %H:%M}"


@require_http_methods(["GET", "POST"])
@staff_only(Right.TAKE_IN)
def intake(request: DeskRequest) -> HttpResponse:
    """Show the form; take a telling in and show its matter, or the form again with every problem beside its field."""
    now = timezone.now()
    desk = desk_at(now)
    if request.method != "POST":
        return _page(request, _form(request, desk, None, now), now)
    # What joins another matter has that matter's kind: fields of a kind chosen here are not asked for.
    kind = None if "join" in request.POST else desk.published.pack.kinds.get(request.POST.get("kind", ""))
    form = _form(request, desk, kind, now)
    telling, problems = _telling(request, desk, now)
    form.tell(problems)
    if form.is_valid():
        uploads = [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]
        joins = joined_matter(request)
        try:
            with staging(uploads, file_limits(desk.published.pack, now)) as ready:
                if joins:
                    received = join(
                        matter_id=joins, telling=telling, uploads=ready, desk=desk, by=request.viewer, at=now
                    )
                else:
                    received = receive_one(telling=telling, uploads=ready, desk=desk, by=request.viewer, at=now)
        except Problem as problem:
            form.tell({"files" if problem.code.startswith(("file", "picture")) else "": problem})
        else:
            if received.matter_id:
                new = received.outcome is Outcome.NEW
                said = _("已并入 %(number)s。") if joins else _("已登记，编号 %(number)s。")
                said = said % {"number": received.number}
                messages.success(request, said if new else _("这件诉求刚才已经登记过，这里是原来的事项。"))
                # A volunteer hands in and sees no more.
                seen = matter_for(request.viewer, received.matter_id) is not None
                stays = not seen or (new and "again" in request.POST)
                return redirect("intake") if stays else redirect("matter", matter_id=received.matter_id)
            form.tell(dict(received.problems))
    return _page(request, form, now)


def _form(request: DeskRequest, desk: Desk, kind: Kind | None, now: datetime) -> IntakeForm:
    """The form with the fields of a kind, and of a call where the police answer the telephone; filled with what was posted."""
    filled = request.POST or request.GET
    door = Door(filled["door"]) if filled.get("door") in set(HUMAN_DOORS) else Door.COUNTER
    here = desk.directory.units.get(request.viewer.unit_id)
    police = here is not None and here.line == Line.POLICE.value
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    where = {name: request.GET.get(name, "") for name in ("area", "place")}
    return IntakeForm(desk, kind, _local(now), *data, door=door, police=police, **where)


def _page(request: DeskRequest, form: IntakeForm, now: datetime) -> HttpResponse:
    ticket = request.POST.get("ticket") or f"{request.viewer.staff_id.hex[-8:]}-{now.timestamp():.6f}"
    context = {"form": form, "ticket": ticket}
    return render(request, "desk/intake.html", context, status=422 if form.errors else 200)


@require_GET
@staff_only(Right.TAKE_IN)
def kind_fields(request: DeskRequest) -> HttpResponse:
    """Return the fields of the kind that was chosen."""
    now = timezone.now()
    desk = desk_at(now)
    kind = desk.published.pack.kinds.get(request.GET.get("kind", ""))
    form = _form(request, desk, kind, now)
    return render(
        request,
        "desk/_kind_fields.html",
        {"fields": form.kind_fields(), "kind": kind and in_language(kind.about, kind.about_en)},
    )


@require_POST
@staff_only(Right.TAKE_IN)
def preview(request: DeskRequest) -> HttpResponse:
    """Return where the telling would go as it stands, and why; nothing is kept."""
    now = timezone.now()
    desk = desk_at(now)
    telling, _problems = _telling(request, desk, now)
    if len(telling.text.strip()) < 4 and len(telling.title.strip()) < 4:
        return render(request, "desk/_proposal.html", {"proposal": None, "offers": [], "alike": []})
    prediction = desk.predict([telling])[0]
    proposal = propose(desk, telling, prediction, taker=request.viewer.unit_id)
    context = {
        "proposal": {**_proposal(proposal, desk), "model": _model_says(telling, prediction, desk)},
        **_place_offers(request, telling, desk),
        "alike": alike_now(request.viewer, telling, desk, now),
    }
    return render(request, "desk/_proposal.html", context)


def _place_offers(request: DeskRequest, telling: Telling, desk: Desk) -> dict[str, Any]:
    """The places that the text speaks of; none once somebody has chosen one by hand."""
    if telling.area_id is not None:
        return {"offers": []}
    placed = place_told(telling, desk.known, near=near(request.viewer, desk.directory))
    return {"offers": offers(placed, desk.directory.places), "reason": reason_of(placed)}


def _model_says(telling: Telling, prediction: Prediction | None, desk: Desk) -> dict[str, Any] | None:
    """What the text model takes the telling for, how sure it is, and the words that weighed; None where it knows none."""
    if prediction is None or desk.model is None or not prediction.ranked:
        return None
    found = weighed(desk.model.model, desk.published.pack, telling.title, telling.text)
    return (
        {**found, "sure": round(prediction.confidence * 100), "abstains": prediction.label is None} if found else None
    )


def _proposal(proposal: Proposal, desk: Desk) -> dict[str, Any]:
    routed = proposal.routed
    kind = desk.published.pack.kinds[routed.kind]
    found = [word for words in routed.decision.matched.values() for word in words]
    return {
        "unit": name_of(proposal.unit),
        "lead": name_of(proposal.lead),
        "triage": proposal.state is MatterState.TRIAGE,
        "urgent": routed.urgent,
        "kind": name_of(kind),
        "sealed": kind.sealed,
        "why": in_language(routed.why, routed.why_en),
        "attention": in_language(routed.attention.row.why, routed.attention.row.why_en) if routed.attention else "",
        "words": listed(dict.fromkeys(found)),
        "limits": [limit_words(kind.clocks[code]) if code in kind.clocks else "–" for code in ("accept", "finish")],
    }


def _telling(request: DeskRequest, desk: Desk, now: datetime) -> tuple[Telling, dict[str, Problem]]:
    """Return the telling that the form holds, as far as it can be read, and what is wrong by field."""
    post = request.POST
    problems: dict[str, Problem] = {}
    told_at, said = now, post.get("told_at", "").strip()
    if said:
        try:
            told_at = parse_moment(said, timezone.get_default_timezone())
        except Problem as problem:
            problems["told_at"] = problem
    kind = desk.published.pack.kinds.get(post.get("kind", ""))
    raw = {name.removeprefix(PREFIX): post[name] for name in post if name.startswith(PREFIX)}
    personal = {field.code for field in kind.fields if field.personal} if kind else set(raw)
    to_unit = _unit(post.get("to_unit", ""), desk)
    if to_unit and not post.get("reason", "").strip():
        problems["reason"] = Problem("route-reason", "请写明为什么送往这个单位。")
    areas = {place.code: place.id for place in desk.directory.places.values()}
    telling = Telling(
        door=Door(post["door"]) if post.get("door") in set(HUMAN_DOORS) else Door.COUNTER,
        text=post.get("text", ""),
        title=post.get("title", "")[:160],
        told_at=told_at,
        told_at_known=bool(said),
        source=SOURCE,
        outside_ref=post.get("ticket", "")[:64],
        kind=kind.code if kind else "",
        area_id=areas.get(post.get("area", "")),
        place=post.get("place", "")[:120],
        fields={code: value for code, value in raw.items() if code not in personal},
        personal={code: value for code, value in raw.items() if code in personal},
        to_unit=to_unit,
        reason=post.get("reason", ""),
    )
    return telling, problems


def _unit(code: str, desk: Desk) -> UUID | None:
    return next((card.id for card in desk.directory.receivers() if card.code == code), None)
