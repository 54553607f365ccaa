"""Taking a request for errands in on one page, made for a thumb: what, for whom, where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import ICONS, WAYS
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.matters.whereabouts import area_of, own_area
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import press_or_new
from fengqiao.desk.words import name_of, say
from fengqiao.errands import actions
from fengqiao.errands.actions import FIELDS, NewErrand, may_take
from fengqiao.errands.terms import ErrandWay
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

MOST = 500


@require_http_methods(["GET", "POST"])
@staff_only(Right.TAKE_IN)
def new(request: DeskRequest) -> HttpResponse:
    """Show the one page, and take the request in; what was typed stays where something is wanting."""
    now, post, status = timezone.now(), request.POST, 200
    pack, units = pack_on(now).pack, directory(at=now)
    given = {name: post.get(name, "")[:MOST] for name in (*FIELDS, "way", "area", "text")}
    press, kinds = press_or_new(post.get("press", "")), post.getlist("kind")
    if request.method == "POST":
        try:
            area = area_of(given["area"], units)
            made = actions.take(
                wanted=NewErrand(
                    press=press, way=given["way"], kinds=kinds, personal={name: given[name] for name in FIELDS}, area_id=area, text=given["text"]
                ),
                by=request.viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            count = len(set(kinds))
            words = ngettext("已受理 %(n)s 项，在您手里跑。", "已受理 %(n)s 项，在您手里跑。", count)
            messages.success(request, words % {"n": count})
            return redirect("errand", errand_id=made)
    said = pack.errands
    context = {
        "groups": [
            (name_of(group), [(code, name_of(kind), ICONS.get(kind.group, "dots"), kind.visit, code in kinds) for code, kind in said.kinds.items() if kind.group == group.code])
            for group in said.groups.values()
        ],
        "ways": [(each.value, word, each.value == (given["way"] or ErrandWay.ROAD.value)) for each, word in WAYS.items()],
        "areas": area_choices(units.places.values())[1:],
        "given": {**given, "area": given["area"] or own_area(request.viewer, units)},
        "more": any(given[name] for name in ("person_id_number", "person_address", "family_name", "family_phone")),
        "press": press,
        "may": may_take(request.viewer) and bool(said.kinds),
        "crumb": _("代办"),
    }  # fmt: skip
    return render(request, "desk/errand_new.html", context, status=status)
