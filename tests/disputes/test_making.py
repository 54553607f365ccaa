"""What a file is made up from, written once: facts and demands, agents, inquiries, numbers; every document says the same."""

from __future__ import annotations

from typing import Any

import pytest

from fengqiao.catalogue.form import MARKS
from fengqiao.disputes import actions
from fengqiao.disputes.actions import Asked, FileWords, NewParty
from fengqiao.disputes.models import Dispute, FileSeries, Inquiry, Session
from fengqiao.disputes.queries import dispute_sheet
from fengqiao.disputes.rules.file import PlaceState, agreements_of, found_in
from fengqiao.disputes.terms import AgreementForm, DueResult, Mediation, PartyKind, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.queries import matters_matching
from tests.disputes.helping import FIRM, NAME, SAID, again, agree, agreed, dispute, later, refused, scene, taken
from tests.disputes.test_file import LOGIN, read, words
from tests.matters.helping import at_once, codes
from tests.world import NOW, make_matter, viewer

FACTS, DEMANDS, NOTE = "两家共墙，北边占了两尺", "一、退回两尺；二、补三千元", "当事人要求不公开"
AGENT, WITNESS, HEARD = "洪律师", "吴阿婆", "她说墙是去年砌的"


def write(row: Dispute, **given: str) -> Dispute:
    actions.write_words(dispute_id=row.id, words=FileWords(**given), by=viewer(LOGIN), at=NOW)
    return again(row)


def cleared(row: Dispute) -> Any:
    clear = actions.take_file(dispute_id=row.id, purpose="visit", documents=1, by=viewer(LOGIN), at=NOW)
    return read(row, clear)


def test_what_is_written_once_stands_in_every_document_that_names_it(world: None) -> None:
    row = dispute()
    _case, _forms, places = cleared(row)
    assert SAID in words(found_in(places, "register")), "until somebody writes the facts, the telling's words"
    row = write(row, facts=FACTS, demands=DEMANDS, note=NOTE, kept_for="ever")
    agree(row, form=AgreementForm.WRITTEN, performed=True, manner="在村委会当面付清")
    case, forms, places = cleared(row)
    said = {code: words(found_in(places, code)) for code in ("application", "register", "agreement", "closing", "back")}
    assert all(
        FACTS in said[code] and SAID not in said[code] for code in ("application", "register", "agreement", "closing")
    )
    assert DEMANDS in said["application"]
    assert NOTE in said["register"]
    assert "在村委会当面付清" in said["agreement"]
    assert all("永久" in said[code] for code in ("closing", "back"))
    assert all(row.file_number in said[code] for code in ("agreement", "closing", "back"))
    cover = {item.field: case.fields.get(item.field) for item in forms.cover}
    assert (cover["file_number"], cover["kept_for"], cover["note"]) == (row.file_number, "永久", NOTE)
    assert NOTE not in words(found_in(places, "identity")), "where the copy of a card is glued on nothing is printed"
    event = Event.objects.get(kind="dispute.worded")
    assert event.attributes["changed"] == "facts.demands.note.kept_for"
    assert FACTS not in str(event.attributes)


def test_an_application_without_demands_says_so(world: None) -> None:
    row = dispute(demands="")
    _case, _forms, places = cleared(row)
    accepting = next(each for each in places if each.place.code == "accepting")
    assert (accepting.state, {item.field for item in accepting.lacking}) == (PlaceState.MISSING, {"demands"})


def test_words_of_a_file_have_bounds(world: None) -> None:
    row = dispute()
    with refused("correct-same"):
        write(row)
    with refused("text-long"):
        write(row, facts="长" * 2001)
    with refused("file-keeping"):
        write(row, kept_for="a-century")
    with refused("dispute-unknown"):
        actions.write_words(dispute_id=row.id, words=FileWords(note="x"), by=viewer("desk.south"), at=NOW)


