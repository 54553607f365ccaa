"""Calendar feeds at a secret address: of a person, of a unit; renewed, taken back, limited; nobody's name but the owner's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Component

from fengqiao.duties import actions as duties
from fengqiao.passes.actions import renew_feed, revoke_feed
from fengqiao.passes.models import CalendarFeed
from fengqiao.passes.rules import digest
from fengqiao.placements import actions as placements
from fengqiao.placements.rules.course import Term
from tests.duties.helping import activity
from tests.matters.helping import events_of, refused
from tests.placements.helping import interns, placed
from tests.world import viewer

pytestmark = pytest.mark.django_db


def read(token: str) -> dict[str, Component]:
    answer = Client().get(f"/k/{token}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return {str(each["uid"]).partition("@")[0]: each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def gone(token: str) -> bool:
    return Client().get(f"/k/{token}.ics").status_code == 404


def test_feeds_of_a_person_and_of_a_unit(world: None) -> None:
    cache.clear()
    now = timezone.now()
    me, desk = viewer("volunteer"), viewer("desk.north")
    soon = {"starts": now + timedelta(hours=3), "ends": now + timedelta(hours=5), "at": now}
    row, other = (
        activity(**soon, subject="村口集合"),
        activity(**(soon | {"starts": now + timedelta(days=2), "ends": now + timedelta(days=2, hours=1)})),
    )
    duties.sign_up(activity_id=row.id, by=me, at=now)
    tokens: list[str] = []
    (event,) = events_of(lambda: tokens.append(renew_feed(of_unit=False, by=me, at=now)))
    token = tokens[0]
    assert (event.kind, event.attributes) == ("feed.made", {"of": "person"})
    assert CalendarFeed.objects.get().digest == digest(token)
    first = read(token)
    assert str(first[str(row.id)]["summary"]).endswith(" · 村口集合")
    assert set(first) == {str(row.id)}  # what one has no place in stands in one's unit's feed alone
    assert (first[str(row.id)]["status"], first[str(row.id)]["dtstart"].dt) == (
        "CONFIRMED",
        row.starts.replace(microsecond=0),
    )
    unit = renew_feed(of_unit=True, by=desk, at=now)
    assert set(read(unit)) == {str(row.id), str(other.id)}
    assert me.name not in Client().get(f"/k/{unit}.ics").content.decode().replace("\r\n ", "")
    assert CalendarFeed.objects.get(unit__isnull=False).fetched_at
    # Each change lets the sequence grow; what was left or called off stays as cancelled under its id.
    duties.leave(activity_id=row.id, by=me, at=now)
    left = read(token)[str(row.id)]
    assert (left["status"], int(left["sequence"]) > int(first[str(row.id)]["sequence"])) == ("CANCELLED", True)
    duties.sign_up(activity_id=row.id, by=me, at=now)
    assert read(token)[str(row.id)]["status"] == "CONFIRMED"
    to = duties.Change(starts=row.starts + timedelta(hours=20), ends=row.ends + timedelta(hours=20), point=None)
    duties.change(activity_id=row.id, to=to, by=desk, at=now)
    moved = read(token)[str(row.id)]
    assert (moved["dtstart"].dt, int(moved["sequence"]) > int(left["sequence"])) == (to.starts.replace(microsecond=0), True)  # fmt: skip
    duties.call_off(activity_id=row.id, by=desk, at=now)
    over = read(unit)[str(row.id)]
    assert (over["status"], int(over["sequence"]) > int(left["sequence"])) == ("CANCELLED", True)
    # A new address ends the old one; one taken back opens nothing, as one that never was.
    fresh = renew_feed(of_unit=False, by=me, at=now)
    assert (gone(token), gone(fresh), gone("x" * 24), gone("x")) == (True, False, True, True)
    (event,) = events_of(lambda: revoke_feed(of_unit=False, by=me, at=now))
    assert (event.kind, gone(fresh), gone(unit)) == ("feed.revoked", True, False)
    for of_unit, code in ((True, "denied"), (False, "feed-none")):
        with refused(code):
            revoke_feed(of_unit=of_unit, by=me, at=now)
    with refused("denied"):
        renew_feed(of_unit=True, by=me, at=now)


def test_a_placement_stands_in_the_calendars_of_whoever_is_placed_and_of_the_mentor(world: None) -> None:
    cache.clear()
    now = timezone.now()
    today = timezone.localdate(now)
    interns(1)
    term = Term(today + timedelta(days=3), today + timedelta(days=30))
    (row,) = placed("intern0", at=now, term=term)
    me, mentor, desk = viewer("intern0", now), viewer("officer.north", now), viewer("desk.north", now)
    own, theirs = (renew_feed(of_unit=False, by=each, at=now) for each in (me, mentor))
    event, other = read(own)[str(row.id)], read(theirs)[str(row.id)]
    assert (event["dtstart"].dt, event["dtend"].dt) == (term.first, term.last + timedelta(days=1))
    assert (event["status"], event["transp"]) == ("CONFIRMED", "TRANSPARENT")
    assert (str(event["summary"]), str(other["summary"])) == ("学警实习", "带教：学警实习")
    assert me.name not in Client().get(f"/k/{theirs}.ics").content.decode().replace("\r\n ", "")
    assert str(row.id) not in read(renew_feed(of_unit=False, by=desk, at=now))
    placements.extend(placement_id=row.id, last=term.last + timedelta(days=5), by=desk, at=now)
    longer = read(own)[str(row.id)]
    assert longer["dtend"].dt == term.last + timedelta(days=6)
    assert int(longer["sequence"]) > int(event["sequence"])
    placements.call_off(placement_id=row.id, by=desk, at=now)
    assert {read(each)[str(row.id)]["status"] for each in (own, theirs)} == {"CANCELLED"}


def test_an_address_is_fetched_so_often_an_hour(world: None) -> None:
    cache.clear()
    token = renew_feed(of_unit=False, by=viewer("volunteer"), at=timezone.now())
    statuses = [Client().get(f"/k/{token}.ics").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
