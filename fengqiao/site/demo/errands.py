"""Errands of the demo county, played through the real actions: taken in, visited, handed in, brought home, some still on their way."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from fengqiao.errands import actions
from fengqiao.errands.actions import NewErrand
from fengqiao.errands.queries import items_of
from fengqiao.matters.rules.rating import QUESTIONS, Answers
from fengqiao.matters.terms import RatingAnswer, RatingWay
from fengqiao.orgs.queries import Viewer, directory, system_viewer, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.pictures import sheet
from fengqiao.vault.actions import Upload

RUNNERS = (Role.ASSISTANT, Role.OFFICER, Role.DUTY_DESK, Role.CHIEF)
SPACE = UUID("0198e5a4-0000-7000-8000-000000000149")
GRANTED = timedelta(days=180)
Deed = tuple[datetime, int, Callable[[], Any]]


def play_errands(folder: Path, *, now: datetime) -> None:
    """Let the posts run their errands up to `now`; what would come later is left undone."""
    told = tomllib.loads((folder / "errands.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    posts = {card.code: card.id for card in units.units.values()}
    areas = {place.code: place.id for place in units.places.values()}
    deeds: list[Deed] = []
    door = system_viewer(at=now)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for place, each in enumerate(told["errand"]):
        began = midnight - timedelta(days=each["days_back"]) + timedelta(hours=9 + place % 5, minutes=7 * place)
        by = viewer_in(posts[each["post"]], RUNNERS, at=began) if each["post"] in posts else None
        if by is not None and door is not None:
            deeds += _deeds(each, areas.get(each["area"]), door, by, began, place)
    with transaction.atomic():
        for at, _order, deed in sorted(deeds, key=lambda one: one[:2]):
            if at <= now:
                deed()


def _deeds(
    each: dict[str, Any], area: UUID | None, door: Viewer, by: Viewer, began: datetime, place: int
) -> list[Deed]:
    """What happens to a request, each thing with its moment."""
    press = uuid5(SPACE, f"{place}")
    kinds = [item["kind"] for item in each["item"]]
    personal = {"person_name": each["name"], "teller_phone": each["phone"], "family_name": each.get("family", "")}
    wanted = NewErrand(
        press=press, way=each["way"], kinds=kinds, personal=personal, area_id=area, text=each.get("text", "")
    )
    found: list[Deed] = [(began, 0, lambda: actions.take(wanted=wanted, by=by, at=began))]
    if each["way"] == "portal":
        found = _asked(wanted, door, by, began, each.get("taken_up"))
    if "authorised" in each:
        at = began + timedelta(days=each["authorised"], minutes=20)
        until = timezone.localdate(at + GRANTED)
        found.append(
            (
                at,
                1,
                lambda: actions.authorise(
                    errand_id=press, giver="self", kinds=kinds, until=until, signed=True, by=by, at=at
                ),
            )
        )
    for item in each["item"]:
        found += _of_item(item, press, by, began)
    return found + (_asked_after(each, press, door, began) if "rated" in each else [])


def _asked_after(each: dict[str, Any], press: UUID, door: Viewer, began: datetime) -> list[Deed]:
    """What the family says after the end, by the slip or when the station above the post asks."""
    said = each["rated"]
    at = began + timedelta(days=said["day"], hours=7)
    answers = Answers(*(RatingAnswer(said[name]) for name in QUESTIONS))
    given = {"errand_id": press, "answers": answers, "text": said.get("text", ""), "at": at}
    if said["way"] == RatingWay.SLIP.value:
        return [(at, 10, lambda: actions.rate_as_resident(**given, by=door))]
    post = next(card for card in directory(at=at).units.values() if card.code == each["post"])
    caller = viewer_in(post.above, (Role.CHIEF, Role.DUTY_DESK), at=at) if post.above else None
    return [(at, 10, lambda: actions.rate(**given, way=RatingWay(said["way"]), by=caller))] if caller else []


def _asked(wanted: NewErrand, door: Viewer, by: Viewer, began: datetime, hours: int | None) -> list[Deed]:
    """A request that came by the public page, and that somebody of the post took up so many hours later, or not yet."""
    found: list[Deed] = [(began, 0, lambda: actions.ask(wanted=wanted, by=door, at=began))]
    if hours is not None:
        at = began + timedelta(hours=hours)
        found.append((at, 1, lambda: actions.take_up(errand_id=wanted.press, by=by, at=at)))
    return found


def _of_item(item: dict[str, Any], press: UUID, by: Viewer, began: datetime) -> list[Deed]:
    def at(days: int, minutes: int) -> datetime:
        return began + timedelta(days=days, minutes=minutes)

    def here() -> UUID:
        return items_of(press)[item["kind"]]

    found: list[Deed] = []
    if "plan" in item:
        found.append(
            (
                at(1, 5),
                2,
                lambda: actions.plan_visit(
                    item_id=here(), day=timezone.localdate(at(item["plan"], 0)), by=by, at=at(1, 5)
                ),
            )
        )
    if "visit" in item:
        found.append(
            (at(item["visit"], 10), 2, lambda: actions.make_visit(item_id=here(), by=by, at=at(item["visit"], 10)))
        )
    steps = pack_on(began).pack.errands.kinds[item["kind"]].steps[1:]
    for n, (day, step) in enumerate(zip(item["at"], steps, strict=False)):
        last = n == len(item["at"]) - 1
        told = "" if last and item.get("untold") else ("phone", "family", "visit")[n % 3]
        note = item.get("note", "") if last and "how" not in item else ""

        found.append((at(day, 60 + n), 4, partial(_go, here, step, note, told, by, at(day, 60 + n))))
    found += _papers(item, here, by, at)
    if "end" in item:
        how = item.get("how", "done")
        refused = pack_on(began).pack.errands.endings[how].refused if how != "done" else False
        state = how if how == "done" else "refused" if refused else "given_up"
        ends = at(item["end"], 120)
        text = item.get("note", "") if how != "done" else ""
        found.append((ends, 9, lambda: actions.end_item(
            item_id=here(), state=state, ending="" if how == "done" else how, text=text, told="visit", by=by, at=ends,
        )))  # fmt: skip
    return found


def _go(here: Callable[[], UUID], step: str, text: str, told: str, by: Viewer, at: datetime) -> None:
    actions.go_on(item_id=here(), step=step, text=text, told=told, by=by, at=at)


def _papers(
    item: dict[str, Any], here: Callable[[], UUID], by: Viewer, at: Callable[[int, int], datetime]
) -> list[Deed]:
    found: list[Deed] = []
    for n, (kind, day, moves) in enumerate(item.get("papers", ())):
        kept: dict[str, UUID] = {}
        found.append((at(day, 30 + n), 3, partial(_take, here, kind, kept, by, at(day, 30 + n))))
        found += [(at(after, 80 + n), 5, partial(_hand, kept, to, by, at(after, 80 + n))) for to, after in moves]
    return found


def _take(here: Callable[[], UUID], kind: str, kept: dict[str, UUID], by: Viewer, at: datetime) -> None:
    kept["id"] = actions.take_paper(item_id=here(), kind=kind, signed=True, uploads=_receipt(at), by=by, at=at)


def _hand(kept: dict[str, UUID], to: str, by: Viewer, at: datetime) -> None:
    actions.hand_over(paper_id=kept["id"], to=to, signed=True, uploads=_receipt(at), by=by, at=at)


def _receipt(at: datetime) -> list[Upload]:
    """Most receipts were photographed; the counter of an office has no phone ready."""
    return [Upload("1.jpg", sheet(at.toordinal()))] if at.toordinal() % 4 else []
