"""The mediation file: filled from what was entered once, whole or saying what is missing, taken out with a record."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fengqiao.disputes import actions
from fengqiao.disputes.models import Dispute, DisputeDue, Session
from fengqiao.disputes.queries import case_file, dispute_sheet
from fengqiao.disputes.rules.file import PlaceState, binder_of, found_in, of_number, places_of
from fengqiao.disputes.terms import AgreementForm
from fengqiao.kit.documents.model import Grid
from fengqiao.ledger.models import Event
from fengqiao.rulebook.queries import pack_of
from tests.disputes.helping import FIRM, ID, NAME, PHONE, again, agree, dispute, later, refused, scene
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
LOGIN = "dispatcher.north"


def read(row: Dispute, clear: Any = None, login: str = LOGIN) -> tuple[Any, Any, Any]:
    by = viewer(login)
    sheet = dispute_sheet(by, row.id)
    assert sheet
    pack = pack_of(row.edition_id).pack
    case = case_file(by, sheet, clear or {}, pack, at=NOW)
    return case, pack.forms, places_of(case, pack.forms)


def words(document: Any) -> str:
    parts = [
        " ".join(cell for row in part.rows for cell in row) if isinstance(part, Grid) else part.value
        for part in document.parts
    ]
    return " ".join(parts)


def test_what_was_entered_once_stands_in_every_document() -> None:
    row = dispute()
    clear = actions.take_file(dispute_id=row.id, purpose="visit", documents=3, by=viewer(LOGIN), at=NOW)
    assert [dict(each) for each in clear.values()] == [{"name": NAME, "phone": PHONE, "id_number": ID}, {"name": FIRM}]
    case, forms, places = read(row, clear)
    state = {each.place.code: each.state for each in places}
    assert state == {
        "accepting": PlaceState.READY, "informing": PlaceState.READY, "identity": PlaceState.READY, "authority": PlaceState.EMPTY,
        "inquiry": PlaceState.EMPTY, "evidence": PlaceState.EMPTY, "mediating": PlaceState.MISSING, "agreeing": PlaceState.MISSING,
        "performing": PlaceState.EMPTY, "visiting": PlaceState.EMPTY, "confirming": PlaceState.EMPTY, "account": PlaceState.READY,
        "back": PlaceState.READY,
    }  # fmt: skip
    closing = found_in(places, "closing")
    assert closing
    assert "调解记录、调解协议书" in words(closing), "the account says what the file lacks"
    register = words(found_in(places, "register"))
    assert all(each in register for each in (NAME, PHONE, ID, FIRM, "邻里", "3,000 元", "院墙占了两尺地"))
    agree(row, later(days=1), form=AgreementForm.WRITTEN, performed=True)
    when = later(hours=2)
    Session.objects.create(
        dispute=row, matter=row.matter, state="held", starts_at=NOW, ends_at=when, came=[], result="agreed", text="谈了价钱",
        staff_id=viewer(LOGIN).staff_id,
    )  # fmt: skip
    DisputeDue.objects.filter(dispute=row, kind="follow_up").update(done_at=when, text="都满意", result="done")
    case, forms, places = read(again(row), clear)
    assert not [each.place.code for each in places if each.state is PlaceState.MISSING]
    every = [filled.document for each in places for filled in each.filled]
    assert {"record-1", "agreement", "visit-1"} <= {each.code for each in every}
    # One field changed is changed in every document that carries it, and nowhere else has it to be typed.
    other = dataclasses.replace(case, fields={**case.fields, "facts": "改过的事实", "number": "改过的号"})
    changed = [f.document for each in places_of(other, forms) for f in each.filled]
    carried = [each.code for each in every if case.fields["facts"] in words(each)]
    assert len(carried) >= 4
    assert [each.code for each in changed if "改过的事实" in words(each)] == carried
    assert not any(case.fields["facts"] in words(each) for each in changed)
    bound = binder_of(case, forms, places)
    assert [each.number for each in bound.index] == list(range(1, 14))
    marks = [each.mark for each in bound.documents]
    assert len(set(marks)) == len(marks)
    assert not any(word in mark for mark in marks for word in (NAME, PHONE, ID))
    told = " ".join(f"{each.attributes} {each.measures}" for each in Event.objects.all())
    assert not any(word in told for word in (NAME, PHONE, ID, FIRM))
    filed = Event.objects.get(kind="dispute.filed")
    assert filed.measures == {"parties": 2, "documents": 3}
    assert Event.objects.filter(kind="personal.unmasked", attributes__purpose="visit").count() == 2


def test_a_file_of_the_scene_names_what_is_missing_and_strangers_get_none() -> None:
    row = scene(way="court")
    case, _forms, places = read(row, login="officer.north")
    by_code = {each.place.code: each for each in places}
    assert by_code["agreeing"].state is PlaceState.UNNEEDED
    assert {item.label for item in by_code["accepting"].lacking} == {"当事人"}
    assert by_code["mediating"].state is PlaceState.MISSING
    assert "authority-0" in {each.document.code for each in by_code["authority"].blank}
    assert case.marks >= {"failed"}
    before = Event.objects.count()
    with refused("dispute-unknown", "dispute-denied"):
        actions.take_file(dispute_id=row.id, purpose="visit", documents=1, by=viewer("desk.south"), at=NOW)
    with refused("file-empty"):
        actions.take_file(dispute_id=row.id, purpose="visit", documents=0, by=viewer("officer.north"), at=NOW)
    assert Event.objects.count() == before


def test_sex_and_age_come_from_a_number() -> None:
    assert of_number("330102195503071234", 2026) == ("男", "71")
    assert of_number("330102199003071228", 2026) == ("女", "36")
    assert of_number("12345", 2026) == ("", "")
