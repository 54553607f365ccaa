"""Calendar feeds: what a parser reads again is what was planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from fengqiao.kit.feeds import Entry, EntryState, written

ZONE, NOW = ZoneInfo("Asia/Shanghai"), datetime(2026, 9, 1, 2, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n"), max_size=120)
MOMENT = st.datetimes(datetime(2020, 1, 2), datetime(2037, 1, 1)).map(
    lambda each: each.replace(microsecond=0, tzinfo=UTC)
)
ENTRY = st.builds(
    lambda uid, starts, minutes, **more: Entry(uid=str(uid), starts=starts, ends=starts + timedelta(minutes=minutes), **more),
    uid=st.uuids(), sequence=st.integers(0, 10**6), starts=MOMENT, minutes=st.integers(1, 1440), title=TEXT, place=TEXT, about=TEXT,
    state=st.sampled_from(EntryState),
)  # fmt: skip


def feed(*entries: Entry) -> bytes:
    return written("勤务：城关所", entries, zone=ZONE, stamped=NOW, refresh=timedelta(hours=1))


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRY, max_size=4, unique_by=lambda each: each.uid))
def test_what_is_read_again_is_what_was_planned(entries: list[Entry]) -> None:
    content = feed(*entries)
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two by a fold
    read = Calendar.from_ical(content)
    back = [
        Entry(
            uid=str(each["uid"]), sequence=int(each["sequence"]), starts=each["dtstart"].dt.astimezone(UTC), ends=each["dtend"].dt.astimezone(UTC),
            title=str(each.get("summary", "")), place=str(each.get("location", "")), about=str(each.get("description", "")),
            state=EntryState(str(each["status"])),
        )
        for each in read.walk("VEVENT")
    ]  # fmt: skip
    assert back == entries
    assert all(each["dtstart"].params["TZID"] == "Asia/Shanghai" for each in read.walk("VEVENT"))


def test_the_zone_the_name_and_what_may_not_stand_in_it() -> None:
    entry = Entry(
        uid="a",
        sequence=3,
        starts=NOW,
        ends=NOW + timedelta(hours=2),
        title="一,二;三\\四\r\n五\x00\x1b",
        state=EntryState.CANCELLED,
    )
    text = feed(entry).decode()
    for part in (
        "SUMMARY:一\\,二\\;三\\\\四\\n五\r\n", "DTSTART;TZID=Asia/Shanghai:20260901T100000\r\n", "SEQUENCE:3\r\n", "STATUS:CANCELLED\r\n",
        "TZOFFSETTO:+0800\r\n", "X-WR-CALNAME:勤务：城关所\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n", "METHOD:PUBLISH\r\n",
    ):  # fmt: skip
        assert part in text
