"""One errand: its items with their steps, papers and visits, whom it is for, what was said to them; and each deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

from fengqiao.catalogue.errand import Errands
from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands import rating
from fengqiao.desk.errands.words import (
    GIVERS,
    HOLDERS,
    PERSON,
    STATES,
    TO,
    TOLD,
    TONES,
    WAITING,
    WAYS,
    lamp_of,
    pack_behind,
    step_word,
)
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_or_none
from fengqiao.desk.words import called, listed, name_of, say
from fengqiao.errands import actions
from fengqiao.errands.queries import (
    READERS,
    ErrandSheet,
    ItemView,
    barred_from,
    can_text,
    errand_for,
    errand_sheet,
    looks_at,
)
from fengqiao.errands.rules.course import AGAIN, VISIT
from fengqiao.errands.terms import ErrandWay, Giver, ItemState, PaperHolder, ToldHow
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.passes.actions import make_errand_slip, revoke_errand_slip
from fengqiao.passes.queries import slips_of_errand
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging
from fengqiao.vault.queries import FileCard, files_by_holder

if TYPE_CHECKING:
    from fengqiao.errands.models import Errand, ErrandItem

DONE = {
    "step": gettext_lazy("已记下进展。"), "told": gettext_lazy("已记下告诉过本人。"), "plan": gettext_lazy("上门已约好。"),
    "visit": gettext_lazy("上门已记下。"), "paper": gettext_lazy("材料已收，记在您手里。"), "hand": gettext_lazy("材料交接已记下。"),
    "take": gettext_lazy("接下来了，在您手里跑。先打个电话。"), "decline": gettext_lazy("已记下不接的原因。"),
    "pass": gettext_lazy("已换人跑，请重签授权书。"), "authorise": gettext_lazy("授权已记下。"), "end": gettext_lazy("这一项已办结。"), "look": "",
}  # fmt: skip
DEEDS = (*DONE, *rating.DONE)
SIGNED = "1"
DEFAULT_DAYS = 90


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest, errand_id: UUID) -> HttpResponse:
    """Show one errand."""
    return _page(request, errand_id)


def _page(
    request: DeskRequest,
    errand_id: UUID,
    *,
    clear: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    now, viewer = timezone.now(), request.viewer
    found = errand_sheet(viewer, errand_id, at=now)
    if found is None:
        raise Http404
    row, pack = found.errand, pack_behind(found.errand.edition_id)
    said, places = pack.errands, directory(at=now).places
    place = places.get(row.area_id) if row.area_id else None
    live, waits = row.ended_at is None, row.runner_id is None and row.ended_at is None
    texts = found.acts and can_text(row, at=now)
    pictures = files_by_holder(row.id)  # by the handing over that each shows
    names = [(str(each.item.id), called(said.kinds, each.item.kind)) for each in found.items]
    context = {
        "row": row,
        "items": [_item(each, said, now, pictures, waits=waits) for each in found.items],
        "lines": _lines(found, said),
        "untold": sum(not line.told for line in found.lines),
        **_person(found, clear, viewer, now),
        "granted": [_granted(each, said, found, now) for each in found.authorisations],
        "acts": found.acts and row.erased_at is None and not waits,
        "waits": waits,
        "may_take_up": waits and found.acts and actions.may_take(viewer),
        "barred": barred_from(viewer, row),
        "rating": rating.card(row, names, viewer, now, typed),
        "runner": row.runner.name if row.runner else "",
        "live": live,
        "where": full_name(place, places) if place else "",
        "unit": name_of(row.unit),
        "way": WAYS[ErrandWay(row.way)],
        "givers": list(GIVERS.items()),
        "kinds": [(each.item.kind, called(said.kinds, each.item.kind)) for each in found.items],
        "told_ways": [
            (code, word)
            for code, word in TOLD.items()
            if code is not ToldHow.PAGE and (code is not ToldHow.SMS or texts)
        ],
        "endings": [(each.code, name_of(each)) for each in said.endings.values()],
        "all_papers": [(code, name_of(each)) for code, each in said.papers.items()],
        "forms": [(code, name_of(each)) for code, each in said.forms.items()],
        "until": timezone.localdate(now + timedelta(days=DEFAULT_DAYS)).isoformat(),
        "today": timezone.localdate(now).isoformat(),
        "slips": slips_of_errand(viewer, row.id, now=now),
        "opened": opened,
        "others": _others(row, now) if found.acts and live and not waits else [],
    }
    return render(request, "desk/errand.html", context, status=status)


def _person(found: ErrandSheet, clear: Mapping[str, str] | None, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Return whom an errand is for, masked or as it was looked at, and whether the viewer may look."""
    person = clear or found.person
    reasons = pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())
    looks = looks_at(found.errand, viewer, at=now)
    return {
        "person": [(word, person[code]) for code, word in PERSON.items() if person.get(code)],
        "clear": clear is not None,
        "may_look": bool(found.person) and looks.open_ and (viewer.may(Right.UNMASK) or (looks.own and viewer.may(Right.UNMASK_OWN))),
        "purposes": [(each.code, name_of(each), each.code == "contact") for each in reasons],
    }  # fmt: skip


