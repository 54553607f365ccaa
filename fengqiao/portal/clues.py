"""Handing a clue in without a name, and coming back with its receipt code. No cookie, no session, no address is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.clues import actions
from fengqiao.clues.actions import Visit
from fengqiao.clues.queries import open_units
from fengqiao.clues.terms import ClueState, Informant, LetterKind
from fengqiao.desk.clues.words import kind_named, kinds_of, result_named
from fengqiao.desk.matters.forms import Files, area_choices
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory
from fengqiao.portal.doors import public, too_often
from fengqiao.portal.forms import TRAP
from fengqiao.portal.limits import allowed
from fengqiao.portal.tell import HALF_DAY, stamp_now, written
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Upload


class ClueForm(forms.Form):
    """What is asked of an informant: what, roughly where, and if he likes what he is."""

    use_required_attribute = False

    def __init__(self, now: datetime, stamp: str, data: Any = None) -> None:
        super().__init__(data, initial={"stamp": stamp, "informant": "unsaid"}, auto_id="clue-%s")
        self.fields["kind"] = forms.ChoiceField(
            label=_("哪一类"), required=False, choices=[("", _("请选择")), *kinds_of(pack_on(now).pack)]
        )
        self.fields["text"] = forms.CharField(
            label=_("知道些什么"),
            required=False,
            help_text=_("什么人、在哪里、什么时候、怎么做的；不要写自己的姓名、住址，也不要写别人看了就猜到是您的话"),
            widget=forms.Textarea(attrs={"rows": 7, "maxlength": 5000, "autocomplete": "off"}),
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("大致在哪个村、社区"), required=False, choices=area_choices(directory(at=now).places.values())
        )
        self.fields["files"] = Files(
            label=_("照片、录音"),
            help_text=_("可不传。照片里的位置信息会去掉；录音、文件里的内容请自己看看会不会露出您"),
        )
        self.fields["informant"] = forms.ChoiceField(
            label=_("您是"), required=False, help_text=_("可以不说，只用来计数"),
            choices=[
                ("unsaid", _("不说")), ("resident", _("群众")), ("volunteer", _("义警、志愿者")), ("staff", _("网格员、工作人员")),
            ],
        )  # fmt: skip
        self.fields["stamp"] = forms.CharField(required=False, widget=forms.HiddenInput())


def _uploads(request: HttpRequest) -> list[Upload]:
    return [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]


@require_http_methods(["GET", "POST"])
@public
def hand_in(request: HttpRequest) -> HttpResponse:
    """Show the form; seal a clue and show its receipt code, once."""
    now = timezone.now()
    if not open_units(at=now):
        what = _("这里还收不了密封线索。紧急情况请拨打 110；线索可以到派出所当面说，或打电话。")
        return render(request, "portal/closed.html", {"title": _("还没有开通"), "what": what, "todo": ""})
    if request.method != "POST":
        return _form(request, ClueForm(now, stamp_now(now)))
    mark, refusal = written(request, now)
    form = ClueForm(now, "", request.POST)
    if not refusal and not allowed(request, "clue", now):
        return too_often(request, _("今天从这里交来的已经很多。请明天再来，或打电话、当面说。紧急情况请拨打 110。"))
    code, once = "", f"clue-form-{hashlib.sha256(mark.encode()).hexdigest()}"
    if not refusal and not cache.add(once, "1", HALF_DAY):  # the page with the code was loaded again
        refusal = _("没有提交成功，请核对一遍再交一次。")
    try:
        code = "" if refusal else _taken(request, now)
    except Problem as problem:
        cache.delete(once)
        refusal = say(problem)
    if refusal:
        form.add_error(None, refusal)
        data = request.POST.copy()
        data["stamp"] = stamp_now(now)
        fresh = ClueForm(now, "", data)
        fresh.full_clean()
        fresh.add_error(None, refusal)
        return _form(request, fresh)
    return render(request, "portal/clue_code.html", {"code": code, "groups": code.split()})


def _taken(request: HttpRequest, now: datetime) -> str:
    post = request.POST
    areas = {place.code: place.id for place in directory(at=now).places.values()}
    said = post.get("informant", "")
    return actions.hand_in(
        kind=post.get("kind", ""),
        area_id=areas.get(post.get("area", "")),
        informant=Informant(said) if said in set(Informant) else Informant.UNSAID,
        text=post.get("text", ""),
        uploads=_uploads(request),
        at=now,
    )


def _form(request: HttpRequest, form: ClueForm) -> HttpResponse:
    return render(request, "portal/clue.html", {"form": form, "trap": TRAP}, status=422 if form.errors else 200)


class CodeForm(forms.Form):
    """A receipt code, in a form: it never stands in an address."""

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="code-%s")
        self.fields["code"] = forms.CharField(
            label=_("回执码"),
            help_text=_("20 位数字，空格、横线不要紧"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "maxlength": 40}),
        )


@require_http_methods(["GET", "POST"])
@public
def back(request: HttpRequest) -> HttpResponse:
    """Show where a clue stands and what was answered, to whoever has its code; every other code is answered alike."""
    now = timezone.now()
    if request.method != "POST":
        return render(request, "portal/clue_back.html", {"form": CodeForm()})
    code = request.POST.get("code", "")[:60]
    if not allowed(request, "code", now):
        return too_often(request, _("请过一小时再试。"))
    opened, problem = "", None
    if "add" in request.POST:
        opened = "claim" if request.POST.get("claim") == "1" else "add"
        try:
            if actions.add(
                code=code, text=request.POST.get("text", ""), uploads=_uploads(request), claim=opened == "claim", at=now
            ):
                messages.success(request, _("已加密交给接收人。"))
                opened = ""
        except Problem as found:
            problem = found
            messages.error(request, say(found))
    visit = actions.visit(code=code, at=now)
    if visit is None:
        form = CodeForm({"code": code})
        form.add_error(None, _("没有这个回执码。请核对一遍；抄错、抄漏一位都打不开，也没有别的办法找回。"))
        return render(request, "portal/clue_back.html", {"form": form}, status=422)
    context = {
        **_shown(visit, now),
        "code": code,
        "opened": opened,
        "typed": request.POST.get("text", "") if problem else "",
    }
    return render(request, "portal/clue_answers.html", context, status=422 if problem else 200)


HEADS = {
    ClueState.NEW: lambda: _("收到了，接收人还没有签收"),
    ClueState.CHECKING: lambda: _("正在核查"),
    ClueState.CHECKED: lambda: _("查过了，还没有办结"),
    ClueState.CLOSED: lambda: _("办结了"),
}
STEPS = (ClueState.NEW, ClueState.CHECKING, ClueState.CHECKED, ClueState.CLOSED)


def _shown(visit: Visit, now: datetime) -> dict[str, Any]:
    pack, place = pack_on(now).pack, STEPS.index(visit.state)
    labels = (_("收到"), _("核查"), _("有结果"), _("办结"))
    asked = bool(visit.letters) and visit.letters[-1].kind is LetterKind.QUESTION
    return {
        "head": HEADS[visit.state](),
        "state": visit.state.value,
        "kind": kind_named(pack, visit.kind),
        "received_on": visit.received_on,
        "result": result_named(pack, visit.result) if visit.state is ClueState.CLOSED and visit.result else "",
        "useful": visit.useful and visit.state is ClueState.CLOSED,
        "asked": asked,
        "letters": [
            {"mine": each.text is None, "question": each.kind is LetterKind.QUESTION, "text": each.text, "day": each.day,
             "claim": each.kind is LetterKind.CLAIM, "told": each.kind is LetterKind.TOLD}
            for each in visit.letters
        ],
        "steps": [
            {"label": label, "state": "done" if visit.state is ClueState.CLOSED or index < place else "now" if index == place else "next"}
            for index, label in enumerate(labels)
        ],
    }  # fmt: skip
