"""Placements: a post for the term, what was done, its word and its end; nobody is counted who never came, nobody twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fengqiao.ledger.models import Event
from fengqiao.measure.queries import Period, Scope, figure
from fengqiao.measure.rules import Question
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Post
from fengqiao.orgs.queries import system_viewer, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.placements import actions
from fengqiao.placements.jobs import destroy_due, look_at_terms
from fengqiao.placements.models import Placement, PlacementEntry
from fengqiao.placements.queries import (
    Wanted,
    done_of,
    entries_of,
    placement_for,
    placements,
    said_of,
    unit_counts,
    year_of_placements,
)
from fengqiao.placements.rules.course import NEXT, Done, Term, asked, goes_on, why_not_closed, why_not_entered
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import pack_on
from tests.duties.helping import HOUR
from tests.duties.helping import new as duty
from tests.matters.helping import at_once, codes, events_of, refused
from tests.placements.helping import DAY, TERM, TODAY, interns, one, placed
from tests.world import NOW, area, unit, viewer


def test_every_state_is_reached_and_left() -> None:
    reached = {state for after in NEXT.values() for state in after} | {PlacementState.SET}
    assert reached == set(PlacementState)
    assert {state for state, after in NEXT.items() if not after} == {PlacementState.CLOSED, PlacementState.OFF}


def test_what_is_asked_by_a_day() -> None:
    kind = pack_of_base().placements.kinds["intern"]
    none = Done(0, {}, 0, 0)
    for days, entries, study in ((28, 0, 0), (29, 4, 0), (89, 12, 0), (121, 16, 0), (122, 16, 16 * 60)):
        found = asked(kind, TERM, none, TODAY + days * DAY)
        assert (found.entries_asked, found.study_asked, found.lacking) == (entries, study, entries > 0), days
    assert not asked(kind, TERM, Done(16, {}, 960, 0), TODAY + 122 * DAY).lacking


def test_entries_and_ends_that_cannot_be() -> None:
    for day, times, minutes, code in (
        (TODAY, 1, 0, None), (TODAY - DAY, 1, 0, "placement-day"), (TODAY + 4 * DAY, 1, 0, "placement-day"), (TODAY, 0, 0, "placement-numbers"),
        (TODAY, 1, 1441, "placement-numbers"),
    ):  # fmt: skip
        found = why_not_entered(TERM, day, TODAY + 3 * DAY, times, minutes)
        assert (found.code if found else None) == code
    over = PlacementState.OVER
    for state, summed, worded, early, code in (
        (PlacementState.RUNS, True, True, False, "placement-not-over"), (over, True, False, False, "placement-unworded"),
        (over, False, True, False, "placement-unsummed"), (over, False, True, True, None), (over, True, True, False, None),
    ):  # fmt: skip
        found = why_not_closed(state, summed=summed, worded=worded, early=early)
        assert (found.code if found else None) == code
    assert goes_on(Term(TODAY, TODAY + DAY), TODAY + 20 * DAY, moved=True)
    assert not goes_on(Term(TODAY, TODAY + DAY), TODAY + 20 * DAY, moved=False)
    assert not goes_on(Term(TODAY, TODAY + DAY), TODAY + 60 * DAY, moved=True)


def pack_of_base() -> Any:
    from fengqiao.catalogue.reading import pack_files, parse_pack
    from tests.world import PACKS

    return parse_pack(pack_files(PACKS / "base"))


@pytest.mark.django_db
def test_who_may_be_placed_and_by_whom(world: None) -> None:
    interns(2)
    for over, code in (
        ({"by": "volunteer"}, "denied"), ({"unit_id": unit("station.south")}, "denied"), ({"kind": "none"}, "placement-kind"),
        ({"tasks": " "}, "placement-words"), ({"tasks": "找张建国 13912345678"}, "placement-private"), ({"staff_ids": []}, "placement-nobody"),
        ({"staff_ids": [unit("party")]}, "placement-nobody"), ({"mentor_id": viewer("desk.south").staff_id}, "placement-mentor"),
        ({"mentor_id": viewer("intern0").staff_id}, "placement-mentor"), ({"staff_ids": [viewer("desk.north").staff_id]}, "placement-own"),
        ({"term": Term(TODAY, TODAY + 183 * DAY)}, "placement-long"), ({"term": Term(TODAY, TODAY - DAY)}, "placement-term"),
        ({"term": Term(TODAY - 40 * DAY, TODAY)}, "placement-first"), ({"kind": "village"}, "placement-village"),
        ({"kind": "village", "area_id": area("TC0201")}, "placement-elsewhere"),
    ):  # fmt: skip
        with refused(code):
            placed("intern0", "intern1", **over)
    assert not Placement.objects.exists()
    row, _other = placed("intern0", "intern1", kind="village", area_id=area("TC0101"))
    assert (row.state, row.area_id) == ("runs", area("TC0101"))
    with refused("placement-twice"):
        placed("intern0", kind="beside", term=Term(TODAY + 100 * DAY, TODAY + 130 * DAY))
    for login, seen in (
        ("desk.north", 2),
        ("supervisor", 2),
        ("officer.north", 2),
        ("intern0", 1),
        ("desk.south", 0),
        ("volunteer", 0),
    ):
        assert placements(viewer(login), Wanted()).count() == seen, login
    assert placement_for(viewer("desk.south"), row.id) is None


@pytest.mark.django_db
def test_a_placement_from_the_first_day_to_its_closing(world: None) -> None:
    interns(1)
    kept = set(Post.objects.values_list("id", "ends"))
    began = events_of(lambda: placed("intern0"))
    assert [each.kind for each in began] == ["post.began", "placement.set", "placement.began"]
    assert (began[-1].attributes["fresh"], began[-1].measures, began[-1].unit_id) == (
        "yes",
        {"days": 122},
        unit("station.north"),
    )
    row, me, mentor, desk = Placement.objects.get(), viewer("intern0"), viewer("officer.north"), viewer("desk.north")
    told = Notice.objects.filter(kind="placement_set", way="inbox").values_list("staff_id", flat=True)
    assert set(told) == {me.staff_id, mentor.staff_id, viewer("chief.north").staff_id}, "whoever planned it knows"
    # Their own post stays; the one beside it ends with the term, whether or not a worker runs.
    assert kept <= set(Post.objects.values_list("id", "ends"))
    post = Post.objects.get(id=row.post_id)
    assert (post.role, post.unit_id, post.ends.date()) == (Role.MEMBER.value, unit("station.north"), TERM.last)
    there = [each.unit_id for each in viewer_with(me.staff_id, at=NOW + 100 * DAY).posts]
    after = [each.unit_id for each in viewer_with(me.staff_id, at=NOW + 123 * DAY).posts]
    assert (unit("station.north") in there, unit("station.north") in after) == (True, False)
    own: dict[str, Any] = {"placement_id": row.id, "at": NOW + 5 * DAY}
    note = {"day": TODAY + DAY, "deed": "visit", "times": 6, "minutes": 90, "text": "跟走访"}
    entered = events_of(lambda: actions.enter(by=me, **own, **note))
    assert (entered[-1].kind, entered[-1].measures) == ("placement.entered", {"done_times": 6, "minutes": 90})
    wrong = actions.enter(by=mentor, **own, **{**note, "deed": "study", "minutes": 120})
    for do, code in (
        (lambda: actions.enter(by=desk, **own, **note), "denied"), (lambda: actions.enter(by=me, **own, **{**note, "deed": "x"}), "placement-deed"),
        (lambda: actions.enter(by=me, **own, **{**note, "text": "电话 13912345678"}), "placement-private"),
        (lambda: actions.take_out(by=me, entry_id=wrong, **own), "placement-entry"),
        (lambda: actions.sum_up(by=mentor, text="好", **own), "denied"), (lambda: actions.appraise(by=mentor, appraisal="good", text="好", **own), "placement-early"),
        (lambda: actions.close(by=desk, **own), "placement-not-over"), (lambda: actions.extend(by=me, last=TERM.last, **own), "denied"),
        (lambda: actions.extend(by=viewer("desk.south"), last=TERM.last, **own), "placement-unknown"),
    ):  # fmt: skip
        with refused(code):
            do()
    _ends(row, own, me, mentor, desk)


def _ends(row: Placement, own: dict[str, Any], me: Any, mentor: Any, desk: Any) -> None:
    """It is made longer, reminded of, over, summed up, appraised and closed; one entry was taken out."""
    actions.take_out(by=mentor, entry_id=PlacementEntry.objects.get(deed="study").id, **own)
    actions.extend(by=desk, last=TERM.last + 20 * DAY, **own)
    assert Post.objects.get(id=row.post_id).ends.date() == TERM.last + 20 * DAY
    system = system_viewer(at=NOW)
    assert system
    assert look_at_terms(by=system, now=NOW + 110 * DAY) == 0
    soon = NOW + 130 * DAY
    assert [look_at_terms(by=system, now=soon), look_at_terms(by=system, now=soon)] == [1, 0]
    assert me.staff_id in set(Notice.objects.filter(kind="placement_soon").values_list("staff_id", flat=True))
    after = NOW + 145 * DAY
    assert [look_at_terms(by=system, now=after), look_at_terms(by=system, now=after)] == [1, 0]
    later: dict[str, Any] = {**own, "at": after}
    with refused("placement-unworded"):
        actions.close(by=desk, **later)
    actions.appraise(by=mentor, appraisal="good", text="肯学。", **later)
    with refused("placement-unsummed"):
        actions.close(by=desk, **later)
    actions.sum_up(by=me, text="走访六次，学会了登记。", **later)
    row.refresh_from_db()
    assert "走访".encode() not in bytes(row.summary)
    assert (said_of(row).summary, said_of(row).word) == ("走访六次，学会了登记。", "肯学。")
    closed = events_of(lambda: actions.close(by=desk, **later))
    assert closed[-1].measures == {"entries": 1, "study_minutes": 0, "activities": 0, "days": 142}
    assert all("走访" not in str(each.attributes) + str(each.measures) for each in Event.objects.all())
    row.refresh_from_db()
    assert (row.state, row.numbers["times"], row.planned_last) == ("closed", {"visit": 6}, TERM.last)
    # Words go with their term, numbers stay.
    assert destroy_due(by=viewer("desk.north"), now=after) == 0
    assert destroy_due(by=viewer("desk.north"), now=after + timedelta(days=31 * 37)) == 1
    row.refresh_from_db()
    assert (bytes(row.summary), bytes(row.tasks), row.numbers["entries"], entries_of(row, most=5)[0][1]) == (
        b"",
        b"",
        1,
        "",
    )


@pytest.mark.django_db
def test_figures_count_who_came_each_once(world: None) -> None:
    """Five are placed: one is called off before it begins, one is made longer, one moves on to another unit. Four people came."""
    interns(5)
    system, at = system_viewer(at=NOW), NOW
    assert system
    coming = Term(TODAY + 10 * DAY, TODAY + 100 * DAY)
    off, *rows = placed("intern0", "intern1", "intern2", "intern3", term=coming)
    late = placed("intern4", term=Term(TODAY + 90 * DAY, TODAY + 120 * DAY))[0]
    names = {row.id: row for row in rows}
    assert len(names) == 3
    desk = viewer("desk.north")
    actions.call_off(placement_id=off.id, by=desk, at=at)
    assert not any(each.unit_id == unit("station.north") for each in viewer_with(off.staff_id, at=NOW + 20 * DAY).posts)
    assert look_at_terms(by=system, now=NOW + 11 * DAY) == 3
    longer, moved, _plain = rows
    actions.extend(placement_id=longer.id, last=coming.last + 30 * DAY, by=desk, at=NOW + 12 * DAY)
    actions.end_early(placement_id=moved.id, ending="moved", by=desk, at=NOW + 40 * DAY)
    again = Term(TODAY + 41 * DAY, TODAY + 100 * DAY)
    mover = next(login for login in (f"intern{n}" for n in range(4)) if viewer(login).staff_id == moved.staff_id)
    placed(
        mover,
        unit_id=unit("station.south"),
        mentor_id=viewer("desk.south").staff_id,
        term=again,
        by="desk.south",
        at=NOW + 40 * DAY,
    )
    assert look_at_terms(by=system, now=NOW + 41 * DAY + HOUR) == 1
    measures = pack_on(NOW).pack.measures
    every = {unit("station.north"), unit("station.south")}

    def counted(code: str) -> Any:
        return figure(
            Question(measures[code], Period(date(2026, 1, 1), date(2026, 12, 31)), Scope(units=every)), measures
        ).number

    assert [counted(f"placements.{code}") for code in ("people", "hosts", "early")] == [3, 2, 1]
    assert Event.objects.filter(kind="placement.set").count() == 6, "a plain count of what was set would say six"
    counts = {each["unit"].id: each for each in unit_counts(year_of_placements(viewer("supervisor"), 2026), 2026)}
    north, south = counts[unit("station.north")], counts[unit("station.south")]
    assert (north["people"], north["longer"], north["early"], south["people"]) == (4, 1, 1, 1)
    assert (north["months"][8:], south["months"][8:]) == ([3, 3, 3, 3], [0, 1, 1, 1])
    assert late.state == "set"


@pytest.mark.django_db
def test_activities_they_came_to_count_and_study_makes_hours(world: None) -> None:
    from fengqiao.duties import actions as duties

    row, desk = one(), viewer("desk.north")
    begins = NOW + HOUR
    new = duty(kind="study", form="led", team_id=None, point=None, starts=begins, ends=begins + 2 * HOUR)
    made = duties.plan(new=new, by=desk, at=NOW)
    people = [viewer(login).staff_id for login in ("intern0", "officer.north", "desk.north")]
    for who in people:
        duties.put(activity_id=made, staff_id=who, role="", by=desk, at=NOW)
    duties.mark(activity_id=made, staff_ids=people, by=desk, at=begins)
    duties.end(activity_id=made, counts={}, by=desk, at=begins + 2 * HOUR)
    done, came = done_of(row, pack_on(NOW).pack)
    assert (done.activities, done.study_minutes, [each.activity_id for each in came]) == (1, 120, [made])


@pytest.mark.django_db
def test_what_is_over_or_off_does_not_change(world: None) -> None:
    row = one(term=Term(TODAY + 5 * DAY, TODAY + 50 * DAY))
    desk = viewer("desk.north")
    own: dict[str, Any] = {"placement_id": row.id, "by": desk, "at": NOW}
    with refused("placement-state"):
        actions.end_early(ending="moved", **own)
    with refused("placement-changed"):
        actions.call_off(seen_version=99, **own)
    with refused("placement-same"):
        actions.extend(last=row.last, **own)
    actions.hand_mentor(staff_id=viewer("chief.north").staff_id, **own)
    assert placement_for(viewer("officer.north"), row.id) is None, "whoever mentored before reads it no more"
    actions.call_off(**own)
    for do in (
        lambda: actions.call_off(**own), lambda: actions.extend(last=row.last + DAY, **own), lambda: actions.hand_mentor(staff_id=viewer("officer.north").staff_id, **own)
    ):  # fmt: skip
        with refused("placement-state"):
            do()
    with refused("placement-state"):
        actions.enter(
            placement_id=row.id, day=TODAY, deed="visit", times=1, minutes=0, text="", by=viewer("intern0"), at=NOW
        )
    assert placed("intern0"), "whoever did not come may be placed anew"


def test_two_who_place_somebody_at_once_place_them_once(committed_world: None) -> None:
    interns(1)
    both = [lambda: placed("intern0"), lambda: placed("intern0", kind="beside", term=Term(TODAY, TODAY + 20 * DAY))]
    assert codes(at_once(*both)) == ["done", "placement-twice"]
    assert Post.objects.filter(unit=unit("station.north"), role="member").count() == 1
