"""Putting findings right: terms, evidence, looking again, longer terms, misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fengqiao.inspections import actions
from fengqiao.inspections.actions import raising
from fengqiao.inspections.jobs import look_at_remedies
from fengqiao.inspections.models import Finding, Step
from fengqiao.inspections.queries import FindingFilter, finding_for, findings, findings_of_matter, tallies
from fengqiao.inspections.rules.remedies import TRANSITIONS
from fengqiao.inspections.terms import FindingSource, FindingState, Owner, Severity
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters.models import Matter, Recipient
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import files_by_holder
from tests.inspections.helping import PICTURE, SAID, again, finding, later, passed, sent_back, submit
from tests.matters.helping import events_of, refused
from tests.world import NOW, make_matter, unit, viewer

pytestmark = pytest.mark.django_db


def look(at: Any) -> int:
    by = system_viewer(at=at)
    assert by
    return look_at_remedies(by=by, now=at)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    assert {to for (_, _), to in TRANSITIONS.items()} == set(FindingState)
    for state in (FindingState.OPEN, FindingState.SUBMITTED):
        assert {to for (start, _), to in TRANSITIONS.items() if start is state} - {state}


def test_a_finding_has_a_number_a_term_in_working_days_and_a_line(world: None) -> None:
    row = finding(uploads=[PICTURE])
    # Fifteen working days after Tuesday 1 September: Sunday the 20th is worked for the holiday that follows.
    assert (row.number, row.due_at and row.due_at.date()) == ("ZG20260901-001", date(2026, 9, 21))
    assert (row.state, row.kept, row.missed) == ("open", None, False)
    (step,) = Step.objects.filter(finding=row)
    assert (step.move, step.text) == ("raise", SAID)
    assert [card.name for card in files_by_holder(row.id)[step.id]] == [PICTURE.name]


@pytest.mark.parametrize(("severity", "days"), [(Severity.LIGHT, 5), (Severity.GENERAL, 15), (Severity.GRAVE, 30)])
def test_the_term_follows_from_how_grave_it_is(world: None, severity: Severity, days: int) -> None:
    assert finding(severity=severity).term["amount"] == days


def test_put_right_looked_at_and_passed_in_time(world: None) -> None:
    row = submit(finding())
    assert (row.state, row.next_at) == ("submitted", None)
    (event,) = events_of(lambda: passed(row))
    row = again(row)
    assert (row.state, row.kept, row.ended_at) == ("passed", True, later(days=4))
    assert (event.kind, event.unit_id) == ("finding.rechecked", unit("dept.urban"))
    assert event.attributes == {
        "source": "round", "severity": "general", "owner": "unit", "result": "passed", "in_time": "yes",
    }  # fmt: skip
    assert event.measures == {"times": 0, "days": 4}


def test_the_wait_for_the_checker_is_not_the_owners_time(world: None) -> None:
    row = submit(finding(), at=later(days=20))
    assert passed(row, at=later(days=60)).kept is True
    late = submit(finding(), at=later(days=40))
    assert passed(late, at=later(days=41)).kept is False


def test_sent_back_is_counted_and_the_clock_goes_on(world: None) -> None:
    row = sent_back(submit(finding()))
    assert (row.state, row.sent_back, row.submitted_by) == ("open", 1, None)
    assert row.next_at is not None
    row = sent_back(submit(row, at=later(days=5)), at=later(days=6))
    row = passed(submit(row, at=later(days=7)), at=later(days=8))
    assert (row.sent_back, row.state) == (2, "passed")
    assert kinds_of(row.id).count("finding.rechecked") == 3


def test_on_the_spot_is_passed_at_once_without_a_clock(world: None) -> None:
    row = finding(on_spot=True)
    assert (row.state, row.due_at, row.kept, row.events) == ("passed", None, True, [])
    with refused("finding-passed"):
        submit(row)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"by": "handler.housing"}, "finding-unknown"),
        ({"by": "desk.south"}, "finding-unknown"),
        ({"by": "desk.north"}, "finding-not-owner"),
        ({"by": "supervisor"}, "denied"),
        ({"text": "  "}, "remedy-text"),
        ({"uploads": []}, "remedy-evidence"),
        ({"text": "长" * 2001}, "text-long"),
    ],
)
def test_only_the_owner_says_it_is_done_and_shows_it(world: None, over: dict[str, Any], code: str) -> None:
    row = finding()
    with refused(code):
        submit(row, **over)


@pytest.mark.parametrize(("by", "code"), [("handler.urban", "recheck-side"), ("handler.housing", "finding-unknown")])
def test_the_owner_never_looks_again(world: None, by: str, code: str) -> None:
    row = submit(finding())
    for act in (passed, sent_back):
        with refused(code):
            act(row, by=by)


def test_in_ones_own_unit_somebody_else_looks_again(world: None) -> None:
    own = {"source": FindingSource.INTERNAL, "owner_unit": unit("station.north"), "by": "chief.north"}
    row = submit(finding(**own), by="desk.north")
    with refused("recheck-own"):
        passed(row, by="desk.north")
    assert finding_for(viewer("assistant"), row.id) is None
    assert passed(row, by="chief.north").state == "passed"
    mine = submit(finding(**own), by="chief.north")
    with refused("recheck-own"):
        passed(mine, by="chief.north")
    with refused("recheck-own-unit"):
        passed(mine, by="desk.north")
    assert passed(mine, by="supervisor").state == "passed"  # of the bureau, which stands above the station


def test_a_person_named_puts_it_right_and_sees_that_alone(world: None) -> None:
    who = viewer("assistant")
    named = {"owner": Owner.PERSON, "owner_unit": unit("station.north"), "owner_staff": who.staff_id}
    row = finding(**named, source=FindingSource.INTERNAL, by="chief.north")
    other = finding(owner_unit=unit("station.north"), source=FindingSource.INTERNAL, by="chief.north")
    assert finding_for(who, row.id) is not None
    assert finding_for(who, other.id) is None
    sent = submit(row, by="assistant")
    with refused("denied"):
        passed(sent, by="assistant", at=later(days=5))
    assert passed(sent, by="chief.north").state == "passed"
    with refused("finding-owner-staff"):
        finding(**{**named, "owner_staff": viewer("desk.south").staff_id})


def test_longer_is_asked_for_and_granted_by_the_other_side(world: None) -> None:
    row = finding()
    due = row.due_at
    ask = {"amount": 5, "text": "灯具还没到货"}
    actions.ask_longer(finding_id=row.id, **ask, by=viewer("handler.urban"), at=later(days=1))  # type: ignore[arg-type]
    assert again(row).asked == 5
    with refused("extension-approver"):
        actions.extend(finding_id=row.id, **ask, by=viewer("handler.urban"), at=later(days=1))  # type: ignore[arg-type]
    actions.extend(finding_id=row.id, **ask, by=viewer("desk.north"), at=later(days=2))  # type: ignore[arg-type]
    after = again(row)
    assert due is not None
    assert after.due_at > due
    assert (after.asked, after.due_at.date()) == (0, date(2026, 9, 29))
    with refused("extension-ceiling"):
        actions.extend(finding_id=row.id, amount=26, text="再等", by=viewer("desk.north"), at=later(days=3))
    with refused("clock-not-asked"):
        actions.decline(finding_id=row.id, text="不行", by=viewer("desk.north"), at=later(days=3))
    actions.ask_longer(finding_id=row.id, **ask, by=viewer("handler.urban"), at=later(days=3))  # type: ignore[arg-type]
    actions.decline(finding_id=row.id, text="不行", by=viewer("desk.north"), at=later(days=4))
    assert again(row).asked == 0
    assert kinds_of(row.id) == [
        "finding.raised", "finding.asked", "finding.extended", "finding.asked", "finding.declined",
    ]  # fmt: skip


def test_running_out_is_an_ordinary_step_told_once(world: None) -> None:
    row = finding()
    assert look(later(days=10)) == 0
    assert look(later(days=19)) == 1  # four fifths of the term
    assert look(later(days=20)) == 0
    assert look(later(days=25)) == 1
    assert look(later(days=26)) == 0
    row = again(row)
    assert (row.missed, row.next_at) == (True, None)
    assert kinds_of(row.id) == ["finding.raised", "finding.warned", "finding.missed"]
    assert [(step.move, step.codes["late"]) for step in row.steps.filter(move="remind").order_by("at")] == [
        ("remind", "no"), ("remind", "yes"),
    ]  # fmt: skip
    actions.extend(finding_id=row.id, amount=20, text="给到月底", by=viewer("desk.north"), at=later(days=27))
    assert (again(row).missed, again(row).next_at is not None) == (False, True)


def test_the_board_counts_what_the_list_shows(world: None) -> None:
    sent_back(submit(finding()))
    submit(finding())
    passed(submit(finding()))
    finding(severity=Severity.LIGHT)
    at = later(days=12)
    assert tallies(viewer("desk.north"), at=at) == {"open": 2, "late": 1, "recheck": 1, "sent_back": 1, "passed": 1}
    by = viewer("desk.north")
    assert findings(by, FindingFilter(late=True), at=at).count() == 1
    assert findings(by, FindingFilter(sent_back=True), at=at).count() == 1
    assert findings(by, FindingFilter(states=("submitted",)), at=at).count() == 1
    assert findings(viewer("desk.south"), FindingFilter(), at=at).count() == 0
    assert findings(viewer("handler.urban"), FindingFilter(mine=True), at=at).count() == 4
    assert [row.state for row in findings(by, FindingFilter(), at=at)][-1] == "passed"


def test_from_a_matter_but_never_from_a_sealed_one(world: None) -> None:
    matter = make_matter(by="dispatcher")
    row = finding(source=FindingSource.MATTER, matter_id=matter.id, by="dispatcher")
    assert row.matter_id == matter.id
    assert findings_of_matter(viewer("handler.urban"), matter.id) == [row]
    with refused("matter-unknown"):
        finding(source=FindingSource.MATTER, matter_id=matter.id, by="desk.south")
    Matter.objects.update(sealed=True)
    Recipient.objects.create(matter=matter, staff_id=viewer("dispatcher").staff_id)
    with refused("finding-sealed"):
        finding(source=FindingSource.MATTER, matter_id=matter.id, by="dispatcher")
    with refused("finding-source"):
        finding(source=FindingSource.MATTER)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"title": " "}, "finding-title"),
        ({"title": "长" * 81}, "text-long"),
        ({"days": 0}, "remedy-term"),
        ({"days": 121}, "remedy-term"),
        ({"owner_unit": None}, "finding-owner"),
        ({"by": "assistant"}, "denied"),
        ({"source": FindingSource.INSPECTION}, "finding-source"),
    ],
)
def test_what_cannot_be_raised_is_refused_and_nothing_changes(world: None, over: dict[str, Any], code: str) -> None:
    with refused(code):
        finding(**over)


def test_a_finding_that_was_none_is_taken_back_by_the_checker_in_words(world: None) -> None:
    row = finding()
    with refused("withdraw-text"):
        actions.withdraw(finding_id=row.id, text="", by=viewer("desk.north"), at=later(days=1))
    with refused("recheck-side"):
        actions.withdraw(finding_id=row.id, text="不是", by=viewer("handler.urban"), at=later(days=1))
    actions.withdraw(finding_id=row.id, text="不是我们的路", by=viewer("chief.north"), at=later(days=1))
    assert again(row).state == "withdrawn"


def test_more_evidence_while_somebody_looks_is_told_to_them(world: None) -> None:
    row = submit(finding())
    seen = row.version
    submit(row, at=later(days=3, hours=1))
    with refused("finding-changed"):
        passed(row, seen_version=seen)
    assert (passed(row).state, StoredFile.objects.filter(matter_id=row.id).count()) == ("passed", 2)


def test_an_older_pack_without_terms_still_works(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    published = pack_on(NOW)
    values = {code: value for code, value in published.pack.values.items() if not code.startswith("remedy.")}
    older = replace(published, pack=replace(published.pack, values=values))
    monkeypatch.setattr(raising, "pack_on", lambda _at: older)
    assert finding().term["amount"] == 15
    assert Finding.objects.count() == 1
