"""Matters that go up, down and across between governance centres in the fictional county, through the real actions."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.hands import began, taken_in

ANYBODY = (Role.DISPATCHER, Role.GRID_WORKER)


@transaction.atomic
def play_levels(*, now: datetime) -> None:
    """Play the journeys up to `now`, where the pack in force has reasons to send matters between levels."""
    if not {ReasonUse.UP, ReasonUse.DOWN, ReasonUse.ACROSS} <= pack_on(now).pack.reasons.keys():
        return
    units = directory(at=now)
    words = tomllib.loads((settings.PACKS_DIR / "demo" / "levels.toml").read_text(encoding="utf-8"))
    for journey in words["journey"]:
        _Journey(journey, units, now).play()


class _Journey:
    """One matter in the hands of those who would do it; moments are hours after the telling."""

    def __init__(self, told: dict[str, Any], units: Directory, now: datetime) -> None:
        self.told, self.units, self.now = told, units, now
        self.ids = {card.code: card.id for card in units.units.values()}
        self.begins = began(told["begins_hours_ago"], now=now, hour=9, minute=12)

    def play(self) -> None:
        """Take the telling in and let each centre do its steps."""
        matter = self._taken()
        for step in self.told["steps"]:
            self._step(matter, step)

    def who(self, code: str, at: datetime) -> Viewer:
        """Return somebody of a centre."""
        found = viewer_in(self.ids[code], ANYBODY, at=at)
        if found is None:
            raise Problem("nobody", "示范县的社会治理中心没有在岗的人。")
        return found

    def _taken(self) -> UUID:
        told, at = self.told, self.begins
        where = next((place.id for place in self.units.places.values() if place.code == told["area"]), None)
        telling = actions.Telling(
            door=Door.COUNTER, title=told["title"], text=told["text"], told_at=at, source="demo-levels",
            outside_ref=f"{told['code']}-{at:%Y%m%d%H%M}", kind="help", area_id=where,
        )  # fmt: skip
        by = self.who(told["by"], at)
        return taken_in(telling, by=by, at=at)

    def _step(self, matter: UUID, step: dict[str, Any]) -> None:
        at = self.begins + timedelta(hours=step["hours"])
        text = step.get("text", "")
        to = self.ids[step.get("to", step["unit"])]
        common: dict[str, Any] = {"matter_id": matter, "by": self.who(step["unit"], at), "at": at}
        match step["do"]:
            case "route":
                actions.route(unit_id=to, reason=text, **common)
            case "accept":
                actions.accept(**common)
            case "progress":
                actions.progress(text=text, uploads=[], step="", **common)
            case "send":
                actions.hand_on(unit_id=to, reason=step["reason"], text=text, **common)
            case "refuse":
                actions.give_back(reason=step["reason"], text=text, **common)
            case _:
                actions.close(result=step["result"], text=text, fields={}, uploads=[], **common)
