"""What a telling of a story opens where it is no plain matter: a dispute settled on the scene, an errand, a wish, a clue, a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from fengqiao.catalogue.story import Opening
from fengqiao.clues import actions as clues
from fengqiao.clues.terms import Informant
from fengqiao.disputes import actions as disputes
from fengqiao.disputes.actions import Agreed, NewParty, Scene, Taken
from fengqiao.disputes.queries import dispute_for
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import AgreementForm
from fengqiao.errands import actions as errands
from fengqiao.errands.actions import NewErrand
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import Desk
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.practical import actions as practical
from fengqiao.practical.terms import Aim
from fengqiao.site.stories.scenes import Coming
from fengqiao.wishes import actions as wishes
from fengqiao.wishes.actions import NewWish

SPACE = UUID("0198e5a4-0000-7000-8000-000000000178")  # the same telling twice is one press
TWO = (NewParty(), NewParty(side=2))


@dataclass(frozen=True, slots=True)
class Asked:
    """A telling at its moment, with the area and the unit that it names; the same one again is the same press."""

    coming: Coming
    area_id: UUID | None
    unit_id: UUID | None
    desk: Desk

    @property
    def press(self) -> UUID:
        """The id of the button pressed."""
        return uuid5(SPACE, self.coming.reference)

    def field(self, code: str) -> str:
        """Return what the telling says of something; refuses nothing."""
        return self.coming.said.fields.get(code, "")


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened, and the unit that keeps it."""

    id: UUID
    unit_id: UUID


def opened(asked: Asked, by: Viewer, at: datetime) -> Opened:
    """Open what a telling opens, through the room's own action."""
    assert asked.coming.said.opens is not None  # noqa: S101  # whoever calls has looked
    return _OPENS[asked.coming.said.opens](asked, by, at)


def _on_scene(asked: Asked, by: Viewer, at: datetime) -> Opened:
    scene = Scene(area_id=asked.area_id, text=asked.coming.text, press=asked.press, place=asked.coming.place)
    amount = fen(asked.field("yuan"))
    taken = Taken(
        type=asked.field("type"), source="active", parties=TWO, people=2, informed=True, consented=True, amount=amount
    )
    way = asked.field("way")
    agreed = Agreed(form=AgreementForm.ORAL, text=asked.coming.title, amount=amount, performed=True)
    row = disputes.on_scene(
        scene=scene, taken=taken, agreed=None if way else agreed, way=way, desk=asked.desk, by=by, at=at
    )
    made = dispute_for(by, row)
    return Opened(row, made.unit_id if made else by.unit_id)


def _errand(asked: Asked, by: Viewer, at: datetime) -> Opened:
    wanted = NewErrand(
        press=asked.press, way=asked.field("way") or "post", kinds=asked.field("kinds").split(), area_id=asked.area_id,
        personal={"person_name": asked.coming.title}, text=asked.coming.text,
    )  # fmt: skip
    return Opened(errands.take(wanted=wanted, by=by, at=at), by.unit_id)


def _wish(asked: Asked, by: Viewer, at: datetime) -> Opened:
    wanted = NewWish(
        kind=asked.field("kind"), band=asked.field("band"), text=asked.coming.text, relation="grandparent", signed=True,
        town_id=asked.area_id, personal={"child_name": asked.coming.title, "guardian_name": asked.field("guardian")},
    )  # fmt: skip
    return Opened(wishes.collect(wanted=wanted, by=by, at=at), by.unit_id)


def _clue(asked: Asked, by: Viewer, at: datetime) -> Opened:
    informant = Informant(asked.field("informant"))
    code = clues.hand_in(
        kind=asked.field("kind"), area_id=asked.area_id, informant=informant, text=asked.coming.text, at=at
    )
    worker = system_viewer(at=at)
    if worker is not None:
        clues.count_in(by=worker, at=at)  # in the product the worker does, by the day
    station: Any = asked.desk.directory.unit_for("police", asked.area_id)
    return Opened(clues.found_by(code=code), station.id if station else by.unit_id)


def _practical(asked: Asked, by: Viewer, at: datetime) -> Opened:
    if asked.unit_id is None:
        raise Problem("unit-unknown", "请选择承办单位。")
    today = timezone.localdate(at)
    days = timedelta(days=int(asked.field("days") or "30"))
    stones = [(text, today + days * turn) for turn, text in enumerate(asked.coming.said.texts, start=1)]
    row = practical.plan(
        unit_id=asked.unit_id, year=today.year, aim=Aim(asked.field("aim")), title=asked.coming.title, helpers=(),
        stones=stones, by=by, at=at,
    )  # fmt: skip
    return Opened(row, asked.unit_id)


_OPENS: dict[Opening, Callable[[Asked, Viewer, datetime], Opened]] = {
    Opening.ON_SCENE: _on_scene,
    Opening.ERRAND: _errand,
    Opening.WISH: _wish,
    Opening.CLUE: _clue,
    Opening.PRACTICAL: _practical,
}
