"""The wall of wishes: what is still open, what somebody has claimed, what came true."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.wishes.words import STATES, card_of
from fengqiao.desk.words import name_of
from fengqiao.rulebook.queries import pack_on
from fengqiao.wishes.queries import MEMBERS, WishFilter, may_claim, may_collect, wish_tallies, wishes
from fengqiao.wishes.terms import WishState

SIZE = 24
MINE, ALL = "mine", "all"


@require_GET
@staff_only(*MEMBERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Show wishes as cards: those open where nothing else is asked."""
    now, viewer = timezone.now(), request.viewer
    said, found = pack_on(now).pack.wishes, wish_tallies(viewer)
    asked = {name: request.GET.get(name, "") for name in ("only", "kind", "band")}
    only = asked["only"] if asked["only"] in {*WishState, MINE, ALL} else WishState.OPEN.value
    kind = asked["kind"] if asked["kind"] in said.kinds else ""
    band = asked["band"] if asked["band"] in said.bands else ""
    wanted = WishFilter("" if only == ALL else only, kind, band)
    page = Paginator(wishes(viewer, wanted), SIZE).get_page(request.GET.get("page"))
    here = reverse("wishes")
    shown = (WishState.OPEN, WishState.CLAIMED, WishState.DELIVERED, WishState.FULFILLED)
    tabs: list[dict[str, Any]] = [
        {
            "label": STATES[each],
            "url": f"{here}?only={each.value}",
            "active": only == each.value,
            "count": found[each.value],
        }
        for each in shown
    ]
    tabs.append({"label": _("我认领的"), "url": f"{here}?only={MINE}", "active": only == MINE, "count": found["mine"]})
    context = {
        "tabs": tabs,
        "page": page,
        "cards": [{**card_of(row), "photos": [photo.id for photo in row.photos.all()]} for row in page.object_list],
        "only": only,
        "kinds": [(code, name_of(each), code == kind) for code, each in said.kinds.items()],
        "bands": [(code, name_of(each), code == band) for code, each in said.bands.items()],
        "narrowed": bool(kind or band),
        "may_collect": may_collect(viewer),
        "may_claim": may_claim(viewer),
    }
    return render(request, "desk/wishes.html", context)
