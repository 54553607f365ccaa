"""What the buttons of a matter's page do: parse, one action, back to the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.conferring import SEVERAL
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.forms import PREFIX
from fengqiao.desk.matters.page import context_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_chosen
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import dossier, matter_for
from fengqiao.matters.rules.amending import OF_KIND, TITLE, TOPIC
from fengqiao.matters.rules.rating import read_answers
from fengqiao.matters.terms import LevelWay, Paper, RatingWay, TaskRole
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.actions import Upload, staging


def _id(request: DeskRequest, name: str) -> UUID:
    return id_chosen(request.POST.get(name, ""))


def uploads_of(request: DeskRequest) -> list[Upload]:
    """Return the files that came with a form."""
    return [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]


def _text(request: DeskRequest, name: str = "text") -> str:
    return request.POST.get(name, "")


def _fields(request: DeskRequest) -> dict[str, str]:
    return {name.removeprefix(PREFIX): _text(request, name) for name in request.POST if name.startswith(PREFIX)}


def _amended(request: DeskRequest) -> dict[str, Any]:
    """What the form holds of what may be put right; a field that it does not hold stays as it is."""
    given = {name: _text(request, name) for name in (TITLE, TOPIC) if name in request.POST or name == TITLE}
    return {"values": {**given, **{f"{OF_KIND}{code}": text for code, text in _fields(request).items()}}}


@dataclass(frozen=True, slots=True)
class Doing:
    """A move: the action that does it, what the action wants from the form, and what is said afterwards."""

    act: Callable[..., object]
    wants: Callable[[DeskRequest], dict[str, Any]]
    said: Any
    files: bool = False


def _written(request: DeskRequest) -> dict[str, Any]:
    return {"text": _text(request), "uploads": uploads_of(request)}


def _party(request: DeskRequest) -> dict[str, Any]:
    role = TaskRole.COPY if _text(request, "role") == TaskRole.COPY.value else TaskRole.HELPER
    return {"unit_id": _id(request, "unit"), "role": role, "wanted": _text(request)}


def _split(request: DeskRequest) -> dict[str, Any]:
    """The tellings that go, by the one that is first in the list, and the helpers' shares that go along."""
    first, *others = _ids(request, "report") or [_id(request, "report")]
    return {"report_id": first, "also": others, "tasks": _ids(request, "task"), "desk": actions.desk_at(timezone.now())}


def _ids(request: DeskRequest, name: str) -> list[UUID]:
    return [id_chosen(each) for each in request.POST.getlist(name)]


def _clock(request: DeskRequest) -> dict[str, Any]:
    return {"clock_id": _id(request, "clock")}


def _longer(request: DeskRequest) -> dict[str, Any]:
    amount = _text(request, "amount").strip()
    return {
        **_clock(request),
        "amount": int(amount) if amount.isdecimal() and len(amount) < 6 else 0,
        "text": _text(request),
    }


def _reasoned(request: DeskRequest) -> dict[str, Any]:
    return {"reason": _text(request, "reason"), "text": _text(request)}


def _confer(request: DeskRequest) -> dict[str, Any]:
    units = [_id(request, name) for name in SEVERAL if _text(request, name)]
    return {"units": units, "caller": _text(request, "caller"), "text": _text(request)}


def _opinion(request: DeskRequest) -> dict[str, Any]:
    of = {"unit_id": _id(request, "unit")} if "unit" in request.POST else {}
    return {"view": _text(request, "view"), **_reasoned(request), **of}


def _rated(request: DeskRequest) -> dict[str, Any]:
    return {"way": _way(request), "answers": read_answers(request.POST.dict()), "text": _text(request)}


def _way(request: DeskRequest) -> RatingWay:
    try:
        found = RatingWay(_text(request, "way"))
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None
    if found is RatingWay.SLIP:
        raise Problem("choose-one", "请先从列表里选一项。")
    return found


def _words(request: DeskRequest) -> dict[str, Any]:
    return {"text": _text(request)}


