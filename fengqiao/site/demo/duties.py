"""Planned work of the demo county, played through the real actions: patrols behind and ahead, study with hosts in turn, a talk, check-ins by phone."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.actions import NewActivity
from fengqiao.duties.rules.messages import digest_of
from fengqiao.duties.rules.quorum import Votes
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.orgs.queries import Viewer, directory, staff_in, viewer_in, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.pictures import picture

LEADS = (Role.CHIEF, Role.DUTY_DESK, Role.SUPERVISOR, Role.SECRETARY)
SPACE = UUID("6f2b7a34-51c2-5e0e-9d0b-5b6f6d1f2a10")  # ids of the demo's phones and messages, the same at every filling


def play_duties(folder: Path, *, now: datetime) -> None:
    """Hold the activities that lie behind `now`, with their check-ins, and plan those to come."""
    told = tomllib.loads((folder / "duties.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    ids = {card.code: card.id for card in units.units.values()}
    areas = {place.code: place.id for place in units.places.values()}
    with transaction.atomic():
        # `again`: the same on other days too
        every = [{**each, "days": days} for each in told["activity"] for days in (each["days"], *each.get("again", ()))]
        for place, each in enumerate(every):
            if each["unit"] in ids:
                _activity(each, place, ids, areas, now)
        for each in told["series"]:
            if each["unit"] in ids:
                _series(each, ids, now)
        for each in told["plan"]:
            if each["unit"] in ids and each["team"] in ids:
                _plan(each, ids, areas, now)


def _starts(now: datetime, days: int, clock: str) -> datetime:
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def _activity(each: dict[str, Any], place: int, ids: dict[str, UUID], areas: dict[str, UUID], now: datetime) -> None:
    starts = _starts(now, each["days"], each["at"])
    ends = starts + timedelta(minutes=each["minutes"])
    planned = min(now, starts) - timedelta(days=3)
    by = viewer_in(ids[each["unit"]], LEADS, at=planned)
    if by is None:
        return
    team = ids.get(each.get("team", ""))
    point = tuple(each["point"]) if "point" in each else None
    new = NewActivity(
        kind=each["kind"], form=each.get("form", ""), starts=starts, ends=ends, team_id=team, area_id=areas.get(each.get("area", "")),
        places=each.get("places"), point=point, subject=each.get("subject", ""),
    )  # fmt: skip
    row = actions.plan(new=new, by=by, at=planned)
    people = [who for who, _name in staff_in(team or ids[each["unit"]], at=planned)][: each["people"]]
    for turn, who in enumerate(people):
        role = each.get("lead", "") if turn == 0 else ""
        actions.put(activity_id=row, staff_id=who, role=role, by=by, at=planned + timedelta(hours=turn + 1))
    if ends < now:
        _held(row, each, place, people, starts, by)


def _held(row: UUID, each: dict[str, Any], place: int, people: list[UUID], starts: datetime, by: Viewer) -> None:
    """Those who came check in with their phones, some a day later when there was a signal; then it is ended."""
    if "words" in each:  # a meeting: who came is ticked off on the list
        actions.mark(activity_id=row, staff_ids=people[: each["came"]], by=by, at=starts + timedelta(minutes=5))
    for turn, who in enumerate(() if "words" in each else people[: each["came"]]):
        viewer = viewer_with(who, at=starts)
        if viewer is None:
            continue
        when = starts + timedelta(minutes=turn - 5)
        sent = when + (timedelta(hours=20) if turn % 4 == 3 else timedelta(minutes=1))
        message = _message(row, viewer, place, turn, when, each.get("point"))
        actions.take(batch=[message], sent_at=round(sent.timestamp() * 1000), by=viewer, at=sent)
        if turn == 0 and each.get("photo"):
            _photo(row, viewer, place, when + timedelta(minutes=40), each.get("point"))
    at = starts + timedelta(hours=23)
    if each.get("open"):  # a doubtful check-in that a lead has yet to look at
        return
    if "words" in each:
        actions.write_minutes(activity_id=row, text=each["words"], by=by, at=starts + timedelta(minutes=50))
        tasks: dict[int, tuple[UUID, date]] = {
            nth: (people[who], timezone.localdate(starts) + timedelta(days=days)) for nth, who, days in each.get("tasks", ())
        }  # fmt: skip
        for nth, (text, yes, no, abstained) in enumerate(each["resolved"]):
            to: dict[str, Any] = dict(zip(("staff_id", "by_day"), tasks[nth], strict=True)) if nth in tasks else {}
            votes = Votes(yes, no, abstained)
            actions.resolve(activity_id=row, text=text, votes=votes, by=by, at=starts + timedelta(minutes=55), **to)
    actions.end(activity_id=row, counts=each.get("counts", {}), lack=True, by=by, at=at)
    for who in people[each["came"] :] if "absent" in each else ():
        actions.note_reason(activity_id=row, staff_id=who, reason=each["absent"], by=by, at=at)
    other = viewer_in(by.unit_id, [Role.DUTY_DESK], at=at) if "words" in each else None
    if other is not None and other.staff_id != by.staff_id:
        actions.sign_minutes(activity_id=row, by=other, at=at + timedelta(hours=1))


def _message(
    row: UUID, by: Viewer, place: int, turn: int, when: datetime, point: list[int] | None
) -> dict[str, object]:
    values: dict[str, object] = {
        "v": 2, "what": "check", "told": round(when.timestamp() * 1000) - 600_000, "id": str(uuid5(SPACE, f"{place}:{turn}:{row}")), "device": str(uuid5(SPACE, str(by.staff_id))), "by": str(by.staff_id),
        "who": str(by.staff_id), "activity": str(row), "seq": place * 100 + turn, "at": round(when.timestamp() * 1000), "way": "place",
        "code": "", "lat": point[0] + turn * 90 if point else 0, "lon": point[1] if point else 0, "accuracy": 18,
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def _photo(row: UUID, by: Viewer, place: int, when: datetime, point: list[int] | None) -> None:
    """A photo of the round: its message first, its bytes after it."""
    content = picture(place)
    values: dict[str, object] = {
        "v": 2, "what": "photo", "id": str(uuid5(SPACE, f"photo:{place}:{row}")), "device": str(uuid5(SPACE, str(by.staff_id))),
        "by": str(by.staff_id), "activity": str(row), "seq": place * 100 + 50, "at": round(when.timestamp() * 1000),
        "lat": point[0] + 600 if point else None, "lon": point[1] if point else None, "accuracy": 18 if point else None,
        "sha256": sha256(content).hexdigest(), "size": len(content),
    }  # fmt: skip
    sent = when + timedelta(minutes=1)
    message = {**values, "hash": digest_of(values)}
    (answer,) = actions.take(batch=[message], sent_at=round(sent.timestamp() * 1000), by=by, at=sent)
    if answer.refusal is None:
        actions.keep_photo(message_id=UUID(answer.id), content=content, by=by, at=sent)


def _series(each: dict[str, Any], ids: dict[str, UUID], now: datetime) -> None:
    by = viewer_in(ids[each["unit"]], LEADS, at=now)
    if by is None:
        return
    starts = _starts(now, 0, each["at"])
    new = NewActivity(
        kind=each["kind"], form=each.get("form", ""), starts=starts, ends=starts + timedelta(minutes=each["minutes"]), places=0,
        team_id=ids.get(each.get("team", "")), subject=each.get("subject", ""),
    )  # fmt: skip
    first = timezone.localdate(now) + timedelta(days=1)
    last = first + timedelta(days=each["months"] * 30)
    hosts = [ids[code] for code in each.get("hosts", ()) if code in ids]
    rule = Recurrence(Freq(each["freq"]), each["on"], Moved(each["moved"]), first, last)
    actions.plan_series(new=new, rule=rule, hosts=hosts, by=by, at=now)


def _plan(each: dict[str, Any], ids: dict[str, UUID], areas: dict[str, UUID], now: datetime) -> None:
    """A plan of patrols that is still edited: one village has nobody yet."""
    by = viewer_in(ids[each["unit"]], LEADS, at=now)
    if by is None:
        return
    first = timezone.localdate(now) + timedelta(days=each["days"])
    villages = [areas[code] for code in each["villages"]]
    plan = actions.begin_plan(
        kind=each["kind"], team_id=ids[each["team"]], villages=villages, first=first, nights=each["nights"],
        begins=time.fromisoformat(each["at"]), by=by, at=now,
    )  # fmt: skip
    people = [who for who, _name in staff_in(ids[each["team"]], at=now)]
    for night, village, form, chosen in each["cells"]:
        there = [people[place] for place in chosen if place < len(people)]
        day = first + timedelta(days=night)
        actions.set_cell(plan_id=plan, day=day, village=villages[village], form=form, people=there, by=by, at=now)
