"""One clue: shut it shows codes and days, opened its letters and what may be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.clues import actions
from fengqiao.clues.queries import clue_for, file_in, key_of, open_units, opened_letters
from fengqiao.clues.terms import ClueState, Informant
from fengqiao.desk.clues.forms import unlock_form
from fengqiao.desk.clues.opening import opened
from fengqiao.desk.clues.words import LETTER_ICONS, LETTER_TONES, LETTERS, STATES, TONES, kind_named, result_named
from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen, figure, words
from fengqiao.desk.measures.code_words import INFORMANTS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory, staff_names
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.clues.models import Clue, KeyPair

DONE = {
    "take": gettext_lazy("已签收，开始核查。"),
    "check": gettext_lazy("核查结果已记下。"),
    "answer": gettext_lazy("已答复，举报人凭回执码看得到。"),
    "ask": gettext_lazy("已追问，举报人凭回执码看得到。"),
    "close": gettext_lazy("线索已办结。"),
    "reopen": gettext_lazy("重新核查。"),
    "matter": gettext_lazy("已转成事项，事项里没有举报人。"),
    "pass": gettext_lazy("已转交，本单位不再打得开。"),
}
DEEDS = (*DONE,)
LABELS = {
    "take": (gettext_lazy("签收核查"), "check"),
    "check": (gettext_lazy("记核查结果"), "eye"),
    "close": (gettext_lazy("办结"), "circle-check"),
    "answer": (gettext_lazy("答复举报人"), "message-2"),
    "ask": (gettext_lazy("追问举报人"), "message-circle-question"),
    "matter": (gettext_lazy("转成事项"), "plus"),
    "pass": (gettext_lazy("转交别的单位"), "send"),
    "reopen": (gettext_lazy("重新核查"), "refresh"),
}
BY_STATE: Mapping[ClueState, tuple[str, ...]] = {
    ClueState.NEW: ("take", "answer", "ask", "pass"),
    ClueState.CHECKING: ("check", "answer", "ask", "matter", "pass"),
    ClueState.CHECKED: ("close", "answer", "check", "ask", "matter", "pass"),
    ClueState.CLOSED: ("answer", "ask", "matter", "reopen"),
}


@require_GET
@staff_only()
def page(request: DeskRequest, clue_id: UUID) -> HttpResponse:
    """Show one clue; opening it is recorded."""
    now = timezone.now()
    clue = _clue(request, clue_id, now)
    if opened(request, now) is not None and not clue.erased_at:
        actions.note_read(clue_id=clue_id, by=request.viewer, at=now)
    return render(request, "desk/clue.html", _context(request, clue, now))


def _clue(request: DeskRequest, clue_id: UUID, now: datetime) -> Clue:
    clue = clue_for(request.viewer, clue_id, at=now)
    if clue is None:
        raise Http404
    return clue


def _context(request: DeskRequest, clue: Clue, now: datetime, shown: str = "") -> dict[str, Any]:
    pack, key = pack_on(now).pack, opened(request, now)
    state = ClueState(clue.state)
    names = staff_names([clue.holder_id] if clue.holder_id else [])
    return {
        "row": clue,
        "title": _("%(kind)s线索") % {"kind": kind_named(pack, clue.kind)},
        "state_word": STATES[state],
        "tone": TONES[clue.state],
        "area": name_of(clue.area) if clue.area else "",
        "unit": name_of(clue.unit),
        "informant": INFORMANTS[Informant(clue.informant).value],
        "holder": names.get(clue.holder_id, "") if clue.holder_id else "",
        "result": result_named(pack, clue.result) if clue.result else "",
        "is_open": key is not None,
        "has_key": key is not None or key_of(request.viewer.staff_id) is not None,
        "unlock": unlock_form(),
        "entries": _entries(clue, *key) if key else [],
        "shut": clue.letters.count(),
        "moves": _moves(clue, state, now) if key and not clue.erased_at else {},
        "opened": shown,
    }


def _entries(clue: Clue, key: KeyPair, private: bytes) -> list[dict[str, Any]]:
    found = opened_letters(clue, key, private)
    names = staff_names([each.staff_id for each in found if each.staff_id])
    return [
        {
            "actor": names.get(each.staff_id, "") if each.staff_id else _("举报人"),
            "moment": each.day,
            "action": LETTERS[each.kind],
            "icon": LETTER_ICONS[each.kind],
            "tone": LETTER_TONES.get(each.kind, ""),
            "text": each.text
            if each.text is not None
            else _("您的钥匙打不开这一封：请同事重新封存，或请两位保管人恢复。"),
            "files": [
                {
                    "name": one.name,
                    "url": reverse("clue-file", args=[clue.id, one.id]),
                    "small": reverse("clue-file", args=[clue.id, one.id])
                    if one.media_type.startswith("image/")
                    else "",
                }
                for one in each.files
            ],
        }
        for each in found
    ]


def _moves(clue: Clue, state: ClueState, now: datetime) -> dict[str, dict[str, Any]]:
    pack = pack_on(now).pack
    results = [(each.code, name_of(each)) for each in pack.clues.results.values()]
    to_informant = _("只有凭回执码的人和本单位接收人看得到")
    units = directory(at=now).units
    others = [
        (str(each), name_of(units[each])) for each in open_units(at=now) if each in units and each != clue.unit_id
    ]
    kinds = [(each.code, name_of(each)) for each in pack.kinds.values() if not each.sealed]
    fields: dict[str, Callable[[], dict[str, Any]]] = {
        "take": dict,
        "check": lambda: {
            "result": chosen(_("核查结果"), results),
            "people": figure(_("查处人数")),
            "groups": figure(_("打掉团伙数")),
            "text": words(_("核查情况"), _("加密保存，只有接收人看得到；举报人看不到")),
        },
        "close": dict,
        "reopen": dict,
        "answer": lambda: {"text": words(_("答复内容"), to_informant)},
        "ask": lambda: {"text": words(_("要问什么"), to_informant, 3)},
        "matter": lambda: {
            "kind": chosen(_("种类"), kinds),
            "text": words(_("事项内容"), _("写要办的事；不要写线索是谁说的、怎么来的")),
        },
        "pass": lambda: {"unit": chosen(_("交给哪个单位"), others, _("重新封给对方的接收人，本单位从此打不开"))},
    }
    found = {}
    for deed in BY_STATE[state]:
        if (deed == "pass" and not others) or (deed == "matter" and clue.matter_id):
            continue
        label, icon = LABELS[deed]
        found[deed] = {"label": label, "icon": icon, "form": Plain(deed, None, **fields[deed]())}
    return found


@require_POST
@staff_only()
def act(request: DeskRequest, clue_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a clue; everything needs the passphrase to have been given."""
    if deed not in DONE:
        raise Http404
    now = timezone.now()
    clue = _clue(request, clue_id, now)
    key = opened(request, now)
    try:
        _do(request, clue_id, deed, key, now)
    except Problem as problem:
        messages.error(request, say(problem))
        context = _context(request, clue, now, deed)
        if deed in context["moves"]:
            context["moves"][deed]["form"].initial.update({name: request.POST[name] for name in request.POST})
        return render(request, "desk/clue.html", context, status=422)
    messages.success(request, DONE[deed])
    return redirect("clues") if deed == "pass" else redirect("clue", clue_id=clue_id)