def test_a_party_s_agent_is_sealed_and_has_a_letter_of_authority(world: None) -> None:
    row = dispute()
    party = row.parties.order_by("place")[0]
    name = {"dispute_id": row.id, "party_id": party.id, "by": viewer(LOGIN), "at": NOW}
    agent = {"agent": AGENT, "agent_call": "13700001111"}
    for personal, powers, code in (
        (agent, [], "party-powers"), ({"agent_call": "1"}, ["sign"], "party-agent"), (agent, ["all"], "party-power"),
        ({}, ["sign"], "party-agent"), ({}, [], "dispute-party-empty"),
    ):  # fmt: skip
        with refused(code):
            actions.name_party(personal=personal, powers=powers, **name)
    actions.name_party(personal={**agent, "nation": "汉族", "occupation": "木匠"}, powers=["sign", "receive"], **name)
    assert AGENT not in str(PersonalRecord.objects.values_list("masked", flat=True))
    _case, _forms, places = cleared(again(row))
    letter = words(found_in(places, "authority-1"))
    assert all(each in letter for each in (NAME, AGENT, "☑ 代领文书", "□ 代为提供证据"))
    register = words(found_in(places, "register"))
    assert all(each in register for each in (NAME, "汉族、木匠", AGENT)), "what was known before stays"
    actions.name_party(personal={}, no_agent=True, **name)
    _case, _forms, places = cleared(again(row))
    assert AGENT not in words(found_in(places, "register"))
    assert NAME in words(found_in(places, "register"))
    assert found_in(places, "authority-1") is None


def test_a_firm_names_who_stands_for_it_and_is_not_found_by_them(world: None) -> None:
    firm = NewParty(kind=PartyKind.FIRM, side=2, personal={"name": FIRM, "head": NAME})
    row = dispute(parties=[NewParty(personal={"name": "甲"}), firm])
    _case, _forms, places = cleared(row)
    assert f"法定代表人：{NAME}" in words(found_in(places, "register"))
    assert matters_matching(FIRM)
    assert not matters_matching(NAME)


def test_an_inquiry_is_sealed_recorded_and_printed(world: None) -> None:
    row = dispute()
    asked = {
        "asked_at": NOW,
        "name": WITNESS,
        "place": "她家里",
        "text": HEARD,
        "relation": "邻居",
        "others": "村妇联主任",
    }
    inquire = {"dispute_id": row.id, "by": viewer(LOGIN), "at": NOW}
    for over in ({"name": " "}, {"text": ""}, {"place": ""}):
        with refused("inquiry-empty"):
            actions.inquire(asked=Asked(**{**asked, **over}), **inquire)
    with refused("inquiry-when"):
        actions.inquire(asked=Asked(**{**asked, "asked_at": later(hours=1)}), **inquire)
    made = actions.inquire(asked=Asked(**asked), **inquire)
    kept = f"{Inquiry.objects.values()} {PersonalRecord.objects.values('masked')} {Event.objects.values('attributes')}"
    assert not any(each in kept for each in (WITNESS, HEARD, "村妇联主任"))
    sheet = dispute_sheet(viewer(LOGIN), row.id)
    assert sheet
    assert sheet.inquiries[0].masked["asked_name"].startswith("吴*")
    _case, _forms, places = cleared(row)
    inquiry = next(each for each in places if each.place.code == "inquiry")
    assert inquiry.state is PlaceState.READY
    assert all(
        each in words(found_in(places, "inquiry-1")) for each in (WITNESS, HEARD, "邻居", "她家里", "村妇联主任")
    )
    told = Event.objects.filter(kind="personal.unmasked", attributes__report=str(made))
    assert told.count() == 1, "looked at for the purpose of taking the file out"


def test_who_else_was_there_is_sealed_and_stands_in_the_record(world: None) -> None:
    row = dispute()
    here = [each.id for each in row.parties.all()]
    told = {
        "dispute_id": row.id,
        "session_id": None,
        "came": here,
        "text": "两家各让一步。",
        "by": viewer(LOGIN),
        "at": NOW,
    }
    actions.meet(result=SessionResult.AGAIN, others=WITNESS, **told)
    actions.meet(result=SessionResult.AGAIN, **told)
    assert WITNESS not in str(PersonalRecord.objects.values_list("masked", flat=True))
    assert WITNESS not in str(list(Session.objects.values()))
    _case, _forms, places = cleared(again(row))
    first, second = (words(found_in(places, f"record-{n}")) for n in (1, 2))
    assert (WITNESS in first, WITNESS in second) == (True, False)


