"""Letters and banners: registered with their picture, from whom sealed, taken back once, figures that go down, words that go."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.measure.queries import EVERYTHING, Period, figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.thanks import actions
from fengqiao.thanks.actions import NewThanks
from fengqiao.thanks.jobs import destroy_due
from fengqiao.thanks.models import Thanks
from fengqiao.thanks.queries import UnitCount, counts, thanks_for
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import PersonalRecord, StoredFile
from tests.desk.conftest import LogIn
from tests.matters.helping import PNG, at_once, codes, dump, refused
from tests.world import NOW, unit, viewer

NAME, PHONE, SAID = "司徒春兰", "13700019191", "一心为民办实事，热心帮忙暖人心"


def given(*, by: str = "desk.north", uploads: tuple[Upload, ...] = (), **over: Any) -> UUID:
    values: dict[str, Any] = {
        "press": new_id(), "kind": "banner", "unit_id": unit("station.north"), "day": NOW.date(), "text": SAID,
        "personal": {"person_name": NAME, "teller_phone": PHONE},
    }  # fmt: skip
    return actions.register(given=NewThanks(**{**values, **over}), uploads=uploads, by=viewer(by), at=NOW)


def counted(code: str) -> int:
    measures, day = pack_on(NOW).pack.measures, NOW.date()
    found = figure(Question(measures[code], Period(day, day), EVERYTHING), measures)
    return int(found.number or 0)


@pytest.mark.django_db
def test_registered_counted_and_taken_back(world: None) -> None:
    chief, officer = viewer("chief.north"), viewer("officer.north")
    row = given(uploads=(Upload("旗.png", PNG),), staff_id=officer.staff_id)
    letter = given(kind="letter")
    assert given(press=row) == row  # the same button
    assert (counted("thanks.banners"), counted("thanks.letters")) == (1, 1)
    assert counts(chief, NOW.year) == [UnitCount(unit("station.north"), 1, 1, 0)]
    for rows in dump().values():
        assert not any(word in each for each in rows for word in (NAME, PHONE))
    event = Event.objects.get(kind="thanks.given", subject_id=row)
    assert (event.attributes["thanks"], event.attributes["whom"], event.measures) == ("banner", "staff", {"files": 1})
    for login in ("desk.south", "handler.urban", "secretary"):
        assert thanks_for(viewer(login), row) is None
        with refused("thanks-unknown"):
            actions.retract(thanks_id=row, wrong="twice", by=viewer(login), at=NOW)
    with refused("denied"):  # sees it, did not register it, does not look after the unit
        actions.retract(thanks_id=row, wrong="twice", by=viewer("assistant"), at=NOW)
    with refused("thanks-wrong"):
        actions.retract(thanks_id=row, wrong="whim", by=chief, at=NOW)
    actions.retract(thanks_id=row, wrong="twice", by=chief, at=NOW)
    with refused("thanks-retracted"):
        actions.retract(thanks_id=row, wrong="twice", by=chief, at=NOW)
    assert (counted("thanks.banners"), counted("thanks.letters")) == (0, 1)
    assert counts(chief, NOW.year) == [UnitCount(unit("station.north"), 1, 0, 1)]
    with refused("purpose-unknown"):
        actions.look(thanks_id=letter, purpose="curious", by=viewer("desk.north"), at=NOW)
    assert actions.look(thanks_id=letter, purpose="contact", by=viewer("desk.north"), at=NOW)["person_name"] == NAME
    with refused("unmask-denied"):
        actions.look(thanks_id=letter, purpose="contact", by=viewer("assistant"), at=NOW)
    for over, why in (
        ({"kind": "cake"}, "thanks-kind"), ({"day": NOW.date() + timedelta(days=2)}, "thanks-day"), ({"day": NOW.date() - timedelta(days=400)}, "thanks-day"),
        ({"staff_id": viewer("desk.south").staff_id}, "thanks-staff"), ({"text": "字" * 501}, "text-long"), ({"unit_id": unit("station.south")}, "denied"),
        ({"by": "handler.urban"}, "denied"),
    ):  # fmt: skip
        with refused(why):
            given(**over)
    by = system_viewer(at=NOW)
    assert by is not None
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 36)) == 0
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 36 + 2)) == 2
    assert (
        PersonalRecord.objects.count(),
        StoredFile.objects.count(),
        set(Thanks.objects.values_list("text", flat=True)),
    ) == (0, 0, {""})


@pytest.mark.django_db
def test_on_pages(world: None, log_in: LogIn) -> None:
    desk, south = log_in("desk.north"), log_in("desk.south")
    assert "还没有锦旗和感谢信" in desk.get("/thanks/").content.decode()
    form = {
        "kind": "letter",
        "unit": str(unit("station.north")),
        "day": NOW.date().isoformat(),
        "text": f"{SAID}，电话{PHONE}",
        "person_name": NAME,
    }
    for over in (
        {"day": "明天"},
        {"unit": "x"},
        {"staff": "x"},
        {"kind": "'"},
        {"text": "x" * 9000},
        {"press": "not-a-uuid", "day": ""},
    ):
        answer = desk.post("/thanks/new/", {**form, **over})
        assert answer.status_code == 422, over
        assert NAME in answer.content.decode()
    answer = desk.post("/thanks/new/", {**form, "files": SimpleUploadedFile("信.png", PNG)})
    url = answer.headers["Location"]
    page = desk.get(url).content.decode()
    assert (SAID in page, NAME in page, "司**" in page or "司***" in page) == (True, False, True)
    assert NAME in desk.post(f"{url}look/", {"purpose": "contact"}).content.decode()
    file = StoredFile.objects.get()
    assert b"".join(desk.get(f"{url}files/{file.id}/").streaming_content)[:8] == PNG[:8]  # type: ignore[arg-type]
    for path in (url, f"{url}files/{file.id}/"):
        assert south.get(path).status_code == 404
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(desk.post("/thanks/export/").content)).get_sheet_by_index(0).to_python()
    )
    assert (rows[1][1], PHONE in str(rows), NAME in str(rows)) == ("感谢信", False, False)
    for odd in ("", "x" * 999, "\x00"):
        assert desk.post(f"{url}retract/", {"wrong": odd}).status_code == 422
    assert desk.post(f"{url}retract/", {"wrong": "mistaken"}).status_code == 302
    assert "已撤回" in desk.get("/thanks/?kind=letter&year=x").content.decode()
    assert "登记错了" in desk.get(url).content.decode()


def test_taken_back_once_by_two(committed_world: None) -> None:
    row = given()
    back = lambda by: lambda: actions.retract(thanks_id=row, wrong="twice", by=by, at=NOW)  # noqa: E731
    assert codes(at_once(back(viewer("chief.north")), back(viewer("desk.north")))) == ["done", "thanks-retracted"]
    assert Event.objects.filter(kind="thanks.retracted").count() == 1
