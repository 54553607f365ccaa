"""Taking disputes in: who may, what is sealed, what is refused; settled on the scene in one step; agreements."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewParty
from fengqiao.disputes.models import Dispute, DisputeDue
from fengqiao.disputes.queries import dispute_of, dispute_sheet
from fengqiao.disputes.terms import AgreementForm, Mediation
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.matters.actions import desk_at
from fengqiao.matters.models import Matter, Task
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.terms import PersonalGroup
from tests.disputes.helping import FIRM, ID, NAME, PHONE, again, agree, agreed, dispute, later, refused, scene, taken
from tests.inspections.helping import PICTURE
from tests.world import NOW, make_matter, viewer


def told() -> str:
    return " ".join(f"{e.kind} {e.attributes} {e.measures}" for e in Event.objects.all())


def test_a_dispute_is_taken_graded_and_its_parties_sealed(world: None) -> None:
    row = dispute()
    matter = row.matter
    assert (row.grade, row.route, row.row, row.people, matter.state) == ("simple", "civil", "near", 2, "working")
    sheet = dispute_sheet(viewer("dispatcher.north"), row.id)
    assert sheet
    assert sheet.acts
    assert [each.kind for each in sheet.parties] == ["person", "firm"]
    assert sheet.parties[0].masked["phone"] == "139****5678"
    assert set(sheet.parties[1].masked) == {"name"}
    assert not any(word in told() for word in (NAME, PHONE, ID, FIRM))
    event = Event.objects.get(kind="dispute.taken")
    assert event.measures == {"people": 2, "fen": 300_000, "parties": 2}
    assert event.attributes["grade"] == "simple"
    assert event.subject_id == matter.id
    assert dispute_sheet(viewer("desk.south"), row.id) is None, "strangers see nothing"
    assert dispute_of(viewer("desk.south"), matter.id) is None
    with refused("dispute-there"):
        actions.accept(matter_id=matter.id, taken=taken(), by=viewer("dispatcher.north"), at=NOW)
    clear = actions.unmask_party(
        dispute_id=row.id, party_id=sheet.parties[0].id, groups=[PersonalGroup.CONTACT], purpose="call",
        by=viewer("dispatcher.north"), at=NOW,
    )  # fmt: skip
    assert clear == {"party_name": NAME, "party_phone": PHONE}
    with refused():
        actions.unmask_party(
            dispute_id=row.id, party_id=sheet.parties[0].id, groups=[PersonalGroup.CONTACT], purpose="call",
            by=viewer("assistant"), at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"informed": False}, "dispute-informed"),
        ({"consented": False}, "dispute-consent"),
        ({"excluded": ["gang"], "mediation": Mediation.POLICE}, "dispute-excluded"),
        ({"excluded": ["refused"]}, "dispute-excluded"),
        ({"parties": [NewParty()]}, "dispute-parties"),
        ({"parties": [NewParty(), NewParty()]}, "dispute-parties"),
        ({"type": "weather"}, "dispute-choice"),
        ({"source": "weather"}, "dispute-choice"),
        ({"signs": ["weather"]}, "dispute-sign"),
        ({"people": -1}, "dispute-people"),
        ({"amount": -1}, "dispute-people"),
    ],
)
def test_what_is_not_fit_is_refused_and_changes_nothing(world: None, over: dict[str, object], code: str) -> None:
    matter = make_matter(by="dispatcher.north", kind="dispute", text="院墙")
    with refused(code):
        actions.accept(matter_id=matter.id, taken=taken(**over), by=viewer("dispatcher.north"), at=NOW)
    assert Matter.objects.get(id=matter.id).state == "offered"
    assert not Dispute.objects.exists()
    assert not Event.objects.filter(kind="dispute.taken").exists()


def test_only_the_lead_of_a_dispute_takes_it(world: None) -> None:
    matter = make_matter(by="dispatcher.north", kind="dispute", text="院墙")
    for login in ("desk.south", "volunteer", "handler.urban"):
        with refused():
            actions.accept(matter_id=matter.id, taken=taken(), by=viewer(login), at=NOW)
    other = make_matter(by="desk.north", outside_ref="o")
    with refused("dispute-kind"):
        actions.accept(matter_id=other.id, taken=taken(), by=viewer("handler.urban"), at=NOW)


def test_on_the_scene_everything_is_done_in_one_step_and_once(world: None) -> None:
    press = new_id()
    row = scene(ends=agreed(text="道歉，以后不占", amount=0, performed=True), press=press)
    assert scene(ends=agreed(text="道歉，以后不占", amount=0, performed=True), press=press).id == row.id
    matter, task = row.matter, Task.objects.get(matter=row.matter, role="lead")
    assert (matter.state, matter.result, row.state, row.on_scene) == ("closed", "agreed_oral", "performed", True)
    assert task.assignee_id == viewer("officer.north").staff_id
    assert Dispute.objects.count() == 1
    assert [e.kind for e in Event.objects.order_by("seq") if e.kind.startswith("dispute")] == [
        "dispute.taken", "dispute.ended",
    ]  # fmt: skip
    assert not PersonalRecord.objects.exists(), "nobody was named"
    party = row.parties.order_by("place")[0]
    by = viewer("officer.north", later(minutes=5))
    actions.name_party(dispute_id=row.id, party_id=party.id, personal={"name": NAME}, by=by, at=later(minutes=5))
    assert PersonalRecord.objects.get().report_id == party.id, "who it was is added later"
    failed = scene(way="court", press=new_id(), type="traffic_accident")
    assert (failed.state, failed.way, failed.matter.result) == ("failed", "court", "not_agreed")
    for login in ("volunteer", "handler.urban"):
        with refused():
            scene(login, ends=agreed(), press=new_id())
    with refused("dispute-way"):
        scene(way="", press=new_id())
    assert Dispute.objects.count() == 2


def test_a_written_agreement_closes_the_matter_with_its_signed_paper(world: None) -> None:
    row = dispute()
    with refused("agreement-parts"):
        agree(row, parts=[(1, NOW.date())])
    with refused("agreement-text"):
        agree(row, text=" ")
    with refused("dispute-denied", "dispute-unknown"):
        agree(row, login="desk.north")
    half = [(150_000, later(days=10).date()), (150_000, later(days=40).date())]
    row = agree(row, form=AgreementForm.WRITTEN, parts=half)
    assert (row.state, row.matter.state) == ("agreed", "working")
    assert [(d.kind, d.amount) for d in DisputeDue.objects.order_by("due_at")] == [
        ("perform", 150_000), ("confirm", 0), ("perform", 150_000), ("follow_up", 0),
    ]  # fmt: skip
    with refused("agreement-paper"):
        actions.sign(dispute_id=row.id, uploads=[], by=viewer("dispatcher.north"), at=NOW)
    actions.sign(dispute_id=row.id, uploads=[PICTURE], by=viewer("dispatcher.north"), at=NOW)
    assert (again(row).matter.result, again(row).matter.fields["dispute_type"]) == ("agreed_written", "neighbours")
    with refused("agreement-signed"):
        actions.sign(dispute_id=row.id, uploads=[PICTURE], by=viewer("dispatcher.north"), at=NOW)
    ended = Event.objects.get(kind="dispute.ended")
    assert (ended.measures["fen"], ended.attributes["form"]) == (300_000, "written")


def test_no_agreement_advises_on_the_next_way(world: None) -> None:
    row = dispute(mediation=Mediation.POLICE)
    due = DisputeDue.objects.get()
    assert (due.kind, due.due_at.date().isoformat()) == ("first", "2026-09-04"), "three working days"
    by = viewer("dispatcher.north")
    with refused("dispute-exclusion"):
        actions.fail(dispute_id=row.id, way="police_case", text="谈不拢", excluded="refused", by=by, at=NOW)
    assert again(row).state == "open", "what forbids people's mediation does not end that of the police"
    actions.fail(dispute_id=row.id, way="police_case", text="谈不拢", excluded="provoked_again", by=by, at=NOW)
    row = again(row)
    assert row.excluded == "provoked_again"
    assert (row.state, row.matter.result, DisputeDue.objects.get().result) == ("failed", "not_agreed", "done")
    with refused("dispute-state"):
        actions.fail(dispute_id=row.id, way="court", text="x", by=by, at=NOW)


def test_what_may_turn_violent_is_at_the_station_at_once(world: None) -> None:
    row = dispute()
    by = viewer("dispatcher.north")
    made = actions.alarm(dispute_id=row.id, text="有人拿了铁锹", desk=desk_at(NOW), by=by, at=NOW)
    emergency = Matter.objects.get(id=made)
    assert (emergency.kind, emergency.unit.code, emergency.urgent) == ("emergency", "station.north", True)
    assert again(row).alarmed_at == NOW
    assert again(row).signs == ["violence"]
    assert (again(row).grade, again(row).row) == ("major", "violence")
    assert "铁锹" not in told()


def test_words_go_with_the_matter(world: None) -> None:
    row = agree(dispute())
    actions.forget([row.matter_id])
    assert again(row).agreement == ""
    assert again(row).agreed_amount == 300_000


@pytest.mark.parametrize("take", [dispute, partial(scene, "dispatcher.north", way="court")])
def test_a_file_s_number_is_given_after_that_of_the_alarm(world: None, take: Callable[..., Dispute]) -> None:
    """Two series, always taken in one order: whoever waits for the one holds none that the other wants."""
    with CaptureQueriesContext(connection) as asked:
        row = take(signs=["violence"])
    assert row.file_number
    of = [name for each in asked for name in ("numberseries", "fileseries") if name in each["sql"]]
    assert of == sorted(of, reverse=True)
    assert len(set(of)) == 2