def test_sex_and_age_may_be_told_where_no_number_says_them(world: None) -> None:
    row = dispute(parties=[NewParty(personal={"name": NAME, "sex": "女", "age": "63"}), NewParty(side=2)])
    _case, _forms, places = cleared(row)
    assert "女、63 岁" in words(found_in(places, "register"))


def test_what_a_visit_found_is_chosen_and_printed(world: None) -> None:
    row = agree(dispute(), form=AgreementForm.ORAL, performed=True)
    due = row.dues.get(kind="follow_up")
    settled = {
        "dispute_id": row.id,
        "due_id": due.id,
        "result": DueResult.DONE,
        "text": "又劝了一回。",
        "by": viewer(LOGIN),
        "at": NOW,
    }
    for found in ({"weather": "fine"}, {"left": "nothing"}):
        with refused("due-look"):
            actions.settle_due(found=found, **settled)
    actions.settle_due(found={"left": "risk", "satisfied": "fair", "court": ""}, **settled)
    assert row.dues.get(id=due.id).found == {"left": "risk", "satisfied": "fair"}
    _case, _forms, places = cleared(again(row))
    assert "当事人满意：基本满意；错调、激化、隐患：还有隐患" in words(found_in(places, "visit-1"))


def test_files_are_numbered_by_unit_and_year(world: None) -> None:
    first, second = dispute(), dispute(ref="2")
    assert [each.file_number for each in (first, second)] == [f"（{NOW.year}）北镇社会人调字第 {n} 号" for n in (1, 2)]
    assert scene(way="court", mediation=Mediation.POLICE).file_number.endswith("现调字第 1 号")
    assert dispute(ref="3", mediation=Mediation.POLICE).file_number.endswith("治调字第 1 号")


def test_two_taken_in_at_once_get_two_numbers(committed_world: None) -> None:
    matters = [make_matter(by=LOGIN, kind="dispute", text=SAID, outside_ref=ref) for ref in ("1", "2")]
    by = viewer(LOGIN)
    tries = [
        lambda each=each: actions.accept(matter_id=each.id, taken=taken(), by=by, at=NOW) and None for each in matters
    ]
    assert codes(at_once(*tries)) == ["done", "done"]
    assert len(set(Dispute.objects.values_list("file_number", flat=True))) == 2
    assert FileSeries.objects.get().last == 2


def test_a_police_agreement_of_the_scene_has_three_sheets(world: None) -> None:
    ends = agreed(form=AgreementForm.WRITTEN, amount=50_000, performed=True, signed=True)
    row = scene(ends=ends, mediation=Mediation.POLICE)
    assert (row.state, row.amount, row.agreed_amount, row.matter.state) == ("performed", 0, 50_000, "closed")
    assert row.matter.result == "agreed_scene"
    _case, forms, places = read(row, login="officer.north")
    document = found_in(places, "agreement_scene")
    assert document
    assert [copy[:3] for copy in document.copies] == ["第一联", "第二联", "第三联"]
    assert found_in(places, "agreement_police") is None
    assert "agreement_scene" in agreements_of(forms)
    with refused("dispute-excluded"):
        scene(ends=ends, mediation=Mediation.POLICE, excluded=["gang"])


@pytest.mark.parametrize("code", ["gang", "provocation", "civil_only"])
def test_what_the_police_may_not_mediate_is_refused_with_its_clause(world: None, code: str) -> None:
    with pytest.raises(Exception, match="依据") as caught:
        scene(way="court", mediation=Mediation.POLICE, excluded=[code])
    assert caught.value.code == "dispute-excluded"  # type: ignore[attr-defined]


def test_packs_published_before_still_read(world: None) -> None:
    """A form of an earlier edition asks for an agent or an inquiry by a mark."""
    assert {"agent", "inquiry"} <= MARKS
    row = dispute(parties=[NewParty(personal={"name": "甲", "agent": AGENT}, powers=["sign"]), NewParty(side=2)])
    case, _forms, _places = cleared(row)
    assert ("agent" in case.marks, "inquiry" in case.marks, "room" in case.marks) == (True, False, True)
