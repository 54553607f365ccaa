"""Keys of a unit: one's own, who is named for what, what a successor cannot open yet, recoveries and the drill."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.clues import actions
from fengqiao.clues.actions.naming import possible
from fengqiao.clues.queries import (
    Standing,
    held_units,
    key_of,
    managed_unit,
    manages,
    named_somewhere,
    open_recovery,
    recoveries_for,
    standing_of_unit,
)
from fengqiao.clues.terms import Duty, RecoveryReason, RecoveryState
from fengqiao.desk.clues.clue import id_in
from fengqiao.desk.clues.forms import fresh_fields, secret, unlock_form
from fengqiao.desk.clues.listing import tabs_of
from fengqiao.desk.clues.opening import drop, keep, minutes, opened
from fengqiao.desk.clues.words import DUTIES, REASONS, RECOVERY_STATES
from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem, denied
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import limit_on

if TYPE_CHECKING:
    from fengqiao.clues.models import KeyPair, Recovery

DONE = {
    "make": gettext_lazy("钥匙已生成。请把口令记牢，服务器上没有。"),
    "change": gettext_lazy("口令已改。"),
    "unlock": gettext_lazy("已开锁。"),
    "lock": gettext_lazy("已锁上。"),
    "name": gettext_lazy("已指定。"),
    "end": gettext_lazy("已撤销，他的那份已经收回。"),
    "reseal": gettext_lazy("已重新封存给现在的接收人和保管人。"),
    "recover": gettext_lazy("已提出，等两位保管人先后来开。"),
    "drill": gettext_lazy("演练开始，等两位保管人先后来开。"),
    "half": gettext_lazy("第一道已开，等另一位保管人。"),
    "rest": gettext_lazy("两道都开了，已完成。"),
    "drop": gettext_lazy("已中止。"),
}
DEEDS = (*DONE,)
SHUT = Problem("clue-shut", "线索已经锁上，请先输入口令。")


@require_GET
@staff_only()
def page(request: DeskRequest) -> HttpResponse:
    """Show the keys of the unit that somebody is in charge of or named for."""
    return render(request, "desk/clue_keys.html", _context(request, timezone.now()))


def _context(request: DeskRequest, now: datetime, shown: str = "") -> dict[str, Any]:
    viewer = request.viewer
    unit_id = managed_unit(viewer, at=now)
    own, key = key_of(viewer.staff_id), opened(request, now)
    context: dict[str, Any] = {
        "tabs": tabs_of("clue-keys"),
        "named": named_somewhere(viewer, at=now),
        "own": own,
        "is_open": key is not None,
        "minutes": minutes(now),
        "unlock": unlock_form(),
        "make": Plain("make", None, **fresh_fields()),
        "change": Plain("change", None, passphrase=secret(_("现在的口令")), **fresh_fields()),
        "lost": Plain("lost", None, **fresh_fields()),
        "opened": shown,
        "unit_id": unit_id,
    }
    if unit_id is None:
        return context
    standing, unit = standing_of_unit(unit_id, at=now), directory(at=now).units.get(unit_id)
    may_manage = manages(viewer, unit_id)
    recovery = open_recovery(unit_id)
    return context | {
        "unit": name_of(unit) if unit else "",
        "standing": standing,
        "checks": _checks(standing),
        "may_manage": may_manage,
        "recipient": unit_id in held_units(viewer, Duty.RECIPIENT, at=now),
        "custodian": unit_id in held_units(viewer, Duty.CUSTODIAN, at=now),
        "missing": sum(card.missing for card in standing.recipients),
        "groups": [
            {"duty": duty.value, "label": DUTIES[duty], "cards": cards, "form": _naming(unit_id, duty, now) if may_manage else None}
            for duty, cards in ((Duty.RECIPIENT, standing.recipients), (Duty.CUSTODIAN, standing.custodians))
        ],
        "drill": _drill(standing, now),
        "recovery": _recovery(recovery, own) if recovery else None,
        "to": Plain("recover", None, key=chosen(_("恢复给哪位接收人"), _targets(standing, viewer.staff_id, all_of=may_manage))),
        "may_recover": bool(_targets(standing, viewer.staff_id, all_of=may_manage)),
        "past": [_past(row) for row in recoveries_for(unit_id)],
    }  # fmt: skip


def _checks(standing: Standing) -> list[dict[str, Any]]:
    """What has to be there before a clue is taken in."""
    recipients = sum(1 for card in standing.recipients if card.key and card.current)
    custodians = sum(1 for card in standing.custodians if card.key and card.current)
    return [
        {"label": _("接收人备好钥匙"), "done": recipients >= 1, "said": _("%(n)s 人") % {"n": recipients}},
        {"label": _("保管人备好钥匙（至少两位）"), "done": custodians >= 2, "said": _("%(n)s 人") % {"n": custodians}},
        {"label": _("演练过"), "done": standing.drilled_at is not None, "said": ""},
    ]


def _naming(unit_id: UUID, duty: Duty, now: datetime) -> Plain:
    people = [(str(staff), name) for staff, name in possible(unit_id, duty, at=now)]
    return Plain(f"name-{duty.value}", None, staff=chosen(_("人员"), people))


def _drill(standing: Standing, now: datetime) -> dict[str, Any]:
    days = limit_on("clues.drill_days", now)
    due = standing.drilled_at + timedelta(days=days) if standing.drilled_at else None
    return {"last": standing.drilled_at, "due": due, "days": days, "late": due is None or due < now}


def _targets(standing: Standing, staff_id: UUID, *, all_of: bool) -> list[tuple[str, str]]:
    return [
        (str(card.key.id), card.row.staff.name)
        for card in standing.recipients
        if card.key and card.missing and (all_of or card.row.staff_id == staff_id)
    ]


def _recovery(row: Recovery, own: KeyPair | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "reason": REASONS[RecoveryReason(row.reason)],
        "state": row.state,
        "word": RECOVERY_STATES[RecoveryState(row.state)],
        "to": row.to_key.staff.name if row.to_key else "",
        "at": row.begun_at,
        "first": row.first_key.staff.name if row.first_key else "",
        "deed": "half" if row.state == RecoveryState.BEGUN.value else "rest",
        "opened_by_me": bool(own and row.first_key_id == own.id),
    }


def _past(row: Recovery) -> dict[str, Any]:
    return {
        "at": row.ended_at,
        "reason": REASONS[RecoveryReason(row.reason)],
        "word": RECOVERY_STATES[RecoveryState(row.state)],
        "tone": "green" if row.state == RecoveryState.DONE.value else "grey",
        "who": " · ".join(key.staff.name for key in (row.first_key, row.second_key) if key),
        "to": row.to_key.staff.name if row.to_key else "",
        "letters": row.letters,
    }


@require_POST
@staff_only()
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Do one thing with keys, and come back to where it was done."""
    if deed not in DONE:
        raise Http404
    now = timezone.now()
    back = _back(request)
    try:
        token = _do(request, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/clue_keys.html", _context(request, now, deed), status=422)
    messages.success(request, DONE[deed])
    if deed == "unlock" and token:
        return keep(back, token, now)
    return drop(back) if deed in {"lock", "change", "make"} else back


def _back(request: DeskRequest) -> HttpResponse:
    """Where to go afterwards: a clue whose passphrase was asked for, the list, or the page of keys."""
    to = request.POST.get("to", "")
    if to == "list":
        return redirect("clues")
    try:
        return redirect("clue", clue_id=UUID(to))
    except ValueError:
        return redirect("clue-keys")


def _do(request: DeskRequest, deed: str, now: datetime) -> str | None:
    post, by = request.POST, request.viewer
    fresh, again, passphrase = (post.get(name, "")[:200] for name in ("fresh", "again", "passphrase"))
    match deed:
        case "make":
            actions.make_key(passphrase=fresh, again=again, lost=post.get("lost") == "1", by=by, at=now)
        case "change":
            if not actions.change_passphrase(passphrase=passphrase, fresh=fresh, again=again, by=by, at=now):
                raise Problem("passphrase-wrong", "口令不对。")
        case "unlock":
            token = actions.unlock(passphrase=passphrase, by=by, at=now)
            if token is None:
                raise Problem("passphrase-wrong", "口令不对。")
            return token
        case "lock":
            actions.lock_up(by=by)
        case _:
            _manage(request, deed, now)
    return None


def _manage(request: DeskRequest, deed: str, now: datetime) -> None:
    post, by = request.POST, request.viewer
    unit_id = managed_unit(by, at=now)
    if unit_id is None:
        raise denied()
    match deed:
        case "name":
            duty = post.get("duty", "")
            if duty not in set(Duty):
                raise Problem("choose-one", "请先从列表里选一项。")
            actions.name_holder(unit_id=unit_id, staff_id=id_in(post.get("staff", "")), duty=Duty(duty), by=by, at=now)
        case "end":
            actions.end_holder(holder_id=id_in(post.get("holder", "")), by=by, at=now)
        case "recover":
            actions.begin_recovery(
                unit_id=unit_id, reason=RecoveryReason.LOST, to_key=id_in(post.get("key", "")), by=by, at=now
            )
        case "drill":
            actions.begin_recovery(unit_id=unit_id, reason=RecoveryReason.DRILL, to_key=None, by=by, at=now)
        case "drop":
            actions.drop_recovery(recovery_id=id_in(post.get("recovery", "")), by=by, at=now)
        case _:
            key = opened(request, now)
            if key is None:
                raise SHUT
            given: dict[str, Any] = {"key": key[0], "private": key[1], "by": by, "at": now}
            if deed == "reseal":
                actions.reseal(unit_id=unit_id, **given)
            elif deed == "half":
                actions.open_half(recovery_id=id_in(post.get("recovery", "")), **given)
            else:
                actions.open_rest(recovery_id=id_in(post.get("recovery", "")), **given)
