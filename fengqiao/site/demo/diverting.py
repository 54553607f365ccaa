"""Calls that are not police work in the fictional county: passed on, conferred about, handed back, checked, ruled upon."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import CALENDAR
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.hands import began, taken_in
from fengqiao.site.demo.hours import Hours

APART = timedelta(minutes=6)  # between two steps that waited for the morning
ANYBODY = (Role.DUTY_DESK, Role.DISPATCHER, Role.HANDLER)


@transaction.atomic
def play_diverting(*, now: datetime) -> None:
    """Play the courses up to `now`, where the pack in force has clauses to hand back by and classes of calls."""
    pack = pack_on(now).pack
    if ReasonUse.RETURN not in pack.reasons or not pack.classes:
        return
    units = directory(at=now)
    told = tomllib.loads((settings.PACKS_DIR / "demo" / "diverting.toml").read_text(encoding="utf-8"))
    hours = Hours(pack.calendars[CALENDAR], timezone.get_current_timezone(), Random(0))  # noqa: S311  # not a secret
    for course in told["course"]:
        _Course(course, told["first"], units, hours, now).play()


class _Course:
    """One call in the hands of those who would do it; moments are hours after the telling, or when somebody is there."""

    def __init__(self, told: dict[str, Any], first: str, units: Directory, hours: Hours, now: datetime) -> None:
        self.told, self.first, self.units, self.hours, self.now = told, first, units, hours, now
        self.ids = {card.code: card.id for card in units.units.values()}
        self.begins = began(told["begins_hours_ago"], now=now, hour=8, minute=50)

    def play(self) -> None:
        """Take the call in and let each unit do its steps that are not in the future."""
        matter, before = self._taken(), self.begins
        for step in self.told["steps"]:
            wanted = max(self.begins + timedelta(hours=step["hours"]), before + APART)
            at = before = self.hours.next(wanted, police=step["unit"].startswith("station."))
            if at > self.now:
                return
            self._step(matter, step, at)

    def who(self, code: str, at: datetime) -> Viewer:
        """Return somebody of a unit."""
        found = viewer_in(self.ids[code], ANYBODY, at=at)
        if found is None:
            raise Problem("nobody", "示范县的这个单位没有在岗的人。")
        return found

    def _taken(self) -> UUID:
        told, at = self.told, self.begins
        telling = actions.Telling(
            door=Door.PHONE, title=told["title"], text=told["text"], told_at=at, source="demo-diverting",
            outside_ref=f"{told['code']}-{at:%Y%m%d%H%M}", kind=told.get("kind", "help"),
            to_unit=self.ids["station.chengguan"], reason=self.first, fields={"call_class": told["class"]},
            area_id=next((place.id for place in self.units.places.values() if place.code == "FX0101"), None),
        )  # fmt: skip
        by = self.who("station.chengguan", at)
        return taken_in(telling, by=by, at=at)

    def _step(self, matter: UUID, step: dict[str, Any], at: datetime) -> None:
        text, to = step.get("text", ""), step.get("to", step["unit"])
        common: dict[str, Any] = {"matter_id": matter, "by": self.who(step["unit"], at), "at": at}
        match step["do"]:
            case "accept":
                actions.accept(**common)
            case "confer":
                actions.confer(units=[self.ids[each] for each in to], caller="joined", text=text, **common)
            case "say":
                actions.opine(view=step["view"], reason=step.get("reason", ""), text=text, **common)
            case "agree":
                actions.agree(unit_id=self.ids[to], text=text, **common)
            case "keep":
                actions.keep_it(text=text, **common)
            case "refer":
                actions.refer(text=text, **common)
            case "rule" | "route" as do:
                sent = actions.rule if do == "rule" else actions.route
                sent(unit_id=self.ids[to], reason=text, **common)
            case "transfer":
                actions.transfer(unit_id=self.ids[to], consent=step["consent"], text=text, **common)
            case "return":
                actions.give_back(reason=step["reason"], text=text, **common)
            case "check":
                actions.check(outcome=step["outcome"], text=text, **common)
            case "progress":
                actions.progress(text=text, uploads=[], step="", **common)
            case _:
                fields = {"found_class": step["found_class"]} if "found_class" in step else {}
                actions.close(result=step["result"], text=text, fields=fields, uploads=[], **common)