def _do(request: DeskRequest, clue_id: UUID, deed: str, key: tuple[KeyPair, bytes] | None, now: datetime) -> None:
    if key is None:
        raise Problem("clue-shut", "线索已经锁上，请先输入口令。")
    post = request.POST
    given: dict[str, Any] = {"clue_id": clue_id, "by": request.viewer, "at": now}
    version = post.get("version", "")
    given["seen_version"] = int(version) if version.isdecimal() and version.isascii() and len(version) < 9 else None
    text = post.get("text", "")
    match deed:
        case "take":
            actions.take(**given)
        case "check":
            people, groups = _whole(post.get("people", "")), _whole(post.get("groups", ""))
            actions.check(result=post.get("result", ""), people=people, groups=groups, text=text, **given)
        case "answer" | "ask":
            actions.answer(text=text, question=deed == "ask", **given)
        case "close":
            actions.close(**given)
        case "reopen":
            actions.reopen(**given)
        case "matter":
            actions.raise_matter(kind=post.get("kind", "")[:32], text=text, **given)
        case "pass":
            actions.pass_on(unit_id=id_in(post.get("unit", "")), key=key[0], private=key[1], **given)


def _whole(text: str) -> int:
    """Read a whole number, nothing being none; what cannot be read is refused by the action."""
    text = text.strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def id_in(text: str) -> UUID:
    """Read an id that a list gave; refuses anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None


@require_GET
@staff_only()
def file(request: DeskRequest, clue_id: UUID, file_id: UUID) -> HttpResponse:
    """Send a file of a clue that this browser has opened: pictures to look at, the rest to keep."""
    now = timezone.now()
    clue, key = _clue(request, clue_id, now), opened(request, now)
    if key is None:
        raise Http404
    try:
        name, media_type, content = file_in(clue, file_id, *key)
    except Problem as problem:
        raise Http404 from problem
    response = HttpResponse(content, content_type=media_type)
    shown = media_type.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    return response