def _others(row: Errand, now: datetime) -> list[tuple[str, str]]:
    """Return who else of the unit could run an errand."""
    barred = {row.runner_id, row.barred}
    return [(str(staff), name) for staff, name in staff_in(row.unit_id, at=now) if staff not in barred]


def _item(
    view: ItemView, said: Errands, now: datetime, pictures: Mapping[UUID, Sequence[FileCard]], *, waits: bool
) -> dict[str, Any]:
    item, kind = view.item, view.kind
    place = kind.steps.index(item.step) if item.step in kind.steps else 0
    is_open, done = item.state == ItemState.OPEN.value, item.state == ItemState.DONE.value
    waits = waits and is_open  # what was solved is not done again
    visits = sorted(item.visits.all(), key=lambda each: each.day)
    waiting = next((each for each in visits if each.done_at is None), None)
    return {
        "id": item.id,
        "kind": item.kind,
        "paper_key": f"paper{item.id}",
        "end_key": f"end{item.id}",
        "name": name_of(kind),
        "state": item.state,
        "open": is_open,
        "word": WAITING if waits else STATES[ItemState(item.state)],
        "tone": "amber" if waits else TONES[item.state],
        "waits": waits,
        "lamp": lamp_of(item, now),
        "due": item.due_at,
        "ended_at": item.ended_at,
        "ending": called(said.endings, item.ending) if item.ending else "",
        "source": kind.source,
        "doubt": kind.doubt,
        "steps": [
            {
                "label": called(said.steps, code),
                "state": "next" if waits else "done" if done or n < place else "now" if n == place else "next",
            }
            for n, code in enumerate(kind.steps)
        ],
        "next": view.next,
        "next_word": called(said.steps, view.next) if view.next else "",
        "why": say(view.why) if is_open and view.next and view.why else "",
        "undone": say(view.undone) if is_open and not view.next and view.undone else "",
        "visits": VISIT in kind.steps and is_open,
        "visit": waiting,
        "visited": [each for each in visits if each.done_at],
        "papers": [_paper(each, said, pictures) for each in item.papers.all()],
        "needs": listed(called(said.papers, code) for code in kind.papers),
        "choices": [
            (code, called(said.papers, code))
            for code in (*kind.papers, *(c for c in said.papers if c not in kind.papers))
        ],
    }


def _paper(paper: Any, said: Errands, pictures: Mapping[UUID, Sequence[FileCard]]) -> dict[str, Any]:
    holder = PaperHolder(paper.holder)
    to = [each for each in TO if each is not holder] if holder is not PaperHolder.RESIDENT else []
    if holder is PaperHolder.ASSISTANT:
        to = [PaperHolder.OFFICE, PaperHolder.RESIDENT]
    return {
        "id": paper.id,
        "name": called(said.papers, paper.kind),
        "word": HOLDERS[holder],
        "who": paper.keeper.name if paper.keeper else "",
        "tone": {"assistant": "amber", "office": "blue", "resident": "green"}[holder.value],
        "since": paper.since,
        "to": [(each.value, TO[each]) for each in to],
        "moves": [
            {"word": HOLDERS[PaperHolder(each.to)], "at": each.at, "files": pictures.get(each.id, [])}
            for each in sorted(paper.moves.all(), key=lambda move: (move.at, move.id))
        ],
    }


def _granted(each: Any, said: Errands, found: ErrandSheet, now: datetime) -> dict[str, Any]:
    return {
        "giver": GIVERS[Giver(each.giver)],
        "kinds": listed(called(said.kinds, code) for code in each.kinds),
        "until": each.until,
        "over": each.until < timezone.localdate(now),
        "ended": each.ended_at is not None,
        "signed_at": each.signed_at,
        "who": found.staff.get(each.staff_id, ""),
    }


