"""Taking a matter in as a dispute: parties, what it is, what excludes it, rights told and consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.catalogue.model import Pack
from fengqiao.desk.disputes.words import AGENTS, FIELDS, MEDIATIONS, MORE, PARTIES, SIDES, types_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of, say
from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewParty, Taken
from fengqiao.disputes.queries import dispute_for, dispute_of, told_words
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import Mediation, PartyKind
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import dossier, matter_for
from fengqiao.matters.terms import Door
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import pack_on

PLACES = range(4)  # parties on the page; more are seldom, and further ones are added to a side in words


@require_http_methods(["GET", "POST"])
@staff_only(Right.HANDLE)
def new(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show the form of acceptance for a matter, and take it in."""
    matter = matter_for(request.viewer, matter_id)
    if matter is None:
        raise Http404
    there = dispute_of(request.viewer, matter_id)
    if there is not None:
        return redirect("dispute", dispute_id=there.id)
    now, post, status = timezone.now(), request.POST, 200
    pack = pack_on(now).pack
    if request.method == "POST":
        try:
            made = actions.accept(matter_id=matter_id, taken=taken_of(request), by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            say_taken(request, made, pack, _("已受理。"))
            return redirect("dispute", dispute_id=made)
    said = pack.disputes
    context: dict[str, Any] = {
        "matter": matter,
        "types": [(code, name_of(each)) for code, each in types_of(pack).items()],
        "sources": [(code, name_of(each)) for code, each in types_of(pack, "dispute_source").items()],
        "signs": [(each.code, name_of(each), each.code in post.getlist("sign")) for each in said.signs.values()],
        "dialects": [(each.code, name_of(each), each.code in post.getlist("dialect")) for each in said.dialects.values()],
        "exclusions": [
            (of.value, word, [(e.code, name_of(e), e.clause, e.code in post.getlist("excluded")) for e in said.exclusions.values() if e.of == of.value])
            for of, word in MEDIATIONS.items()
        ],
        "mediations": [(each.value, word) for each, word in MEDIATIONS.items()],
        "kinds": [(each.value, word) for each, word in PARTIES.items()],
        "sides": list(SIDES.items()),
        "places": [_place(request, place) for place in PLACES],
        "given": {name: post.get(name, "") for name in ("type", "source", "people", "amount", "mediation", "facts", "demands")}
        if post
        else {
            "type": matter.fields.get("dispute_type", ""), "source": matter.fields.get("dispute_source", "applied"),
            "mediation": _usual(request, matter_id), "facts": told_words(request.viewer, matter_id),
        },
        "powers": [(code, name_of(each)) for code, each in said.powers.items()],
        "ticked": {name: post.get(name) == "1" for name in ("informed", "consented")},
    }  # fmt: skip
    return render(request, "desk/dispute_new.html", context, status=status)


def say_taken(request: DeskRequest, dispute_id: UUID, pack: Pack, done: str) -> None:
    """Say that a dispute was taken in, and whether the station was told of one that may turn violent."""
    messages.success(request, done)
    row = dispute_for(request.viewer, dispute_id)
    if row is not None and row.alarmed_at:
        messages.warning(request, _("有可能动手的情形，已告知派出所立即到场。情况紧急请同时拨打 110。"))
    elif row is not None and not row.matter.area_id and any(pack.disputes.signs[code].alarms for code in row.signs):
        messages.warning(request, _("有可能动手的情形，但事项没有写明在哪个村社，没能告知派出所。请直接拨打 110。"))


def _place(request: DeskRequest, place: int) -> dict[str, Any]:
    post = request.POST
    return {
        "number": place + 1,
        "at": place,
        "kind": post.get(f"kind-{place}", "person"),
        "side": post.get(f"side-{place}", "1" if place == 0 else "2"),
        "needed": place < 2,
        "fields": _inputs(request, place, FIELDS),
        "more": _inputs(request, place, MORE),
        "agents": _inputs(request, place, AGENTS),
        "powers": post.getlist(f"power-{place}"),
        "opened": any(post.get(f"{code}-{place}", "").strip() for code in (*MORE, *AGENTS)),
    }


def _usual(request: DeskRequest, matter_id: UUID) -> str:
    """Return whose mediation it most likely is: that of the police where they took it in by telephone."""
    case = dossier(request.viewer, matter_id)
    called = case is not None and any(report.door == Door.PHONE.value for report in case.reports)
    police = called and request.viewer.post.line == Line.POLICE.value
    return (Mediation.POLICE if police else Mediation.PEOPLE).value


def _inputs(request: DeskRequest, place: int, words: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    return [(f"{code}-{place}", word, request.POST.get(f"{code}-{place}", "")) for code, word in words.items()]


def taken_of(request: DeskRequest) -> Taken:
    """Return what a form of acceptance says; refuses what cannot be read."""
    post = request.POST
    parties = []
    for place in PLACES:
        personal = {code: post.get(f"{code}-{place}", "").strip() for code in (*FIELDS, *MORE, *AGENTS)}
        if place > 1 and not any(personal.values()):
            continue
        kind, side = post.get(f"kind-{place}", "person"), post.get(f"side-{place}", "1" if place == 0 else "2")
        if kind not in set(PartyKind) or side not in {"1", "2", "3"}:
            raise Problem("choose-one", "请先从列表里选一项。")
        parties.append(
            NewParty(kind=PartyKind(kind), side=int(side), personal=personal, powers=post.getlist(f"power-{place}"))
        )
    people, mediation = post.get("people", "").strip(), post.get("mediation", "people")
    if people and (not people.isdecimal() or len(people) > 6):
        people = "9999999"
    if mediation not in set(Mediation):
        raise Problem("choose-one", "请先从列表里选一项。")
    return Taken(
        type=post.get("type", ""),
        source=post.get("source", ""),
        parties=parties,
        people=int(people or 0),
        amount=fen(post.get("amount", "")),
        signs=tuple(post.getlist("sign")),
        excluded=tuple(post.getlist("excluded")),
        dialects=tuple(post.getlist("dialect")),
        facts=post.get("facts", ""),
        demands=post.get("demands", ""),
        mediation=Mediation(mediation),
        informed=post.get("informed") == "1",
        consented=post.get("consented") == "1",
    )
