"""Meetings with a quorum: who was due and came, leave, minutes, numbered resolutions, the signature of another; then the words go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.catalogue.duty import Quorum
from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_minutes
from fengqiao.duties.models import Activity, Minutes, Resolution
from fengqiao.duties.queries import attendance_of, minutes_of, reads_minutes
from fengqiao.duties.rules.quorum import Attendance, Votes, adopted, enough, needed, why_not_resolved
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import staff_in, system_viewer
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity
from tests.matters.helping import events_of, refused
from tests.world import NOW, unit, viewer

LATER = NOW + HOUR


@pytest.mark.parametrize(
    ("part", "whole", "over", "due", "least"),
    [
        (1, 2, True, 10, 6),
        (1, 2, True, 11, 6),
        (1, 2, False, 5, 3),
        (1, 2, False, 4, 2),
        (4, 5, True, 10, 9),
        (4, 5, True, 11, 9),
        (1, 2, False, 0, 1),
    ],
)
def test_how_many_have_to_be_there(part: int, whole: int, over: bool, due: int, least: int) -> None:
    rule = Quorum(part, whole, over)
    assert needed(rule, due) == least
    for came in range(due + 1):
        share = came * whole > due * part if over else came * whole >= due * part and came > 0
        assert enough(rule, Attendance(due, came, 0)) == (came >= least) == share


def test_votes_fit_who_is_there() -> None:
    rule, there = Quorum(1, 2, True), Attendance(9, 5, 2, 1)
    assert there.absent == 2
    for votes, code in (
        (Votes(3, 2, 1), "votes-sum"),
        (Votes(0, 0, 0), "votes-sum"),
        (Votes(-1, 2, 0), "votes-number"),
        (Votes(3, 1, 1), ""),
    ):
        found = why_not_resolved(rule, there, votes)
        assert (found.code if found else "") == code
    few = why_not_resolved(rule, Attendance(9, 4, 0), Votes(4, 0, 0))
    assert few is not None
    assert (few.code, few.params) == ("quorum-few", {"due": 9, "least": 5, "came": 4})
    assert (adopted(rule, there, Votes(3, 2, 0)), adopted(rule, there, Votes(2, 1, 2))) == (True, False)
    assert not adopted(Quorum(1, 2, True, of_due=True), there, Votes(4, 1, 0))  # four of nine due


@pytest.mark.django_db
def test_a_meeting_from_the_list_to_the_signed_minutes(world: None, log_in: LogIn) -> None:
    desk, chief, officer = viewer("desk.north"), viewer("chief.north"), viewer("officer.north")
    row = activity(kind="members", form="", team_id=None, point=None, places=0)
    people = [who for who, _name in staff_in(unit("station.north"), at=NOW)][:4]
    assert {desk.staff_id, chief.staff_id, officer.staff_id} <= set(people), "the scene wants these three"
    guest = next(who for who in people if who not in {desk.staff_id, chief.staff_id, officer.staff_id})
    for who in people:
        actions.put(activity_id=row.id, staff_id=who, role="observer" if who == guest else "", by=desk, at=NOW)
    with refused("duty-early"):
        actions.write_minutes(activity_id=row.id, text="议题", by=desk, at=NOW)
    with refused("denied"):
        actions.excuse(activity_id=row.id, staff_ids=[desk.staff_id], by=officer, at=NOW)
    actions.ask_leave(activity_id=row.id, by=officer, at=NOW)
    (event,) = events_of(lambda: actions.answer_leave(activity_id=row.id, staff_id=officer.staff_id, by=desk, at=NOW))
    assert (event.kind, event.measures) == ("duty.excused", {"people": 1})
    actions.mark(activity_id=row.id, staff_ids=[desk.staff_id, guest], by=desk, at=LATER)
    assert attendance_of(row, at=LATER) == Attendance(
        3, 1, 1, 1
    )  # who looks on does not count, who is on leave was due
    with refused("quorum-few"):
        actions.resolve(activity_id=row.id, text="买一台除颤仪", votes=Votes(1, 0, 0), by=desk, at=LATER)
    assert not Resolution.objects.exists()
    actions.mark(activity_id=row.id, staff_ids=[chief.staff_id], by=desk, at=LATER)
    with refused("minutes-words"):
        actions.write_minutes(activity_id=row.id, text=" ", by=desk, at=LATER)
    actions.write_minutes(activity_id=row.id, text="议题：除颤仪放在哪里", by=desk, at=LATER)
    for votes, text, code in ((Votes(2, 1, 0), "甲", "votes-sum"), (Votes(2, 0, 0), "", "resolution-words")):
        with refused(code):
            actions.resolve(activity_id=row.id, text=text, votes=votes, by=desk, at=LATER)
    (event,) = events_of(
        lambda: actions.resolve(activity_id=row.id, text="买一台除颤仪", votes=Votes(2, 0, 0), by=desk, at=LATER)
    )
    assert (event.kind, event.attributes["passed"], event.measures["votes_for"]) == ("resolution.made", "yes", 2)
    second = actions.resolve(activity_id=row.id, text="放在大厅", votes=Votes(1, 1, 0), by=chief, at=LATER)
    assert (second.number, second.adopted) == (2, False)
    with refused("minutes-early"):
        actions.sign_minutes(activity_id=row.id, by=chief, at=LATER)
    actions.end(activity_id=row.id, counts={}, by=desk, at=LATER)
    assert Event.objects.get(kind="duty.ended").measures["absent"] == 0
    for by, code in ((desk, "minutes-own"), (officer, "denied")):
        with refused(code):
            actions.sign_minutes(activity_id=row.id, by=by, at=LATER)
    actions.sign_minutes(activity_id=row.id, by=chief, at=LATER)
    for deed in (
        lambda: actions.write_minutes(activity_id=row.id, text="改", by=desk, at=LATER),
        lambda: actions.resolve(activity_id=row.id, text="再议", votes=Votes(1, 0, 0), by=desk, at=LATER),
        lambda: actions.sign_minutes(activity_id=row.id, by=chief, at=LATER),
    ):
        with refused("minutes-signed"):
            deed()
    read_and_printed_and_gone(row, log_in)


def read_and_printed_and_gone(row: Activity, log_in: LogIn) -> None:
    """What the signed minutes are read and printed as, by whom, and what is left of them when their term is over."""
    officer = viewer("officer.north")
    assert "除颤仪".encode() not in bytes(Minutes.objects.get().sealed)
    sheet = minutes_of(row)
    assert sheet is not None
    assert (sheet.text, [words for _row, words in sheet.resolutions]) == (
        "议题：除颤仪放在哪里",
        ["买一台除颤仪", "放在大厅"],
    )
    assert (reads_minutes(officer, row), reads_minutes(viewer("volunteer"), row)) == (True, False)
    page = log_in("chief.north").get(f"/duties/{row.id}/minutes/").content.decode()
    assert all(part in page for part in ("议题：除颤仪放在哪里", "2026-2", "已审签", "至少 2 人"))
    word = log_in("chief.north").get(f"/duties/{row.id}/minutes/file/docx/")
    assert (word.status_code, word.content[:2], Event.objects.filter(kind="minutes.printed").count()) == (200, b"PK", 1)
    assert log_in("volunteer").get(f"/duties/{row.id}/minutes/").status_code == 404
    system = system_viewer(at=NOW)
    assert system
    assert destroy_minutes(by=system, now=LATER + timedelta(days=31 * 35)) == 0
    assert destroy_minutes(by=system, now=LATER + timedelta(days=31 * 37)) == 1
    gone = minutes_of(row)
    assert gone is not None
    assert (gone.text, [(each.yes, words) for each, words in gone.resolutions]) == ("", [(2, ""), (1, "")])


@pytest.mark.django_db
def test_forms_filled_in_anyhow_are_refused_with_a_reason(world: None, log_in: LogIn) -> None:
    row, desk = (
        activity(kind="members", form="", team_id=None, point=None, starts=NOW - HOUR, ends=NOW + HOUR),
        log_in("desk.north"),
    )
    for deed, form in (
        ("write", {}), ("write", {"text": "\x00", "version": "x"}), ("resolve", {"text": "x", "yes": "99999999999999999999"}),
        ("resolve", {"yes": "1"}), ("resolve", {"text": "x", "yes": "-1", "no": "٣"}), ("sign", {"version": "0"}),
    ):  # fmt: skip
        assert desk.post(f"/duties/{row.id}/minutes/{deed}/", form).status_code == 422, (deed, form)
    assert desk.post(f"/duties/{row.id}/minutes/burn/", {}).status_code == 404
    assert not Resolution.objects.exists()
