"""The demo's disputes and mediators, driven through the real actions by those who would do it."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fengqiao.disputes import actions
from fengqiao.disputes.actions import Agreed, Asked, NewMediator, NewParty, NewSession, Scene, Taken
from fengqiao.disputes.queries import dispute_sheet, mediators, rooms
from fengqiao.disputes.rules.money import fen
from fengqiao.disputes.terms import AgreementForm, DueKind, DueResult, Mediation, PartyKind, SessionResult
from fengqiao.kit.identifiers import new_id
from fengqiao.matters import actions as matters
from fengqiao.matters.actions import Telling
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Upload, staging

WHO = (Role.DISPATCHER, Role.CHIEF, Role.DUTY_DESK)
TEN, HOUR, DAY = time(10), timedelta(hours=1), timedelta(days=1)
# A sheet of white paper: the demo's signed agreements are blank.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@transaction.atomic
def play_quarrels(*, now: datetime) -> None:
    """Play the register and the disputes up to `now`, where the pack in force has grades."""
    if not pack_on(now).pack.disputes.grades:
        return
    told = tomllib.loads((settings.PACKS_DIR / "demo" / "disputes.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    _Quarrels(units, now, told["words"]).play(told)


class _Quarrels:
    """Those who mediate in the demo county, and what they do by the day."""

    def __init__(self, units: Directory, now: datetime, words: dict[str, Any]) -> None:
        self.now, self.words = now, words
        self.ids = {card.code: card.id for card in units.units.values()}
        self.areas = {place.code: place.id for place in units.places.values()}
        self.told: dict[str, UUID] = {}  # title → matter

    def who(self, code: str, at: datetime) -> Viewer | None:
        """Return somebody who acts for a unit."""
        return viewer_in(self.ids[code], WHO, at=at)

    def play(self, told: dict[str, Any]) -> None:
        """Enter the mediators, then let each dispute take its course."""
        began = self.now - timedelta(days=210)
        for each in told["mediator"]:
            by = self.who(each["unit"], began)
            if by is None:
                continue
            wanted = NewMediator(
                staff_id=by.staff_id, since=each["since"], kinds=each["kinds"], dialects=each["dialects"],
                standings=each["standings"], most=8,
            )  # fmt: skip
            made = actions.set_mediator(wanted=wanted, by=by, at=began)
            for interest, name, phone in each.get("ties", ()):
                known = {"name": name, "phone": phone}
                actions.declare(mediator_id=made, interest=interest, personal=known, by=by, at=began)
        for each in told["dispute"]:
            day = timezone.localdate(self.now) - timedelta(days=each["days"])
            at = timezone.make_aware(datetime.combine(day, TEN))
            by = self.who(each["by"], at)
            if by is not None:
                self.course(each, by, at)

    def course(self, each: dict[str, Any], by: Viewer, at: datetime) -> None:
        """Let one dispute take its course."""
        if each["end"] == "scene":
            self.scene(each, by, at)
            return
        telling = Telling(
            door=Door.COUNTER, title=each["title"], text=each["text"], told_at=at, source="demo-dispute",
            outside_ref=f"{each['days']}-{each['title']}", kind="dispute", area_id=self.areas.get(each["area"]),
            place=each["place"], to_unit=self.ids[each["by"]], reason=self.words["reason"],
        )  # fmt: skip
        (received,) = matters.receive(telling_list=[telling], desk=matters.desk_at(at), by=by, at=at)
        if received.matter_id is None:
            raise received.problems[0][1]
        firm = tuple(self.words["firms"])
        parties = [
            NewParty(
                kind=PartyKind.FIRM if name.endswith(firm) else PartyKind.PERSON, side=min(place + 1, 3),
                personal={"name": name, "phone": phone, **each.get("more", {}).get(name, {})},
                powers=each.get("powers", {}).get(name, ()),
            )
            for place, (name, phone) in enumerate(each["parties"])
        ]  # fmt: skip
        taken = Taken(
            type=each["type"], source="applied", parties=parties, people=each.get("people", 0), informed=True,
            amount=fen(str(each["yuan"])), signs=each.get("signs", ()), consented=True,
            dialects=each.get("dialects", ()), facts=each.get("facts", ""), demands=each.get("demands", ""),
            mediation=Mediation(each.get("mediation", "people")),
        )  # fmt: skip
        row = actions.accept(matter_id=received.matter_id, taken=taken, by=by, at=at + HOUR)
        mine = next((one.id for one in mediators() if one.staff_id == by.staff_id), None)
        if mine:
            actions.name_mediator(dispute_id=row, mediator_id=mine, by=by, at=at + HOUR)
        self.look_into(each, row, by, at + HOUR)
        self.end(each, row, by, at)
        self.told[each["title"]] = received.matter_id
        if "joins" in each:  # both sides told of it, and both were taken in
            other = self.told[each["joins"]]
            matters.merge(matter_id=received.matter_id, other_id=other, text=each["joined"], by=by, at=at + 3 * DAY)

    def look_into(self, each: dict[str, Any], row: UUID, by: Viewer, at: datetime) -> None:
        """Ask whom there is to ask, tell whom the route names, have an injury appraised."""
        for who in each.get("asked", ()):
            actions.inquire(dispute_id=row, asked=Asked(asked_at=at + HOUR, **who), by=by, at=at + HOUR)
        if each.get("announce"):
            actions.announce(dispute_id=row, by=by, at=at)
        if "injury" in each:
            actions.send_appraisal(dispute_id=row, day=timezone.localdate(at), by=by, at=at + HOUR)
            when = at + each["injury_days"] * DAY
            if when < self.now:
                day = timezone.localdate(when)
                actions.end_appraisal(dispute_id=row, day=day, text=each["injury"], by=by, at=when)

    def end(self, each: dict[str, Any], row: UUID, by: Viewer, at: datetime) -> None:
        """Bring a dispute to where it stands."""
        end, later = each["end"], at + 2 * DAY
        if end == "planned":
            hour = timezone.make_aware(datetime.combine(timezone.localdate(self.now) + 2 * DAY, time(9, 30)))
            room = next(iter(rooms()), None)
            wanted = NewSession(starts_at=hour, minutes=90, venue_id=room.id if room else None)
            actions.plan_session(dispute_id=row, wanted=wanted, by=by, at=self.now - HOUR)
        elif end == "withdrawn":
            actions.withdraw(dispute_id=row, text=each["said"], by=by, at=later)
        elif end == "alarm":
            desk = matters.desk_at(at + 2 * HOUR)
            actions.alarm(dispute_id=row, text=each["said"], desk=desk, by=by, at=at + 2 * HOUR)
        else:
            self.meet(each, row, by, later)

    def meet(self, each: dict[str, Any], row: UUID, by: Viewer, at: datetime) -> None:
        """Let the parties meet, and agree or not."""
        sheet = dispute_sheet(by, row)
        assert sheet is not None  # noqa: S101  # who took it sees it
        end = each["end"]
        results = {"failed": SessionResult.NOT_AGREED, "open": SessionResult.AGAIN}
        actions.meet(
            dispute_id=row, session_id=None, came=[party.id for party in sheet.parties], by=by, at=at,
            result=results.get(end, SessionResult.AGREED), text=each.get("met") or each["said"],
        )  # fmt: skip
        if end == "failed":
            actions.fail(dispute_id=row, way=each["way"], text=each["said"], by=by, at=at)
        if end in results:
            return
        self.agree(each, row, by, at)

    def agree(self, each: dict[str, Any], row: UUID, by: Viewer, at: datetime) -> None:
        """Let them agree, sign, pay what is due by now, and be visited."""
        sums = [fen(str(part)) for part in each.get("parts", ())]
        day = timezone.localdate(at)
        parts = [(part, day + timedelta(days=40 * (place + 1))) for place, part in enumerate(sums)]
        form = AgreementForm.ORAL if each["end"] == "oral" else AgreementForm.WRITTEN
        agreed = Agreed(
            form=form,
            text=each["said"],
            amount=fen(str(each["yuan"])),
            performed=each.get("settled", False),
            parts=parts,
            manner=each.get("manner", ""),
        )
        pack = pack_on(at).pack
        uploads = [] if form is AgreementForm.ORAL else [Upload(self.words["paper"], PAPER)]
        with staging(uploads, matters.file_limits(pack, at)) as ready:
            actions.agree(dispute_id=row, agreed=agreed, uploads=ready, by=by, at=at)
        sheet = dispute_sheet(by, row)
        for due in sheet.dues if sheet else ():
            when = due.due_at - DAY
            after = due.kind in {DueKind.PERFORM.value, DueKind.FOLLOW_UP.value}
            if due.done_at or when > self.now or not after:
                continue
            words = self.words["visited"] if due.kind == DueKind.FOLLOW_UP.value else ""
            actions.settle_due(dispute_id=row, due_id=due.id, result=DueResult.DONE, text=words, by=by, at=when)

    def scene(self, each: dict[str, Any], by: Viewer, at: datetime) -> None:
        """Settle one where it happened."""
        where = Scene(area_id=self.areas.get(each["area"]), text=each["text"], press=new_id(), place=each["place"])
        mediation = Mediation(each.get("mediation", "people"))
        yuan, police = each.get("yuan", 0), mediation is Mediation.POLICE
        taken = Taken(
            type=each["type"], source="active", parties=[NewParty(), NewParty(side=2)], people=2, informed=True,
            consented=True, amount=fen(str(each.get("claimed", yuan))), mediation=mediation,
        )  # fmt: skip
        agreed = Agreed(
            form=AgreementForm.WRITTEN if police else AgreementForm.ORAL, text=each["said"], amount=fen(str(yuan)),
            performed=True, signed=police,
        )  # fmt: skip
        actions.on_scene(scene=where, taken=taken, agreed=agreed, desk=matters.desk_at(at), by=by, at=at)
