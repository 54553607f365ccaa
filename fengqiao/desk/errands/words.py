"""Words of errands, and what rows of them are called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.catalogue.errand import Errands
from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import called, listed, name_of
from fengqiao.errands.rules.course import AGAIN
from fengqiao.errands.terms import ErrandWay, Giver, ItemState, PaperHolder, Stretch, ToldHow
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.errands.models import Errand, ErrandItem

WAYS = {
    ErrandWay.ROAD: _("路上、上门时说的"), ErrandWay.POST: _("到驿站来说的"), ErrandWay.PHONE: _("打电话来的"), ErrandWay.FAMILY: _("家人来说的"),
    ErrandWay.PORTAL: _("网上说的"),
}  # fmt: skip
STATES = {
    ItemState.OPEN: pgettext_lazy("errand", "在办"), ItemState.DONE: pgettext_lazy("errand", "办成"),
    ItemState.REFUSED: pgettext_lazy("errand", "不予办理"), ItemState.GIVEN_UP: pgettext_lazy("errand", "不办了"),
}  # fmt: skip
WAITING = _("待接")
DONE_AGAIN = pgettext_lazy("errand", "没有解决，重办")
STRETCHES = {
    Stretch.PAPERS: _("备齐材料"), Stretch.HANDED_IN: _("交到窗口"), Stretch.RESULT: _("出结果"), Stretch.HANDED_OVER: _("送到手"),
}  # fmt: skip
TONES = {"open": "blue", "done": "green", "refused": "amber", "given_up": "grey"}
GIVERS = {Giver.SELF: _("本人"), Giver.FAMILY: _("家人"), Giver.GUARDIAN: _("监护人")}
HOLDERS = {
    PaperHolder.ASSISTANT: _("在代办员手里"), PaperHolder.OFFICE: _("在部门窗口"), PaperHolder.RESIDENT: _("已交还本人"),
}  # fmt: skip
TO = {
    PaperHolder.OFFICE: _("交给部门窗口"),
    PaperHolder.ASSISTANT: _("从窗口取回"),
    PaperHolder.RESIDENT: _("交还本人"),
}
TOLD = {
    ToldHow.PHONE: _("打电话"),
    ToldHow.VISIT: _("当面"),
    ToldHow.FAMILY: _("告诉家人"),
    ToldHow.SMS: _("发短信"),
    ToldHow.PAGE: _("在查询页上看到"),
}
PERSON = {
    "person_name": _("姓名"), "teller_phone": _("电话"), "person_id_number": _("身份证号"), "person_address": _("住址"),
    "family_name": _("家人"), "family_phone": _("家人电话"),
}  # fmt: skip
EVENTS = {
    "errand.asked": pgettext_lazy("event", "网上请代办"),
    "errand.declined": pgettext_lazy("event", "代办没有接"),
    "errand.soon": pgettext_lazy("event", "代办时限快到"),
    "errand.taken": pgettext_lazy("event", "代办受理"),
    "errand.visited": pgettext_lazy("event", "代办上门"),
    "errand.step": pgettext_lazy("event", "代办进展"),
    "errand.item_ended": pgettext_lazy("event", "代办事项办结"),
    "errand.item_again": pgettext_lazy("event", "重办的代办事项办结"),
    "errand.rated": pgettext_lazy("event", "代办评议"),
    "errand.missed": pgettext_lazy("event", "代办没有问到"),
    "errand.reopened": pgettext_lazy("event", "代办重办"),
}
ICONS = {"household": "home", "card": "id-badge-2", "benefit": "heart-handshake", "other": "dots"}
SOON = timedelta(days=3)


def tabs_of(active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = (("errands", _("代办")), ("errands-today", _("今天要跑的")), ("errands-slow", _("哪里慢")))
    return [{"label": label, "url": reverse(name), "active": name == active} for name, label in pages]


def pack_behind(edition_id: UUID) -> Pack:
    """Return the pack that an errand began with."""
    return pack_of(edition_id).pack


def step_word(said: Errands, step: str) -> str:
    """Return what an item came to: a step of its kind, its end, or that it is run again."""
    if step in set(ItemState):
        return str(STATES[ItemState(step)])
    return str(DONE_AGAIN) if step == AGAIN else called(said.steps, step)


def state_of(row: Errand) -> tuple[Any, str]:
    """Return where an errand stands in a word, and its tone."""
    if row.ended_at is not None:
        return _("办完"), "green" if row.runner_id else "grey"
    return (WAITING, "amber") if row.runner_id is None else (STATES[ItemState.OPEN], "blue")


def errand_found(row: Errand) -> dict[str, Any]:
    """Return an errand as a line of what was found: its items, where it stands, nobody's name."""
    kinds, (word, tone) = pack_behind(row.edition_id).errands.kinds, state_of(row)
    return {
        "id": row.id, "number": row.number, "kinds": listed(called(kinds, item.kind) for item in row.items.all()), "unit": name_of(row.unit),
        "area": name_of(row.area) if row.area else "", "taken_at": row.taken_at, "word": word, "tone": tone,
    }  # fmt: skip


def lamp_of(item: ErrandItem, now: datetime) -> str:
    """Return the lamp of an item: late, soon, ok, done."""
    if item.state != ItemState.OPEN.value:
        return "done"
    return "late" if item.due_at < now else "soon" if item.due_at < now + SOON else "ok"
