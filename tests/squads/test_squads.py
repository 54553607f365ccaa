"""Temporary units: founded, joined by people who keep their own posts, over by their term, dissolved with a report; nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.duties import actions as duties
from fengqiao.duties.queries import tally
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Post, Unit
from fengqiao.orgs.queries import directory, system_viewer, viewer_behind
from fengqiao.squads import actions
from fengqiao.squads.jobs import look_at_terms
from fengqiao.squads.models import Squad
from fengqiao.squads.queries import manages, members, squad_for, squads
from fengqiao.squads.rules.course import why_not_term, why_not_worded
from fengqiao.squads.terms import SquadKind
from tests.duties.helping import HOUR, new
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, unit, viewer

TODAY = NOW.date()
DAY = timedelta(days=1)


def founded(**over: Any) -> Squad:
    values: dict[str, Any] = {
        "parent_id": unit("station.north"), "kind": SquadKind.SQUAD, "name": "防汛突击队", "purpose": "汛期转移群众、巡查堤坝", "first": TODAY,
        "last": TODAY + 29 * DAY, "lead": viewer("chief.north").staff_id, "by": viewer("desk.north"), "at": NOW, **over,
    }  # fmt: skip
    return Squad.objects.get(id=actions.found(**values))


def in_squad(login: str, row: Squad, at: Any = NOW) -> Any:
    """Return somebody in their post in a temporary unit."""
    me = viewer(login)
    post = Post.objects.get(unit=row.unit_id, staff=me.staff_id, ends__gt=at)
    from fengqiao.orgs.models import Account

    return viewer_behind(Account.objects.get(id=me.account_id), at=at, post_id=post.id)


def test_terms_and_words_that_cannot_be() -> None:
    assert why_not_term(TODAY, TODAY + 182 * DAY, TODAY, 183) is None
    for first, last, code in (
        (TODAY, TODAY - DAY, "squad-term"), (TODAY - 40 * DAY, TODAY, "squad-first"), (TODAY, TODAY + 183 * DAY, "squad-long"),
        (TODAY - 5 * DAY, TODAY - DAY, "squad-term"),
    ):  # fmt: skip
        problem = why_not_term(first, last, TODAY, 183)
        assert problem
        assert problem.code == code
    assert [
        problem.code for text in ("", "x" * 41, "找张建国 13912345678") if (problem := why_not_worded(text, 40))
    ] == ["squad-words", "text-long", "squad-private"]


@pytest.mark.django_db
def test_from_the_founding_to_the_report(world: None) -> None:
    desk = viewer("desk.north")
    for over, code in (
        ({"by": viewer("volunteer")}, "denied"), ({"parent_id": unit("station.south")}, "denied"), ({"name": ""}, "squad-words"),
        ({"last": TODAY + 400 * DAY}, "squad-long"), ({"lead": unit("party")}, "squad-nobody"),
    ):  # fmt: skip
        with refused(code):
            founded(**over)
    row = founded()
    own: dict[str, Any] = {"squad_id": row.id, "by": desk, "at": NOW + HOUR}
    kept = set(Post.objects.exclude(unit=row.unit_id).values_list("id", "ends"))
    # People of other units join and keep their own posts.
    wanted = [viewer("desk.south").staff_id, viewer("officer.north").staff_id]
    (posted, again, joined) = events_of(lambda: actions.join(staff_ids=wanted, **own))
    assert (posted.kind, again.kind, joined.kind, joined.measures) == (
        "post.began",
        "post.began",
        "squad.joined",
        {"people": 2},
    )
    assert kept == set(Post.objects.exclude(unit=row.unit_id).values_list("id", "ends"))
    for do, code in (
        (lambda: actions.join(staff_ids=wanted, **own), "squad-there"),
        (lambda: actions.join(staff_ids=[unit("party")], **own), "squad-nobody"),
        (lambda: actions.join(**{**own, "by": viewer("handler.urban")}, staff_ids=wanted), "squad-unknown"),
        (lambda: actions.part(staff_id=viewer("chief.north").staff_id, **own), "squad-lead"),
        (lambda: actions.part(staff_id=viewer("volunteer").staff_id, **own), "squad-no-member"),
        (lambda: actions.hand_lead(staff_id=viewer("volunteer").staff_id, **own), "squad-no-member"),
        (lambda: actions.dissolve(report="  ", **own), "squad-report"),
        (lambda: actions.dissolve(report="帮张建国 13912345678 转移", **own), "squad-private"),
        (lambda: actions.dissolve(report="好", seen_version=99, **own), "squad-changed"),
        (lambda: actions.extend(last=TODAY + 400 * DAY, **own), "squad-long"),
    ):  # fmt: skip
        with refused(code):
            do()
    _acts_and_ends(row, own, wanted)


def _acts_and_ends(row: Squad, own: dict[str, Any], wanted: list[UUID]) -> None:
    """Whoever leads it acts in its name, the lead is handed on, it is dissolved; all of it stays."""
    # A member sees it and does not manage it; whoever leads it acts in its name, and it counts for it.
    member, lead = in_squad("desk.south", row, NOW + 2 * HOUR), in_squad("chief.north", row, NOW + 2 * HOUR)
    assert squad_for(viewer("desk.south"), row.id)
    assert (manages(member, row), manages(lead, row), squads(viewer("handler.urban")).count()) == (False, True, 0)
    begins = NOW + 3 * HOUR
    made = duties.plan(
        new=new(kind="guard_lesson", form="first", team_id=None, point=None, starts=begins, ends=begins + HOUR),
        by=lead,
        at=NOW + 2 * HOUR,
    )
    duties.put(activity_id=made, staff_id=member.staff_id, role="", by=lead, at=NOW + 2 * HOUR)
    duties.mark(activity_id=made, staff_ids=[member.staff_id], by=lead, at=begins)
    duties.end(activity_id=made, counts={}, by=lead, at=begins + HOUR)
    assert Event.objects.get(kind="duty.ended").unit_id == row.unit_id
    actions.hand_lead(staff_id=viewer("officer.north").staff_id, **own)
    assert in_squad("officer.north", row).rights > in_squad("chief.north", row).rights
    actions.part(staff_id=viewer("chief.north").staff_id, **own)
    later: dict[str, Any] = {**own, "at": NOW + 5 * DAY}
    *_posts, event = events_of(lambda: actions.dissolve(report="巡查 5 天，没有险情。", **later))
    assert (event.kind, event.unit_id) == ("squad.dissolved", unit("station.north"))
    assert event.measures == {"activities": 1, "people": 1, "members": 3, "days": 6}
    row.refresh_from_db()
    assert row.numbers == {"activities": 1, "people": 1, "members": 3}
    assert not Post.objects.filter(unit=row.unit_id, ends__gt=NOW + 5 * DAY).exists()
    assert row.unit_id not in directory(at=NOW + 7 * DAY).units
    # Nothing is lost.
    assert (tally(row.unit_id).held, len(members(row)), Unit.objects.filter(id=row.unit_id).count()) == (1, 3, 1)
    for do in (lambda: actions.dissolve(report="再来", **later), lambda: actions.join(staff_ids=wanted, **later)):
        with refused("squad-dissolved"):
            do()


@pytest.mark.django_db
def test_a_term_reminds_ends_by_itself_and_owes_the_report(world: None) -> None:
    row, system = founded(), system_viewer(at=NOW)
    assert system
    assert look_at_terms(by=system, now=NOW) == 0
    soon = NOW + 24 * DAY
    assert [look_at_terms(by=system, now=soon), look_at_terms(by=system, now=soon)] == [1, 0]
    assert set(
        Notice.objects.filter(kind="squad_soon", staff_id=viewer("chief.north").staff_id).values_list("kind", flat=True)
    ) == {"squad_soon"}
    actions.extend(squad_id=row.id, last=TODAY + 59 * DAY, by=viewer("desk.north"), at=soon)
    assert look_at_terms(by=system, now=soon) == 0, "a longer term is reminded of anew"
    after = NOW + 61 * DAY
    assert Post.objects.filter(unit=row.unit_id, ends__gt=after).count() == 0, (
        "nobody acts in it any more, worker or not"
    )
    assert [look_at_terms(by=system, now=after), look_at_terms(by=system, now=after)] == [1, 0]
    row.refresh_from_db()
    assert row.state == "over"
    desk = viewer("desk.north")
    with refused("squad-over"):
        actions.extend(squad_id=row.id, last=TODAY + 90 * DAY, by=desk, at=after)
    actions.dissolve(squad_id=row.id, report="任务完成。", by=desk, at=after)
    row.refresh_from_db()
    assert (row.state, row.last, row.dissolved_on) == ("dissolved", TODAY + 59 * DAY, date(2026, 11, 1))


def test_two_who_dissolve_at_once_dissolve_once(committed_world: None) -> None:
    row = founded()
    both = [lambda: actions.dissolve(squad_id=row.id, report="完成。", by=viewer("desk.north"), at=NOW + DAY)] * 2
    assert codes(at_once(*both)) == ["done", "squad-dissolved"]
