"""Asking for an errand without going anywhere: by the resident, or by somebody of the family; the answer is the slip."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.desk.errands.words import ICONS
from fengqiao.desk.matters.forms import Worded, area_choices
from fengqiao.desk.matters.whereabouts import area_of
from fengqiao.desk.words import name_of
from fengqiao.errands.actions import NewErrand
from fengqiao.errands.actions import ask as ask_for
from fengqiao.errands.terms import ErrandWay
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory, system_viewer
from fengqiao.passes.actions import make_errand_slip
from fengqiao.portal.doors import public, too_often
from fengqiao.portal.forms import TRAP
from fengqiao.portal.limits import allowed
from fengqiao.portal.tell import stamp_now, written
from fengqiao.rulebook.queries import pack_on

MARKS = UUID("0198e5a4-0000-7000-8000-000000000158")  # the mark of a page becomes the id of what it asks for
SELF, FAMILY = "self", "family"
BESIDE = {
    "errand-kinds": "kind", "errand-person": "person_name", "errand-phone": "teller_phone", "errand-area": "area", "area-unknown": "area",
    "text-long": "text",
}  # fmt: skip


class AskForm(Worded):
    """What is asked of whoever needs something done: for whom, where, whom to ring. The items stand above as large boxes."""

    def __init__(self, now: datetime, stamp: str, data: Any = None) -> None:
        super().__init__(data, initial={"stamp": stamp, "who": SELF}, auto_id="ask-%s")
        self.fields["kind"] = forms.CharField(required=False)
        self.fields["who"] = forms.ChoiceField(
            label=_("您是给谁办"), choices=[(SELF, _("给自己办")), (FAMILY, _("替家里人办"))], widget=forms.RadioSelect
        )
        self.fields["person_name"] = forms.CharField(
            label=_("办事人姓名"),
            max_length=40,
            help_text=_("替家里人办的，写他的姓名"),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["family_name"] = forms.CharField(
            label=_("您的姓名"),
            required=False,
            max_length=40,
            help_text=_("给自己办的不用填"),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["teller_phone"] = forms.CharField(
            label=_("电话"),
            max_length=30,
            help_text=_("代办员先打这个电话；以后也凭末四位查进度"),
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("办事人住在哪个村、社区"),
            choices=[("", _("请选择")), *area_choices(directory(at=now).places.values())[1:]],
        )
        self.fields["person_address"] = forms.CharField(
            label=_("门牌"), required=False, max_length=120, help_text=_("如：三组 12 号")
        )
        self.fields["text"] = forms.CharField(
            label=_("要留意的"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("如：耳朵背、下午在家、要和女儿约"),
        )
        self.fields["consent"] = forms.BooleanField(
            label=_("我同意把以上内容交给代办员办理；姓名、电话、住址加密保存，只给经办人因办这件事查看，到期销毁。"),
            error_messages={"required": _("请先同意，才能交给代办员。")},
        )
        self.fields["stamp"] = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Ask a member of the family for their own name."""
        found = super().clean() or {}
        if found.get("who") == FAMILY and not found.get("family_name", "").strip():
            self.add_error("family_name", _("替家里人办的，请写您的姓名。"))
        return found


@require_http_methods(["GET", "POST"])
@public
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; take a request down and show its slip, or the form again with what is wrong and what was typed."""
    now = timezone.now()
    if not pack_on(now).pack.errands.kinds:
        what = _("这里还没有开通网上请代办。请打电话，或请人到村社服务站、派出所说一声。")
        return render(request, "portal/closed.html", {"title": _("还没有开通"), "what": what, "todo": ""})
    if request.method != "POST":
        return _page(request, AskForm(now, stamp_now(now)), [], now)
    kinds = list(dict.fromkeys(request.POST.getlist("kind")))[:50]
    form = AskForm(now, "", request.POST)
    mark, refusal = written(request, now)
    if refusal:
        form.add_error(None, refusal)
    if form.is_valid():
        if not allowed(request, "errand", now):
            return too_often(request, _("今天从这里交来的已经很多。请明天再来，或打电话、到窗口说。"))
        try:
            token = _taken(form.cleaned_data, kinds, mark, now)
        except Problem as problem:
            form.tell({BESIDE.get(problem.code, ""): problem})
        else:
            messages.success(request, _("收到了。请把这一页存下来，或打印查询单，以后凭它查进度。"))
            return redirect("errand-track", token=token)
    if refusal:
        data = request.POST.copy()
        data["stamp"] = stamp_now(now)
        fresh = AskForm(now, "", data)
        for name, errors in form.errors.items():
            fresh.errors[name] = errors
        form = fresh
    return _page(request, form, kinds, now)


def _taken(given: dict[str, Any], kinds: list[str], mark: str, now: datetime) -> str:
    """Write the request down as the installation itself, and make its slip; returns the slip's token."""
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    family = given["family_name"] if given["who"] == FAMILY else ""
    personal = {
        "family_name": family,
        **{name: given[name] for name in ("person_name", "teller_phone", "person_address")},
    }
    wanted = NewErrand(
        press=uuid5(MARKS, mark), way=ErrandWay.PORTAL.value, kinds=kinds, personal=personal, text=given["text"],
        area_id=area_of(given["area"], directory(at=now)),
    )  # fmt: skip
    return make_errand_slip(errand_id=ask_for(wanted=wanted, by=by, at=now), by=by, at=now)


def _page(request: HttpRequest, form: AskForm, kinds: list[str], now: datetime) -> HttpResponse:
    said = pack_on(now).pack.errands
    groups = [
        (name_of(group), [(code, name_of(kind), ICONS.get(kind.group, "dots"), code in kinds) for code, kind in said.kinds.items() if kind.group == group.code])
        for group in said.groups.values()
    ]  # fmt: skip
    context = {"form": form, "trap": TRAP, "groups": [(name, some) for name, some in groups if some]}
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
