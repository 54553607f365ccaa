"""The demo county at work: every state is there at any hour, and its story is one that could have happened."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import StringIO
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rich.console import Console

from fengqiao.catalogue.reading import pack_files, parse_pack
from fengqiao.disputes.models import Dispute
from fengqiao.kit.problems import Problem
from fengqiao.ledger import guard
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Clock, Entry, Matter, Report, Task
from fengqiao.orgs.queries import system_viewer
from fengqiao.site.demo import fill as demo
from fengqiao.site.demo.county import read_county
from fengqiao.site.demo.courses import Courses, told
from fengqiao.site.demo.hours import OFFICE, STATION
from fengqiao.site.setting_up import set_up
from fengqiao.vault.models import StoredFile

# What the demo plays goes through actions that are tried on both; that it fills either is in test_cli.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
COUNT, FEW = 150, 60
TUESDAY = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # 10:00 in China
SUNDAY = datetime(2026, 9, 5, 19, 0, tzinfo=UTC)  # 03:00 in China
PACK = parse_pack(pack_files(settings.PACKS_DIR / "base"))
QUIET = Console(file=StringIO())


@pytest.fixture(scope="module")
def empty_county(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demo county without matters, in a transaction that the module's end takes back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        guard.remove(connection)
        call_command("flush", interactive=False, verbosity=0)
        guard.install(connection)
        set_up(county=None, pack=None, console=QUIET)
        by = system_viewer(at=timezone.now())
        assert by is not None
        demo.train(read_county(), by=by, at=TUESDAY, count=700)
        yield
        transaction.set_rollback(True)


def played(now: datetime, count: int = COUNT) -> Iterator[datetime]:
    """A county that has worked up to a moment, for as long as it is looked at."""
    with transaction.atomic():
        by = system_viewer(at=timezone.now())
        assert by is not None
        assert demo.work(read_county(), count, by=by, now=now) == []
        yield now
        transaction.set_rollback(True)


def test_the_same_seed_and_moment_give_the_same_county(empty_county: None) -> None:
    found = []
    for _ in range(2):
        for _now in played(TUESDAY, 40):
            rows = Matter.objects.order_by("number").values_list(
                "number", "kind", "state", "unit__code", "result", "title"
            )
            found.append((list(rows), Counter(Entry.objects.values_list("move", "text"))))
    assert len(found[0][0]) == 40
    assert found[0] == found[1]


def test_every_log_in_of_the_demo_leads_to_its_first_screen(
    empty_county: None, tmp_path: pytest.TempPathFactory
) -> None:
    with patch.object(demo, "_kept", lambda: tmp_path / "demo-logins.json"):  # type: ignore[operator]
        logins = demo.fill(count=20, console=QUIET, now=timezone.now())
        again = demo.fill(count=20, console=QUIET, now=timezone.now())
    # Besides them the accidents of the black-spot, what two enterprises ask for, three joint incidents, eight journeys
    # between levels, eight calls that others were asked about, what came by the web and of clues, the disputes with the emergency that one of them became, what
    # four stations do together with a grid worker, three records of
    # case outcomes, and what was found on visits and at the terminals of stations.
    others = Q(reports__outside_ref__startswith="demo-90000") | Q(reports__outside_ref__startswith="demo-enterprise-")
    sources = [
        "demo-joint",
        "demo-levels",
        "demo-records",
        "demo-shared",
        "demo-diverting",
        "demo-dispute",
        "scene",
        "dispute",
        "portal",
        "clue",
        "visit",
        "help",
    ]
    others |= Q(reports__source__in=sources) | Q(merged_into__isnull=False)  # whose report went to the older one
    assert (Matter.objects.exclude(others).count(), Matter.objects.filter(others).distinct().count()) == (20, 86)
    going_on = Dispute.objects.filter(state="open").values("matter")
    assert Dispute.objects.filter(matter__merged_into__in=going_on).count() == 1
    assert [(each.username, each.password) for each in again] == [(each.username, each.password) for each in logins]
    assert len({each.password for each in logins}) == len(logins) >= 10
    firsts = {}
    for login in logins:
        client = Client()
        page = client.post(reverse("account_login"), {"login": login.username, "password": login.password}, follow=True)
        assert page.status_code == 200, login
        assert page.wsgi_request.user.is_authenticated, login
        firsts[login.username] = page.redirect_chain[-1][0]
    assert firsts["supervisor"] == reverse("first-units")
    assert firsts["desk.chengguan"] == firsts["handler.urban"] == reverse("queue")
    assert firsts["admin"] == reverse("first-doors")


def test_the_demo_refuses_an_installation_with_matters_of_its_own(
    empty_county: None, tmp_path: pytest.TempPathFactory
) -> None:
    for _now in played(TUESDAY, 2):
        with patch.object(demo, "_kept", lambda: tmp_path / "none.json"), pytest.raises(Problem) as refused:  # type: ignore[operator]
            demo.fill(count=20, console=QUIET, now=timezone.now())
        assert refused.value.code == "demo-real"


@pytest.fixture(scope="module", params=[(TUESDAY, COUNT), (SUNDAY, FEW)], ids=["tuesday", "sunday-night"])
def now(empty_county: None, request: pytest.FixtureRequest) -> Iterator[datetime]:
    yield from played(*request.param)


def stories() -> list[tuple[Matter, list[Entry]]]:
    entries: dict[object, list[Entry]] = {}
    for entry in Entry.objects.order_by("at", "id"):
        entries.setdefault(entry.matter_id, []).append(entry)
    return [(matter, entries[matter.id]) for matter in Matter.objects.select_related("unit")]


def test_every_state_is_there(now: datetime) -> None:
    count = Matter.objects.count()
    assert Report.objects.count() == count in {COUNT, FEW}
    states = Counter(Matter.objects.values_list("state", flat=True))
    assert states.keys() == {"triage", "offered", "working", "closed"}
    assert states["triage"] >= 2
    assert states["offered"] >= 3
    assert states["closed"] > count / 2
    assert Matter.objects.filter(state="working", due_at__lt=now).exists()
    assert StoredFile.objects.count() > count / 4


def test_every_turn_is_there(now: datetime) -> None:
    if now != TUESDAY:
        return  # a smaller county does not see everything
    assert {*Entry.objects.values_list("move", flat=True)} == {
        "receive", "route", "accept", "assign", "progress", "return", "add_party", "done", "urge", "close", "reopen",
        "reply",
    }  # fmt: skip
    assert Task.objects.filter(role="helper").count() >= 3
    told_by_residents = PACK.kinds.keys() - {"case_outcome"}  # stations record it themselves
    assert {*Matter.objects.values_list("kind", flat=True)} == told_by_residents
    assert {*Matter.objects.values_list("door", flat=True)} == {
        "counter", "phone", "post", "volunteer", "portal", "import",
    }  # fmt: skip


def test_an_emergency_is_being_handled(now: datetime) -> None:
    assert Matter.objects.filter(kind="emergency", state="working", due_at__gt=now).exists()
    assert not Matter.objects.filter(kind="emergency", due_at__lt=now).exclude(state="closed").exists()


def test_nothing_happens_before_its_cause_or_after_now(now: datetime) -> None:
    for matter, entries in stories():
        moves = [entry.move for entry in entries]
        times = [entry.at for entry in entries]
        assert moves[0] == "receive"
        assert times == sorted(times)
        assert times[-1] <= now
        assert matter.received_at == times[0]
        for before, after in itertools.pairwise(moves):
            assert before != "close" or after == "reopen", moves
            assert after != "reopen" or before == "close", moves
        for move, at in zip(moves, times, strict=True):
            if move in {"progress", "assign", "add_party", "close"}:
                first = min(t for m, t in zip(moves, times, strict=True) if m == "accept")
                assert at > first, moves
        assert (matter.state == "closed") == (moves[-1] == "close")
    assert not Event.objects.filter(kind__startswith="matter.", happened_at__gt=now).exists()
    assert not Report.objects.filter(told_at__gt=now).exists()


def test_offices_work_in_their_hours(now: datetime) -> None:
    calendar = PACK.calendars["china"]
    for matter, entries in stories():
        if matter.kind == "emergency":
            continue
        for entry in entries:
            at = timezone.localtime(entry.at)
            if entry.move in {"close", "progress", "urge", "reopen"}:
                assert STATION[0] <= at.time() <= STATION[1], (matter.number, entry.move, at)
            if entry.move == "close" and matter.unit.line != "police":
                assert calendar.is_working(at.date())
                assert OFFICE[0] <= at.time() <= time(18, 0), (matter.number, at)


def test_what_is_written_belongs_to_the_matter(now: datetime) -> None:
    """Each note is one of the situation's own course, and the check agrees with the result."""
    from random import Random

    from fengqiao.site.demo.texts import TellingMaker

    courses = Courses(settings.PACKS_DIR / "demo").by_situation
    count = Matter.objects.count()
    tellings = {f"demo-{t.key}": t for t in TellingMaker(demo.SEED, read_county()).make(count)}
    of_matter = dict(Report.objects.values_list("matter_id", "outside_ref"))
    closed = 0
    for matter, entries in stories():
        course = courses[tellings[of_matter[matter.id]].situation]
        possible = {told(note, Random(n)) for note in course.notes for n in range(60)}
        notes = [entry.text for entry in entries if entry.move == "progress"]
        assert sum(note in possible for note in notes) >= len(notes) - 1, (notes, course.notes)
        if matter.state == "closed" and matter.result != "repeated":
            closed += 1
            assert matter.fields.get("verified") in {
                None,
                {"explained": "partly", "unfounded": "untrue"}.get(matter.result, "true"),
            }
    assert closed > count / 2


def test_closed_matters_hold_what_their_result_asks_for(now: datetime) -> None:
    with_files = {*StoredFile.objects.values_list("matter_id", flat=True)}
    for matter in Matter.objects.filter(state="closed"):
        result = PACK.kinds[matter.kind].result(matter.result)
        assert result is not None
        assert not result.evidence or matter.id in with_files
    # Calling back comes after the end; nothing else runs on.
    running = Clock.objects.filter(matter__state="closed", stopped_at=None)
    assert not running.exclude(code="revisit").exists()