SENDS_ON = ("route", "rule", "transfer", "add_party")
MOVES: dict[str, Doing] = {
    "accept": Doing(actions.accept, lambda _request: {}, gettext_lazy("已签收。")),
    "route": Doing(
        actions.route,
        lambda request: {"unit_id": _id(request, "unit"), "reason": _text(request)},
        gettext_lazy("已分流。"),
    ),
    "rule": Doing(
        actions.rule,
        lambda request: {"unit_id": _id(request, "unit"), "reason": _text(request)},
        gettext_lazy("已裁决，承办单位不能再退回。"),
    ),
    "transfer": Doing(
        actions.transfer,
        lambda request: {"unit_id": _id(request, "unit"), "consent": _text(request, "consent"), "text": _text(request)},
        gettext_lazy("已转接。对方签收前，仍由本单位负责。"),
    ),
    **{
        way: Doing(
            actions.hand_on,
            lambda r: {"unit_id": _id(r, "unit"), **_reasoned(r)},
            gettext_lazy("已送出。对方签收前，仍由本级负责。"),
        )
        for way in LevelWay
    },
    "take_back": Doing(actions.take_back, _words, gettext_lazy("已撤回，仍由本级办理。")),
    "check": Doing(
        actions.check, lambda r: {"outcome": _text(r, "outcome"), **_words(r)}, gettext_lazy("核查已记下。")
    ),
    "confer": Doing(actions.confer, _confer, gettext_lazy("已邀请会商。作出结论前，仍由本单位负责。")),
    "opine": Doing(actions.opine, _opinion, gettext_lazy("意见已记录。")),
    "agree": Doing(
        actions.agree, lambda r: {"unit_id": _id(r, "unit"), **_words(r)}, gettext_lazy("会商一致，已交该单位签收。")
    ),
    "keep": Doing(actions.keep_it, _words, gettext_lazy("商不定，由首接单位先办。")),
    "refer": Doing(actions.refer, _words, gettext_lazy("已提请裁决。")),
    "assign": Doing(actions.assign, lambda request: {"staff_id": _id(request, "staff")}, gettext_lazy("已指派。")),
    "progress": Doing(
        actions.progress,
        lambda request: {**_written(request), "step": _text(request, "step"), "fields": _fields(request)},
        gettext_lazy("进展已记录。"),
        files=True,
    ),
    "give_back": Doing(actions.give_back, _reasoned, gettext_lazy("已退回。")),
    "add_party": Doing(actions.add_party, _party, gettext_lazy("已通知该单位。")),
    "finish_task": Doing(actions.finish_task, _written, gettext_lazy("协办已完成。"), files=True),
    "close": Doing(
        actions.close,
        lambda request: {**_written(request), "result": _text(request, "result"), "fields": _fields(request)},
        gettext_lazy("已办结。"),
        files=True,
    ),
    "reopen": Doing(actions.reopen, _reasoned, gettext_lazy("已重新交办。")),
    "amend": Doing(actions.amend, _amended, gettext_lazy("已更正。")),
    "reclass": Doing(
        actions.reclass,
        lambda request: {"kind": _text(request, "kind"), "text": _text(request)},
        gettext_lazy("已改种类，时限按新种类重算，走过的时间照算。"),
    ),
    "place": Doing(
        actions.set_place,
        lambda request: {
            "area_code": _text(request, "area"),
            "place": _text(request, "place"),
            "proposed": "proposed" in request.POST,
        },
        gettext_lazy("地点已更新。"),
    ),
    "merge": Doing(
        actions.merge,
        lambda request: {"other_id": _id(request, "other"), "text": _text(request)},
        gettext_lazy("已合并成一件，可以随时恢复。"),
    ),
    "part": Doing(
        actions.part, lambda request: {"younger_id": _id(request, "younger")}, gettext_lazy("已恢复为两件事项。")
    ),
    "split": Doing(actions.split, _split, gettext_lazy("已拆成单独的事项。")),
    "pause": Doing(actions.pause, lambda r: {**_clock(r), **_reasoned(r)}, gettext_lazy("已暂停计时。")),
    "resume": Doing(actions.resume, _clock, gettext_lazy("已恢复计时。")),
    "ask_longer": Doing(actions.ask_longer, _longer, gettext_lazy("已申请延长。")),
    "extend": Doing(actions.extend, _longer, gettext_lazy("时限已延长。")),
    "decline": Doing(actions.decline, lambda r: {**_clock(r), "text": _text(r)}, gettext_lazy("已答复：不同意延长。")),
    "new_rule": Doing(actions.take_new_rule, _clock, gettext_lazy("已改用新规定，走过的时间照算。")),
    "rate": Doing(actions.rate, _rated, gettext_lazy("评议已记下。")),
    "miss": Doing(actions.miss, lambda request: {"way": _way(request)}, gettext_lazy("已记下，没有问到。")),
    "urge": Doing(actions.urge, lambda request: {"text": _text(request)}, gettext_lazy("督办已送达。")),
}


@require_POST
@staff_only(*READERS)
def move(request: DeskRequest, matter_id: UUID, name: str) -> HttpResponse:
    """Do one move and show the matter again (a refused one with what was typed), or the queue where it is out of sight."""
    doing, matter = MOVES.get(name), matter_for(request.viewer, matter_id)
    if doing is None or matter is None:
        raise Http404
    seen = request.POST.get("version", "")
    now = timezone.now()
    try:
        wanted = doing.wants(request)
        with staging(wanted.pop("uploads", ()), actions.file_limits(pack_of(matter.edition_id).pack, now)) as ready:
            doing.act(
                matter_id=matter_id,
                by=request.viewer,
                at=now,
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
                **wanted,
                **({"uploads": ready} if doing.files else {}),
            )
    except Problem as problem:
        if request.htmx:
            raise
        return _once_more(request, matter_id, name, problem)
    messages.success(request, doing.said)
    if matter_for(request.viewer, matter_id) is None:
        return redirect("queue")
    if "clock" in request.POST:
        return redirect("matter-clock", matter_id=matter_id, clock_id=_id(request, "clock"))
    if name in SENDS_ON:
        sheet = reverse("matter-paper", args=[matter_id, Paper.HANDOVER.value])
        said = _("对方不用本系统时，打印移交单随事项交去：姓名、电话、证件号先核对隐去。")
        messages.info(request, format_html('{} <a href="{}">{}</a>', said, sheet, _("移交单")))
    return redirect("matter", matter_id=matter_id)


def _once_more(request: DeskRequest, matter_id: UUID, name: str, problem: Problem) -> HttpResponse:
    """Show the matter as it stands now, the refusal, and the form open with what was typed into it."""
    case = dossier(request.viewer, matter_id)
    if case is None:
        raise Http404
    messages.error(request, say(problem))
    context = context_of(request, case)
    if name in context["forms"]:
        context["forms"][name].initial.update({key: request.POST[key] for key in request.POST})
    return render(request, "desk/matter.html", {**context, "opened": name}, status=422)
