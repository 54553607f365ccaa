"""On the scene: a dispute taken in, mediated and ended on one page, made for a thumb."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.desk.disputes.taking import say_taken
from fengqiao.desk.disputes.words import ICONS, MEDIATIONS, types_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.matters.whereabouts import area_of, own_area
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import press_or_new
from fengqiao.desk.words import name_of, say
from fengqiao.disputes import actions
from fengqiao.disputes.actions import Agreed, NewParty, Scene, Taken
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import AgreementForm, Mediation, PartyKind
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import desk_at
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import pack_on

KEPT = (
    "type", "area", "place", "text", "ends", "agreement", "amount", "agreed", "manner", "people", "way", "source", "firm",
    "mediation",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.HANDLE)
def scene(request: DeskRequest) -> HttpResponse:
    """Show the one page, and do everything that it says in one step."""
    now, post = timezone.now(), request.POST
    pack, units = pack_on(now).pack, directory(at=now)
    given = {name: post.get(name, "")[:2000] for name in KEPT}
    press, status = press_or_new(post.get("press", "")), 200
    if request.method == "POST":
        try:
            made = actions.on_scene(
                scene=Scene(area_id=area_of(given["area"], units), text=given["text"], press=press, place=given["place"][:120]),
                taken=_taken(request, given), agreed=_agreed(given), way=given["way"], desk=desk_at(now),
                by=request.viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            say_taken(request, made, pack, _("已登记并办结。签字的协议书可以以后补上。"))
            return redirect("dispute", dispute_id=made)
    police = request.viewer.post.line == Line.POLICE.value
    context = {
        "police": police,
        "mediations": [(each.value, word) for each, word in MEDIATIONS.items()],
        "exclusions": [
            (each.of, each.code, name_of(each), each.clause, each.code in post.getlist("excluded"))
            for each in pack.disputes.exclusions.values()
            if police or each.of == Mediation.PEOPLE.value
        ],
        "signs": [
            (each.code, name_of(each), each.code in post.getlist("sign")) for each in pack.disputes.signs.values()
        ],
        "types": [(code, name_of(option), ICONS.get(code, "dots")) for code, option in types_of(pack).items()],
        "ways": [(each.code, name_of(each), each.source) for each in pack.disputes.ways.values()],
        "areas": area_choices(units.places.values())[1:],
        "given": {
            **given,
            "area": given["area"] or own_area(request.viewer, units),
            "ends": given["ends"] or "done",
            "people": given["people"] or "2",
            "mediation": given["mediation"] or (Mediation.POLICE if police else Mediation.PEOPLE).value,
        },
        "ticked": post.get("told") == "1",
        "press": press,
        "steppers": range(2, 7),
        "may": request.viewer.may(Right.TAKE_IN),
    }
    return render(request, "desk/dispute_scene.html", context, status=status)


def _taken(request: DeskRequest, given: dict[str, str]) -> Taken:
    people = given["people"].strip()
    told = request.POST.get("told") == "1"
    second = PartyKind.FIRM if given["firm"] == "1" else PartyKind.PERSON
    mediation = given["mediation"] or Mediation.PEOPLE.value
    if mediation not in set(Mediation):
        raise Problem("choose-one", "请先从列表里选一项。")
    return Taken(
        mediation=Mediation(mediation),
        excluded=tuple(request.POST.getlist("excluded")),
        signs=tuple(request.POST.getlist("sign")),
        type=given["type"],
        source="active",
        parties=[NewParty(), NewParty(kind=second, side=2)],
        people=int(people) if people.isdecimal() and len(people) < 6 else -1,
        amount=fen(given["amount"]),
        informed=told,
        consented=told,
    )


def _agreed(given: dict[str, str]) -> Agreed | None:
    if given["ends"] == "none":
        return None
    police = given["mediation"] == Mediation.POLICE.value  # their agreement is in writing: three sheets, signed at once
    return Agreed(
        form=AgreementForm.WRITTEN if police else AgreementForm.ORAL, text=given["agreement"], amount=fen(given["agreed"]),
        manner=given["manner"], performed=given["ends"] == "done", signed=police,
    )  # fmt: skip