def _lines(found: ErrandSheet, said: Errands) -> list[dict[str, Any]]:
    names: dict[UUID, ErrandItem] = {each.item.id: each.item for each in found.items}
    marks = {
        ItemState.DONE.value: ("circle-check", "green"),
        ItemState.REFUSED.value: ("ban", "amber"),
        ItemState.GIVEN_UP.value: ("x", ""),
        AGAIN: ("refresh", "amber"),
    }
    lines = []
    for line in found.lines:
        icon, tone = marks.get(line.step, ("arrow-right", "blue"))
        lines.append(
            {
                "item": called(said.kinds, names[line.item_id].kind),
                "what": step_word(said, line.step),
                "text": line.text,
                "at": line.at,
                "who": found.staff.get(line.staff_id, ""),
                "told": TOLD[ToldHow(line.told)] if line.told else "",
                "icon": icon,
                "tone": tone,
            }
        )
    return lines


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, errand_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with an errand."""
    if deed not in DEEDS or errand_for(request.viewer, errand_id) is None:
        raise Http404
    now, told = timezone.now(), str(DONE.get(deed, ""))
    try:
        if deed in rating.DONE:
            told = rating.do(errand_id, deed, request.POST, request.viewer, now)
        else:
            clear = _do(request, errand_id, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        typed = rating.typed_in(request.POST) if deed == "rate" else None
        opened = f"{deed}{request.POST.get('item', '')}"[:60]
        return _page(request, errand_id, typed=typed, opened=opened, status=422)
    if deed == "look":
        return _page(request, errand_id, clear=clear)
    messages.success(request, told)
    return redirect("errand", errand_id=errand_id)


def _do(request: DeskRequest, errand_id: UUID, deed: str, now: datetime) -> Mapping[str, str] | None:
    get, who = request.POST.get, dict[str, Any](by=request.viewer, at=now)
    if deed == "look":
        return actions.look(errand_id=errand_id, purpose=get("purpose", ""), **who)
    if deed == "told":
        actions.tell_resident(errand_id=errand_id, how=get("told", ""), **who)
    elif deed == "authorise":
        actions.authorise(
            errand_id=errand_id, giver=get("giver", ""), kinds=request.POST.getlist("kinds"), until=day_of(get("until", "")),
            signed=get("signed") == SIGNED, **who,
        )  # fmt: skip
    elif deed == "take":
        actions.take_up(errand_id=errand_id, **who)
    elif deed == "decline":
        actions.decline(
            errand_id=errand_id, ending=get("ending", ""), text=get("text", ""), told=get("told", ""), **who
        )
    elif deed == "pass":
        actions.pass_on(errand_id=errand_id, staff_id=_chosen(get("staff", "")), **who)
    elif deed == "hand":
        with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as ready:
            actions.hand_over(
                paper_id=_chosen(get("paper", "")),
                to=get("to", ""),
                signed=get("signed") == SIGNED,
                uploads=ready,
                **who,
            )
    else:
        _to_item(request, deed, _chosen(get("item", "")), who)
    return None


def _to_item(request: DeskRequest, deed: str, item_id: UUID, who: dict[str, Any]) -> None:
    get = request.POST.get
    if deed == "step":
        actions.go_on(item_id=item_id, step=get("step", ""), text=get("text", ""), told=get("told", ""), **who)
    elif deed == "plan":
        actions.plan_visit(item_id=item_id, day=day_of(get("day", "")), **who)
    elif deed == "visit":
        actions.make_visit(item_id=item_id, **who)
    elif deed == "paper":
        with staging(uploads_of(request), file_limits(pack_on(who["at"]).pack, who["at"])) as ready:
            actions.take_paper(
                item_id=item_id, kind=get("kind", ""), signed=get("signed") == SIGNED, uploads=ready, **who
            )
    else:
        ending, state = get("ending", ""), ItemState.DONE.value
        if get("how") != state:
            why = pack_on(who["at"]).pack.errands.endings.get(ending)
            state = ItemState.REFUSED.value if why and why.refused else ItemState.GIVEN_UP.value
        actions.end_item(item_id=item_id, state=state, ending=ending, text=get("text", ""), told=get("told", ""), **who)


def _chosen(raw: str) -> UUID:
    found = id_or_none(raw)
    if found is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    return found


@require_POST
@staff_only(*READERS)
def slip(request: DeskRequest, errand_id: UUID) -> HttpResponse:
    """Make a slip, and open it to be printed or shown to the family's phone."""
    if errand_for(request.viewer, errand_id) is None:
        raise Http404
    try:
        token = make_errand_slip(errand_id=errand_id, by=request.viewer, at=timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("errand", errand_id=errand_id)
    return redirect("errand-track-slip", token)


@require_POST
@staff_only(*READERS)
def take_slip_back(request: DeskRequest, errand_id: UUID, slip_id: UUID) -> HttpResponse:
    """Take a slip back."""
    if errand_for(request.viewer, errand_id) is None:
        raise Http404
    try:
        revoke_errand_slip(slip_id=slip_id, by=request.viewer, at=timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("查询单已作废。"))
    return redirect("errand", errand_id=errand_id)
