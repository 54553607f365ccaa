"""The demo's inspections, remedies and enterprises, driven through the real actions by those who would do it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.enterprises import actions as enterprises
from fengqiao.enterprises.queries import visible_enterprises
from fengqiao.enterprises.rules.sheets import EnterpriseRow, with_check_digit
from fengqiao.inspections import actions
from fengqiao.inspections.actions import Checked, NewFinding, Planned
from fengqiao.inspections.jobs import look_at_remedies
from fengqiao.inspections.terms import FindingSource, Owner, Severity
from fengqiao.matters import actions as matters
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, in_charge_of, venues, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.doors import SOURCE, Coming
from fengqiao.site.demo.pictures import picture
from fengqiao.site.demo.play import Player
from fengqiao.site.demo.texts import Telling
from fengqiao.vault.actions import Upload

CHECKERS = (Role.CHIEF, Role.DUTY_DESK, Role.OFFICER, Role.SUPERVISOR)
OWNERS = (Role.HANDLER, Role.DUTY_DESK, Role.CHIEF)
CALLS_FROM = 9_000_000  # keys of tellings that no other part of the demo makes
SITUATION = "minor-crash"


class Sites:
    """Plays packs/demo/sites.toml up to `now`."""

    def __init__(self, folder: Path, *, system: Viewer, now: datetime) -> None:
        self._data = tomllib.loads((folder / "sites.toml").read_text(encoding="utf-8"))
        self._words: dict[str, str] = self._data["words"]
        self._system, self._now = system, now
        self._units: Directory = directory(at=now)
        self._by_code = {card.code: card.id for card in self._units.units.values()}
        self._areas = {place.code: place.id for place in self._units.places.values()}
        self._venues = {venue.code: venue for venue in venues()}
        self._pictures = 700

    @transaction.atomic
    def play(self, player: Player) -> None:
        """Let the accidents happen, inspections find, owners put right, officers visit."""
        for coming in self._accidents():
            player.live(coming)
        for each in self._data["inspection"]:
            self._inspect(each)
        for each in self._data["internal"]:
            self._check_inside(each)
        for each in self._data["enterprise"]:
            self._enterprise(each)
        look_at_remedies(by=self._system, now=self._now)

    def _ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def _one(self, unit_id: UUID, roles: tuple[Role, ...], at: datetime, turn: int = 0) -> Viewer:
        found = viewer_in(unit_id, roles, at=at, turn=turn)
        return found or self._system

    def _picture(self, name: str) -> Upload:
        self._pictures += 1
        return Upload(f"{name}.jpg", picture(self._pictures))

    def _accidents(self) -> Iterable[Coming]:
        spot = self._data["black_spot"]
        days = [spot["remedied"] + each for each in spot["before"]] + [
            spot["remedied"] - each for each in spot["after"]
        ]
        for number, back in enumerate(days):
            at = self._ago(back) - timedelta(hours=number % 5)
            yield Coming(
                at,
                Telling(
                    key=CALLS_FROM + number, situation=SITUATION, kind="police_report", true_kind="police_report", topic="police",
                    function="police", title=spot["titles"][number % len(spot["titles"])], text=spot["text"], place=spot["place"],
                    area=spot["area"], door="phone", teller="", phone="", days_back=back, hour=20, minute=0, urgent=False,
                    echo_of=None, fields=(("call_class", "traffic.accident.cars"), ("found_class", "traffic.accident.cars")),
                ),
            )  # fmt: skip

    def _inspect(self, each: Mapping[str, Any]) -> None:
        at = self._ago(max(each["days_back"], 0))
        lead = self._one(self._by_code[each["lead"]], CHECKERS, at)
        venue = self._venues.get(each.get("venue", ""))
        wanted = Planned(
            kind=each["kind"],
            area_id=self._areas.get(each.get("area", "")),
            venue_id=venue.id if venue else None,
            place=each.get("place", ""),
            parties=[self._by_code[code] for code in each["parties"]],
            planned_for=self._now - timedelta(days=each["days_back"]),
        )
        planned = each["days_back"] < 0
        made = actions.plan(wanted=wanted, now_at_once=not planned, by=lead, at=at)
        if planned:
            return
        wrong = {found["item"] for found in each["finding"]}
        items = pack_on(at).pack.inspections.kinds[each["kind"]].items
        answers = {item.code: "wrong" if item.code in wrong else "fine" for item in items}
        checked = Checked(answers=answers, present=each["present"], text=each["text"])
        actions.check(inspection_id=made, checked=checked, by=lead, at=at + timedelta(minutes=40))
        for number, found in enumerate(each["finding"]):
            self._find(found, made, lead, at + timedelta(minutes=50 + number))
        for code in each["parties"]:
            by = self._one(self._by_code[code], OWNERS, at)
            actions.sign(inspection_id=made, by=by, at=at + timedelta(minutes=70))
        actions.sign(inspection_id=made, by=lead, at=at + timedelta(minutes=80))

    def _find(self, found: Mapping[str, Any], inspection_id: UUID, by: Viewer, at: datetime) -> None:
        owner = self._by_code[found["owner"]]
        wanted = NewFinding(
            title=found["title"], text=found["text"], severity=Severity(found["severity"]), owner=Owner.UNIT, owner_unit=owner,
            source=FindingSource.INSPECTION, inspection_id=inspection_id, item=found["item"],
        )  # fmt: skip
        made = actions.raise_finding(wanted=wanted, uploads=[self._picture(self._words["before"])], by=by, at=at)
        self._course(made, found, by, self._one(owner, OWNERS, at), at)

    def _course(self, made: UUID, found: Mapping[str, Any], checker: Viewer, owner: Viewer, at: datetime) -> None:
        """What became of a finding: passed, sent back, waiting, late."""
        days = timedelta(days=1)
        course, moment = found["course"], at + 4 * days
        if course != "late":
            actions.submit(
                finding_id=made,
                text=self._words["submitted"],
                uploads=[self._picture(self._words["after"])],
                by=owner,
                at=moment,
            )
        if course.startswith("sent_back"):
            actions.send_back(finding_id=made, text=self._words["sent_back"], uploads=[], by=checker, at=moment + days)
        if course == "sent_back_then_passed":
            actions.submit(
                finding_id=made,
                text=self._words["submitted_again"],
                uploads=[self._picture(self._words["after_again"])],
                by=owner,
                at=moment + 4 * days,
            )
        if course.endswith("passed"):
            actions.pass_finding(
                finding_id=made, text=self._words["passed"], uploads=[], by=checker, at=moment + 6 * days
            )
        if found.get("watch"):
            spot = self._data["black_spot"]
            actions.watch(
                finding_id=made, count=spot["count"], place=spot["place"],
                remedied=timezone.localdate(self._ago(spot["remedied"])), by=checker, at=moment + 7 * days,
            )  # fmt: skip

    def _check_inside(self, each: Mapping[str, Any]) -> None:
        at, unit = self._ago(each["days_back"]), self._by_code[each["unit"]]
        checker, owner = self._one(unit, (Role.CHIEF,), at), self._one(unit, (Role.DUTY_DESK, Role.OFFICER), at)
        wanted = NewFinding(
            title=each["title"], text=each["text"], severity=Severity(each["severity"]), owner=Owner.UNIT, owner_unit=unit,
            source=FindingSource.INTERNAL,
        )  # fmt: skip
        made = actions.raise_finding(wanted=wanted, uploads=[], by=checker, at=at)
        moment = at + timedelta(days=2)
        actions.submit(
            finding_id=made,
            text=self._words["noted_text"],
            uploads=[self._picture(self._words["noted"])],
            by=owner,
            at=moment,
        )
        actions.pass_finding(
            finding_id=made, text=self._words["checked"], uploads=[], by=checker, at=moment + timedelta(days=1)
        )

    def _enterprise(self, each: Mapping[str, Any]) -> None:
        area = self._areas[each["area"]]
        station = self._units.unit_for("police", area)
        assert station is not None  # noqa: S101  # every village of the county has one
        since = self._ago(each["since_days"]).date() if "since_days" in each else None
        at = self._ago(120)
        by = self._one(station.id, CHECKERS, at)
        name, phone = each["contact"]
        credit = with_check_digit(f"91330782MA2DEM{each['number']:03d}")
        row = EnterpriseRow(each["name"], credit, area, each["sector"], each["people"], name, phone)
        enterprises.add_enterprises(rows=[row], since=since, by=by, at=at)
        made = visible_enterprises(by).get(credit=credit)
        room = self._venues.get(each.get("room", ""))
        enterprises.set_enterprise(
            enterprise_id=made.id, unit_id=station.id, officers=in_charge_of(station.id, at=at)[:1],
            room_id=room.id if room else None, since=since, until=None, by=by, at=at,
        )  # fmt: skip
        for service, back, audience, text in each["services"]:
            moment = self._ago(back)
            enterprises.serve(
                enterprise_id=made.id, service=service, day=timezone.localdate(moment), audience=audience, text=text,
                by=self._one(station.id, CHECKERS, moment), at=moment,
            )  # fmt: skip
        if "trouble" in each:
            self._trouble(made.id, each, area, by)

    def _trouble(self, enterprise_id: UUID, each: Mapping[str, Any], area: UUID, by: Viewer) -> None:
        at = self._ago(5)
        told = matters.Telling(
            door=Door.COUNTER, text=self._words["trouble"].format(what=each["trouble"]), title=each["trouble"], told_at=at,
            source=SOURCE, outside_ref=f"{SOURCE}-enterprise-{each['number']}", kind="police_service", area_id=area,
            place=each["name"],
        )  # fmt: skip
        (received,) = matters.receive(telling_list=[told], desk=matters.desk_at(at), by=by, at=at)
        if received.matter_id:
            enterprises.flag_trouble(enterprise_id=enterprise_id, matter_id=received.matter_id, by=by, at=at)
