"""The units whose contact somebody keeps: the list, and one unit's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.forms import Worded
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import indented, name_of
from fengqiao.kit.problems import Problem
from fengqiao.orgs.actions import set_contact
from fengqiao.orgs.queries import contact_of, contacts, reached_units
from fengqiao.orgs.terms import Right

KEEPERS = (Right.ADMINISTER, Right.ROUTE)
FIELD_OF = {"contact-mail": "mail", "contact-mail-none": "mail", "contact-long": "phone"}


class ContactForm(Worded):
    """How one unit is reached."""

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {}, auto_id="unit-%s")
        self.fields["phone"] = forms.CharField(
            label=_("对外电话"), required=False, help_text=_("居民在“找谁办”和查询单上看到它"), max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        )  # fmt: skip
        self.fields["hours"] = forms.CharField(
            label=_("办公时间"), required=False, max_length=80, help_text=_("如：工作日 9:00–17:00")
        )
        self.fields["mail"] = forms.CharField(
            label=_("单位邮箱"), required=False, max_length=120, help_text=_("单位的公务邮箱，不要填个人的"),
            widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        )  # fmt: skip
        self.fields["by_link"] = forms.BooleanField(label=_("这个单位没有账号，用邮件里的链接办事"), required=False)


@require_GET
@staff_only(*KEEPERS)
def units(request: DeskRequest) -> HttpResponse:
    """Show the units whose contact this viewer keeps."""
    rows, known = reached_units(request.viewer), contacts()
    top = min((row.depth for row in rows), default=0)
    lines = [{"id": row.id, "name": indented(name_of(row), row.depth - top), "card": known.get(row.id)} for row in rows]
    return render(request, "desk/units.html", {"lines": lines, "may_route": request.viewer.may(Right.ROUTE)})


@require_http_methods(["GET", "POST"])
@staff_only(*KEEPERS)
def unit(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Show how a unit is reached, and keep it as the form says."""
    row = next((each for each in reached_units(request.viewer) if each.id == unit_id), None)
    if row is None:
        raise Http404
    card = contact_of(unit_id)
    known = {"phone": card.phone, "hours": card.hours, "mail": card.mail, "by_link": card.by_link} if card else {}
    form = ContactForm(request.POST, known) if request.method == "POST" else ContactForm(None, known)
    if form.is_valid():
        try:
            set_contact(unit_id=unit_id, by=request.viewer, at=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            form.tell({FIELD_OF.get(problem.code, ""): problem})
        else:
            messages.success(request, _("%(unit)s 的联系方式已保存。") % {"unit": name_of(row)})
            return redirect("units")
    status = 422 if form.errors else 200
    return render(request, "desk/unit.html", {"form": form, "unit": name_of(row)}, status=status)
