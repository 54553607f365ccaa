"""Joint incidents of the demo county: one of some days ago, a drill, and one that has been running for a few minutes."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fengqiao.incidents import actions as incidents
from fengqiao.incidents.actions import Called, Ended, Noted
from fengqiao.incidents.queries import incident_for, parties_of
from fengqiao.incidents.terms import JointStep
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.hands import taken_in

LEAD = "station.chengguan"
ANYBODY = (Role.DUTY_DESK, Role.OFFICER, Role.HANDLER, Role.DISPATCHER, Role.ASSISTANT, Role.VOLUNTEER, Role.CHIEF)
Steps = Sequence[tuple[str, str, float]]  # unit, step, minutes after the telling


class Play:
    """One incident in the hands of those who would do it; moments are minutes after the telling."""

    def __init__(self, told: datetime, units: Directory) -> None:
        self.told, self.units = told, units
        self.ids = {card.code: card.id for card in units.units.values()}
        self.incident: UUID | None = None
        self.words = tomllib.loads((settings.PACKS_DIR / "demo" / "joint.toml").read_text(encoding="utf-8"))["words"]

    def at(self, minutes: float) -> datetime:
        """Return a moment of the story."""
        return self.told + timedelta(minutes=minutes)

    def who(self, code: str, minutes: float) -> Viewer:
        """Return somebody of a unit; those without anybody on duty are written down for by the lead."""
        at = self.at(minutes)
        found = viewer_in(self.ids[code], ANYBODY, at=at) or viewer_in(self.ids[LEAD], (Role.DUTY_DESK,), at=at)
        if found is None:
            raise Problem("nobody", "示范县里没有人可以牵头联动。")
        return found

    def begin(
        self, *, title: str, text: str, area: str, place: str, plan: str, calls: dict[str, str], drill: bool = False
    ) -> None:
        """Take the call, turn it into a joint incident a minute later, and call everybody out."""
        by = self.who(LEAD, 0)
        where = next((p.id for p in self.units.places.values() if p.code == area), None)
        telling = actions.Telling(
            door=Door.PHONE, title=title, text=text, told_at=self.told, source="demo-joint",
            outside_ref=f"{plan}-{self.told:%Y%m%d%H%M}", kind="emergency", area_id=where, place=place,
        )  # fmt: skip
        matter = taken_in(telling, by=by, at=self.at(0.5))
        roles = pack_on(self.told).pack.joint.roles
        called = [Called(self.ids[unit], role, roles[role].ask) for unit, role in calls.items()]
        self.incident = incidents.open_incident(
            matter_id=matter, plan=plan, calls=called, drill=drill, by=by, at=self.at(1)
        )

    def party(self, code: str) -> UUID:
        """Return the party of a unit."""
        assert self.incident is not None  # noqa: S101  # it has begun
        row = incident_for(self.who(LEAD, 1), self.incident)
        assert row is not None  # noqa: S101  # its lead sees it
        return next(each.party.id for each in parties_of(row) if each.party.unit_id == self.ids[code])

    def steps(self, steps: Steps) -> None:
        """Let parties take steps, each by its own people."""
        assert self.incident is not None  # noqa: S101
        for code, step, minutes in steps:
            by, at = self.who(code, minutes), self.at(minutes)
            incidents.step(incident_id=self.incident, party_id=self.party(code), step=JointStep(step), by=by, at=at)

    def report(self, code: str, minutes: float, report: str, text: str = "", area: str = "") -> None:
        """Let a party report."""
        assert self.incident is not None  # noqa: S101
        where = next((p.id for p in self.units.places.values() if p.code == area), None) if area else None
        noted, by = Noted(code=report, text=text, area_id=where), self.who(code, minutes)
        incidents.report(incident_id=self.incident, noted=noted, uploads=[], by=by, at=self.at(minutes))

    def stand_down(self, codes: Sequence[str], minutes: float, reason: str) -> None:
        """Let the lead stand parties down."""
        assert self.incident is not None  # noqa: S101
        ids, by = [self.party(code) for code in codes], self.who(LEAD, minutes)
        incidents.stand_down(
            incident_id=self.incident, party_ids=ids, reason=reason, text="", by=by, at=self.at(minutes)
        )

    def end(self, minutes: float, outcome: str, **numbers: int) -> None:
        """Let the lead end it."""
        assert self.incident is not None  # noqa: S101
        ended, by = Ended(outcome=outcome, numbers=numbers), self.who(LEAD, minutes)
        incidents.end(incident_id=self.incident, ended=ended, by=by, at=self.at(minutes))


@transaction.atomic
def play_joint(*, now: datetime) -> None:
    """Play them up to `now`, where the pack in force has call-out plans."""
    units = directory(at=now)
    if not {"risk", "missing", "scenic"} <= pack_on(now).pack.joint.plans.keys():
        return
    _fell(Play(now - timedelta(days=3, hours=2, minutes=11), units))
    _drill(Play(now - timedelta(days=1, hours=5), units))
    _missing(Play(now - timedelta(minutes=14), units))


def _fell(play: Play) -> None:
    """A visitor sprained an ankle: seen from the air, helped within five minutes; the ambulance was not needed."""
    drone, hut, rescue, volunteers = "station.chengguan.drone", "hut.xinqiao", "rescue.county", "volunteers.chengguan"
    play.begin(
        title=play.words["visitor"], text=play.words["visitor_said"], area="FX0105",
        place=play.words["visitor_where"], plan="scenic", calls={hut: "post", drone: "drone", rescue: "rescue", volunteers: "volunteers", "hospital.county": "hospital"},
    )  # fmt: skip
    play.steps([(drone, "signed", 1.3), (hut, "signed", 1.5), (volunteers, "signed", 1.8), (drone, "left", 2)])
    play.steps(
        [
            (rescue, "signed", 2.2),
            (hut, "left", 2.4),
            (drone, "arrived", 3.2),
            (rescue, "left", 3.5),
            (hut, "arrived", 4.4),
        ]
    )
    play.steps([(volunteers, "left", 4.5), (volunteers, "arrived", 5.8), (rescue, "arrived", 7.6)])
    play.report(drone, 4.6, "seen", play.words["visitor_seen"])
    play.report(hut, 6, "safe", play.words["visitor_fine"])
    play.stand_down(["hospital.county"], 9, "settled")
    play.steps([(drone, "done", 20), (rescue, "done", 31), (volunteers, "done", 33), (hut, "done", 35)])
    play.end(37, "helped", helped=1)


def _drill(play: Play) -> None:
    """A drill of a water rescue, counted nowhere."""
    play.begin(
        title=play.words["drill"], text=play.words["drill_said"], area="FX0102", place=play.words["drill_where"],
        plan="water", calls={"rescue.county": "rescue", "hospital.county": "hospital"}, drill=True,
    )  # fmt: skip
    play.steps([("rescue.county", "signed", 2), ("rescue.county", "left", 3), ("rescue.county", "arrived", 9)])
    play.steps([("hospital.county", "signed", 2.5), ("hospital.county", "arrived", 12)])
    play.steps([("rescue.county", "done", 40), ("hospital.county", "done", 41)])
    play.end(45, "helped")


def _missing(play: Play) -> None:
    """An old man has not come home; the search is on."""
    hut, drone, volunteers, rescue = "hut.xinqiao", "station.chengguan.drone", "volunteers.chengguan", "rescue.county"
    play.begin(
        title=play.words["missing"], text=play.words["missing_said"], area="FX0102",
        place=play.words["missing_where"], plan="missing",
        calls={hut: "post", drone: "drone", volunteers: "volunteers", rescue: "rescue", "centre.chengguan": "town"},
    )  # fmt: skip
    play.steps([(drone, "signed", 1.4), (hut, "signed", 1.6), (drone, "left", 2.2), (hut, "left", 2.6)])
    play.steps([(volunteers, "signed", 3), (hut, "arrived", 5), (drone, "arrived", 6.1), (rescue, "signed", 4.2)])
    play.report(hut, 6.5, "nothing", play.words["missing_not_here"])
    play.steps([(volunteers, "left", 6), (rescue, "left", 7.5), (volunteers, "arrived", 10.2)])
    play.report(drone, 11, "seen", play.words["missing_seen"], "FX0105")
