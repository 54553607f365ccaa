"""Pausing, resuming and extending clocks, with their ceilings; and what is done when time runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.jobs import look_at_clocks
from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.queries import dossier
from fengqiao.measure.queries import figure
from fengqiao.measure.rules import Period, Question, Scope
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import FIGHT, SHORTER, again, anywhere, end, later, offered, refused, working
from tests.matters.packs import published
from tests.world import NOW, make_matter, viewer

HANDLER = "handler.urban"


def finish(matter: Matter) -> Clock:
    return Clock.objects.filter(matter=matter, code="finish").order_by("-started_at")[0]


def due(matter: Matter) -> str:
    return f"{timezone.localtime(finish(matter).due_at):%Y-%m-%d %H:%M}"


def pause(matter: Matter, at: datetime, reason: str = "unreachable", text: str = "", **over: object) -> None:
    actions.pause(
        matter_id=matter.id, clock_id=finish(matter).id, reason=reason, text=text, by=viewer(HANDLER), at=at, **over
    )  # type: ignore[arg-type]


def resume(matter: Matter, at: datetime) -> None:
    actions.resume(matter_id=matter.id, clock_id=finish(matter).id, by=viewer(HANDLER), at=at)


def extend(matter: Matter, amount: int, at: datetime, text: str = "案情复杂") -> None:
    by = viewer("supervisor")
    actions.extend(matter_id=matter.id, clock_id=finish(matter).id, amount=amount, text=text, by=by, at=at)


def last(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("recorded_at")


def test_a_pause_takes_the_matters_date_away_and_resuming_moves_it(world: None) -> None:
    matter = working()
    before = finish(matter).due_at
    pause(matter, later(hours=1))
    assert (again(matter).due_at, finish(matter).paused_at) == (
        Clock.objects.get(code="contact").due_at,
        later(hours=1),
    )
    entry = Entry.objects.get(move="pause")
    assert entry.codes == {"clock": "finish", "pause": "unreachable"}
    assert last("clock.paused").attributes == {"kind": "complaint", "clock": "finish", "reason": "unreachable"}
    resume(matter, later(days=7, hours=1))
    assert (finish(matter).paused_at, again(matter).due_at) == (None, finish(matter).due_at)
    assert finish(matter).due_at - before >= timedelta(days=7)
    assert last("clock.resumed").attributes == {"kind": "complaint", "clock": "finish", "by_itself": "no"}


def test_what_cannot_be_paused_is_refused_in_words(world: None) -> None:
    matter = working()
    with refused("reason-unknown"):
        pause(matter, later(hours=1), "because")
    with refused("pause-text"):
        pause(matter, later(hours=1), "appraisal")
    with refused("clock-over"):
        pause(matter, finish(matter).due_at)
    contact = Clock.objects.get(code="contact")
    with refused("clock-no-pause"):
        actions.pause(
            matter_id=matter.id, clock_id=contact.id, reason="unreachable", text="", by=viewer(HANDLER), at=NOW
        )
    with refused("clock-not-paused"):
        resume(matter, later(hours=1))
    pause(matter, later(hours=1))
    with refused("clock-paused"):
        pause(matter, later(hours=2))
    other = working(place="别处")
    with refused("clock-unknown"):
        actions.resume(matter_id=other.id, clock_id=finish(matter).id, by=viewer(HANDLER), at=later(hours=3))


def test_a_pause_at_its_ceiling_ends_by_itself_and_there_is_no_other(world: None) -> None:
    matter, by = working(), viewer("supervisor")
    pause(matter, later(hours=1))
    ends = later(days=30, hours=1)
    assert finish(matter).next_at == ends
    assert not actions.look_at_clock(clock_id=finish(matter).id, by=by, at=ends - timedelta(seconds=1))
    assert actions.look_at_clock(clock_id=finish(matter).id, by=by, at=later(days=40))
    assert finish(matter).events[-1] == {"event": "resumed", "at": ends.astimezone(UTC).isoformat()}
    assert last("clock.resumed").attributes["by_itself"] == "yes"
    assert not actions.look_at_clock(clock_id=finish(matter).id, by=by, at=later(days=40))
    with refused("pause-ceiling"):
        pause(matter, later(days=40))


def test_extensions_are_asked_for_and_granted_up_to_the_ceiling(world: None) -> None:
    matter = working()
    clock_id: UUID = finish(matter).id
    actions.ask_longer(
        matter_id=matter.id, clock_id=clock_id, amount=5, text="要鉴定", by=viewer(HANDLER), at=later(hours=1)
    )
    assert (finish(matter).asked, Entry.objects.get(move="ask_longer").codes["amount"]) == (5, 5)
    before = finish(matter).due_at
    extend(matter, 5, later(hours=2))
    assert (finish(matter).asked, finish(matter).due_at > before) == (0, True)
    assert again(matter).due_at == finish(matter).due_at
    event = last("clock.extended")
    assert (event.attributes, event.measures) == ({"kind": "complaint", "clock": "finish"}, {"amount": 5})
    extend(matter, 10, later(hours=3))
    with refused("extension-ceiling"):
        extend(matter, 1, later(hours=4))
    with refused("denied"):
        actions.extend(
            matter_id=matter.id, clock_id=clock_id, amount=1, text="自己延", by=viewer(HANDLER), at=later(hours=4)
        )


@pytest.mark.parametrize(
    ("amount", "text", "code"),
    [(0, "x", "extension-amount"), (16, "x", "extension-ceiling"), (1, " ", "extension-text")],
)
def test_an_extension_without_reason_or_out_of_bounds_is_refused(
    world: None, amount: int, text: str, code: str
) -> None:
    matter = working()
    with refused(code):
        extend(matter, amount, later(hours=1), text)


def test_an_extension_asked_for_may_be_declined_in_words_and_asked_for_again(world: None) -> None:
    matter = working()
    clock_id: UUID = finish(matter).id
    ask = lambda hours: actions.ask_longer(  # noqa: E731  # twice the same
        matter_id=matter.id, clock_id=clock_id, amount=5, text="要鉴定", by=viewer(HANDLER), at=later(hours=hours)
    )

    def decline(text: str, login: str = "supervisor") -> None:
        actions.decline(matter_id=matter.id, clock_id=clock_id, text=text, by=viewer(login), at=later(hours=2))

    with refused("clock-not-asked"):
        decline("不必延长")
    ask(1)
    before = finish(matter).due_at
    with refused("decline-text"):
        decline(" ")
    with refused("denied"):
        decline("不必延长", HANDLER)
    decline("证据已够，按期办结")
    assert (finish(matter).asked, finish(matter).due_at) == (0, before)
    entry = Entry.objects.get(move="decline")
    assert entry.codes == {"clock": "finish", "refused": 5, "asker": str(viewer(HANDLER).staff_id)}
    event = last("clock.declined")
    assert (event.attributes, event.measures) == ({"kind": "complaint", "clock": "finish"}, {"amount": 5})
    ask(3)
    assert finish(matter).asked == 5


def test_a_clock_goes_over_to_the_rules_in_force_and_keeps_the_time_that_ran(world: None) -> None:
    """15 working days become 3, counted from the same start; before there is a new rule there is nothing to do."""
    matter, by = working(), viewer("supervisor")
    begun = finish(matter)

    def change(at: datetime) -> None:
        actions.take_new_rule(matter_id=matter.id, clock_id=begun.id, by=by, at=at)

    with refused("clock-rule-same"):
        change(later(hours=2))
    published(later(hours=3), kinds=SHORTER)
    change(later(days=1))
    after = finish(matter)
    assert (after.id, after.started_at, after.stopped_at) == (begun.id, begun.started_at, None)
    found = next(found for row, found in dossier(by, matter.id).clocks if row.id == begun.id)  # type: ignore[union-attr]
    assert (found.limit.amount, found.started_at) == (3, begun.started_at)  # type: ignore[union-attr]
    assert due(matter) == "2026-09-04 17:30"
    assert again(matter).due_at == after.due_at
    assert again(matter).edition_id == matter.edition_id
    event = last("clock.changed")
    assert event.attributes == {"kind": "complaint", "clock": "finish", "unit": "workday"}
    with refused("clock-rule-same"):
        change(later(days=2))


def test_what_is_kept_of_a_clock_is_what_reckoning_again_gives(world: None) -> None:
    matter = working()
    pause(matter, later(hours=1))
    resume(matter, later(days=5))
    extend(matter, 3, later(days=6))
    pause(matter, later(days=7))
    case = dossier(anywhere("dispatcher"), matter.id)
    assert case is not None
    for row, found in case.clocks:
        assert (row.due_at, row.soon_at, row.paused_at) == (found.due_at, found.soon_at, found.paused_at)


def test_closing_while_paused_is_in_time_as_the_pause_does_not_count(world: None) -> None:
    matter = working()
    pause(matter, later(hours=1))
    end(matter, finish(matter).due_at + timedelta(days=2))
    assert last("matter.closed").attributes["in_time"] == "yes"


def test_shares_of_the_term_are_warned_of_and_a_miss_is_told_upwards_once(world: None) -> None:
    matter, by = working(), viewer("supervisor")
    clock = finish(matter)
    half, most = (clock.started_at + (clock.due_at - clock.started_at) * share for share in (0.5, 0.8))
    assert clock.next_at == half
    ids = {"clock_id": clock.id, "by": by}
    assert actions.look_at_clock(**ids, at=half)
    assert (last("clock.warned").attributes["share"], finish(matter).next_at) == ("50", most)
    assert actions.look_at_clock(**ids, at=most)
    assert (last("clock.warned").attributes["share"], finish(matter).next_at) == ("80", clock.due_at)
    assert not actions.look_at_clock(**ids, at=most + timedelta(seconds=1))
    late = clock.due_at + timedelta(seconds=1)
    assert actions.look_at_clock(**ids, at=late)
    assert (again(matter).urged, last("clock.missed").attributes["clock"]) == (True, "finish")
    assert (finish(matter).next_at, [e.codes for e in Entry.objects.filter(move="remind").order_by("at")]) == (
        None,
        [{"clock": "finish", "share": "50"}, {"clock": "finish", "share": "80"}, {"clock": "finish", "late": "yes"}],
    )
    assert not actions.look_at_clock(**ids, at=late)
    extend(matter, 15, late)
    assert finish(matter).next_at is not None


def test_the_worker_looks_at_the_clocks_whose_moment_has_come(world: None) -> None:
    matter = offered(told_at=NOW, at=NOW)
    assert look_at_clocks(by=viewer("supervisor"), now=NOW) == 0
    done = look_at_clocks(by=viewer("supervisor"), now=NOW + timedelta(days=400))
    assert done == Clock.objects.filter(matter=matter).count() == 2
    assert look_at_clocks(by=viewer("supervisor"), now=NOW + timedelta(days=400)) == 0


BINS = {  # the clock, the last second of each bin (domain: sign 30 s, 60 s, 2 and 3 min; arrive and feedback in minutes)
    "sign": (30, 60, 120, 180),
    "arrive": (300, 600, 900, 1800),
    "feedback": (1800, 3600, 7200, 14400),
}
EDGES = [(what, edge, place + 1) for what, edges in BINS.items() for place, edge in enumerate(edges)]


@pytest.mark.parametrize(("what", "edge", "bin_"), EDGES)
def test_a_response_at_the_edge_of_a_bin_is_in_it_and_a_second_later_in_the_next(
    world: None, what: str, edge: int, bin_: int
) -> None:
    for late in (0, 1):
        respond(what, edge + late)
    pack = pack_on(NOW).pack
    day = timezone.localdate(NOW)
    counted = [
        figure(Question(pack.measures[f"response.{what}.{place}"], Period(day, day), Scope()), pack.measures).value
        for place in range(1, 6)
    ]
    assert counted == [1 if place in (bin_, bin_ + 1) else 0 for place in range(1, 6)]


def respond(what: str, seconds: int) -> None:
    """An emergency that is signed, come to or reported back so many seconds after the clock began."""
    matter, by = make_matter(by="dispatcher", **{**FIGHT, "outside_ref": f"{seconds}"}), viewer("desk.north")
    at = matter.received_at + timedelta(seconds=seconds)
    actions.accept(matter_id=matter.id, by=by, at=at if what == "sign" else matter.received_at)
    if what != "sign":
        actions.progress(matter_id=matter.id, text="到了", uploads=[], step=what, by=by, at=at)
