"""Collecting a wish: the consent form to be signed, and the one page on which a wish is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import whole_or_none
from fengqiao.desk.wishes.words import PERSON
from fengqiao.desk.words import in_traditional, name_of, say
from fengqiao.kit.documents import can_print, render_pdf, render_word
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.terms import MediaType
from fengqiao.wishes import actions
from fengqiao.wishes.actions import FIELDS, NewWish
from fengqiao.wishes.queries import may_collect
from fengqiao.wishes.rules.papers import consent_binder

KEPT = ("kind", "band", "text", "cost", "town", "relation", *FIELDS)
MOST = 400


@require_http_methods(["GET", "POST"])
@staff_only(Right.HANDLE, Right.ORGANISE)
def new(request: DeskRequest) -> HttpResponse:
    """Show the page, and keep the wish; what was typed stays where something is wanting."""
    now, post, status = timezone.now(), request.POST, 200
    said, places = pack_on(now).pack.wishes, directory(at=now).places
    given = {name: post.get(name, "")[:MOST] for name in KEPT}
    if request.method == "POST":
        town = next((place.id for place in places.values() if place.code == given["town"]), None)
        wanted = NewWish(
            kind=given["kind"], band=given["band"], text=given["text"], relation=given["relation"], signed=post.get("signed") == "1",
            pictures=post.get("pictures") == "1", cost=whole_or_none(given["cost"]), town_id=town,
            personal={name: given[name] for name in FIELDS},
        )  # fmt: skip
        try:
            made = actions.collect(wanted=wanted, by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("心愿已登记，等人认领。"))
            return redirect("wish", wish_id=made)
    context = {
        "given": given,
        "signed": post.get("signed") == "1",
        "pictures": post.get("pictures") == "1",
        "lists": [
            ("kind", _("心愿种类"), [(code, name_of(each)) for code, each in said.kinds.items()]),
            ("band", _("年龄段"), [(code, name_of(each)) for code, each in said.bands.items()]),
            (
                "town",
                _("所在乡镇"),
                [(each.code, name_of(each)) for each in places.values() if each.level is AreaLevel.TOWN],
            ),
        ],
        "relations": [(code, name_of(each)) for code, each in said.relations.items()],
        "person": [(code, word, given[code]) for code, word in PERSON.items()],
        "form": said.consent,
        "may": may_collect(request.viewer) and bool(said.kinds),
    }
    return render(request, "desk/wish_new.html", context, status=status)


@require_POST
@staff_only(Right.HANDLE, Right.ORGANISE)
def consent(request: DeskRequest) -> HttpResponse:
    """Send the consent form with lines to write on, as PDF or Word."""
    now, kind = timezone.now(), request.POST.get("take", "docx")
    form = pack_on(now).pack.wishes.consent
    if form is None:
        raise Http404
    traditional = (get_language() or "").lower() == "zh-hant"
    office = directory(at=now).units[request.viewer.unit_id].name
    binder = consent_binder(form, office, say=in_traditional if traditional else str, traditional=traditional)
    try:
        if kind == "pdf":
            can_print()
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("wish-new")
    content, media = (render_pdf(binder), MediaType.PDF) if kind == "pdf" else (render_word(binder), MediaType.DOCX)
    answer = HttpResponse(content, content_type=media.value)
    answer["Content-Disposition"] = f'attachment; filename="fengqiao-wish-consent.{"pdf" if kind == "pdf" else "docx"}"'
    return answer
