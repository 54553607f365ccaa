"""What was written wrongly at acceptance is put right with a reason, graded again by the same table, and told in codes."""

from __future__ import annotations

from typing import Any

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.actions import Corrected
from fengqiao.disputes.models import Dispute, DisputeDue
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry, Matter
from fengqiao.orgs.models import Account
from tests.disputes.helping import again, agree, dispute, refused
from tests.disputes.test_course import CENTRE
from tests.world import NOW, viewer


def correct(row: Dispute, text: str = "当时听错了", login: str = CENTRE, **over: Any) -> Dispute:
    was = {"type": row.type, "source": row.source, "people": row.people, "amount": row.amount, "signs": row.signs}
    to = Corrected(**{**was, **over})
    actions.correct(dispute_id=row.id, to=to, text=text, by=viewer(login), at=NOW)
    found: Dispute = again(row)
    return found


def test_what_was_wrong_is_put_right_and_graded_again_by_the_same_table(world: None) -> None:
    row = dispute(amount=30_000_000, signs=["ownership"])
    assert (row.grade, DisputeDue.objects.filter(dispute=row, kind="grade").count()) == ("major", 1)
    table = row.table
    row = correct(row, amount=300_000, signs=[], people=1)
    assert (row.grade, row.row, row.table, row.amount, row.people, row.signs) == (
        "simple",
        "near",
        table,
        300_000,
        2,
        [],
    )
    assert not DisputeDue.objects.filter(dispute=row, kind="grade").exists(), "no term that its grade does not have"
    event = Event.objects.get(kind="dispute.corrected")
    assert event.attributes["changed"] == "amount.signs"
    assert event.measures == {"people": 2, "fen": 300_000}
    assert event.attributes["grade"] == "simple"
    assert "听错" not in f"{event.attributes}"
    assert "听错" in Entry.objects.get(matter=row.matter, text__contains="更正").text
    row = correct(row, type="family", source="active", amount=30_000_000)
    assert (row.type, row.source, row.grade) == ("family", "active", "major")
    assert DisputeDue.objects.get(dispute=row, kind="grade").due_at > row.taken_at


def test_what_is_no_correction_is_refused(world: None) -> None:
    row = dispute()
    for code, over in (
        ("correct-text", {"text": " ", "people": 3}), ("correct-same", {}), ("dispute-choice", {"type": "weather"}),
        ("dispute-choice", {"source": ""}), ("dispute-people", {"people": -1}), ("dispute-people", {"amount": -1}),
        ("dispute-sign", {"signs": ["weather"]}),
    ):  # fmt: skip
        with refused(code):
            correct(row, **over)
    with refused("dispute-denied", "dispute-unknown"):
        correct(row, login="desk.south", people=3)
    row = agree(row)
    row = correct(row, people=5)
    assert (row.state, row.people, row.matter.state) == ("agreed", 5, "closed")
    back = dispute(ref="2")
    actions.withdraw(dispute_id=back.id, text="自己谈好了", by=viewer(CENTRE), at=NOW)
    with refused("dispute-state"):
        correct(back, people=3)
    over = agree(dispute(ref="3"), performed=True)
    with refused("dispute-state"):
        correct(over, people=3)
    assert Event.objects.filter(kind="dispute.corrected").count() == 1


def test_a_sign_that_was_forgotten_alarms_as_at_acceptance(world: None) -> None:
    row = correct(dispute(), signs=["violence"])
    assert (row.alarmed_at, row.grade, Matter.objects.filter(kind="emergency").count()) == (NOW, "major", 1)
    correct(row, people=4)
    assert Matter.objects.filter(kind="emergency").count() == 1


def test_the_page_offers_it_as_it_stands(world: None) -> None:
    row = dispute()
    client = Client()
    client.force_login(Account.objects.get(username=CENTRE))
    assert 'value="3,000"' in client.get(f"/disputes/{row.id}/").content.decode()
    form = {"type": row.type, "source": row.source, "people": "7", "amount": "3,000", "text": "数错了"}
    answer = client.post(f"/disputes/{row.id}/do/correct/", form, follow=True).content.decode()
    assert "已更正" in answer
    assert (again(row).people, again(row).amount) == (7, row.amount)
    assert (
        "请写明" in client.post(f"/disputes/{row.id}/do/correct/", {**form, "text": ""}, follow=True).content.decode()
    )
